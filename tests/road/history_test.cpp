// Random histories of two reporters, a team and four warnings, with listd itself at the end of the road. A model, written
// without the code's tables, knows what everybody has permitted and says of every step whether it may succeed.
//
// Invariants (numbers as in docs/architecture.md) and a break that makes this fail:
//   1 gate            Desk::open delivers every section with a wrap; find_assigned for whoever asks
//   4 exact text      opens() that ignores the commitment
//   5 no implication  Consent::permits() without what a scope needs
//   6 withdrawal      Reports::change does not put the secret into the outbox
//  12 two people      has_worked_on removed from lead()
//  22 audit           Desk::open without with_audit
//  23 expiry          Consent::live() without `expires`
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <ostream>

#include "road.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Person;
using test_support::Reporter;
using test_support::Road;
using test_support::Text;
using test_support::text_of;
using vocabulary::RecognitionLevel;
using vocabulary::ReportSection;
using vocabulary::Role;
using vocabulary::Scope;
using vocabulary::WarningState;

constexpr int kReports = 2, kTexts = 4, kPeople = 6;
constexpr Scope kScopes[] = {Scope::kRead, Scope::kCase, Scope::kWarn, Scope::kCheck};

struct Step {
  enum Kind : std::uint8_t { kNext, kGrant, kApprove, kWithdraw, kErase, kWait, kClaim, kOpen, kDraft, kSource, kReview, kLead, kHandOver } kind = kWait;
  int report = 0;
  int text = 0;
  int person = 0;
  Scope scope = Scope::kRead;
  int days = 0;
  bool has_slot = false;
};

void showValue(const Step& s, std::ostream& os) {
  constexpr const char* kNames[] = {"next",  "grant", "approve", "withdraw", "erase", "wait", "claim",
                                    "open", "draft", "source",  "review",   "lead",  "hand over"};
  os << "\n  " << kNames[s.kind] << " report " << s.report << " text " << s.text << " person " << s.person << " "
     << vocabulary::code(s.scope) << " days " << s.days << (s.has_slot ? " slot" : "");
}

rc::Gen<Step> any_step() {
  // Short histories, too, have all of these.
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
    Step s;
    s.kind = *rc::gen::weightedElement<Step::Kind>({{24, Step::kNext},    {3, Step::kGrant},  {3, Step::kApprove}, {2, Step::kWithdraw},
                                                    {1, Step::kErase},    {4, Step::kWait},   {2, Step::kClaim},   {3, Step::kOpen},
                                                    {1, Step::kDraft},    {1, Step::kSource}, {1, Step::kReview},  {2, Step::kLead},
                                                    {3, Step::kHandOver}});
    s.report = *rc::gen::inRange(0, kReports);
    s.text = *rc::gen::inRange(0, kTexts);
    s.person = *rc::gen::inRange(0, kPeople);
    s.scope = *rc::gen::elementOf(std::vector<Scope>(std::begin(kScopes), std::end(kScopes)));
    s.days = *rc::gen::inRange(0, 40);
    s.has_slot = *rc::gen::arbitrary<bool>();
    return s;
  }));
}

// What one reporter has permitted, in the model's own words.
struct Permissions {
  struct Permit {
    Millis until = 0;
    std::optional<int> approves;  // a text
  };
  std::map<Scope, Permit> given;
  std::set<Scope> struck;  // secrets that listd knows
  std::set<ReportSection> wrapped;
  int assigned = -1;
  std::int64_t used_day = -1;  // the last of which its chain says that it was used
  bool is_queued = true;
  bool is_erased = false;

  bool has(Scope scope, Millis now) const { return given.contains(scope) && now < given.at(scope).until; }
  // Everything but READ rests on READ.
  bool allows(Scope scope, Millis now) const { return has(scope, now) && has(Scope::kRead, now); }
  bool approves(Scope scope, int text, Millis now) const { return allows(scope, now) && given.at(scope).approves == text; }
};

struct Written {
  enum { kNone, kScored, kMemberOk, kReviewed, kHandedOver, kBroken } state = kNone;
  int drafter = -1;
  bool has_lead = false;
  // Once listd has the warning itself.
  int source = -1;
  Millis until = 0;
};

