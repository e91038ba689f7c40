#include "linkage/report_wire.h"

#include "base/wire.h"

namespace parasol::linkage {
namespace {

enum class Operation : std::uint8_t { kAdd = 1, kForget = 2, kDecide = 3, kCandidates = 4, kClusters = 5 };
constexpr std::uint8_t kOperations = 5;

std::uint64_t as_unsigned(MilliBits bits) { return static_cast<std::uint32_t>(bits); }

Result<ReportIdentifier> read_identifier(WireReader& reader) {
  PARASOL_TRY(const std::uint32_t kind, reader.integer(1, "identifiers"));
  const auto known = vocabulary::identifier_kind_from_wire(static_cast<std::uint8_t>(kind));
  if (!known) return invalid("identifiers");
  PARASOL_TRY(const std::uint32_t platform, reader.integer(1, "identifiers"));
  PARASOL_TRY(std::string text, reader.text(kLongestIdentifier, "identifiers"));
  return ReportIdentifier{*known, static_cast<std::uint8_t>(platform), std::move(text)};
}

template <class Word, class FromWire>
Result<std::vector<Word>> read_words(WireReader& reader, const char* field, FromWire&& from_wire) {
  std::vector<Word> words;
  PARASOL_CHECK_OK(reader.list(kMostWords, field, [&]() -> Status {
    PARASOL_TRY(const std::uint32_t wire, reader.integer(1, field));
    const std::optional<Word> word = from_wire(static_cast<std::uint8_t>(wire));
    if (!word) return invalid(field);
    words.push_back(*word);
    return {};
  }));
  return words;
}

Result<Extract> read_extract(WireReader& reader) {
  Extract extract;
  PARASOL_CHECK_OK(reader.list(kMostIdentifiers, "identifiers", [&]() -> Status {
    PARASOL_TRY(ReportIdentifier identifier, read_identifier(reader));
    extract.identifiers.push_back(std::move(identifier));
    return {};
  }));
  PARASOL_TRY(extract.descriptors, read_words<vocabulary::DescriptorValue>(reader, "descriptors", vocabulary::descriptor_value_from_wire));
  PARASOL_TRY(extract.types, read_words<vocabulary::IncidentType>(reader, "types", vocabulary::incident_type_from_wire));
  PARASOL_TRY(extract.behaviours, read_words<vocabulary::MoTag>(reader, "behaviours", vocabulary::mo_tag_from_wire));
  PARASOL_TRY(const std::uint32_t area, reader.integer(1, "area"));
  extract.area = vocabulary::area_band_from_wire(static_cast<std::uint8_t>(area));
  if (area != 0 && !extract.area) return invalid("area");
  PARASOL_TRY(const std::uint32_t month, reader.integer(2, "month"));
  if (month != 0) extract.month = static_cast<std::uint16_t>(month);
  return extract;
}

void write_extract(WireWriter& out, const Extract& extract) {
  out.integer(4, extract.identifiers.size());
  for (const ReportIdentifier& identifier : extract.identifiers) {
    out.integer(1, static_cast<std::uint8_t>(identifier.kind));
    out.integer(1, identifier.platform);
    out.text(identifier.text);
  }
  const auto words = [&](const auto& list) {
    out.integer(4, list.size());
    for (const auto word : list) out.integer(1, static_cast<std::uint8_t>(word));
  };
  words(extract.descriptors);
  words(extract.types);
  words(extract.behaviours);
  out.integer(1, extract.area ? static_cast<std::uint8_t>(*extract.area) : 0);
  out.integer(2, extract.month.value_or(0));
}

Result<std::string> read_entry(WireReader& reader) {
  PARASOL_TRY(std::string entry, reader.text(kLongestEntry, "entry"));
  if (entry.empty()) return invalid("entry");
  return entry;
}

void write_entries(WireWriter& out, std::span<const std::string> entries) {
  out.integer(4, entries.size());
  for (const std::string& entry : entries) out.text(entry);
}

Status at_end(const WireReader& reader) {
  if (!reader.is_at_end()) return invalid("request");
  return {};
}

// Everything is read before anything is done.
Result<Bytes> add(Reports& reports, WireReader& reader) {
  std::vector<NamedExtract> all;
  PARASOL_CHECK_OK(reader.list(kMostEntriesAtOnce, "reports", [&]() -> Status {
    PARASOL_TRY(std::string entry, read_entry(reader));
    PARASOL_TRY(Extract extract, read_extract(reader));
    all.push_back({std::move(entry), std::move(extract)});
    return {};
  }));
  PARASOL_CHECK_OK(at_end(reader));
  bool had_room = true;
  for (const NamedExtract& one : all) had_room = reports.add(one.entry, one.extract) && had_room;
  WireWriter out;
  out.integer(4, reports.size());
  out.integer(1, had_room ? 1 : 0);
  return out.take();
}

Result<Bytes> forget(Reports& reports, WireReader& reader) {
  std::vector<std::string> entries;
  PARASOL_CHECK_OK(reader.list(kMostEntriesAtOnce, "entries", [&]() -> Status {
    PARASOL_TRY(std::string entry, read_entry(reader));
    entries.push_back(std::move(entry));
    return {};
  }));
  PARASOL_CHECK_OK(at_end(reader));
  for (const std::string& entry : entries) reports.forget(entry);
  WireWriter out;
  out.integer(4, reports.size());
  return out.take();
}

Result<Bytes> decide(Reports& reports, WireReader& reader) {
  PARASOL_TRY(const std::string one, read_entry(reader));
  PARASOL_TRY(const std::string other, read_entry(reader));
  PARASOL_TRY(const std::uint32_t verdict, reader.integer(1, "verdict"));
  if (verdict > 2) return invalid("verdict");
  PARASOL_CHECK_OK(at_end(reader));
  const std::vector<std::string> chain = reports.decide(one, other, verdict == 0 ? std::nullopt : std::optional(verdict == 1));
  WireWriter out;
  write_entries(out, chain);
  return out.take();
}

Result<Bytes> candidates(Reports& reports, WireReader& reader) {
  PARASOL_TRY(const std::string entry, read_entry(reader));
  PARASOL_TRY(const std::uint32_t count, reader.integer(4, "count"));
  if (count > kMostCandidates) return invalid("count");
  PARASOL_CHECK_OK(at_end(reader));
  return encode_candidates(reports.candidates(entry, count));
}

Result<Bytes> clusters(Reports& reports, WireReader& reader) {
  PARASOL_CHECK_OK(at_end(reader));
  const std::vector<std::vector<std::string>> all = reports.clusters();
  WireWriter out;
  out.integer(4, all.size());
  for (const std::vector<std::string>& one : all) write_entries(out, one);
  return out.take();
}

}  // namespace

Result<Bytes> answer_request(Reports& reports, ByteView request) {
  if (request.size() > kLargestReportRequest) return failure(ErrorCode::kTooLarge);
  WireReader reader(request);
  PARASOL_TRY(const std::uint8_t operation, reader.choice(kOperations, "operation"));
  switch (static_cast<Operation>(operation)) {
    case Operation::kAdd: return add(reports, reader);
    case Operation::kForget: return forget(reports, reader);
    case Operation::kDecide: return decide(reports, reader);
    case Operation::kCandidates: return candidates(reports, reader);
    case Operation::kClusters: break;
  }
  return clusters(reports, reader);
}

Bytes encode_candidates(const std::optional<ReportCandidates>& candidates) {
  WireWriter out;
  out.integer(1, candidates ? 1 : 0);
  if (!candidates) return out.take();
  out.integer(4, as_unsigned(candidates->self));
  out.integer(4, as_unsigned(kReportLine));
  out.integer(4, as_unsigned(kReportPrior));
  out.integer(4, candidates->candidates.size());
  for (const ReportCandidate& one : candidates->candidates) {
    const ReportExplanation& explanation = one.explanation;
    out.text(one.entry);
    out.integer(4, as_unsigned(explanation.total));
    out.integer(4, static_cast<std::uint32_t>(probability_of(explanation.total) * 1'000'000 + 0.5));
    out.text(strength_name(strength_of(explanation.total)));
    out.integer(4, as_unsigned(explanation.behaviour));
    out.integer(4, as_unsigned(one.without_strongest));
    out.text(one.against ? traits_of(*one.against).name : std::string_view());
    out.integer(1, !one.said ? 0 : one.said->same ? 1 : 2);
    out.integer(1, one.said && !one.said->directly ? 1 : 0);
    std::uint32_t rows = 0;
    for (const ReportEvidence& evidence : explanation.fields) rows += evidence.level == kMissing ? 0 : 1;
    out.integer(4, rows);
    for (std::size_t field = 0; field < kReportFields; ++field) {
      const ReportEvidence& evidence = explanation.fields[field];
      if (evidence.level == kMissing) continue;
      const ReportTraits& traits = traits_of(static_cast<ReportField>(field));
      out.text(traits.name);
      out.text(traits.levels[evidence.level - 1U].name);
      out.integer(4, evidence.uses);
      out.integer(4, evidence.of);
      out.integer(4, as_unsigned(evidence.bits));
      out.integer(4, as_unsigned(evidence.counted));
    }
  }
  return out.take();
}

Bytes encode_add_request(std::span<const NamedExtract> extracts) {
  WireWriter out;
  out.integer(1, static_cast<std::uint8_t>(Operation::kAdd));
  out.integer(4, extracts.size());
  for (const NamedExtract& one : extracts) {
    out.text(one.entry);
    write_extract(out, one.extract);
  }
  return out.take();
}

Bytes encode_candidates_request(std::string_view entry, std::uint32_t count) {
  WireWriter out;
  out.integer(1, static_cast<std::uint8_t>(Operation::kCandidates));
  out.text(entry);
  out.integer(4, count);
  return out.take();
}

}  // namespace parasol::linkage
