// The audit chains and the outbox.
#include <algorithm>
#include <atomic>
#include <thread>

#include "domain/audit.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "domain/ports/outbox_store.h"
#include "storage_contract.h"

namespace parasol {
namespace {

using domain::OutboxItem;
using domain::OutboxKind;
using domain::Stores;

class AuditContract : public test_support::StorageContract {};
PARASOL_ON_EVERY_DATABASE(AuditContract);

domain::AuditEntry entry_about(const ByteArray<16>& object, vocabulary::AuditAction action) {
  return {action, std::nullopt, std::nullopt, object, std::nullopt, false};
}

TEST_P(AuditContract, ChainsHoldTogetherAndShowABreak) {
  const auto report = random_array<16>();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write([&](Stores& stores) {
      return domain::append_audit(stores, entry_about(report, vocabulary::AuditAction::kReportOpened), i * kHour);
    }));
  }
  ASSERT_TRUE(domain::checkpoint_audit(unit(), kDay));
  const auto whole = domain::verify_audit(unit());
  ASSERT_TRUE(whole) << whole.error().detail;
  EXPECT_EQ(whole->chains, 2U);
  EXPECT_EQ(whole->events, 4U);
  EXPECT_EQ(*domain::checkpoint_audit(unit(), kDay), 0U);

  ASSERT_TRUE(database().write([&](db::Transaction& tx) {
    return tx.execute("DELETE FROM audit_event WHERE chain = $1 AND sequence = 1", {report});
  }));
  const auto broken = domain::verify_audit(unit());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kConflict);
}

// Break: hours in append_audit; checkpoint_audit takes the newest head.
TEST_P(AuditContract, NothingTellsTheHourOfWhatHappenedToAReport) {
  const auto report = random_array<16>(), younger = random_array<16>();
  const auto opened = [&](const ByteArray<16>& chain, Millis now) {
    ASSERT_TRUE(write([&](Stores& stores) { return domain::append_audit(stores, entry_about(chain, vocabulary::AuditAction::kReportOpened), now); }));
  };
  opened(report, 3 * kHour);
  opened(report, 23 * kHour);
  for (Millis hour = 0; hour < 24; ++hour) EXPECT_EQ(*domain::checkpoint_audit(unit(), hour * kHour), 0U);
  opened(report, kDay + kHour);
  opened(younger, kDay + kHour);
  EXPECT_EQ(*domain::checkpoint_audit(unit(), kDay + 2 * kHour), 1U);  // without today's event
  EXPECT_EQ(*domain::checkpoint_audit(unit(), 2 * kDay), 2U);
  EXPECT_EQ(*domain::checkpoint_audit(unit(), 2 * kDay), 0U);
  const auto events = *read([&](Stores& stores) { return stores.audit.events(report); });
  for (const auto& event : events) EXPECT_EQ(records::decode_audit_event(event)->time % static_cast<std::uint64_t>(kDay), 0U);
  EXPECT_TRUE(domain::verify_audit(unit()));
}

TEST_P(AuditContract, ARefusalIsOneEventAndChangesNothingElse) {
  const auto object = random_array<16>();
  const Status refused = domain::with_audit(
      unit(), entry_about(object, vocabulary::AuditAction::kKeyRevoked), kDay, [&](Stores& stores) -> Status {
        PARASOL_CHECK_OK(
            stores.outbox.add({.kind = OutboxKind::kHide, .payload = {1}, .key = crypto::sha256(Bytes{1})}));
        return failure(ErrorCode::kConflict);
      });
  ASSERT_FALSE(refused);
  const auto pending = read([](Stores& stores) { return stores.outbox.pending(10); });
  ASSERT_TRUE(pending);
  EXPECT_TRUE(pending->empty());
  const auto summary = domain::verify_audit(unit());
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->events, 1U);
}

// Break: SqlAuditStore::append() inserts the event before the head: PostgreSQL then refuses who loses the race.
TEST_P(AuditContract, WhoeverAppendsAtOnceIsNotRefused) {
  constexpr int kThreads = 4, kEach = 10;
  std::atomic<int> refused = 0;
  const auto append = [&] {
    for (int i = 0; i < kEach; ++i) {
      const auto entry = entry_about(random_array<16>(), vocabulary::AuditAction::kKeyRevoked);
      if (!write([&](Stores& stores) { return domain::append_audit(stores, entry, kDay); })) ++refused;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(append);
  }
  EXPECT_EQ(refused, 0);
  const auto summary = domain::verify_audit(unit());
  ASSERT_TRUE(summary) << summary.error().detail;
  EXPECT_EQ(summary->events, std::size_t{kThreads * kEach});
}

TEST_P(AuditContract, OutboxForgetsAStrikeAndKeepsItsAnswer) {
  const Bytes secret(32, 7);
  const OutboxItem item{.kind = OutboxKind::kStrike, .payload = secret, .key = crypto::sha256(secret)};
  ASSERT_TRUE(write([&](Stores& stores) { return stores.outbox.add(item); }));
  ASSERT_TRUE(write([&](Stores& stores) -> Status {  // the same again is the same item
    OutboxItem again = item;
    again.id = domain::OutboxId::random();
    return stores.outbox.add(again);
  }));
  const auto pending = read([](Stores& stores) { return stores.outbox.pending(10); });
  ASSERT_TRUE(pending);
  ASSERT_EQ(pending->size(), 1U);
  ASSERT_TRUE(write([&](Stores& stores) { return stores.outbox.complete(pending->front(), Bytes{9}, 1); }));
  const auto answer = read([&](Stores& stores) { return stores.outbox.answer(item.key); });
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, Bytes{9});
  const auto copies = read([](Stores& stores) { return stores.outbox.copies(OutboxKind::kStrike); });
  ASSERT_TRUE(copies);
  EXPECT_EQ(*copies, std::vector<Bytes>{Bytes{9}});
}

// Break: ORDER BY id alone in pending(), or sequence 0 for all.
TEST_P(AuditContract, OutboxKeepsTheOrderOfWhatIsNoStrike) {
  std::vector<ByteArray<32>> added, strikes;
  for (std::uint8_t i = 0; i < 12; ++i) {
    const auto kind = i % 4 == 3 ? OutboxKind::kStrike : i % 2 == 0 ? OutboxKind::kRevocation : OutboxKind::kGroupEpoch;
    const OutboxItem item{.kind = kind, .payload = {i}, .key = crypto::sha256(Bytes{i})};
    (kind == OutboxKind::kStrike ? strikes : added).push_back(item.key);
    ASSERT_TRUE(write([&](Stores& stores) { return stores.outbox.add(item); }));
  }
  const auto pending = *read([](Stores& stores) { return stores.outbox.pending(100); });
  ASSERT_EQ(pending.size(), 12U);
  for (std::size_t i = 0; i < strikes.size(); ++i) EXPECT_EQ(pending[i].kind, OutboxKind::kStrike);
  std::vector<ByteArray<32>> rest;
  for (std::size_t i = strikes.size(); i < pending.size(); ++i) rest.push_back(pending[i].key);
  EXPECT_EQ(rest, added);
  std::sort(strikes.begin(), strikes.end());
  EXPECT_EQ(*read([](Stores& stores) { return stores.outbox.pending_keys(OutboxKind::kStrike); }), strikes);
  EXPECT_TRUE(read([](Stores& stores) { return stores.outbox.pending_keys(OutboxKind::kHide); })->empty());
}

}  // namespace
}  // namespace parasol
