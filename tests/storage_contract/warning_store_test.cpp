// Warnings, publications, slot map, waiting restores.
#include "domain/ports/warning_store.h"

#include <map>

#include "storage_contract.h"

namespace parasol {
namespace {

using domain::Publication;
using domain::Stores;
using domain::Warning;
using domain::WarningReference;
using vocabulary::WarningState;

class WarningContract : public test_support::StorageContract {
 protected:
  static Warning new_warning(WarningReference reference, std::uint16_t version = 1) {
    Warning warning;
    warning.reference = reference;
    warning.version = version;
    warning.team = kTeam;
    warning.state = WarningState::kScored;
    warning.level = vocabulary::RecognitionLevel::kMedium;
    warning.day = 20'000;
    warning.draft = {1};
    warning.recognition = {2};
    warning.sealed = Bytes{3};
    return warning;
  }
  std::optional<Warning> find(WarningReference reference) {
    return *read([&](Stores& s) { return s.warnings.find(reference); });
  }
  void add(const Warning& warning) {
    ASSERT_TRUE(write([&](Stores& s) { return s.warnings.add(warning); }));
  }
  void publish(WarningReference reference, std::uint16_t version, std::int64_t last_day = 20'100, const domain::WithdrawalHashes& sources = {ByteArray<32>{1}}) {
    ASSERT_TRUE(write([&](Stores& s) {
      return s.warnings.publish({reference, version, 1, Bytes(72, static_cast<std::uint8_t>(version)), 20'000, last_day}, Bytes{9, 9}, sources);
    }));
  }
  std::vector<Publication> publications() {
    return *read([](Stores& s) { return s.warnings.publications(); });
  }

  static inline const domain::TeamId kTeam{ByteArray<16>{1}};
};
PARASOL_ON_EVERY_DATABASE(WarningContract);

TEST_P(WarningContract, KeepsWhatItWasGivenAndFindsTheNewestVersion) {
  const auto reference = WarningReference::random();
  EXPECT_FALSE(find(reference));
  Warning first = new_warning(reference);
  add(first);
  first.state = WarningState::kReviewed;
  first.day = 20'001;
  first.lead = Bytes{4};
  first.source = Bytes{5};
  first.fairness = Bytes{6};
  ASSERT_TRUE(write([&](Stores& s) { return s.warnings.update(first); }));
  const auto found = find(reference);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->team, kTeam);
  EXPECT_EQ(found->state, WarningState::kReviewed);
  EXPECT_EQ(found->level, vocabulary::RecognitionLevel::kMedium);
  EXPECT_EQ(found->day, 20'001);
  EXPECT_EQ(found->draft, Bytes{1});
  EXPECT_EQ(found->recognition, Bytes{2});
  EXPECT_EQ(found->lead, Bytes{4});
  EXPECT_EQ(found->sealed, Bytes{3});
  EXPECT_EQ(found->source, Bytes{5});
  EXPECT_EQ(found->fairness, Bytes{6});

  add(new_warning(reference, 2));
  EXPECT_EQ(find(reference)->version, 2);
  const auto taken = write([&](Stores& s) { return s.warnings.add(new_warning(reference, 2)); });
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kConflict);
}

TEST_P(WarningContract, ListsATeamsVersionsOnly) {
  const auto reference = WarningReference::random();
  add(new_warning(reference, 2));
  add(new_warning(reference, 1));
  Warning others = new_warning(WarningReference::random());
  others.team = domain::TeamId::random();
  add(others);
  const auto heads = *read([](Stores& s) { return s.warnings.of_team(kTeam); });
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_EQ(heads[0].version, 1);
  EXPECT_EQ(heads[1].version, 2);
  EXPECT_EQ(heads[0].reference, reference);
}

TEST_P(WarningContract, PublishesAVersionOnceAndTakesItBack) {
  const auto reference = WarningReference::random();
  publish(reference, 1);
  EXPECT_FALSE(write([&](Stores& s) { return s.warnings.publish({reference, 1, 1, Bytes(72, 1), 1, 2}, Bytes{8}, {}); }));
  const auto all = publications();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reference, reference);
  EXPECT_EQ(all[0].version, 1);
  EXPECT_EQ(all[0].group_epoch, 1U);
  EXPECT_EQ(all[0].key_wrap, Bytes(72, 1));
  EXPECT_EQ(all[0].first_day, 20'000);
  EXPECT_EQ(all[0].last_day, 20'100);
  EXPECT_EQ(*read([&](Stores& s) { return s.warnings.content(reference, 1); }), (Bytes{9, 9}));
  EXPECT_FALSE(*read([&](Stores& s) { return s.warnings.content(reference, 2); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.warnings.unpublish(reference, 1); }));
  EXPECT_TRUE(publications().empty());
}

TEST_P(WarningContract, ReplacesKeyWrapsOfWhatIsPublishedHere) {
  const auto one = WarningReference{ByteArray<16>{1}}, two = WarningReference{ByteArray<16>{2}};
  publish(one, 1);
  publish(two, 1);
  ASSERT_TRUE(write([&](Stores& s) {
    return s.warnings.replace_key_wraps(7, {{one, 1, Bytes(72, 50)}, {one, 2, Bytes(72, 51)}, {WarningReference::random(), 1, Bytes(72, 52)}});
  }));
  const auto all = publications();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].group_epoch, 7U);
  EXPECT_EQ(all[0].key_wrap, Bytes(72, 50));
  EXPECT_EQ(all[1].group_epoch, 1U);
}

TEST_P(WarningContract, KeepsTheSlotMapOfEachTeam) {
  const auto packet = domain::PacketId::random();
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.warnings.add_slot_row({packet, kTeam, {1}, 20'000}, {ByteArray<32>{1}}));
    return s.warnings.add_slot_row({domain::PacketId::random(), domain::TeamId::random(), {2}, 20'000}, {ByteArray<32>{1}});
  }));
  const auto rows = *read([](Stores& s) { return s.warnings.slot_rows(kTeam); });
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].packet, packet);
  EXPECT_EQ(rows[0].sealed, Bytes{1});
  ASSERT_TRUE(write([&](Stores& s) { return s.warnings.remove_slot_row(packet); }));
  EXPECT_TRUE((*read([](Stores& s) { return s.warnings.slot_rows(kTeam); })).empty());
}

TEST_P(WarningContract, OneRestoreWaitsForEachWarning) {
  const auto reference = WarningReference::random();
  EXPECT_FALSE(*read([&](Stores& s) { return s.warnings.find_restore(reference); }));
  for (const std::uint8_t content : {std::uint8_t{1}, std::uint8_t{2}})
    ASSERT_TRUE(write([&](Stores& s) {
      return s.warnings.put_restore({reference, content == 1 ? vocabulary::Role::kCaseLead : vocabulary::Role::kDataProtectionOfficer, {content}});
    }));
  const auto waiting = *read([&](Stores& s) { return s.warnings.find_restore(reference); });
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->role, vocabulary::Role::kDataProtectionOfficer);
  EXPECT_EQ(waiting->order, Bytes{2});
  ASSERT_TRUE(write([&](Stores& s) { return s.warnings.remove_restore(reference); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.warnings.find_restore(reference); }));
}

