#include "domain/consent.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <map>
#include <ostream>

#include "crypto/primitives.h"
#include "crypto/signature.h"

namespace parasol::domain {
namespace {

using vocabulary::Purpose;

constexpr Millis kStart = 1'767'225'600'000;

// A report's key and chain, and events that it could sign next.
struct Chain {
  const crypto::SigningKey key = crypto::SigningKey::generate();
  const ConsentContext context{ByteArray<16>{1}, ReportId{ByteArray<16>{2}}, key.public_key(), TeamId{ByteArray<16>{3}}};
  Consent consent;
  std::vector<Bytes> stored;
  std::uint32_t sequence = 0;
  ByteArray<32> head{};

  records::ConsentReceipt receipt(Scope scope, Millis now) const {
    records::ConsentReceipt out;
    out.deployment = context.deployment;
    out.report = context.report.value;
    out.receipt = random_array<16>();
    out.sequence = sequence;
    out.previous = head;
    out.scope = static_cast<std::uint8_t>(scope);
    const bool is_for_team = scope == Scope::kRead || scope == Scope::kCase;
    switch (scope) {
      case Scope::kRead: out.purpose = static_cast<std::uint8_t>(Purpose::kPrepare); break;
      case Scope::kCase: out.purpose = static_cast<std::uint8_t>(Purpose::kSupport); break;
      case Scope::kWarn: out.purpose = static_cast<std::uint8_t>(Purpose::kWarn); break;
      case Scope::kCheck: out.purpose = static_cast<std::uint8_t>(Purpose::kAnswerChecks); break;
      default: out.purpose = static_cast<std::uint8_t>(Purpose::kKeep); break;
    }
    if (is_for_team) {
      out.recipient = context.team->value;
      out.sections = {static_cast<std::uint8_t>(scope == Scope::kRead ? ReportSection::kWords : ReportSection::kContact)};
    }
    out.text_id = "text";
    out.text_version = out.limits_version = 1;
    out.language = static_cast<std::uint8_t>(vocabulary::Language::kEn);
    out.jurisdiction = static_cast<std::uint8_t>(vocabulary::Jurisdiction::kEnglandWales);
    out.method = 1;
    out.granted = static_cast<std::uint64_t>(day_of(now) * kDay);
    out.expires = static_cast<std::uint64_t>((day_of(now) + 30) * kDay);
    if (const Receipt* live = consent.live(scope, now)) out.supersedes = live->id.value;
    return out;
  }
  records::ConsentWithdrawal withdrawal(ReceiptId of, Millis now) const {
    return {context.deployment, context.report.value, of.value, sequence, head, 1, static_cast<std::uint64_t>(day_of(now) * kDay)};
  }
  template <class Record>
  records::Signed sign(const Record& record) const {
    records::Signed out;
    out.statement = records::encode(record);
    out.signer = key.public_key();
    out.signature = key.sign(out.statement);
    return out;
  }
  Status append(const records::Signed& event, Millis now) {
    PARASOL_CHECK_OK(consent.append(context, event, now));
    stored.push_back(records::encode(event));
    ++sequence;
    head = crypto::sha256(event.statement);
    return {};
  }
  Status grant(Scope scope, Millis now) { return append(sign(receipt(scope, now)), now); }
};

std::string code_of(const Status& status) { return status ? "ok" : std::string(error_code_name(status.error().code)) + " " + status.error().field; }

// Each spoils one field of a good receipt. Break: the line of Consent::grant or append that refuses it.
TEST(ConsentTest, AReceiptIsCheckedPartByPart) {
  struct Case {
    const char* what;
    Scope scope;
    std::function<void(records::ConsentReceipt&)> spoil;
    const char* expected;
  };
  const auto u53 = [](Millis time) { return static_cast<std::uint64_t>(time); };
  const std::vector<Case> cases{
      {"good", Scope::kRead, [](auto&) {}, "ok"},
      {"deployment", Scope::kRead, [](auto& r) { r.deployment[0] ^= 1; }, "invalid deployment"},
      {"report", Scope::kRead, [](auto& r) { r.report[0] ^= 1; }, "invalid report"},
      {"sequence", Scope::kRead, [](auto& r) { ++r.sequence; }, "conflict "},
      {"previous", Scope::kRead, [](auto& r) { r.previous[0] ^= 1; }, "conflict "},
      {"no such scope", Scope::kRead, [](auto& r) { r.scope = 99; }, "invalid scope"},
      {"scope of a later version", Scope::kRead, [](auto& r) { r.scope = static_cast<std::uint8_t>(Scope::kIntel); }, "invalid scope"},
      {"purpose of another scope", Scope::kRead, [](auto& r) { r.purpose = static_cast<std::uint8_t>(Purpose::kWarn); }, "invalid purpose"},
      {"another team", Scope::kRead, [](auto& r) { r.recipient[0] ^= 1; }, "invalid recipient"},
      {"no sections", Scope::kRead, [](auto& r) { r.sections.clear(); }, "invalid sections"},
      {"no such section", Scope::kRead, [](auto& r) { r.sections.push_back(99); }, "invalid sections"},
      {"WARN for a team", Scope::kWarn, [](auto& r) { r.recipient[0] = 3; }, "invalid recipient"},
      {"language", Scope::kRead, [](auto& r) { r.language = 99; }, "invalid language"},
      {"jurisdiction", Scope::kRead, [](auto& r) { r.jurisdiction = 99; }, "invalid jurisdiction"},
      {"words not shown", Scope::kRead, [](auto& r) { r.text_id.clear(); }, "invalid text_id"},
      {"limits not shown", Scope::kRead, [](auto& r) { r.limits_version = 0; }, "invalid text_id"},
      {"method", Scope::kRead, [](auto& r) { r.method = 4; }, "invalid method"},
      {"READ that approves", Scope::kRead, [](auto& r) { r.commitment = ByteArray<32>{}; }, "invalid commitment"},
      {"finer than the day", Scope::kRead, [&](auto& r) { r.granted += u53(kHour); }, "invalid granted"},
      {"from tomorrow", Scope::kRead, [&](auto& r) { r.granted = u53(kStart + kDay); }, "invalid granted"},
      {"from the day before yesterday", Scope::kRead, [&](auto& r) { r.granted = u53(kStart - 2 * kDay); }, "invalid granted"},
      {"over", Scope::kRead, [&](auto& r) { r.expires = u53(kStart); }, "invalid expires"},
      {"for longer than READ lives", Scope::kRead, [&](auto& r) { r.expires = u53(kStart + 92 * kDay); }, "invalid expires"},
      {"ends at an hour", Scope::kRead, [&](auto& r) { r.expires += u53(kHour); }, "invalid expires"},
      {"supersedes nothing", Scope::kRead, [](auto& r) { r.supersedes = ByteArray<16>{9}; }, "conflict "},
      {"needs READ", Scope::kCheck, [](auto&) {}, "conflict "},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    Chain chain;
    if (c.scope == Scope::kWarn) {
      ASSERT_TRUE(chain.grant(Scope::kRead, kStart));
    }
    auto receipt = chain.receipt(c.scope, kStart);
    c.spoil(receipt);
    EXPECT_EQ(code_of(chain.append(chain.sign(receipt), kStart)), c.expected);
  }
}

TEST(ConsentTest, OnlyTheReportsKeySigns) {
  Chain chain;
  auto event = chain.sign(chain.receipt(Scope::kHold, kStart));
  event.signature[0] ^= 1;
  EXPECT_EQ(code_of(chain.append(event, kStart)), "unauthorised ");
  const Chain other;
  event = other.sign(chain.receipt(Scope::kHold, kStart));
  EXPECT_EQ(code_of(chain.append(event, kStart)), "unauthorised ");
}

TEST(ConsentTest, AReceiptEndsOnce) {
  Chain chain;
  ASSERT_TRUE(chain.grant(Scope::kHold, kStart));
  const ReceiptId id = chain.consent.receipts()[0].id;
  auto withdrawal = chain.withdrawal(id, kStart);
  withdrawal.mode = 3;
  EXPECT_EQ(code_of(chain.append(chain.sign(withdrawal), kStart)), "invalid mode");
  withdrawal = chain.withdrawal(id, kStart);
  ++withdrawal.withdrawn;
  EXPECT_EQ(code_of(chain.append(chain.sign(withdrawal), kStart)), "invalid withdrawn");
  // A phone whose clock is wrong by a year still withdraws.
  EXPECT_EQ(code_of(chain.append(chain.sign(chain.withdrawal(id, kStart - 365 * kDay)), kStart)), "ok");
  EXPECT_EQ(code_of(chain.append(chain.sign(chain.withdrawal(id, kStart)), kStart)), "conflict ");
  EXPECT_EQ(code_of(chain.append(chain.sign(chain.withdrawal(ReceiptId::random(), kStart)), kStart)), "conflict ");
}

TEST(ConsentTest, AnIdIsUsedOnceAndALiveReceiptIsReplacedOnlyByName) {
  Chain chain;
  const auto first = chain.receipt(Scope::kRead, kStart);
  ASSERT_TRUE(chain.append(chain.sign(first), kStart));
  auto again = chain.receipt(Scope::kRead, kStart);
  again.supersedes.reset();
  EXPECT_EQ(code_of(chain.append(chain.sign(again), kStart)), "conflict ");
  again = chain.receipt(Scope::kRead, kStart);
  again.receipt = first.receipt;
  EXPECT_EQ(code_of(chain.append(chain.sign(again), kStart)), "conflict ");
  EXPECT_EQ(code_of(chain.grant(Scope::kRead, kStart)), "ok");
  EXPECT_FALSE(chain.consent.is_live(chain.consent.receipts()[0], kStart));
}

TEST(ConsentTest, AnApprovalOpensToOneArtefactWithOneOpening) {
  Chain chain;
  ASSERT_TRUE(chain.grant(Scope::kRead, kStart));
  const auto artefact = random_array<32>(), opening = random_array<32>();
  auto receipt = chain.receipt(Scope::kWarn, kStart);
  receipt.commitment = Consent::commitment(artefact, opening);
  ASSERT_TRUE(chain.append(chain.sign(receipt), kStart));
  const ReceiptId id{receipt.receipt};
  EXPECT_TRUE(chain.consent.opens(id, Scope::kWarn, artefact, opening, kStart));
  EXPECT_FALSE(chain.consent.opens(id, Scope::kCheck, artefact, opening, kStart));
  EXPECT_FALSE(chain.consent.opens(id, Scope::kWarn, opening, artefact, kStart));
  EXPECT_FALSE(chain.consent.opens(ReceiptId::random(), Scope::kWarn, artefact, opening, kStart));
  EXPECT_FALSE(chain.consent.opens(id, Scope::kWarn, artefact, opening, kStart + 30 * kDay));
  EXPECT_TRUE(chain.consent.opens(id, Scope::kWarn, artefact, opening, kStart + 30 * kDay - 1));
  ASSERT_TRUE(chain.append(chain.sign(chain.withdrawal(id, kStart)), kStart));
  EXPECT_FALSE(chain.consent.opens(id, Scope::kWarn, artefact, opening, kStart));
}

// ---- Random histories ----

struct Step {
  enum Kind : std::uint8_t { kGrant, kWithdraw, kWait } kind = kWait;
  Scope scope = Scope::kHold;
  int days = 0;
};
void showValue(const Step& step, std::ostream& os) {
  os << (step.kind == Step::kGrant ? "grant " : step.kind == Step::kWithdraw ? "withdraw " : "wait ");
  if (step.kind == Step::kWait) os << step.days; else os << vocabulary::code(step.scope);
}
rc::Gen<Step> any_step() {
  return rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::element(Step::kGrant, Step::kGrant, Step::kWithdraw, Step::kWait)),
                              rc::gen::set(&Step::scope, rc::gen::element(Scope::kHold, Scope::kRead, Scope::kCase, Scope::kWarn, Scope::kCheck)),
                              rc::gen::set(&Step::days, rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, 20))));
}

