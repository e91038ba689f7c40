// From a reviewed warning to the list and back.
#include <algorithm>
#include <functional>

#include "crypto/primitives.h"
#include "domain/ports/trust_store.h"
#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using domain::HandOver;
using domain::Showing;
using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using test_support::Text;
using test_support::text_of;
using vocabulary::AuditAction;
using vocabulary::RecognitionLevel;
using vocabulary::Scope;
using vocabulary::WarningState;

struct PublishingTest : testing::Test {
  Road road;
  Reporter reporter{road, "one"};
  const Text text = text_of("warning");

  PublishingTest() {
    EXPECT_TRUE(reporter.submit());
  }
  // Reviewed, with WARN and CHECK that approve this text.
  void reach_reviewed(RecognitionLevel level = RecognitionLevel::kLow) {
    ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
    ASSERT_TRUE(reporter.grants({{Scope::kWarn, text.artefact}, {Scope::kCheck, text.artefact}}));
    ASSERT_TRUE(road.draft(road.caseworker, reporter, text, level));
    ASSERT_TRUE(road.add_source(road.caseworker, reporter, text));
    ASSERT_TRUE(road.review(road.editor, text));
  }
  Result<domain::HandedOver> send(const HandOver& plan) { return road.publishing.hand_over(road.editor.principal, text.reference, plan); }
  // The i-th packet, changed and signed anew by the editor.
  void with_packet(HandOver& plan, std::size_t i, const std::function<void(records::Packet&)>& spoil) {
    auto packet = expect(records::decode_packet(plan.packets[i].statement));
    spoil(packet);
    plan.packets[i] = trust::sign(road.editor.signing(), records::encode(packet));
  }
  ErrorCode code_of(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }
  domain::LiveWarnings live() { return expect(road.publishing.live(road.member)); }
};

TEST_F(PublishingTest, AWarningComesToItsMembers) {
  reach_reviewed();
  EXPECT_EQ(road.showing(text), Showing::kNo);
  const auto done = expect(road.hand_over(road.editor, text, {&reporter}, {"tag"}));
  EXPECT_EQ(done.state, WarningState::kHandedOver);
  EXPECT_TRUE(done.is_accepted);
  EXPECT_EQ(road.showing(text), Showing::kWaiting);
  EXPECT_TRUE(live().warnings.empty());
  road.wait(listd::kTurn);
  EXPECT_TRUE(road.is_live(text));
  EXPECT_TRUE(road.has_slot("tag"));
  EXPECT_EQ(road.showing(text), Showing::kLive);
  const auto shown = live();
  ASSERT_EQ(shown.warnings.size(), 1U);
  EXPECT_EQ(shown.warnings[0].publication.reference, text.reference);
  EXPECT_EQ(shown.warnings[0].publication.key_wrap, Bytes(72, 0x42));
  EXPECT_EQ(shown.missing, 0U);
  EXPECT_EQ(expect(road.publishing.slot_map(road.editor.principal)).size(), 2U);  // the warning, the slot
  EXPECT_TRUE(expect(road.publishing.slot_map(road.stranger.principal)).empty());
  EXPECT_EQ(code_of(road.publishing.slot_map(road.caseworker.principal)), ErrorCode::kNotFound);
  auto administrator = road.member;
  administrator.role = vocabulary::Role::kAdministrator;
  EXPECT_EQ(code_of(road.publishing.live(administrator)), ErrorCode::kNotFound);
}

