#include "recognition/wire.h"

#include "base/wire.h"

namespace parasol::recognition {
namespace {

Result<std::optional<Date>> read_date(WireReader& reader) {
  PARASOL_TRY(const std::uint32_t has_date, reader.integer(1, "date"));
  if (has_date > 1) return invalid("date");
  if (has_date == 0) return std::optional<Date>();
  PARASOL_TRY(const std::uint32_t year, reader.integer(2, "date"));
  PARASOL_TRY(const std::uint8_t month, reader.choice(12, "date"));
  PARASOL_TRY(const std::uint8_t day, reader.choice(31, "date"));
  return std::optional(Date{static_cast<std::uint16_t>(year), month, day});
}

}  // namespace

Bytes encode_request(const Input& input) {
  WireWriter out;
  out.integer(1, input.incident_date ? 1 : 0);
  if (input.incident_date) {
    out.integer(2, input.incident_date->year);
    out.integer(1, input.incident_date->month);
    out.integer(1, input.incident_date->day);
  }
  out.text(input.exact_place);
  out.integer(1, input.sources);
  out.integer(4, input.controlled.size());
  for (const std::string& text : input.controlled) out.text(text);
  out.integer(4, input.reporter.size());
  for (const ReporterText& text : input.reporter) {
    out.integer(1, static_cast<std::uint8_t>(text.kind));
    out.text(text.text);
  }
  out.integer(4, input.artefact.size());
  for (const ArtefactText& text : input.artefact) {
    out.integer(1, static_cast<std::uint8_t>(text.field));
    out.text(text.text);
  }
  return out.take();
}

Result<Input> decode_request(ByteView request) {
  if (request.size() > kLargestRequest) return failure(ErrorCode::kTooLarge);
  WireReader reader(request);
  Input input;
  PARASOL_TRY(input.incident_date, read_date(reader));
  PARASOL_TRY(input.exact_place, reader.text(kLongestText, "exact_place"));
  PARASOL_TRY(const std::uint32_t sources, reader.integer(1, "sources"));
  input.sources = static_cast<std::uint8_t>(sources);
  PARASOL_CHECK_OK(reader.list(kMostControlled, "controlled", [&]() -> Status {
    PARASOL_TRY(std::string text, reader.text(kLongestText, "controlled"));
    input.controlled.push_back(std::move(text));
    return {};
  }));
  PARASOL_CHECK_OK(reader.list(kMostReporterTexts, "reporter", [&]() -> Status {
    PARASOL_TRY(const std::uint8_t kind, reader.choice(kReporterKinds, "reporter"));
    PARASOL_TRY(std::string text, reader.text(kLongestText, "reporter"));
    input.reporter.push_back({static_cast<ReporterKind>(kind), std::move(text)});
    return {};
  }));
  PARASOL_CHECK_OK(reader.list(kMostArtefactTexts, "artefact", [&]() -> Status {
    PARASOL_TRY(const std::uint8_t field, reader.choice(kArtefactFields, "artefact"));
    PARASOL_TRY(std::string text, reader.text(kLongestText, "artefact"));
    input.artefact.push_back({static_cast<ArtefactField>(field), std::move(text)});
    return {};
  }));
  if (!reader.is_at_end()) return invalid("request");
  return input;
}

Bytes encode_answer(const Recognition& recognition) {
  WireWriter out;
  out.integer(2, kRecogniserVersion);
  out.integer(1, static_cast<std::uint8_t>(recognition.level));
  out.integer(4, recognition.hits.size());
  for (const Hit& hit : recognition.hits) {
    out.integer(1, static_cast<std::uint8_t>(hit.rule));
    out.integer(1, static_cast<std::uint8_t>(hit.why));
    out.integer(1, static_cast<std::uint8_t>(hit.level));
    out.integer(2, hit.text);
    out.integer(4, hit.start);
    out.integer(4, hit.length);
  }
  return out.take();
}

}  // namespace parasol::recognition
