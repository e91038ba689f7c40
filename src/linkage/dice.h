#pragma once
// How alike two vectors of bits are by Dice's coefficient: those set in both, of all that are set in the one and the other, twice
// over. Whole numbers decide it.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "linkage/kind.h"

namespace parasol::linkage {

struct BitVector {
  std::string_view bytes;  // a whole number of words of eight
  std::uint32_t set = 0;   // how many of its bits are
};
inline constexpr std::size_t kMostBits = 8'192;

// In hundredths, from where levels 2 to 7 begin. Vectors of 100 are identical.
inline constexpr std::array<std::uint32_t, 6> kDiceThresholds{70, 80, 85, 90, 95, 100};

std::uint32_t bits_set(std::string_view bytes);

// kMissing if they are not of one length: such vectors say nothing of each other.
Level compare_bits(const BitVector& a, const BitVector& b);

// So many questions share one way through the values, which is most of what it costs.
inline constexpr std::size_t kAskedTogether = 16;
struct BitQuestion {
  BitVector vector;
  Level* levels;  // by value
};
// compare_bits(question, value) for all of both. The questions end up in another order.
void bit_levels(std::span<BitQuestion> questions, std::span<const BitVector> values);

}  // namespace parasol::linkage
