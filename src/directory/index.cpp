#include "directory/index.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "crypto/primitives.h"
#include "directory/forms.h"
#include "directory/shape.h"

namespace parasol::directory {
namespace {

std::string text_of(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : found->get<std::string>();
}

const Json& list_of(const Json& object, std::string_view key) {
  static const Json none = Json::array();
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

std::string words_of(const Json& value, const Shape& shape) {
  std::string out;
  visit_texts(value, shape, [&](std::string_view text) { out.append(folded(text)).push_back(' '); });
  return out;
}

std::vector<std::string> split(const std::string& folded_text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < folded_text.size();) {
    const std::size_t space = std::min(folded_text.find(' ', at), folded_text.size());
    out.push_back(folded_text.substr(at, space - at));
    at = space + 1;
  }
  return out;
}

// When the entry last changed, as far as it is known.
Millis modified(const Json& service) {
  for (const std::string_view key : {"last_modified", "assured_date"})
    if (const auto time = read_time(text_of(service, key))) return *time;
  return 0;
}

}  // namespace

class Index::Builder {
 public:
  explicit Builder(const Contents& contents) : contents_(contents) {}

  Index build() {
    for (const Json& taxonomy : list_of(contents_.taxonomies, "taxonomies")) add_taxonomy(taxonomy);
    for (const Record& record : contents_.organizations) organizations_.emplace(text_of(record.value, "id"), &record.value);
    for (const Record& record : contents_.services) add_service(record);
    std::ranges::sort(out_.ended_, is_before);
    std::string everything;
    for (const Entry& entry : out_.ended_) everything.append(entry.full).append(1, '\n');
    for (std::size_t resource = 0; resource < kResources; ++resource) {
      auto& entries = out_.entries_[resource];
      std::ranges::sort(entries, is_before);
      for (std::size_t i = 0; i < entries.size(); ++i) {
        out_.by_id_[resource].emplace(entries[i].id, i);
        everything.append(entries[i].brief).append(1, '\n').append(entries[i].full).append(1, '\n');
      }
      everything.append(1, '\n');
    }
    out_.version_ = to_hex(crypto::sha256(as_bytes(everything)));
    return std::move(out_);
  }

 private:
  static void add_to(std::vector<Entry>& entries, Entry entry, const Json& brief, const Json& full) {
    entry.id = text_of(brief, "id");
    entry.brief = brief.dump();
    entry.full = full.dump();
    entries.push_back(std::move(entry));
  }
  void add(Resource resource, Entry entry, const Json& brief, const Json& full) {
    add_to(out_.entries_[static_cast<std::size_t>(resource)], std::move(entry), brief, full);
  }

  void add_taxonomy(const Json& taxonomy) {
    const Json brief = published(taxonomy, kTaxonomy, false);
    const std::string id = text_of(taxonomy, "id");
    Json full = brief;
    Json& terms = full["taxonomy_terms"] = Json::array();
    for (const Json& one : list_of(taxonomy, "terms")) {
      Json term = published(one, kTaxonomyTerm, false);
      // The profile wants a term to name its taxonomy.
      if (!term.contains("taxonomy")) term["taxonomy"] = text_of(taxonomy, "name");
      term["taxonomy_id"] = id;
      terms.push_back(term);
      terms_.emplace(text_of(term, "id"), term);
      Entry entry;
      entry.name = folded(text_of(term, "name"));
      entry.words = words_of(one, kTaxonomyTerm);
      entry.taxonomies = {id};
      if (const std::string parent = text_of(term, "parent_id"); !parent.empty()) entry.terms = {parent};
      add(Resource::kTaxonomyTerms, std::move(entry), term, term);
    }
    Entry entry;
    entry.name = folded(text_of(taxonomy, "name"));
    entry.words = words_of(taxonomy, kTaxonomy);
    add(Resource::kTaxonomies, std::move(entry), brief, full);
  }

  void add_service(const Record& record) {
    const Json& service = record.value;
    Json brief = published(service, kService, false);
    Json full = published(service, kService, true);
    for (Json* one : {&brief, &full}) (*one)["x_slug"] = record.slug;

    Entry entry;
    entry.name = folded(text_of(service, "name"));
    entry.modified = modified(service);
    entry.organization = text_of(service, "organization_id");
    entry.words = words_of(service, kService);
    const auto organization = organizations_.find(entry.organization);
    PARASOL_CHECK(organization != organizations_.end());
    entry.words += words_of(*organization->second, kOrganization);
    brief["organization"] = full["organization"] = published(*organization->second, kOrganization, false);
    if (full.contains("attributes"))
      for (Json& attribute : full["attributes"]) {
        const Json& term = terms_.at(text_of(attribute, "taxonomy_term_id"));
        attribute["taxonomy_term"] = term;
        entry.words += words_of(term, kTaxonomyTerm);
        entry.terms.push_back(text_of(term, "id"));
        entry.taxonomies.push_back(text_of(term, "taxonomy_id"));
      }
    if (text_of(service, "status") != "active") return add_to(out_.ended_, std::move(entry), brief, full);
    for (const Json& place : list_of(full, "service_at_locations")) add_service_at_location(place, brief, entry);
    add(Resource::kServices, std::move(entry), brief, full);
  }