// Each spoils one part of a good hand-over. Break: the line of publishing.cpp that refuses it.
TEST_F(PublishingTest, AHandOverIsCheckedPartByPart) {
  reach_reviewed();
  Reporter other(road, "two");
  ASSERT_TRUE(other.submit());
  ASSERT_TRUE(other.grants({{Scope::kWarn, text.artefact}, {Scope::kCheck, text.artefact}}));
  constexpr auto kADay = static_cast<std::uint64_t>(kDay), kAnHour = static_cast<std::uint64_t>(kHour);
  struct Case {
    const char* what;
    std::function<void(HandOver&)> spoil;
    ErrorCode expected;
  };
  const auto packet = [&](std::size_t i, std::function<void(records::Packet&)> spoil) {
    return [this, i, spoil](HandOver& plan) { with_packet(plan, i, spoil); };
  };
  const std::vector<Case> cases{
      {"nothing", [](HandOver& p) { p.packets.clear(); }, ErrorCode::kInvalid},
      {"no warning", [](HandOver& p) { p.packets.erase(p.packets.begin()); p.slot_map.pop_back(); }, ErrorCode::kConflict},
      {"two warnings", [](HandOver& p) { p.packets.push_back(p.packets[0]); p.slot_map.push_back(p.slot_map[0]); }, ErrorCode::kInvalid},
      {"another's packet",
       [&](HandOver& p) { p.packets[1] = trust::sign(road.second_editor.signing(), p.packets[1].statement); }, ErrorCode::kUnauthorised},
      {"broken signature", [](HandOver& p) { p.packets[0].signature[1] ^= 1; }, ErrorCode::kUnauthorised},
      {"deployment", packet(0, [](auto& k) { k.deployment[0] ^= 1; }), ErrorCode::kInvalid},
      {"kind", packet(1, [](auto& k) { k.kind = 3; }), ErrorCode::kInvalid},
      {"reference", packet(0, [](auto& k) { k.reference[0] ^= 1; }), ErrorCode::kInvalid},
      {"version", packet(0, [](auto& k) { k.version = 2; }), ErrorCode::kInvalid},
      {"slot with a reference", packet(1, [](auto& k) { k.reference[0] = 1; }), ErrorCode::kInvalid},
      {"slot with a version", packet(1, [](auto& k) { k.version = 1; }), ErrorCode::kInvalid},
      {"slot too long", packet(1, [](auto& k) { k.payload.push_back(0); }), ErrorCode::kInvalid},
      {"slot without normaliser", packet(1, [](auto& k) { k.normaliser.clear(); }), ErrorCode::kInvalid},
      {"warning with normaliser", packet(0, [](auto& k) { k.normaliser = "x"; }), ErrorCode::kInvalid},
      {"warning with prefix", packet(0, [](auto& k) { k.prefix = 1; }), ErrorCode::kInvalid},
      {"warning not padded", packet(0, [](auto& k) { k.payload.pop_back(); }), ErrorCode::kInvalid},
      {"another artefact", packet(0, [](auto& k) { k.artefact_hash[0] ^= 1; }), ErrorCode::kInvalid},
      {"slot of another artefact", packet(1, [](auto& k) { k.artefact_hash[0] ^= 1; }), ErrorCode::kInvalid},
      {"draft signed anew", packet(0, [&](auto& k) { k.draft = trust::sign(road.editor.signing(), k.draft.statement); }), ErrorCode::kInvalid},
      {"recognition signed anew", packet(1, [&](auto& k) { k.recognition = trust::sign(road.lead.signing(), k.recognition.statement); }),
       ErrorCode::kInvalid},
      {"a lead that nobody stored", packet(0, [&](auto& k) { k.lead = k.draft; }), ErrorCode::kInvalid},
      {"too early", packet(0, [&](auto& k) { k.not_before -= 2 * kADay; }), ErrorCode::kInvalid},
      {"too late", packet(0, [&](auto& k) { k.not_before += 5 * kADay; }), ErrorCode::kInvalid},
      {"begins at an hour", packet(0, [](auto& k) { k.not_before += kAnHour; }), ErrorCode::kInvalid},
      {"ends at an hour", packet(1, [](auto& k) { k.not_after -= kAnHour; }), ErrorCode::kInvalid},
      {"longer than WARN", packet(0, [](auto& k) { k.not_after += kADay; }), ErrorCode::kInvalid},
      {"longer than CHECK", packet(1, [](auto& k) { k.not_after += kADay; }), ErrorCode::kInvalid},
      {"backwards", packet(0, [&](auto& k) { k.not_after = k.not_before; }), ErrorCode::kInvalid},
      {"no withdrawal", packet(0, [](auto& k) { k.withdrawal_hashes.clear(); }), ErrorCode::kInvalid},
      {"one withdrawal too many", packet(0, [](auto& k) { k.withdrawal_hashes.push_back(ByteArray<32>{1}); }), ErrorCode::kInvalid},
      {"group epoch of the packet", packet(0, [](auto& k) { k.epoch = 2; }), ErrorCode::kInvalid},
      {"group epoch", [&](HandOver& p) { p.group_epoch = 2; with_packet(p, 0, [](auto& k) { k.epoch = 2; }); }, ErrorCode::kConflict},
      {"key wrap", [](HandOver& p) { p.key_wrap.pop_back(); }, ErrorCode::kInvalid},
      {"slot map too short", [](HandOver& p) { p.slot_map.pop_back(); }, ErrorCode::kInvalid},
      {"slot map to the desk", [&](HandOver& p) { p.slot_map[0] = test_support::sealed_to(road.desk_key); }, ErrorCode::kInvalid},
      {"no source", [](HandOver& p) { p.warn.clear(); }, ErrorCode::kInvalid},
      {"unknown receipt", [](HandOver& p) { p.warn[0].receipt = domain::ReceiptId::random(); }, ErrorCode::kConflict},
      {"wrong opening", [](HandOver& p) { p.warn[0].opening[0] ^= 1; }, ErrorCode::kConflict},
      {"CHECK in place of WARN", [](HandOver& p) { p.warn[0] = p.check[0]; }, ErrorCode::kConflict},
      {"WARN in place of CHECK", [](HandOver& p) { p.check[0] = p.warn[0]; }, ErrorCode::kConflict},
      {"one source twice",
       [&](HandOver& p) {
         p.warn.push_back(p.warn[0]);
         with_packet(p, 0, [](auto& k) { k.withdrawal_hashes.push_back(ByteArray<32>{1}); });
       },
       ErrorCode::kInvalid},
      {"CHECK of somebody else", [&](HandOver& p) { p.check[0] = other.opening(Scope::kCheck); }, ErrorCode::kInvalid},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    HandOver plan = road.plan(road.editor, text, {&reporter}, {"tag"});
    c.spoil(plan);
    EXPECT_EQ(code_of(send(plan)), c.expected);
    EXPECT_EQ(road.state(text), WarningState::kReviewed);
  }
  EXPECT_EQ(code_of(road.hand_over(road.second_caseworker, text, {&reporter})), ErrorCode::kConflict);  // no editor
  EXPECT_EQ(code_of(road.hand_over(road.stranger, text, {&reporter})), ErrorCode::kNotFound);
  EXPECT_TRUE(expect(road.unit->read([](domain::Stores& stores) { return stores.outbox.pending(10); })).empty());
  EXPECT_TRUE(expect(road.hand_over(road.editor, text, {&reporter}, {"tag"})).is_accepted);
}

