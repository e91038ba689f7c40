#include "directory/contents.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "directory/forms.h"
#include "directory/shape.h"

namespace parasol::directory {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kServices = "services/", kOrganizations = "organizations/";
constexpr std::string_view kTaxonomiesFile = "taxonomies.json", kAreasFile = "areas.json";

std::string text_of(const Json& object, std::string_view key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Lists of an object that may have any shape; one that is no list is empty.
const Json& list_of(const Json& object, std::string_view key) {
  static const Json none = Json::array();
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found != object.end() && found->is_array() ? *found : none;
}

Result<Json> read_json(const fs::path& file) {
  PARASOL_TRY(const Bytes content, read_file(file, kMostEntryBytes));
  return parse_json(as_text(content));
}

std::string said(const Error& error) { return error.detail.empty() ? std::string(error_code_name(error.code)) : error.detail; }

Status read_records(const fs::path& folder, std::string_view kind, std::vector<Record>& records, std::vector<Fault>& faults) {
  std::error_code failed;
  const fs::path where = folder / kind;
  if (!fs::exists(where, failed)) return {};
  for (fs::directory_iterator entry(where, failed); !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    if (entry->path().extension() != ".json") continue;
    const std::string name = entry->path().filename().string();
    const std::string file = std::string(kind) + name;
    const std::string slug = entry->path().stem().string();
    if (!is_slug(slug)) {
      faults.push_back({std::string(kind), "", "a file's name is not of the form night-owl.json"});
    } else if (records.size() == kMostEntries) {
      return failure(ErrorCode::kTooLarge, "more than " + std::to_string(kMostEntries) + " files in " + std::string(kind));
    } else if (auto value = read_json(entry->path())) {
      records.push_back({slug, *std::move(value)});
    } else {
      faults.push_back({file, "", said(value.error())});
    }
  }
  if (failed) return failure(ErrorCode::kInternal, where.string());
  std::ranges::sort(records, {}, &Record::slug);
  return {};
}

void read_one(const fs::path& folder, std::string_view file, Json& value, std::vector<Fault>& faults) {
  auto read = read_json(folder / file);
  if (read) value = *std::move(read);
  else if (read.error().code != ErrorCode::kNotFound) faults.push_back({std::string(file), "", said(read.error())});
}

// Goes through everything once; what has no shape of its own is not asked further.
class Checker {
 public:
  Checker(const Contents& contents, std::vector<Fault>& faults) : contents_(contents), faults_(faults) {}

  void check() {
    check_taxonomies();
    for (const Record& record : contents_.organizations) check_record(record, kOrganization, kOrganizations, organizations_);
    for (const Record& record : contents_.organizations) {
      const std::string parent = text_of(record.value, "parent_organization_id");
      if (!parent.empty() && !organizations_.contains(parent)) fault(file_of(kOrganizations, record), "parent_organization_id", "is no organisation that we know");
    }
    check_areas_shape();
    for (const Record& record : contents_.services) check_service(record);
    check_areas();
  }

 private:
  static std::string file_of(std::string_view kind, const Record& record) { return std::string(kind) + record.slug + ".json"; }
  void fault(const std::string& file, std::string field, std::string what) { faults_.push_back({file, std::move(field), std::move(what)}); }
  Report report(const std::string& file) {
    return [this, file](std::string field, std::string what) { fault(file, std::move(field), std::move(what)); };
  }
  // Whether it has its shape.
  bool has_shape(const Json& value, const Shape& shape, const std::string& file) {
    const std::size_t before = faults_.size();
    directory::check(value, shape, "", report(file));
    return faults_.size() == before;
  }
  void unique(std::map<std::string, std::string>& known, const std::string& id, const std::string& file, const std::string& field) {
    const auto [before, is_new] = known.emplace(id, file);
    if (!is_new) fault(file, field, "is the same as one in " + before->second);
  }

  void check_taxonomies() {
    const std::string file(kTaxonomiesFile);
    if (contents_.taxonomies.empty() || !has_shape(contents_.taxonomies, kTaxonomies, file)) return;
    const Json& taxonomies = list_of(contents_.taxonomies, "taxonomies");
    for (std::size_t i = 0; i < taxonomies.size(); ++i) {
      const std::string place = "taxonomies[" + std::to_string(i) + "]";
      const std::string id = text_of(taxonomies[i], "id");
      unique(terms_, id, file, place + ".id");
      const Json& terms = list_of(taxonomies[i], "terms");
      std::set<std::string> own;
      for (const Json& term : terms) own.insert(text_of(term, "id"));
      for (std::size_t k = 0; k < terms.size(); ++k) {
        const std::string where = place + ".terms[" + std::to_string(k) + "]";
        unique(terms_, text_of(terms[k], "id"), file, where + ".id");
        if (const std::string of = text_of(terms[k], "taxonomy_id"); !of.empty() && of != id) fault(file, where + ".taxonomy_id", "is another taxonomy's");
        if (const std::string parent = text_of(terms[k], "parent_id"); !parent.empty() && !own.contains(parent)) fault(file, where + ".parent_id", "is no term of this taxonomy");
      }
    }
  }

  bool check_record(const Record& record, const Shape& shape, std::string_view kind, std::map<std::string, std::string>& known) {
    const std::string file = file_of(kind, record);
    if (!has_shape(record.value, shape, file)) return false;
    unique(known, text_of(record.value, "id"), file, "id");
    if (const std::string slug = text_of(record.value, "x_slug"); !slug.empty() && slug != record.slug) fault(file, "x_slug", "is not the file's name");
    return true;
  }

  void check_service(const Record& record) {
    if (!check_record(record, kService, kServices, services_)) return;
    const std::string file = file_of(kServices, record);
    const Json& service = record.value;
    const std::string id = text_of(service, "id");
    unique(pages_, text_of(service, "x_page"), file, "x_page");
    if (!organizations_.contains(text_of(service, "organization_id"))) fault(file, "organization_id", "is no organisation that we know");
    const auto belongs = [&](const Json& item, std::string_view key, const std::string& owner, const std::string& place) {
      if (const std::string named = text_of(item, key); !named.empty() && named != owner) fault(file, place + "." + std::string(key), "is not what it stands in");
    };
    for (const std::string_view list : {"phones", "schedules", "service_areas", "languages", "cost_options", "contacts"}) {
      const Json& items = list_of(service, list);
      for (std::size_t i = 0; i < items.size(); ++i) belongs(items[i], "service_id", id, std::string(list) + "[" + std::to_string(i) + "]");
    }
    const Json& attributes = list_of(service, "attributes");
    for (std::size_t i = 0; i < attributes.size(); ++i) {
      const std::string place = "attributes[" + std::to_string(i) + "]";
      belongs(attributes[i], "link_id", id, place);
      const std::string term = text_of(attributes[i], "taxonomy_term_id");
      const std::string type = text_of(attributes[i], "link_type"), taxonomy = contents_.taxonomy_of(term);
      if (!contents_.has_term(term)) fault(file, place + ".taxonomy_term_id", "is no term that we know");
      else if (!type.empty() && !taxonomy.empty() && type != taxonomy) fault(file, place + ".taxonomy_term_id", "is a term of " + taxonomy + ", not of " + type);
    }
    const Json& places = list_of(service, "service_at_locations");
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string place = "service_at_locations[" + std::to_string(i) + "]";
      belongs(places[i], "service_id", id, place);
      belongs(places[i], "location_id", text_of(places[i].at("location"), "id"), place);
      unique(service_at_locations_, text_of(places[i], "id"), file, place + ".id");
    }
    for (const Json& code : list_of(service, "x_force_areas"))
      if (has_areas_ && !areas_.contains(code.get<std::string>())) fault(file, "x_force_areas", "has a code that is not in areas.json");
  }

  void check_areas_shape() {
    const std::string file(kAreasFile);
    if (contents_.areas.empty() || !has_shape(contents_.areas, kAreas, file)) return;
    has_areas_ = true;
    const Json& areas = list_of(contents_.areas, "areas");
    for (std::size_t i = 0; i < areas.size(); ++i) unique(areas_, text_of(areas[i], "code"), file, "areas[" + std::to_string(i) + "].code");
  }

  void check_areas() {
    if (!has_areas_) return;
    const std::string file(kAreasFile);
    const auto check_slugs = [&](const Json& slugs, const std::string& place) {
      for (const Json& slug : slugs)
        if (!std::ranges::binary_search(contents_.services, slug.get<std::string>(), {}, &Record::slug)) fault(file, place, "names a service that is not in services/");
    };
    for (const auto& [nation, slugs] : contents_.areas.at("national").items()) check_slugs(slugs, "national." + nation);
    const Json& areas = list_of(contents_.areas, "areas");
    for (std::size_t i = 0; i < areas.size(); ++i) {
      const std::string place = "areas[" + std::to_string(i) + "]";
      const Json& slugs = list_of(areas[i], "services");
      check_slugs(slugs, place + ".services");
      const bool is_none = areas[i].contains("none_known") && areas[i].at("none_known").get<bool>();
      if (is_none != slugs.empty()) fault(file, place + ".none_known", "does not fit its services");
    }
  }

  const Contents& contents_;
  std::vector<Fault>& faults_;
  std::map<std::string, std::string> terms_, organizations_, services_, service_at_locations_, areas_, pages_;
  bool has_areas_ = false;
};

const Record* find(const std::vector<Record>& records, std::string_view id) {
  const auto found = std::ranges::find_if(records, [&](const Record& record) { return record.value.is_object() && text_of(record.value, "id") == id; });
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

const Record* Contents::service(std::string_view id) const { return find(services, id); }
const Record* Contents::organization(std::string_view id) const { return find(organizations, id); }

bool Contents::has_term(std::string_view id) const {
  for (const Json& taxonomy : list_of(taxonomies, "taxonomies"))
    for (const Json& term : list_of(taxonomy, "terms"))
      if (term.is_object() && text_of(term, "id") == id) return true;
  return false;
}

std::string Contents::taxonomy_of(std::string_view id) const {
  for (const Json& taxonomy : list_of(taxonomies, "taxonomies"))
    for (const Json& term : list_of(taxonomy, "terms"))
      if (term.is_object() && text_of(term, "id") == id) return text_of(taxonomy, "x_code");
  return {};
}

Result<Contents> read_contents(const fs::path& folder, std::vector<Fault>& faults) {
  std::error_code failed;
  if (!fs::is_directory(folder, failed)) return failure(ErrorCode::kNotFound, folder.string());
  Contents out;
  PARASOL_CHECK_OK(read_records(folder, kServices, out.services, faults));
  PARASOL_CHECK_OK(read_records(folder, kOrganizations, out.organizations, faults));
  read_one(folder, kTaxonomiesFile, out.taxonomies, faults);
  read_one(folder, kAreasFile, out.areas, faults);
  return out;
}

void check(const Contents& contents, std::vector<Fault>& faults) { Checker(contents, faults).check(); }

Error error_of(const Fault& fault) { return invalid(fault.file + (fault.field.empty() ? "" : ": " + fault.field), fault.what); }

std::vector<StaleService> stale_services(const Contents& contents, std::int64_t today) {
  std::vector<StaleService> out;
  for (const Record& record : contents.services) {
    if (!record.value.is_object()) continue;
    const auto assured = read_date(text_of(record.value, "assured_date"));
    // Nobody has checked anything on a day to come.
    if (!assured || *assured > today || today - *assured > kStaleDays) out.push_back({record.slug, assured});
  }
  return out;
}

}  // namespace parasol::directory
