// Entries that may be compared, segments, decisions.
#include "domain/ports/link_store.h"

#include <algorithm>

#include "domain/ports/report_store.h"
#include "storage_contract.h"

namespace parasol {
namespace {

using domain::LinkDecision;
using domain::LinkDecisionId;
using domain::LinkEntry;
using domain::LinkEntryId;
using domain::LinkSegmentId;
using domain::ReportId;
using domain::Stores;
using domain::TeamId;

class LinkContract : public test_support::StorageContract {
 protected:
  ReportId add_report() {
    domain::Report report;
    report.id = ReportId::random();
    report.signing_key = random_array<32>();
    report.sealing_key = Bytes(1216, 1);
    report.team = team;
    EXPECT_TRUE(write([&](Stores& s) { return s.reports.add(report, {}); }));
    return report.id;
  }
  LinkEntry add_entry(std::uint8_t content = 1) {
    LinkEntry entry{LinkEntryId::random(), add_report(), team, 1, std::nullopt, Bytes(8, content), 20, 100};
    EXPECT_TRUE(write([&](Stores& s) { return s.links.put_entry(entry); }));
    return entry;
  }
  // The entries in it, under its key.
  LinkSegmentId add_segment(const std::vector<LinkEntry>& entries) {
    const auto id = LinkSegmentId::random();
    EXPECT_TRUE(write([&](Stores& s) -> Status {
      PARASOL_CHECK_OK(s.links.add_segment({id, team, 2, Bytes(1225, 3)}));
      for (LinkEntry entry : entries) {
        entry.segment = id;
        entry.epoch = 2;
        entry.sealed = {9};
        PARASOL_CHECK_OK(s.links.put_entry(entry));
      }
      return {};
    }));
    return id;
  }
  static LinkDecision about(const LinkEntry& first, const LinkEntry& second, std::uint8_t content = 1) {
    const auto [one, other] = std::minmax(first.id, second.id);
    return {LinkDecisionId::random(), one, other, {content}, Bytes(1225, 1), Bytes(1225, 2), 30};
  }
  Status decide(const LinkDecision& decision) {
    return write([&](Stores& s) { return s.links.put_decision(decision); });
  }
  std::vector<LinkEntryId> single(std::optional<LinkEntryId> after = std::nullopt, std::size_t limit = 100) {
    std::vector<LinkEntryId> out;
    const auto entries = read([&](Stores& s) { return s.links.single_entries(team, after, limit); });
    for (const auto& entry : *entries) out.push_back(entry.id);
    return out;
  }
  std::vector<LinkDecisionId> decisions(std::optional<LinkDecisionId> after = std::nullopt, std::size_t limit = 100) {
    std::vector<LinkDecisionId> out;
    const auto decisions = read([&](Stores& s) { return s.links.decisions(team, after, limit); });
    for (const auto& decision : *decisions) out.push_back(decision.id);
    return out;
  }
  std::size_t sizes() { return read([&](Stores& s) { return s.links.segments(team, 50); })->size(); }

  const TeamId team = TeamId::random();
};
PARASOL_ON_EVERY_DATABASE(LinkContract);

TEST_P(LinkContract, AReportHasOneEntryThatCanBeMadeAnew) {
  LinkEntry entry = add_entry();
  entry.sealed = {5, 5};
  entry.day = 21;
  entry.epoch = 3;
  ASSERT_TRUE(write([&](Stores& s) { return s.links.put_entry(entry); }));
  const auto stored = *read([&](Stores& s) { return s.links.entry_of(entry.report); });
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->id, entry.id);
  EXPECT_EQ(stored->sealed, entry.sealed);
  EXPECT_EQ(stored->day, 21);
  EXPECT_EQ(stored->epoch, 3U);
  EXPECT_EQ(stored->team, team);
  EXPECT_FALSE(stored->segment);
  EXPECT_EQ((*read([&](Stores& s) { return s.links.find_entry(entry.id); }))->report, entry.report);

