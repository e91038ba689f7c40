#include "directory/review.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/test_support.h"
#include "directory/forms.h"
#include "directory/index.h"
#include "directory/invented.h"

namespace parasol::directory {
namespace {

namespace fs = std::filesystem;

constexpr Millis kNow = 1'795'000'000'000;
const std::string kSource = "https://other.example.org/services";

Feed feed_of(const Json& json) {
  const Contents ours = invented::contents();
  auto feed = read_feed(json, [&](std::string_view id) { return ours.has_term(id); });
  EXPECT_TRUE(feed);
  return *std::move(feed);
}

Json envelope(Json services, bool is_whole = true) { return {{"first_page", true}, {"last_page", is_whole}, {"contents", std::move(services)}}; }

// As another directory would publish it.
Json their_service(const std::string& name = "Sunrise") {
  Json out = invented::service(name, "Other Trust");
  out.erase("x_source");
  out["organization"] = invented::organization("Other Trust");
  return out;
}

class ReviewTest : public testing::Test {
 protected:
  void SetUp() override {
    const Contents contents = invented::contents();
    write("services/night-owl.json", contents.services[0].value);
    write("organizations/harbour-trust.json", contents.organizations[0].value);
    write("taxonomies.json", contents.taxonomies);
  }
  void write(const fs::path& file, const Json& value) {
    fs::create_directories((folder / file).parent_path());
    ASSERT_TRUE(write_file(folder / file, as_bytes(file_text(value))));
  }
  Json read(const fs::path& file) { return *parse_json(as_text(*read_file(folder / file))); }
  // Every file below the folder, by its name.
  std::vector<std::string> files() {
    std::vector<std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(static_cast<const fs::path&>(folder)))
      if (entry.is_regular_file()) out.push_back(entry.path().lexically_relative(folder).string());
    std::sort(out.begin(), out.end());
    return out;
  }
  Review open() {
    auto review = Review::open(folder);
    EXPECT_TRUE(review) << review.error().field << review.error().detail;
    return *std::move(review);
  }
  Imported import(const Json& json, const std::string& source = kSource) {
    const auto done = open().import(feed_of(json), {"feed.json", source, "", kNow});
    EXPECT_TRUE(done);
    return *done;
  }
  std::vector<Proposal> proposals() {
    std::vector<Fault> damaged;
    auto out = open().proposals(damaged);
    EXPECT_TRUE(out && damaged.empty());
    return *std::move(out);
  }
  Error error(const Status& status) { return status ? Error{} : status.error(); }