class History {
 public:
  History() {
    for (int i = 0; i < kReports; ++i) {
      reporters_.push_back(std::make_unique<Reporter>(road, "reporter " + std::to_string(i)));
      RC_ASSERT(reporters_[index(i)]->submit().has_value());
      model_[index(i)].given[Scope::kHold] = {now() + 60 * kDay, {}};
      model_[index(i)].given[Scope::kRead] = {now() + 60 * kDay, {}};
      wrap(i);
      grant(i, Scope::kWarn, {});
      claim(i, i == 0 ? 0 : 2);  // a caseworker, and a case lead
    }
  }

  void take(const Step& s) {
    switch (s.kind) {
      case Step::kNext: return next(s);
      case Step::kGrant: return grant(s.report, s.scope, {});
      case Step::kApprove: return grant(s.report, s.has_slot ? Scope::kCheck : Scope::kWarn, s.text);
      case Step::kWithdraw: return withdraw(s.report, s.scope);
      case Step::kErase: return erase(s.report);
      case Step::kWait: return wait(s.days);
      case Step::kClaim: return claim(s.report, s.person);
      case Step::kOpen: return open(s.report, s.person);
      case Step::kDraft: return draft(s.text, s.report, s.person);
      case Step::kSource: return source(s.text, s.report, s.person);
      case Step::kReview: return review(s.text, s.person);
      case Step::kLead: return lead(s.text, s.person);
      case Step::kHandOver: return hand_over(s.text, s.report, s.person, s.has_slot);
    }
  }

