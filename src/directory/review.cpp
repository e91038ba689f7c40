#include "directory/review.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/check.h"
#include "base/file.h"
#include "crypto/primitives.h"
#include "directory/forms.h"
#include "directory/shape.h"

namespace parasol::directory {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostQueueBytes = 1U << 20;
constexpr std::size_t kMostBecause = 1000;  // characters

std::string text_of(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What a feed says takes the place of what we said; what it does not say stays, and so do our own fields.
Json merged(const Json& ours, const Json& theirs) {
  Json out = ours;
  for (const auto& [key, value] : theirs.items()) {
    // Our terms are ours: another directory's may only add to none.
    if (key == "attributes" && out.contains(key) && !out.at(key).empty()) continue;
    out[key] = value;
  }
  return out;
}

// Every leaf by its path, in order.
void flatten(const Json& value, const std::string& path, std::vector<std::pair<std::string, std::string>>& out) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) flatten(inner, path.empty() ? key : path + "." + key, out);
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) flatten(value[i], path + "[" + std::to_string(i) + "]", out);
  } else {
    out.emplace_back(path, value.is_string() ? value.get<std::string>() : value.dump());
  }
}

void add_changes(const Json& before, const Json& after, const std::string& prefix, std::vector<Change>& out) {
  std::vector<std::pair<std::string, std::string>> old_leaves, new_leaves;
  flatten(before, "", old_leaves);
  flatten(after, "", new_leaves);
  const std::map<std::string, std::string> old_by_path(old_leaves.begin(), old_leaves.end()), new_by_path(new_leaves.begin(), new_leaves.end());
  for (const auto& [path, text] : new_leaves) {
    const auto old = old_by_path.find(path);
    if (old == old_by_path.end()) out.push_back({prefix + path, std::nullopt, text});
    else if (old->second != text) out.push_back({prefix + path, old->second, text});
  }
  for (const auto& [path, text] : old_leaves)
    if (!new_by_path.contains(path)) out.push_back({prefix + path, text, std::nullopt});
}

// Whether a feed's entry says what we say, in whatever order.
bool adds_nothing(const Json& theirs, const Json& ours) {
  std::vector<Change> changes;
  add_changes(ours, merged(ours, theirs), "", changes);
  return changes.empty();
}

std::string free_slug(const std::vector<Record>& taken, const std::string& wanted) {
  const auto is_free = [&](const std::string& slug) { return std::ranges::find(taken, slug, &Record::slug) == taken.end(); };
  if (is_free(wanted)) return wanted;
  for (std::size_t number = 2;; ++number) {
    std::string with_number = wanted.substr(0, 54);
    while (with_number.ends_with('-')) with_number.pop_back();
    with_number += "-" + std::to_string(number);
    if (is_free(with_number)) return with_number;
  }
}

// The three signs of a page that no service has: a letter, a digit and either, so that they make no word. Empty if all are taken.
std::string free_page(const std::vector<Record>& services, std::string_view id) {
  constexpr std::string_view kSigns = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kLetters = 26, kDigits = 10, kPages = kLetters * kDigits * kSigns.size();
  std::set<std::string> taken;
  for (const Record& record : services) taken.insert(text_of(record.value, "x_page"));
  const auto hash = crypto::sha256(as_bytes(id));
  const std::size_t first = std::size_t{hash[0]} << 16 | std::size_t{hash[1]} << 8 | hash[2];
  for (std::size_t tries = 0; tries < kPages; ++tries) {
    const std::size_t at = (first + tries) % kPages;
    const std::string page{kSigns[at % kLetters], kSigns[kLetters + at / kLetters % kDigits], kSigns[at / (kLetters * kDigits)]};
    if (!taken.contains(page)) return page;
  }
  return {};
}

// Each term stands under our name of the taxonomy that has it, whatever a feed calls it.
void name_taxonomies(Json& service, const Contents& contents) {
  const auto attributes = service.find("attributes");
  if (attributes == service.end() || !attributes->is_array()) return;
  for (Json& attribute : *attributes) {
    if (!attribute.is_object()) continue;
    if (std::string taxonomy = contents.taxonomy_of(text_of(attribute, "taxonomy_term_id")); !taxonomy.empty()) attribute["link_type"] = std::move(taxonomy);
  }
}

