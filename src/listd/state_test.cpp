// Each rule of listd by itself. Random histories against a small model of the rules are in history_test.cpp.
#include "listd/state.h"

#include <gtest/gtest.h>

#include "crypto/primitives.h"
#include "listd/test_support.h"

namespace parasol::listd {
namespace {

using test::id_of;
using test::key_of;
using test::kStart;
using test::source_of;
using trust::to_u53;

class StateTest : public testing::Test {
 protected:
  Result<Applied> accept(const records::Signed& packet, Millis now = kStart) {
    return state.apply(Operation::kAccept, records::encode(packet), now);
  }
  Result<Applied> accept(const test::PacketDraft& draft, Millis now = kStart) { return accept(draft.sign(), now); }
  Result<Applied> hide(const records::Signed& order, Millis now) {
    return state.apply(Operation::kHide, records::encode(order), now);
  }
  Result<Applied> restore(const records::Restore& orders, Millis now) {
    return state.apply(Operation::kRestore, records::encode(orders), now);
  }
  Result<Applied> revoke(const trust::test::Member& by, const trust::test::Member& whom) {
    return state.apply(Operation::kRevoke, records::encode(staff.revocation(by.signing, whom.key())), kStart);
  }
  // What the daemon does with a withdrawal secret. Answers gone_by.
  Millis strike(std::string_view source, Millis now) {
    const auto answer = state.acknowledgement(source_of(source), now);
    EXPECT_EQ(answer.hash, source_of(source));
    EXPECT_TRUE(state.apply(Operation::kStrike, records::encode(trust::sign(staff.list, records::encode(answer))), now));
    return static_cast<Millis>(answer.gone_by);
  }
  // Names of the packets that show, of those in `names`.
  std::vector<std::string> shown(Millis now, std::initializer_list<std::string> names) const {
    std::vector<std::string> result;
    for (const std::string& name : names)
      for (const std::size_t index : state.shown_at(now))
        if (state.packets()[index].id == id_of(name)) result.push_back(name);
    return result;
  }
  bool shows(std::string_view name, Millis now) const { return !shown(now, {std::string(name)}).empty(); }

  static void expect_refused(const Result<Applied>& result, ErrorCode code, std::string_view field, std::string_view what = "") {
    ASSERT_FALSE(result) << what;
    EXPECT_EQ(result.error().code, code) << what << " " << result.error().detail;
    EXPECT_EQ(result.error().field, field) << what;
  }

