#include "listd/listing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/primitives.h"
#include "listd/test_support.h"

namespace parasol::listd {
namespace {

using test::id_of;
using test::kStart;

class ListingTest : public testing::Test {
 protected:
  void accept(const test::PacketDraft& draft, Millis now = kStart) {
    ASSERT_TRUE(state.apply(Operation::kAccept, records::encode(draft.sign()), now));
  }
  void strike(std::string_view source, Millis now) {
    const auto answer = state.acknowledgement(test::source_of(source), now);
    ASSERT_TRUE(state.apply(Operation::kStrike, records::encode(trust::sign(staff.list, records::encode(answer))), now));
  }
  bool lists(std::string_view name) const {
    return std::any_of(listing.packets().begin(), listing.packets().end(),
                       [&](std::size_t index) { return state.packets()[index].id == id_of(name); });
  }
  test::Staff staff;
  ListState state = test::state_of(staff);
  Listing listing;
};

// Break: take something up in drop_gone().
TEST_F(ListingTest, ThingsComeAtTurnsOnly) {
  accept(staff.warning("w", "ref", {"ann"}));
  listing.drop_gone(state, kStart);
  EXPECT_FALSE(lists("w"));
  listing.turn(state, kStart);
  EXPECT_TRUE(lists("w"));
}

// Break: an empty drop_gone().
TEST_F(ListingTest, RemovalsDoNotWait) {
  accept(staff.warning("struck", "a", {"ann"}));
  accept(staff.warning("hidden", "b", {"bea"}));
  accept(staff.warning("other", "c", {"cat"}));
  listing.turn(state, kStart);
  strike("ann", kStart);
  ASSERT_TRUE(state.apply(Operation::kHide, records::encode(staff.hide_order(staff.editor.signing, "b", kStart)), kStart));
  listing.drop_gone(state, kStart);
  EXPECT_FALSE(lists("struck"));
  EXPECT_FALSE(lists("hidden"));
  EXPECT_TRUE(lists("other"));
}

// Break: let superseded_from alone make is_gone true: the warning would be missing until the turn.
TEST_F(ListingTest, AReplacementSwapsAtOneTurn) {
  accept(staff.warning("w", "ref", {"ann", "bea"}));
  listing.turn(state, kStart);
  auto replacement = staff.warning("r", "ref", {"ann", "bea"}, kStart + kMinute);
  replacement.packet.replaces = id_of("w");
  accept(replacement);
  listing.drop_gone(state, kStart + 2 * kMinute);
  EXPECT_TRUE(lists("w"));
  listing.turn(state, kStart + kTurn);
  EXPECT_FALSE(lists("w"));
  EXPECT_TRUE(lists("r"));
}

// Break: drop superseded_from from is_gone; the promise would be broken until the turn.
TEST_F(ListingTest, AStruckPacketDoesNotWaitForItsReplacement) {
  accept(staff.warning("w", "ref", {"ann", "bea"}));
  auto replacement = staff.warning("r", "ref", {"bea"}, kStart + kMinute);
  replacement.packet.replaces = id_of("w");
  accept(replacement);
  listing.turn(state, kStart);
  EXPECT_EQ(state.acknowledgement(test::source_of("ann"), kStart + 2 * kMinute).gone_by, trust::to_u53(kStart + 2 * kMinute));
  strike("ann", kStart + 2 * kMinute);
  listing.drop_gone(state, kStart + 2 * kMinute);
  EXPECT_FALSE(lists("w"));
}

// Break: drop not_before from is_gone.
TEST_F(ListingTest, NorForAClockThatWasSetBack) {
  accept(staff.warning("w", "ref", {"ann", "bea"}, kStart + 2 * kDay));
  listing.turn(state, kStart + 2 * kDay);
  EXPECT_EQ(state.acknowledgement(test::source_of("ann"), kStart).gone_by, trust::to_u53(kStart));
  strike("ann", kStart);
  listing.drop_gone(state, kStart);
  EXPECT_FALSE(lists("w"));
}

TEST_F(ListingTest, KnowsWhenTheNextGraceEnds) {
  accept(staff.warning("w", "ref", {"ann", "bea"}));
  accept(staff.warning("x", "other", {"cat", "dot"}));
  listing.turn(state, kStart);
  EXPECT_EQ(listing.next_grace_end(state), kNever);
  strike("dot", kStart + 2 * kHour);
  strike("ann", kStart + 5 * kHour);
  EXPECT_EQ(listing.next_grace_end(state), kStart + 26 * kHour);
}

TEST_F(ListingTest, LiveIndexIsSortedAndHasHashes) {
  for (const std::string_view name : {"one", "two", "three", "four"}) accept(staff.warning(name, name, {"ann"}));
  accept(staff.slot("s", "number", "one", {"ann"}));
  listing.turn(state, kStart);
  const auto live = listing.live_index(state);
  ASSERT_EQ(live.entries.size(), 4U);
  EXPECT_TRUE(std::is_sorted(live.entries.begin(), live.entries.end(),
                             [](const auto& a, const auto& b) { return a.reference < b.reference; }));
  const auto one = std::find_if(live.entries.begin(), live.entries.end(),
                                [](const auto& entry) { return entry.reference == id_of("one"); });
  ASSERT_NE(one, live.entries.end());
  EXPECT_EQ(one->hash, crypto::sha256(staff.warning("one", "one", {"ann"}).packet.payload));
}

// Break: leave the canaries out of slots().
TEST_F(ListingTest, SlotsAreTheListedAndTheCanaries) {
  accept(staff.slot("s", "number", "ref", {"ann"}));
  accept(staff.slot("later", "other number", "ref", {"ann"}, kStart + kDay));
  EXPECT_EQ(listing.slots(state).size(), 2U);
  listing.turn(state, kStart);
  const auto slots = listing.slots(state);
  ASSERT_EQ(slots.size(), 3U);
  EXPECT_EQ(slots[2].bytes, test::slot_of("number", "s"));
}

// Break: compare version texts letter by letter.
TEST_F(ListingTest, NewestNormaliser) {
  EXPECT_EQ(listing.normaliser(state), "");
  for (const std::string version : {"parasol-1 lib-1.9.2", "parasol-1 lib-1.13.16", "parasol-1 lib-1.2.30"}) {
    auto slot = staff.slot(version, version, "ref", {"ann"});
    slot.packet.normaliser = version;
    accept(slot);
  }
  listing.turn(state, kStart);
  EXPECT_EQ(listing.normaliser(state), "parasol-1 lib-1.13.16");
  EXPECT_TRUE(is_older_version("", "1"));
  EXPECT_TRUE(is_older_version("1", "1.0"));
  EXPECT_TRUE(is_older_version("a9", "a10"));
  EXPECT_FALSE(is_older_version("a10", "a9"));
  EXPECT_FALSE(is_older_version("a010", "a10"));
  EXPECT_FALSE(is_older_version("a10", "a010"));
  EXPECT_TRUE(is_older_version("a", "b"));
}

// Break: the epoch comparison in shown_at.
TEST_F(ListingTest, SlotsOfAnEarlierEpochAreNotListed) {
  const std::vector<records::Ceremony> ceremonies{staff.ceremony(1), staff.ceremony(2)};
  ListState two(staff.trust, *verify_ceremonies(ceremonies, staff.trust));
  for (const auto* person : staff.everybody())
    ASSERT_TRUE(two.apply(Operation::kEnrol, records::encode(person->enrolment()), kStart));
  auto now = staff.slot("now", "number", "ref", {"ann"});
  now.packet.epoch = 2;
  ASSERT_TRUE(two.apply(Operation::kAccept, records::encode(now.sign()), kStart));
  ASSERT_TRUE(two.apply(Operation::kAccept, records::encode(staff.slot("then", "other", "ref", {"ann"}).sign()), kStart));
  listing.turn(two, kStart);
  ASSERT_EQ(listing.packets().size(), 1U);
  EXPECT_EQ(two.packets()[listing.packets()[0]].id, id_of("now"));
}

}  // namespace
}  // namespace parasol::listd
