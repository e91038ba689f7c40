#include "directory/contents.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/test_support.h"
#include "directory/hidden_signs.h"
#include "directory/index.h"
#include "directory/invented.h"

namespace parasol::directory {
namespace {

using test_support::TemporaryFolder;

std::vector<std::string> said(const Contents& contents) {
  std::vector<Fault> faults;
  check(contents, faults);
  std::vector<std::string> out;
  for (const Fault& fault : faults) out.push_back(fault.file + ": " + fault.field + " " + fault.what);
  return out;
}

using Said = std::vector<std::string>;

std::string utf8(char32_t c) {
  const auto tail = [&](unsigned shift) { return static_cast<char>(0x80U | (c >> shift & 0x3fU)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0U | c >> 6), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xe0U | c >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0U | c >> 18), tail(12), tail(6), tail(0)};
}

// What is said about the invented service, once `spoil` has had it.
template <class Spoil>
Said spoilt(Spoil spoil) {
  Contents contents = invented::contents();
  spoil(contents.services[0].value);
  return said(contents);
}

void write(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  ASSERT_TRUE(write_file(file, as_bytes(text)));
}

TEST(DirectoryContents, AGoodDirectoryHasNoFaults) { EXPECT_EQ(said(invented::contents()), Said{}); }

// Break: leave out a required field of any file there.
TEST(DirectoryContents, TheRepositorysOwnDirectoryHasNoFaults) {
  std::vector<Fault> faults;
  const auto contents = read_contents("content/directory", faults);
  ASSERT_TRUE(contents);
  check(*contents, faults);
  for (const Fault& fault : faults) ADD_FAILURE() << fault.file << ": " << fault.field << ": " << fault.what;
  EXPECT_GT(contents->services.size(), 10U);
  EXPECT_GT(contents->areas.at("areas").size(), 40U);
  EXPECT_TRUE(Index::load("content/directory"));
}

TEST(DirectoryContents, EveryFieldsFaultIsNamed) {
  const std::string file = "services/night-owl.json: ";
  const auto one = [&](std::string_view key, Json value) { return spoilt([&](Json& s) { s[std::string(key)] = std::move(value); }); };
  EXPECT_EQ(one("id", "X"), (Said{file + "id is not a UUID in lower case"}));
  EXPECT_EQ(one("name", ""), (Said{file + "name is empty"}));
  EXPECT_EQ(one("name", 7), (Said{file + "name is no text"}));
  EXPECT_EQ(one("name", "a\u0007b"), (Said{file + "name has a character that nobody sees, U+0007"}));
  EXPECT_EQ(one("name", "a\u202eb"), (Said{file + "name has a character that nobody sees, U+202E"}));
  EXPECT_EQ(one("x_name", {{"ro", "a\u200bb"}}), (Said{file + "x_name in ro has a character that nobody sees, U+200B"}));
  EXPECT_EQ(one("name", std::string("a\0b", 3)), (Said{file + "name has a character that is no text"}));
  EXPECT_EQ(one("description", std::string(601, 'x')), (Said{file + "description is longer than 600 characters"}));
  EXPECT_EQ(one("status", "open"), (Said{file + "status is none of active, inactive, defunct, temporarily closed"}));
  EXPECT_EQ(one("url", "javascript:alert(1)"), (Said{file + "url is not an address that begins with https:// or http://"}));
  EXPECT_EQ(one("email", "nobody"), (Said{file + "email is not an e-mail address"}));
  EXPECT_EQ(one("minimum_age", 121), (Said{file + "minimum_age is not from 0 to 120"}));
  EXPECT_EQ(one("minimum_age", "18"), (Said{file + "minimum_age is no number"}));
  EXPECT_EQ(one("assured_date", "2026-02-30"), (Said{file + "assured_date is not a date such as 2026-11-22"}));
  EXPECT_EQ(one("last_modified", "yesterday"), (Said{file + "last_modified is not a time such as 2026-11-22T20:15:00.000Z"}));
  EXPECT_EQ(one("x_description", {{"fr", "x"}}), (Said{file + "x_description has a language that is none of pt, ro, zh-Hans"}));
  EXPECT_EQ(one("x_description", {{"pt", 1}}), (Said{file + "x_description in pt is no text"}));
  EXPECT_EQ(one("x_bill", "free"), (Said{file + "x_bill is none of may show, not on landline bill, unknown"}));
  for (const std::string date : {"soon", "undated, soon", "undated, 2023", "undated, 2023-01 or later", "undated or later", "undated,2023 or later", "undated, 2023 or later "})
    EXPECT_EQ(one("x_source", {{"title", "T"}, {"date", date}}), (Said{file + "x_source.date is not a date such as 2026-11-22, a month, a year, undated, or such as undated, 2023 or later"})) << date;
  for (const std::string date : {"2026", "2026-11", "2026-11-22", "undated", "undated, 2023 or later"}) EXPECT_EQ(one("x_source", {{"title", "T"}, {"date", date}}), Said{}) << date;
  EXPECT_EQ(one("x_always_open", "yes"), (Said{file + "x_always_open is neither true nor false"}));
  EXPECT_EQ(one("x_nations", Json::array({"england", "france"})), (Said{file + "x_nations has an entry that is none of england, wales, scotland, northern_ireland"}));
  EXPECT_EQ(one("x_page", "K3F"), (Said{file + "x_page is not three small letters or digits"}));
  EXPECT_EQ(spoilt([](Json& s) { s.erase("x_page"); }), (Said{file + "x_page is missing"}));
  EXPECT_EQ(one("x_slug", "other"), (Said{file + "x_slug is not the file's name"}));
  EXPECT_EQ(one("phones", 1), (Said{file + "phones is no list"}));
  EXPECT_EQ(one("phones", Json::array({1})), (Said{file + "phones[0] is no object"}));
  EXPECT_EQ(one("phones", Json(std::vector<Json>(101, invented::service()["phones"][0]))), (Said{file + "phones has more than 100 entries"}));
  EXPECT_EQ(one("private_note", "x"), (Said{file + "private_note is no field that we know"}));
  EXPECT_EQ(one("\u202ex", "x"), (Said{file + "(unreadable key) is no field that we know"}));
  EXPECT_EQ(one("organization_id", invented::uuid("nobody")), (Said{file + "organization_id is no organisation that we know"}));
  EXPECT_EQ(spoilt([](Json& s) { s.erase("x_source"); }), (Said{file + "x_source is missing"}));
  EXPECT_EQ(spoilt([](Json& s) { s["phones"][0]["number"] = "=1+1"; }), (Said{file + "phones[0].number is not a telephone number"}));
  EXPECT_EQ(spoilt([](Json& s) { s["phones"][0]["service_id"] = invented::uuid("x"); }), (Said{file + "phones[0].service_id is not what it stands in"}));
  EXPECT_EQ(spoilt([](Json& s) { s["schedules"][0]["opens_at"] = "9.30"; }), (Said{file + "schedules[0].opens_at is not a time of day such as 09:30"}));
  EXPECT_EQ(spoilt([](Json& s) { s["schedules"][0]["byday"] = "Monday"; }), (Said{file + "schedules[0].byday is not days such as MO,TU or 2MO,-1FR"}));
  EXPECT_EQ(spoilt([](Json& s) { s["schedules"][0]["bymonthday"] = "32"; }), (Said{file + "schedules[0].bymonthday is not days of the month such as 1,15,-1"}));
  EXPECT_EQ(spoilt([](Json& s) { s["phones"][0]["languages"][0]["code"] = "Romanian"; }), (Said{file + "phones[0].languages[0].code is not a code of a language"}));
  EXPECT_EQ(spoilt([](Json& s) { s["attributes"][0]["taxonomy_term_id"] = invented::uuid("x"); }), (Said{file + "attributes[0].taxonomy_term_id is no term that we know"}));
  EXPECT_EQ(spoilt([](Json& s) { s["attributes"][0]["link_type"] = "group"; }), (Said{file + "attributes[0].taxonomy_term_id is a term of need, not of group"}));
  EXPECT_EQ(spoilt([](Json& s) { s["attributes"][0]["link_type"] = "need"; }), Said{});
  EXPECT_EQ(spoilt([](Json& s) { s["attributes"][0]["link_id"] = invented::uuid("x"); }), (Said{file + "attributes[0].link_id is not what it stands in"}));
  const std::string place = file + "service_at_locations[0].";
  // More than three decimals would be a house.
  EXPECT_EQ(spoilt([](Json& s) { s["service_at_locations"][0]["location"]["latitude"] = 53.1234; }), (Said{place + "location.latitude has more than three decimals"}));
  EXPECT_EQ(spoilt([](Json& s) { s["service_at_locations"][0]["location"]["longitude"] = 181; }), (Said{place + "location.longitude is not from -180 to 180"}));
  EXPECT_EQ(spoilt([](Json& s) { s["service_at_locations"][0]["location"].erase("location_type"); }), (Said{place + "location.location_type is missing"}));
  EXPECT_EQ(spoilt([](Json& s) { s["service_at_locations"][0]["location_id"] = invented::uuid("x"); }), (Said{place + "location_id is not what it stands in"}));
  EXPECT_EQ(spoilt([](Json& s) { s = Json::array(); }), (Said{file + " is no object"}));
}

TEST(DirectoryContents, WhatNobodySeesIsNamed) {
  const std::string file = "services/night-owl.json: description ";
  const auto found_with = [](char32_t sign) {
    return spoilt([&](Json& s) { s["description"] = "Ring 0800" + utf8(sign) + " 123"; });
  };
  const auto is_listed = [](char32_t sign) { return std::ranges::any_of(kHiddenSigns, [&](const auto& each) { return sign >= each.first && sign <= each.last; }); };
  for (const auto& [first, last] : kHiddenSigns) {
    for (const char32_t hidden : {first, last}) {
      const Said found = found_with(hidden);
      ASSERT_EQ(found.size(), 1U) << std::hex << static_cast<unsigned>(hidden);
      // Of what cannot stand in UTF-8 that is said.
      const bool is_clean = hidden != 0 && (hidden < 0xd800 || hidden > 0xdfff);
      EXPECT_TRUE(found[0].starts_with(file + (is_clean ? "has a character that nobody sees, U+" : "has a character that is no text"))) << found[0];
    }
    for (const char32_t beside : {std::max(first, U'\1') - 1, last + 1}) EXPECT_EQ(found_with(beside).empty(), !is_listed(beside)) << std::hex << static_cast<unsigned>(beside);
  }
  // Accents, dashes, quotation marks, Chinese punctuation and the space that does not break are seen.
  EXPECT_EQ(spoilt([](Json& s) { s["description"] = "re\u0301sume\u0301 – “așa” ‘da’ 您好，再见。 10\u00a0£ …\nș"; }), Said{});
}

TEST(DirectoryContents, EntriesAreOneOfAKind) {
  Contents contents = invented::contents({invented::service("Night Owl"), invented::service("Sunrise")});
  contents.services[1].value["id"] = contents.services[0].value["id"];
  contents.services[1].value["attributes"] = Json::array();
  EXPECT_EQ(said(contents), (Said{"services/sunrise.json: id is the same as one in services/night-owl.json"}));
  contents = invented::contents();
  contents.organizations.push_back({"other", contents.organizations[0].value});
  EXPECT_EQ(said(contents), (Said{"organizations/other.json: id is the same as one in organizations/harbour-trust.json"}));
  contents = invented::contents();
  contents.organizations[0].value["parent_organization_id"] = invented::uuid("x");
  EXPECT_EQ(said(contents), (Said{"organizations/harbour-trust.json: parent_organization_id is no organisation that we know"}));
  contents = invented::contents();
  Json& terms = contents.taxonomies["taxonomies"][0]["terms"];
  terms[1]["id"] = terms[0]["id"];
  terms[1]["taxonomy_id"] = invented::uuid("x");
  terms[1]["parent_id"] = invented::uuid("y");
  EXPECT_EQ(said(contents), (Said{"taxonomies.json: taxonomies[0].terms[1].id is the same as one in taxonomies.json", "taxonomies.json: taxonomies[0].terms[1].taxonomy_id is another taxonomy's",
                                  "taxonomies.json: taxonomies[0].terms[1].parent_id is no term of this taxonomy"}));
}

TEST(DirectoryContents, AreasNameTheirServices) {
  Contents contents = invented::contents();
  Json area = {{"code", "harbourshire"}, {"name", "Harbourshire"}, {"nation", "england"}, {"services", Json::array({"night-owl"})}, {"none_known", false}};
  contents.areas = {{"national", {{"england", Json::array({"night-owl"})}}}, {"areas", Json::array({area})}};
  contents.services[0].value["x_force_areas"] = Json::array({"harbourshire"});
  EXPECT_EQ(said(contents), Said{});
  contents.areas["national"]["england"][0] = "sunrise";
  contents.areas["areas"][0]["none_known"] = true;
  contents.services[0].value["x_force_areas"][0] = "elsewhere";
  EXPECT_EQ(said(contents), (Said{"services/night-owl.json: x_force_areas has a code that is not in areas.json", "areas.json: national.england names a service that is not in services/",
                                  "areas.json: areas[0].none_known does not fit its services"}));
}

TEST(DirectoryContents, ReadsAFolderAndNamesFilesThatCannotBeRead) {
  const TemporaryFolder folder;
  write(folder / "services/night-owl.json", file_text(invented::service()));
  write(folder / "services/half.json", "{");
  write(folder / "services/half.json.new", "{");
  write(folder / "services/Bad Name.json", "{}");
  write(folder / "services/large.json", std::string(kMostEntryBytes + 1, ' '));
  write(folder / "organizations/harbour-trust.json", file_text(invented::organization()));
  write(folder / "taxonomies.json", file_text(invented::taxonomies()));
  write(folder / "areas.json", "[");
  std::vector<Fault> faults;
  const auto contents = read_contents(folder, faults);
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->services.size(), 1U);
  EXPECT_EQ(contents->services[0].slug, "night-owl");
  std::sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) { return a.file < b.file; });
  EXPECT_EQ(faults, (std::vector<Fault>{{"areas.json", "", "no JSON at byte 2"},
                                        {"services/", "", "a file's name is not of the form night-owl.json"},
                                        {"services/half.json", "", "no JSON at byte 2"},
                                        {"services/large.json", "", "too_large"}}));
  EXPECT_EQ(read_contents(folder / "nowhere", faults).error().code, ErrorCode::kNotFound);
}

TEST(DirectoryContents, WhatWasCheckedLongAgoIsStale) {
  const auto today = *read_date("2026-11-22");
  Json fresh = invented::service("Fresh"), old = invented::service("Old"), never = invented::service("Never");
  fresh["assured_date"] = date_text(today - 180);
  old["assured_date"] = date_text(today - 181);
  never.erase("assured_date");
  Json to_come = invented::service("To come");
  to_come["assured_date"] = date_text(today + 1);
  const auto stale = stale_services(invented::contents({fresh, old, never, to_come}), today);
  ASSERT_EQ(stale.size(), 3U);
  EXPECT_EQ(stale[0].slug, "never");
  EXPECT_EQ(stale[0].assured, std::nullopt);
  EXPECT_EQ(stale[1].slug, "old");
  EXPECT_EQ(stale[1].assured, today - 181);
  EXPECT_EQ(stale[2].slug, "to-come");
}

}  // namespace
}  // namespace parasol::directory
