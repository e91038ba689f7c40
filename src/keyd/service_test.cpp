#include "keyd/service.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include <thread>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "trust/test_support.h"

namespace parasol::keyd {
namespace {

using trust::test::Member;
using trust::test::Organisation;

constexpr std::uint32_t kEpoch = 1;

class ServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    start();
    lead_.emplace(organisation_.by_root("lead", vocabulary::Role::kCaseLead));
    member_.emplace(organisation_.by({&*lead_}, "member", vocabulary::Role::kMember));
    ASSERT_EQ(code(call(2, records::encode(member_->enrolment()))), "ok");
  }

  // Starts, or starts again, from what is on disk.
  void start() {
    service_.reset();
    records::KeydKeys keys;
    keys.check_seeds.push_back({kEpoch, trust::test::key_of("seed").public_key()});
    keys.passphrase_seed = trust::test::key_of("passphrases").public_key();
    auto loaded = ServiceKeys::load(records::encode(keys));
    ASSERT_TRUE(loaded);
    public_key_ = loaded->epochs.back().keys.public_key.encoding();
    auto made = Service::create({organisation_.trust, folder_ / "ledger", Limits{}, room_}, *std::move(loaded), clock_);
    ASSERT_TRUE(made) << made.error().detail;
    service_ = *std::move(made);
  }

  records::DaemonReply call(std::uint8_t operation, Bytes body) {
    return *records::decode_daemon_reply(service_->answer(records::encode(records::DaemonCall{operation, std::move(body)})));
  }
  static std::string code(const records::DaemonReply& reply) {
    return reply.status == 0 ? "ok" : std::string(error_code_name(static_cast<ErrorCode>(reply.status - 1)));
  }
  records::EvaluateRequest request(const Member& who, std::vector<ByteArray<32>> elements) const {
    records::EvaluateRequest out;
    out.deployment = organisation_.deployment;
    out.epoch = kEpoch;
    out.key = who.check.public_key();
    out.minute = static_cast<std::uint32_t>(clock_.now() / kMinute);
    out.elements = std::move(elements);
    return out;
  }
  static Bytes sign(const crypto::SigningKey& key, const records::EvaluateRequest& request) { return records::encode(trust::sign(key, records::encode(request))); }
  Bytes request_bytes(const Member& who, std::vector<ByteArray<32>> elements) const { return sign(who.check, request(who, std::move(elements))); }
  static ByteArray<32> fresh_element() { return crypto::blind(crypto::OprfMode::kVoprf, as_bytes("x"))->element.encoding(); }
  // The ledger itself is locked while the service runs.
  std::filesystem::path copy_of_ledger() const {
    const auto copy = folder_ / "copy";
    std::filesystem::copy_file(folder_ / "ledger", copy, std::filesystem::copy_options::overwrite_existing);
    return copy;
  }
  std::uint32_t remaining(const Member& who) {
    const records::BudgetRequest ask{organisation_.deployment, who.check.public_key(), static_cast<std::uint32_t>(clock_.now() / kMinute)};
    const auto reply = call(5, records::encode(trust::sign(who.check, records::encode(ask))));
    return records::decode_budget_reply(reply.body)->remaining_day;
  }

  test_support::TemporaryFolder folder_;
  std::uint64_t room_ = Ledger::kRoom;
  ManualClock clock_{trust::test::kStart};
  Organisation organisation_;
  std::optional<Member> lead_, member_;
  std::unique_ptr<Service> service_;
  ByteArray<32> public_key_{};
};

TEST_F(ServiceTest, EvaluatesWithAProofThatTheClientAccepts) {
  const auto blinded = *crypto::blind(crypto::OprfMode::kVoprf, as_bytes("input"));
  const auto reply = call(4, request_bytes(*member_, {blinded.element.encoding()}));
  ASSERT_EQ(code(reply), "ok");
  const auto decoded = *records::decode_evaluate_reply(reply.body);
  EXPECT_EQ(decoded.remaining_day, 29U);
  EXPECT_EQ(decoded.remaining_period, 199U);
  const std::vector<crypto::Element> sent{blinded.element}, got{*crypto::Element::decode(decoded.elements.at(0))};
  EXPECT_TRUE(crypto::verify_proof(*crypto::Element::decode(public_key_), sent, got, *crypto::Proof::decode(decoded.proof)));
}