TEST_F(PublishingTest, AHighLevelNeedsTheThirdSignature) {
  reach_reviewed(RecognitionLevel::kHigh);
  EXPECT_EQ(code_of(road.hand_over(road.editor, text, {&reporter})), ErrorCode::kConflict);
  ASSERT_TRUE(road.lead_signs(road.lead, text));
  HandOver without = road.plan(road.editor, text, {&reporter});
  with_packet(without, 0, [](auto& packet) { packet.lead.reset(); });
  EXPECT_EQ(code_of(send(without)), ErrorCode::kInvalid);
  EXPECT_TRUE(expect(road.hand_over(road.editor, text, {&reporter})).is_accepted);
}

// Whatever was signed for it before, and whoever tries. Break: a row of the warning's lifecycle that leads out of `returned` or
// `abandoned`, or in check_belongs the comparison of versions or of artefacts.
TEST_F(PublishingTest, WhatWasSentBackIsGivenUp) {
  reach_reviewed(RecognitionLevel::kHigh);
  ASSERT_TRUE(road.lead_signs(road.lead, text));
  const HandOver ready = road.plan(road.editor, text, {&reporter}, {"tag"});  // it could go out now
  const auto sealed = test_support::sealed_to(road.editors_key);
  ASSERT_EQ(expect(road.warnings.send_back(road.second_editor.principal, text.reference, sealed)), WarningState::kReturned);

  const auto expect_given_up = [&](WarningState state) {
    SCOPED_TRACE(static_cast<int>(state));
    EXPECT_EQ(code_of(send(ready)), ErrorCode::kConflict);
    for (const auto* editor : {&road.editor, &road.second_editor}) {
      EXPECT_EQ(code_of(road.review(*editor, text)), ErrorCode::kConflict);
      EXPECT_EQ(code_of(road.hand_over(*editor, text, {&reporter}, {"tag"})), ErrorCode::kConflict);
    }
    for (const auto* lead : {&road.lead, &road.second_lead}) EXPECT_EQ(code_of(road.lead_signs(*lead, text)), ErrorCode::kConflict);
    EXPECT_EQ(code_of(road.add_source(road.caseworker, reporter, text)), ErrorCode::kConflict);
    EXPECT_EQ(code_of(road.draft(road.caseworker, reporter, text, RecognitionLevel::kHigh)), ErrorCode::kConflict);
    EXPECT_EQ(road.state(text), state);
    EXPECT_EQ(road.showing(text), Showing::kNo);
  };
  expect_given_up(WarningState::kReturned);
  ASSERT_TRUE(road.warnings.abandon(road.caseworker.principal, text.reference));
  expect_given_up(WarningState::kAbandoned);

  // What comes in its place does not bring it back.
  const Text mended = text_of("warning", 2);
  ASSERT_NE(mended.artefact, text.artefact);
  ASSERT_TRUE(reporter.grants({{Scope::kWarn, mended.artefact}, {Scope::kCheck, mended.artefact}}));
  ASSERT_TRUE(road.draft(road.caseworker, reporter, mended));
  ASSERT_TRUE(road.add_source(road.caseworker, reporter, mended));
  ASSERT_TRUE(road.review(road.editor, mended));
  HandOver old = road.plan(road.editor, mended, {&reporter}, {"tag"});
  old.packets = ready.packets;
  EXPECT_EQ(code_of(send(old)), ErrorCode::kInvalid);
  ASSERT_TRUE(expect(road.hand_over(road.editor, mended, {&reporter}, {"tag"})).is_accepted);
  road.wait(listd::kTurn);
  EXPECT_FALSE(road.is_live(text));
  EXPECT_TRUE(road.is_live(mended));
}

