// The reporter's side and the desk.
#include <algorithm>

#include "crypto/envelope.h"
#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using trust::test::key_of;
using vocabulary::AuditAction;
using vocabulary::ReportSection;
using vocabulary::ReportState;
using vocabulary::Scope;

std::vector<ReportSection> delivered(const domain::DeskView& view) {
  std::vector<ReportSection> out;
  for (const auto& section : view.sections) out.push_back(section.section);
  return out;
}

struct ReportsTest : testing::Test {
  Road road;
  Reporter reporter{road, "one"};

  ErrorCode code_of(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }
  domain::DeskView opened(const test_support::Person& by) { return expect(road.desk.open(by.principal, reporter.id)); }
};

TEST_F(ReportsTest, WithoutAReadReceiptItStaysHerOwn) {
  EXPECT_EQ(expect(reporter.submit({{Scope::kHold}})), ReportState::kHeld);
  EXPECT_EQ(code_of(road.desk.claim(road.caseworker.principal, reporter.id)), ErrorCode::kNotFound);
  EXPECT_TRUE(expect(road.desk.queue(road.caseworker.principal, ReportState::kHeld, std::nullopt)).rows.empty());
  for (const auto& section : expect(reporter.read()).sections) EXPECT_FALSE(section.team_wrap);
}

// Break: leave out the check "wrap without a receipt" in Reports::submit.
TEST_F(ReportsTest, AWrapThatNoReceiptPermitsIsRefused) {
  records::OwnerChange wanted;
  ASSERT_TRUE(reporter.submit());
  ByteArray<1225> wrap{};
  const auto sealed = test_support::sealed_to(road.desk_key);
  std::copy_n(sealed.begin(), wrap.size(), wrap.begin());
  wanted.team_wraps.push_back({static_cast<std::uint8_t>(ReportSection::kAboutMe), wrap});
  EXPECT_EQ(code_of(reporter.change(wanted)), ErrorCode::kInvalid);
}

TEST_F(ReportsTest, TheSameRequestAgainAnswersAsTheFirstTime) {
  EXPECT_EQ(expect(reporter.submit()), ReportState::kTriage);
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  road.wait(kHour);
  EXPECT_EQ(expect(reporter.submit_again()), ReportState::kActive);
  EXPECT_EQ(expect(reporter.read()).events.size(), 2U);
  ASSERT_TRUE(reporter.erase());
  EXPECT_EQ(expect(reporter.submit_again()), expect(reporter.read()).report.state);
}

// Break: answer with the stored state whatever was sent.
TEST_F(ReportsTest, OtherBytesUnderTheSameIdAreAConflict) {
  ASSERT_TRUE(reporter.submit({{Scope::kHold}, {Scope::kRead}}));
  Reporter again(road, "one");
  const auto changed = again.submit({{Scope::kHold}});
  EXPECT_EQ(code_of(changed), ErrorCode::kConflict);
  EXPECT_EQ(changed.error().field, "report");
  EXPECT_EQ(expect(reporter.read()).events.size(), 2U);
  ASSERT_TRUE(reporter.erase());
  EXPECT_EQ(code_of(again.submit({{Scope::kHold}})), ErrorCode::kConflict);
  EXPECT_TRUE(reporter.submit_again());
}

TEST_F(ReportsTest, SubmissionsOfOneAccountAreCountedForADay) {
  for (std::size_t i = 0; i <= domain::Reports::Limits{}.reports_a_day; ++i) {
    Reporter other(road, "other " + std::to_string(i));
    other.account = reporter.account;
    EXPECT_EQ(other.submit().has_value(), i < domain::Reports::Limits{}.reports_a_day);
  }
  EXPECT_EQ(code_of(reporter.submit()), ErrorCode::kRateLimited);
  road.wait(kDay);
  EXPECT_TRUE(reporter.submit());
}