// Puts a record in, in the place of the one with its identifier if there is one. Its slug is returned.
std::string put(std::vector<Record>& records, Json value) {
  const std::string id = text_of(value, "id");
  const auto same = std::ranges::find_if(records, [&](const Record& record) { return text_of(record.value, "id") == id; });
  if (same != records.end()) {
    same->value = std::move(value);
    return same->slug;
  }
  std::string slug = free_slug(records, slug_of(text_of(value, "name")));
  value["x_slug"] = slug;
  records.insert(std::ranges::upper_bound(records, slug, {}, &Record::slug), {slug, std::move(value)});
  return slug;
}

Json provenance_json(const Provenance& provenance) {
  Json out = Json::object();
  out["file"] = provenance.file;
  if (!provenance.source.empty()) out["source"] = provenance.source;
  out["place"] = provenance.place;
  out["imported"] = time_text(provenance.imported);
  return out;
}

Status write_json(const fs::path& file, const Json& value) {
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  if (failed) return failure(ErrorCode::kInternal, file.parent_path().string());
  return write_file(file, as_bytes(file_text(value)), 0644);
}

// A file that could not be read again would stop the whole directory.
void check_size(const Record& record, std::string_view kind, std::vector<Fault>& faults) {
  if (file_text(record.value).size() > kMostEntryBytes)
    faults.push_back({std::string(kind) + record.slug + ".json", "", "would be larger than " + std::to_string(kMostEntryBytes >> 10) + " KiB"});
}

Status take_away(const fs::path& file) {
  std::error_code failed;
  fs::remove(file, failed);
  return failed ? Status(failure(ErrorCode::kInternal, file.string())) : Status();
}

}  // namespace

// A file of the queue. What has gone has no service.
struct Review::Queued {
  std::string id;
  Json service, organization;  // null: none
  std::vector<std::string> left_out;
  Provenance provenance;

  bool is_gone() const { return service.is_null(); }

  Json json() const {
    Json out = Json::object();
    if (is_gone()) out["gone"] = id;
    else out["service"] = service;
    if (!organization.is_null()) out["organization"] = organization;
    out["provenance"] = provenance_json(provenance);
    if (!left_out.empty()) out["left_out"] = left_out;
    return out;
  }
  // Of what is proposed, whoever proposes it.
  std::string hash() const {
    Json what = Json::array({service, organization});
    return to_hex(crypto::sha256(as_bytes(what.dump())));
  }
};

Result<Review> Review::open(fs::path folder) {
  Review out(std::move(folder));
  std::vector<Fault> faults;
  PARASOL_TRY(out.contents_, read_contents(out.folder_, faults));
  check(out.contents_, faults);
  // Against a directory with faults nothing can be compared.
  if (!faults.empty()) return error_of(faults.front());
  return out;
}

bool Review::was_refused(const Queued& queued) const {
  const auto content = read_file(refused_file(queued.id), kMostQueueBytes);
  if (!content) return false;
  const auto json = parse_json(as_text(*content));
  return json && json->is_object() && text_of(*json, "hash") == queued.hash();
}

// What the directory holds afterwards, if `before` is what it holds now. `now` is when somebody accepted, if somebody has.
Contents Review::applied(Contents before, const Queued& queued, std::optional<Millis> now) const {
  Contents out = std::move(before);
  if (queued.is_gone()) {
    if (const Record* live = out.service(queued.id)) {
      Json value = live->value;
      value["status"] = "inactive";
      if (now) value["last_modified"] = time_text(*now);
      put(out.services, std::move(value));
    }
    return out;
  }
  if (!queued.organization.is_null()) {
    const Record* live = out.organization(text_of(queued.organization, "id"));
    put(out.organizations, live == nullptr ? queued.organization : merged(live->value, queued.organization));
  }
  const Record* live = out.service(queued.id);
  Json value = live == nullptr ? queued.service : merged(live->value, queued.service);
  Json source = Json::object();
  source["title"] = queued.provenance.source.empty() ? queued.provenance.file : queued.provenance.source;
  if (!queued.provenance.source.empty()) source["url"] = queued.provenance.source;
  source["date"] = date_text(day_of(queued.provenance.imported));
  value["x_source"] = std::move(source);
  if (live == nullptr) value["x_page"] = free_page(contents_.services, queued.id);
  name_taxonomies(value, out);
  if (now) value["last_modified"] = time_text(*now);
  put(out.services, std::move(value));
  return out;
}

