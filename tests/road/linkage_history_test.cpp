// Random histories of three reporters who permit comparing and end it again, their caseworker, and those who compare. A model
// knows what everybody has permitted; what is delivered, and what lies in the tables, must agree with it after every step.
//
// Invariant 1 (docs/architecture.md), and a break that makes each part fail:
//   delivery          views() without asking for LINK; live_decisions() that asks one side only
//   what is made      Linkage::decide without find_live of both sides; make_segment() without is_live
//   withdrawal        Reports::change without either settle_link, or withdraw_everything without it
//   expiry            Reports::settle_all without its second loop; settle_link without set_expiry
//   nothing is left   remove_entry() that leaves decisions about the other side, or an empty segment
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <ostream>

#include "linkage_test.h"

namespace parasol {
namespace {

using domain::LinkDecisionId;
using domain::LinkEntryId;
using domain::LinkSegmentId;
using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using vocabulary::Scope;

constexpr int kReports = 3;

struct Step {
  enum Kind : std::uint8_t { kGrant, kWithdraw, kErase, kSleep, kWait, kMake, kSealTogether, kDecide } kind = kWait;
  int report = 0;
  int other = 0;
  bool is_link = false;  // what is granted or withdrawn: LINK or READ
  int days = 0;
};

void showValue(const Step& s, std::ostream& os) {
  constexpr const char* kNames[] = {"grant", "withdraw", "erase", "sleep", "wait", "make", "seal together", "decide"};
  os << "\n  " << kNames[s.kind] << " report " << s.report << " other " << s.other << (s.is_link ? " LINK" : " READ") << " days " << s.days;
}

rc::Gen<Step> any_step() {
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
    Step s;
    s.kind = *rc::gen::weightedElement<Step::Kind>({{3, Step::kGrant}, {2, Step::kWithdraw}, {1, Step::kErase}, {2, Step::kSleep}, {2, Step::kWait},
                                                    {6, Step::kMake}, {3, Step::kSealTogether}, {5, Step::kDecide}});
    s.report = *rc::gen::inRange(0, kReports);
    s.other = *rc::gen::inRange(0, kReports);
    s.is_link = *rc::gen::arbitrary<bool>();
    s.days = *rc::gen::inRange(0, 15);
    return s;
  }));
}

struct Permissions {
  std::map<Scope, Millis> until;
  bool is_erased = false;
  std::optional<LinkEntryId> entry;  // as it lies in the tables
};

class History {
 public:
  History() {
    for (int i = 0; i < kReports; ++i) {
      reporters_.push_back(std::make_unique<Reporter>(road_, "reporter " + std::to_string(i)));
      RC_ASSERT(reporters_.back()->submit({{Scope::kHold}, {Scope::kRead}, {Scope::kLink, {}, 20 * kDay}}).has_value());
      of(i).until = {{Scope::kRead, day_of(now()) * kDay + 60 * kDay}, {Scope::kLink, day_of(now()) * kDay + 20 * kDay}};
      if (i > 0) make(i);
    }
  }

  void take(const Step& s) {
    Permissions& p = of(s.report);
    Reporter& reporter = *reporters_[index(s.report)];
    const Scope scope = s.is_link ? Scope::kLink : Scope::kRead;
    switch (s.kind) {
      case Step::kGrant: {
        const Millis life = scope == Scope::kLink ? 20 * kDay : 60 * kDay;
        const bool may = !p.is_erased && (scope == Scope::kRead || has(s.report, Scope::kRead));
        RC_ASSERT(reporter.grant({scope, {}, life}).has_value() == may);
        if (!may) return;
        forget(s.report);  // what ran out before does not come back
        p.until[scope] = day_of(now()) * kDay + life;
        return;
      }
      case Step::kWithdraw:
        if (p.is_erased) return;
        RC_ASSERT(reporter.withdraw(scope).has_value());
        p.until.erase(scope);
        return forget(s.report);
      case Step::kErase:
        if (p.is_erased) return;
        RC_ASSERT(reporter.erase().has_value());
        p.until.clear();
        p.is_erased = true;
        return forget(s.report);
      case Step::kSleep: return road_.clock.advance(s.days * kDay);  // no job has run
      case Step::kWait:
        road_.wait(s.days * kDay + kHour);
        for (int i = 0; i < kReports; ++i) forget(i);
        return;
      case Step::kMake: return make(s.report);
      case Step::kSealTogether: return seal_together(s.report, s.other);
      case Step::kDecide: return decide(s.report, s.other);
    }
  }

  // What is delivered is what is permitted at this moment.
  void check_delivery() {
    std::set<LinkEntryId> delivered;
    const auto page = expect(linkage_.entries(analyst_, std::nullopt));
    const auto note = [&](const domain::LinkEntryView& view) {
      RC_ASSERT(!view.may_name_report);
      RC_ASSERT(delivered.insert(view.entry.id).second);
    };
    for (const auto& view : page.entries) note(view);
    for (const auto& listed : page.segments) {
      const auto segment = linkage_.segment(analyst_, listed.id);
      RC_ASSERT(segment.has_value());
      RC_ASSERT(segment->entries.size() == listed.entries);
      for (const auto& view : segment->entries) note(view);
    }
    std::set<LinkEntryId> permitted;
    for (int i = 0; i < kReports; ++i)
      if (of(i).entry && has(i, Scope::kLink)) permitted.insert(*of(i).entry);
    RC_ASSERT(delivered == permitted);

    std::set<Pair> decided, expected;
    for (const auto& decision : expect(linkage_.decisions(analyst_, std::nullopt)).decisions) decided.emplace(decision.one, decision.other);
    for (const auto& pair : decided_)
      if (permitted.contains(pair.first) && permitted.contains(pair.second)) expected.insert(pair);
    RC_ASSERT(decided == expected);
    for (int i = 0; i < kReports; ++i) check_flag(i, permitted, expected);
  }