// Break: in Desk::open deliver every section with a wrap.
TEST_F(ReportsTest, TheTeamSeesWhatTheReceiptsNameAtThisMoment) {
  ASSERT_TRUE(reporter.submit({{Scope::kHold}, {Scope::kRead}, {Scope::kCase, {}, 5 * kDay}}));
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  EXPECT_EQ(delivered(opened(road.caseworker)), (std::vector{ReportSection::kSubject, ReportSection::kWords, ReportSection::kAboutMe}));
  road.clock.advance(5 * kDay);  // no job has run
  EXPECT_EQ(delivered(opened(road.caseworker)), (std::vector{ReportSection::kSubject, ReportSection::kWords}));
  ASSERT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_EQ(code_of(road.desk.open(road.caseworker.principal, reporter.id)), ErrorCode::kNotFound);
  const auto stored = expect(road.unit->read([&](domain::Stores& stores) { return stores.reports.sections(reporter.id); }));
  EXPECT_TRUE(std::none_of(stored.begin(), stored.end(), [](const auto& section) { return section.team_wrap.has_value(); }));
}

TEST_F(ReportsTest, OnlyTheOneItIsAssignedToOpensIt) {
  ASSERT_TRUE(reporter.submit());
  EXPECT_EQ(code_of(road.desk.open(road.caseworker.principal, reporter.id)), ErrorCode::kNotFound);
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  EXPECT_EQ(code_of(road.desk.claim(road.second_caseworker.principal, reporter.id)), ErrorCode::kConflict);
  EXPECT_EQ(code_of(road.desk.open(road.second_caseworker.principal, reporter.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.desk.open(road.lead.principal, reporter.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.desk.claim(road.stranger.principal, reporter.id)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.desk.assign(road.lead.principal, reporter.id, road.editor.principal.account)), ErrorCode::kInvalid);
  ASSERT_TRUE(road.desk.assign(road.lead.principal, reporter.id, road.second_caseworker.principal.account));
  EXPECT_EQ(code_of(road.desk.open(road.caseworker.principal, reporter.id)), ErrorCode::kNotFound);
  EXPECT_EQ(opened(road.second_caseworker).report.state, ReportState::kActive);
}

TEST_F(ReportsTest, MessagesAreSealedToTheOtherSide) {
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  EXPECT_EQ(code_of(road.desk.send_message(road.caseworker.principal, reporter.id, test_support::sealed_to(road.desk_key))), ErrorCode::kInvalid);
  EXPECT_TRUE(road.desk.send_message(road.caseworker.principal, reporter.id, test_support::sealed_to(reporter.sealing_key())));
  EXPECT_EQ(code_of(road.desk.write_note(road.caseworker.principal, reporter.id, Bytes(100, 1))), ErrorCode::kInvalid);
  EXPECT_TRUE(road.desk.write_note(road.caseworker.principal, reporter.id, test_support::sealed_to(road.desk_key)));
  records::OwnerChange answer;
  answer.message = test_support::sealed_to(road.desk_key);
  ASSERT_TRUE(reporter.change(answer));
  const auto messages = expect(reporter.read()).messages;
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_TRUE(messages[0].from_team);
  EXPECT_FALSE(messages[1].from_team);
  EXPECT_EQ(opened(road.caseworker).notes.size(), 1U);
}

// A report under somebody else's key is not there at all, and nobody else signs for its owner (invariant 7).
TEST_F(ReportsTest, AReportAnswersToItsOwnKeyOnly) {
  ASSERT_TRUE(reporter.submit());
  const auto thief = key_of("thief");
  records::OwnerRead request;
  request.deployment = road.staff.deployment;
  request.report = reporter.id.value;
  request.minute = static_cast<std::uint32_t>(road.clock.now() / kMinute);
  EXPECT_EQ(code_of(road.reports.read(trust::sign(thief, records::encode(request)))), ErrorCode::kNotFound);
  request.report = random_array<16>();
  EXPECT_EQ(code_of(road.reports.read(trust::sign(thief, records::encode(request)))), ErrorCode::kNotFound);

  // Break: leave out `event.signer != context.signing_key` in Consent::append.
  records::OwnerChange change;
  change.events.push_back(reporter.receipt_event({Scope::kCase}, &thief));
  EXPECT_EQ(code_of(reporter.change(change)), ErrorCode::kUnauthorised);
}

TEST_F(ReportsTest, AChangeIsTakenOnce) {
  ASSERT_TRUE(reporter.submit());
  records::OwnerChange wanted;
  wanted.deployment = road.staff.deployment;
  wanted.report = reporter.id.value;
  wanted.minute = static_cast<std::uint32_t>(road.clock.now() / kMinute);
  wanted.message = test_support::sealed_to(road.desk_key);
  const auto request = trust::sign(key_of("report one"), records::encode(wanted));
  ASSERT_TRUE(road.reports.change(request));
  EXPECT_EQ(code_of(road.reports.change(request)), ErrorCode::kConflict);
  EXPECT_EQ(expect(reporter.read()).messages.size(), 1U);
  road.clock.advance(10 * kMinute);
  EXPECT_EQ(code_of(road.reports.change(request)), ErrorCode::kInvalid);  // its minute is over
}

TEST_F(ReportsTest, AllOrNothing) {
  ASSERT_TRUE(reporter.submit());
  const std::size_t before = road.audit_size(reporter.id.value);
  records::OwnerChange wanted;
  wanted.events.push_back(reporter.receipt_event({Scope::kWarn}));
  wanted.secrets.push_back({static_cast<std::uint8_t>(Scope::kWarn), reporter.secret(Scope::kWarn)});  // but WARN is live
  EXPECT_EQ(code_of(reporter.change(wanted)), ErrorCode::kInvalid);
  EXPECT_EQ(expect(reporter.read()).events.size(), 2U);
  EXPECT_EQ(road.audit_size(reporter.id.value), before);
}

TEST_F(ReportsTest, WithdrawingEverythingWaitsForListdAndThenIsSettled) {
  ASSERT_TRUE(reporter.submit());
  road.is_listd_silent = true;
  const auto asked = expect(reporter.erase());
  EXPECT_EQ(asked.report.state, ReportState::kWithdrawing);
  EXPECT_TRUE(asked.sections.empty());
  for (const auto& withdrawal : asked.withdrawals) EXPECT_FALSE(withdrawal.acknowledgement);
  EXPECT_EQ(code_of(road.desk.claim(road.caseworker.principal, reporter.id)), ErrorCode::kNotFound);

  road.is_listd_silent = false;
  road.wait(kMinute);
  EXPECT_EQ(expect(reporter.read()).report.state, ReportState::kWithdrawn);
  const auto again = expect(reporter.withdraw(Scope::kWarn));  // asks for the acknowledgement
  ASSERT_EQ(again.withdrawals.size(), 1U);
  ASSERT_TRUE(again.withdrawals[0].acknowledgement);
  const auto acknowledgement = trust::verify_signed_by(road.staff.trust.list_key, expect(records::decode_signed(*again.withdrawals[0].acknowledgement)),
                                                       records::decode_strike_acknowledgement, road.staff.deployment);
  ASSERT_TRUE(acknowledgement);
  EXPECT_EQ(trust::to_millis(acknowledgement->struck_at), trust::test::kStart + kMinute);
}

// Every read, share, transition and refusal is one event, and the owner sees them (invariant 22).
TEST_F(ReportsTest, TheOwnerSeesEveryAccess) {
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  opened(road.caseworker);
  EXPECT_FALSE(road.desk.open(road.lead.principal, reporter.id));
  const auto accesses = expect(reporter.read()).accesses;
  ASSERT_EQ(accesses.size(), 6U);  // sent, two receipts, claimed, opened, refused
  EXPECT_EQ(accesses[4].action, AuditAction::kReportOpened);
  EXPECT_FALSE(accesses[4].was_refused);
  EXPECT_TRUE(accesses[5].was_refused);
  EXPECT_EQ(accesses[5].role, vocabulary::Role::kCaseLead);
  for (const auto& access : accesses) EXPECT_EQ(access.day % kDay, 0);
  EXPECT_TRUE(domain::verify_audit(*road.unit));
}

}  // namespace
}  // namespace parasol