  test::Staff staff;
  ListState state = test::state_of(staff);
};

using Names = std::vector<std::string>;

// ---- Acceptance ----

TEST_F(StateTest, AcceptsWhatIsInOrder) {
  ASSERT_EQ(accept(staff.warning("w", "ref", {"ann"}))->added, Added::kNew);
  ASSERT_EQ(accept(staff.slot("s", "number", "ref", {"ann"}))->added, Added::kNew);
  const auto acceptance = state.acceptance(id_of("w"));
  ASSERT_TRUE(acceptance);
  EXPECT_EQ(acceptance->accepted, to_u53(kStart));
  EXPECT_EQ(acceptance->packet_hash, crypto::sha256(staff.warning("w", "ref", {"ann"}).sign().statement));
  EXPECT_FALSE(state.acceptance(id_of("unknown")));
  EXPECT_EQ(shown(kStart, {"w", "s"}), (Names{"w", "s"}));
}

// Break: compare nothing, or only ids, at the head of accept().
TEST_F(StateTest, SameBytesSameAnswerOtherBytesConflict) {
  const auto packet = staff.warning("w", "ref", {"ann"}).sign();
  ASSERT_TRUE(accept(packet, kStart));
  const auto first = *state.acceptance(id_of("w"));
  // Later, when its window is over, its people are revoked and its source is struck.
  ASSERT_TRUE(revoke(staff.administrator, staff.editor));
  strike("ann", kStart);
  EXPECT_EQ(accept(packet, kStart + 2000 * kDay)->added, Added::kAlready);
  EXPECT_EQ(*state.acceptance(id_of("w")), first);
  expect_refused(accept(staff.warning("w", "ref", {"ann", "bea"})), ErrorCode::kConflict, "packet");
  EXPECT_EQ(state.packets().size(), 1U);
}

struct Spoilt {
  std::string_view what;
  ErrorCode code;
  std::string_view field;
  std::function<void(test::PacketDraft&)> spoil;
};

// Each case dies with the line of check_form or check_signers that names its field.
TEST_F(StateTest, RefusesContradictions) {
  const auto other_hash = crypto::sha256(as_bytes("other"));
  constexpr auto kInvalid = ErrorCode::kInvalid;
  const std::vector<Spoilt> both{
      {"packet of another deployment", kInvalid, "deployment", [](auto& d) { d.packet.deployment = id_of("x"); }},
      {"draft of another deployment", kInvalid, "deployment", [](auto& d) { d.draft.deployment = id_of("x"); }},
      {"recognition of another deployment", kInvalid, "deployment", [](auto& d) { d.recognition.deployment = id_of("x"); }},
      {"lead of another deployment", kInvalid, "deployment", [](auto& d) { d.has_lead = true; d.lead.deployment = id_of("x"); }},
      {"unknown kind", kInvalid, "kind", [](auto& d) { d.packet.kind = 3; }},
      {"empty window", kInvalid, "not_before", [](auto& d) { d.packet.not_before = d.packet.not_after; }},
      {"too long", kInvalid, "not_after", [](auto& d) { d.packet.not_after = to_u53(kStart + kLongestWindow + 1); }},
      {"over", ErrorCode::kConflict, "not_after", [](auto& d) { d.packet.not_before = 0; d.packet.not_after = to_u53(kStart); }},
      {"no source", kInvalid, "withdrawal_hashes", [](auto& d) { d.packet.withdrawal_hashes.clear(); }},
      {"a source twice", kInvalid, "withdrawal_hashes", [](auto& d) { d.packet.withdrawal_hashes.push_back(d.packet.withdrawal_hashes[0]); }},
      {"other artefact", kInvalid, "draft.artefact_hash", [&](auto& d) { d.packet.artefact_hash = other_hash; }},
      {"other artefact drafted", kInvalid, "draft.artefact_hash", [&](auto& d) { d.draft.artefact_hash = other_hash; }},
      {"other artefact recognised", kInvalid, "recognition.artefact_hash", [&](auto& d) { d.recognition.artefact_hash = other_hash; }},
      {"other warning recognised", kInvalid, "recognition.reference", [](auto& d) { d.recognition.reference = id_of("x"); }},
      {"no such level", kInvalid, "recognition.level", [](auto& d) { d.recognition.level = 3; }},
      {"high without lead", kInvalid, "lead", [](auto& d) { d.recognition.level = 2; }},
      {"lead on other artefact", kInvalid, "lead.artefact_hash", [&](auto& d) { d.has_lead = true; d.lead.artefact_hash = other_hash; }},
      {"lead on other warning", kInvalid, "lead.reference", [](auto& d) { d.has_lead = true; d.lead.reference = id_of("x"); }},
      {"replaces what is not there", ErrorCode::kConflict, "replaces", [](auto& d) { d.packet.replaces = id_of("x"); }},
  };
  const std::vector<Spoilt> slots{
      {"short slot", kInvalid, "payload", [](auto& d) { d.packet.payload.pop_back(); }},
      {"long slot", kInvalid, "payload", [](auto& d) { d.packet.payload.push_back(0); }},
      {"slot with reference", kInvalid, "reference", [](auto& d) { d.packet.reference = id_of("ref"); }},
      {"slot with version", kInvalid, "version", [](auto& d) { d.packet.version = 1; }},
      {"slot of an unknown epoch", ErrorCode::kConflict, "epoch", [](auto& d) { d.packet.epoch = 2; }},
  };
  const std::vector<Spoilt> warnings{
      {"empty warning", kInvalid, "payload", [](auto& d) { d.packet.payload.clear(); }},
      {"warning without reference", kInvalid, "reference", [](auto& d) { d.set_reference({}); }},
      {"warning with prefix", kInvalid, "prefix", [](auto& d) { d.packet.prefix = 1; }},
      {"warning with normaliser", kInvalid, "normaliser", [](auto& d) { d.packet.normaliser = "parasol-1"; }},
      {"other warning", kInvalid, "draft.reference", [](auto& d) { d.packet.reference = id_of("x"); }},
      {"other version", kInvalid, "draft.version", [](auto& d) { d.packet.version = 2; }},
  };
  const auto try_all = [&](const std::vector<Spoilt>& cases, const test::PacketDraft& good) {
    for (const Spoilt& one : cases) {
      auto draft = good;
      one.spoil(draft);
      expect_refused(accept(draft), one.code, one.field, one.what);
    }
  };
  const auto warning = staff.warning("w", "ref", {"ann"});
  const auto slot = staff.slot("s", "number", "ref", {"ann"});
  try_all(both, warning);
  try_all(both, slot);
  try_all(slots, slot);
  try_all(warnings, warning);
  EXPECT_TRUE(state.packets().empty());
  EXPECT_TRUE(accept(warning) && accept(slot));
}

// Break: let any one require_role pass. Every role in every place.
TEST_F(StateTest, OnlyTheRightRolesSign) {
  using trust::Role;
  const auto in = [](std::initializer_list<Role> roles, Role role) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  const auto stranger = key_of("stranger");
  int number = 0;
  const auto try_place = [&](std::string_view place, std::initializer_list<Role> allowed, auto put) {
    for (const auto* person : staff.everybody()) {
      const auto role = *state.registry().role_of(person->key());
      const std::string name = std::to_string(++number);
      auto draft = staff.warning(name, name, {"ann"});
      draft.recognition.level = 2;
      draft.has_lead = true;
      put(draft, person->signing);
      const auto result = accept(draft);
      // In her own place, but beside herself.
      const bool is_distinct = draft.drafter != draft.approver && draft.leader != draft.drafter && draft.leader != draft.recogniser;
      EXPECT_EQ(result.has_value(), in(allowed, role) && is_distinct) << place << " " << vocabulary::code(role);
      if (!result) {
        EXPECT_EQ(result.error().code, ErrorCode::kUnauthorised) << place;
      }
    }
    auto draft = staff.warning("stranger", "stranger", {"ann"});
    draft.has_lead = true;
    put(draft, stranger);
    expect_refused(accept(draft), ErrorCode::kUnauthorised, place);
  };
  try_place("signer", {Role::kAlertEditor}, [](auto& d, const auto& key) { d.approver = &key; });
  try_place("draft", {Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor}, [](auto& d, const auto& key) { d.drafter = &key; });
  try_place("recognition", {Role::kCaseworker, Role::kCaseLead}, [](auto& d, const auto& key) { d.recogniser = &key; });
  try_place("lead", {Role::kCaseLead}, [](auto& d, const auto& key) { d.leader = &key; });
}

// Break: the comparison of drafter and approver; either comparison of the lead.
TEST_F(StateTest, SignersAreDistinct) {
  auto own = staff.warning("w", "ref", {"ann"});
  own.drafter = own.approver;
  expect_refused(accept(own), ErrorCode::kUnauthorised, "draft");
  own.drafter = &staff.second_editor.signing;
  EXPECT_TRUE(accept(own));

  auto high = staff.warning("high", "high", {"ann"});
  high.recognition.level = 2;
  high.has_lead = true;
  high.drafter = high.recogniser = &staff.lead.signing;
  expect_refused(accept(high), ErrorCode::kUnauthorised, "lead");
  high.drafter = &staff.caseworker.signing;
  expect_refused(accept(high), ErrorCode::kUnauthorised, "lead");
  high.leader = &staff.second_lead.signing;
  EXPECT_TRUE(accept(high));
  // The drafter may recognise, as at the desk.
  auto usual = staff.warning("usual", "usual", {"ann"});
  usual.drafter = usual.recogniser = &staff.lead.signing;
  EXPECT_TRUE(accept(usual));
}

// Break: drop verify_signature in check_signers, or use another verification for one of the three statements.
TEST_F(StateTest, ForgedSignaturesAreRefused) {
  auto draft = staff.warning("w", "ref", {"ann"});
  draft.recognition.level = 2;
  draft.has_lead = true;
  const auto good = draft.sign();
  auto whole = *records::decode_packet(good.statement);
  for (const int place : {0, 1, 2}) {
    auto forged = whole;
    (place == 0 ? forged.draft : place == 1 ? forged.recognition : *forged.lead).signature[3] ^= 1;
    expect_refused(accept(trust::sign(staff.editor.signing, records::encode(forged))), ErrorCode::kUnauthorised, "");
  }
  auto forged = good;
  forged.signature[3] ^= 1;
  expect_refused(accept(forged), ErrorCode::kUnauthorised, "");
  // Statements of one kind in the place of another.
  auto swapped = whole;
  swapped.recognition = swapped.draft;
  EXPECT_FALSE(accept(trust::sign(staff.editor.signing, records::encode(swapped))));
  EXPECT_TRUE(accept(good));
}

// Break: find() instead of role_of() in require_role.
TEST_F(StateTest, TheRevokedSignNothingNew) {
  ASSERT_TRUE(accept(staff.warning("before", "before", {"ann"})));
  for (const auto* person : {&staff.caseworker, &staff.editor}) {
    auto draft = staff.warning("after", "after", {"ann"});
    if (person == &staff.caseworker) {
      ASSERT_TRUE(revoke(staff.administrator, staff.caseworker));
      expect_refused(accept(draft), ErrorCode::kUnauthorised, "draft");
      draft.drafter = draft.recogniser = &staff.lead.signing;
    } else {
      ASSERT_TRUE(revoke(staff.lead, staff.editor));
      expect_refused(accept(draft), ErrorCode::kUnauthorised, "signer");
    }
  }
  // Accepted packets stay.
  EXPECT_TRUE(shows("before", kStart + kDay));
}

// Break: drop the loop over withdrawal_hashes in check_place.
TEST_F(StateTest, StruckSourcesAreNeverNamedAgain) {
  strike("ann", kStart);
  expect_refused(accept(staff.warning("w", "ref", {"ann"})), ErrorCode::kConflict, "withdrawal_hashes");
  expect_refused(accept(staff.slot("s", "n", "ref", {"bea", "ann"}), kStart + 300 * kDay), ErrorCode::kConflict, "withdrawal_hashes");
  EXPECT_TRUE(accept(staff.warning("w", "ref", {"bea"})));
}

// Break: is_taken for tags, or replaces() always true.
TEST_F(StateTest, ATagBelongsToOnePacket) {
  ASSERT_TRUE(accept(staff.slot("s", "number", "ref", {"ann"})));
  expect_refused(accept(staff.slot("t", "number", "other", {"bea"})), ErrorCode::kConflict, "payload");
  EXPECT_TRUE(accept(staff.slot("t", "number two", "other", {"bea"})));
  expect_refused(accept(staff.slot("c", "canary1" + std::to_string(0x10000000U), "other", {"bea"})), ErrorCode::kConflict, "payload");

  auto replacement = staff.slot("r", "number", "ref", {"bea"});
  replacement.packet.replaces = id_of("t");
  expect_refused(accept(replacement), ErrorCode::kInvalid, "replaces", "of another warning");
  replacement.packet.replaces = id_of("s");
  EXPECT_TRUE(accept(replacement));
  EXPECT_EQ(shown(kStart, {"s", "r"}), Names{"r"});
  // The tag is free again when its packet can't show any more: over, or struck out.
  EXPECT_FALSE(accept(staff.slot("u", "number", "other", {"cat"}), kStart + 365 * kDay - 1));
  EXPECT_TRUE(accept(staff.slot("u", "number", "other", {"cat"}, kStart + kDay), kStart + 365 * kDay));
  strike("bea", kStart);
  EXPECT_TRUE(accept(staff.slot("v", "number two", "third", {"cat"})));
}

// Break: is_taken for references.
TEST_F(StateTest, AReferenceBelongsToOneWarning) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  expect_refused(accept(staff.warning("x", "ref", {"bea"})), ErrorCode::kConflict, "reference");
  // A hidden warning may be restored, so it keeps its place.
  ASSERT_TRUE(hide(staff.hide_order(staff.editor.signing, "ref", kStart), kStart));
  expect_refused(accept(staff.warning("x", "ref", {"bea"})), ErrorCode::kConflict, "reference");
  auto replacement = staff.warning("x", "ref", {"bea"});
  replacement.packet.replaces = id_of("w");
  EXPECT_TRUE(accept(replacement));
  // And a slot can't replace a warning.
  auto slot = staff.slot("s", "n", "ref", {"bea"});
  slot.packet.replaces = id_of("x");
  expect_refused(accept(slot), ErrorCode::kInvalid, "replaces");
}

// Break: follow only one step in replaces(), or in accept()'s loop over what is replaced.
TEST_F(StateTest, ReplacementsFormChains) {
  ASSERT_TRUE(accept(staff.warning("1", "ref", {"ann", "bea", "cat"})));
  auto second = staff.warning("2", "ref", {"bea", "cat"}, kStart + kDay);
  second.packet.replaces = id_of("1");
  ASSERT_TRUE(accept(second));
  auto third = staff.warning("3", "ref", {"cat"}, kStart + kHour);
  third.packet.replaces = id_of("2");
  ASSERT_TRUE(accept(third));
  EXPECT_EQ(shown(kStart + kHour - 1, {"1", "2", "3"}), Names{"1"});
  EXPECT_EQ(shown(kStart + kHour, {"1", "2", "3"}), Names{"3"});
  EXPECT_EQ(shown(kStart + kDay, {"1", "2", "3"}), Names{"3"});
  auto late = staff.warning("4", "ref", {"cat"});
  late.packet.replaces = id_of("1");
  expect_refused(accept(late), ErrorCode::kConflict, "reference", "the newest must be named");
}

// Break: assign superseded_from instead of taking the earliest, or stop after one step.
TEST_F(StateTest, WhatWasReplacedNeverComesBack) {
  const auto accept_chain = [&](const std::string& name, Millis second_from, Millis third_from) {
    ASSERT_TRUE(accept(staff.warning(name + "1", name, {"ann"})));
    auto second = staff.warning(name + "2", name, {"ann"}, second_from);
    second.packet.replaces = id_of(name + "1");
    second.packet.not_after = to_u53(second_from + kHour);
    ASSERT_TRUE(accept(second));
    auto third = staff.warning(name + "3", name, {"ann"}, third_from);
    third.packet.replaces = id_of(name + "2");
    third.packet.not_after = to_u53(third_from + kHour);
    ASSERT_TRUE(accept(third));
  };
  // Although those that took its place are over, and although one of them never showed.
  accept_chain("a", kStart + kHour, kStart + kDay);
  EXPECT_EQ(shown(kStart + 5 * kHour, {"a1", "a2", "a3"}), Names{});
  accept_chain("b", kStart + kDay, kStart + kHour);
  EXPECT_EQ(shown(kStart + 5 * kHour, {"b1", "b2", "b3"}), Names{});
  EXPECT_EQ(shown(kStart + kDay, {"b1", "b2", "b3"}), Names{});
}

// ---- What shows ----

// Break: either comparison of `now` in shown_at / is_gone.
TEST_F(StateTest, ShowsBetweenItsTimesOnly) {
  auto draft = staff.warning("w", "ref", {"ann"}, kStart + kDay);
  draft.packet.not_after = to_u53(kStart + 3 * kDay);
  ASSERT_TRUE(accept(draft));
  EXPECT_FALSE(shows("w", kStart));
  EXPECT_FALSE(shows("w", kStart + kDay - 1));
  EXPECT_TRUE(shows("w", kStart + kDay));
  EXPECT_TRUE(shows("w", kStart + 3 * kDay - 1));
  EXPECT_FALSE(shows("w", kStart + 3 * kDay));
  // A clock that jumps does no lasting harm.
  EXPECT_TRUE(shows("w", kStart + 2 * kDay));
}

// Break: is_struck_out, or packets_of_source_.
TEST_F(StateTest, TheLastStrikeHidesAtOnceAndForEver) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  ASSERT_TRUE(accept(staff.slot("s", "number", "ref", {"ann's check"})));
  EXPECT_EQ(strike("ann", kStart + kHour), kStart + kHour);
  EXPECT_EQ(shown(kStart + kHour, {"w", "s"}), Names{"s"});
  EXPECT_EQ(strike("ann's check", kStart + kHour), kStart + kHour);
  // Whatever the clock does.
  for (const Millis now : {kStart, kStart + kHour, kStart + 300 * kDay}) EXPECT_EQ(shown(now, {"w", "s"}), Names{});
  EXPECT_FALSE(restore(staff.restore_order(staff.lead.signing, staff.officer.signing, "ref", kStart + kHour), kStart + kHour));
}