// The server relays; it cannot mint budget. Dies if evaluate() stops comparing envelope.signer with request.key.
TEST_F(ServiceTest, OnlyTheMembersOwnKeySpendsHerBudget) {
  const auto before = remaining(*member_);
  const Bytes forged = sign(trust::test::key_of("hostile server"), request(*member_, {fresh_element()}));
  EXPECT_EQ(code(call(4, forged)), "unauthorised");
  auto stranger = organisation_.by({&*lead_}, "stranger", vocabulary::Role::kMember);
  EXPECT_EQ(code(call(4, request_bytes(stranger, {fresh_element()}))), "unauthorised");
  EXPECT_EQ(remaining(*member_), before);
}

TEST_F(ServiceTest, MalformedElementsCostBudgetAndNoCurveWork) {
  clock_.advance(kMinute);
  ByteArray<32> with_top_bit = fresh_element();
  with_top_bit[31] |= 0x80;
  ByteArray<32> beyond{};
  beyond.fill(0xff);
  for (const ByteArray<32>& bad : {ByteArray<32>{}, with_top_bit, beyond}) {
    const auto before = remaining(*member_);
    const auto multiplications = crypto::test_hooks::multiplications();
    EXPECT_EQ(code(call(4, request_bytes(*member_, {bad}))), "invalid");
    EXPECT_EQ(crypto::test_hooks::multiplications(), multiplications);
    EXPECT_EQ(remaining(*member_), before - 1);
  }
}

// Dies if evaluate() charges after decoding, or checks the budget after evaluating.
TEST_F(ServiceTest, The31stElementOfADayIsRefusedAlsoAfterARestart) {
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "ok") << i;
    if (i % 4 == 3) clock_.advance(kMinute);
    if (i == 13) start();
  }
  clock_.advance(kMinute);
  start();
  const Bytes one_more = request_bytes(*member_, {fresh_element()});
  const auto multiplications = crypto::test_hooks::multiplications();
  EXPECT_EQ(code(call(4, one_more)), "rate_limited");
  EXPECT_EQ(crypto::test_hooks::multiplications(), multiplications);
  clock_.advance(kDay);
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "ok");
}

TEST_F(ServiceTest, ABatchChargesEveryElement) {
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element(), fresh_element(), fresh_element(), fresh_element()}))), "ok");
  EXPECT_EQ(remaining(*member_), 26U);
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element(), fresh_element()}))), "rate_limited");
  EXPECT_EQ(remaining(*member_), 26U);
}

TEST_F(ServiceTest, TheSameBytesAreAnsweredAgainFreeForTenMinutes) {
  const Bytes bytes = request_bytes(*member_, {fresh_element()});
  const auto first = call(4, bytes);
  ASSERT_EQ(code(first), "ok");
  EXPECT_EQ(call(4, bytes).body, first.body);
  EXPECT_EQ(remaining(*member_), 29U);
  clock_.advance(10 * kMinute);
  EXPECT_EQ(code(call(4, bytes)), "conflict");
  clock_.set(trust::test::kStart - 11 * kMinute);
  EXPECT_EQ(code(call(4, bytes)), "conflict");
}

TEST_F(ServiceTest, ARevokedMemberIsRefusedForEver) {
  const auto revocation = organisation_.revocation(lead_->signing, member_->key());
  EXPECT_EQ(code(call(3, records::encode(revocation))), "ok");
  EXPECT_EQ(code(call(3, records::encode(revocation))), "ok");
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "unauthorised");
  start();
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "unauthorised");
}