  test_support::TemporaryFolder folder;
};

TEST_F(ReviewTest, WhatIsImportedIsNeverLive) {
  const std::string before = Index::load(folder)->version();
  const Imported done = import(envelope(Json::array({their_service()})));
  EXPECT_EQ(done.added, 1U);
  EXPECT_EQ(Index::load(folder)->version(), before);
  const std::string id = invented::uuid("service Sunrise");
  EXPECT_EQ(files(), (std::vector<std::string>{"organizations/harbour-trust.json", "review/" + id + ".json", "services/night-owl.json", "taxonomies.json"}));
  EXPECT_EQ(read("review/" + id + ".json").at("provenance").dump(),
            R"({"file":"feed.json","source":"https://other.example.org/services","place":"contents[0]","imported":")" + time_text(kNow) + R"("})");
  const auto queue = proposals();
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind, ProposalKind::kNew);
  EXPECT_EQ(queue[0].name, "Sunrise");
  EXPECT_TRUE(queue[0].faults.empty());
}

TEST_F(ReviewTest, AcceptingMakesItAnEntryOfOurs) {
  import(envelope(Json::array({their_service()})));
  const std::string id = invented::uuid("service Sunrise");
  ASSERT_TRUE(open().accept(id, kNow));
  EXPECT_EQ(files(), (std::vector<std::string>{"organizations/harbour-trust.json", "organizations/other-trust.json", "services/night-owl.json", "services/sunrise.json", "taxonomies.json"}));
  const Json live = read("services/sunrise.json");
  EXPECT_EQ(live.at("x_slug"), "sunrise");
  EXPECT_EQ(live.at("last_modified"), time_text(kNow));
  EXPECT_EQ(live.at("x_source").dump(), R"({"title":"https://other.example.org/services","url":"https://other.example.org/services","date":")" + date_text(day_of(kNow)) + R"("})");
  EXPECT_NE(Index::load(folder)->find(Resource::kServices, id), nullptr);
  EXPECT_EQ(error(open().accept(id, kNow)).code, ErrorCode::kNotFound);
  // And the same feed again has nothing to say.
  const Imported again = import(envelope(Json::array({their_service()})));
  EXPECT_EQ(again.unchanged, 1U);
  EXPECT_TRUE(proposals().empty());
}

TEST_F(ReviewTest, ChangesAreShownFieldByField) {
  import(envelope(Json::array({their_service()})));
  const std::string id = invented::uuid("service Sunrise");
  ASSERT_TRUE(open().accept(id, kNow));
  Json other = their_service();
  other["phones"][0]["number"] = "07700 900456";
  other["alert"] = "Closed on Monday.";
  other["organization"]["website"] = "https://new.example.org";
  other.erase("url");
  EXPECT_EQ(import(envelope(Json::array({other}))).changed, 1U);
  const auto queue = proposals();
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind, ProposalKind::kChanged);
  std::vector<std::string> said;
  for (const Change& change : queue[0].changes) said.push_back(change.field + ": " + change.before.value_or("-") + " -> " + change.after.value_or("-"));
  EXPECT_EQ(said, (std::vector<std::string>{"phones[0].number: 07700 900123 -> 07700 900456", "alert: - -> Closed on Monday.",
                                            "organization.website: https://example.org -> https://new.example.org"}));
  ASSERT_TRUE(open().accept(id, kNow + kDay));
  // What the feed does not say stays; what is ours stays.
  EXPECT_EQ(read("services/sunrise.json").at("url"), "https://example.org/night");
  EXPECT_EQ(read("services/sunrise.json").at("alert"), "Closed on Monday.");
  EXPECT_EQ(read("organizations/other-trust.json").at("website"), "https://new.example.org");
}

TEST_F(ReviewTest, OurOwnFieldsAreNotTheirs) {
  Json theirs = invented::service();
  theirs["description"] = "Something else.";
  theirs["x_bill"] = "unknown";
  theirs["x_slug"] = "../../../etc/cron.d/x";
  theirs["x_name"] = {{"pt", "Outro"}};
  theirs["metadata"] = Json::array({{{"updated_by", "somebody else"}}});
  theirs["attributes"][0]["taxonomy_term_id"] = invented::uuid("term Health");
  import(envelope(Json::array({theirs})));
  ASSERT_TRUE(open().accept(theirs.at("id").get<std::string>(), kNow));
  const Json live = read("services/night-owl.json");
  EXPECT_EQ(live.at("description"), "Something else.");
  for (const char* key : {"x_bill", "x_name", "metadata", "attributes"}) EXPECT_EQ(live.at(key), invented::service().at(key)) << key;
  EXPECT_EQ(files().size(), 3U);
}

TEST_F(ReviewTest, RefusedIsRememberedUntilItSaysSomethingElse) {
  import(envelope(Json::array({their_service()})));
  const std::string id = invented::uuid("service Sunrise");
  EXPECT_EQ(error(open().refuse(id, " ", kNow)).field, "because");
  ASSERT_TRUE(open().refuse(id, "Police are told of every caller.", kNow));
  EXPECT_TRUE(proposals().empty());
  EXPECT_EQ(read("review/refused/" + id + ".json").at("because"), "Police are told of every caller.");
  EXPECT_EQ(import(envelope(Json::array({their_service()}))).refused_before, 1U);
  EXPECT_TRUE(proposals().empty());
  Json other = their_service();
  other["alert"] = "New management.";
  EXPECT_EQ(import(envelope(Json::array({other}))).added, 1U);
  EXPECT_EQ(proposals().size(), 1U);
}

TEST_F(ReviewTest, WhatHasGoneFromAWholeFeedIsProposedToBeHidden) {
  import(envelope(Json::array({their_service("Sunrise"), their_service("Sunset")})));
  const std::string id = invented::uuid("service Sunrise");
  ASSERT_TRUE(open().accept(id, kNow));
  ASSERT_TRUE(open().accept(invented::uuid("service Sunset"), kNow));
  // One page of several says nothing of the others, nor does another directory's feed.
  EXPECT_EQ(import(envelope(Json::array({their_service("Sunset")}), false)).gone, 0U);
  EXPECT_EQ(import(envelope(Json::array({their_service("Sunset")})), "https://elsewhere.example.org").gone, 0U);
  EXPECT_EQ(import(envelope(Json::array({their_service("Sunset")})), "").gone, 0U);
  EXPECT_EQ(import(envelope(Json::array({their_service("Sunset")}))).gone, 1U);
  const auto queue = proposals();
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].kind, ProposalKind::kGone);
  EXPECT_EQ(queue[0].name, "Sunrise");
  ASSERT_TRUE(open().accept(id, kNow));
  EXPECT_EQ(read("services/sunrise.json").at("status"), "inactive");
  EXPECT_EQ(Index::load(folder)->find(Resource::kServices, id), nullptr);
  EXPECT_EQ(import(envelope(Json::array({their_service("Sunset")}))).gone, 0U);
}