// Break: kGraceAfterStrike, or min → max in grace_end.
TEST_F(StateTest, SeveralSourcesGoADayAfterTheFirstStrike) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann", "bea", "cat"})));
  EXPECT_EQ(strike("ann", kStart + kHour), kStart + 25 * kHour);
  EXPECT_EQ(strike("bea", kStart + 5 * kHour), kStart + 25 * kHour);
  EXPECT_TRUE(shows("w", kStart + 25 * kHour - 1));
  EXPECT_FALSE(shows("w", kStart + 25 * kHour));
  EXPECT_EQ(strike("cat", kStart + 6 * kHour), kStart + 6 * kHour);
  EXPECT_FALSE(shows("w", kStart + 6 * kHour));
}

// Break: drop superseded_from from is_gone or shown_at.
TEST_F(StateTest, AReplacementTakesOver) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann", "bea"})));
  strike("ann", kStart + kHour);
  auto replacement = staff.warning("r", "ref", {"bea"}, kStart + 4 * kHour);
  replacement.packet.replaces = id_of("w");
  replacement.packet.version = replacement.draft.version = 2;
  ASSERT_TRUE(accept(replacement, kStart + 2 * kHour));
  EXPECT_EQ(shown(kStart + 4 * kHour - 1, {"w", "r"}), Names{"w"});
  EXPECT_EQ(shown(kStart + 4 * kHour, {"w", "r"}), Names{"r"});
  EXPECT_EQ(shown(kStart + 30 * kHour, {"w", "r"}), Names{"r"});
  // What was replaced never comes back.
  strike("bea", kStart + 5 * kHour);
  EXPECT_EQ(shown(kStart + 5 * kHour, {"w", "r"}), Names{});
}

