#include "apps/cli/directory/feed_table.h"

#include <gtest/gtest.h>

#include "directory/forms.h"

namespace parasol::cli {
namespace {

using directory::Feed;
using Said = std::vector<std::string>;

Result<Feed> read(const std::string& text) {
  const auto table = link::Table::parse("services.csv", text);
  if (!table) return table.error();
  return read_feed_table(*table, "https://other.example.org/list.csv", [](std::string_view) { return false; });
}

TEST(FeedTable, ARowIsAService) {
  const auto feed = read(
      "name,description,url,minimum_age,organization_name,organization_description,phone,phone_description,languages,hours,areas,address_1,city,state_province,postal_code,country\n"
      "Night Owl,\"Listens, \"\"always\"\"\",https://example.org,18,Harbour Trust,An invented charity.,'+44 7700 900123,Free,\"en, ro\",\"MO,TU 09:30-15:30; FR 09:30 - 12:00; never\",Harbourshire; Quay,"
      "1 Quay,Harbour,Harbourshire,ZZ1 1ZZ,GB\n");
  ASSERT_TRUE(feed) << feed.error().field << feed.error().detail;
  EXPECT_TRUE(feed->is_whole);
  ASSERT_EQ(feed->entries.size(), 1U);
  const auto& [place, service, organization, left_out] = feed->entries[0];
  EXPECT_EQ(place, "row 1");
  EXPECT_EQ(left_out, (Said{"hours: a part is not of the form MO,TU 09:30-15:30"}));
  EXPECT_TRUE(directory::is_uuid(service.at("id").get<std::string>()));
  EXPECT_EQ(service.at("description"), "Listens, \"always\"");
  EXPECT_EQ(service.at("minimum_age"), 18);
  EXPECT_EQ(service.at("phones")[0].at("number"), "+44 7700 900123");
  EXPECT_EQ(service.at("languages")[1].at("code"), "ro");
  ASSERT_EQ(service.at("schedules").size(), 2U);
  EXPECT_EQ(service.at("schedules")[0].at("byday"), "MO,TU");
  EXPECT_EQ(service.at("schedules")[1].at("closes_at"), "12:00");
  EXPECT_EQ(service.at("service_areas")[1].at("name"), "Quay");
  EXPECT_EQ(service.at("service_at_locations")[0].at("location").at("addresses")[0].at("city"), "Harbour");
  EXPECT_EQ(organization.at("name"), "Harbour Trust");
  EXPECT_EQ(service.at("organization_id"), organization.at("id"));
  // The same table brings the same identifiers again.
  EXPECT_EQ(read("name,organization_name\nNight Owl,Harbour Trust\n")->entries[0].service.at("id"), service.at("id"));
}

// Break: take a value over as it is.
TEST(FeedTable, WhatASpreadsheetWouldRunIsRefused) {
  const auto feed = read("name,description,phone\n=HYPERLINK(\"https://example.org\"),x,\n'=1+1,x,\nOwl,@SUM(A1),\nOwl,-1+1,\nOwl,\"+1\",\nOwl,x,=1+1\nOwl,x,+44 7700 900123\n");
  ASSERT_TRUE(feed);
  EXPECT_EQ(feed->unreadable, (Said{"row 1: name: begins as a formula does", "row 2: name: begins as a formula does", "row 3: description: begins as a formula does",
                                    "row 4: description: begins as a formula does", "row 5: description: begins as a formula does", "row 6: phone: begins as a formula does"}));
  ASSERT_EQ(feed->entries.size(), 1U);
  EXPECT_EQ(read("name,areas\nOwl,Quay; =1+1\n")->unreadable, (Said{"row 1: areas: begins as a formula does"}));
}

TEST(FeedTable, FaultsNameTheirPlace) {
  const auto said = [](const std::string& text) {
    const auto feed = read(text);
    return feed ? "fine" : feed.error().field + ": " + feed.error().detail;
  };
  EXPECT_EQ(said("name,secret\nx,y\n"), "services.csv: column \"secret\": is none that we know");
  EXPECT_EQ(said("url\nx\n"), "services.csv: has no column \"name\"");
  EXPECT_EQ(said("name\n\"x\n"), "services.csv: row 1 (line 2), column \"name\": begins with a quotation mark and has none at its end");
  std::string many = "name\n";
  for (int i = 0; i < 10'001; ++i) many += "x\n";
  EXPECT_EQ(said(many), "services.csv: more than 10000 rows");
  EXPECT_EQ(read("name,id\nx,7\n,\nOwl,\nOwl,\n")->unreadable, (Said{"row 1: id: is not a UUID in lower case", "row 2: name: is missing", "row 4: id: is the same as an earlier one's"}));
  for (const char* age : {"eighteen", "nan", "inf", "1e999"})
    EXPECT_EQ(read("name,minimum_age\nx," + std::string(age) + "\n")->entries[0].left_out, (Said{"minimum_age: is no number"})) << age;
  EXPECT_EQ(read("name,minimum_age\nx,1e300\n")->entries[0].left_out, (Said{"minimum_age: is not from 0 to 120"}));
}

}  // namespace
}  // namespace parasol::cli
