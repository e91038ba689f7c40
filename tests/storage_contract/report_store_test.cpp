// Reports, sections, consent events, messages and notes.
#include "domain/ports/report_store.h"

#include <set>

#include "storage_contract.h"

namespace parasol {
namespace {

using domain::Report;
using domain::ReportId;
using domain::Section;
using domain::Stores;
using vocabulary::ReportSection;
using vocabulary::ReportState;
using vocabulary::Urgency;

class ReportContract : public test_support::StorageContract {
 protected:
  static Report new_report(std::optional<domain::TeamId> team = std::nullopt, ReportState state = ReportState::kHeld,
                           Urgency urgency = Urgency::kNotSaid, std::int64_t day = 20'000) {
    Report report;
    report.id = ReportId::random();
    report.signing_key = random_array<32>();
    report.sealing_key = Bytes(1216, 4);
    report.state = state;
    report.team = team;
    report.team_epoch = 3;
    report.urgency = urgency;
    report.day = day;
    report.request_hash = random_array<32>();
    return report;
  }
  static Section section(ReportSection kind, std::optional<Bytes> team_wrap) { return {kind, {1, 2, 3}, Bytes(1225, 5), std::move(team_wrap)}; }
  ReportId add(const Report& report, const std::vector<Section>& sections = {}) {
    EXPECT_TRUE(write([&](Stores& s) { return s.reports.add(report, sections); }));
    return report.id;
  }
  std::vector<Section> sections(ReportId id) {
    return *read([&](Stores& s) { return s.reports.sections(id); });
  }
  std::vector<ReportId> page(domain::TeamId team, ReportState state, std::optional<ReportId> after, std::size_t limit) {
    const auto reports = *read([&](Stores& s) { return s.reports.page(team, state, after, limit); });
    std::vector<ReportId> ids;
    for (const auto& report : reports) ids.push_back(report.id);
    return ids;
  }
};
PARASOL_ON_EVERY_DATABASE(ReportContract);

TEST_P(ReportContract, KeepsWhatItWasGiven) {
  Report report = new_report(domain::TeamId::random(), ReportState::kTriage, Urgency::kSoon);
  report.jurisdiction = vocabulary::Jurisdiction::kEnglandWales;
  report.language = vocabulary::Language::kEn;
  add(report, {section(ReportSection::kWords, Bytes(1225, 6)), section(ReportSection::kSubject, std::nullopt)});
  const auto found = *read([&](Stores& s) { return s.reports.find(report.id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->signing_key, report.signing_key);
  EXPECT_EQ(found->sealing_key, report.sealing_key);
  EXPECT_EQ(found->state, ReportState::kTriage);
  EXPECT_EQ(found->team, report.team);
  EXPECT_EQ(found->team_epoch, 3U);
  EXPECT_EQ(found->urgency, Urgency::kSoon);
  EXPECT_EQ(found->day, 20'000);
  EXPECT_EQ(found->request_hash, report.request_hash);
  EXPECT_FALSE(found->assigned);
  const auto kept = sections(report.id);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].section, ReportSection::kSubject);
  EXPECT_FALSE(kept[0].team_wrap);
  EXPECT_EQ(kept[1].body, (Bytes{1, 2, 3}));
  EXPECT_EQ(kept[1].owner_wrap, Bytes(1225, 5));
  EXPECT_EQ(kept[1].team_wrap, Bytes(1225, 6));
  EXPECT_FALSE(*read([](Stores& s) { return s.reports.find(ReportId::random()); }));
}

TEST_P(ReportContract, AnIdIsTakenOnce) {
  const Report report = new_report();
  add(report);
  const auto again = write([&](Stores& s) { return s.reports.add(report, {}); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_P(ReportContract, UpdateChangesStateTeamAndAssignmentOnly) {
  Report report = new_report();
  add(report);
  report.state = ReportState::kActive;
  report.team = domain::TeamId::random();
  report.team_epoch = 9;
  report.assigned = domain::AccountId::random();
  report.day = 1;
  ASSERT_TRUE(write([&](Stores& s) { return s.reports.update(report); }));
  auto found = *read([&](Stores& s) { return s.reports.find(report.id); });
  EXPECT_EQ(found->state, ReportState::kActive);
  EXPECT_EQ(found->team, report.team);
  EXPECT_EQ(found->team_epoch, 9U);
  EXPECT_EQ(found->assigned, report.assigned);
  EXPECT_EQ(found->day, 20'000);
  report.assigned.reset();
  ASSERT_TRUE(write([&](Stores& s) { return s.reports.update(report); }));
  EXPECT_FALSE((*read([&](Stores& s) { return s.reports.find(report.id); }))->assigned);
}

TEST_P(ReportContract, TheBytesOfMessagesAreCountedBySide) {
  const ReportId id = add(new_report()), other = add(new_report());
  const auto bytes = [&](bool from_team) { return *read([&](Stores& s) { return s.reports.message_bytes(id, from_team); }); };
  EXPECT_EQ(bytes(false), 0U);
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.reports.add_message(id, {false, Bytes(100, 1), 1}));
    PARASOL_CHECK_OK(s.reports.add_message(id, {true, Bytes(7, 1), 1}));
    PARASOL_CHECK_OK(s.reports.add_message(id, {false, Bytes(20, 1), 2}));
    return s.reports.add_message(other, {false, Bytes(1000, 1), 2});
  }));
  EXPECT_EQ(bytes(false), 120U);
  EXPECT_EQ(bytes(true), 7U);
}

TEST_P(ReportContract, WrapsAndContentGoByThemselves) {
  const ReportId id = add(new_report(), {section(ReportSection::kSubject, Bytes(1225, 6)), section(ReportSection::kWords, Bytes(1225, 6))});
  const ReportId other = add(new_report(), {section(ReportSection::kSubject, Bytes(1225, 6))});
  ASSERT_TRUE(write([&](Stores& s) { return s.reports.set_team_wrap(id, ReportSection::kWords, std::nullopt); }));
  EXPECT_TRUE(sections(id)[0].team_wrap);
  EXPECT_FALSE(sections(id)[1].team_wrap);
  ASSERT_TRUE(write([&](Stores& s) { return s.reports.delete_team_wraps(id); }));
  EXPECT_FALSE(sections(id)[0].team_wrap);
  EXPECT_TRUE(sections(other)[0].team_wrap);

  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.reports.add_event(id, 0, Bytes{7}));
    PARASOL_CHECK_OK(s.reports.add_message(id, {true, {8}, 1}));
    PARASOL_CHECK_OK(s.reports.add_note(id, {{9}, 1}));
    return s.reports.delete_content(id);
  }));
  EXPECT_TRUE(sections(id).empty());
  EXPECT_TRUE((*read([&](Stores& s) { return s.reports.messages(id); })).empty());
  EXPECT_TRUE((*read([&](Stores& s) { return s.reports.notes(id); })).empty());
  EXPECT_EQ((*read([&](Stores& s) { return s.reports.events(id); })).size(), 1U);  // what was permitted stays known
  EXPECT_EQ(sections(other).size(), 1U);
}