TEST_F(StateTest, ALateReplacementDoesNotLengthenTheGrace) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann", "bea"})));
  const Millis gone_by = strike("ann", kStart);
  auto replacement = staff.warning("r", "ref", {"bea"}, kStart + 96 * kHour);
  replacement.packet.replaces = id_of("w");
  ASSERT_TRUE(accept(replacement));
  EXPECT_EQ(shown(gone_by, {"w", "r"}), Names{});
  EXPECT_EQ(shown(kStart + 96 * kHour, {"w", "r"}), Names{"r"});
}

// Break: in acknowledgement(), anything that makes an unknown hash answer differently from a single source.
TEST_F(StateTest, UnknownSecretsAreAnsweredLikeSingleSources) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  const Millis now = kStart + kHour;
  const auto known = state.acknowledgement(source_of("ann"), now);
  const auto unknown = state.acknowledgement(source_of("nobody"), now);
  EXPECT_EQ(known.struck_at, unknown.struck_at);
  EXPECT_EQ(known.gone_by, unknown.gone_by);
  EXPECT_EQ(records::encode(known).size(), records::encode(unknown).size());
  // So are sources of what is over, replaced or never was to come.
  auto over = staff.warning("over", "over", {"bea", "cat"});
  over.packet.not_after = to_u53(kStart + 1);
  ASSERT_TRUE(accept(over));
  EXPECT_EQ(state.acknowledgement(source_of("bea"), now).gone_by, to_u53(now));
  ASSERT_TRUE(accept(staff.warning("later", "later", {"dot", "eve"}, now + 25 * kHour)));
  EXPECT_EQ(state.acknowledgement(source_of("dot"), now).gone_by, to_u53(now));
}