TEST_F(ServiceTest, WrongDeploymentEpochAndGarbage) {
  auto other = request(*member_, {fresh_element()});
  other.deployment[0] ^= 1;
  EXPECT_EQ(code(call(4, sign(member_->check, other))), "invalid");
  auto epoch = request(*member_, {fresh_element()});
  epoch.epoch = 2;
  EXPECT_EQ(code(call(4, sign(member_->check, epoch))), "invalid");
  EXPECT_EQ(code(call(4, request_bytes(*member_, {}))), "invalid");
  EXPECT_EQ(code(call(99, {})), "invalid");
  EXPECT_EQ(code(*records::decode_daemon_reply(service_->answer(as_bytes("nonsense")))), "invalid");
  EXPECT_EQ(remaining(*member_), 30U);
}

TEST_F(ServiceTest, HardeningIsOneKeyPerLoginAndLimited) {
  const auto element = fresh_element();
  const auto ash = call(6, records::encode(records::HardenRequest{"ash-1", element}));
  const auto elm = call(6, records::encode(records::HardenRequest{"elm-2", element}));
  ASSERT_EQ(code(ash), "ok");
  EXPECT_EQ(ash.body.size(), elm.body.size());
  EXPECT_NE(ash.body, elm.body);
  for (int i = 1; i < 30; ++i) EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"ash-1", element}))), "ok");
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"ash-1", element}))), "rate_limited");
  start();
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"ash-1", element}))), "rate_limited");
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"elm-2", element}))), "ok");
  clock_.advance(kHour);
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"ash-1", element}))), "ok");
}

// Crash at any byte of the file: what was answered was stored, so the counters after a restart are those before it.
TEST_F(ServiceTest, ATornLedgerNeverGivesBudgetBack) {
  for (int i = 0; i < 3; ++i) ASSERT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "ok");
  const Bytes whole = *read_file(folder_ / "ledger");
  service_.reset();
  for (std::size_t extra = 1; extra < 40; ++extra) {
    Bytes torn = whole;
    torn.insert(torn.end(), extra, 0);
    ASSERT_TRUE(write_file(folder_ / "ledger", torn));
    start();
    EXPECT_EQ(remaining(*member_), 27U);
    service_.reset();
  }
}

// A disk that takes no more: files of this process end at `bytes`, until the end of the scope.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    PARASOL_CHECK(getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const rlimit limit{bytes, before_.rlim_max};
    PARASOL_CHECK(signal(SIGXFSZ, SIG_IGN) != SIG_ERR && setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FullDisk() { setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

// Break: answer kAlready without waiting for the ledger.
TEST_F(ServiceTest, NothingIsAcknowledgedThatIsNotStored) {
  const auto newcomer = organisation_.by({&*lead_}, "newcomer", vocabulary::Role::kMember);
  const Bytes enrolment = records::encode(newcomer.enrolment());
  const Bytes revocation = records::encode(organisation_.revocation(lead_->signing, member_->key()));
  {
    const FullDisk full(std::filesystem::file_size(folder_ / "ledger"));
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(code(call(2, enrolment)), "unavailable");
      EXPECT_EQ(code(call(3, revocation)), "unavailable");
    }
    EXPECT_EQ(code(call(2, records::encode(member_->enrolment()))), "unavailable");  // who can say
  }
  EXPECT_TRUE(service_->has_failed());
  EXPECT_EQ(code(call(2, enrolment)), "unavailable");
  start();
  EXPECT_FALSE(service_->has_failed());
  EXPECT_EQ(code(call(4, request_bytes(*member_, {fresh_element()}))), "ok");
  EXPECT_EQ(code(call(4, request_bytes(newcomer, {fresh_element()}))), "unauthorised");
  EXPECT_EQ(code(call(2, enrolment)), "ok");
  EXPECT_EQ(code(call(4, request_bytes(newcomer, {fresh_element()}))), "ok");
}

// Break: has_failed_ is not set by a failed rewriting.
TEST_F(ServiceTest, ALedgerThatCannotBeRewrittenHasFailed) {
  clock_.advance(kDay);
  const FullDisk full(10);
  EXPECT_NE(code(call(4, request_bytes(*member_, {fresh_element()}))), "ok");
  EXPECT_TRUE(service_->has_failed());
}

// Anybody may try logins that do not exist, as often as the disk takes it. Break: no rewriting by size.
TEST_F(ServiceTest, InventedLoginsDoNotFillTheDisk) {
  room_ = 8192;
  start();
  const auto element = fresh_element();
  std::uint64_t longest = 0;
  for (int i = 0; i < 40; ++i)
    for (int k = 0; k < 20; ++k) {
      ASSERT_EQ(code(call(6, records::encode(records::HardenRequest{"login-" + std::to_string(k), element}))), i < 30 ? "ok" : "rate_limited");
      longest = std::max<std::uint64_t>(longest, std::filesystem::file_size(folder_ / "ledger"));
    }
  EXPECT_LT(longest, room_ + 1024);
  // What counts is still counted.
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"login-0", element}))), "rate_limited");
  ASSERT_EQ(code(call(4, request_bytes(*member_, {element}))), "ok");
  start();
  EXPECT_EQ(code(call(6, records::encode(records::HardenRequest{"login-0", element}))), "rate_limited");
  EXPECT_EQ(remaining(*member_), 29U);
}