TEST_P(ReportContract, EventsMessagesAndNotesKeepTheirOrder) {
  const ReportId id = add(new_report());
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    for (std::uint8_t i = 0; i < 12; ++i) {
      PARASOL_CHECK_OK(s.reports.add_event(id, i, Bytes{i}));
      PARASOL_CHECK_OK(s.reports.add_message(id, {i % 2 == 0, {i}, i}));
      PARASOL_CHECK_OK(s.reports.add_note(id, {{i}, i}));
    }
    return {};
  }));
  const auto events = *read([&](Stores& s) { return s.reports.events(id); });
  const auto messages = *read([&](Stores& s) { return s.reports.messages(id); });
  const auto notes = *read([&](Stores& s) { return s.reports.notes(id); });
  ASSERT_EQ(events.size(), 12U);
  ASSERT_EQ(messages.size(), 12U);
  ASSERT_EQ(notes.size(), 12U);
  for (std::uint8_t i = 0; i < 12; ++i) {
    EXPECT_EQ(events[i], Bytes{i});
    EXPECT_EQ(messages[i].body, Bytes{i});
    EXPECT_EQ(messages[i].from_team, i % 2 == 0);
    EXPECT_EQ(messages[i].day, i);
    EXPECT_EQ(notes[i].body, Bytes{i});
  }
  EXPECT_FALSE(write([&](Stores& s) { return s.reports.add_event(id, 3, Bytes{0}); }));  // one event in one place
}

// Break: leave urgency_rank, or day, out of the order; or compare only the id with the last row.
TEST_P(ReportContract, ThePagesOfAQueueHoldEveryReportOnceSoonestFirst) {
  const auto team = domain::TeamId::random();
  std::vector<ReportId> expected;
  for (const Urgency urgency : {Urgency::kNow, Urgency::kSoon, Urgency::kNotSaid, Urgency::kNoHurry})
    for (std::int64_t day = 10; day < 13; ++day) expected.push_back(add(new_report(team, ReportState::kTriage, urgency, day)));
  add(new_report(team, ReportState::kActive));
  add(new_report(domain::TeamId::random(), ReportState::kTriage));
  add(new_report(std::nullopt, ReportState::kTriage));

  EXPECT_EQ(page(team, ReportState::kTriage, std::nullopt, 100), expected);
  std::vector<ReportId> in_pages;
  for (std::optional<ReportId> after;;) {
    const auto next = page(team, ReportState::kTriage, after, 5);
    if (next.empty()) break;
    in_pages.insert(in_pages.end(), next.begin(), next.end());
    after = next.back();
  }
  EXPECT_EQ(in_pages, expected);
}

TEST_P(ReportContract, FindsWhatMayLapseAndWhatIsBeingWithdrawn) {
  const auto team = domain::TeamId::random();
  std::set<ReportId> shared;
  for (const auto state : {ReportState::kTriage, ReportState::kActive, ReportState::kPrepared}) shared.insert(add(new_report(team, state)));
  shared.insert(add(new_report(team, ReportState::kClosedHeld), {section(ReportSection::kWords, Bytes(1225, 6))}));
  add(new_report(team, ReportState::kClosedHeld), {section(ReportSection::kWords, std::nullopt)});
  add(new_report(team, ReportState::kHeld));
  const ReportId leaving = add(new_report(team, ReportState::kWithdrawing));
  const auto found = *read([](Stores& s) { return s.reports.shared_with_teams(); });
  EXPECT_EQ(std::set<ReportId>(found.begin(), found.end()), shared);
  EXPECT_EQ(*read([](Stores& s) { return s.reports.in_state(ReportState::kWithdrawing); }), std::vector<ReportId>{leaving});
}

TEST_P(ReportContract, AnApprovingReceiptLeadsToItsReport) {
  const ReportId id = add(new_report()), other = add(new_report());
  const auto receipt = domain::ReceiptId::random();
  ASSERT_TRUE(write([&](Stores& s) { return s.reports.add_approving_receipt(receipt, id); }));
  EXPECT_EQ(*read([&](Stores& s) { return s.reports.find_by_receipt(receipt); }), id);
  EXPECT_FALSE(*read([](Stores& s) { return s.reports.find_by_receipt(domain::ReceiptId::random()); }));
  const auto taken = write([&](Stores& s) { return s.reports.add_approving_receipt(receipt, other); });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace parasol
