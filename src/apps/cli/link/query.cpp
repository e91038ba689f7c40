#include "apps/cli/link/query.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/cli/link/words.h"
#include "base/utf8.h"

namespace parasol::link {
namespace {

using linkage::MilliBits;
using Json = nlohmann::ordered_json;

constexpr const char* kShouldBe = "should be one JSON object: columns' names and values";

std::string line_of(const std::string& name, std::size_t number) { return name + ": line " + std::to_string(number); }

// Calls visit(line, number) for each line that has anything in it, numbers counting from 1, until one is at fault.
template <class Visit>
Status for_each_line(std::string_view text, Visit&& visit) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!is_blank(line)) PARASOL_CHECK_OK(visit(line, number));
  }
  return {};
}

std::optional<std::string> text_of(const Json& one) {
  if (one.is_null()) return std::string();
  if (one.is_string()) return one.get<std::string>();
  if (one.is_primitive()) return one.dump();
  return std::nullopt;
}

Result<linkage::Record> record_of(const Table& table, const linkage::Model& model, const FieldColumns& columns, const Json& json, const std::string& place) {
  if (!json.is_object()) return invalid(place, kShouldBe);
  std::vector<std::string> values(table.columns().size());
  for (const auto& [key, value] : json.items()) {
    const auto column = table.find_column(key);
    const std::string at = place + ": \"" + printable(key) + "\"";
    if (!column) return invalid(at, "is no column of " + table.name());
    if (value.is_array()) {
      for (const Json& one : value) {
        const auto part = text_of(one);
        if (!part) return invalid(at, "should be a text, a number or a list of them");
        values[*column] += (values[*column].empty() ? "" : "; ") + *part;
      }
    } else if (auto whole = text_of(value)) {
      values[*column] = std::move(*whole);
    } else {
      return invalid(at, "should be a text, a number or a list of them");
    }
  }
  std::vector<std::string> raw;
  raw_texts(columns, values, raw);
  return linkage::read_record(model.fields, raw);
}

double bits_number(MilliBits bits) { return bits / 1000.0; }

Json explanation_json(const Words& words) {
  Json items = Json::array();
  for (const Item& item : words.items) items.push_back({{"field", item.field}, {"words", item.words}, {"bits", bits_number(item.bits)}, {"counted", bits_number(item.counted)}});
  return {{"items", std::move(items)}, {"remarks", remarks(words)}};
}

}  // namespace

Result<QuestionReader> QuestionReader::make(const Table& table, const linkage::Model& model) {
  PARASOL_TRY(FieldColumns columns, columns_of(table, model));
  return QuestionReader(table, model, std::move(columns));
}

Result<linkage::Record> QuestionReader::read_line(const std::string& place, std::string_view line) const {
  if (line.size() > kMostBytes) return invalid(place, "larger than 16 MiB");
  if (!is_clean_utf8(line)) return invalid(place, "is not UTF-8 text");
  return record_of(table_, model_, columns_, Json::parse(line, nullptr, false), place);
}

Result<QuestionReader::Questions> QuestionReader::read_all(const std::string& name, std::string_view text) const {
  Questions out;
  std::size_t lines = 0;
  std::string_view first;
  PARASOL_CHECK_OK(for_each_line(text, [&](std::string_view line, std::size_t number) -> Status {
    if (lines++ == 0) first = line;
    if (!is_clean_utf8(line)) return invalid(line_of(name, number), "is not UTF-8 text");
    return {};
  }));
  // Where the first line is something by itself, so are the others.
  if (lines == 0 || (first.size() <= kMostBytes && lines > 1 && Json::accept(first))) {
    out.is_one = false;
    PARASOL_CHECK_OK(for_each_line(text, [&](std::string_view line, std::size_t number) -> Status {
      PARASOL_TRY(linkage::Record record, read_line(line_of(name, number), line));
      out.records.push_back(std::move(record));
      return {};
    }));
    return out;
  }
  if (text.size() > kMostBytes) return invalid(name, "larger than 16 MiB, and not one object on each line");
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::string_view before = text.substr(0, std::min(error.byte, text.size()));
    return invalid(line_of(name, 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'))), kShouldBe);
  } catch (const Json::out_of_range&) {
    return invalid(name, "has a number that is too large");
  }
  out.is_one = !json.is_array();
  if (out.is_one) json = Json::array({std::move(json)});
  for (std::size_t i = 0; i < json.size(); ++i) {
    PARASOL_TRY(linkage::Record record, record_of(table_, model_, columns_, json[i], out.is_one ? name : name + ": record " + std::to_string(i + 1)));
    out.records.push_back(std::move(record));
  }
  return out;
}

bool next_line(std::istream& in, std::string& line) {
  line.clear();
  using Traits = std::istream::traits_type;
  std::streambuf& bytes = *in.rdbuf();
  for (Traits::int_type byte = bytes.sbumpc(); byte != Traits::eof(); byte = bytes.sbumpc()) {
    if (byte == '\n') return true;
    if (line.size() <= QuestionReader::kMostBytes) line.push_back(Traits::to_char_type(byte));
  }
  return !line.empty();
}

std::string Answerer::answer(const linkage::Record& record, std::size_t number, bool is_indented, linkage::Scorer::Workspace& workspace) const {
  Json answer{{"record", number}, {"records", records_.base().size()}};
  std::vector<linkage::Hit> hits;
  if (index_ != nullptr) {
    linkage::KeyedAnswer found = linkage::strongest(scorer_, *index_, record, top_);
    hits = std::move(found.hits);
    answer["searched"] = "keys";
    answer["compared"] = found.compared;
    answer["crowds_cut_short"] = found.crowds;
  } else {
    hits = scorer_.strongest(record, top_, workspace);
    answer["searched"] = "all";
  }
  std::sort(hits.begin(), hits.end(), [&](const linkage::Hit& a, const linkage::Hit& b) { return a.total != b.total ? a.total > b.total : records_.record_of(a.row) < records_.record_of(b.row); });
  answer["line"] = bits_number(line_);
  answer["most_possible"] = bits_number(linkage::self_score(scorer_, record));
  Json& candidates = answer["candidates"] = Json::array();
  for (const linkage::Hit& hit : hits) {
    const Words words = in_words(scorer_, scorer_.compare(record, hit.row), line_);
    const std::size_t row = records_.record_of(hit.row);
    candidates.push_back({{"id", table_.name(row)}, {"row", row + 1}, {"bits", bits_number(words.total)}, {"probability", words.probability}, {"likely", words.total >= words.line},
                          {"explanation", explanation_json(words)}});
  }
  return answer.dump(is_indented ? 2 : -1) + "\n";
}

}  // namespace parasol::link