// Break: look only at what the feed's own text takes; the file is indented, and has what was ours besides.
TEST_F(ReviewTest, WhatCouldNotBeReadAgainCannotBeAccepted) {
  Json theirs = their_service();
  int number = 0;
  Json& places = theirs["service_at_locations"] = Json::array();
  for (int i = 0; i < 21; ++i) {
    Json languages = Json::array();
    for (int k = 0; k < 100; ++k) languages.push_back({{"id", derived_uuid(std::to_string(number++))}, {"code", "en"}});
    const Json phone = {{"id", derived_uuid(std::to_string(number++))}, {"number", "01632 960 001"}, {"languages", languages}};
    places.push_back({{"id", derived_uuid(std::to_string(number++))},
                      {"location", {{"id", derived_uuid(std::to_string(number++))}, {"location_type", "virtual"}, {"phones", Json::array({phone})}}}});
  }
  ASSERT_EQ(import(envelope(Json::array({theirs}))).added, 1);
  const std::string id = theirs.at("id").get<std::string>();
  EXPECT_EQ(proposals().front().faults.size(), 1U);
  EXPECT_EQ(error(open().accept(id, kNow)).code, ErrorCode::kInvalid);
  EXPECT_TRUE(Index::load(folder));
}

TEST_F(ReviewTest, WhatIsNotRightCannotBeAccepted) {
  Json long_one = their_service("Long");
  long_one["description"] = std::string(601, 'x');
  Json homeless = their_service("Homeless");
  homeless.erase("organization");
  import(Json::array({long_one, homeless}));
  const auto queue = proposals();
  ASSERT_EQ(queue.size(), 2U);
  for (const Proposal& one : queue) {
    ASSERT_EQ(one.faults.size(), 1U);
    const std::string what = one.faults[0].field + " " + one.faults[0].what;
    EXPECT_EQ(what, one.name == "Long" ? "description is longer than 600 characters" : "organization_id is no organisation that we know");
    EXPECT_EQ(error(open().accept(one.id, kNow)).detail, one.faults[0].what);
  }
  EXPECT_EQ(Index::load(folder)->size(Resource::kServices), 1U);
  // Shortened by hand, it can.
  const std::string file = "review/" + invented::uuid("service Long") + ".json";
  Json queued = read(file);
  queued["service"]["description"] = "Short.";
  write(file, queued);
  EXPECT_TRUE(open().accept(invented::uuid("service Long"), kNow));
}