// Break: store the latest strike instead of the earliest.
TEST_F(StateTest, AStrikeIsAnsweredOnce) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann", "bea"})));
  strike("ann", kStart);
  const auto first = state.acknowledgement(source_of("ann"), kStart);
  EXPECT_EQ(state.acknowledgement(source_of("ann"), kStart + kDay), first);
  const auto again = records::encode(trust::sign(staff.list, records::encode(first)));
  EXPECT_EQ(state.apply(Operation::kStrike, again, kStart + kDay)->added, Added::kAlready);
  // A later answer to the same secret changes nothing; an earlier one wins.
  EXPECT_EQ(state.apply(Operation::kStrike, records::encode(staff.acknowledgement("ann", kStart + kHour, kStart + kHour)), kStart)->added,
            Added::kAlready);
  EXPECT_EQ(state.apply(Operation::kStrike, records::encode(staff.acknowledgement("ann", kStart - kHour, kStart)), kStart)->added,
            Added::kNew);
  EXPECT_EQ(state.acknowledgement(source_of("ann"), kStart).struck_at, to_u53(kStart - kHour));
}

// Break: verify_signed instead of verify_signed_by in strike().
TEST_F(StateTest, OnlyTheListKeyAcknowledges) {
  auto forged = staff.acknowledgement("ann", kStart, kStart);
  forged = trust::sign(staff.editor.signing, forged.statement);
  expect_refused(state.apply(Operation::kStrike, records::encode(forged), kStart), ErrorCode::kUnauthorised, "");
  EXPECT_FALSE(state.is_struck(source_of("ann")));
}