  // Nothing that listd shows rests on a source that has withdrawn, or outlives it.
  void check_list() {
    const auto live = road.live();
    for (int t = 0; t < kTexts; ++t) {
      const Written& w = written_[index(t)];
      const bool shows = live.contains({texts_[index(t)].reference, texts_[index(t)].version});
      const bool may_show = w.source >= 0 && now() < w.until && !model_[index(w.source)].struck.contains(Scope::kWarn);
      if (!may_show) RC_ASSERT(!shows);
      if (may_show && turned_since_hand_over_) RC_ASSERT(shows);
    }
  }
  void check_audit() { RC_ASSERT(domain::verify_audit(*road.unit).has_value()); }
  int handed_over() const {
    return static_cast<int>(std::count_if(written_.begin(), written_.end(), [](const Written& w) { return w.state == Written::kHandedOver; }));
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  Millis now() const { return road.clock.now(); }
  const Person& person(int i) const {
    const Person* all[] = {&road.caseworker, &road.second_caseworker, &road.lead, &road.second_lead, &road.editor, &road.second_editor};
    return *all[i];
  }
  Role role(int i) const { return person(i).principal.role; }
  Reporter& reporter(int i) { return *reporters_[index(i)]; }
  Permissions& permissions(int i) { return model_[index(i)]; }
  bool may_open(int r, int p) { return permissions(r).has(Scope::kRead, now()) && permissions(r).assigned == p; }
  static RecognitionLevel level(int text) { return text == kTexts - 1 ? RecognitionLevel::kHigh : RecognitionLevel::kMedium; }

  // One event in the report's chain, or one in the organisation's, done or refused as the step was.
  struct Watch {
    History& history;
    ByteArray<16> chain;
    std::size_t before;
    void ends(bool was_done, std::size_t events = 1) const {
      const auto all = history.road.audit(chain);
      RC_ASSERT(all.size() == before + events);
      RC_ASSERT(all[before].result == (was_done ? 1 : 2));
    }
  };
  Watch watch(const ByteArray<16>& chain = {}) { return {*this, chain, road.audit_size(chain)}; }

  void wrap(int r) {
    for (const auto& [section, scope] : std::map<ReportSection, Scope>{
             {ReportSection::kSubject, Scope::kRead}, {ReportSection::kWords, Scope::kRead}, {ReportSection::kAboutMe, Scope::kCase}})
      if (permissions(r).allows(scope, now())) permissions(r).wrapped.insert(section);
  }
  // READ is over: the report is its owner's alone.
  void settle(int r) {
    Permissions& p = permissions(r);
    if (p.has(Scope::kRead, now())) {
      p.is_queued = p.is_queued || !p.is_erased;
      return;
    }
    p.assigned = -1;
    p.is_queued = false;
    p.wrapped.clear();
  }

  void grant(int r, Scope scope, std::optional<int> approves) {
    Reporter::Grant wanted{scope};
    if (scope == Scope::kCase) wanted.life = 20 * kDay;  // so that it runs out while others live
    if (approves) wanted.artefact = texts_[index(*approves)].artefact;
    const bool may = !permissions(r).is_erased && (scope == Scope::kRead || permissions(r).has(Scope::kRead, now()));
    RC_ASSERT(reporter(r).grant(wanted).has_value() == may);
    if (!may) return;
    permissions(r).given[scope] = {day_of(now()) * kDay + wanted.life, approves};
    settle(r);
    wrap(r);
  }

  void withdraw(int r, Scope scope) {
    if (permissions(r).is_erased) return;
    RC_ASSERT(reporter(r).withdraw(scope).has_value());
    permissions(r).given.erase(scope);
    if (scope == Scope::kWarn || scope == Scope::kCheck) permissions(r).struck.insert(scope);
    settle(r);
  }

  void erase(int r) {
    if (permissions(r).is_erased) return;
    RC_ASSERT(reporter(r).erase().has_value());
    permissions(r).given.clear();
    permissions(r).struck = {Scope::kWarn, Scope::kCheck};
    permissions(r).is_erased = true;
    settle(r);
  }

  void wait(int days) {
    road.wait(days * kDay + kHour);
    turned_since_hand_over_ = true;
    for (int r = 0; r < kReports; ++r) settle(r);
  }

  void claim(int r, int p) {
    const auto chain = watch(reporter(r).id.value);
    const bool is_desk = role(p) == Role::kCaseworker || role(p) == Role::kCaseLead;
    const bool may = permissions(r).has(Scope::kRead, now()) && is_desk && (permissions(r).assigned == p || permissions(r).assigned == -1);
    RC_ASSERT(road.desk.claim(person(p).principal, reporter(r).id).has_value() == may);
    chain.ends(may);
    if (may) permissions(r).assigned = p;
  }

  void open(int r, int p) {
    const auto chain = watch(reporter(r).id.value);
    const auto view = road.desk.open(person(p).principal, reporter(r).id);
    RC_ASSERT(view.has_value() == may_open(r, p));
    chain.ends(view.has_value());
    if (!view) return;
    std::set<ReportSection> delivered, expected;
    for (const auto& section : view->sections) delivered.insert(section.section);
    for (const auto section : permissions(r).wrapped)
      if (permissions(r).allows(section == ReportSection::kAboutMe ? Scope::kCase : Scope::kRead, now())) expected.insert(section);
    RC_ASSERT(delivered == expected);
  }

  void draft(int t, int r, int p) {
    const auto chain = watch();
    const auto report_chain = watch(reporter(r).id.value);
    Written& w = written_[index(t)];
    const bool may = may_open(r, p) && permissions(r).allows(Scope::kWarn, now()) && w.state == Written::kNone;
    RC_ASSERT(road.draft(person(p), reporter(r), texts_[index(t)], level(t)).has_value() == may);
    chain.ends(may);
    if (!may) return;
    // Of one day its owner reads once that it was used.
    if (permissions(r).used_day == day_of(now())) {
      RC_ASSERT(road.audit_size(report_chain.chain) == report_chain.before);
    } else {
      report_chain.ends(true);
    }
    permissions(r).used_day = day_of(now());
    w.state = Written::kScored;
    w.drafter = p;
  }

  void source(int t, int r, int p) {
    const auto chain = watch();
    Written& w = written_[index(t)];
    const bool may = w.state == Written::kScored && may_open(r, p) && permissions(r).allows(Scope::kWarn, now()) &&
                     permissions(r).given.at(Scope::kWarn).approves;
    RC_ASSERT(road.add_source(person(p), reporter(r), texts_[index(t)]).has_value() == may);
    chain.ends(may);
    if (!may) return;
    w.state = Written::kMemberOk;
    permissions(r).used_day = day_of(now());
  }

  void review(int t, int p) {
    const auto chain = watch();
    Written& w = written_[index(t)];
    const bool may = w.state == Written::kMemberOk && role(p) == Role::kAlertEditor;
    RC_ASSERT(road.review(person(p), texts_[index(t)]).has_value() == may);
    chain.ends(may);
    if (may) w.state = Written::kReviewed;
  }

  void lead(int t, int p) {
    const auto chain = watch();
    Written& w = written_[index(t)];
    // What listd has refused waits where it was before.
    const bool is_open = w.state == Written::kMemberOk || w.state == Written::kReviewed || w.state == Written::kBroken;
    const bool may = is_open && level(t) == RecognitionLevel::kHigh && role(p) == Role::kCaseLead && w.drafter != p;
    RC_ASSERT(road.lead_signs(person(p), texts_[index(t)]).has_value() == may);
    chain.ends(may);
    if (may) w.has_lead = true;
  }

  void hand_over(int t, int r, int p, bool has_slot) {
    Written& w = written_[index(t)];
    if (w.state == Written::kNone || w.state == Written::kHandedOver || w.state == Written::kBroken) return;
    const auto chain = watch();
    const Permissions& source = permissions(r);
    const bool may = w.state == Written::kReviewed && role(p) == Role::kAlertEditor && (level(t) != RecognitionLevel::kHigh || w.has_lead) &&
                     source.approves(Scope::kWarn, t, now()) && (!has_slot || source.approves(Scope::kCheck, t, now()));
    const std::vector<std::string> tags = has_slot ? std::vector{"tag " + std::to_string(++tags_)} : std::vector<std::string>{};
    const auto done = road.hand_over(person(p), texts_[index(t)], {&reporter(r)}, tags);
    RC_ASSERT(done.has_value() == may);
    if (!may) return chain.ends(false);

    // listd has the last word: a secret that it knows is never a source again. It may refuse the slot alone.
    const bool is_refused = source.struck.contains(Scope::kWarn) || (has_slot && source.struck.contains(Scope::kCheck));
    chain.ends(true, is_refused ? 2 : 1);
    RC_ASSERT(done->is_accepted == !is_refused);
    RC_ASSERT(done->state == (is_refused ? WarningState::kReviewed : WarningState::kHandedOver));
    w.state = is_refused ? Written::kBroken : Written::kHandedOver;
    if (!source.struck.contains(Scope::kWarn)) {
      w.source = r;
      w.until = source.given.at(Scope::kWarn).until;
    }
    turned_since_hand_over_ = false;
    check_signatures(t, p);
  }

  // Drafter, approver and third person are three.
  void check_signatures(int t, int approver) {
    const auto warning = *expect(road.unit->read([&](domain::Stores& stores) { return stores.warnings.find(texts_[index(t)].reference); }));
    std::set<ByteArray<32>> people{person(approver).principal.signing_key, expect(records::decode_signed(warning.draft)).signer};
    std::size_t expected = 2;
    if (warning.lead) {
      people.insert(expect(records::decode_signed(*warning.lead)).signer);
      ++expected;
    }
    RC_ASSERT(people.size() == expected);
  }

  // The step that this warning waits for, by the right people: so that many histories get far.
  void next(const Step& s) {
    Written& w = written_[index(s.text)];
    const int r = s.days % 5 == 0 ? s.report : s.text % kReports;  // mostly the report it is made from
    if (w.state == Written::kNone) {
      draft(s.text, r, permissions(r).assigned < 0 ? 0 : permissions(r).assigned);
    } else if (w.state == Written::kScored) {
      grant(r, Scope::kWarn, s.text);
      source(s.text, r, permissions(r).assigned < 0 ? 0 : permissions(r).assigned);
    } else if (w.state == Written::kMemberOk) {
      review(s.text, 4);
    } else if (w.state == Written::kReviewed) {
      if (level(s.text) == RecognitionLevel::kHigh) lead(s.text, 2 + s.person % 2);
      if (s.days % 2 == 0) grant(r, Scope::kWarn, s.text);
      if (s.has_slot) grant(r, Scope::kCheck, s.text);
      hand_over(s.text, r, 4 + s.person % 2, s.has_slot);
    }
  }

  Road road;
  std::vector<std::unique_ptr<Reporter>> reporters_;
  std::array<Permissions, kReports> model_;
  std::array<Written, kTexts> written_;
  const std::array<Text, kTexts> texts_{text_of("a"), text_of("b"), text_of("c"), text_of("d")};
  int tags_ = 0;
  bool turned_since_hand_over_ = false;
};

RC_GTEST_PROP(RoadProperty, NothingHappensThatNobodyPermitted, ()) {
  const auto steps = *rc::gen::scale(0.8, rc::gen::container<std::vector<Step>>(any_step()));
  History history;
  for (const auto& step : steps) {
    history.take(step);
    history.check_list();
  }
  history.check_audit();
  RC_CLASSIFY(history.handed_over() > 0, "handed over");
}

}  // namespace
}  // namespace parasol
