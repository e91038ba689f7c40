#include "report_base/report_base.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>

namespace parasol::bench {
namespace {

std::string csv_of(const ReportBaseOptions& options) {
  const ReportBase base(options);
  std::string out = header_line();
  for (std::size_t i = 0; i < base.size(); ++i) out += csv_line(base.report(i));
  return out;
}

std::size_t column(std::string_view name) {
  return static_cast<std::size_t>(std::find(kReportColumns.begin(), kReportColumns.end(), name) - kReportColumns.begin());
}

double share_without(const ReportBase& base, std::string_view name) {
  double without = 0;
  for (std::size_t i = 0; i < base.size(); ++i) without += base.report(i)[column(name)].empty() ? 1 : 0;
  return without / static_cast<double>(base.size());
}

TEST(ReportBase, IsAFunctionOfItsOptions) {
  const std::string one = csv_of({.reports = 500, .seed = 7, .rates = {}});
  EXPECT_EQ(one, csv_of({.reports = 500, .seed = 7, .rates = {}}));
  EXPECT_NE(one, csv_of({.reports = 500, .seed = 8, .rates = {}}));
  EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 501);
  std::size_t commas = 0;
  for (const char c : one) {
    if (c == ',') ++commas;
    if (c != '\n') continue;
    EXPECT_EQ(commas, kReportColumns.size() - 1);  // nothing needed quoting
    commas = 0;
  }
}

TEST(ReportBase, LacksWhatTheRatesSay) {
  Rates rates;
  rates.thin = 0;
  rates.no_phone = 0.25;
  const ReportBase base({.reports = 4'000, .seed = 1, .rates = rates});
  EXPECT_NEAR(share_without(base, "phone"), 0.25, 0.03);
  EXPECT_NEAR(share_without(base, "alias"), rates.no_alias, 0.03);
  EXPECT_NEAR(share_without(base, "plate"), rates.no_plate, 0.03);
  EXPECT_NEAR(share_without(base, "accent"), rates.no_accent, 0.03);
  rates.no_phone = 0;
  EXPECT_EQ(share_without(ReportBase({.reports = 1'000, .seed = 1, .rates = rates}), "phone"), 0);
}

TEST(ReportBase, AnotherRateChangesOnlyWhatItIsAbout) {
  Rates rates;
  const ReportBase usual({.reports = 1'000, .seed = 3, .rates = rates});
  rates.alias_misspelt = 0.9;
  const ReportBase other({.reports = 1'000, .seed = 3, .rates = rates});
  std::size_t aliases = 0;
  for (std::size_t i = 0; i < usual.size(); ++i) {
    Report one = usual.report(i), two = other.report(i);
    aliases += one[column("alias")] != two[column("alias")] ? 1 : 0;
    one[column("alias")] = two[column("alias")] = "";
    EXPECT_EQ(one, two);
  }
  EXPECT_GT(aliases, 300U);
}

TEST(ReportBase, OffendersHaveOneToTwentyReportsAndFalseOnesOneEach) {
  Rates rates;
  rates.false_report = 0.1;
  const ReportBase base({.reports = 20'000, .seed = 2, .rates = rates});
  std::map<std::uint32_t, std::size_t> reports;
  for (std::size_t i = 0; i < base.size(); ++i) ++reports[base.offender(i)];
  std::size_t most = 0, once = 0;
  for (const auto& [offender, count] : reports) {
    most = std::max(most, count);
    once += count == 1 ? 1 : 0;
  }
  EXPECT_LE(most, 20U);
  EXPECT_GT(most, 15U);
  const double offenders = static_cast<double>(reports.size()) - 2'000;
  EXPECT_NEAR((static_cast<double>(once) - 2'000) / offenders, rates.one_off, 0.03);
}

// Whoever reads such a number sees that it is nobody's: no area code begins with 010.
TEST(ReportBase, NumbersAreNobodys) {
  Rates rates;
  rates.phone_disguised = rates.phone_part = rates.thin = 0;
  const ReportBase base({.reports = 2'000, .seed = 5, .rates = rates});
  for (std::size_t i = 0; i < base.size(); ++i) {
    const std::string phone = base.report(i)[column("phone")];
    EXPECT_TRUE(phone.empty() || phone.starts_with("010") || phone.starts_with("+44 10") || phone.starts_with("+4410")) << phone;
    const std::string email = base.report(i)[column("email")];
    EXPECT_TRUE(email.empty() || email.ends_with("example.org")) << email;
  }
}

// The page that documents the rates has each of them with its usual value.
TEST(ReportBase, EveryRateIsDocumented) {
  std::ifstream file("bench/report_base/README.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  for (const auto& [name, rate] : named_rates()) {
    char row[64];
    std::snprintf(row, sizeof row, "| %.*s | %g |", static_cast<int>(name.size()), name.data(), Rates{}.*rate);
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace parasol::bench
