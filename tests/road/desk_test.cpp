// What the desk's queue shows, page by page, and what becomes of a report that was closed.
#include "domain/lifecycles/report.h"
#include "road.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using vocabulary::ReportState;
using vocabulary::Scope;

struct DeskTest : testing::Test {
  Road road;

  std::vector<domain::QueuePage> pages(ReportState state) {
    std::vector<domain::QueuePage> out;
    std::optional<domain::ReportId> after;
    do {
      out.push_back(expect(road.desk.queue(road.caseworker.principal, state, after)));
      after = out.back().next;
    } while (after);
    return out;
  }
  std::size_t waiting() {
    std::size_t count = 0;
    for (const auto& page : pages(ReportState::kTriage)) count += page.rows.size();
    return count;
  }
  void close(Reporter& reporter) {
    ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
    EXPECT_EQ(expect(road.desk.transition(road.caseworker.principal, reporter.id, domain::ReportEvent::kClose)), ReportState::kClosedHeld);
  }
  ReportState state_of(Reporter& reporter) { return expect(reporter.read()).report.state; }
  records::OwnerChange message() const {
    records::OwnerChange wanted;
    wanted.message = test_support::sealed_to(road.desk_key);
    return wanted;
  }
};

// Break: take the last row that is shown for the place where the next page begins.
TEST_F(DeskTest, ALapsedReportHidesNoneBehindIt) {
  std::vector<std::unique_ptr<Reporter>> reporters;
  constexpr std::size_t kMore = 2;
  for (std::size_t i = 0; i < domain::Desk::kPage + kMore; ++i) {
    reporters.push_back(std::make_unique<Reporter>(road, "number " + std::to_string(i)));
    ASSERT_TRUE(reporters.back()->submit({{Scope::kHold}, {Scope::kRead, {}, i == 0 ? kDay : 60 * kDay}}));
  }
  const auto before = pages(ReportState::kTriage);
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0].rows.size(), domain::Desk::kPage);
  EXPECT_EQ(before[1].rows.size(), kMore);

  road.clock.advance(kDay);  // no job has run
  EXPECT_EQ(pages(ReportState::kTriage).size(), 2U);
  EXPECT_EQ(waiting(), domain::Desk::kPage + kMore - 1);
  // Nor does a whole page of them.
  road.clock.advance(59 * kDay);
  Reporter late(road, "late");
  ASSERT_TRUE(late.submit());
  EXPECT_EQ(waiting(), 1U);
}

// Break: leave out the row (closed, write) or the row (closed, grant read), or the step in Reports::change.
TEST_F(DeskTest, AMessageToAClosedReportBringsItBackToTheQueue) {
  Reporter reporter(road, "one");
  ASSERT_TRUE(reporter.submit());
  close(reporter);
  EXPECT_EQ(waiting(), 0U);
  EXPECT_EQ(expect(reporter.change(message())).report.state, ReportState::kTriage);
  EXPECT_EQ(waiting(), 1U);
  ASSERT_TRUE(road.desk.claim(road.second_caseworker.principal, reporter.id));
  EXPECT_EQ(expect(road.desk.open(road.second_caseworker.principal, reporter.id)).messages.size(), 1U);
  // Whoever has it keeps it.
  EXPECT_EQ(expect(reporter.change(message())).report.state, ReportState::kActive);
}

TEST_F(DeskTest, AClosedReportThatMayBeReadAnewWaitsAgain) {
  Reporter reporter(road, "one");
  ASSERT_TRUE(reporter.submit());
  close(reporter);
  EXPECT_EQ(expect(reporter.grant({Scope::kRead})).report.state, ReportState::kTriage);
  close(reporter);
  EXPECT_EQ(expect(reporter.grant({Scope::kCase})).report.state, ReportState::kTriage);
  close(reporter);
  ASSERT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_FALSE(reporter.change(message()));
  EXPECT_EQ(state_of(reporter), ReportState::kClosedHeld);
  EXPECT_EQ(expect(reporter.grant({Scope::kRead})).report.state, ReportState::kTriage);
}

TEST_F(DeskTest, NothingElseOpensAClosedReport) {
  Reporter reporter(road, "one");
  ASSERT_TRUE(reporter.submit());
  close(reporter);
  EXPECT_EQ(expect(reporter.grant({Scope::kHold})).report.state, ReportState::kClosedHeld);
  road.wait(kHour);
  EXPECT_EQ(state_of(reporter), ReportState::kClosedHeld);
}

}  // namespace
}  // namespace parasol