Result<Imported> Review::import(const Feed& feed, const Provenance& provenance) {
  Imported out;
  std::map<std::string, const Record*> live;
  for (const Record& record : contents_.services) live.emplace(text_of(record.value, "id"), &record);
  std::map<std::string, const Record*> organizations;
  for (const Record& record : contents_.organizations) organizations.emplace(text_of(record.value, "id"), &record);
  const auto propose = [&](Queued queued, std::size_t& counter) -> Status {
    if (was_refused(queued)) {
      ++out.refused_before;
      return take_away(queue_file(queued.id));
    }
    ++counter;
    return write_json(queue_file(queued.id), queued.json());
  };

  std::set<std::string> said;
  for (const FeedEntry& entry : feed.entries) {
    Queued queued{text_of(entry.service, "id"), entry.service, entry.organization, entry.left_out, provenance};
    PARASOL_CHECK(is_uuid(queued.id));
    queued.provenance.place = entry.place;
    said.insert(queued.id);
    const auto known = live.find(queued.id);
    const auto organization = organizations.find(text_of(entry.organization, "id"));
    const bool is_same_organization = entry.organization.is_null() || (organization != organizations.end() && adds_nothing(entry.organization, organization->second->value));
    if (known == live.end()) {
      PARASOL_CHECK_OK(propose(std::move(queued), out.added));
    } else if (is_same_organization && adds_nothing(entry.service, known->second->value)) {
      ++out.unchanged;
      PARASOL_CHECK_OK(take_away(queue_file(queued.id)));
    } else {
      PARASOL_CHECK_OK(propose(std::move(queued), out.changed));
    }
  }
  if (!feed.is_whole || provenance.source.empty()) return out;
  for (const auto& [id, record] : live) {
    const bool is_theirs = text_of(record->value.at("x_source"), "url") == provenance.source;
    if (is_theirs && text_of(record->value, "status") == "active" && !said.contains(id)) PARASOL_CHECK_OK(propose({id, nullptr, nullptr, {}, provenance}, out.gone));
  }
  return out;
}

Result<Review::Queued> Review::read_queued(std::string_view id) const {
  // Nothing but an identifier ever becomes the name of a file.
  if (!is_uuid(id)) return failure(ErrorCode::kNotFound, "not an identifier of the queue");
  PARASOL_TRY(const Bytes content, read_file(queue_file(id), kMostQueueBytes));
  const std::string file = "review/" + std::string(id) + ".json";
  const auto json = parse_json(as_text(content));
  if (!json) return invalid(file, json.error().detail);
  if (!json->is_object()) return invalid(file, "is no object");
  Queued out;
  out.id = id;
  const auto part = [&](const char* key) { return json->contains(key) ? json->at(key) : Json(); };
  out.service = part("service");
  out.organization = part("organization");
  const std::string named = out.is_gone() ? text_of(*json, "gone") : out.service.is_object() ? text_of(out.service, "id") : "";
  if (named != id) return invalid(file, "is about another entry than its name says");
  if (!out.organization.is_null() && !out.organization.is_object()) return invalid(file + ": organization", "is no object");
  const Json provenance = part("provenance");
  if (provenance.is_object()) {
    out.provenance = {text_of(provenance, "file"), text_of(provenance, "source"), text_of(provenance, "place"), 0};
    out.provenance.imported = read_time(text_of(provenance, "imported")).value_or(0);
  }
  if (const Json left_out = part("left_out"); left_out.is_array())
    for (const Json& one : left_out)
      if (one.is_string()) out.left_out.push_back(one.get<std::string>());
  return out;
}

// Of the directory, what the proposal touches and is checked against.
Contents Review::surroundings(const Queued& queued) const {
  Contents out;
  out.taxonomies = contents_.taxonomies;
  out.organizations = contents_.organizations;
  if (const Record* service = contents_.service(queued.id)) out.services.push_back(*service);
  return out;
}

