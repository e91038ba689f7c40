// Reports that may be compared: who makes an entry, who reads it, what is decided, and that nothing outlives its permission.
#include "linkage_test.h"

#include "trust/signed.h"

namespace parasol {
namespace {

using domain::LinkEntryId;
using domain::LinkSegmentId;
using test_support::decision_about;
using test_support::expect;
using test_support::link_body;
using test_support::link_key;
using test_support::Person;
using test_support::Reporter;
using test_support::Road;
using test_support::sealed_entry;
using test_support::wrap_for;
using vocabulary::AuditAction;
using vocabulary::Role;
using vocabulary::Scope;

constexpr std::uint32_t kEpoch = 1;

struct LinkageTest : testing::Test {
  Road road;
  domain::Linkage linkage{*road.unit, road.clock};
  const domain::Principal analyst = test_support::analyst_of(road);
  std::vector<std::unique_ptr<Reporter>> reporters;

  // Permits comparing, and the caseworker has it.
  Reporter& permitting(Millis life = 60 * kDay) {
    reporters.push_back(std::make_unique<Reporter>(road, "number " + std::to_string(reporters.size())));
    EXPECT_TRUE(reporters.back()->submit({{Scope::kHold}, {Scope::kRead}, {Scope::kLink, {}, life}}));
    EXPECT_TRUE(road.desk.claim(road.caseworker.principal, reporters.back()->id));
    return *reporters.back();
  }
  Status put(const Reporter& reporter, LinkEntryId entry, std::uint8_t content = 1) {
    return linkage.put_entry(road.caseworker.principal, reporter.id, entry, kEpoch, sealed_entry(content));
  }
  LinkEntryId entry_of(const Reporter& reporter) {
    const auto entry = LinkEntryId::random();
    EXPECT_TRUE(put(reporter, entry));
    return entry;
  }
  std::set<LinkEntryId> single(const domain::Principal& who) {
    std::set<LinkEntryId> out;
    for (const auto& view : expect(linkage.entries(who, std::nullopt)).entries) out.insert(view.entry.id);
    return out;
  }
  Result<std::size_t> seal_together(LinkSegmentId id, const std::vector<LinkEntryId>& entries, const Bytes& as_read = sealed_entry()) {
    std::vector<domain::Linkage::Resealed> resealed;
    for (const auto& entry : entries) resealed.push_back({entry, crypto::sha256(as_read), link_body(7)});
    return linkage.make_segment(analyst, id, kEpoch, wrap_for(link_key()), resealed);
  }
  Status decide(LinkEntryId first, LinkEntryId second) { return linkage.decide(analyst, decision_about(first, second, road.desk_key)); }
  std::size_t decisions() { return expect(linkage.decisions(analyst, std::nullopt)).decisions.size(); }
  std::size_t seen(const Reporter& reporter, AuditAction action) {
    const auto events = road.audit(reporter.id.value);
    return static_cast<std::size_t>(std::count_if(events.begin(), events.end(), [&](const auto& event) {
      return event.action == static_cast<std::uint8_t>(action) && event.result == 1;
    }));
  }
};

TEST_F(LinkageTest, AnEntryNeedsLinkAndWhoeverHasTheReport) {
  Reporter unwilling(road, "unwilling");
  ASSERT_TRUE(unwilling.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, unwilling.id));
  EXPECT_EQ(put(unwilling, LinkEntryId::random()).error().code, ErrorCode::kConflict);

  Reporter& reporter = permitting();
  const auto entry = LinkEntryId::random();
  for (const domain::Principal& who : {road.second_caseworker.principal, road.lead.principal, analyst})
    EXPECT_EQ(linkage.put_entry(who, reporter.id, entry, kEpoch, sealed_entry()).error().code, ErrorCode::kNotFound);
  const domain::Principal& hers = road.caseworker.principal;
  EXPECT_EQ(linkage.put_entry(hers, reporter.id, entry, kEpoch + 1, sealed_entry()).error().field, "epoch");
  Bytes to_desk = wrap_for(road.desk_key);
  append(to_desk, link_body());
  Bytes odd = sealed_entry();
  odd.push_back(0);
  for (const Bytes& sealed : {to_desk, odd, wrap_for(link_key()), test_support::sealed_to(link_key())})
    EXPECT_EQ(linkage.put_entry(hers, reporter.id, entry, kEpoch, sealed).error().field, "sealed");
  EXPECT_TRUE(single(analyst).empty());