// Break: strike() erases what has other sources left, or leaves what has none; or what was sealed of it stays.
TEST_P(WarningContract, AStrikeErasesWhatHasNoOtherSource) {
  const ByteArray<32> struck{1}, other{2};
  const auto alone = WarningReference{ByteArray<16>{1}}, shared = WarningReference{ByteArray<16>{2}}, others = WarningReference{ByteArray<16>{3}};
  for (const auto reference : {alone, shared, others}) {
    for (const std::uint16_t version : {std::uint16_t{1}, std::uint16_t{2}}) {
      Warning warning = new_warning(reference, version);
      warning.state = WarningState::kHandedOver;
      warning.source = Bytes{5};
      add(warning);
    }
  }
  publish(alone, 1, 20'100, {struck});
  publish(alone, 2, 20'100, {struck});
  publish(shared, 2, 20'100, {struck, other});
  publish(others, 2, 20'100, {other});
  const auto slot = [&](const domain::WithdrawalHashes& sources) {
    const auto packet = domain::PacketId::random();
    EXPECT_TRUE(write([&](Stores& s) { return s.warnings.add_slot_row({packet, kTeam, {1}, 20'100}, sources); }));
    return packet;
  };
  const auto lone_slot = slot({struck}), shared_slot = slot({struck, other});
  const auto strike = [&](const ByteArray<32>& hash) {
    std::vector<domain::WarningVersion> erased;
    EXPECT_TRUE(write([&](Stores& s) -> Status {
      PARASOL_TRY(erased, s.warnings.strike(hash, 20'001));
      return {};
    }));
    return erased;
  };
  const auto days_of_slots = [&] {
    std::map<domain::PacketId, std::int64_t> days;
    const auto rows = *read([](Stores& s) { return s.warnings.slot_rows(kTeam); });
    for (const auto& row : rows) days.emplace(row.packet, row.last_day);
    return days;
  };

  const auto erased = strike(struck);
  ASSERT_EQ(erased.size(), 2U);
  EXPECT_EQ(erased[0].reference, alone);
  EXPECT_EQ(erased[0].version, 1);
  EXPECT_EQ(erased[1].version, 2);
  auto left = publications();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].reference, shared);
  EXPECT_EQ(left[0].last_day, 20'001);
  EXPECT_EQ(left[1].last_day, 20'100);
  EXPECT_FALSE(find(alone)->sealed);
  EXPECT_FALSE(find(alone)->source);
  EXPECT_TRUE(find(shared)->sealed);
  EXPECT_EQ(days_of_slots(), (std::map<domain::PacketId, std::int64_t>{{shared_slot, 20'001}}));
  EXPECT_FALSE(days_of_slots().contains(lone_slot));

  EXPECT_TRUE(strike(struck).empty());
  EXPECT_TRUE(strike(ByteArray<32>{9}).empty());
  EXPECT_EQ(publications().size(), 2U);
  EXPECT_EQ(strike(other).size(), 2U);
  EXPECT_TRUE(publications().empty());
  EXPECT_TRUE(days_of_slots().empty());
  EXPECT_FALSE(find(others)->sealed);
}

// Break: <= in place of < in purge(), or purge what is sealed of drafts too.
TEST_P(WarningContract, PurgesWhatIsOver) {
  const auto over = WarningReference::random(), last = WarningReference::random(), drafted = WarningReference::random();
  for (const auto reference : {over, last, drafted}) {
    Warning warning = new_warning(reference);
    warning.source = Bytes{5};
    if (reference != drafted) warning.state = WarningState::kHandedOver;
    add(warning);
  }
  publish(over, 1, 20'099);
  publish(last, 1, 20'100);
  ASSERT_TRUE(write([](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.warnings.add_slot_row({domain::PacketId::random(), kTeam, {1}, 20'099}, {ByteArray<32>{1}}));
    PARASOL_CHECK_OK(s.warnings.add_slot_row({domain::PacketId::random(), kTeam, {2}, 20'100}, {ByteArray<32>{1}}));
    return s.warnings.purge(20'100);
  }));
  ASSERT_EQ(publications().size(), 1U);
  EXPECT_EQ(publications()[0].reference, last);
  EXPECT_EQ((*read([](Stores& s) { return s.warnings.slot_rows(kTeam); })).size(), 1U);
  EXPECT_FALSE(find(over)->sealed);
  EXPECT_FALSE(find(over)->source);
  EXPECT_TRUE(find(last)->sealed);
  EXPECT_TRUE(find(drafted)->sealed);
}

}  // namespace
}  // namespace parasol