TEST_F(PublishingTest, ALostAnswerIsGivenAgain) {
  reach_reviewed();
  const HandOver plan = road.plan(road.editor, text, {&reporter}, {"tag"});
  road.is_listd_silent = true;
  EXPECT_FALSE(expect(send(plan)).is_accepted);
  EXPECT_EQ(road.showing(text), Showing::kPending);
  const std::size_t events = road.audit_size();
  EXPECT_EQ(expect(send(plan)).state, WarningState::kHandedOver);
  road.is_listd_silent = false;
  EXPECT_TRUE(expect(send(plan)).is_accepted);
  EXPECT_EQ(road.audit_size(), events);
  EXPECT_EQ(code_of(road.hand_over(road.editor, text, {&reporter})), ErrorCode::kConflict);  // other bytes
}

// Break: drop note_refused from the courier.
TEST_F(PublishingTest, ARefusedSlotIsHandedOverAgainByItself) {
  const Text first = text_of("first");
  road.publish(reporter, first, {"taken"});
  ASSERT_TRUE(road.draft(road.caseworker, reporter, text));
  ASSERT_TRUE(reporter.grants({{Scope::kWarn, text.artefact}, {Scope::kCheck, text.artefact}}));
  ASSERT_TRUE(road.add_source(road.caseworker, reporter, text));
  ASSERT_TRUE(road.review(road.editor, text));
  const auto refused = expect(road.hand_over(road.editor, text, {&reporter}, {"taken", "free"}));
  EXPECT_EQ(refused.state, WarningState::kReviewed);
  EXPECT_FALSE(refused.is_accepted);
  EXPECT_EQ(road.audit().back().action, static_cast<std::uint8_t>(AuditAction::kWarningRefused));
  EXPECT_EQ(expect(road.publishing.slot_map(road.editor.principal)).size(), 4U);  // two of the first, the warning, "free"

  EXPECT_EQ(code_of(road.hand_over(road.editor, text, {&reporter}, {"next"})), ErrorCode::kConflict);  // the warning is there
  const auto again = expect(send(road.plan(road.editor, text, {&reporter}, {"next"}, true)));
  EXPECT_EQ(again.state, WarningState::kHandedOver);
  EXPECT_TRUE(again.is_accepted);
  road.wait(listd::kTurn);
  EXPECT_TRUE(road.is_live(text));
  EXPECT_TRUE(road.has_slot("next"));
}

TEST_F(PublishingTest, ARefusedWarningIsHandedOverAgainWhole) {
  // The editor's key has ended at listd, while her session here still runs.
  reach_reviewed();
  ASSERT_TRUE(road.listd.revoke(records::encode(road.staff.revocation(road.staff.lead.signing, road.editor.principal.signing_key, road.clock.now()))));
  EXPECT_EQ(expect(road.hand_over(road.editor, text, {&reporter}, {"tag"})).state, WarningState::kReviewed);
  EXPECT_EQ(road.showing(text), Showing::kNo);
  EXPECT_TRUE(expect(road.publishing.slot_map(road.editor.principal)).empty());
  EXPECT_TRUE(expect(road.hand_over(road.second_editor, text, {&reporter}, {"tag"})).is_accepted);
}