  LinkEntry second = entry;
  second.id = LinkEntryId::random();
  EXPECT_FALSE(write([&](Stores& s) { return s.links.put_entry(second); }));
  LinkEntry taken = entry;
  taken.report = add_report();
  EXPECT_FALSE(write([&](Stores& s) { return s.links.put_entry(taken); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.links.find_entry(LinkEntryId::random()); }));
  EXPECT_EQ(*read([&](Stores& s) { return s.links.linked_reports(); }), std::vector{entry.report});
}

TEST_P(LinkContract, SingleEntriesComeInPagesOfOneTeam) {
  std::vector<LinkEntryId> all{add_entry().id, add_entry().id, add_entry().id};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(single(), all);
  EXPECT_EQ(single(std::nullopt, 2), (std::vector{all[0], all[1]}));
  EXPECT_EQ(single(all[1]), std::vector{all[2]});
  EXPECT_TRUE(read([](Stores& s) { return s.links.single_entries(TeamId::random(), std::nullopt, 9); })->empty());
}

TEST_P(LinkContract, ASegmentGoesWithItsLastEntry) {
  const LinkEntry one = add_entry(), other = add_entry(), alone = add_entry();
  const auto id = add_segment({one, other});
  EXPECT_FALSE(write([&](Stores& s) { return s.links.add_segment({id, team, 2, Bytes(1225, 3)}); }));
  EXPECT_EQ(single(), std::vector{alone.id});
  const auto segment = *read([&](Stores& s) { return s.links.find_segment(id); });
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->epoch, 2U);
  EXPECT_EQ(segment->wrap, Bytes(1225, 3));
  const auto held = *read([&](Stores& s) { return s.links.entries_of(id); });
  ASSERT_EQ(held.size(), 2U);
  EXPECT_EQ(held[0].segment, id);
  EXPECT_EQ(held[0].sealed, Bytes{9});
  const auto listed = *read([&](Stores& s) { return s.links.segments(team, 50); });
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].id, id);
  EXPECT_EQ(listed[0].entries, 2U);

  // What has run out is not counted.
  ASSERT_TRUE(write([&](Stores& s) { return s.links.set_expiry(one.report, 50); }));
  EXPECT_EQ((*read([&](Stores& s) { return s.links.find_entry(one.id); }))->expires, 50);
  EXPECT_EQ(read([&](Stores& s) { return s.links.segments(team, 50); })->front().entries, 1U);
  EXPECT_TRUE(read([&](Stores& s) { return s.links.segments(team, 100); })->empty());

  // Made anew, it stands alone; the other one is withdrawn.
  ASSERT_TRUE(write([&](Stores& s) { return s.links.put_entry(one); }));
  EXPECT_EQ(single().size(), 2U);
  EXPECT_EQ(sizes(), 1U);
  EXPECT_TRUE(*write([&](Stores& s) { return s.links.remove_entry(other.report); }));
  EXPECT_EQ(sizes(), 0U);
  EXPECT_FALSE(*read([&](Stores& s) { return s.links.find_segment(id); }));
  EXPECT_FALSE(*write([&](Stores& s) { return s.links.remove_entry(other.report); }));
}

TEST_P(LinkContract, MergedSegmentsLeaveNoneBehind) {
  const LinkEntry one = add_entry(), other = add_entry();
  add_segment({one});
  add_segment({other});
  EXPECT_EQ(sizes(), 2U);
  const auto merged = add_segment({one, other});
  EXPECT_EQ(sizes(), 1U);
  EXPECT_EQ(read([&](Stores& s) { return s.links.entries_of(merged); })->size(), 2U);
}

TEST_P(LinkContract, ADecisionReplacesTheEarlierOneOfItsPair) {
  const LinkEntry a = add_entry(), b = add_entry(), c = add_entry();
  const LinkDecision first = about(a, b, 1), second = about(a, b, 2), third = about(b, c, 3);
  ASSERT_TRUE(decide(first));
  ASSERT_TRUE(decide(second));
  ASSERT_TRUE(decide(second));
  ASSERT_TRUE(decide(third));
  std::vector<LinkDecisionId> all{second.id, third.id};
  std::sort(all.begin(), all.end());
  EXPECT_EQ(decisions(), all);
  EXPECT_EQ(decisions(std::nullopt, 1), std::vector{all[0]});
  EXPECT_EQ(decisions(all[0]), std::vector{all[1]});
  EXPECT_TRUE(read([](Stores& s) { return s.links.decisions(TeamId::random(), std::nullopt, 9); })->empty());
  const auto about_a = *read([&](Stores& s) { return s.links.decisions_about(a.id); });
  ASSERT_EQ(about_a.size(), 1U);
  EXPECT_EQ(about_a[0].one, second.one);
  EXPECT_EQ(about_a[0].other, second.other);
  EXPECT_EQ(about_a[0].body, Bytes{2});
  EXPECT_EQ(about_a[0].link_wrap, Bytes(1225, 1));
  EXPECT_EQ(about_a[0].desk_wrap, Bytes(1225, 2));
  EXPECT_EQ(about_a[0].day, 30);
  EXPECT_EQ(read([&](Stores& s) { return s.links.decisions_about(b.id); })->size(), 2U);

  LinkDecision stolen = about(a, c);
  stolen.id = third.id;
  EXPECT_FALSE(decide(stolen));
  LinkDecision nowhere = third;
  nowhere.id = LinkDecisionId::random();
  nowhere.other = LinkEntryId::random();
  EXPECT_FALSE(decide(nowhere));
}

TEST_P(LinkContract, WithAnEntryGoesEveryDecisionAboutIt) {
  const LinkEntry a = add_entry(), b = add_entry(), c = add_entry();
  for (const auto& decision : {about(a, b), about(b, c), about(a, c)}) ASSERT_TRUE(decide(decision));
  ASSERT_TRUE(*write([&](Stores& s) { return s.links.remove_entry(b.report); }));
  EXPECT_EQ(decisions().size(), 1U);
  EXPECT_TRUE(read([&](Stores& s) { return s.links.decisions_about(b.id); })->empty());
  EXPECT_EQ(read([&](Stores& s) { return s.links.decisions_about(a.id); })->size(), 1U);
  EXPECT_FALSE(*read([&](Stores& s) { return s.links.entry_of(b.report); }));
}

}  // namespace
}  // namespace parasol
