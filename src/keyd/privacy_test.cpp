// Invariant 15: no state after a check depends on the value checked. Two key daemons live through one random history, except
// that other values are checked with each; nobody who gets hold of their disks, or sees the sizes of their answers, can tell
// one from the other. A break that this is meant to notice: Service::evaluate() writes the elements, or their hash, into the
// charge; an answer whose size follows from them; a budget that a repeated value does not cost.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ostream>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "keyd/service.h"
#include "trust/test_support.h"

namespace parasol::keyd {
namespace {

using trust::test::Member;

constexpr std::uint32_t kEpoch = 1;
constexpr int kPeople = 2, kValues = 4;

struct Step {
  enum Kind : std::uint8_t { kCheck, kGarbage, kAsk, kWait, kRestart } kind = kWait;
  int person = 0;
  std::vector<int> values;  // of one request
  int minutes = 0;
};

void showValue(const Step& s, std::ostream& os) {
  constexpr const char* kNames[] = {"check", "garbage", "ask", "wait", "restart"};
  os << "\n  " << kNames[s.kind] << " person " << s.person << " minutes " << s.minutes << " values";
  for (const int value : s.values) os << " " << value;
}

rc::Gen<Step> any_step() {
  // Short histories, too, have all of these.
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
    Step s;
    s.kind = *rc::gen::weightedElement<Step::Kind>({{6, Step::kCheck}, {1, Step::kGarbage}, {1, Step::kAsk}, {3, Step::kWait}, {1, Step::kRestart}});
    s.person = *rc::gen::inRange(0, kPeople);
    s.values.resize(*rc::gen::weightedElement<std::size_t>({{6, 1}, {1, 2}, {1, 17}}));  // 17: more than a minute allows
    for (int& value : s.values) value = *rc::gen::inRange(0, kValues);
    s.minutes = *rc::gen::weightedElement<int>({{6, 1}, {2, 30}, {1, 24 * 60}});
    return s;
  }));
}

// The people are the same in all histories.
struct Network {
  trust::test::Organisation organisation;
  Member lead = organisation.by_root("lead", vocabulary::Role::kCaseLead);
  Member people[kPeople] = {organisation.by({&lead}, "one", vocabulary::Role::kMember), organisation.by({&lead}, "other", vocabulary::Role::kMember)};
};
const Network& network() {
  static const Network one;
  return one;
}

class Daemon {
 public:
  explicit Daemon(std::string values) : values_(std::move(values)) {
    restart();
    for (const Member& person : network().people) answer(2, records::encode(person.enrolment()));
  }

  void take(const Step& s) {
    const Member& person = network().people[s.person];
    switch (s.kind) {
      case Step::kCheck: return check(person, s.values, false);
      case Step::kGarbage: return check(person, s.values, true);
      case Step::kAsk: {
        const records::BudgetRequest ask{network().organisation.deployment, person.check.public_key(), minute()};
        return answer(5, records::encode(trust::sign(person.check, records::encode(ask))));
      }
      case Step::kWait: return clock_.advance(s.minutes * kMinute);
      case Step::kRestart: return restart();
    }
  }

  // Status and size of every answer.
  const std::vector<std::pair<std::uint8_t, std::size_t>>& answers() const { return answers_; }
  Bytes disk() const {
    const auto copy = folder_ / "copy";
    std::filesystem::copy_file(folder_ / "ledger", copy, std::filesystem::copy_options::overwrite_existing);
    return *read_file(copy);
  }

 private:
  std::uint32_t minute() const { return static_cast<std::uint32_t>(clock_.now() / kMinute); }

  void check(const Member& person, const std::vector<int>& values, bool is_garbage) {
    records::EvaluateRequest request;
    request.deployment = network().organisation.deployment;
    request.epoch = kEpoch;
    request.key = person.check.public_key();
    request.minute = minute();
    for (const int value : values) {
      auto element = crypto::blind(crypto::OprfMode::kVoprf, as_bytes(values_ + std::to_string(value)))->element.encoding();
      if (is_garbage) element[31] |= 0x80;
      request.elements.push_back(element);
    }
    answer(4, records::encode(trust::sign(person.check, records::encode(request))));
  }

  void answer(std::uint8_t operation, Bytes body) {
    const auto reply = *records::decode_daemon_reply(service_->answer(records::encode(records::DaemonCall{operation, std::move(body)})));
    answers_.emplace_back(reply.status, reply.body.size());
  }

  void restart() {
    service_.reset();
    records::KeydKeys keys;
    keys.check_seeds.push_back({kEpoch, trust::test::key_of("seed").public_key()});
    keys.passphrase_seed = trust::test::key_of("passphrases").public_key();
    auto made = Service::create({network().organisation.trust, folder_ / "ledger", Limits{}}, *ServiceKeys::load(records::encode(keys)), clock_);
    RC_ASSERT(made.has_value());
    service_ = *std::move(made);
  }

  const std::string values_;
  test_support::TemporaryFolder folder_;
  ManualClock clock_{trust::test::kStart};
  std::unique_ptr<Service> service_;
  std::vector<std::pair<std::uint8_t, std::size_t>> answers_;
};

RC_GTEST_PROP(Invariant15, NothingTellsWhatWasChecked, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  Daemon one("these "), other("those, which are longer ");
  for (const Step& step : steps) {
    one.take(step);
    other.take(step);
    RC_ASSERT(one.answers() == other.answers());
    RC_ASSERT(one.disk() == other.disk());
  }
}

}  // namespace
}  // namespace parasol::keyd