// ---- Hide and restore ----

// Break: the role list in hide(), or is_hidden in is_gone.
TEST_F(StateTest, OneSignatureHidesWarningAndSlots) {
  for (const auto* person : {&staff.editor, &staff.lead, &staff.officer}) {
    const std::string name(1, static_cast<char>('a' + (person == &staff.lead) + 2 * (person == &staff.officer)));
    ASSERT_TRUE(accept(staff.warning("w" + name, name, {"ann"})));
    ASSERT_TRUE(accept(staff.slot("s" + name, name, name, {"ann"})));
    ASSERT_EQ(shown(kStart, {"w" + name, "s" + name}).size(), 2U);
    EXPECT_EQ(hide(staff.hide_order(person->signing, name, kStart), kStart)->added, Added::kNew);
    EXPECT_EQ(shown(kStart, {"w" + name, "s" + name}), Names{});
  }
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  for (const auto* person : {&staff.administrator, &staff.worker, &staff.caseworker})
    expect_refused(hide(staff.hide_order(person->signing, "ref", kStart), kStart), ErrorCode::kUnauthorised, "signer");
  expect_refused(hide(staff.hide_order(key_of("stranger"), "ref", kStart), kStart), ErrorCode::kUnauthorised, "signer");
  auto forged = staff.hide_order(staff.editor.signing, "ref", kStart);
  forged.signature[0] ^= 1;
  expect_refused(hide(forged, kStart), ErrorCode::kUnauthorised, "");
  EXPECT_TRUE(shows("w", kStart));
}

// Break: any condition of restore().
TEST_F(StateTest, RestoringNeedsLeadAndOfficer) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  expect_refused(restore(staff.restore_order(staff.lead.signing, staff.officer.signing, "ref", kStart), kStart), ErrorCode::kConflict, "reference");
  ASSERT_TRUE(hide(staff.hide_order(staff.editor.signing, "ref", kStart), kStart));
  const auto& lead = staff.lead.signing;
  const auto& officer = staff.officer.signing;
  const Millis later = kStart + 1;
  for (const auto& [one, other] : std::vector<std::pair<const crypto::SigningKey*, const crypto::SigningKey*>>{
           {&lead, &lead}, {&officer, &officer}, {&lead, &staff.second_lead.signing}, {&lead, &staff.editor.signing},
           {&staff.administrator.signing, &officer}, {&lead, &staff.administrator.signing}})
    expect_refused(restore(staff.restore_order(*one, *other, "ref", later), later), ErrorCode::kUnauthorised, "orders");
  expect_refused(restore({{staff.restore_order(lead, officer, "ref", later).orders[0]}}, later), ErrorCode::kInvalid, "orders");
  auto mixed = staff.restore_order(lead, officer, "ref", later);
  mixed.orders[1] = staff.restore_order(lead, officer, "ref", later + 1).orders[1];
  expect_refused(restore(mixed, later), ErrorCode::kInvalid, "orders");
  for (const std::size_t i : {0U, 1U}) {
    auto forged = staff.restore_order(lead, officer, "ref", later);
    forged.orders[i].signature[1] ^= 1;
    expect_refused(restore(forged, later), ErrorCode::kUnauthorised, "");
  }
  expect_refused(restore(staff.restore_order(lead, officer, "ref", kStart), later), ErrorCode::kConflict, "ordered");
  EXPECT_FALSE(shows("w", later));
  EXPECT_EQ(restore(staff.restore_order(officer, lead, "ref", later), later)->added, Added::kNew);
  EXPECT_EQ(restore(staff.restore_order(lead, officer, "ref", later), later)->added, Added::kAlready);
  EXPECT_TRUE(shows("w", later));
}

// Break: Source::kCall for the role in hide().
TEST_F(StateTest, AHideMayComeLaterThanItsSignersRevocation) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  ASSERT_TRUE(revoke(staff.lead, staff.editor));
  EXPECT_EQ(hide(staff.hide_order(staff.editor.signing, "ref", kStart), kStart)->added, Added::kNew);
  EXPECT_FALSE(shows("w", kStart + kDay));
}

