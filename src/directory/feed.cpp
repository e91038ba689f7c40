#include "directory/feed.h"

#include <algorithm>
#include <cmath>

#include "directory/contents.h"
#include "directory/forms.h"
#include "directory/shape.h"

namespace parasol::directory {
namespace {

constexpr std::size_t kMostLongText = 10'000;  // bytes of a text that somebody has to shorten
constexpr std::size_t kMostNotes = 100;        // of one entry

std::string trimmed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r') {
      if (at + 1 == text.size() || text[at + 1] != '\n') out.push_back('\n');
    } else {
      out.push_back(text[at] == '\t' ? ' ' : text[at]);
    }
  }
  const std::size_t first = out.find_first_not_of(" \n");
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(" \n") - first + 1);
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool says_nothing(const Json& value) {
  return value.is_null() || (value.is_structured() && value.empty()) || (value.is_string() && trimmed(value.get_ref<const std::string&>()).empty());
}

// A value in the form that its field has with us, where that takes no guessing.
Json in_our_form(const Field& field, const Json& value) {
  switch (field.kind) {
    case Kind::kLatitude:
    case Kind::kLongitude:
      if (value.is_number() && std::abs(value.get<double>()) <= 180) return std::round(value.get<double>() * 1000) / 1000;
      return value;
    case Kind::kUuid: return value.is_string() ? Json(lower(trimmed(value.get<std::string>()))) : value;
    default: return value.is_string() ? Json(trimmed(value.get<std::string>())) : value;
  }
}

class Reader {
 public:
  explicit Reader(const KnowsTerm& knows_term) : knows_term_(knows_term) {}

  // What of an object has a place in the shape. `seed` names it, for what comes without an identifier.
  Json kept(const Json& value, const Shape& shape, const std::string& path, const std::string& seed) {
    Json out = Json::object();
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const Field& field : shape.fields) {
      const std::string name(field.name);
      if (name.starts_with("x_") || field.use == Use::kPrivate) continue;
      const auto found = value.find(name);
      if (found == value.end() || says_nothing(*found)) {
        if (name == "id") out[name] = derived_uuid(seed);
        continue;
      }
      take(out, field, *found, prefix + name, seed + "/" + name);
    }
    for (const auto& [key, inner] : value.items())
      if (shape.find(key) == nullptr && !says_nothing(inner) && !is_known_elsewhere(key)) note(path.empty() ? "entry" : path, "has fields that we have not");
    return out;
  }

  void note(const std::string& where, std::string_view why) {
    std::string text = where.empty() ? std::string(why) : where + ": " + std::string(why);
    if (notes_.size() < kMostNotes && std::ranges::find(notes_, text) == notes_.end()) notes_.push_back(std::move(text));
  }
  std::vector<std::string> take_notes() { return std::move(notes_); }

 private:
  // Fields of the specification that hold what is kept in another place, or what a directory says only to itself.
  static bool is_known_elsewhere(std::string_view key) {
    return key == "organization" || key == "taxonomy_term" || key == "link_entity" || key == "metadata" || key == "service" || key == "services";
  }

  void take(Json& out, const Field& field, const Json& value, const std::string& where, const std::string& seed) {
    const std::string name(field.name);
    if (field.kind == Kind::kObject) {
      if (!value.is_object()) return note(where, "is no object");
      Json inner = kept(value, *field.of, where, seed);
      if (const std::string missing = lacks(inner, *field.of); !missing.empty()) return note(where, "has no " + missing);
      out[name] = std::move(inner);
    } else if (field.kind == Kind::kObjects) {
      if (Json list = kept_list(field, value, where, seed); !list.empty()) out[name] = std::move(list);
    } else {
      Json ours = in_our_form(field, value);
      const std::string fault = fault_of(field, ours);
      const bool is_only_long = field.kind == Kind::kText && fault.starts_with("is longer") && ours.get_ref<const std::string&>().size() <= kMostLongText;
      if (fault.empty() || is_only_long) out[name] = std::move(ours);
      else note(where, fault);
    }
  }

  Json kept_list(const Field& field, const Json& value, const std::string& where, const std::string& seed) {
    Json list = Json::array();
    if (!value.is_array()) {
      note(where, "is no list");
      return list;
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      const std::string place = where + "[" + std::to_string(i) + "]";
      if (list.size() == field.most) {
        note(where, "has more than " + std::to_string(field.most) + " entries");
        break;
      }
      if (!value[i].is_object()) {
        note(place, "is no object");
        continue;
      }
      Json item = field.name == "attributes" ? attribute(value[i]) : value[i];
      if (field.name == "contacts")
        for (const char* key : {"name", "email"})
          if (item.contains(key) && !says_nothing(item.at(key))) {
            note(place + "." + key, "is somebody's and not taken over");
            item.erase(key);
          }
      Json inner = kept(item, *field.of, place, seed + std::to_string(i));
      if (const std::string missing = lacks(inner, *field.of); !missing.empty()) {
        note(place, "has no " + missing);
      } else if (field.name == "attributes" && !knows_term_(inner.at("taxonomy_term_id").get<std::string>())) {
        note(where, "has terms of another taxonomy");
      } else if (inner.size() > 1) {
        list.push_back(std::move(inner));
      }
    }
    return list;
  }

  // The term may stand inside of an attribute.
  static Json attribute(Json value) {
    const auto term = value.find("taxonomy_term");
    if (!value.contains("taxonomy_term_id") && term != value.end() && term->is_object() && term->contains("id")) {
      Json id = term->at("id");
      value["taxonomy_term_id"] = std::move(id);
    }
    return value;
  }

  static std::string lacks(const Json& value, const Shape& shape) {
    for (const Field& field : shape.fields)
      if (field.use == Use::kRequired && !value.contains(field.name)) return std::string(field.name);
    return {};
  }

  const KnowsTerm& knows_term_;
  std::vector<std::string> notes_;
};

}  // namespace