TEST_F(PublishingTest, AStruckSourceIsRefusedForEver) {
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));  // a secret that nobody knew until now
  reach_reviewed();
  const auto refused = expect(road.hand_over(road.editor, text, {&reporter}));
  EXPECT_EQ(refused.state, WarningState::kReviewed);
  EXPECT_FALSE(refused.is_accepted);
}

TEST_F(PublishingTest, AWithdrawalTakesItAwayAtOnce) {
  road.publish(reporter, text, {"tag"});
  ASSERT_TRUE(road.is_live(text));
  const auto view = expect(reporter.withdraw(Scope::kCheck));
  ASSERT_TRUE(view.withdrawals.at(0).acknowledgement);
  EXPECT_FALSE(road.has_slot("tag"));
  EXPECT_TRUE(road.is_live(text));
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_FALSE(road.is_live(text));
  EXPECT_TRUE(live().warnings.empty());
  EXPECT_EQ(road.showing(text), Showing::kGone);
  EXPECT_TRUE(expect(road.publishing.publications(road.lead.principal)).empty());
  EXPECT_TRUE(expect(road.publishing.slot_map(road.editor.principal)).empty());
  const auto left = expect(road.warnings.open(road.editor.principal, text.reference));
  EXPECT_FALSE(left.sealed);
  EXPECT_FALSE(left.source);
  EXPECT_FALSE(left.fairness);
  EXPECT_TRUE(domain::verify_audit(*road.unit));
}

// Break: note_struck is not called for what waited in the outbox, or deletes before listd has answered.
TEST_F(PublishingTest, WhatListdHasNotAcknowledgedIsStillThere) {
  road.publish(reporter, text, {"tag"});
  road.is_listd_silent = true;
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_EQ(expect(road.publishing.publications(road.lead.principal)).size(), 1U);
  road.is_listd_silent = false;
  road.wait(kMinute);
  EXPECT_TRUE(expect(road.publishing.publications(road.lead.principal)).empty());
  EXPECT_EQ(expect(road.publishing.slot_map(road.editor.principal)).size(), 1U);  // the slot: checks were not withdrawn
}

// Several sources: the warning outlives the first of them by 24 hours, unless it is replaced.
TEST_F(PublishingTest, OneOfSeveralSourcesWithdraws) {
  Reporter other(road, "two");
  ASSERT_TRUE(other.submit());
  reach_reviewed();
  ASSERT_TRUE(other.grant({Scope::kWarn, text.artefact}));
  ASSERT_TRUE(expect(road.hand_over(road.editor, text, {&reporter, &other})).is_accepted);
  road.wait(listd::kTurn);
  const auto view = expect(other.withdraw(Scope::kWarn));
  const auto acknowledgement = expect(records::decode_strike_acknowledgement(
      expect(records::decode_signed(*view.withdrawals.at(0).acknowledgement)).statement));
  EXPECT_EQ(acknowledgement.gone_by, acknowledgement.struck_at + static_cast<std::uint64_t>(kDay));
  EXPECT_TRUE(road.is_live(text));
  road.wait(kDay);
  EXPECT_FALSE(road.is_live(text));
  road.wait(kDay);
  ASSERT_TRUE(road.warnings.purge());
  EXPECT_TRUE(expect(road.publishing.publications(road.lead.principal)).empty());
}

