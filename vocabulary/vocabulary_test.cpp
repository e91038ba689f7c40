#include "vocabulary/vocabulary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace parasol::vocabulary {
namespace {

TEST(Vocabulary, EveryIncidentTypeSurvivesTheWayOutAndBack) {
  for (const auto& row : kIncidentTypes) {
    EXPECT_EQ(parse_incident_type(code(row.value)), row.value);
    EXPECT_EQ(incident_type_from_wire(static_cast<std::uint8_t>(row.value)), row.value);
    EXPECT_EQ(entry(row.value).label, row.label);
  }
}

TEST(Vocabulary, UnknownWordsAreNothing) {
  EXPECT_FALSE(parse_incident_type("").has_value());
  EXPECT_FALSE(parse_incident_type("RAPE").has_value());
  EXPECT_FALSE(incident_type_from_wire(0).has_value());
  EXPECT_FALSE(role_from_wire(255).has_value());
  EXPECT_FALSE(parse_recipient_kind("immigration_enforcement").has_value());
}

TEST(VocabularyDeathTest, AValueOutsideItsListStopsTheProcess) {
  EXPECT_DEATH(entry(static_cast<Role>(200)), "");
}

// These numbers stand in signed certificates and sealed reports: changing one breaks what is already signed.
TEST(Vocabulary, WireNumbersStay) {
  EXPECT_EQ(static_cast<int>(Role::kMember), 1);
  EXPECT_EQ(static_cast<int>(Role::kProjectWorker), 2);
  EXPECT_EQ(static_cast<int>(Role::kCaseworker), 3);
  EXPECT_EQ(static_cast<int>(Role::kCaseLead), 4);
  EXPECT_EQ(static_cast<int>(Role::kAlertEditor), 5);
  EXPECT_EQ(static_cast<int>(Role::kAdministrator), 6);
  EXPECT_EQ(static_cast<int>(Role::kDataProtectionOfficer), 7);
  EXPECT_EQ(static_cast<int>(Role::kAnalyst), 8);
  EXPECT_EQ(static_cast<int>(LinkVerdict::kSamePerson), 1);
  EXPECT_EQ(static_cast<int>(LinkVerdict::kCannotTell), 3);
  EXPECT_EQ(static_cast<int>(ReportSection::kSubject), 1);
  EXPECT_EQ(static_cast<int>(ReportSection::kApproval), 7);
  EXPECT_EQ(static_cast<int>(WarningLevel::kInformation), 0);
  EXPECT_EQ(static_cast<int>(WarningLevel::kDanger), 2);
  EXPECT_EQ(static_cast<int>(RecognitionLevel::kHigh), 2);
  EXPECT_EQ(static_cast<int>(Scope::kWarn), 7);
  EXPECT_EQ(static_cast<int>(Scope::kCheck), 8);
}

TEST(Vocabulary, AScopeImpliesOnlyWhatItNeeds) {
  EXPECT_EQ(entry(Scope::kWarn).needs, Scope::kRead);
  EXPECT_EQ(entry(Scope::kIdent).needs, Scope::kCase);
  EXPECT_FALSE(entry(Scope::kHold).needs.has_value());
  EXPECT_EQ(entry(Scope::kRead).life_days, 90);
  EXPECT_EQ(entry(Scope::kCheck).nuisance_life_days, 182);
  std::string available;
  for (const auto& row : kScopes) {
    if (row.available) available += std::string(row.code) + " ";
  }
  EXPECT_EQ(available, "HOLD READ CASE LINK WARN CHECK ");
}

TEST(Vocabulary, OnlyDeskRolesOpenReports) {
  for (const auto& row : kRoles) {
    const bool desk = row.value == Role::kCaseworker || row.value == Role::kCaseLead;
    EXPECT_EQ(row.receives_desk_key, desk) << row.code;
    EXPECT_EQ(row.receives_link_key, row.value == Role::kAnalyst || row.value == Role::kCaseLead) << row.code;
    EXPECT_EQ(row.is_staff, row.value != Role::kMember) << row.code;
  }
  EXPECT_FALSE(entry(Role::kAdministrator).receives_group_key);
  EXPECT_EQ(entry(Role::kAlertEditor).check_class, CheckClass::kPublisher);
  EXPECT_EQ(entry(Role::kAdministrator).check_class, CheckClass::kNone);
}

TEST(Vocabulary, NuisanceAnswersChecksOnly) {
  EXPECT_TRUE(entry(IncidentType::kNoShow).checker_only);
  EXPECT_FALSE(entry(IncidentType::kRape).checker_only);
  EXPECT_EQ(entry(IncidentType::kRape).severity, 1);
}

TEST(Vocabulary, FortyThreeTerritorialForcesAndThreeMore) {
  EXPECT_EQ(kForceAreas.size(), 46u);
  const auto territorial = std::count_if(kForceAreas.begin(), kForceAreas.end(), [](const ForceAreaEntry& force) {
    return force.nation == Nation::kEngland || force.nation == Nation::kWales;
  });
  EXPECT_EQ(territorial, 43);
  EXPECT_EQ(entry(ForceArea::kBtp).area_band, AreaBand::kUk);
}

}  // namespace
}  // namespace parasol::vocabulary