  ASSERT_TRUE(put(reporter, entry));
  EXPECT_EQ(single(analyst), std::set{entry});
  EXPECT_EQ(put(reporter, LinkEntryId::random()).error().field, "entry");
  EXPECT_EQ(put(permitting(), entry).error().field, "entry");
  EXPECT_EQ(seen(reporter, AuditAction::kLinkEntryMade), 1U);

  // Without READ nobody has the report; what was made stays, for LINK stands on its own receipt.
  ASSERT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_EQ(put(reporter, entry).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(single(analyst), std::set{entry});
}

// Break: do not look at the receipt's sections.
TEST_F(LinkageTest, AReceiptThatLeavesOutASectionPermitsNoEntry) {
  Reporter reporter(road, "narrow");
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  auto receipt = expect(records::decode_consent_receipt(reporter.receipt_event({Scope::kLink}).statement));
  receipt.sections = {static_cast<std::uint8_t>(vocabulary::ReportSection::kSubject)};
  records::OwnerChange wanted;
  wanted.events.push_back(trust::sign(trust::test::key_of("report narrow"), records::encode(receipt)));
  ASSERT_TRUE(reporter.change(std::move(wanted)));
  EXPECT_EQ(put(reporter, LinkEntryId::random()).error().code, ErrorCode::kConflict);
}

// Break: ask only whether LINK is live when something is delivered.
TEST_F(LinkageTest, ANarrowerReceiptTakesItOut) {
  Reporter& reporter = permitting();
  Reporter& another = permitting();
  ASSERT_TRUE(decide(entry_of(reporter), entry_of(another)));
  auto receipt = expect(records::decode_consent_receipt(reporter.receipt_event({Scope::kLink}).statement));
  receipt.sections = {static_cast<std::uint8_t>(vocabulary::ReportSection::kSubject)};
  records::OwnerChange wanted;
  wanted.events.push_back(trust::sign(trust::test::key_of("report number 0"), records::encode(receipt)));
  ASSERT_TRUE(reporter.change(std::move(wanted)));
  EXPECT_EQ(single(analyst).size(), 1U);
  EXPECT_EQ(decisions(), 0U);
}

// Break: look at what is permitted only when all of a request is taken.
TEST_F(LinkageTest, WithdrawnAndGrantedAtOnceItIsAnotherEntry) {
  Reporter& reporter = permitting();
  Reporter& another = permitting();
  const auto former = entry_of(reporter);
  ASSERT_TRUE(decide(former, entry_of(another)));
  records::OwnerChange wanted;
  wanted.events.push_back(reporter.withdrawal_event(Scope::kLink));
  wanted.events.push_back(reporter.receipt_event({Scope::kLink}));
  const auto done = reporter.change(std::move(wanted));
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_FALSE(single(analyst).contains(former));
  EXPECT_EQ(decisions(), 0U);
  EXPECT_TRUE(put(reporter, LinkEntryId::random()));
}

TEST_F(LinkageTest, ThereIsAnEndToDecisionsAboutOneEntry) {
  const auto entry = entry_of(permitting());
  std::vector<LinkEntryId> others;
  for (std::size_t i = 0; i <= domain::kMaxLinkDecisions; ++i) others.push_back(entry_of(permitting()));
  for (std::size_t i = 0; i < domain::kMaxLinkDecisions; ++i) ASSERT_TRUE(decide(entry, others[i]));
  EXPECT_EQ(decide(entry, others.back()).error().code, ErrorCode::kTooLarge);
  EXPECT_TRUE(decide(entry, others.front())) << "anew";
  EXPECT_TRUE(decide(others.front(), others.back())) << "between others";
}

TEST_F(LinkageTest, OnlyThoseWithTheKeyRead) {
  const auto entry = entry_of(permitting());
  const auto id = LinkSegmentId::random();
  for (const Person* person : {&road.caseworker, &road.editor, &road.administrator, &road.officer, &road.worker}) {
    EXPECT_EQ(linkage.entries(person->principal, std::nullopt).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(linkage.decisions(person->principal, std::nullopt).error().code, ErrorCode::kNotFound);
    EXPECT_EQ(linkage.make_segment(person->principal, id, kEpoch, wrap_for(link_key()), {}).error().code, ErrorCode::kNotFound);
  }
  ASSERT_EQ(expect(seal_together(id, {entry})), 1U);
  domain::Principal elsewhere = analyst;
  elsewhere.team = road.stranger.principal.team;
  EXPECT_TRUE(single(elsewhere).empty());
  EXPECT_EQ(linkage.segment(elsewhere, id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(linkage.segment(road.caseworker.principal, id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(expect(linkage.segment(analyst, id)).entries.size(), 1U);
}

TEST_F(LinkageTest, ACaseLeadMayKnowWhoseItIsWhileTheTeamReadsIt) {
  Reporter& reporter = permitting();
  entry_of(reporter);
  const auto named = [&](const domain::Principal& who) { return expect(linkage.entries(who, std::nullopt)).entries.at(0).may_name_report; };
  EXPECT_FALSE(named(analyst));
  EXPECT_TRUE(named(road.lead.principal));
  ASSERT_TRUE(reporter.withdraw(Scope::kRead));
  EXPECT_FALSE(named(road.lead.principal));
}

// Break: leave out the filter by LINK; then an entry shows until the job has run.
TEST_F(LinkageTest, WhatHasRunOutIsNotDeliveredAndThenGone) {
  Reporter& brief = permitting(3 * kDay);
  Reporter& lasting = permitting();
  const auto one = entry_of(brief), other = entry_of(lasting);
  const auto id = LinkSegmentId::random();
  ASSERT_EQ(expect(seal_together(id, {one, other})), 2U);
  ASSERT_TRUE(decide(one, other));
  ASSERT_EQ(decisions(), 1U);
  ASSERT_EQ(expect(road.desk.open(road.caseworker.principal, lasting.id)).link->decisions.size(), 1U);

  road.clock.advance(4 * kDay);  // no job has run
  EXPECT_EQ(expect(linkage.entries(analyst, std::nullopt)).segments.at(0).entries, 1U);
  EXPECT_EQ(expect(linkage.segment(analyst, id)).entries.size(), 1U);
  EXPECT_EQ(decisions(), 0U);
  EXPECT_FALSE(expect(road.desk.open(road.caseworker.principal, brief.id)).link);
  EXPECT_TRUE(expect(road.desk.open(road.caseworker.principal, lasting.id)).link->decisions.empty());
  EXPECT_EQ(decide(one, other).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(expect(road.reports.settle_all()), 1U);
  EXPECT_EQ(expect(linkage.entries(analyst, std::nullopt)).segments.at(0).entries, 1U);
  EXPECT_EQ(seen(brief, AuditAction::kConsentExpired), 1U);
  EXPECT_EQ(expect(road.reports.settle_all()), 0U);
}

TEST_F(LinkageTest, AWithdrawalTakesItOutAtOnce) {
  Reporter& withdrawing = permitting();
  Reporter& erasing = permitting();
  const auto one = entry_of(withdrawing), other = entry_of(erasing);
  ASSERT_TRUE(decide(one, other));
  ASSERT_TRUE(withdrawing.withdraw(Scope::kLink));
  EXPECT_EQ(single(analyst), std::set{other});
  EXPECT_EQ(decisions(), 0U);
  const auto id = LinkSegmentId::random();
  ASSERT_EQ(expect(seal_together(id, {one, other})), 1U);
  ASSERT_TRUE(erasing.erase());
  EXPECT_EQ(linkage.segment(analyst, id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(expect(linkage.entries(analyst, std::nullopt)).segments.empty());

  // Granted again, it is another entry.
  ASSERT_TRUE(withdrawing.grant({Scope::kLink}));
  EXPECT_TRUE(single(analyst).empty());
  EXPECT_TRUE(put(withdrawing, LinkEntryId::random()));
}

TEST_F(LinkageTest, ASegmentTakesOnlyWhatItsMakerRead) {
  Reporter& first = permitting();
  const auto one = entry_of(first), other = entry_of(permitting()), gone = LinkEntryId::random();
  ASSERT_TRUE(put(first, one, 2));  // made anew after it was read
  const auto id = LinkSegmentId::random();
  EXPECT_EQ(expect(seal_together(id, {one, other, gone})), 1U);
  EXPECT_EQ(single(analyst), std::set{one});
  const auto view = expect(linkage.segment(analyst, id));
  EXPECT_EQ(view.segment.wrap, wrap_for(link_key()));
  EXPECT_EQ(view.entries.at(0).entry.sealed, link_body(7));

  EXPECT_EQ(expect(seal_together(LinkSegmentId::random(), {gone})), 0U);
  EXPECT_EQ(seal_together(id, {one}).error().field, "segment");
  EXPECT_EQ(seal_together(LinkSegmentId::random(), {one, one}).error().field, "entries[1].entry");
  EXPECT_EQ(linkage.make_segment(analyst, LinkSegmentId::random(), kEpoch, wrap_for(road.desk_key), {}).error().field, "wrap");
  EXPECT_EQ(linkage.make_segment(analyst, LinkSegmentId::random(), kEpoch + 1, wrap_for(link_key()), {}).error().field, "epoch");
  EXPECT_EQ(linkage.make_segment(analyst, LinkSegmentId::random(), kEpoch, wrap_for(link_key()), {{one, {}, {1}}}).error().field, "entries[0].sealed");

  // One that is less than half full may be merged; its last entry takes it along. Made anew, an entry stands alone again.
  EXPECT_EQ(expect(seal_together(LinkSegmentId::random(), {other}, link_body(7))), 1U);
  EXPECT_EQ(linkage.segment(analyst, id).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(put(*reporters[1], other, 3));
  EXPECT_EQ(single(analyst), (std::set{one, other}));
  EXPECT_TRUE(expect(linkage.entries(analyst, std::nullopt)).segments.empty());
}

TEST_F(LinkageTest, AFullSegmentStays) {
  std::vector<LinkEntryId> all;
  for (std::size_t i = 0; i < domain::kLinkSegmentHolds / 2; ++i) all.push_back(entry_of(permitting()));
  const auto id = LinkSegmentId::random();
  ASSERT_EQ(expect(seal_together(id, all)), all.size());
  EXPECT_EQ(expect(seal_together(LinkSegmentId::random(), all, link_body(7))), 0U);
  EXPECT_EQ(expect(linkage.segment(analyst, id)).entries.size(), all.size());
}

TEST_F(LinkageTest, ADecisionIsReadByThoseWhoCompareAndByTheDesk) {
  Reporter& first = permitting();
  Reporter& second = permitting();
  const auto one = entry_of(first), other = entry_of(second);
  ASSERT_TRUE(decide(one, other));
  ASSERT_TRUE(decide(other, one));
  const auto page = expect(linkage.decisions(analyst, std::nullopt));
  ASSERT_EQ(page.decisions.size(), 1U);  // the later one
  EXPECT_FALSE(page.next);
  const auto opened = expect(road.desk.open(road.caseworker.principal, first.id));
  ASSERT_TRUE(opened.link);
  EXPECT_EQ(opened.link->entry.id, one);
  ASSERT_EQ(opened.link->decisions.size(), 1U);
  EXPECT_EQ(opened.link->decisions[0].id, page.decisions[0].id);
  EXPECT_EQ(opened.link->decisions[0].desk_wrap, wrap_for(road.desk_key));
  // It stays when the entry is made anew.
  ASSERT_TRUE(put(first, one, 2));
  EXPECT_EQ(decisions(), 1U);
  // Each owner sees of one day once that hers was compared.
  for (const Reporter* reporter : {&first, &second}) EXPECT_EQ(seen(*reporter, AuditAction::kLinkJudged), 1U);

  const auto refused = [&](const std::function<void(domain::LinkDecision&)>& spoil) {
    auto decision = decision_about(one, other, road.desk_key);
    spoil(decision);
    return linkage.decide(analyst, decision).error();
  };
  EXPECT_EQ(refused([](auto& d) { std::swap(d.one, d.other); }).field, "other");
  EXPECT_EQ(refused([](auto& d) { d.other = d.one; }).field, "other");
  EXPECT_EQ(refused([](auto& d) { d.body.pop_back(); }).field, "body");
  EXPECT_EQ(refused([](auto& d) { std::swap(d.link_wrap, d.desk_wrap); }).field, "link_wrap");
  EXPECT_EQ(refused([](auto& d) { d.desk_wrap = d.link_wrap; }).field, "desk_wrap");
  EXPECT_EQ(refused([](auto& d) { d.one = LinkEntryId{}; }).code, ErrorCode::kNotFound);
  EXPECT_EQ(linkage.decide(road.caseworker.principal, decision_about(one, other, road.desk_key)).error().code, ErrorCode::kNotFound);
}

TEST_F(LinkageTest, EveryReadingHasOneEvent) {
  const auto entry = entry_of(permitting());
  const auto id = LinkSegmentId::random();
  const auto last = [&](AuditAction action, std::size_t before) {
    const auto events = road.audit();
    return events.size() == before + 1 && events.back().action == static_cast<std::uint8_t>(action) ? events.back().result : 0;
  };
  std::size_t before = road.audit_size();
  ASSERT_TRUE(linkage.entries(analyst, std::nullopt));
  EXPECT_EQ(last(AuditAction::kLinkRead, before), 1);
  before = road.audit_size();
  ASSERT_FALSE(linkage.segment(analyst, id));
  EXPECT_EQ(last(AuditAction::kLinkRead, before), 2);
  before = road.audit_size();
  ASSERT_TRUE(seal_together(id, {entry}));
  EXPECT_EQ(last(AuditAction::kLinkSegmentMade, before), 1);
  before = road.audit_size();
  ASSERT_FALSE(decide(entry, LinkEntryId::random()));
  EXPECT_EQ(last(AuditAction::kLinkDecided, before), 2);
  EXPECT_TRUE(domain::verify_audit(*road.unit));
}

TEST_F(LinkageTest, AWholePageThatHasRunOutHidesNoneBehindIt) {
  std::set<LinkEntryId> brief;
  for (std::size_t i = 0; i < domain::kLinkSegmentHolds; ++i) {
    auto id = LinkEntryId::random();
    id.value[0] = 0;  // before all others
    ASSERT_TRUE(put(permitting(3 * kDay), id));
    brief.insert(id);
  }
  auto late = LinkEntryId::random();
  late.value[0] = 1;
  ASSERT_TRUE(put(permitting(), late));
  road.clock.advance(4 * kDay);
  const auto first = expect(linkage.entries(analyst, std::nullopt));
  EXPECT_TRUE(first.entries.empty());
  ASSERT_EQ(first.next, *brief.rbegin());
  const auto second = expect(linkage.entries(analyst, first.next));
  ASSERT_EQ(second.entries.size(), 1U);
  EXPECT_EQ(second.entries[0].entry.id, late);
  EXPECT_FALSE(second.next);
}

}  // namespace
}  // namespace parasol