TEST_F(PublishingTest, HideAtOnceRestoreByTwo) {
  road.publish(reporter, text);
  EXPECT_EQ(code_of(road.publishing.hide(road.caseworker.principal, text.reference, road.hide_order(road.caseworker, text))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.publishing.hide(road.editor.principal, text.reference, road.hide_order(road.second_editor, text))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code_of(road.publishing.hide(road.editor.principal, text_of("unknown").reference, road.hide_order(road.editor, text_of("unknown")))),
            ErrorCode::kNotFound);
  EXPECT_TRUE(expect(road.publishing.hide(road.officer.principal, text.reference, road.hide_order(road.officer, text))));
  EXPECT_FALSE(road.is_live(text));
  EXPECT_EQ(road.showing(text), Showing::kHidden);

  road.wait(kHour);
  const auto order = records::encode(records::RestoreOrder{road.staff.deployment, text.reference.value, trust::to_u53(road.clock.now())});
  const auto restore = [&](const test_support::Person& by) {
    return road.publishing.restore(by.principal, text.reference, trust::sign(by.signing(), order));
  };
  EXPECT_EQ(code_of(restore(road.editor)), ErrorCode::kNotFound);
  EXPECT_EQ(expect(restore(road.lead)), domain::RestoreState::kWaiting);
  EXPECT_EQ(expect(restore(road.second_lead)), domain::RestoreState::kWaiting);  // the same role does not count twice
  EXPECT_FALSE(road.is_live(text));
  const auto waiting = expect(road.publishing.restore_to_sign(road.officer.principal, text.reference));
  ASSERT_TRUE(waiting);
  EXPECT_EQ(expect(records::decode_signed(*waiting)).statement, order);
  road.wait(3 * kDay);
  EXPECT_EQ(expect(restore(road.officer)), domain::RestoreState::kRestored);
  EXPECT_FALSE(expect(road.publishing.restore_to_sign(road.lead.principal, text.reference)));  // her order was replaced
  road.wait(listd::kTurn);
  EXPECT_TRUE(road.is_live(text));
  EXPECT_EQ(road.showing(text), Showing::kLive);
}

// Break: answer kRestored whenever both have signed.
TEST_F(PublishingTest, ARestoreIsAskedUntilTheListHasTakenIt) {
  road.publish(reporter, text);
  ASSERT_TRUE(expect(road.publishing.hide(road.officer.principal, text.reference, road.hide_order(road.officer, text))));
  road.wait(kHour);
  const auto order = records::encode(records::RestoreOrder{road.staff.deployment, text.reference.value, trust::to_u53(road.clock.now())});
  const auto restore = [&](const test_support::Person& by) {
    return expect(road.publishing.restore(by.principal, text.reference, trust::sign(by.signing(), order)));
  };
  ASSERT_EQ(restore(road.lead), domain::RestoreState::kWaiting);
  road.is_listd_silent = true;
  EXPECT_EQ(restore(road.officer), domain::RestoreState::kAsked);
  road.is_listd_silent = false;
  ASSERT_TRUE(road.courier.deliver());
  road.wait(listd::kTurn);
  EXPECT_TRUE(road.is_live(text));
}

// As long as nobody has hidden it again. Break: leave out the look for what was signed before in restore(), or in
// restore_to_sign() the restores that both have signed, or whether it was hidden since.
TEST_F(PublishingTest, ASignatureSentAgainIsTheSame) {
  road.publish(reporter, text);
  ASSERT_TRUE(expect(road.publishing.hide(road.officer.principal, text.reference, road.hide_order(road.officer, text))));
  road.wait(kHour);
  const auto order = records::encode(records::RestoreOrder{road.staff.deployment, text.reference.value, trust::to_u53(road.clock.now())});
  const auto restore = [&](const test_support::Person& by) {
    return expect(road.publishing.restore(by.principal, text.reference, trust::sign(by.signing(), order)));
  };
  const auto to_sign = [&](const test_support::Person& by) { return expect(road.publishing.restore_to_sign(by.principal, text.reference)); };

  ASSERT_EQ(restore(road.lead), domain::RestoreState::kWaiting);
  road.wait(kDay);
  EXPECT_EQ(restore(road.lead), domain::RestoreState::kWaiting);
  road.is_listd_silent = true;
  ASSERT_EQ(restore(road.officer), domain::RestoreState::kAsked);
  const std::size_t events = road.audit_size();
  for (const bool is_silent : {true, false}) {
    road.is_listd_silent = is_silent;
    const auto expected = is_silent ? domain::RestoreState::kAsked : domain::RestoreState::kRestored;
    EXPECT_EQ(restore(road.officer), expected);
    EXPECT_EQ(restore(road.lead), expected);
    // Each is given the other's, so that she signs the same.
    EXPECT_EQ(to_sign(road.officer), records::encode(trust::sign(road.lead.signing(), order)));
    EXPECT_EQ(to_sign(road.lead), records::encode(trust::sign(road.officer.signing(), order)));
    EXPECT_FALSE(to_sign(road.second_lead));
  }
  EXPECT_EQ(road.audit_size(), events);
  road.wait(listd::kTurn);
  EXPECT_TRUE(road.is_live(text));

  ASSERT_TRUE(expect(road.publishing.hide(road.editor.principal, text.reference, road.hide_order(road.editor, text))));
  EXPECT_FALSE(to_sign(road.officer));
}

// Break: in Publishing::list whatever is not live after its first day is kGone.
TEST_F(PublishingTest, WhatTheListLeavesOutIsMissed) {
  road.publish(reporter, text);
  road.wait(2 * kDay);
  ASSERT_EQ(road.showing(text), Showing::kLive);
  // As whoever holds the list key could: nobody here has asked for it.
  ASSERT_TRUE(road.listd.hide(records::encode(road.hide_order(road.editor, text))));
  EXPECT_FALSE(road.is_live(text));
  EXPECT_EQ(road.showing(text), Showing::kMissing);
}

TEST_F(PublishingTest, HidingWaitsForListdWithoutBeingLost) {
  road.publish(reporter, text);
  road.is_listd_silent = true;
  EXPECT_FALSE(expect(road.publishing.hide(road.editor.principal, text.reference, road.hide_order(road.editor, text))));
  EXPECT_TRUE(road.is_live(text));
  road.is_listd_silent = false;
  road.wait(kMinute);
  EXPECT_FALSE(road.is_live(text));
}

TEST_F(PublishingTest, WhatIsOverIsErased) {
  road.publish(reporter, text, {"tag"});
  road.wait(61 * kDay);
  EXPECT_FALSE(road.is_live(text));
  EXPECT_EQ(road.showing(text), Showing::kGone);  // nothing of it is left but its row
  EXPECT_TRUE(expect(road.publishing.slot_map(road.editor.principal)).empty());
  EXPECT_FALSE(expect(road.warnings.open(road.editor.principal, text.reference)).sealed);
}

TEST_F(PublishingTest, ANewGroupEpochCoversWhatIsNotYetShown) {
  road.publish(reporter, text);
  Reporter other(road, "two");
  const Text later = text_of("later");
  ASSERT_TRUE(other.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, other.id));
  ASSERT_TRUE(other.grant({Scope::kWarn, later.artefact}));
  ASSERT_TRUE(road.draft(road.caseworker, other, later));
  ASSERT_TRUE(road.add_source(road.caseworker, other, later));
  ASSERT_TRUE(road.review(road.editor, later));
  HandOver plan = road.plan(road.editor, later, {&other});
  with_packet(plan, 0, [&](auto& packet) { packet.not_before += 48 * static_cast<std::uint64_t>(kHour); });
  ASSERT_TRUE(expect(road.publishing.hand_over(road.editor.principal, later.reference, plan)).is_accepted);
  EXPECT_EQ(live().warnings.size(), 1U);
  const auto keys = expect(road.publishing.publications(road.lead.principal));
  EXPECT_EQ(keys.size(), 2U);
  EXPECT_TRUE(std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.reference == later.reference; }));
  EXPECT_EQ(code_of(road.publishing.publications(road.editor.principal)), ErrorCode::kNotFound);
}

