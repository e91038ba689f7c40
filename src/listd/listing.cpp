#include "listd/listing.h"

#include <algorithm>

namespace parasol::listd {

void Listing::turn(const ListState& state, Millis now) { packets_ = state.shown_at(now); }

void Listing::drop_gone(const ListState& state, Millis now) {
  std::erase_if(packets_, [&](std::size_t index) { return state.is_gone(state.packets()[index], now); });
}

Millis Listing::next_grace_end(const ListState& state) const {
  Millis next = kNever;
  for (const std::size_t index : packets_) next = std::min(next, state.grace_end(state.packets()[index]));
  return next;
}

std::vector<SlotEntry> Listing::slots(const ListState& state) const {
  std::vector<SlotEntry> slots;
  for (const records::CanaryPacket& canary : state.current_epoch().canaries) slots.push_back({canary.prefix, canary.slot});
  for (const std::size_t index : packets_) {
    const Packet& packet = state.packets()[index];
    if (packet.slot) slots.push_back({packet.prefix, *packet.slot});
  }
  return slots;
}

records::LiveIndex Listing::live_index(const ListState& state) const {
  records::LiveIndex live;
  live.deployment = state.registry().deployment();
  for (const std::size_t index : packets_) {
    const Packet& packet = state.packets()[index];
    if (packet.kind == PacketKind::kWarning)
      live.entries.push_back({packet.reference, packet.version, packet.payload_hash});
  }
  std::sort(live.entries.begin(), live.entries.end(),
            [](const auto& a, const auto& b) { return a.reference < b.reference; });
  return live;
}

std::string Listing::normaliser(const ListState& state) const {
  std::string newest;
  for (const std::size_t index : packets_) {
    const std::string& version = state.packets()[index].normaliser;
    if (is_older_version(newest, version)) newest = version;
  }
  return newest;
}

bool is_older_version(std::string_view left, std::string_view right) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  // Takes a number without leading zeros, or one other character.
  const auto take = [&](std::string_view& text) {
    if (!is_digit(text.front())) {
      const std::string_view one = text.substr(0, 1);
      text.remove_prefix(1);
      return one;
    }
    while (text.size() > 1 && text[0] == '0' && is_digit(text[1])) text.remove_prefix(1);
    std::size_t length = 0;
    while (length < text.size() && is_digit(text[length])) ++length;
    const std::string_view number = text.substr(0, length);
    text.remove_prefix(length);
    return number;
  };
  while (!left.empty() && !right.empty()) {
    const std::string_view a = take(left);
    const std::string_view b = take(right);
    if (a == b) continue;
    if (is_digit(a.front()) && is_digit(b.front()) && a.size() != b.size()) return a.size() < b.size();
    return a < b;
  }
  return left.empty() && !right.empty();
}

}  // namespace parasol::listd