// Break: take the identifier of the command line as a file's name without looking at it.
TEST_F(ReviewTest, AnIdentifierIsTheOnlyWayToAFile) {
  write("secret.json", {{"service", their_service()}});
  fs::create_directories(folder / "review");
  for (const char* id : {"../secret", "../services/night-owl", "/etc/passwd", "", ".", "refused", "0CABF78F-276F-53ED-A717-BF85859F57E8", "0cabf78f-276f-53ed-a717-bf85859f57e8"}) {
    EXPECT_EQ(error(open().accept(id, kNow)).code, ErrorCode::kNotFound) << id;
    EXPECT_EQ(error(open().refuse(id, "Because.", kNow)).code, ErrorCode::kNotFound) << id;
  }
  EXPECT_EQ(files().size(), 4U);
}

TEST_F(ReviewTest, DamagedFilesOfTheQueueAreNamedAndChangeNothing) {
  const std::string id = invented::uuid("service Sunrise");
  const Json whole = {{"service", feed_of(their_service()).entries[0].service}, {"organization", invented::organization("Other Trust")}, {"provenance", {{"file", "feed.json"}}}};
  const auto damaged = [&](const Json& file) {
    write("review/" + id + ".json", file);
    std::vector<Fault> faults;
    const auto queue = open().proposals(faults);
    EXPECT_TRUE(queue && queue->empty());
    EXPECT_FALSE(open().accept(id, kNow));
    return faults.empty() ? "" : faults[0].file + ": " + faults[0].what;
  };
  const std::string file = "review/" + id + ".json: ";
  EXPECT_EQ(damaged(Json::array()), file + "is no object");
  EXPECT_EQ(damaged({{"service", 1}}), file + "is about another entry than its name says");
  EXPECT_EQ(damaged({{"gone", invented::uuid("other")}}), file + "is about another entry than its name says");
  EXPECT_EQ(damaged({{"service", their_service("Other")}}), file + "is about another entry than its name says");
  EXPECT_EQ(damaged({{"service", their_service()}, {"organization", "x"}}), "review/" + id + ".json: organization: is no object");
  // These read, and are refused for what they say: the slug, an identifier, a field that is not published.
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, Json>>{
           {"/service/x_slug", "../../tmp/x"}, {"/service/phones/0/id", "../x"}, {"/service/surprise", 1}, {"/organization/id", "../x"}, {"/organization/x_slug", "../x"}, {"/organization/name", Json()}}) {
    Json spoilt = whole;
    spoilt[Json::json_pointer(pointer)] = value;
    write("review/" + id + ".json", spoilt);
    const auto queue = proposals();
    ASSERT_EQ(queue.size(), 1U) << pointer;
    const bool is_ours = std::string_view(pointer).ends_with("x_slug");  // of a new entry the slug is made from its name
    EXPECT_EQ(queue[0].faults.empty(), is_ours) << pointer;
    if (!is_ours) { EXPECT_FALSE(open().accept(id, kNow)) << pointer; }
  }
  EXPECT_EQ(Index::load(folder)->size(Resource::kServices), 1U);
  write("review/notes.json", Json::object());
  std::vector<Fault> faults;
  ASSERT_TRUE(open().proposals(faults));
  EXPECT_EQ(faults, (std::vector<Fault>{{"review/", "", "a file's name is no identifier"}}));
}

TEST_F(ReviewTest, NothingIsComparedWithADirectoryThatHasFaults) {
  Json spoilt = invented::service();
  spoilt["status"] = "open";
  write("services/night-owl.json", spoilt);
  const auto review = Review::open(folder);
  ASSERT_FALSE(review);
  EXPECT_EQ(review.error().field, "services/night-owl.json: status");
}