void FeedReader::add(const std::string& place, const Json& service, std::vector<std::string> left_out) {
  if (!service.is_object()) return add_unreadable(place, "is no object");
  for (const std::string_view key : {"id", "name"}) {
    const auto found = service.find(key);
    if (found == service.end()) return add_unreadable(place, std::string(key) + ": is missing");
    const Field& field = *kService.find(key);
    if (const std::string fault = fault_of(field, in_our_form(field, *found)); !fault.empty()) return add_unreadable(place, std::string(key) + ": " + fault);
  }
  Reader reader(knows_term_);
  for (const std::string& one : left_out) reader.note("", one);
  FeedEntry out;
  out.place = place;
  const std::string id = in_our_form(*kService.find("id"), service.at("id")).get<std::string>();
  out.service = reader.kept(service, kService, "", id);
  if (const auto organization = service.find("organization"); organization != service.end() && organization->is_object()) {
    Json kept = reader.kept(*organization, kOrganization, "organization", id + "/organization");
    if (kept.contains("id") && !out.service.contains("organization_id")) out.service["organization_id"] = kept.at("id");
    if (kept.contains("id") && kept.at("id") == out.service.at("organization_id")) out.organization = std::move(kept);
    else reader.note("organization", "is not the one that organization_id names");
  }
  if (!out.service.contains("status")) out.service["status"] = "active";
  // When it changed with us is when somebody accepts it.
  out.service.erase("last_modified");
  if (out.service.dump().size() + out.organization.dump().size() > kMostEntryBytes / 2) return add_unreadable(place, "is too large");
  if (!ids_.insert(id).second) return add_unreadable(place, "id: is the same as an earlier one's");
  out.left_out = reader.take_notes();
  feed_.entries.push_back(std::move(out));
}

Feed FeedReader::take(bool is_whole) {
  feed_.is_whole = is_whole;
  return std::move(feed_);
}

Result<Feed> read_feed(const Json& json, const KnowsTerm& knows_term) {
  FeedReader reader(knows_term);
  const auto contents = json.is_object() ? json.find("contents") : json.end();
  const bool is_envelope = json.is_object() && contents != json.end();
  if (json.is_object() && !is_envelope) {
    reader.add("feed", json);
    return reader.take(false);
  }
  const Json& list = is_envelope ? *contents : json;
  if (!list.is_array()) return invalid("feed", "neither a list of services nor one service");
  if (list.size() > kMostEntries) return Error{ErrorCode::kTooLarge, "feed", "more than " + std::to_string(kMostEntries) + " services"};
  for (std::size_t i = 0; i < list.size(); ++i) reader.add((is_envelope ? "contents[" : "[") + std::to_string(i) + "]", list[i]);
  const auto is_true = [&](const char* key) { return json.contains(key) && json.at(key).is_boolean() && json.at(key).get<bool>(); };
  return reader.take(!is_envelope || (is_true("first_page") && is_true("last_page")));
}

}  // namespace parasol::directory