// Break: the comparison with the last restore in hide(), or `>=` in Orders::is_hidden.
TEST_F(StateTest, AnOldHideDoesNotComeBack) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  const auto first = staff.hide_order(staff.editor.signing, "ref", kStart);
  ASSERT_TRUE(hide(first, kStart));
  ASSERT_TRUE(restore(staff.restore_order(staff.lead.signing, staff.officer.signing, "ref", kStart + kHour), kStart + kHour));
  EXPECT_EQ(hide(first, kStart + kHour)->added, Added::kAlready);
  EXPECT_TRUE(shows("w", kStart + kHour));
  // Whoever signs with a clock that is behind must not believe it hidden.
  expect_refused(hide(staff.hide_order(staff.lead.signing, "ref", kStart + 1), kStart + kHour), ErrorCode::kConflict, "ordered");
  EXPECT_TRUE(hide(staff.hide_order(staff.lead.signing, "ref", kStart + kHour), kStart + kHour));
  EXPECT_FALSE(shows("w", kStart + kHour)) << "a tie hides";
}

// Break: the comparison with kClockTolerance in hide() or restore().
TEST_F(StateTest, OrdersFromTheFutureAreRefused) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  expect_refused(hide(staff.hide_order(staff.editor.signing, "ref", kStart + 11 * kMinute), kStart), ErrorCode::kInvalid, "ordered");
  EXPECT_TRUE(hide(staff.hide_order(staff.editor.signing, "ref", kStart + 10 * kMinute), kStart));
  expect_refused(restore(staff.restore_order(staff.lead.signing, staff.officer.signing, "ref", kStart + 11 * kMinute), kStart), ErrorCode::kInvalid, "ordered");
}

// ---- Canary ----

TEST_F(StateTest, CanaryReports) {
  const auto report = [&](const records::Signed& signed_report) {
    return state.apply(Operation::kCanary, records::encode(signed_report), kStart);
  };
  EXPECT_EQ(state.canary_at(), 0);
  EXPECT_EQ(report(staff.canary_report(kStart))->added, Added::kNew);
  EXPECT_EQ(report(staff.canary_report(kStart))->added, Added::kAlready);
  EXPECT_EQ(report(staff.canary_report(kStart - kHour))->added, Added::kAlready);
  EXPECT_EQ(state.canary_at(), kStart);
  expect_refused(report(staff.canary_report(kStart, 2)), ErrorCode::kConflict, "epoch");
  expect_refused(report(staff.canary_report(kStart + 11 * kMinute)), ErrorCode::kInvalid, "checked");
  expect_refused(report(trust::sign(staff.editor.signing, staff.canary_report(kStart).statement)), ErrorCode::kUnauthorised, "");
  EXPECT_EQ(state.canary_at(), kStart);
}

// ---- Replay ----

// Break: any line of replay(); Source::kCopy treated as kCall.
TEST_F(StateTest, ReplayIsAUnion) {
  ASSERT_TRUE(accept(staff.warning("struck", "a", {"ann"})));
  ASSERT_TRUE(accept(staff.warning("hidden", "b", {"bea"})));
  ASSERT_TRUE(accept(staff.warning("restored", "c", {"cat"})));
  records::Replay copies;
  copies.strikes = {staff.acknowledgement("ann", kStart, kStart), staff.acknowledgement("unknown", kStart, kStart)};
  copies.hides = {staff.hide_order(staff.second_editor.signing, "b", kStart), staff.hide_order(staff.editor.signing, "c", kStart)};
  copies.restores = {staff.restore_order(staff.lead.signing, staff.officer.signing, "c", kStart + 1)};
  copies.revocations = {staff.revocation(staff.lead.signing, staff.caseworker.key()),
                        staff.revocation(staff.administrator.signing, staff.lead.key()),
                        staff.revocation(staff.administrator.signing, staff.second_editor.key())};
  const Millis now = kStart + kDay;
  const auto apply = [&](ListState& to, const records::Replay& replay) {
    return *to.apply(Operation::kReplay, records::encode(replay), now);
  };
  ListState backwards = state;
  EXPECT_EQ(apply(state, copies).added, Added::kNew);
  EXPECT_EQ(apply(state, copies).added, Added::kAlready);
  EXPECT_EQ(apply(state, copies).refused, 0U);
  EXPECT_EQ(shown(now, {"struck", "hidden", "restored"}), Names{"restored"});
  EXPECT_TRUE(state.is_struck(source_of("unknown")));
  EXPECT_FALSE(state.registry().role_of(staff.caseworker.key()));

  // The same one by one, restores and the lead's own revocation last to first. Only the restore needs its signers.
  apply(backwards, {{}, {}, copies.restores, {}});
  for (auto copy = copies.revocations.rbegin(); copy != copies.revocations.rend(); ++copy) apply(backwards, {{}, {}, {}, {*copy}});
  for (auto copy = copies.hides.rbegin(); copy != copies.hides.rend(); ++copy) apply(backwards, {{}, {*copy}, {}, {}});
  for (auto copy = copies.strikes.rbegin(); copy != copies.strikes.rend(); ++copy) apply(backwards, {{*copy}, {}, {}, {}});
  EXPECT_EQ(backwards.shown_at(now), state.shown_at(now));
  EXPECT_TRUE(backwards.registry().is_revoked(staff.caseworker.key()));
}

