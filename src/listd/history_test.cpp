// Random histories against a small model of the rules, written differently: it remembers events and asks, for every
// packet and moment, whether a reason against showing it has happened.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <ostream>
#include <random>

#include "crypto/primitives.h"
#include "listd/listing.h"
#include "listd/test_support.h"

namespace parasol::listd {
namespace {

using test::id_of;
using test::kStart;
using test::source_of;

// Few names, so that they meet often.
constexpr int kSources = 5;
constexpr int kReferences = 2;
constexpr int kTags = 3;
constexpr int kNames = 16;
std::string source_name(int n) { return "source " + std::to_string(n); }
std::string reference_name(int n) { return "reference " + std::to_string(n); }

struct Offer {
  int name = 0;  // packets of one name have one id
  bool is_slot = false;
  int reference = 0;
  int tag = 0;
  std::set<int> sources;
  Millis not_before = 0;
  Millis not_after = 0;
  std::optional<int> replaces;  // by name
};

struct Event {
  enum Kind : std::uint8_t { kOffer, kStrike, kHide, kRestore, kWait, kTurn } kind = kWait;
  Offer offer;
  int target = 0;   // source or reference
  Millis wait = 0;  // may be negative: the clock is set back
};

void showValue(const Event& e, std::ostream& os) {
  const Offer& o = e.offer;
  os << "\n  ";
  if (e.kind == Event::kWait) os << "wait " << e.wait / kHour << " h";
  if (e.kind == Event::kTurn) os << "turn";
  if (e.kind == Event::kStrike) os << "strike source " << e.target;
  if (e.kind == Event::kHide || e.kind == Event::kRestore)
    os << (e.kind == Event::kHide ? "hide " : "restore ") << e.target % kReferences;
  if (e.kind == Event::kOffer) {
    os << (o.is_slot ? "slot " : "warning ") << o.name << " of " << o.reference << " tag " << o.tag << " from "
       << (o.not_before - kStart) / kHour << " to " << (o.not_after - kStart) / kHour << " h, sources";
    for (const int source : o.sources) os << " " << source;
    if (o.replaces) os << ", replaces " << *o.replaces;
  }
}

rc::Gen<Event> event() {
  // Short histories, too, have all of these.
  return rc::gen::resize(rc::kNominalSize, rc::gen::exec([] {
    Event e;
    e.kind = static_cast<Event::Kind>(*rc::gen::weightedElement<int>(
        {{6, Event::kOffer}, {2, Event::kStrike}, {1, Event::kHide}, {1, Event::kRestore}, {4, Event::kWait}, {3, Event::kTurn}}));
    e.target = *rc::gen::inRange(0, kSources);
    e.wait = *rc::gen::weightedOneOf<int>({{6, rc::gen::inRange(0, 40)}, {1, rc::gen::inRange(-60, 0)}}) * kHour;
    Offer& o = e.offer;
    o.name = *rc::gen::inRange(0, kNames);
    o.is_slot = *rc::gen::arbitrary<bool>();
    o.reference = *rc::gen::inRange(0, kReferences);
    o.tag = *rc::gen::inRange(0, kTags);
    const int chosen = *rc::gen::inRange(0, 1 << kSources);
    for (int source = 0; source < kSources; ++source)
      if ((chosen >> source & 1) != 0) o.sources.insert(source);
    o.not_before = kStart + *rc::gen::inRange(0, 200) * kHour;
    o.not_after = o.not_before + *rc::gen::inRange(0, 300) * kHour;
    if (*rc::gen::arbitrary<bool>()) o.replaces = *rc::gen::inRange(0, kNames);
    return e;
  }));
}

class Model {
 public:
  struct Orders {
    std::set<Millis> hides;
    std::set<Millis> restores;
  };
  std::vector<Offer> packets;
  std::map<int, Millis> strikes;
  std::map<int, Orders> orders;

