// What one report may ask of everybody's server, and that taking back is never refused.
#include "crypto/primitives.h"
#include "road.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using vocabulary::ReportState;
using vocabulary::Scope;

struct LimitsTest : testing::Test {
  Road road;
  Reporter reporter{road, "one"};
  const domain::Reports::Limits limits;

  void SetUp() override { ASSERT_TRUE(reporter.submit()); }
  Result<domain::OwnerView> write_message() {
    records::OwnerChange wanted;
    wanted.message = test_support::sealed_to(road.desk_key);
    return reporter.change(wanted);
  }
  Result<domain::OwnerView> strike(Scope scope, std::string_view secret) {
    records::OwnerChange wanted;
    wanted.secrets.push_back({static_cast<std::uint8_t>(scope), crypto::sha256(as_bytes(secret))});
    return reporter.change(wanted);
  }
  std::size_t strikes_waiting() {
    return expect(road.unit->read([](domain::Stores& stores) { return stores.outbox.pending_keys(domain::OutboxKind::kStrike); })).size();
  }
  static ErrorCode code_of(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }
};

// Break: count withdrawals too, or nothing at all.
TEST_F(LimitsTest, ChangesAreCountedAndWithdrawalsAreNot) {
  const auto text = test_support::text_of("text");
  ASSERT_TRUE(reporter.grants({{Scope::kWarn, text.artefact}, {Scope::kCheck, text.artefact}}));
  for (std::size_t i = 1; i < limits.changes_an_hour; ++i) ASSERT_TRUE(write_message()) << i;
  EXPECT_EQ(code_of(write_message()), ErrorCode::kRateLimited);
  EXPECT_EQ(code_of(reporter.grant({Scope::kCase})), ErrorCode::kRateLimited);
  EXPECT_TRUE(reporter.withdraw(Scope::kCheck));
  EXPECT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_EQ(expect(reporter.erase()).report.state, ReportState::kWithdrawn);
}

TEST_F(LimitsTest, TheCountBeginsAnewWithTheHourAndTheDay) {
  std::size_t written = 0;
  for (std::size_t hour = 0; hour <= limits.changes_a_day / limits.changes_an_hour; ++hour, road.clock.advance(kHour))
    for (std::size_t i = 0; i <= limits.changes_an_hour; ++i)
      if (write_message()) ++written;
  EXPECT_EQ(written, limits.changes_a_day);
  Reporter other(road, "other");
  EXPECT_TRUE(other.submit());
  EXPECT_TRUE(other.grant({Scope::kCase}));  // somebody else's
  road.clock.advance(kDay);
  EXPECT_TRUE(write_message());
}

// Break: let any number of secrets through, or count the first one among others.
TEST_F(LimitsTest, AReportHasOneSecretAScope) {
  EXPECT_TRUE(strike(Scope::kWarn, "by mistake"));
  EXPECT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_EQ(code_of(strike(Scope::kWarn, "a third")), ErrorCode::kRateLimited);
  EXPECT_EQ(code_of(strike(Scope::kWarn, "a fourth")), ErrorCode::kRateLimited);
  EXPECT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_TRUE(reporter.withdraw(Scope::kCheck));
  EXPECT_TRUE(reporter.erase());
  EXPECT_EQ(code_of(strike(Scope::kWarn, "a third")), ErrorCode::kRateLimited);  // also of what was withdrawn
}

// Break: take every secret to listd again.
TEST_F(LimitsTest, ASecretThatWasAnsweredIsOnlyLookedUp) {
  ASSERT_TRUE(expect(reporter.withdraw(Scope::kWarn)).withdrawals.at(0).acknowledgement);
  road.is_listd_silent = true;
  for (int i = 0; i < 100; ++i) {
    const auto again = expect(reporter.withdraw(Scope::kWarn));
    ASSERT_TRUE(again.withdrawals.at(0).acknowledgement);
  }
  EXPECT_EQ(strikes_waiting(), 0U);
  // One that is still waiting keeps waiting, once.
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(expect(reporter.withdraw(Scope::kCheck)).withdrawals.at(0).acknowledgement);
  EXPECT_EQ(strikes_waiting(), 1U);
}

// Break: no comparison with kMessagesHold in Reports::change, or in Desk::send_message.
TEST_F(LimitsTest, AReportHoldsSoMuchInMessages) {
  const Bytes message = test_support::sealed_to(road.desk_key);
  ASSERT_TRUE(road.unit->write([&](domain::Stores& stores) -> Status {
    for (const bool from_team : {false, true})
      PARASOL_CHECK_OK(stores.reports.add_message(reporter.id, {from_team, Bytes(domain::kMessagesHold - message.size(), 1), 1}));
    return {};
  }));
  EXPECT_TRUE(write_message());
  const auto refused = write_message();
  EXPECT_EQ(code_of(refused), ErrorCode::kTooLarge);
  EXPECT_EQ(refused.error().field, "message");
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  EXPECT_TRUE(road.desk.send_message(road.caseworker.principal, reporter.id, test_support::sealed_to(reporter.sealing_key())));
  const auto from_desk = road.desk.send_message(road.caseworker.principal, reporter.id, test_support::sealed_to(reporter.sealing_key()));
  EXPECT_EQ(code_of(from_desk), ErrorCode::kTooLarge);
  EXPECT_EQ(from_desk.error().field, "body");
  EXPECT_TRUE(reporter.erase());
}

// Break: no comparison with kMaxReceipts.
TEST_F(LimitsTest, AReportHoldsSoManyReceipts) {
  std::size_t receipts = Reporter::usual().size();
  for (; receipts + 10 <= domain::kMaxReceipts; receipts += 10, road.clock.advance(30 * kMinute))
    ASSERT_TRUE(reporter.grants(std::vector<Reporter::Grant>(10, {Scope::kRead})));
  const auto refused = reporter.grants(std::vector<Reporter::Grant>(domain::kMaxReceipts - receipts + 1, {Scope::kRead}));
  EXPECT_EQ(code_of(refused), ErrorCode::kTooLarge);
  EXPECT_EQ(refused.error().field, "events");
  EXPECT_TRUE(reporter.grants(std::vector<Reporter::Grant>(domain::kMaxReceipts - receipts, {Scope::kRead})));
  EXPECT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_TRUE(reporter.erase());
}

}  // namespace
}  // namespace parasol