// Break: return an error from replay() at the first bad copy, or accept it.
TEST_F(StateTest, BadCopiesArePassedOver) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  records::Replay copies;
  auto forged = staff.acknowledgement("ann", kStart, kStart);
  forged.signature[5] ^= 1;
  copies.strikes = {forged, staff.acknowledgement("bea", kStart, kStart)};
  copies.hides = {staff.hide_order(staff.worker.signing, "ref", kStart), staff.hide_order(key_of("stranger"), "ref", kStart)};
  copies.restores = {staff.restore_order(staff.lead.signing, staff.lead.signing, "ref", kStart)};
  copies.revocations = {staff.revocation(staff.editor.signing, staff.lead.key())};
  const auto applied = *state.apply(Operation::kReplay, records::encode(copies), kStart);
  EXPECT_EQ(applied.refused, 5U);
  EXPECT_EQ(applied.refused_removals, 3U);
  EXPECT_EQ(applied.added, Added::kNew);
  EXPECT_TRUE(shows("w", kStart));
  EXPECT_TRUE(state.is_struck(source_of("bea")));
}

// Break: find() instead of find_known() for a copy's signer, or role_of() of whoever is only known.
TEST_F(StateTest, WhoIsOnlyKnownTakesAwayAndDoesNothingElse) {
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  const auto late = staff.by({&staff.administrator, &staff.lead}, "late", trust::Role::kAlertEditor);
  const auto late_lead = staff.by_root("late lead", trust::Role::kCaseLead);
  const Millis now = kStart + 100 * kDay;
  for (const auto* person : {&late, &late_lead}) {
    const Bytes enrolment = records::encode(person->enrolment());
    expect_refused(state.apply(Operation::kEnrol, enrolment, now), ErrorCode::kConflict, "expires");
    EXPECT_EQ(state.apply(Operation::kRemember, enrolment, now)->added, Added::kNew);
    EXPECT_EQ(state.apply(Operation::kRemember, enrolment, now)->added, Added::kAlready);
  }
  auto draft = staff.warning("other", "other", {"bea"}, now);
  draft.approver = &late.signing;
  expect_refused(accept(draft, now), ErrorCode::kUnauthorised, "signer");
  expect_refused(state.apply(Operation::kGroupEpoch, records::encode(staff.group_epoch(late_lead.signing, 1)), now), ErrorCode::kUnauthorised, "");
  records::Replay copies;
  copies.hides = {staff.hide_order(late.signing, "ref", now)};
  copies.revocations = {staff.revocation(late_lead.signing, staff.second_editor.key())};
  copies.restores = {staff.restore_order(late_lead.signing, staff.officer.signing, "ref", now + 1)};
  const auto applied = *state.apply(Operation::kReplay, records::encode(copies), now);
  EXPECT_EQ(applied.refused, 1U);
  EXPECT_EQ(applied.refused_removals, 0U);
  EXPECT_FALSE(shows("w", now));
  EXPECT_FALSE(state.registry().role_of(staff.second_editor.key()));
  // Clients find whoever signed a revocation.
  EXPECT_EQ(state.keyring().links.size(), staff.everybody().size() + 2);
}

TEST_F(StateTest, MembersAreNotEnrolled) {
  const auto member = staff.by({&staff.worker}, "member", trust::Role::kMember);
  expect_refused(state.apply(Operation::kEnrol, records::encode(member.enrolment()), kStart), ErrorCode::kInvalid, "role");
  // But they are revoked here: the keyring shows all revocations.
  EXPECT_TRUE(revoke(staff.worker, member));
  EXPECT_EQ(state.keyring().revocations.size(), 1U);
}

TEST_F(StateTest, KeyringShowsEverything) {
  ASSERT_TRUE(state.apply(Operation::kTeamEpoch, records::encode(staff.team_epoch(staff.lead.signing, 1)), kStart));
  ASSERT_TRUE(state.apply(Operation::kGroupEpoch, records::encode(staff.group_epoch(staff.lead.signing, 1)), kStart));
  const auto keyring = state.keyring();
  EXPECT_EQ(keyring.links.size(), staff.everybody().size());
  EXPECT_EQ(keyring.team_epochs.size(), 1U);
  EXPECT_EQ(keyring.group_epochs.size(), 1U);
  EXPECT_EQ(keyring.check_epochs, std::vector{staff.ceremony().check_epoch});
}

TEST_F(StateTest, OtherOperationsAreNotApplied) {
  for (int operation = 0; operation < 256; ++operation)
    if ((operation < 2 || operation > 11) && operation != 14)
      expect_refused(state.apply(Operation{static_cast<std::uint8_t>(operation)}, {}, kStart), ErrorCode::kInvalid, "operation");
}

}  // namespace
}  // namespace parasol::listd
