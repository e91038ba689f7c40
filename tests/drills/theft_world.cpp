// Ten days in the life of a network, for the theft drill: everything at rest that its servers leave behind, written by
// their own code in one process, so that thousands of reports take seconds. What only clients make is stood in for by
// random bytes of the same form, and the slow hash, which costs a thief time and nothing else, by a fast one.
//
//   theft_world FOLDER    makes FOLDER/serve, FOLDER/listd, FOLDER/keyd, and FOLDER/truth.json: what belonged together
//
// The day that is hardest to hide: everybody signs in, checks and reports within minutes, the desk takes up reports in the
// order in which they came, and the editor hands warnings over in the same order. Every report is of the same form, and
// everybody who reports that day does it equally often: how much somebody does is no link to a report. Whatever is drawn
// is drawn from the day's own seed.
#include <gtest/gtest.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <queue>
#include <random>

#include "base/file.h"
#include "client/slot.h"
#include "crypto/primitives.h"
#include "domain/accounts.h"
#include "domain/ports/account_store.h"
#include "keyd/service.h"
#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using domain::Stores;
using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using vocabulary::Scope;

constexpr int kDays = 10, kMembers = 60, kMembersADay = 50, kReportsEach = 10;
constexpr int kPhones = 500;  // listed ones, of Ofcom's drama numbers
constexpr std::uint32_t kEpoch = 1;
enum KeydOperation : std::uint8_t { kEnrol = 2, kEvaluate = 4, kHarden = 6 };

