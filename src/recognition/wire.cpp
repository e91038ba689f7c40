#include "recognition/wire.h"

#include "base/utf8.h"

namespace parasol::recognition {
namespace {

void put(Bytes& out, std::size_t size, std::uint64_t value) {
  for (std::size_t i = size; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void put_text(Bytes& out, std::string_view text) {
  put(out, 4, text.size());
  append(out, as_bytes(text));
}

class Reader {
 public:
  explicit Reader(ByteView input) : rest_(input) {}

  Result<std::uint32_t> integer(std::size_t size, const char* field) {
    if (rest_.size() < size) return invalid(field);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = (value << 8) | rest_[i];
    rest_ = rest_.subspan(size);
    return value;
  }

  // From 1 to `most`.
  Result<std::uint8_t> choice(std::uint8_t most, const char* field) {
    PARASOL_TRY(const std::uint32_t value, integer(1, field));
    if (value < 1 || value > most) return invalid(field);
    return static_cast<std::uint8_t>(value);
  }

  Result<std::string> text(const char* field) {
    PARASOL_TRY(const std::uint32_t size, integer(4, field));
    if (size > kLongestText || size > rest_.size()) return invalid(field);
    const std::string_view text = as_text(rest_.first(size));
    if (!is_clean_utf8(text)) return invalid(field);
    rest_ = rest_.subspan(size);
    return std::string(text);
  }

  // Calls `read_item` for each item.
  template <class ReadItem>
  Status list(std::size_t most, const char* field, const ReadItem& read_item) {
    PARASOL_TRY(const std::uint32_t count, integer(4, field));
    if (count > most) return invalid(field);
    for (std::uint32_t i = 0; i < count; ++i) PARASOL_CHECK_OK(read_item());
    return {};
  }

  bool is_at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

Result<std::optional<Date>> read_date(Reader& reader) {
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
  Bytes out;
  put(out, 1, input.incident_date ? 1 : 0);
  if (input.incident_date) {
    put(out, 2, input.incident_date->year);
    put(out, 1, input.incident_date->month);
    put(out, 1, input.incident_date->day);
  }
  put_text(out, input.exact_place);
  put(out, 1, input.sources);
  put(out, 4, input.controlled.size());
  for (const std::string& text : input.controlled) put_text(out, text);
  put(out, 4, input.reporter.size());
  for (const ReporterText& text : input.reporter) {
    put(out, 1, static_cast<std::uint8_t>(text.kind));
    put_text(out, text.text);
  }
  put(out, 4, input.artefact.size());
  for (const ArtefactText& text : input.artefact) {
    put(out, 1, static_cast<std::uint8_t>(text.field));
    put_text(out, text.text);
  }
  return out;
}

Result<Input> decode_request(ByteView request) {
  if (request.size() > kLargestRequest) return failure(ErrorCode::kTooLarge);
  Reader reader(request);
  Input input;
  PARASOL_TRY(input.incident_date, read_date(reader));
  PARASOL_TRY(input.exact_place, reader.text("exact_place"));
  PARASOL_TRY(const std::uint32_t sources, reader.integer(1, "sources"));
  input.sources = static_cast<std::uint8_t>(sources);
  PARASOL_CHECK_OK(reader.list(kMostControlled, "controlled", [&]() -> Status {
    PARASOL_TRY(std::string text, reader.text("controlled"));
    input.controlled.push_back(std::move(text));
    return {};
  }));
  PARASOL_CHECK_OK(reader.list(kMostReporterTexts, "reporter", [&]() -> Status {
    PARASOL_TRY(const std::uint8_t kind, reader.choice(kReporterKinds, "reporter"));
    PARASOL_TRY(std::string text, reader.text("reporter"));
    input.reporter.push_back({static_cast<ReporterKind>(kind), std::move(text)});
    return {};
  }));
  PARASOL_CHECK_OK(reader.list(kMostArtefactTexts, "artefact", [&]() -> Status {
    PARASOL_TRY(const std::uint8_t field, reader.choice(kArtefactFields, "artefact"));
    PARASOL_TRY(std::string text, reader.text("artefact"));
    input.artefact.push_back({static_cast<ArtefactField>(field), std::move(text)});
    return {};
  }));
  if (!reader.is_at_end()) return invalid("request");
  return input;
}

Bytes encode_answer(const Recognition& recognition) {
  Bytes out;
  put(out, 2, kRecogniserVersion);
  put(out, 1, static_cast<std::uint8_t>(recognition.level));
  put(out, 4, recognition.hits.size());
  for (const Hit& hit : recognition.hits) {
    put(out, 1, static_cast<std::uint8_t>(hit.rule));
    put(out, 1, static_cast<std::uint8_t>(hit.why));
    put(out, 1, static_cast<std::uint8_t>(hit.level));
    put(out, 2, hit.text);
    put(out, 4, hit.start);
    put(out, 4, hit.length);
  }
  return out;
}

}  // namespace parasol::recognition