// What pages are made from: their reader asks for it, and nobody else would write it.
TEST_F(ReviewTest, AcceptingGivesAnEntryAPageOfItsOwnAndTermsTheirListsName) {
  Json theirs = their_service();
  theirs["attributes"][0]["link_type"] = "https://other.example.org/terms";
  import(envelope(Json::array({theirs, their_service("Sunset")})));
  const std::string id = invented::uuid("service Sunrise");
  ASSERT_TRUE(proposals()[0].faults.empty() && proposals()[1].faults.empty());
  ASSERT_TRUE(open().accept(id, kNow));
  const Json live = read("services/sunrise.json");
  const std::string page = live.at("x_page");
  EXPECT_TRUE(is_page(page) && page[0] >= 'a' && page[1] <= '9') << page;
  EXPECT_EQ(live.at("attributes")[0].at("link_type"), "need");
  // It stays, whatever changes, and no other entry gets it, not even one that would have been given it first.
  theirs["alert"] = "Closed on Monday.";
  import(envelope(Json::array({theirs, their_service("Sunset")})));
  ASSERT_TRUE(open().accept(id, kNow + kDay));
  EXPECT_EQ(read("services/sunrise.json").at("x_page"), page);
  Json squatter = invented::service();
  const std::string other = invented::uuid("service Sunset");
  const auto queue = proposals();
  for (const Proposal& one : queue)
    for (const Change& change : one.changes)
      if (one.id == other && change.field == "x_page") squatter["x_page"] = *change.after;
  ASSERT_NE(squatter.at("x_page"), invented::service().at("x_page"));
  write("services/night-owl.json", squatter);
  ASSERT_TRUE(open().accept(other, kNow));
  EXPECT_NE(read("services/sunset.json").at("x_page"), squatter.at("x_page"));
  EXPECT_TRUE(Index::load(folder));
}

TEST_F(ReviewTest, TwoEntriesOfOneNameHaveTwoFiles) {
  Json twin = their_service("Night Owl");
  twin["id"] = invented::uuid("twin");
  for (const char* list : {"attributes", "service_at_locations"}) twin[list] = Json::array();
  import(Json::array({twin}));
  ASSERT_TRUE(open().accept(invented::uuid("twin"), kNow));
  EXPECT_EQ(read("services/night-owl-2.json").at("x_slug"), "night-owl-2");
  EXPECT_EQ(read("services/night-owl.json"), invented::service());
}

// ---- Feeds ----