  const Offer* find(int name) const {
    const auto found = std::ranges::find(packets, name, &Offer::name);
    return found == packets.end() ? nullptr : &*found;
  }
  const Offer& with_id(const PacketId& id) const {
    return *std::ranges::find(packets, id, [](const Offer& o) { return id_of(std::to_string(o.name)); });
  }
  bool is_ancestor(std::optional<int> from, int name) const {
    while (from) {
      if (*from == name) return true;
      from = find(*from)->replaces;
    }
    return false;
  }
  bool is_replaced(const Offer& o, Millis at) const {
    for (const auto& p : packets)
      if (p.not_before <= at && is_ancestor(p.replaces, o.name)) return true;
    return false;
  }
  bool is_withdrawn(const Offer& o, Millis at) const {
    std::size_t struck = 0;
    bool is_over = false;
    for (const int source : o.sources) {
      const auto found = strikes.find(source);
      if (found == strikes.end()) continue;
      ++struck;
      is_over = is_over || at >= found->second + kDay;
    }
    return struck == o.sources.size() || is_over;
  }
  bool is_hidden(int reference) const {
    const auto found = orders.find(reference);
    if (found == orders.end() || found->second.hides.empty()) return false;
    return found->second.restores.empty() || *found->second.hides.rbegin() >= *found->second.restores.rbegin();
  }
  bool may_accept(const Offer& o, Millis now) const {
    if (find(o.name) != nullptr) return false;
    if (o.sources.empty() || o.not_before >= o.not_after || o.not_after <= now || o.not_after > now + 800 * kDay) return false;
    for (const int source : o.sources)
      if (strikes.contains(source)) return false;
    if (o.replaces) {
      const Offer* replaced = find(*o.replaces);
      if (replaced == nullptr || replaced->is_slot != o.is_slot || replaced->reference != o.reference) return false;
    }
    for (const auto& p : packets) {
      const bool same_place = p.is_slot == o.is_slot && (o.is_slot ? p.tag == o.tag : p.reference == o.reference);
      const bool is_live = now < p.not_after && !is_replaced(p, now) && !is_withdrawn(p, now);
      if (same_place && is_live && !is_ancestor(o.replaces, p.name)) return false;
    }
    return true;
  }
  // Ids of what shows. After the clock was set back two packets may claim one place: the later one has it.
  std::set<PacketId> shown(Millis now) const {
    std::map<std::pair<bool, int>, int> places;
    for (const Offer& o : packets) {
      if (now >= o.not_before && now < o.not_after && !is_replaced(o, now) && !is_withdrawn(o, now) && !is_hidden(o.reference))
        places[{o.is_slot, o.is_slot ? o.tag : o.reference}] = o.name;
    }
    std::set<PacketId> ids;
    for (const auto& [place, name] : places) ids.insert(id_of(std::to_string(name)));
    return ids;
  }
};

const test::Staff& staff() {
  static const test::Staff one;
  return one;
}

records::Signed packet_of(const Offer& o) {
  std::vector<std::string> names;
  for (const int source : o.sources) names.push_back(source_name(source));
  const std::vector<std::string_view> sources(names.begin(), names.end());
  const std::string name = std::to_string(o.name);
  auto draft = o.is_slot ? staff().slot(name, "tag " + std::to_string(o.tag), reference_name(o.reference), sources)
                         : staff().warning(name, reference_name(o.reference), sources);
  draft.packet.not_before = trust::to_u53(o.not_before);
  draft.packet.not_after = trust::to_u53(o.not_after);
  if (o.replaces) draft.packet.replaces = id_of(std::to_string(*o.replaces));
  return draft.sign();
}

std::set<PacketId> ids(const ListState& state, const std::vector<std::size_t>& indices) {
  std::set<PacketId> result;
  for (const std::size_t index : indices) result.insert(state.packets()[index].id);
  return result;
}

struct Call {
  Operation operation;
  Bytes body;
  Millis time;
};

// Runs a history through state and model; answers what was accepted, for a replay.
std::vector<Call> run(const std::vector<Event>& events, ListState& state, Model& model, Millis& now) {
  std::vector<Call> journal;
  Listing listing;
  const auto apply = [&](Operation operation, Bytes body) {
    const auto applied = state.apply(operation, body, now);
    if (applied && applied->added == Added::kNew) journal.push_back({operation, std::move(body), now});
    return applied;
  };
  const auto is_new = [](const Result<Applied>& applied) { return applied && applied->added == Added::kNew; };
  for (const Event& e : events) {
    const int reference = e.target % kReferences;
    switch (e.kind) {
      case Event::kOffer: {
        const bool expected = model.may_accept(e.offer, now);
        RC_ASSERT(is_new(apply(Operation::kAccept, records::encode(packet_of(e.offer)))) == expected);
        if (expected) model.packets.push_back(e.offer);
        break;
      }
      case Event::kStrike: {
        const auto answer = state.acknowledgement(source_of(source_name(e.target)), now);
        RC_ASSERT(apply(Operation::kStrike, records::encode(trust::sign(staff().list, records::encode(answer)))));
        model.strikes.emplace(e.target, now);
        // The promise is kept at the moment it names, and is not more than a day away.
        RC_ASSERT(answer.gone_by - answer.struck_at <= static_cast<std::uint64_t>(kDay));
        Listing then = listing;
        then.drop_gone(state, std::max(now, trust::to_millis(answer.gone_by)));
        for (const std::size_t index : then.packets()) RC_ASSERT(!std::ranges::count(state.packets()[index].sources, answer.hash));
        break;
      }
      case Event::kHide: {
        auto& order = model.orders[reference];
        const auto hide = staff().hide_order(staff().editor.signing, reference_name(reference), now);
        const auto applied = apply(Operation::kHide, records::encode(hide));
        RC_ASSERT(applied.has_value() == (order.hides.contains(now) || order.restores.empty() || now >= *order.restores.rbegin()));
        if (is_new(applied)) order.hides.insert(now);
        break;
      }
      case Event::kRestore: {
        auto& order = model.orders[reference];
        const bool expected = model.is_hidden(reference) && now > *order.hides.rbegin();
        const auto restore = staff().restore_order(staff().lead.signing, staff().officer.signing, reference_name(reference), now);
        RC_ASSERT(is_new(apply(Operation::kRestore, records::encode(restore))) == expected);
        if (expected) order.restores.insert(now);
        break;
      }
      case Event::kWait:
        now += e.wait;
        break;
      case Event::kTurn:
        listing.turn(state, now);
        break;
    }
    listing.drop_gone(state, now);
    RC_ASSERT(ids(state, state.shown_at(now)) == model.shown(now));
    // What is listed, turn or not, may be shown as far as sources, orders and its end are concerned.
    std::set<ByteArray<16>> tags;
    std::set<Reference> references;
    for (const std::size_t index : listing.packets()) {
      const Packet& packet = state.packets()[index];
      const Offer& offer = model.with_id(packet.id);
      RC_ASSERT(now < offer.not_after && !model.is_withdrawn(offer, now) && !model.is_hidden(offer.reference));
      RC_ASSERT((packet.slot ? tags.insert(slot_tag(*packet.slot)).second : references.insert(packet.reference).second));
    }
  }
  return journal;
}

bool same(const ListState& a, const ListState& b) {
  for (Millis at = kStart - 100 * kHour; at < kStart + 700 * kHour; at += 13 * kHour)
    if (ids(a, a.shown_at(at)) != ids(b, b.shown_at(at))) return false;
  for (int source = 0; source < kSources; ++source) {
    const Hash hash = source_of(source_name(source));
    if (a.is_struck(hash) != b.is_struck(hash)) return false;
    if (a.is_struck(hash) && a.acknowledgement(hash, 0) != b.acknowledgement(hash, 0)) return false;
  }
  return true;
}

// Break: any rule of state.cpp: this test is its second opinion.
RC_GTEST_PROP(HistoryProperty, AgreesWithTheModel, ()) {
  const auto events = *rc::gen::container<std::vector<Event>>(event());
  ListState state = test::state_of(staff());
  Model model;
  Millis now = kStart;
  run(events, state, model, now);
}

// Break: let apply() look at anything but state, body and time.
RC_GTEST_PROP(HistoryProperty, TheJournalGivesTheSameState, ()) {
  const auto events = *rc::gen::container<std::vector<Event>>(event());
  ListState state = test::state_of(staff());
  Model model;
  Millis now = kStart;
  ListState again = test::state_of(staff());
  for (const Call& call : run(events, state, model, now)) RC_ASSERT(again.apply(call.operation, call.body, call.time));
  RC_ASSERT(same(state, again));
}

// Break: any of the repeats that answer kAlready.
RC_GTEST_PROP(HistoryProperty, RepeatsInAnyOrderChangeNothing, ()) {
  const auto events = *rc::gen::container<std::vector<Event>>(event());
  ListState state = test::state_of(staff());
  Model model;
  Millis now = kStart;
  auto calls = run(events, state, model, now);
  const ListState before = state;
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(calls.begin(), calls.end(), random);
  for (const Call& call : calls) {
    const auto applied = state.apply(call.operation, call.body, now);
    RC_ASSERT(applied && applied->added == Added::kAlready);
  }
  RC_ASSERT(same(state, before));
}

// A journal set back to any of its entries, then serve's copies in any order: nothing withdrawn or hidden shows.
// Break: pass over hides or strikes in replay(), or let a copy of a hide fail on a later restore.
RC_GTEST_PROP(HistoryProperty, TheUnionWins, ()) {
  const auto events = *rc::gen::container<std::vector<Event>>(event());
  ListState state = test::state_of(staff());
  Model model;
  Millis now = kStart;
  const auto calls = run(events, state, model, now);
  ListState set_back = test::state_of(staff());
  const std::size_t kept = calls.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, calls.size() + 1);
  for (std::size_t i = 0; i < kept; ++i) RC_ASSERT(set_back.apply(calls[i].operation, calls[i].body, calls[i].time));