// listd's file is the truth: what it shows and we do not know is counted, and other bytes are not that warning.
TEST_F(PublishingTest, WhatWeDoNotHoldIsCounted) {
  road.publish(reporter, text);
  ASSERT_TRUE(road.unit->write([&](domain::Stores& stores) { return stores.warnings.unpublish(text.reference, 1); }));
  EXPECT_EQ(live().missing, 1U);
  ASSERT_TRUE(road.unit->write([&](domain::Stores& stores) {
    return stores.warnings.publish({text.reference, 1, 1, Bytes(72, 1), 0, 100'000}, Bytes{1}, {});
  }));
  EXPECT_TRUE(live().warnings.empty());
  EXPECT_EQ(live().missing, 1U);
  // It can still be hidden.
  ASSERT_TRUE(road.database().write([&](db::Transaction& tx) { return tx.execute("DELETE FROM warning"); }));
  EXPECT_TRUE(expect(road.publishing.hide(road.officer.principal, text.reference, road.hide_order(road.officer, text))));
  EXPECT_FALSE(road.is_live(text));
}

TEST_F(PublishingTest, AnOldOrForeignManifestShowsNothing) {
  road.publish(reporter, text);
  road.clock.advance(domain::kManifestLife + kMinute);  // and listd does not turn
  EXPECT_EQ(code_of(road.publishing.live(road.member)), ErrorCode::kUnavailable);
  EXPECT_EQ(road.showing(text), Showing::kPending);
  road.list_service->tick();
  EXPECT_EQ(live().warnings.size(), 1U);
  domain::LiveList foreign(road.list_folder, road.clock, road.installation, road.staff.trust.root_key);
  EXPECT_EQ(code_of(foreign.index()), ErrorCode::kUnavailable);
}

// ---- After a start of listd ----

TEST_F(PublishingTest, ListdShowsNothingUntilItHasHeardEverythingAgain) {
  road.publish(reporter, text);
  road.restart_listd();
  EXPECT_EQ(code_of(road.publishing.live(road.member)), ErrorCode::kUnavailable);
  EXPECT_TRUE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_FALSE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_TRUE(road.is_live(text));
}

// Its file was set back to before a withdrawal and a hide. Break: leave strikes, or hides, out of replay().
TEST_F(PublishingTest, WhatWasWithdrawnOrHiddenStaysSo) {
  const Text hidden = text_of("hidden"), kept = text_of("kept");
  std::vector<std::unique_ptr<Reporter>> others;
  for (const char* name : {"two", "three"}) {
    others.push_back(std::make_unique<Reporter>(road, name));
    ASSERT_TRUE(others.back()->submit());
  }
  road.publish(reporter, text);
  road.publish(*others[0], hidden);
  road.publish(*others[1], kept);
  const auto journal = road.list_path() / "journal";
  std::filesystem::copy_file(journal, journal.string() + ".old");
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));
  ASSERT_TRUE(road.publishing.hide(road.editor.principal, hidden.reference, road.hide_order(road.editor, hidden)));
  road.list_service.reset();
  std::filesystem::rename(journal.string() + ".old", journal);
  road.restart_listd();
  ASSERT_TRUE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_TRUE(road.is_live(kept));
  EXPECT_FALSE(road.is_live(text));
  EXPECT_FALSE(road.is_live(hidden));
}

