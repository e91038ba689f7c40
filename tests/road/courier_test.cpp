// What waits for listd, and how it gets there.
#include <future>
#include <thread>

#include "base/file.h"
#include "crypto/primitives.h"
#include "domain/ports/account_store.h"
#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using domain::outbox_item;
using domain::OutboxKind;
using domain::Stores;
using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using test_support::text_of;
using vocabulary::Scope;

struct CourierTest : testing::Test {
  Road road;

  void put(OutboxKind kind, ByteView payload) {
    ASSERT_TRUE(road.unit->write([&](Stores& stores) { return stores.outbox.add(outbox_item(kind, payload)); }));
  }
  void put_strike(std::string_view name) { put(OutboxKind::kStrike, crypto::sha256(as_bytes(name))); }
  void put_hide(const crypto::SigningKey& by) {
    const records::HideOrder order{road.staff.deployment, text_of("warning").reference.value, trust::to_u53(road.clock.now())};
    put(OutboxKind::kHide, records::encode(trust::sign(by, records::encode(order))));
  }
  void put_group_epoch(std::uint32_t number) {
    put(OutboxKind::kGroupEpoch, records::encode(road.staff.group_epoch(road.staff.lead.signing, number)));
  }
  std::size_t waiting(OutboxKind kind) {
    return expect(road.unit->read([&](Stores& stores) { return stores.outbox.pending_keys(kind); })).size();
  }
  std::size_t copies(OutboxKind kind) {
    return expect(road.unit->read([&](Stores& stores) { return stores.outbox.copies(kind); })).size();
  }
  records::Keyring keyring() {
    const auto manifest = expect(road.live_list.manifest());
    return expect(records::decode_keyring(*expect(road.list_folder.file(manifest.keyring))));
  }
};

// Break: pending() in random order.
TEST_F(CourierTest, EpochsThatWaitedTogetherAreAllTaken) {
  road.is_listd_silent = true;
  for (std::uint32_t number = 2; number <= 7; ++number) put_group_epoch(number);
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_EQ(waiting(OutboxKind::kGroupEpoch), 6U);
  road.is_listd_silent = false;
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_EQ(keyring().group_epochs.size(), 7U);
}

// Break: drop whatever listd refuses.
TEST_F(CourierTest, WhatTakesAwayIsNeverDropped) {
  const auto nobody = trust::test::key_of("nobody");
  put_hide(nobody);
  put(OutboxKind::kRevocation, records::encode(road.staff.revocation(nobody, road.staff.editor.key())));
  put(OutboxKind::kPacket, Bytes{1, 2, 3});
  put_group_epoch(2);
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_EQ(waiting(OutboxKind::kHide), 1U);
  EXPECT_EQ(waiting(OutboxKind::kRevocation), 1U);
  EXPECT_EQ(waiting(OutboxKind::kPacket), 0U);
  EXPECT_EQ(keyring().group_epochs.size(), 2U);  // and nothing waits behind it
}

// What a person signed while she could holds, however late it comes (invariants 17 and 23).
TEST_F(CourierTest, AHideAndARevocationOutliveTheirSigner) {
  Reporter reporter(road, "one");
  const auto text = text_of("warning");
  ASSERT_TRUE(reporter.submit());
  road.publish(reporter, text);
  road.is_listd_silent = true;
  put_hide(road.staff.editor.signing);
  put(OutboxKind::kRevocation, records::encode(road.staff.revocation(road.staff.lead.signing, road.staff.second_editor.key())));
  put(OutboxKind::kRevocation, records::encode(road.staff.revocation(road.staff.lead.signing, road.staff.editor.key())));
  put(OutboxKind::kRevocation, records::encode(road.staff.revocation(road.staff.administrator.signing, road.staff.lead.key())));
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_TRUE(road.is_live(text));
  road.is_listd_silent = false;
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_FALSE(road.is_live(text));
  EXPECT_EQ(keyring().revocations.size(), 3U);
  EXPECT_EQ(copies(OutboxKind::kHide), 1U);
}

// Break: deliver everything to a listd that is dark.
TEST_F(CourierTest, ToADarkListOnlyWithdrawalsGo) {
  road.list_service.reset();
  std::filesystem::remove(road.list_path() / "journal");  // nobody is known there any more
  road.restart_listd();
  put_hide(road.staff.editor.signing);
  put_group_epoch(2);
  put_strike("somebody's");
  ASSERT_TRUE(road.courier.deliver());
  EXPECT_EQ(waiting(OutboxKind::kStrike), 0U);
  EXPECT_EQ(waiting(OutboxKind::kHide), 1U);
  EXPECT_EQ(waiting(OutboxKind::kGroupEpoch), 1U);
  EXPECT_TRUE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_EQ(waiting(OutboxKind::kHide), 0U);
  EXPECT_EQ(copies(OutboxKind::kHide), 1U);
  EXPECT_EQ(keyring().group_epochs.size(), 2U);
}

