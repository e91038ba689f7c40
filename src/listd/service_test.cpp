#include "listd/service.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "listd/test_support.h"

namespace parasol::listd {
namespace {

namespace fs = std::filesystem;
using test::id_of;
using test::kStart;
using test::secret_of;

class ServiceTest : public testing::Test {
 protected:
  void SetUp() override { start(); }

  Result<std::unique_ptr<ListService>> open(const fs::path& where) const {
    ServiceOptions options;
    options.folder = where;
    options.trust = staff.trust;
    options.list_seed = Secret<32>(crypto::sha256(as_bytes("key of list")));
    options.dummy_seed = Secret<32>(crypto::sha256(as_bytes("dummies")));
    options.ceremonies = {staff.ceremony()};
    options.clock = &clock;
    return ListService::open(std::move(options));
  }
  void start() {
    service.reset();
    auto opened = open(folder);
    ASSERT_TRUE(opened) << opened.error().field << opened.error().detail;
    service = *std::move(opened);
  }
  // A started service with the staff enrolled, past its replay.
  void start_shining() {
    for (const auto* person : staff.everybody()) ASSERT_TRUE(call(Operation::kEnrol, records::encode(person->enrolment())));
    ASSERT_TRUE(call(Operation::kReplayDone));
  }

  Result<Bytes> call(Operation operation, Bytes body = {}) const {
    const Bytes answer = service->handle(records::encode(records::DaemonCall{static_cast<std::uint8_t>(operation), std::move(body)}));
    PARASOL_TRY(auto reply, records::decode_daemon_reply(answer));
    if (reply.status != 0) return failure(static_cast<ErrorCode>(reply.status - 1));
    return std::move(reply.body);
  }
  Result<Bytes> accept(const test::PacketDraft& draft) const { return call(Operation::kAccept, records::encode(draft.sign())); }
  template <class Record>
  Record signed_by_list(const Result<Bytes>& body, Result<Record> (*decode)(ByteView)) const {
    EXPECT_TRUE(body);
    return *trust::verify_signed_by(staff.trust.list_key, *records::decode_signed(*body), decode, staff.deployment);
  }
  records::StrikeAcknowledgement strike(std::string_view source) const {
    return signed_by_list(call(Operation::kStrike, secret_of(source)), records::decode_strike_acknowledgement);
  }
  records::ListdStatus status() const { return *records::decode_listd_status(*call(Operation::kStatus)); }

  Result<records::Manifest> manifest() const {
    PARASOL_TRY(const Bytes content, read_file(folder / "public/manifest"));
    PARASOL_TRY(const auto envelope, records::decode_signed(content));
    return trust::verify_signed_by(staff.trust.list_key, envelope, records::decode_manifest, staff.deployment);
  }
  Bytes published(const ByteArray<32>& hash) const { return *read_file(folder / "public" / to_hex(hash)); }
  bool lists(std::string_view reference) const {
    const auto live = *records::decode_live_index(published(manifest()->live_index));
    return std::ranges::any_of(live.entries, [&](const auto& entry) { return entry.reference == id_of(reference); });
  }
  bool has_slot(std::string_view tag) const {
    const Bytes bucket = published(manifest()->buckets.at(0));
    const Slot wanted = test::slot_of(tag);
    for (std::size_t at = 0; at < bucket.size(); at += kSlotSize)
      if (std::equal(wanted.begin(), wanted.begin() + 16, bucket.begin() + static_cast<std::ptrdiff_t>(at))) return true;
    return false;
  }
  void wait(Millis time) {
    clock.advance(time);
    service->tick();
  }

