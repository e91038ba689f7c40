// The schedule over the whole server.
#include "jobs/schedule.h"

#include "domain/ports/account_store.h"
#include "road.h"
#include "support/fake_daemons.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using test_support::text_of;
using vocabulary::Scope;

struct JobsTest : testing::Test {
  Road road;
  test_support::FakeKeyDaemon keyd;
  domain::SignIn sign_in{*road.unit, road.clock, keyd, road.installation};
  int canaries = 0;  // looked for in a list of now
  jobs::Worker worker{jobs::schedule({road.database(), *road.unit, road.clock, road.installation, keyd, road.listd, road.courier, road.reports,
                                      road.warnings, sign_in, [this]() -> Status {
                                        PARASOL_TRY(const auto manifest, road.live_list.manifest());
                                        static_cast<void>(manifest);
                                        ++canaries;
                                        return {};
                                      }})};
  std::size_t run_due() { return worker.run_due(road.clock.now()); }
};

TEST_F(JobsTest, EverythingRunsAtTheStartAndAgainWithoutHarm) {
  Reporter reporter(road, "one");
  const auto text = text_of("warning");
  ASSERT_TRUE(reporter.submit());
  road.publish(reporter, text);
  EXPECT_EQ(run_due(), 12U);
  EXPECT_EQ(canaries, 1);
  const std::size_t events = road.audit_size();
  EXPECT_EQ(run_due(), 0U);
  road.clock.advance(kDay);
  EXPECT_EQ(run_due(), 12U);
  EXPECT_EQ(canaries, 2);
  EXPECT_EQ(road.audit_size(), events + 1);  // how far the report's chain had come the day before
  road.clock.advance(kDay);
  run_due();
  EXPECT_EQ(road.audit_size(), events + 1);  // nothing was left to note
  EXPECT_TRUE(road.is_live(text));
  EXPECT_TRUE(domain::verify_audit(*road.unit));
}

// A demo's clock jumps, and serve looks at it before listd does. Break: kStatus of listd without keep_up(), or the canary
// before light_list in the schedule.
TEST_F(JobsTest, AfterAJumpTheCanaryIsFoundAtOnce) {
  run_due();
  ASSERT_EQ(canaries, 1);
  road.clock.advance(kDay);
  run_due();
  EXPECT_EQ(canaries, 2);
  road.clock.advance(9 * kDay);
  run_due();
  EXPECT_EQ(canaries, 3);
}

TEST_F(JobsTest, AListThatIsDarkIsLitWithinAMinute) {
  Reporter reporter(road, "one");
  const auto text = text_of("warning");
  ASSERT_TRUE(reporter.submit());
  road.publish(reporter, text);
  run_due();
  road.restart_listd();
  road.clock.advance(kMinute);
  EXPECT_GE(run_due(), 2U);
  EXPECT_TRUE(road.is_live(text));
}

TEST_F(JobsTest, ADeliveryIsTriedAgainAndAWithdrawalSettles) {
  Reporter reporter(road, "one");
  const auto text = text_of("warning");
  ASSERT_TRUE(reporter.submit());
  road.publish(reporter, text);
  run_due();
  road.is_listd_silent = true;
  ASSERT_TRUE(reporter.erase());
  road.clock.advance(kHour);
  run_due();
  EXPECT_TRUE(road.is_live(text));
  EXPECT_EQ(expect(reporter.read()).report.state, vocabulary::ReportState::kWithdrawing);
  road.is_listd_silent = false;
  road.clock.advance(kHour);
  run_due();
  EXPECT_FALSE(road.is_live(text));
  EXPECT_EQ(expect(reporter.read()).report.state, vocabulary::ReportState::kWithdrawn);
}

TEST_F(JobsTest, APermissionThatRanOutEndsWithoutAnybodyLooking) {
  Reporter reporter(road, "one");
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  run_due();
  road.clock.advance(60 * kDay);
  run_due();
  const auto report = *expect(road.unit->read([&](domain::Stores& stores) { return stores.reports.find(reporter.id); }));
  EXPECT_EQ(report.state, vocabulary::ReportState::kHeld);
  EXPECT_FALSE(report.assigned);
}

}  // namespace
}  // namespace parasol