class World {
 public:
  explicit World(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_ / "keyd");
    std::filesystem::create_directories(folder_ / "serve");
    records::KeydKeys file;
    file.check_seeds.push_back({kEpoch, trust::test::key_of("seed").public_key()});
    file.passphrase_seed = trust::test::key_of("passphrases").public_key();
    auto keys = expect(keyd::ServiceKeys::load(records::encode(file)));
    check_key_ = *crypto::Element::decode(keys.epochs.back().keys.public_key.encoding());
    keyd_ = expect(keyd::Service::create({road_.staff.trust, folder_ / "keyd/ledger", keyd::Limits::raised()}, std::move(keys), road_.clock));
    ask(kEnrol, records::encode(road_.staff.editor.enrolment()));
    for (int i = 0; i < kMembers; ++i) join(i);
    make_identifiers();
    truth_["publicValues"] = {to_hex(road_.staff.deployment), to_hex(road_.staff.trust.root_key), to_hex(road_.staff.trust.list_key),
                              to_hex(road_.staff.trust.system_key), to_hex(check_key_->encoding())};
  }

  void live() {
    for (int day = 0; day < kDays; ++day) live_day(day);
    // The night after: the thief comes when the first check of the new day has been and the daily work is done.
    wait_until((kDays + 1) * kDay + kHour);
    evaluate(road_.staff.system, {random_element()});
    night();
  }

  void leave_behind() {
    std::filesystem::copy(road_.list_path(), folder_ / "listd", std::filesystem::copy_options::recursive);
    for (const char* ending : {"", "-wal"})
      if (const std::string file = road_.database_file().string() + ending; std::filesystem::exists(file))
        std::filesystem::copy_file(file, folder_ / ("serve/parasol.sqlite" + std::string(ending)));
    const std::string text = truth_.dump();
    EXPECT_TRUE(write_file(folder_ / "truth.json", as_bytes(text)));
  }

 private:
  struct Member {
    trust::test::Member keys;
    domain::AccountId account = domain::AccountId::random();
    std::string login{};
  };
  // One report and what becomes of it.
  struct Story {
    Reporter reporter;
    test_support::Text text;
    std::string identifier;
  };

  // ---- Time ----

  void at(Millis time, std::function<void()> what) { plans_.emplace(time, next_plan_++, std::move(what)); }
  Millis some(Millis below) { return static_cast<Millis>(dice_() % static_cast<std::uint64_t>(below)); }

  void wait_until(Millis time_of_world) {
    const Millis until = trust::test::kStart + time_of_world;
    while (!plans_.empty() && std::get<0>(plans_.top()) <= until) {
      const auto [time, number, what] = plans_.top();
      plans_.pop();
      pass_hours(time);
      if (time > road_.clock.now()) road_.clock.set(time);
      what();
    }
    pass_hours(until);
    road_.clock.set(until);
  }
  // What the server does every hour.
  void pass_hours(Millis until) {
    for (Millis hour = (hour_of(road_.clock.now()) + 1) * kHour; hour <= until; hour += kHour) {
      road_.clock.set(hour);
      road_.list_service->tick();
      const std::int64_t minute = hour / kMinute;
      EXPECT_TRUE(road_.unit->write([&](Stores& stores) { return stores.accounts.purge_sessions(minute - 15, minute - 720); }));
      EXPECT_TRUE(domain::checkpoint_audit(*road_.unit, hour));
      EXPECT_TRUE(road_.database().checkpoint());
    }
  }
  void night() {
    EXPECT_TRUE(road_.reports.settle_all());
    EXPECT_TRUE(road_.warnings.purge());
    EXPECT_TRUE(road_.database().scrub());
  }

  void live_day(int day) {
    dice_.seed(static_cast<std::uint64_t>(day) + 1);
    const Millis start = trust::test::kStart + (day + 1) * kDay;
    std::vector<std::size_t> present(kMembers);
    for (std::size_t i = 0; i < present.size(); ++i) present[i] = i;
    std::shuffle(present.begin(), present.end(), dice_);
    present.resize(kMembersADay);
    for (const std::size_t i : present) {
      const Millis come = start + 6 * kHour + some(13 * kHour);
      at(come, [this, i] { sign_in(members_[i]); });
      if (dice_() % 2 == 0) at(come + some(5 * kMinute), [this, i] { check(members_[i]); });
      for (int k = 0; k < kReportsEach; ++k)
        at(come + kMinute + some(15 * kMinute), [this, i, day] { report(members_[i], day); });
    }
    wait_until((day + 2) * kDay - kHour);
    night();
  }

  // ---- Members ----

  void join(int number) {
    const std::string name = "member " + std::to_string(number);
    // Nobody may bring in more than twenty people in a day.
    const trust::test::Member* vouchers[] = {&road_.staff.lead, &road_.staff.second_lead, &road_.staff.worker};
    members_.push_back({road_.staff.by({vouchers[number % 3]}, name, vocabulary::Role::kMember)});
    Member& member = members_.back();
    member.login = to_hex(random_array<8>());
    domain::Account account;
    account.id = member.account;
    account.login = member.login;
    account.role = vocabulary::Role::kMember;
    account.signing_key = member.keys.key();
    account.check_key = member.keys.check.public_key();
    account.auth_key = random_array<32>();
    account.sealing_key = random_bytes(1216);
    account.link = records::encode(member.keys.chain.links.back());
    account.secret_wrap = random_bytes(72);
    EXPECT_TRUE(road_.unit->write([&](Stores& stores) { return stores.accounts.add(account, random_bytes(domain::vault_size())); }));
    ask(kEnrol, records::encode(member.keys.enrolment()));
  }

  void sign_in(const Member& member) {
    ask(kHarden, records::encode(records::HardenRequest{member.login, random_element()}));
    const std::int64_t minute = road_.clock.now() / kMinute;
    EXPECT_TRUE(road_.unit->write([&](Stores& stores) -> Status {
      PARASOL_CHECK_OK(stores.accounts.add_session({random_array<32>(), member.account, domain::Entrance::kMember, minute, minute}));
      return stores.accounts.replace_vault(member.account, random_bytes(domain::vault_size()));
    }));
  }

  void check(const Member& member) { evaluate(member.keys.check, {random_element()}); }

  void report(const Member& member, int day) {
    const std::size_t number = stories_.size();
    stories_.push_back(std::make_unique<Story>(Story{{road_, std::to_string(number)},
                                                     {domain::WarningReference::random(), 1, random_array<32>()},
                                                     identifiers_[number]}));
    Story& story = *stories_.back();
    story.reporter.account = member.account;
    EXPECT_TRUE(story.reporter.submit({{Scope::kHold}, {Scope::kRead}, {Scope::kWarn, story.text.artefact}, {Scope::kCheck, story.text.artefact}}));
    const test_support::Person& worker = dice_() % 2 == 0 ? road_.caseworker : road_.second_caseworker;
    const Millis taken = std::max(road_.clock.now() + 10 * kMinute, last_taken_ + kSecond);
    const Millis published = std::max(taken + 20 * kMinute, last_published_ + kSecond);
    last_taken_ = taken;
    last_published_ = published;
    at(taken, [this, &story, &worker] { draft(story, worker); });
    at(published, [this, &story] { publish(story); });
    truth_["reports"].push_back({{"report", to_hex(story.reporter.id.value)},
                                 {"account", to_hex(member.account.value)},
                                 {"login", member.login},
                                 {"reference", to_hex(story.text.reference.value)},
                                 {"identifier", story.identifier},
                                 {"drafter", to_hex(worker.principal.signing_key)},
                                 {"day", day},
                                 {"time", road_.clock.now()}});
  }

  // ---- Staff ----

  void draft(Story& story, const test_support::Person& worker) {
    EXPECT_TRUE(road_.desk.claim(worker.principal, story.reporter.id));
    EXPECT_TRUE(road_.desk.open(worker.principal, story.reporter.id));
    EXPECT_TRUE(road_.draft(worker, story.reporter, story.text));
    EXPECT_TRUE(road_.add_source(worker, story.reporter, story.text));
  }

  void publish(Story& story) {
    EXPECT_TRUE(road_.review(road_.editor, story.text));
    domain::HandOver plan = road_.plan(road_.editor, story.text, {&story.reporter}, {"slot"});
    auto packet = expect(records::decode_packet(plan.packets[1].statement));
    const client::Derived derived = look_up(story.identifier);
    packet.prefix = derived.prefix;
    packet.payload = to_bytes(client::make_slot(derived, 0, {client::SlotKind::kWarning, client::SlotLevel::kDanger, story.text.reference.value}, road_.editor.signing()));
    plan.packets[1] = trust::sign(road_.editor.signing(), records::encode(packet));
    EXPECT_TRUE(expect(road_.publishing.hand_over(road_.editor.principal, story.text.reference, plan)).is_accepted);
  }

  client::Derived look_up(const std::string& text) {
    const auto identifier = expect(text.find('@') == std::string::npos ? client::Identifier::phone(text) : client::Identifier::email(text));
    const Secret<32> fast(crypto::sha256(as_bytes(identifier.token().expose())));
    const Sensitive input = client::oprf_input(identifier.type(), fast);
    std::vector<crypto::Blinded> blinded;
    blinded.push_back(expect(crypto::blind(crypto::OprfMode::kVoprf, as_bytes(input.expose()))));
    const auto reply = evaluate(road_.staff.editor.check, {blinded[0].element.encoding()});
    std::vector<crypto::Element> evaluated;
    evaluated.push_back(expect(crypto::Element::decode(reply.elements.at(0))));
    const std::vector<ByteView> inputs{as_bytes(input.expose())};
    const auto outputs = expect(crypto::finalize_batch(*check_key_, inputs, blinded, evaluated, expect(crypto::Proof::decode(reply.proof))));
    return client::derive(outputs[0], kEpoch);
  }

  // ---- keyd ----

  Bytes ask(std::uint8_t operation, Bytes body) {
    auto reply = expect(records::decode_daemon_reply(keyd_->answer(records::encode(records::DaemonCall{operation, std::move(body)}))));
    EXPECT_EQ(reply.status, 0);
    return std::move(reply.body);
  }
  records::EvaluateReply evaluate(const crypto::SigningKey& key, std::vector<ByteArray<32>> elements) {
    records::EvaluateRequest request;
    request.deployment = road_.staff.deployment;
    request.epoch = kEpoch;
    request.key = key.public_key();
    request.minute = static_cast<std::uint32_t>(road_.clock.now() / kMinute);
    request.elements = std::move(elements);
    return expect(records::decode_evaluate_reply(ask(kEvaluate, records::encode(trust::sign(key, records::encode(request))))));
  }
  static ByteArray<32> random_element() { return expect(crypto::blind(crypto::OprfMode::kVoprf, as_bytes("anything"))).element.encoding(); }

  static Bytes random_bytes(std::size_t size) {
    Bytes out(size);
    fill_random(out);
    return out;
  }

  // ---- What is listed ----

  void make_identifiers() {
    dice_.seed(2026);
    std::vector<int> numbers(999);
    for (int i = 0; i < 999; ++i) numbers[static_cast<std::size_t>(i)] = i;
    std::shuffle(numbers.begin(), numbers.end(), dice_);
    constexpr std::size_t kReports = std::size_t{kDays} * kMembersADay * kReportsEach;
    for (std::size_t i = 0; i < kReports; ++i) {
      std::string text;
      if (i < kPhones) {
        const std::string last = std::to_string(1000 + numbers[i]).substr(1);
        text = "07700 900" + last;
      } else {
        for (int k = 0; k < 9; ++k) text += static_cast<char>('a' + some(26));
        text += "@example.org";
      }
      identifiers_.push_back(text);
    }
    std::shuffle(identifiers_.begin(), identifiers_.end(), dice_);
  }

  const std::filesystem::path folder_;
  Road road_;
  std::unique_ptr<keyd::Service> keyd_;
  std::optional<crypto::Element> check_key_;
  std::vector<Member> members_;
  std::vector<std::string> identifiers_;  // one for each report
  std::vector<std::unique_ptr<Story>> stories_;
  std::mt19937_64 dice_;
  nlohmann::json truth_;

  using Plan = std::tuple<Millis, std::size_t, std::function<void()>>;
  struct IsLater {
    bool operator()(const Plan& one, const Plan& other) const {
      return std::tie(std::get<0>(one), std::get<1>(one)) > std::tie(std::get<0>(other), std::get<1>(other));
    }
  };
  std::priority_queue<Plan, std::vector<Plan>, IsLater> plans_;
  std::size_t next_plan_ = 0;
  Millis last_taken_ = 0, last_published_ = 0;
};

}  // namespace
}  // namespace parasol

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    std::cerr << "theft_world FOLDER\n";
    return 2;
  }
  parasol::World world(argv[1]);
  world.live();
  world.leave_behind();
  return testing::UnitTest::GetInstance()->ad_hoc_test_result().Failed() ? 1 : 0;
}
