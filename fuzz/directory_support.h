#pragma once
// What must hold of whatever is read from another directory's feed.
#include "base/check.h"
#include "base/utf8.h"
#include "directory/feed.h"
#include "directory/forms.h"
#include "directory/index.h"
#include "directory/shape.h"

namespace parasol::directory {

// Nothing is taken over that has a fault, but that something is missing, or is so long that somebody has to shorten it.
inline void check_taken(const Json& value, const Shape& shape) {
  check(value, shape, "", [](const std::string& field, const std::string& what) {
    PARASOL_CHECK(!field.empty());
    PARASOL_CHECK(what == "is missing" || what.starts_with("is longer than"));
  });
  PARASOL_CHECK(is_uuid(value.at("id").get<std::string>()));
}

// An entry whose directory knows it, as the server would publish it.
inline void check_published(const FeedEntry& entry) {
  Contents contents;
  Json service = entry.service;
  service["x_source"] = {{"title", "feed"}, {"date", "2026"}};
  contents.services.push_back({"entry", std::move(service)});
  if (!entry.organization.is_null()) contents.organizations.push_back({"entry", entry.organization});
  std::vector<Fault> faults;
  check(contents, faults);
  for (const Fault& fault : faults) PARASOL_CHECK(is_clean_utf8(fault.field) && !fault.what.empty());
  if (!faults.empty()) return;
  const Index index = Index::build(contents);
  Query query;
  query.full = true;
  query.search = entry.service.at("name").get<std::string>().substr(0, 40);
  const auto page = parse_json(index.list(Resource::kServices, query));
  PARASOL_CHECK(page && page->at("size") == page->at("contents").size());
  if (is_clean_utf8(query.search) && entry.service.at("status") == "active") PARASOL_CHECK(page->at("total_items") == 1);
}

inline void check_feed(const Feed& feed) {
  for (const FeedEntry& entry : feed.entries) {
    check_taken(entry.service, kService);
    PARASOL_CHECK(entry.service.contains("name"));
    if (!entry.organization.is_null()) check_taken(entry.organization, kOrganization);
    for (const std::string& one : entry.left_out) PARASOL_CHECK(is_clean_utf8(one));
    check_published(entry);
  }
  for (const std::string& one : feed.unreadable) PARASOL_CHECK(is_clean_utf8(one));
}

}  // namespace parasol::directory
