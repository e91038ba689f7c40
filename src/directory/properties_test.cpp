// What must hold of any directory. The line "killed by" names a change that makes a property fail.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "directory/index.h"
#include "directory/invented.h"

namespace parasol::directory {
namespace {

using Strings = std::vector<std::string>;

constexpr Millis kStart = 1'760'000'000'000;

// Up to sixty services; some share words, some changed at the same time, some are closed.
Contents random_contents() {
  std::vector<Json> services;
  const auto count = *rc::gen::inRange(0, 60);
  for (int i = 0; i < count; ++i) {
    const auto word = *rc::gen::element<std::string>("Harbour", "Night", "Owl", "Sunrise", "Ștefania", "夜猫");
    Json service = invented::service(word + " " + std::to_string(i));
    service["last_modified"] = time_text(kStart + *rc::gen::inRange(0, 5) * kHour);
    service["description"] = *rc::gen::element<std::string>("Listens.", "Hot tea and a bed.", "Ajută și ascultă.");
    if (*rc::gen::inRange(0, 5) == 0) service["status"] = "inactive";
    services.push_back(std::move(service));
  }
  return invented::contents(std::move(services));
}

Json page_of(const Index& index, const Query& query) { return *parse_json(index.list(Resource::kServices, query)); }

// Every page from the first to the one that says it is the last.
Strings walk(const Index& index, Query query) {
  Strings ids;
  for (query.page = 1;; ++query.page) {
    const Json page = page_of(index, query);
    RC_ASSERT(page.at("page_number") == query.page && page.at("size") == page.at("contents").size());
    RC_ASSERT(page.at("size").get<std::size_t>() <= query.per_page);
    RC_ASSERT(page.at("empty").get<bool>() == page.at("contents").empty());
    RC_ASSERT(page.at("first_page").get<bool>() == (query.page == 1));
    for (const Json& one : page.at("contents")) ids.push_back(one.at("id"));
    if (page.at("last_page").get<bool>()) {
      RC_ASSERT(page.at("total_items") == ids.size());
      RC_ASSERT(page.at("total_pages").get<std::size_t>() == (ids.size() + query.per_page - 1) / query.per_page);
      return ids;
    }
  }
}

std::set<std::string> active(const Contents& contents, const std::function<bool(const Json&)>& fits) {
  std::set<std::string> out;
  for (const Record& record : contents.services)
    if (record.value.at("status") == "active" && fits(record.value)) out.insert(record.value.at("id"));
  return out;
}

std::set<std::string> set_of(const Strings& ids) { return {ids.begin(), ids.end()}; }

// Killed by counting pages from 0, by an order that depends on the page, by `<=` in place of `<` for the last page.
RC_GTEST_PROP(DirectoryProperty, PagingReturnsEachEntryOnceInOneOrder, ()) {
  const Contents contents = random_contents();
  const Index index = Index::build(contents);
  Query query;
  query.per_page = *rc::gen::inRange<std::size_t>(1, 101);
  query.full = *rc::gen::arbitrary<bool>();
  const Strings ids = walk(index, query);
  RC_ASSERT(set_of(ids).size() == ids.size());
  RC_ASSERT(set_of(ids) == active(contents, [](const Json&) { return true; }));
  query.per_page = 100;
  RC_ASSERT(walk(index, query) == ids);
  RC_ASSERT(walk(Index::build(contents), query) == ids);
}

// Killed by `<=` in place of `<`: what changed at that very time belongs to it; and by leaving out what is no longer active.
RC_GTEST_PROP(DirectoryProperty, ModifiedAfterReturnsWhatChangedThenOrLater, ()) {
  const Contents contents = random_contents();
  Query query;
  query.modified_after = kStart + *rc::gen::inRange(-1, 6) * kHour;
  std::set<std::string> expected;  // of whatever status
  for (const Record& record : contents.services)
    if (*read_time(record.value.at("last_modified").get<std::string>()) >= *query.modified_after) expected.insert(record.value.at("id"));
  const Strings ids = walk(Index::build(contents), query);
  RC_ASSERT(ids.size() == expected.size());
  RC_ASSERT(set_of(ids) == expected);
}

// Killed by searching names alone, and by asking for any word in place of all.
RC_GTEST_PROP(DirectoryProperty, SearchFindsByAnyWordsInAnyOrder, ()) {
  const Contents contents = random_contents();
  const Index index = Index::build(contents);
  const auto word = *rc::gen::element<std::string>("harbour", "OWL", "stefania", "夜猫", "tea", "ajuta", "7", "nobody");
  const auto other = *rc::gen::element<std::string>("", "LISTENS", "bed!", "1", "hot tea");
  Query query;
  query.search = *rc::gen::arbitrary<bool>() ? word + "  " + other : other + ", " + word;
  query.per_page = 100;
  const auto expected = active(contents, [&](const Json& one) {
    // Everything that the services of these directories differ in; what they share is no word of the query.
    const std::string texts = folded(one.at("name").get<std::string>() + " " + one.at("description").get<std::string>());
    const auto has = [&](std::string_view part) { return folded(part).empty() || texts.find(folded(part)) != std::string::npos; };
    const bool is_shared = word == "harbour" || word == "7";  // of the organisation's name, the telephone number
    const bool other_is_shared = other == "1";
    return (is_shared || has(word)) && (other_is_shared || (other == "hot tea" ? has("hot") && has("tea") : has(other)));
  });
  RC_ASSERT(set_of(walk(index, query)) == expected);
}

// Killed by leaving one resource's entries out of find().
RC_GTEST_PROP(DirectoryProperty, WhatIsListedIsFoundByItsIdentifier, ()) {
  const Index index = Index::build(random_contents());
  for (const Resource resource : {Resource::kServices, Resource::kServiceAtLocations, Resource::kTaxonomies, Resource::kTaxonomyTerms}) {
    const Json page = *parse_json(index.list(resource, {.per_page = 100}));
    RC_ASSERT(page.at("total_items") == index.size(resource));
    for (const Json& one : page.at("contents")) {
      const std::string* found = index.find(resource, one.at("id").get<std::string>());
      RC_ASSERT(found != nullptr);
      RC_ASSERT(parse_json(*found)->at("id") == one.at("id"));
    }
  }
}

}  // namespace
}  // namespace parasol::directory
