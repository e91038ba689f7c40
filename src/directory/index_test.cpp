#include "directory/index.h"

#include <gtest/gtest.h>

#include "directory/invented.h"

namespace parasol::directory {
namespace {

Json list(const Index& index, Resource resource, const Query& query = {}) { return *parse_json(index.list(resource, query)); }
Json entry(const Index& index, Resource resource, const std::string& id) {
  const std::string* found = index.find(resource, id);
  return found == nullptr ? Json() : *parse_json(*found);
}

TEST(DirectoryIndex, ListsLeaveOutListsAndPrivateThings) {
  const Index index = Index::build(invented::contents());
  const Json page = list(index, Resource::kServices);
  ASSERT_EQ(page.at("contents").size(), 1U);
  const Json& brief = page.at("contents")[0];
  EXPECT_EQ(brief.at("name"), "Night Owl");
  EXPECT_EQ(brief.at("x_slug"), "night-owl");
  EXPECT_EQ(brief.at("organization").at("name"), "Harbour Trust");
  for (const char* key : {"phones", "schedules", "service_at_locations", "attributes", "metadata"}) EXPECT_FALSE(brief.contains(key)) << key;

  const Json full = entry(index, Resource::kServices, brief.at("id").get<std::string>());
  EXPECT_EQ(full.at("phones")[0].at("languages")[0].at("code"), "ro");
  EXPECT_EQ(full.at("attributes")[0].at("taxonomy_term").at("name"), "Talk");
  EXPECT_EQ(full.at("attributes")[0].at("taxonomy_term").at("taxonomy"), "Need");
  EXPECT_FALSE(full.contains("metadata"));
  EXPECT_EQ(list(index, Resource::kServices, {.full = true}).at("contents")[0], full);
  EXPECT_EQ(index.find(Resource::kServices, "nobody"), nullptr);
  EXPECT_EQ(index.find(Resource::kTaxonomies, brief.at("id").get<std::string>()), nullptr);
}

TEST(DirectoryIndex, PlacesCarryTheirServiceAndTaxonomiesTheirTerms) {
  const Index index = Index::build(invented::contents());
  const Json places = list(index, Resource::kServiceAtLocations);
  ASSERT_EQ(places.at("total_items"), 1);
  const Json& brief = places.at("contents")[0];
  EXPECT_EQ(brief.at("service_id"), brief.at("service").at("id"));
  EXPECT_EQ(brief.at("location_id"), brief.at("location").at("id"));
  EXPECT_FALSE(brief.at("location").contains("addresses"));
  EXPECT_EQ(entry(index, Resource::kServiceAtLocations, brief.at("id").get<std::string>()).at("location").at("addresses")[0].at("city"), "Harbour");

  const Json taxonomy = list(index, Resource::kTaxonomies).at("contents")[0];
  EXPECT_FALSE(taxonomy.contains("terms") || taxonomy.contains("taxonomy_terms"));
  EXPECT_EQ(entry(index, Resource::kTaxonomies, taxonomy.at("id").get<std::string>()).at("taxonomy_terms").size(), 2U);
  EXPECT_EQ(list(index, Resource::kTaxonomyTerms).at("contents")[0].at("name"), "Health");
}

TEST(DirectoryIndex, WhatIsNotActiveIsOnlyInListsOfWhatWasModified) {
  for (const char* status : {"inactive", "defunct", "temporarily closed"}) {
    Json closed = invented::service("Closed");
    closed["status"] = status;
    const Index index = Index::build(invented::contents({invented::service(), closed}));
    EXPECT_EQ(index.size(Resource::kServices), 1U);
    EXPECT_EQ(index.size(Resource::kServiceAtLocations), 1U);
    EXPECT_EQ(index.find(Resource::kServices, closed.at("id").get<std::string>()), nullptr);
    EXPECT_EQ(list(index, Resource::kServices).at("total_items"), 1);
    const Json modified = list(index, Resource::kServices, {.modified_after = Millis{0}});
    EXPECT_EQ(modified.at("total_items"), 2);
    EXPECT_EQ(modified.at("contents")[0].at("status"), status);
    EXPECT_EQ(list(index, Resource::kServiceAtLocations, {.modified_after = Millis{0}}).at("total_items"), 1);
    EXPECT_NE(index.version(), Index::build(invented::contents({invented::service()})).version());
  }
}

TEST(DirectoryIndex, SearchKnowsTranslationsTermsNumbersAndNoCase) {
  const Index index = Index::build(invented::contents({invented::service("Night Owl"), invented::service("Sunrise")}));
  const auto found = [&](std::string search) { return list(index, Resource::kServices, {.search = std::move(search)}).at("total_items").get<int>(); };
  EXPECT_EQ(found("OWL night"), 1);
  EXPECT_EQ(found("ówl"), 1);
  EXPECT_EQ(found("listen"), 2);
  EXPECT_EQ(found("sunrise pt"), 1);
  EXPECT_EQ(found("harbour trust"), 2);
  EXPECT_EQ(found("talk"), 2);
  EXPECT_EQ(found("07700 900123"), 2);
  EXPECT_EQ(found("owl sunrise"), 0);
  EXPECT_EQ(found("somebody"), 0);  // stands in metadata only
  EXPECT_EQ(found("leaflet"), 0);  // in the source
}

TEST(DirectoryIndex, PagesBehindTheLastAreEmpty) {
  const Index index = Index::build(invented::contents({invented::service("A"), invented::service("B"), invented::service("C")}));
  const auto page = [&](std::size_t number, std::size_t size) {
    Json out = list(index, Resource::kServices, {.page = number, .per_page = size});
    out["contents"] = out.at("contents").size();
    return out.dump();
  };
  EXPECT_EQ(page(1, 2), R"({"total_items":3,"total_pages":2,"page_number":1,"size":2,"first_page":true,"last_page":false,"empty":false,"contents":2})");
  EXPECT_EQ(page(2, 2), R"({"total_items":3,"total_pages":2,"page_number":2,"size":1,"first_page":false,"last_page":true,"empty":false,"contents":1})");
  EXPECT_EQ(page(SIZE_MAX, 100), R"({"total_items":3,"total_pages":1,"page_number":18446744073709551615,"size":0,"first_page":false,"last_page":true,"empty":true,"contents":0})");
  EXPECT_EQ(list(Index::build({}), Resource::kServices).dump(),
            R"({"total_items":0,"total_pages":0,"page_number":1,"size":0,"first_page":true,"last_page":true,"empty":true,"contents":[]})");
}

TEST(DirectoryIndex, AnythingThatIsPublishedMakesAnotherVersion) {
  const std::string before = Index::build(invented::contents()).version();
  EXPECT_EQ(Index::build(invented::contents()).version(), before);
  Json other = invented::service();
  other["metadata"] = Json::array();
  EXPECT_EQ(Index::build(invented::contents({other})).version(), before);
  other["phones"][0]["description"] = "Not free.";
  EXPECT_NE(Index::build(invented::contents({other})).version(), before);
}

}  // namespace
}  // namespace parasol::directory