// Invariant 5: what a scope permits depends on its own receipt and on those it needs, on nothing else. The model is a table of
// expiry times. Breaks: permits() without the need; live() that ignores has_ended or expires; apply() that lets a
// superseded receipt live on.
RC_GTEST_PROP(ConsentProperty, NoScopeImpliesAnother, ()) {
  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  Chain chain;
  std::map<Scope, Millis> until;
  Millis now = kStart;
  const auto is_live = [&](Scope scope) { return until.contains(scope) && now < until[scope]; };
  const auto needs_met = [&](Scope scope) { return scope == Scope::kHold || scope == Scope::kRead || is_live(Scope::kRead); };
  for (const auto& step : steps) {
    if (step.kind == Step::kWait) now += step.days * kDay;
    if (step.kind == Step::kGrant) {
      const bool was_granted = chain.grant(step.scope, now).has_value();
      RC_ASSERT(was_granted == needs_met(step.scope));
      if (was_granted) until[step.scope] = (day_of(now) + 30) * kDay;
    }
    if (step.kind == Step::kWithdraw) {
      const Receipt* live = chain.consent.live(step.scope, now);
      RC_ASSERT((live != nullptr) == is_live(step.scope));
      if (live != nullptr) {
        RC_ASSERT(chain.append(chain.sign(chain.withdrawal(live->id, now)), now).has_value());
        until.erase(step.scope);
      }
    }
    const auto folded = Consent::fold(chain.stored);
    RC_ASSERT(folded.has_value());
    for (const Scope scope : {Scope::kHold, Scope::kRead, Scope::kCase, Scope::kWarn, Scope::kCheck}) {
      const bool expected = is_live(scope) && needs_met(scope);
      RC_ASSERT(chain.consent.permits(scope, now) == expected);
      RC_ASSERT(folded->permits(scope, now) == expected);  // what is stored says the same
    }
    const TeamId team = *chain.context.team;
    RC_ASSERT(folded->may_read(ReportSection::kWords, team, now) == is_live(Scope::kRead));
    RC_ASSERT(folded->may_read(ReportSection::kContact, team, now) == (is_live(Scope::kCase) && is_live(Scope::kRead)));
    RC_ASSERT(!folded->may_read(ReportSection::kSubject, team, now));  // no receipt names it
    RC_ASSERT(!folded->may_read(ReportSection::kWords, TeamId{ByteArray<16>{4}}, now));
  }
}

}  // namespace
}  // namespace parasol::domain