TEST_F(PublishingTest, TheListStaysDarkWhileARemovalWaits) {
  road.publish(reporter, text);
  road.is_listd_silent = true;
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));
  road.restart_listd();
  EXPECT_EQ(code_of(domain::light_list(*road.unit, road.courier, road.listd, road.installation)), ErrorCode::kUnavailable);
  road.is_listd_silent = false;
  EXPECT_TRUE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_FALSE(road.is_live(text));
}

// No table and no chain joins account and report, or report and warning (main-road.md's promise about a stolen database).
TEST_F(PublishingTest, NoRowJoinsAReportWithAWarningOrAnAccount) {
  road.publish(reporter, text, {"tag"});
  ASSERT_TRUE(road.publishing.hide(road.editor.principal, text.reference, road.hide_order(road.editor, text)));
  const std::vector<Bytes> of_report{to_bytes(reporter.id.value), to_bytes(reporter.receipt(Scope::kWarn).value),
                                     to_bytes(reporter.receipt(Scope::kCheck).value), reporter.sealing_key()};
  const std::vector<Bytes> of_warning{to_bytes(text.reference.value), to_bytes(text.artefact),
                                      to_bytes(crypto::sha256(reporter.secret(Scope::kWarn)))};
  const Bytes sender = to_bytes(reporter.account.value);
  const auto rows = expect(road.database().read([](db::Transaction& tx) -> Result<std::vector<std::string>> {
    std::vector<std::string> out;
    PARASOL_TRY(const auto tables, tx.query("SELECT name FROM sqlite_master WHERE type = 'table'"));
    for (const auto& table : tables) {
      PARASOL_TRY(const auto columns, tx.query(db::Sql::of_constant("SELECT name FROM pragma_table_info('" + table.text(0) + "')")));
      std::string shown = "'" + table.text(0) + "'";
      for (const auto& column : columns) shown += " || ' ' || quote(" + column.text(0) + ")";
      PARASOL_TRY(const auto content, tx.query(db::Sql::of_constant("SELECT lower(" + shown + ") FROM " + table.text(0))));
      for (const auto& row : content) out.push_back(row.text(0));
    }
    return out;
  }));
  const auto holds = [](const std::string& row, const Bytes& what) { return row.find(to_hex(what)) != std::string::npos; };
  std::size_t reports = 0, warnings = 0;
  for (const auto& row : rows) {
    const bool has_report = std::any_of(of_report.begin(), of_report.end(), [&](const Bytes& what) { return holds(row, what); });
    const bool has_warning = std::any_of(of_warning.begin(), of_warning.end(), [&](const Bytes& what) { return holds(row, what); });
    EXPECT_FALSE(has_report && has_warning) << row.substr(0, 200);
    EXPECT_FALSE(holds(row, sender)) << row.substr(0, 200);
    reports += has_report;
    warnings += has_warning;
  }
  EXPECT_GT(reports, 5U);
  EXPECT_GT(warnings, 2U);
}

}  // namespace
}  // namespace parasol