// What was hidden stays hidden after listd's folder was set back, also if whoever hid it is not in there.
// Break: leave out introduce(), or replay_done() whatever was refused.
TEST_F(CourierTest, AListThatWasSetBackShowsNothingThatWasHidden) {
  Reporter reporter(road, "one");
  const auto text = text_of("warning");
  ASSERT_TRUE(reporter.submit());
  road.publish(reporter, text);
  const Bytes earlier = *read_file(road.list_path() / "journal");

  const auto late = road.staff.by({&road.staff.administrator, &road.staff.lead}, "late", vocabulary::Role::kAlertEditor);
  domain::Account account;
  account.id = domain::AccountId::random();
  account.login = "late";
  account.role = vocabulary::Role::kAlertEditor;
  account.team = road.installation.team;
  account.signing_key = late.key();
  account.check_key = late.check.public_key();
  account.sealing_key = Bytes(1216, 1);
  account.link = records::encode(late.chain.links.back());
  ASSERT_TRUE(road.unit->write([&](Stores& stores) { return stores.accounts.add(account, Bytes{}); }));
  ASSERT_TRUE(road.listd.enrol(records::encode(late.chain)));
  const test_support::Person person{{account.id, account.role, account.team, account.signing_key}, &late};
  ASSERT_TRUE(expect(road.publishing.hide(person.principal, text.reference, road.hide_order(person, text))));
  EXPECT_FALSE(road.is_live(text));

  road.wait(8 * kDay);  // invitations live for seven
  const auto set_back = [&] {
    road.list_service.reset();
    ASSERT_TRUE(write_file(road.list_path() / "journal", earlier));
    road.restart_listd();
  };
  set_back();
  EXPECT_TRUE(expect(domain::light_list(*road.unit, road.courier, road.listd, road.installation)));
  EXPECT_FALSE(road.is_live(text));

  // If she cannot be made known, nothing shows at all.
  set_back();
  server::ListDaemonClient forgetful([&](ByteView call) -> Result<Bytes> {
    if (expect(records::decode_daemon_call(call)).operation == 14) return records::encode(records::DaemonReply{1, {}});
    return road.list_service->handle(call);
  });
  const auto lit = domain::light_list(*road.unit, road.courier, forgetful, road.installation);
  ASSERT_FALSE(lit);
  EXPECT_EQ(lit.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(expect(road.listd.status()).is_dark);
}

// A listd that hangs holds one caller, not all of them.
// Break: lock() in place of try_lock(), or go on after kUnavailable.
TEST_F(CourierTest, WhileOneAsksASilentListTheOthersDoNotWait) {
  for (const auto* name : {"a", "b", "c"}) put_strike(name);
  std::atomic<int> calls = 0;
  std::promise<void> is_asked, may_answer;
  auto answer = may_answer.get_future().share();
  server::ListDaemonClient hanging([&](ByteView) -> Result<Bytes> {
    if (++calls == 2) {
      is_asked.set_value();
      answer.wait();
    }
    return failure(ErrorCode::kUnavailable);
  });
  domain::ListCourier courier(*road.unit, hanging, road.clock);
  ASSERT_TRUE(courier.deliver());
  EXPECT_EQ(calls, 1);
  std::thread one([&] { EXPECT_TRUE(courier.deliver()); });
  is_asked.get_future().wait();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(courier.deliver());
  EXPECT_EQ(calls, 2);
  may_answer.set_value();
  one.join();
  EXPECT_EQ(waiting(OutboxKind::kStrike), 3U);
}

// What was left behind while listd was silent goes as soon as one caller has an answer. Break: one look at the outbox.
TEST_F(CourierTest, WhoeverGetsAnAnswerTakesTheOthersAlong) {
  bool has_come = false;
  server::ListDaemonClient listd([&](ByteView call) -> Result<Bytes> {
    if (!std::exchange(has_come, true)) put_strike("another, while the first is on its way");
    return road.list_service->handle(call);
  });
  domain::ListCourier courier(*road.unit, listd, road.clock);
  put_strike("the first");
  ASSERT_TRUE(courier.deliver());
  EXPECT_EQ(waiting(OutboxKind::kStrike), 0U);
}

// Break: has_pending in light_list, or in Reports::settle; or a delivery that goes on for as long as anything comes.
TEST_F(CourierTest, WhatOthersWithdrawMeanwhileKeepsNobodyWaiting) {
  Reporter reporter(road, "one");
  ASSERT_TRUE(reporter.submit());
  // Whenever listd hears of a withdrawal, another one is there.
  int strikes = 0;
  server::ListDaemonClient listd([&](ByteView call) -> Result<Bytes> {
    if (road.is_listd_silent) return failure(ErrorCode::kUnavailable);
    if (expect(records::decode_daemon_call(call)).operation == 7) put_strike("number " + std::to_string(++strikes));
    return road.list_service->handle(call);
  });
  domain::ListCourier courier(*road.unit, listd, road.clock);
  domain::Reports reports(*road.unit, road.clock, courier, road.staff.deployment, {{road.installation.team, "North"}}, {});
  road.is_listd_silent = true;
  ASSERT_TRUE(reporter.erase());
  ASSERT_TRUE(road.courier.deliver());
  road.is_listd_silent = false;
  EXPECT_EQ(expect(reports.settle_all()), 1U);
  EXPECT_EQ(expect(reporter.read()).report.state, vocabulary::ReportState::kWithdrawn);
  EXPECT_GT(waiting(OutboxKind::kStrike), 0U);

  road.restart_listd();
  EXPECT_TRUE(expect(domain::light_list(*road.unit, courier, listd, road.installation)));
  EXPECT_GT(waiting(OutboxKind::kStrike), 0U);
}

}  // namespace
}  // namespace parasol