  // What lies in the tables is what has not been withdrawn: no entry, no decision and no segment more.
  void check_tables() {
    std::set<Bytes> entries, segments, used, pairs, expected_entries, expected_pairs;
    for (const auto& row : rows("SELECT entry, segment FROM link_entry")) {
      entries.insert(row.bytes(0));
      if (const auto segment = row.optional_bytes(1)) used.insert(*segment);
    }
    for (const auto& row : rows("SELECT segment FROM link_segment")) segments.insert(row.bytes(0));
    for (const auto& row : rows("SELECT one, other FROM link_decision")) {
      Bytes pair = row.bytes(0);
      append(pair, row.bytes(1));
      pairs.insert(std::move(pair));
    }
    for (int i = 0; i < kReports; ++i)
      if (of(i).entry) expected_entries.insert(to_bytes(of(i).entry->value));
    for (const auto& [one, other] : decided_) {
      Bytes pair = to_bytes(one.value);
      append(pair, other.value);
      expected_pairs.insert(std::move(pair));
    }
    RC_ASSERT(entries == expected_entries);
    RC_ASSERT(pairs == expected_pairs);
    RC_ASSERT(segments == used);
  }

  void check_audit() { RC_ASSERT(domain::verify_audit(*road_.unit).has_value()); }
  std::size_t decided() const { return made_; }

 private:
  using Pair = std::pair<LinkEntryId, LinkEntryId>;

  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  Permissions& of(int i) { return model_[index(i)]; }
  Millis now() const { return road_.clock.now(); }
  bool has(int i, Scope scope) { return of(i).until.contains(scope) && now() < of(i).until.at(scope); }
  db::Rows rows(db::Sql sql) {
    return expect(road_.database().read([&](db::Transaction& tx) { return tx.query(sql); }));
  }

  // Somebody has changed her permissions, or the job has run: without LINK nothing of hers stays.
  void forget(int i) {
    Permissions& p = of(i);
    if (!p.entry || has(i, Scope::kLink)) return;
    std::erase_if(decided_, [&](const Pair& pair) { return pair.first == *p.entry || pair.second == *p.entry; });
    p.entry.reset();
  }

  void make(int i) {
    Permissions& p = of(i);
    static_cast<void>(road_.desk.claim(road_.caseworker.principal, reporters_[index(i)]->id));
    const LinkEntryId entry = p.entry.value_or(LinkEntryId::random());
    const bool may = has(i, Scope::kRead) && has(i, Scope::kLink);
    const Status made =
        linkage_.put_entry(road_.caseworker.principal, reporters_[index(i)]->id, entry, 1, test_support::sealed_entry(++content_));
    RC_ASSERT(made.has_value() == may);
    if (may) p.entry = entry;
  }

  void seal_together(int first, int second) {
    std::vector<domain::Linkage::Resealed> resealed;
    std::size_t expected = 0;
    for (const int i : std::set{first, second}) {
      if (!of(i).entry) continue;
      const auto stored = expect(road_.unit->read([&](domain::Stores& stores) { return stores.links.find_entry(*of(i).entry); }));
      resealed.push_back({*of(i).entry, crypto::sha256(stored->sealed), test_support::link_body(++content_)});
      expected += has(i, Scope::kLink) ? 1 : 0;
    }
    const auto held =
        linkage_.make_segment(analyst_, LinkSegmentId::random(), 1, test_support::wrap_for(test_support::link_key()), resealed);
    RC_ASSERT(held.has_value());
    RC_ASSERT(*held == expected);
  }

  void decide(int first, int second) {
    if (first == second || !of(first).entry || !of(second).entry) return;
    const auto decision = test_support::decision_about(*of(first).entry, *of(second).entry, road_.desk_key);
    const bool may = has(first, Scope::kLink) && has(second, Scope::kLink);
    RC_ASSERT(linkage_.decide(analyst_, decision).has_value() == may);
    if (!may) return;
    decided_.emplace(decision.one, decision.other);
    ++made_;
  }

  // The flag on an open report.
  void check_flag(int i, const std::set<LinkEntryId>& permitted, const std::set<Pair>& decided) {
    const auto view = road_.desk.open(road_.caseworker.principal, reporters_[index(i)]->id);
    if (!view) return;
    const auto& entry = of(i).entry;
    RC_ASSERT(view->link.has_value() == (entry && permitted.contains(*entry)));
    if (!view->link) return;
    std::set<Pair> shown, expected;
    for (const auto& decision : view->link->decisions) shown.emplace(decision.one, decision.other);
    for (const auto& pair : decided)
      if (pair.first == *entry || pair.second == *entry) expected.insert(pair);
    RC_ASSERT(shown == expected);
  }

  Road road_;
  domain::Linkage linkage_{*road_.unit, road_.clock};
  const domain::Principal analyst_ = test_support::analyst_of(road_);
  std::vector<std::unique_ptr<Reporter>> reporters_;
  std::array<Permissions, kReports> model_;
  std::set<Pair> decided_;
  std::size_t made_ = 0;
  std::uint8_t content_ = 0;
};

RC_GTEST_PROP(LinkageProperty, NothingIsComparedThatNobodyPermitted, ()) {
  const auto steps = *rc::gen::scale(0.4, rc::gen::container<std::vector<Step>>(any_step()));
  History history;
  for (const auto& step : steps) {
    history.take(step);
    history.check_tables();
    history.check_delivery();
  }
  history.check_audit();
  RC_CLASSIFY(history.decided() > 0, "decided");
}

}  // namespace
}  // namespace parasol