  std::vector<records::Replay> copies;
  Millis latest = now;
  for (const Call& call : calls) {
    latest = std::max(latest, call.time);
    records::Replay one;
    if (call.operation == Operation::kStrike) one.strikes.push_back(*records::decode_signed(call.body));
    if (call.operation == Operation::kHide) one.hides.push_back(*records::decode_signed(call.body));
    if (call.operation == Operation::kRestore) one.restores.push_back(*records::decode_restore(call.body));
    copies.push_back(one);
  }
  std::mt19937 random(*rc::gen::arbitrary<unsigned>());
  std::shuffle(copies.begin(), copies.end(), random);
  for (const auto& copy : copies) RC_ASSERT(set_back.apply(Operation::kReplay, records::encode(copy), latest)->refused == 0U);
  for (Millis at = kStart; at < kStart + 700 * kHour; at += 13 * kHour)
    for (const std::size_t index : set_back.shown_at(at)) {
      const Offer& offer = model.with_id(set_back.packets()[index].id);
      RC_ASSERT(!model.is_withdrawn(offer, at) && !model.is_hidden(offer.reference));
    }
  for (int reference = 0; reference < kReferences; ++reference)
    RC_ASSERT(set_back.is_hidden(id_of(reference_name(reference))) == model.is_hidden(reference));
}

}  // namespace
}  // namespace parasol::listd
