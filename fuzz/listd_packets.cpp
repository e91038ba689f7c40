// Well-signed histories of few packets, sources and warnings: the input chooses what happens. Nothing withdrawn, hidden
// or outside its window shows, no place is shown twice, and the acknowledgement's promise holds.
#include <algorithm>
#include <set>

#include "base/check.h"
#include "listd/listing.h"
#include "listd/test_support.h"

using namespace parasol;
using namespace parasol::listd;

namespace {

class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}
  bool are_left() const { return !rest_.empty(); }
  int below(int limit) {
    if (rest_.empty()) return 0;
    const int value = rest_[0] % limit;
    rest_ = rest_.subspan(1);
    return value;
  }

 private:
  ByteView rest_;
};

std::string name(std::string_view kind, int number) { return std::string(kind) + std::to_string(number); }

records::Signed choose_packet(const test::Staff& staff, Choices& choices, Millis now) {
  std::vector<std::string> sources;
  for (int mask = choices.below(16), n = 0; n < 4; ++n)
    if ((mask >> n & 1) != 0) sources.push_back(name("source ", n));
  const std::vector<std::string_view> views(sources.begin(), sources.end());
  const std::string id = name("packet ", choices.below(12));
  const std::string reference = name("reference ", choices.below(3));
  auto draft = choices.below(2) == 0 ? staff.warning(id, reference, views)
                                     : staff.slot(id, name("tag ", choices.below(4)), reference, views);
  draft.packet.not_before = trust::to_u53(now + (choices.below(9) - 3) * 10 * kHour);
  draft.packet.not_after = draft.packet.not_before + static_cast<std::uint64_t>(choices.below(12) * 20 * kHour);
  if (choices.below(2) == 1) draft.packet.replaces = test::id_of(name("packet ", choices.below(12)));
  draft.recognition.level = static_cast<std::uint8_t>(choices.below(3));
  draft.has_lead = choices.below(2) == 1;
  return draft.sign();
}

void check_listing(const ListState& state, const std::vector<std::size_t>& listed, Millis now) {
  std::set<ByteArray<16>> tags;
  std::set<Reference> references;
  for (const std::size_t index : listed) {
    const Packet& packet = state.packets()[index];
    PARASOL_CHECK(packet.not_before < packet.not_after && now < packet.not_after && !state.is_hidden(packet.reference));
    PARASOL_CHECK(std::ranges::any_of(packet.sources, [&](const Hash& source) { return !state.is_struck(source); }));
    PARASOL_CHECK(now < state.grace_end(packet));
    PARASOL_CHECK(packet.slot ? tags.insert(slot_tag(*packet.slot)).second : references.insert(packet.reference).second);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::Staff staff;
  static const ListState start = test::state_of(staff);
  ListState state = start;
  Listing listing;
  Millis now = test::kStart;
  Choices choices(data, size);
  for (int steps = 0; steps < 64 && choices.are_left(); ++steps) {
    switch (choices.below(8)) {
      case 0:
      case 1:
      case 2:
        static_cast<void>(state.apply(Operation::kAccept, records::encode(choose_packet(staff, choices, now)), now));
        break;
      case 3: {
        const auto answer = state.acknowledgement(test::source_of(name("source ", choices.below(4))), now);
        PARASOL_CHECK(state.apply(Operation::kStrike, records::encode(trust::sign(staff.list, records::encode(answer))), now));
        Listing then = listing;
        then.drop_gone(state, std::max(now, trust::to_millis(answer.gone_by)));
        for (const std::size_t index : then.packets())
          PARASOL_CHECK(std::ranges::count(state.packets()[index].sources, answer.hash) == 0);
        break;
      }
      case 4:
        static_cast<void>(state.apply(
            Operation::kHide, records::encode(staff.hide_order(staff.editor.signing, name("reference ", choices.below(3)), now)), now));
        break;
      case 5:
        static_cast<void>(state.apply(Operation::kRestore,
                                      records::encode(staff.restore_order(staff.lead.signing, staff.officer.signing,
                                                                          name("reference ", choices.below(3)), now)),
                                      now));
        break;
      case 6:
        now += (choices.below(32) - 6) * 3 * kHour;
        break;
      default:
        listing.turn(state, now);
        break;
    }
    listing.drop_gone(state, now);
    check_listing(state, listing.packets(), now);
    check_listing(state, state.shown_at(now), now);
  }
  return 0;
}