  test::Staff staff;
  ManualClock clock{kStart};
  test_support::TemporaryFolder folder;
  std::unique_ptr<ListService> service;
};

// Break: is_dark_ = false at the start, or tick() and publish() without looking at it.
TEST_F(ServiceTest, DarkUntilReplayDone) {
  EXPECT_TRUE(status().is_dark);
  EXPECT_EQ(status().seq, 0U);
  wait(kDay);
  EXPECT_FALSE(manifest());
  ASSERT_TRUE(call(Operation::kReplayDone));
  EXPECT_FALSE(status().is_dark);
  ASSERT_TRUE(manifest());
  EXPECT_EQ(status().seq, manifest()->seq);
  EXPECT_TRUE(call(Operation::kReplayDone));
  start();
  EXPECT_TRUE(status().is_dark);
  EXPECT_FALSE(manifest());
  EXPECT_NE(status().seq, 0U);
}

// A clock that jumps, and no tick yet. Break: leave out keep_up() at kStatus.
TEST_F(ServiceTest, WhoeverAsksForTheStatusFindsTheListOfNow) {
  start_shining();
  const auto before = status();
  EXPECT_EQ(status(), before);
  clock.advance(10 * kDay);
  const auto after = status();
  EXPECT_GT(after.seq, before.seq);
  EXPECT_EQ(manifest()->seq, after.seq);
  EXPECT_EQ(trust::to_millis(manifest()->issued), clock.now());
}

TEST_F(ServiceTest, FromPacketToListToStrike) {
  start_shining();
  const auto acceptance = signed_by_list(accept(staff.warning("w", "ref", {"ann"})), records::decode_packet_acceptance);
  EXPECT_EQ(acceptance.packet, id_of("w"));
  ASSERT_TRUE(accept(staff.slot("s", "number", "ref", {"ann"})));
  EXPECT_EQ(*records::decode_packet_ids(*call(Operation::kPackets)), (records::PacketIds{{id_of("w"), id_of("s")}}));
  EXPECT_FALSE(lists("ref"));
  wait(kTurn);
  EXPECT_TRUE(lists("ref"));
  EXPECT_TRUE(has_slot("number"));
  EXPECT_TRUE(has_slot("canary1" + std::to_string(0x10000000U)));
  EXPECT_EQ(manifest()->normaliser, "parasol-1");
  // At once, before the answer.
  clock.advance(kMinute);
  const auto answer = strike("ann");
  EXPECT_EQ(answer.hash, test::source_of("ann"));
  EXPECT_EQ(answer.struck_at, trust::to_u53(clock.now()));
  EXPECT_EQ(answer.gone_by, answer.struck_at);
  EXPECT_FALSE(lists("ref"));
  EXPECT_FALSE(has_slot("number"));
}

// Break: publish only when turn_of(now) changes; or take things up in between.
TEST_F(ServiceTest, ARemovalBringsNothingNew) {
  start_shining();
  ASSERT_TRUE(accept(staff.warning("old", "old", {"ann"})));
  wait(kTurn);
  ASSERT_TRUE(accept(staff.warning("new", "new", {"bea"})));
  strike("ann");
  EXPECT_FALSE(lists("old"));
  EXPECT_FALSE(lists("new"));
  ASSERT_TRUE(call(Operation::kHide, records::encode(staff.hide_order(staff.editor.signing, "x", clock.now()))));
  EXPECT_FALSE(lists("new"));
  wait(kTurn);
  EXPECT_TRUE(lists("new"));
  ASSERT_TRUE(call(Operation::kHide, records::encode(staff.hide_order(staff.editor.signing, "new", clock.now()))));
  EXPECT_FALSE(lists("new"));
}

// Break: publish strikes only if something was removed.
TEST_F(ServiceTest, UnknownSecretsMoveTheListToo) {
  start_shining();
  const auto before = manifest()->seq;
  const auto answer = strike("nobody");
  EXPECT_EQ(answer.gone_by, answer.struck_at);
  EXPECT_GT(manifest()->seq, before);
  const auto after = manifest()->seq;
  clock.advance(kSecond);
  EXPECT_EQ(strike("nobody"), answer);
  EXPECT_EQ(manifest()->seq, after);
}

// Break: next_grace_end_ in tick().
TEST_F(ServiceTest, TheGraceEndsWhenPromised) {
  start_shining();
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann", "bea"})));
  wait(kTurn + 7 * kMinute);
  const auto answer = strike("ann");
  EXPECT_EQ(answer.gone_by, answer.struck_at + static_cast<std::uint64_t>(kDay));
  EXPECT_TRUE(lists("ref"));
  wait(kDay - kSecond);
  EXPECT_TRUE(lists("ref"));
  const auto turn = turn_of(clock.now());
  wait(kSecond);
  EXPECT_EQ(turn_of(clock.now()), turn) << "not just because of a turn";
  EXPECT_FALSE(lists("ref"));
}

// Break: compare turns with < in tick().
TEST_F(ServiceTest, TurnsFollowAClockThatJumps) {
  start_shining();
  auto soon = staff.warning("w", "ref", {"ann"}, kStart + kDay);
  soon.packet.not_after = trust::to_u53(kStart + 2 * kDay);
  ASSERT_TRUE(accept(soon));
  std::uint64_t seq = manifest()->seq;
  const auto expect_after = [&](Millis jump, bool listed) {
    wait(jump);
    EXPECT_EQ(lists("ref"), listed);
    EXPECT_GT(manifest()->seq, seq);
    EXPECT_EQ(manifest()->issued, trust::to_u53(clock.now()));
    seq = manifest()->seq;
  };
  expect_after(kDay, true);
  expect_after(-kHour, false);
  expect_after(kHour, true);
  expect_after(30 * kDay, false);
  expect_after(-30 * kDay, true);
  // Within one turn nothing happens.
  wait(kTurn - 1);
  EXPECT_EQ(manifest()->seq, seq);
}

TEST_F(ServiceTest, TheManifestNamesKeyringAndCanary) {
  start_shining();
  ASSERT_TRUE(call(Operation::kCanary, records::encode(staff.canary_report(kStart - 1))));
  // A canary, like revocations and epochs, does not wait: without it every check says "could not check".
  EXPECT_EQ(manifest()->canary_at, trust::to_u53(kStart - 1));
  ASSERT_TRUE(call(Operation::kRevoke, records::encode(staff.revocation(staff.lead.signing, staff.editor.key()))));
  ASSERT_TRUE(call(Operation::kTeamEpoch, records::encode(staff.team_epoch(staff.lead.signing, 1))));
  ASSERT_TRUE(call(Operation::kGroupEpoch, records::encode(staff.group_epoch(staff.lead.signing, 1))));
  const auto keyring = *records::decode_keyring(published(manifest()->keyring));
  EXPECT_EQ(keyring.links.size(), staff.everybody().size());
  EXPECT_EQ(keyring.revocations.size(), 1U);
  EXPECT_EQ(keyring.team_epochs.size() + keyring.group_epochs.size(), 2U);
  EXPECT_EQ(manifest()->epoch, 1U);
}

TEST_F(ServiceTest, RepeatsGetTheSameBytes) {
  start_shining();
  const auto packet = staff.warning("w", "ref", {"ann", "bea"});
  const auto accepted = accept(packet);
  const auto struck = call(Operation::kStrike, secret_of("ann"));
  clock.advance(3 * kDay);
  EXPECT_EQ(*accept(packet), *accepted);
  EXPECT_EQ(*call(Operation::kStrike, secret_of("ann")), *struck);
  start();
  EXPECT_EQ(*accept(packet), *accepted);
  EXPECT_EQ(*call(Operation::kStrike, secret_of("ann")), *struck);
  EXPECT_EQ(accept(staff.warning("w", "ref", {"ann"})).error().code, ErrorCode::kConflict);
}

TEST_F(ServiceTest, BadFramesAreInvalid) {
  const auto status_of = [&](ByteView frame) { return records::decode_daemon_reply(service->handle(frame))->status; };
  EXPECT_EQ(status_of({}), 1);
  EXPECT_EQ(status_of(as_bytes("garbage")), 1);
  for (const int operation : {0, 14, 255}) EXPECT_EQ(call(static_cast<Operation>(operation)).error().code, ErrorCode::kInvalid);
  for (const std::size_t size : {0U, 31U, 33U}) EXPECT_EQ(call(Operation::kStrike, Bytes(size)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(call(Operation::kAccept, Bytes(10)).error().code, ErrorCode::kInvalid);
}

// Break: journal the secret instead of the acknowledgement.
TEST_F(ServiceTest, NoSecretIsStored) {
  start_shining();
  strike("ann");
  service.reset();
  const Bytes journal = *read_file(folder / "journal");
  const Bytes secret = secret_of("ann");
  EXPECT_EQ(std::search(journal.begin(), journal.end(), secret.begin(), secret.end()), journal.end());
  const Hash hash = test::source_of("ann");
  EXPECT_NE(std::search(journal.begin(), journal.end(), hash.begin(), hash.end()), journal.end());
}

// Break: answer a strike although publishing failed; or forget is_publication_due_.
TEST_F(ServiceTest, AStrikeIsAnsweredOnlyWhenItIsGone) {
  start_shining();
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  wait(kTurn);
  const fs::path obstacle = folder / "last-manifest.new";
  fs::create_directory(obstacle);
  EXPECT_EQ(call(Operation::kStrike, secret_of("ann")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(call(Operation::kStrike, secret_of("ann")).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(lists("ref"));
  fs::remove(obstacle);
  service->tick();
  EXPECT_FALSE(lists("ref"));
  const auto answer = strike("ann");
  EXPECT_EQ(answer.struck_at, trust::to_u53(clock.now()));
}

TEST_F(ServiceTest, ReplayDoneFailsIfNothingCanBePublished) {
  fs::create_directory(folder / "last-manifest.new");
  EXPECT_EQ(call(Operation::kReplayDone).error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(status().is_dark);
  fs::remove(folder / "last-manifest.new");
  EXPECT_TRUE(call(Operation::kReplayDone));
}

// Break: answer a replay alike whatever was refused.
TEST_F(ServiceTest, AReplaySaysIfItCouldNotHide) {
  start_shining();
  records::Replay copies;
  copies.strikes = {staff.acknowledgement("ann", kStart, kStart)};
  copies.restores = {staff.restore_order(staff.lead.signing, staff.lead.signing, "ref", kStart)};
  EXPECT_TRUE(call(Operation::kReplay, records::encode(copies)));
  copies.strikes = {staff.acknowledgement("bea", kStart, kStart)};
  copies.hides = {staff.hide_order(trust::test::key_of("stranger"), "ref", kStart)};
  EXPECT_EQ(call(Operation::kReplay, records::encode(copies)).error().code, ErrorCode::kConflict);
  // What verifies was stored.
  EXPECT_EQ(accept(staff.warning("w", "ref", {"bea"})).error().code, ErrorCode::kConflict);
}

// Break: forget last-manifest, or the layout in it.
TEST_F(ServiceTest, ARestartChangesNothing) {
  start_shining();
  for (int i = 0; i < 40; ++i)
    ASSERT_TRUE(accept(staff.slot("s" + std::to_string(i), "n" + std::to_string(i), "ref", {"source " + std::to_string(i)})));
  wait(kTurn);
  for (int i = 0; i < 20; ++i) strike("source " + std::to_string(i));
  const auto before = *manifest();
  start();
  clock.advance(-10 * kMinute);
  ASSERT_TRUE(call(Operation::kReplayDone));
  const auto after = *manifest();
  EXPECT_EQ(after.buckets, before.buckets);
  EXPECT_EQ(after.keyring, before.keyring);
  EXPECT_GT(after.seq, before.seq);
}

// A history of every operation, cut at every byte: each start gives the state after some of its first calls.
// Break: answer before sync(), or replay entries through anything but ListState::apply.
TEST_F(ServiceTest, ACrashAtAnyByteLeavesAPrefix) {
  std::vector<std::pair<Operation, Bytes>> calls;
  for (const auto* person : {&staff.administrator, &staff.lead, &staff.officer, &staff.caseworker, &staff.editor})
    calls.emplace_back(Operation::kEnrol, records::encode(person->enrolment()));
  calls.emplace_back(Operation::kGroupEpoch, records::encode(staff.group_epoch(staff.lead.signing, 1)));
  calls.emplace_back(Operation::kAccept, records::encode(staff.warning("w", "ref", {"ann", "bea"}).sign()));
  calls.emplace_back(Operation::kStrike, secret_of("ann"));
  calls.emplace_back(Operation::kHide, records::encode(staff.hide_order(staff.editor.signing, "ref", kStart)));
  calls.emplace_back(Operation::kRestore, records::encode(staff.restore_order(staff.lead.signing, staff.officer.signing, "ref", kStart + 1)));
  calls.emplace_back(Operation::kCanary, records::encode(staff.canary_report(kStart)));
  calls.emplace_back(Operation::kRevoke, records::encode(staff.revocation(staff.lead.signing, staff.editor.key())));
  std::vector<std::uintmax_t> ends{0};  // of the file, after each call
  for (const auto& [operation, body] : calls) {
    ASSERT_TRUE(call(operation, body)) << static_cast<int>(operation);
    ends.push_back(fs::file_size(folder / "journal"));
    ASSERT_GT(ends.back(), ends[ends.size() - 2]);
  }
  service.reset();
  const Bytes whole = *read_file(folder / "journal");
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    ASSERT_TRUE(write_file(folder / "journal", ByteView(whole).first(cut)));
    auto opened = open(folder);
    ASSERT_TRUE(opened) << cut;
    service = *std::move(opened);
    const auto whole_calls = static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin()) - 1;
    ASSERT_EQ(fs::file_size(folder / "journal"), ends[whole_calls]) << cut;
    const std::size_t packets = records::decode_packet_ids(*call(Operation::kPackets))->packets.size();
    ASSERT_EQ(packets, whole_calls > 6 ? 1U : 0U) << cut;
    service.reset();
  }
  // And the rest can be said again.
  ASSERT_TRUE(write_file(folder / "journal", ByteView(whole).first(whole.size() / 2)));
  start();
  for (const auto& [operation, body] : calls) ASSERT_TRUE(call(operation, body));
}

// Break: skip an entry that is refused.
TEST_F(ServiceTest, AJournalThatContradictsItselfIsRefused) {
  service.reset();
  {
    auto journal = AppendFile::open(folder / "journal", [](ByteView) { return Status{}; });
    ASSERT_TRUE(journal);
    (*journal)->append(as_bytes("12345678\x06nonsense"));
    ASSERT_TRUE((*journal)->sync());
  }
  EXPECT_FALSE(open(folder));
}

TEST_F(ServiceTest, TheKeyMustBeTheTrustStatements) {
  ServiceOptions options;
  options.folder = folder;
  options.trust = staff.trust;
  options.list_seed = Secret<32>(crypto::sha256(as_bytes("another")));
  options.ceremonies = {staff.ceremony()};
  options.clock = &clock;
  EXPECT_EQ(ListService::open(std::move(options)).error().field, "list.key");
}

TEST_F(ServiceTest, OneDaemonAFolder) { EXPECT_EQ(open(folder).error().code, ErrorCode::kConflict); }

// What serve does after a start: a rolled-back journal learns again what it forgot.
TEST_F(ServiceTest, ReplayRestoresWhatWasForgotten) {
  start_shining();
  ASSERT_TRUE(accept(staff.warning("w", "ref", {"ann"})));
  ASSERT_TRUE(accept(staff.warning("v", "other", {"bea"})));
  const Bytes backup = *read_file(folder / "journal");
  wait(kTurn);
  records::Replay copies;
  copies.strikes = {*records::decode_signed(*call(Operation::kStrike, secret_of("ann")))};
  copies.hides = {staff.hide_order(staff.editor.signing, "other", clock.now())};
  ASSERT_TRUE(call(Operation::kHide, records::encode(copies.hides[0])));
  service.reset();
  ASSERT_TRUE(write_file(folder / "journal", backup));
  start();
  ASSERT_TRUE(call(Operation::kReplay, records::encode(copies)));
  ASSERT_TRUE(call(Operation::kReplayDone));
  EXPECT_FALSE(lists("ref"));
  EXPECT_FALSE(lists("other"));
  EXPECT_EQ(*call(Operation::kStrike, secret_of("ann")), records::encode(copies.strikes[0]));
}

}  // namespace
}  // namespace parasol::listd
