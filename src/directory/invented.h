#pragma once
// For tests: directories of services that do not exist.
#include <algorithm>
#include <string>
#include <vector>

#include "directory/contents.h"
#include "directory/forms.h"

namespace parasol::directory::invented {

inline std::string uuid(std::string_view seed) { return derived_uuid(seed); }

inline Json organization(const std::string& name = "Harbour Trust") {
  return {{"id", uuid(name)}, {"name", name}, {"description", "An invented charity."}, {"website", "https://example.org"}};
}

// One taxonomy with a term for each name.
inline Json taxonomies(const std::vector<std::string>& names = {"Talk", "Health"}) {
  Json terms = Json::array();
  for (const std::string& name : names)
    terms.push_back({{"id", uuid("term " + name)}, {"code", slug_of(name)}, {"name", name}, {"description", "About " + name + "."}, {"taxonomy_id", uuid("need")}, {"x_name", {{"ro", name + " ro"}}}});
  return {{"taxonomies", Json::array({{{"id", uuid("need")}, {"name", "Need"}, {"x_code", "need"}, {"description", "What you need."}, {"terms", terms}}})}};
}

// A service with something in every list.
inline Json service(const std::string& name = "Night Owl", const std::string& organization_name = "Harbour Trust") {
  const std::string id = uuid("service " + name);
  const auto own = [&](std::string_view part) { return uuid(id + std::string(part)); };
  return {
      {"id", id},
      {"organization_id", uuid(organization_name)},
      {"name", name},
      {"x_name", {{"pt", name + " (pt)"}}},
      {"description", "People who listen."},
      {"url", "https://example.org/night"},
      {"status", "active"},
      {"minimum_age", 18},
      {"assured_date", "2026-11-01"},
      {"last_modified", "2026-11-20T10:00:00.000Z"},
      {"x_source", {{"title", "A leaflet"}, {"date", "2026"}}},
      {"x_bill", "may show"},
      {"x_page", uuid("page " + name).substr(0, 3)},
      {"phones", Json::array({{{"id", own("phone")}, {"number", "07700 900123"}, {"description", "Free."}, {"languages", Json::array({{{"id", own("language")}, {"code", "ro"}, {"name", "Romanian"}}})}}})},
      {"schedules", Json::array({{{"id", own("schedule")}, {"freq", "WEEKLY"}, {"byday", "MO,TU"}, {"opens_at", "09:30"}, {"closes_at", "15:30"}}})},
      {"service_areas", Json::array({{{"id", own("area")}, {"name", "Harbourshire"}}})},
      {"service_at_locations",
       Json::array({{{"id", own("place")},
                     {"location",
                      {{"id", own("location")},
                       {"location_type", "physical"},
                       {"latitude", 53.123},
                       {"longitude", -1.5},
                       {"addresses", Json::array({{{"id", own("address")}, {"address_1", "1 Quay"}, {"city", "Harbour"}, {"state_province", "Harbourshire"}, {"postal_code", "ZZ1 1ZZ"}, {"country", "GB"}, {"address_type", "physical"}}})}}}}})},
      {"attributes", Json::array({{{"id", own("attribute")}, {"link_id", id}, {"link_entity", "service"}, {"link_type", "need"}, {"taxonomy_term_id", uuid("term Talk")}}})},
      {"metadata", Json::array({{{"updated_by", "somebody"}}})},
  };
}

inline Contents contents(std::vector<Json> services = {service()}) {
  Contents out;
  out.taxonomies = taxonomies();
  out.organizations.push_back({"harbour-trust", organization()});
  for (Json& one : services) {
    const std::string slug = slug_of(one.at("name").get<std::string>());
    out.services.push_back({slug, std::move(one)});
  }
  std::sort(out.services.begin(), out.services.end(), [](const Record& a, const Record& b) { return a.slug < b.slug; });
  return out;
}

}  // namespace parasol::directory::invented
