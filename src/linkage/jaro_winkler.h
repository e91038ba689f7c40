#pragma once
// Jaro-Winkler similarity (Winkler 1990) of two short texts, byte by byte, exact: whole numbers decide it, so it is the
// same on every machine.
//
// A byte of one text matches an equal one of the other that is at most max(lengths) / 2 - 1 places (at least 0) away;
// from the left, each takes the leftmost one that is still free. (Nothing depends on which text comes first.) The
// matching bytes of either text, in order, differ in so many places; half of that, rounded down, are transpositions.
// With m matches and t transpositions, jaro = (m / length + m / other length + (m - t) / m) / 3. Above 0.7 a common
// prefix of p ≤ 4 bytes adds p / 10 of what is missing to 1.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parasol::linkage {

// Bytes behind these take no part, as if they were not there.
inline constexpr std::size_t kComparedBytes = 64;
inline constexpr unsigned kLongestPrefix = 4;

// In millionths, rounded down; 0 if either text is empty.
std::uint32_t jaro_winkler(std::string_view a, std::string_view b);

// All that the similarity of two texts depends on. Lengths are from 1 to kComparedBytes.
struct Agreement {
  std::uint32_t length;
  std::uint32_t other_length;
  std::uint32_t matches;
  std::uint32_t transpositions;
  std::uint32_t prefix;
};

struct Fraction {
  std::uint64_t numerator;
  std::uint64_t denominator;

  bool reaches(std::uint32_t millionths) const { return numerator * 1'000'000 >= millionths * denominator; }
};

constexpr Fraction similarity(const Agreement& of) {
  if (of.matches == 0) return {0, 1};
  const std::uint64_t m = of.matches, product = std::uint64_t{of.length} * of.other_length;
  const std::uint64_t jaro = m * m * (of.length + of.other_length) + (m - of.transpositions) * product;  // / one
  const std::uint64_t one = 3 * m * product;
  const std::uint64_t prefix = 10 * jaro > 7 * one ? of.prefix : 0;
  return {10 * jaro + prefix * (one - jaro), 10 * one};
}

// The farthest two matching bytes can be apart.
constexpr std::size_t match_window(std::size_t length, std::size_t other_length) {
  const std::size_t half = (length > other_length ? length : other_length) / 2;
  return half > 0 ? half - 1 : 0;
}

}  // namespace parasol::linkage
