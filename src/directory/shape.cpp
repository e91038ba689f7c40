#include "directory/shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "base/check.h"
#include "base/fold.h"
#include "base/utf8.h"
#include "directory/forms.h"
#include "directory/hidden_signs.h"

namespace parasol::directory {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::size_t kLine = 200;      // characters of a name or a title
constexpr std::size_t kSentence = 400;  // of what is said in a sentence or two
constexpr std::size_t kMostItems = 100;

constexpr std::string_view kStatuses[] = {"active", "inactive", "defunct", "temporarily closed"};
constexpr std::string_view kFrequencies[] = {"WEEKLY", "MONTHLY"};
constexpr std::string_view kLocationTypes[] = {"physical", "postal", "virtual"};
constexpr std::string_view kPhoneTypes[] = {"voice", "fax", "text", "cell", "video", "pager", "textphone"};
constexpr std::string_view kBills[] = {"may show", "not on landline bill", "unknown"};
constexpr std::string_view kHolidays[] = {"open", "closed", "unknown"};
constexpr std::string_view kHomeNations[] = {"england", "wales", "scotland", "northern_ireland"};
constexpr std::string_view kNations[] = {"england", "wales", "scotland", "northern_ireland", "great_britain"};  // of British Transport Police
constexpr std::string_view kOtherLanguages[] = {"pt", "ro", "zh-Hans"};

constexpr Field field(std::string_view name, Kind kind, std::size_t most = 0) { return {.name = name, .kind = kind, .most = most}; }
constexpr Field id(std::string_view name) { return field(name, Kind::kUuid); }
constexpr Field text(std::string_view name, std::size_t most) { return field(name, Kind::kText, most); }
constexpr Field mark(std::string_view name, std::size_t most) { return field(name, Kind::kMark, most); }
constexpr Field translations(std::string_view name, std::size_t most) { return field(name, Kind::kTranslations, most); }
constexpr Field one_of(std::string_view name, Words words) { return {.name = name, .kind = Kind::kOneOf, .words = words}; }
constexpr Field several_of(std::string_view name, Words words) { return {.name = name, .kind = Kind::kSeveralOf, .words = words}; }
constexpr Field object(std::string_view name, const Shape& of) { return {.name = name, .kind = Kind::kObject, .of = &of}; }
constexpr Field objects(std::string_view name, const Shape& of, std::size_t most = kMostItems) {
  return {.name = name, .kind = Kind::kObjects, .most = most, .of = &of};
}
constexpr Field required(Field one) {
  one.use = Use::kRequired;
  return one;
}
constexpr Field hidden(std::string_view name) { return {.name = name, .kind = Kind::kAnything, .use = Use::kPrivate}; }

// ---- The parts of a service ----

constexpr Field kLanguageFields[] = {
    required(id("id")), id("service_id"), id("phone_id"), id("location_id"), text("name", kLine), field("code", Kind::kLanguage), text("note", kSentence)};
constexpr Shape kLanguage{kLanguageFields};

constexpr Field kAttributeFields[] = {
    required(id("id")), id("link_id"), required(id("taxonomy_term_id")), mark("link_type", kLine), mark("link_entity", kLine), text("value", kLine), text("label", kLine)};
constexpr Shape kAttribute{kAttributeFields};

constexpr Field kPhoneFields[] = {
    required(id("id")), id("contact_id"), id("service_id"), id("location_id"), id("organization_id"), id("service_at_location_id"),
    required(field("number", Kind::kPhoneNumber)), field("extension", Kind::kNumber, 999'999), one_of("type", kPhoneTypes), text("description", kSentence),
    one_of("x_bill", kBills), translations("x_description", kSentence), objects("languages", kLanguage), hidden("metadata")};
constexpr Shape kPhone{kPhoneFields};

constexpr Field kContactFields[] = {
    required(id("id")), id("service_id"), id("organization_id"), id("location_id"), id("service_at_location_id"), text("name", kLine), text("title", kLine),
    text("department", kLine), field("email", Kind::kEmail), objects("phones", kPhone), hidden("metadata")};
constexpr Shape kContact{kContactFields};

constexpr Field kScheduleFields[] = {
    required(id("id")), id("service_id"), id("location_id"), id("service_at_location_id"), field("valid_from", Kind::kDate), field("valid_to", Kind::kDate),
    field("dtstart", Kind::kDate), one_of("freq", kFrequencies), field("interval", Kind::kNumber, 60), field("byday", Kind::kByDay),
    field("bymonthday", Kind::kByMonthDay), field("opens_at", Kind::kHour), field("closes_at", Kind::kHour), text("description", kSentence),
    translations("x_description", kSentence), field("schedule_link", Kind::kWebAddress), text("attending_type", kLine), text("notes", kSentence), hidden("metadata")};
constexpr Shape kSchedule{kScheduleFields};

constexpr Field kServiceAreaFields[] = {
    required(id("id")), id("service_id"), id("service_at_location_id"), text("name", kLine), text("description", kSentence), mark("extent", kLine),
    mark("extent_type", kLine), field("uri", Kind::kWebAddress), hidden("metadata")};
constexpr Shape kServiceArea{kServiceAreaFields};

constexpr Field kCostOptionFields[] = {
    required(id("id")), id("service_id"), field("valid_from", Kind::kDate), field("valid_to", Kind::kDate), text("option", kLine), mark("currency", 3),
    field("amount", Kind::kNumber, 1'000'000), text("amount_description", kSentence), hidden("metadata")};
constexpr Shape kCostOption{kCostOptionFields};

constexpr Field kAccessibilityFields[] = {
    required(id("id")), id("location_id"), text("description", kSentence), text("details", kSentence), field("url", Kind::kWebAddress), hidden("metadata")};
constexpr Shape kAccessibility{kAccessibilityFields};

constexpr Field kAddressFields[] = {
    required(id("id")), id("location_id"), text("attention", kLine), required(text("address_1", kLine)), text("address_2", kLine), required(text("city", kLine)),
    text("region", kLine), required(text("state_province", kLine)), required(text("postal_code", 10)), required(text("country", 2)),
    required(one_of("address_type", kLocationTypes)), hidden("metadata")};
constexpr Shape kAddress{kAddressFields};

constexpr Field kLocationFields[] = {
    required(id("id")), required(one_of("location_type", kLocationTypes)), field("url", Kind::kWebAddress), id("organization_id"), text("name", kLine),
    text("alternate_name", kLine), text("description", kSentence), text("transportation", kSentence), field("latitude", Kind::kLatitude),
    field("longitude", Kind::kLongitude), objects("addresses", kAddress), objects("accessibility", kAccessibility), objects("phones", kPhone),
    objects("schedules", kSchedule), objects("languages", kLanguage), hidden("metadata")};
constexpr Shape kLocation{kLocationFields};

constexpr Field kServiceAtLocationFields[] = {
    required(id("id")), id("service_id"), id("location_id"), text("description", kSentence), required(object("location", kLocation)), objects("contacts", kContact),
    objects("phones", kPhone), objects("schedules", kSchedule), hidden("metadata")};
constexpr Shape kServiceAtLocation{kServiceAtLocationFields};

constexpr Field kSourceFields[] = {
    required(mark("title", kLine)), mark("publisher", kLine), field("url", Kind::kWebAddress), required(field("date", Kind::kRoughDate)), mark("note", kSentence)};
constexpr Shape kSource{kSourceFields};

constexpr Field kServiceFields[] = {
    required(id("id")), required(id("organization_id")), required(text("name", kLine)), translations("x_name", kLine), text("alternate_name", kLine),
    required(text("description", kMostDescription)), translations("x_description", kMostDescription), field("url", Kind::kWebAddress), field("email", Kind::kEmail),
    required(one_of("status", kStatuses)), text("alert", kSentence), translations("x_alert", kSentence), text("eligibility_description", kSentence),
    translations("x_eligibility", kSentence), field("minimum_age", Kind::kNumber, 120), field("maximum_age", Kind::kNumber, 120), text("fees", kSentence),
    text("fees_description", kSentence), translations("x_fees", kSentence), text("application_process", kSentence), translations("x_application", kSentence),
    text("interpretation_services", kSentence), translations("x_interpretation", kSentence), text("x_accessibility_description", kSentence),
    translations("x_accessibility", kSentence), text("wait_time", kSentence), text("accreditations", kSentence), text("licenses", kSentence), field("assured_date", Kind::kDate), field("assurer_email", Kind::kEmail), field("last_modified", Kind::kTime),
    field("x_slug", Kind::kSlug), required(field("x_page", Kind::kPage)), field("x_order", Kind::kNumber, 100'000), required(object("x_source", kSource)),
    one_of("x_bill", kBills), text("x_bill_note", kSentence), field("x_phone_line", Kind::kCode),
    field("x_always_open", Kind::kBoolean), one_of("x_bank_holidays", kHolidays), several_of("x_nations", kHomeNations), field("x_force_areas", Kind::kCodes),
    field("x_stance", Kind::kCodes), objects("phones", kPhone), objects("schedules", kSchedule), objects("service_areas", kServiceArea),
    objects("service_at_locations", kServiceAtLocation), objects("languages", kLanguage), objects("cost_options", kCostOption), objects("contacts", kContact),
    objects("attributes", kAttribute), hidden("metadata")};

// ---- Organisations, terms, areas ----

constexpr Field kOrganizationFields[] = {
    required(id("id")), required(text("name", kLine)), translations("x_name", kLine), text("alternate_name", kLine), required(text("description", kMostDescription)),
    translations("x_description", kMostDescription), field("email", Kind::kEmail), field("website", Kind::kWebAddress), field("logo", Kind::kWebAddress),
    field("uri", Kind::kWebAddress), id("parent_organization_id"), field("x_slug", Kind::kSlug), hidden("metadata")};

constexpr Field kTaxonomyTermFields[] = {
    required(id("id")), field("code", Kind::kCode), required(text("name", kLine)), translations("x_name", kLine), required(text("description", kSentence)),
    id("parent_id"), mark("taxonomy", kLine), id("taxonomy_id"), field("language", Kind::kLanguage), field("term_uri", Kind::kWebAddress), hidden("metadata")};

constexpr Field kTaxonomyFields[] = {
    required(id("id")), required(text("name", kLine)), translations("x_name", kLine), required(text("description", kSentence)), field("uri", Kind::kWebAddress),
    mark("version", kLine), field("x_code", Kind::kCode), required(objects("terms", kTaxonomyTerm, 1000)), hidden("metadata")};

constexpr Field kTaxonomiesFields[] = {text("_about", 2000), required(objects("taxonomies", kTaxonomy))};

constexpr Field kNationalFields[] = {
    field("england", Kind::kTexts, kLine), field("wales", Kind::kTexts, kLine), field("scotland", Kind::kTexts, kLine),
    field("northern_ireland", Kind::kTexts, kLine), field("great_britain", Kind::kTexts, kLine)};
constexpr Shape kNational{kNationalFields};

constexpr Field kAreaFields[] = {
    required(field("code", Kind::kCode)), required(text("name", kLine)), required(one_of("nation", kNations)), text("gss", 9), field("towns", Kind::kTexts, kLine),
    field("postcode_areas", Kind::kTexts, 7), field("services", Kind::kTexts, kLine), field("none_known", Kind::kBoolean)};
constexpr Shape kArea{kAreaFields};

constexpr Field kAreasFields[] = {text("_about", 2000), object("source", kSource), required(object("national", kNational)), required(objects("areas", kArea, 1000))};

// ---- Values ----

constexpr std::size_t kMostListed = 200;  // words, codes or texts

bool is_code(std::string_view text) {
  const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !text.empty() && text.size() <= 60 && std::ranges::all_of(text, is_part);
}

bool is_rough_date(std::string_view text) {
  constexpr std::string_view kUndated = "undated", kComma = ", ", kOrLater = " or later";
  if (text == kUndated) return true;
  if (text.starts_with(kUndated) && text.ends_with(kOrLater)) {
    text.remove_prefix(kUndated.size());
    text.remove_suffix(kOrLater.size());
    return text.size() == kComma.size() + 4 && text.starts_with(kComma) && is_rough_date(text.substr(kComma.size()));
  }
  if (text.size() == 4) return read_date(std::string(text) + "-01-01").has_value();
  if (text.size() == 7) return read_date(std::string(text) + "-01").has_value();
  return read_date(text).has_value();
}

// A key of unknown origin may be anything.
std::string readable(const std::string& key) {
  const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return key.size() <= 60 && std::ranges::all_of(key, is_part) ? key : "(unreadable key)";
}

// What nobody sees hides a difference from whoever checks an entry, or changes how the text around it reads.
bool is_hidden(char32_t c) {
  static_assert(std::ranges::is_sorted(kHiddenSigns, {}, &HiddenSigns::first));
  const auto after = std::ranges::upper_bound(kHiddenSigns, c, {}, &HiddenSigns::first);
  return after != kHiddenSigns.begin() && c <= std::prev(after)->last;
}

std::string character_fault(std::string_view text) {
  if (!is_clean_utf8(text)) return "has a character that is no text";
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (!is_hidden(c)) continue;
    std::array<char, 16> name{};
    std::snprintf(name.data(), name.size(), "U+%04X", static_cast<unsigned>(c));
    return std::string("has a character that nobody sees, ") + name.data();
  }
  return {};
}

std::string text_fault(const Json& value, std::size_t most) {
  if (!value.is_string()) return "is no text";
  const auto& text = value.get_ref<const std::string&>();
  if (text.find_first_not_of(" \n") == std::string::npos) return "is empty";
  if (auto fault = character_fault(text); !fault.empty()) return fault;
  return length_of(text) > most ? "is longer than " + std::to_string(most) + " characters" : "";
}

std::string form_fault(const Json& value, bool (*is_good)(std::string_view), std::string_view what) {
  if (value.is_string() && is_good(value.get_ref<const std::string&>())) return {};
  return "is not " + std::string(what);
}

std::string number_fault(const Json& value, double least, double most, double steps) {
  if (!value.is_number()) return "is no number";
  const auto number = value.get<double>();
  if (!(number >= least && number <= most)) return "is not from " + std::to_string(std::lround(least)) + " to " + std::to_string(std::lround(most));
  if (std::abs(number * steps - std::round(number * steps)) > 1e-6) return "has more than three decimals";
  return {};
}

std::string word_fault(const Json& value, Words words) {
  if (value.is_string() && std::ranges::find(words, value.get_ref<const std::string&>()) != words.end()) return {};
  std::string all;
  for (const auto word : words) all.append(all.empty() ? "" : ", ").append(word);
  return "is none of " + all;
}

template <class FaultOf>
std::string list_fault(const Json& value, FaultOf fault_of_item) {
  if (!value.is_array()) return "is no list";
  if (value.size() > kMostListed) return "has more than " + std::to_string(kMostListed) + " entries";
  for (const Json& item : value)
    if (auto fault = fault_of_item(item); !fault.empty()) return "has an entry that " + fault;
  return {};
}

std::string translations_fault(const Json& value, std::size_t most) {
  if (!value.is_object()) return "is no object of languages and texts";
  for (const auto& [language, text] : value.items()) {
    if (std::ranges::find(kOtherLanguages, language) == std::end(kOtherLanguages)) return "has a language that is none of pt, ro, zh-Hans";
    if (auto fault = text_fault(text, most); !fault.empty()) return "in " + language + " " + fault;
  }
  return {};
}

bool is_empty(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.is_null() || (value.is_structured() && value.empty());
}

}  // namespace

constexpr Shape kService{kServiceFields};
constexpr Shape kOrganization{kOrganizationFields};
constexpr Shape kTaxonomyTerm{kTaxonomyTermFields};
constexpr Shape kTaxonomy{kTaxonomyFields};
constexpr Shape kTaxonomies{kTaxonomiesFields};
constexpr Shape kAreas{kAreasFields};

const Field* Shape::find(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

std::string fault_of(const Field& field, const Json& value) {
  switch (field.kind) {
    case Kind::kText:
    case Kind::kMark: return text_fault(value, field.most);
    case Kind::kUuid: return form_fault(value, is_uuid, "a UUID in lower case");
    case Kind::kSlug: return form_fault(value, is_slug, "of the form night-owl");
    case Kind::kPage: return form_fault(value, is_page, "three small letters or digits");
    case Kind::kCode: return form_fault(value, is_code, "a code of a-z, 0-9 and _");
    case Kind::kDate: return form_fault(value, [](std::string_view text) { return read_date(text).has_value(); }, "a date such as 2026-11-22");
    case Kind::kRoughDate: return form_fault(value, is_rough_date, "a date such as 2026-11-22, a month, a year, undated, or such as undated, 2023 or later");
    case Kind::kTime: return form_fault(value, [](std::string_view text) { return read_time(text).has_value(); }, "a time such as 2026-11-22T20:15:00.000Z");
    case Kind::kHour: return form_fault(value, is_hour, "a time of day such as 09:30");
    case Kind::kWebAddress: return form_fault(value, is_web_address, "an address that begins with https:// or http://");
    case Kind::kEmail: return form_fault(value, is_email, "an e-mail address");
    case Kind::kPhoneNumber: return form_fault(value, is_phone_number, "a telephone number");
    case Kind::kLanguage: return form_fault(value, is_language, "a code of a language");
    case Kind::kByDay: return form_fault(value, is_by_day, "days such as MO,TU or 2MO,-1FR");
    case Kind::kByMonthDay: return form_fault(value, is_by_month_day, "days of the month such as 1,15,-1");
    case Kind::kNumber: return number_fault(value, 0, static_cast<double>(field.most), 1000);
    case Kind::kLatitude: return number_fault(value, -90, 90, 1000);
    case Kind::kLongitude: return number_fault(value, -180, 180, 1000);
    case Kind::kBoolean: return value.is_boolean() ? "" : "is neither true nor false";
    case Kind::kOneOf: return word_fault(value, field.words);
    case Kind::kSeveralOf: return list_fault(value, [&](const Json& item) { return word_fault(item, field.words); });
    case Kind::kCodes: return list_fault(value, [](const Json& item) { return form_fault(item, is_code, "a code of a-z, 0-9 and _"); });
    case Kind::kTexts: return list_fault(value, [&](const Json& item) { return text_fault(item, field.most); });
    case Kind::kTranslations: return translations_fault(value, field.most);
    case Kind::kAnything: return {};
    case Kind::kObject:
    case Kind::kObjects: break;
  }
  check_failed(__FILE__, __LINE__);
}

void check(const Json& value, const Shape& shape, const std::string& path, const Report& report) {
  const std::string prefix = path.empty() ? "" : path + ".";
  if (!value.is_object()) return report(path, "is no object");
  for (const Field& field : shape.fields)
    if (field.use == Use::kRequired && !value.contains(field.name)) report(prefix + std::string(field.name), "is missing");
  for (const auto& [key, inner] : value.items()) {
    const Field* field = shape.find(key);
    const std::string where = prefix + readable(key);
    if (field == nullptr) {
      report(where, "is no field that we know");
    } else if (field->kind == Kind::kObject) {
      check(inner, *field->of, where, report);
    } else if (field->kind == Kind::kObjects) {
      if (!inner.is_array()) {
        report(where, "is no list");
      } else if (inner.size() > field->most) {
        report(where, "has more than " + std::to_string(field->most) + " entries");
      } else {
        for (std::size_t i = 0; i < inner.size(); ++i) check(inner[i], *field->of, where + "[" + std::to_string(i) + "]", report);
      }
    } else if (auto fault = fault_of(*field, inner); !fault.empty()) {
      report(where, std::move(fault));
    }
  }
}

Json published(const Json& value, const Shape& shape, bool with_lists) {
  Json out = Json::object();
  for (const Field& field : shape.fields) {
    const auto found = value.find(field.name);
    if (found == value.end() || field.use == Use::kPrivate || is_empty(*found)) continue;
    if (field.kind == Kind::kObject) {
      out[std::string(field.name)] = published(*found, *field.of, with_lists);
    } else if (field.kind != Kind::kObjects) {
      out[std::string(field.name)] = *found;
    } else if (with_lists) {
      Json& list = out[std::string(field.name)] = Json::array();
      for (const Json& item : *found) list.push_back(published(item, *field.of, true));
    }
  }
  return out;
}

void visit_texts(const Json& value, const Shape& shape, const std::function<void(std::string_view)>& visit) {
  for (const Field& field : shape.fields) {
    const auto found = value.find(field.name);
    if (found == value.end()) continue;
    switch (field.kind) {
      case Kind::kText:
      case Kind::kPhoneNumber: visit(found->get_ref<const std::string&>()); break;
      case Kind::kTranslations:
        for (const Json& text : *found) visit(text.get_ref<const std::string&>());
        break;
      case Kind::kObject: visit_texts(*found, *field.of, visit); break;
      case Kind::kObjects:
        for (const Json& item : *found) visit_texts(item, *field.of, visit);
        break;
      default: break;
    }
  }
}

}  // namespace parasol::directory
