#include "apps/cli/directory/feed_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "directory/contents.h"
#include "directory/forms.h"

namespace parasol::cli {
namespace {

using directory::derived_uuid;
using directory::Json;

constexpr std::string_view kTexts[] = {"id", "name", "description", "url", "email", "status", "alert", "eligibility_description", "fees_description",
                                       "application_process", "interpretation_services", "assured_date", "organization_id"};
constexpr std::string_view kNumbers[] = {"minimum_age", "maximum_age"};
constexpr std::string_view kOthers[] = {"organization_name", "organization_description", "organization_website", "phone", "phone_description", "languages", "hours", "areas"};
constexpr std::string_view kAddress[] = {"address_1", "city", "state_province", "postal_code", "country"};

bool is_known(std::string_view column) {
  const auto has = [&](auto list) { return std::ranges::find(list, column) != std::ranges::end(list); };
  return has(std::span(kTexts)) || has(std::span(kNumbers)) || has(std::span(kOthers)) || has(std::span(kAddress));
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// The parts between separators that hold anything.
std::vector<std::string> parts_of(std::string_view text, std::string_view separators) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(separators), text.size());
    if (const auto part = trimmed(text.substr(0, end)); !part.empty()) out.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

class Row {
 public:
  Row(std::map<std::string_view, std::string> values, const std::string& source) : values_(std::move(values)), source_(source) {}

  // Why it cannot be a service; empty if it can.
  std::string fault() const {
    // Whoever opens a table that holds it would run it.
    const auto is_formula = [](std::string_view text) { return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos; };
    for (const auto& [column, value] : values_) {
      // A number may begin with its country's.
      const bool is_number = column == "phone" && value.starts_with('+');
      const bool is_in_part = column == "areas" && std::ranges::any_of(parts_of(value, ";"), is_formula);
      if ((is_formula(value) && !is_number) || is_in_part) return std::string(column) + ": begins as a formula does";
    }
    return {};
  }

  Json service() {
    Json out = Json::object();
    for (const auto column : kTexts) put(out, column, column);
    if (!out.contains("id")) out["id"] = id_;
    id_ = out.at("id");
    for (const auto column : kNumbers)
      if (const std::string text = value(column); !text.empty()) out[std::string(column)] = number(text);
    if (Json organization = this->organization(); !organization.empty()) out["organization"] = std::move(organization);
    if (!value("phone").empty()) {
      Json phone = {{"number", value("phone")}};
      put(phone, "phone_description", "description");
      out["phones"] = Json::array({std::move(phone)});
    }
    for (const std::string& code : parts_of(value("languages"), " ,;")) out["languages"].push_back({{"code", code}});
    for (const std::string& name : parts_of(value("areas"), ";")) out["service_areas"].push_back({{"name", name}});
    for (const std::string& slot : parts_of(value("hours"), ";")) add_hours(out, slot);
    if (!value("address_1").empty()) {
      Json address = {{"address_type", "physical"}};
      for (const auto column : kAddress) put(address, column, column);
      Json location = {{"location_type", "physical"}, {"addresses", Json::array({std::move(address)})}};
      out["service_at_locations"] = Json::array({{{"location", std::move(location)}}});
    }
    return out;
  }

  std::vector<std::string> take_left_out() { return std::move(left_out_); }

 private:
  std::string value(std::string_view column) const {
    const auto found = values_.find(column);
    return found == values_.end() ? std::string() : found->second;
  }
  void put(Json& out, std::string_view column, std::string_view key) const {
    if (std::string text = value(column); !text.empty()) out[std::string(key)] = std::move(text);
  }
  static Json number(const std::string& text) {
    double out = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(out)) return text;
    return out == static_cast<double>(static_cast<int>(std::clamp(out, -1e9, 1e9))) ? Json(static_cast<int>(out)) : Json(out);
  }
  Json organization() const {
    Json out = Json::object();
    for (const std::string_view column : {"organization_name", "organization_description", "organization_website"})
      put(out, column, column.substr(std::string_view("organization_").size()));
    if (out.empty()) return out;
    const std::string given = value("organization_id");
    out["id"] = given.empty() ? derived_uuid(source_ + "\n" + value("organization_name")) : given;
    return out;
  }
  // "MO,TU 09:30-15:30"
  void add_hours(Json& out, const std::string& slot) {
    const std::size_t space = slot.find(' '), hyphen = slot.find('-', space);
    if (space == std::string::npos || hyphen == std::string::npos) {
      left_out_.push_back("hours: a part is not of the form MO,TU 09:30-15:30");
      return;
    }
    out["schedules"].push_back({{"freq", "WEEKLY"},
                                {"byday", slot.substr(0, space)},
                                {"opens_at", std::string(trimmed(slot.substr(space + 1, hyphen - space - 1)))},
                                {"closes_at", std::string(trimmed(slot.substr(hyphen + 1)))}});
  }

  std::map<std::string_view, std::string> values_;
  const std::string& source_;
  std::string id_ = derived_uuid(source_ + "\n" + value("organization_name") + "\n" + value("name"));
  std::vector<std::string> left_out_;
};

// A value that somebody's table has guarded, so that no spreadsheet runs it.
std::string unguarded(std::string value) {
  if (value.size() > 1 && value[0] == '\'' && std::string_view("=+-@").find(value[1]) != std::string_view::npos) value.erase(0, 1);
  return value;
}

}  // namespace

Result<directory::Feed> read_feed_table(const link::Table& table, const std::string& source, const directory::KnowsTerm& knows_term) {
  for (const std::string& column : table.columns())
    if (!is_known(column)) return invalid(table.name() + ": column \"" + link::printable(column) + "\"", "is none that we know");
  if (!table.find_column("name")) return invalid(table.name(), "has no column \"name\"");
  if (table.size() > directory::kMostEntries) return Error{ErrorCode::kTooLarge, table.name(), "more than " + std::to_string(directory::kMostEntries) + " rows"};
  directory::FeedReader reader(knows_term);
  std::vector<std::string> values;
  for (std::size_t number = 0; number < table.size(); ++number) {
    table.row(number, values);
    std::map<std::string_view, std::string> by_column;
    for (std::size_t i = 0; i < values.size(); ++i) by_column.emplace(table.columns()[i], unguarded(values[i]));
    Row row(std::move(by_column), source);
    const std::string place = "row " + std::to_string(number + 1);
    if (const std::string fault = row.fault(); !fault.empty()) {
      reader.add_unreadable(place, fault);
      continue;
    }
    const Json service = row.service();
    reader.add(place, service, row.take_left_out());
  }
  return reader.take(true);
}

}  // namespace parasol::cli