  // Found by whatever its service is found by.
  void add_service_at_location(const Json& place, const Json& service, const Entry& of_service) {
    Entry entry = of_service;
    Json full = place;
    full["service_id"] = service.at("id");
    full["location_id"] = place.at("location").at("id");
    full["service"] = service;
    Json brief = Json::object();
    for (const auto& [key, value] : full.items())
      if (!value.is_array()) brief[key] = value;
    Json& location = brief["location"];
    for (const std::string_view list : {"addresses", "accessibility", "phones", "schedules", "languages"}) location.erase(list);
    add(Resource::kServiceAtLocations, std::move(entry), brief, full);
  }

  const Contents& contents_;
  std::map<std::string, Json> terms_;
  std::map<std::string, const Json*> organizations_;
  Index out_;
};

Index Index::build(const Contents& contents) { return Builder(contents).build(); }

Result<Index> Index::load(const std::filesystem::path& folder) {
  std::vector<Fault> faults;
  PARASOL_TRY(const Contents contents, read_contents(folder, faults));
  check(contents, faults);
  if (!faults.empty()) return error_of(faults.front());
  return build(contents);
}

bool Index::is_before(const Entry& a, const Entry& b) { return std::tie(a.name, a.id) < std::tie(b.name, b.id); }

bool Index::fits(const Entry& entry, const Query& query, const std::vector<std::string>& words) {
  const auto has = [](const std::vector<std::string>& ids, const std::string& wanted) { return wanted.empty() || std::ranges::find(ids, wanted) != ids.end(); };
  if (query.modified_after && entry.modified < *query.modified_after) return false;
  if (!query.organization_id.empty() && entry.organization != query.organization_id) return false;
  if (!has(entry.terms, query.taxonomy_term_id) || !has(entry.taxonomies, query.taxonomy_id)) return false;
  return std::ranges::all_of(words, [&](const std::string& word) { return entry.words.find(word) != std::string::npos; });
}

std::string Index::list(Resource resource, const Query& query) const {
  PARASOL_CHECK(query.page >= 1 && query.per_page >= 1);
  const auto& entries = of(resource);
  const bool takes_all = query.search.empty() && !query.modified_after && query.taxonomy_term_id.empty() && query.taxonomy_id.empty() && query.organization_id.empty();
  std::vector<const Entry*> found;
  std::size_t total = entries.size();
  if (!takes_all) {
    const auto words = split(folded(query.search));
    for (const Entry& entry : entries)
      if (fits(entry, query, words)) found.push_back(&entry);
    // Who keeps a copy must learn what is no longer true.
    if (resource == Resource::kServices && query.modified_after)
      for (const Entry& entry : ended_)
        if (fits(entry, query, words)) found.push_back(&entry);
    std::ranges::sort(found, [](const Entry* a, const Entry* b) { return is_before(*a, *b); });
    total = found.size();
  }
  const std::size_t pages = (total + query.per_page - 1) / query.per_page;
  // Compared before it is multiplied, for a page may be any number.
  const std::size_t first = query.page > pages ? total : (query.page - 1) * query.per_page;
  const std::size_t size = std::min(query.per_page, total - first);

  const auto body = [&](std::size_t i) -> const std::string& {
    const Entry& entry = takes_all ? entries[first + i] : *found[first + i];
    return query.full ? entry.full : entry.brief;
  };
  std::size_t bytes = 256;
  for (std::size_t i = 0; i < size; ++i) bytes += body(i).size() + 1;
  std::string out;
  out.reserve(bytes);
  const auto truth = [](bool is_so) { return is_so ? "true" : "false"; };
  out.append(R"({"total_items":)").append(std::to_string(total)).append(R"(,"total_pages":)").append(std::to_string(pages));
  out.append(R"(,"page_number":)").append(std::to_string(query.page)).append(R"(,"size":)").append(std::to_string(size));
  out.append(R"(,"first_page":)").append(truth(query.page == 1)).append(R"(,"last_page":)").append(truth(query.page >= pages));
  out.append(R"(,"empty":)").append(truth(size == 0)).append(R"(,"contents":[)");
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out.push_back(',');
    out.append(body(i));
  }
  out.append("]}");
  return out;
}

const std::string* Index::find(Resource resource, std::string_view id) const {
  const auto& ids = by_id_[static_cast<std::size_t>(resource)];
  const auto found = ids.find(id);
  return found == ids.end() ? nullptr : &of(resource)[found->second].full;
}

}  // namespace parasol::directory
