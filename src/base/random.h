#pragma once
// The operating system's generator, and random identifiers that carry no order and no count.
#include <compare>

#include "base/bytes.h"

namespace parasol {

// Fills with getrandom(2); aborts if the system cannot.
void fill_random(std::span<std::uint8_t> out);

template <std::size_t N>
ByteArray<N> random_array() {
  ByteArray<N> out;
  fill_random(out);
  return out;
}

// A 16-byte identifier; Tag makes each kind its own type.
template <class Tag>
struct Id {
  ByteArray<16> value{};
  static Id random() { return {random_array<16>()}; }
  static std::optional<Id> from(ByteView bytes) {
    auto array = to_array<16>(bytes);
    if (!array) return std::nullopt;
    return Id{*array};
  }
  auto operator<=>(const Id&) const = default;
};

}  // namespace parasol