TEST(DirectoryFeed, TakesEnvelopesListsAndSingleServices) {
  EXPECT_EQ(feed_of(envelope(Json::array({their_service()}))).entries.size(), 1U);
  EXPECT_EQ(feed_of(Json::array({their_service("A"), their_service("B")})).entries.size(), 2U);
  EXPECT_EQ(feed_of(their_service()).entries.size(), 1U);
  EXPECT_TRUE(feed_of(Json::array()).is_whole);
  EXPECT_TRUE(feed_of(envelope(Json::array())).is_whole);
  EXPECT_FALSE(feed_of(envelope(Json::array(), false)).is_whole);
  EXPECT_FALSE(feed_of({{"contents", Json::array()}}).is_whole);
  EXPECT_FALSE(feed_of(their_service()).is_whole);
  const auto none = [](std::string_view) { return false; };
  for (const Json& bad : {Json(1), Json("x"), Json(), Json({{"contents", 1}})}) EXPECT_EQ(read_feed(bad, none).error().field, "feed");
  EXPECT_EQ(read_feed(Json(std::vector<Json>(10'001, Json())), none).error().code, ErrorCode::kTooLarge);
}

TEST(DirectoryFeed, WhatCannotBeAServiceIsNamed) {
  const std::string id = invented::uuid("a");
  const Feed feed = feed_of(Json::array({1, Json::object(), {{"id", "7"}, {"name", "x"}}, {{"id", id}}, {{"id", id}, {"name", "  "}}, {{"id", id}, {"name", "Good"}}, {{"id", id}, {"name", "Again"}}}));
  EXPECT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.unreadable, (std::vector<std::string>{"[0]: is no object", "[1]: id: is missing", "[2]: id: is not a UUID in lower case", "[3]: name: is missing", "[4]: name: is empty",
                                                       "[6]: id: is the same as an earlier one's"}));
}

TEST(DirectoryFeed, LeavesOutWhatIsSomebodysOrOfNoUse) {
  Json theirs = their_service();
  theirs["contacts"] = Json::array({{{"id", invented::uuid("c")}, {"name", "Robin Example"}, {"email", "robin@example.org"}, {"title", "Reception"}}, {{"name", "Nobody Else"}}});
  theirs["url"] = "javascript:alert(1)";
  theirs["phones"].push_back({{"number", "ask at the desk"}});
  theirs["attributes"].push_back({{"id", invented::uuid("t")}, {"taxonomy_term", {{"id", invented::uuid("their term")}, {"name", "Theirs"}}}});
  theirs["service_at_locations"][0]["location"]["latitude"] = 53.123456;
  theirs["program"] = {{"name", "x"}};
  theirs["id"] = " " + theirs["id"].get<std::string>() + "\t";
  theirs["alert"] = "line\r\nline";
  theirs["wait_time"] = nullptr;
  const Feed feed = feed_of(theirs);
  ASSERT_EQ(feed.entries.size(), 1U);
  const FeedEntry& entry = feed.entries[0];
  EXPECT_EQ(entry.left_out, (std::vector<std::string>{"url: is not an address that begins with https:// or http://", "phones[1].number: is not a telephone number", "phones[1]: has no number",
                                                      "contacts[0].name: is somebody's and not taken over", "contacts[0].email: is somebody's and not taken over",
                                                      "contacts[1].name: is somebody's and not taken over", "attributes: has terms of another taxonomy", "entry: has fields that we have not"}));
  EXPECT_EQ(entry.service.at("id"), invented::uuid("service Sunrise"));
  EXPECT_EQ(entry.service.at("alert"), "line\nline");
  EXPECT_EQ(entry.service.at("contacts").dump(), R"([{"id":")" + invented::uuid("c") + R"(","title":"Reception"}])");
  EXPECT_EQ(entry.service.at("service_at_locations")[0].at("location").at("latitude"), 53.123);
  for (const char* key : {"url", "program", "x_name", "x_bill", "metadata", "wait_time", "last_modified"}) EXPECT_FALSE(entry.service.contains(key)) << key;
}

TEST(DirectoryFeed, WhatNobodySeesIsLeftOutByEntryAndField) {
  Json theirs = their_service(), named = their_service();
  theirs["description"] = "Ring \u202e321 0080";
  theirs["phones"][0]["description"] = "Day\u200b and night";
  named["name"] = "Sun\u00adrise";
  const Feed feed = feed_of({{"contents", Json::array({theirs, named})}});
  ASSERT_EQ(feed.entries.size(), 1U);
  EXPECT_EQ(feed.entries[0].place, "contents[0]");
  EXPECT_EQ(feed.entries[0].left_out, (std::vector<std::string>{"description: has a character that nobody sees, U+202E", "phones[0].description: has a character that nobody sees, U+200B"}));
  EXPECT_EQ(feed.unreadable, (std::vector<std::string>{"contents[1]: name: has a character that nobody sees, U+00AD"}));
  EXPECT_FALSE(feed.entries[0].service.contains("description"));
}

TEST(DirectoryFeed, NestedThingsWithoutIdentifierAlwaysGetTheSame) {
  Json theirs = their_service();
  theirs["phones"][0].erase("id");
  const Json first = feed_of(theirs).entries[0].service, second = feed_of(theirs).entries[0].service;
  EXPECT_TRUE(is_uuid(first.at("phones")[0].at("id").get<std::string>()));
  EXPECT_EQ(first, second);
}

TEST(DirectoryFeed, AnEntryCannotBeBoundless) {
  Json theirs = their_service();
  for (int i = 0; i < 99; ++i) theirs["phones"].push_back({{"number", "07700 900123"}, {"description", std::string(9'000, 'x')}});
  const Feed feed = feed_of(theirs);
  EXPECT_TRUE(feed.entries.empty());
  EXPECT_EQ(feed.unreadable, (std::vector<std::string>{"feed: is too large"}));
}

}  // namespace
}  // namespace parasol::directory