Proposal Review::describe(const Queued& queued) const {
  Proposal out;
  out.id = queued.id;
  out.provenance = queued.provenance;
  out.left_out = queued.left_out;
  const Record* live = contents_.service(queued.id);
  out.kind = queued.is_gone() ? ProposalKind::kGone : live == nullptr ? ProposalKind::kNew : ProposalKind::kChanged;
  out.name = queued.is_gone() ? (live == nullptr ? "" : text_of(live->value, "name")) : text_of(queued.service, "name");
  const Contents after = applied(surroundings(queued), queued, std::nullopt);
  check(after, out.faults);
  if (const Record* then = after.service(queued.id)) {
    check_size(*then, "services/", out.faults);
    add_changes(live == nullptr ? Json::object() : live->value, then->value, "", out.changes);
  }
  if (!queued.organization.is_null()) {
    const std::string id = text_of(queued.organization, "id");
    const Record* before = contents_.organization(id);
    if (const Record* then = after.organization(id)) add_changes(before == nullptr ? Json::object() : before->value, then->value, "organization.", out.changes);
  }
  return out;
}

Result<std::vector<Proposal>> Review::proposals(std::vector<Fault>& damaged) const {
  std::vector<Proposal> out;
  std::error_code failed;
  const fs::path queue = folder_ / "review";
  if (!fs::exists(queue, failed)) return out;
  std::vector<std::string> ids;
  for (fs::directory_iterator entry(queue, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    if (entry->path().extension() != ".json") continue;
    const std::string id = entry->path().stem().string();
    if (is_uuid(id)) ids.push_back(id);
    else damaged.push_back({"review/", "", "a file's name is no identifier"});
  }
  if (failed) return failure(ErrorCode::kInternal, queue.string());
  std::ranges::sort(ids);
  for (const std::string& id : ids) {
    const auto queued = read_queued(id);
    if (queued) out.push_back(describe(*queued));
    else damaged.push_back({queued.error().field.empty() ? "review/" + id + ".json" : queued.error().field, "", queued.error().detail});
  }
  return out;
}

Status Review::accept(std::string_view id, Millis now) {
  PARASOL_TRY(const Queued queued, read_queued(id));
  const Record* live = contents_.service(id);
  if (queued.is_gone() && live == nullptr) return take_away(queue_file(id));
  Contents after = applied(contents_, queued, now);
  std::vector<Fault> faults;
  check(after, faults);
  if (const Record* service = after.service(id)) check_size(*service, "services/", faults);
  if (!faults.empty()) return error_of(faults.front());
  // The organisation first: alone it changes nothing, and whoever is interrupted here accepts again.
  if (!queued.organization.is_null()) {
    const Record* organization = after.organization(text_of(queued.organization, "id"));
    PARASOL_CHECK(organization != nullptr);
    PARASOL_CHECK_OK(write_json(folder_ / "organizations" / (organization->slug + ".json"), organization->value));
  }
  const Record* service = after.service(id);
  PARASOL_CHECK(service != nullptr && is_slug(service->slug));
  PARASOL_CHECK_OK(write_json(folder_ / "services" / (service->slug + ".json"), service->value));
  PARASOL_CHECK_OK(take_away(queue_file(id)));
  contents_ = std::move(after);
  return {};
}

Status Review::refuse(std::string_view id, std::string_view because, Millis now) {
  const Field why{.name = "because", .kind = Kind::kText, .most = kMostBecause};
  if (const std::string fault = fault_of(why, Json(std::string(because))); !fault.empty()) return invalid("because", fault);
  PARASOL_TRY(const Queued queued, read_queued(id));
  Json refusal = Json::object();
  refusal["hash"] = queued.hash();
  refusal["name"] = queued.is_gone() ? "" : text_of(queued.service, "name");
  refusal["because"] = std::string(because);
  refusal["refused"] = time_text(now);
  refusal["provenance"] = provenance_json(queued.provenance);
  PARASOL_CHECK_OK(write_json(refused_file(id), refusal));
  return take_away(queue_file(id));
}

}  // namespace parasol::directory
