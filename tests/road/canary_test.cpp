// The canary from end to end: keyd and listd themselves in this process, and a ceremony as init makes it.
#include <gtest/gtest.h>

#include <filesystem>

#include "apps/server/canary.h"
#include "apps/server/daemon_clients.h"
#include "base/file.h"
#include "base/test_support.h"
#include "client/canary.h"
#include "client/slot.h"
#include "crypto/primitives.h"
#include "keyd/service.h"
#include "listd/service.h"
#include "listd/test_support.h"
#include "trust/signed.h"

namespace parasol {
namespace {

constexpr std::uint32_t kEpoch = 1;

struct CanaryTest : testing::Test {
  ManualClock clock{trust::test::kStart};
  trust::test::Organisation organisation;
  const domain::Installation installation{organisation.deployment, organisation.trust.root_key, domain::TeamId{}};
  const test_support::TemporaryFolder folder;
  std::unique_ptr<keyd::Service> keyd_service;
  std::unique_ptr<listd::ListService> list_service;
  server::Transport to_keyd = [this](ByteView call) -> Result<Bytes> { return keyd_service->answer(call); };
  server::KeyDaemonClient keyd{[this](ByteView call) { return to_keyd(call); }};
  server::ListDaemonClient listd{[this](ByteView call) -> Result<Bytes> { return list_service->handle(call); }};
  domain::ListFolder list_folder{folder / "public"};
  domain::LiveList live_list{list_folder, clock, installation, organisation.trust.list_key};
  server::Canary canary{{clock, keyd, listd, list_folder, live_list}, installation, organisation.system};

  void SetUp() override { start(organisation.root, client::SlotKind::kCanary); }

  // A fresh installation whose canary slot is signed by `signer` and of this kind.
  void start(const crypto::SigningKey& signer, client::SlotKind kind) {
    list_service.reset();
    keyd_service.reset();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    records::KeydKeys file;
    file.check_seeds.push_back({kEpoch, trust::test::key_of("seed").public_key()});
    file.passphrase_seed = trust::test::key_of("passphrases").public_key();
    auto keys = keyd::ServiceKeys::load(records::encode(file));
    ASSERT_TRUE(keys);
    const auto& pair = keys->epochs.back().keys;

    const auto phone = *client::Identifier::phone(client::kCanaryPhone);
    const auto slow = *client::slow_hash(phone, organisation.deployment);
    const Sensitive input = client::oprf_input(phone.type(), slow);
    const auto output = *crypto::evaluate(crypto::OprfMode::kVoprf, pair.private_key, as_bytes(input.expose()));
    const auto derived = client::derive(output, kEpoch);
    records::CheckEpoch epoch;
    epoch.deployment = organisation.deployment;
    epoch.epoch = kEpoch;
    epoch.key = pair.public_key.encoding();
    epoch.canary_slow_hash = *to_array<32>(slow.expose());
    epoch.not_before = trust::to_u53(clock.now());
    epoch.not_after = trust::to_u53(clock.now() + 365 * kDay);
    const records::CanaryPacket packet{organisation.deployment, kEpoch, derived.prefix, client::make_slot(derived, 0, {kind, client::SlotLevel::kInformation, {}}, signer)};
    records::Ceremony ceremony;
    ceremony.check_epoch = trust::sign(organisation.root, records::encode(epoch));
    ceremony.canaries.push_back(trust::sign(organisation.root, records::encode(packet)));

    auto opened_keyd = keyd::Service::create({organisation.trust, folder / "ledger", keyd::Limits{}}, *std::move(keys), clock);
    ASSERT_TRUE(opened_keyd) << opened_keyd.error().detail;
    keyd_service = *std::move(opened_keyd);
    listd::ServiceOptions options;
    options.folder = folder;
    options.trust = organisation.trust;
    options.list_seed = Secret<32>(crypto::sha256(as_bytes("key of list")));
    options.dummy_seed = Secret<32>(crypto::sha256(as_bytes("dummies")));
    options.ceremonies = {ceremony};
    options.clock = &clock;
    auto opened_listd = listd::ListService::open(std::move(options));
    ASSERT_TRUE(opened_listd) << opened_listd.error().detail;
    list_service = *std::move(opened_listd);
    ASSERT_TRUE(listd.replay_done());
  }
  Millis canary_at() {
    list_service->tick();
    const auto manifest = live_list.manifest();
    EXPECT_TRUE(manifest);
    return trust::to_millis(manifest->canary_at);
  }
  ErrorCode code_of(const Status& status) {
    EXPECT_FALSE(status);
    return status ? ErrorCode::kInternal : status.error().code;
  }
};

TEST_F(CanaryTest, IsFoundFromEndToEndAndTold) {
  EXPECT_EQ(canary_at(), 0);
  const Status found = canary.run();
  ASSERT_TRUE(found) << error_code_name(found.error().code) << found.error().field << found.error().detail;
  clock.advance(listd::kTurn);
  EXPECT_EQ(canary_at(), trust::test::kStart);
}

// Another process has found it just now. Break: drop the comparison with kFresh.
TEST_F(CanaryTest, SparesTheBudgetWhileItIsFresh) {
  ASSERT_TRUE(canary.run());
  clock.advance(listd::kTurn);
  canary_at();
  to_keyd = [](ByteView) -> Result<Bytes> { return failure(ErrorCode::kUnavailable); };
  EXPECT_TRUE(canary.run());
  clock.advance(server::Canary::kFresh);
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kUnavailable);
}

TEST_F(CanaryTest, AnotherSignerIsNoCanary) {
  start(organisation.list, client::SlotKind::kCanary);
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kUnauthorised);
  EXPECT_EQ(canary_at(), 0);
}