// Break: entry() keeps its time; rewrite_if_due() is not called; key_days() or login_days() is not sorted.
TEST_F(ServiceTest, TheLedgerKnowsDaysOnlyAndForgetsTheOrderOfAPastDay) {
  std::vector<Member> people;
  for (int i = 0; i < 12; ++i) {
    people.push_back(organisation_.by({&*lead_}, "person " + std::to_string(i), vocabulary::Role::kMember));
    ASSERT_EQ(code(call(2, records::encode(people.back().enrolment()))), "ok");
  }
  const auto today = static_cast<std::uint64_t>(day_of(clock_.now()) * kDay);
  struct Counted {
    std::vector<ByteArray<32>> keys, logins;
  };
  const auto counted = [&](std::uint64_t day) {
    Counted out;
    EXPECT_TRUE(AppendFile::open(copy_of_ledger(), [&](ByteView payload) -> Status {
      PARASOL_TRY(const auto stored, records::decode_ledger_entry(payload));
      if (stored.kind != Ledger::kCharge && stored.kind != Ledger::kHardening) return {};
      EXPECT_EQ(stored.time % static_cast<std::uint64_t>(kDay), 0U);
      if (stored.time != day) return {};
      if (stored.kind == Ledger::kCharge) out.keys.push_back(records::decode_ledger_charge(stored.body)->key);
      if (stored.kind == Ledger::kHardening) out.logins.push_back(records::decode_ledger_hardening(stored.body)->login_hash);
      return {};
    }));
    return out;
  };
  for (std::size_t i = 0; i < people.size(); ++i) {
    clock_.advance(17 * kMinute + 3);
    ASSERT_EQ(code(call(6, records::encode(records::HardenRequest{"login-" + std::to_string(i), fresh_element()}))), "ok");
    ASSERT_EQ(code(call(4, request_bytes(people[i], {fresh_element()}))), "ok");
  }
  EXPECT_EQ(counted(today).keys.size(), people.size());
  clock_.advance(kDay);
  ASSERT_EQ(code(call(4, request_bytes(people[0], {fresh_element()}))), "ok");
  const Counted yesterday = counted(today);
  EXPECT_EQ(yesterday.keys.size(), people.size());
  EXPECT_TRUE(std::is_sorted(yesterday.keys.begin(), yesterday.keys.end()));
  EXPECT_TRUE(std::is_sorted(yesterday.logins.begin(), yesterday.logins.end()));
  // Nobody is forgotten over it.
  ASSERT_EQ(code(call(2, records::encode(member_->enrolment()))), "ok");
  start();
  for (const Member& person : people) EXPECT_EQ(code(call(4, request_bytes(person, {fresh_element()}))), "ok");
}

TEST_F(ServiceTest, ManyThreadsAreNeverOverGranted) {
  clock_.advance(kDay);
  auto worker = organisation_.by({&*lead_}, "worker-member", vocabulary::Role::kMember);
  ASSERT_EQ(code(call(2, records::encode(worker.enrolment()))), "ok");
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i)
        if (code(call(4, request_bytes(worker, {fresh_element()}))) == "ok") ++granted;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(granted, 5);  // a minute's worth
}

}  // namespace
}  // namespace parasol::keyd