TEST_F(CanaryTest, AWarningInItsPlaceIsNoCanary) {
  start(organisation.root, client::SlotKind::kWarning);
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kNotFound);
}

// Break: skip finalize_batch's proof, e.g. by finalize() alone.
TEST_F(CanaryTest, AnEvaluationUnderAnotherKeyIsRefused) {
  to_keyd = [this](ByteView call) -> Result<Bytes> {
    auto reply = *records::decode_daemon_reply(keyd_service->answer(call));
    auto answer = *records::decode_evaluate_reply(reply.body);
    answer.elements[0] = crypto::blind(crypto::OprfMode::kVoprf, as_bytes("x"))->element.encoding();
    reply.body = records::encode(answer);
    return records::encode(reply);
  };
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kInvalid);
}

TEST_F(CanaryTest, ABucketThatIsNotWhatTheManifestNamesIsRefused) {
  const auto manifest = *live_list.manifest();
  const auto file = folder / "public" / to_hex(manifest.buckets[0]);
  Bytes bucket = *read_file(file);
  bucket[0] ^= 1;
  ASSERT_TRUE(write_file(file, bucket));
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kInternal);
}

TEST_F(CanaryTest, ADarkListHasNone) {
  std::filesystem::remove(folder / "public" / "manifest");
  EXPECT_EQ(code_of(canary.run()), ErrorCode::kUnavailable);
}

// ---- The adapters ----

TEST_F(CanaryTest, ADaemonsRefusalKeepsItsCodeAndNonsenseIsUnavailable) {
  EXPECT_EQ(code_of(listd.hide(Bytes{1, 2, 3})), ErrorCode::kInvalid);
  const records::EvaluateRequest request;
  const auto refused = keyd.evaluate(records::encode(trust::sign(organisation.list, records::encode(request))));
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().code, ErrorCode::kUnavailable);
  for (const Bytes& nonsense : {Bytes{}, Bytes{1, 2}, records::encode(records::DaemonReply{9, {}})}) {
    server::ListDaemonClient confused([&](ByteView) -> Result<Bytes> { return nonsense; });
    EXPECT_EQ(code_of(confused.replay_done()), ErrorCode::kUnavailable);
  }
  const auto status = listd.status();
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->is_dark);
  EXPECT_GT(status->seq, 0U);
}

}  // namespace
}  // namespace parasol
