#include "linkage/phones.h"

#include <algorithm>
#include <bit>

#include "linkage/instruction_set.h"
#include "linkage/normalise.h"

namespace parasol::linkage {
namespace {

constexpr std::uint64_t kDigits = (1ULL << 56) - 1;
constexpr std::uint64_t kLow = 0x11111111111111ULL;

// 1 in the lowest bit of each nibble that is a digit nobody knows.
constexpr std::uint64_t unknown_in(std::uint64_t code) { return code >> 3 & code >> 2 & code >> 1 & ~code & kLow; }

// Whether compare_phones might call them anything but different. Most pairs of whole numbers of one length are told apart
// at a glance: they end otherwise, and more than two digits differ.
[[gnu::always_inline]] inline bool may_be_alike(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t either = a ^ b;
  const std::uint64_t wrong = (either | either >> 1 | either >> 2 | either >> 3) & kLow;
  const std::uint64_t but_one = wrong & (wrong - 1), but_two = but_one & (but_one - 1);
  const bool is_of_other_shape = (either >> 56 | unknown_in(b)) != 0;
  return (but_two == 0) | ((either & 0xffff) == 0) | is_of_other_shape;
}

// The same of a number's end with whole numbers and ends: their last digits differ.
[[gnu::always_inline]] inline bool may_end_alike(std::uint64_t end, std::uint64_t other) {
  const bool is_of_other_shape = (other >> 60 == static_cast<std::uint64_t>(PhoneKnown::kBeginning)) | (unknown_in(other) != 0);
  return (((end ^ other) & 0xf) == 0) | is_of_other_shape;
}

[[gnu::always_inline]] inline void glance_over(std::uint64_t code, const std::uint64_t* codes, std::size_t count, Level* levels) {
  if (code >> 60 == static_cast<std::uint64_t>(PhoneKnown::kWhole))
    for (std::size_t i = 0; i < count; ++i) levels[i] = may_be_alike(code, codes[i]) ? kMissing : kDifferent;
  else
    for (std::size_t i = 0; i < count; ++i) levels[i] = may_end_alike(code, codes[i]) ? kMissing : kDifferent;
}

void glance_baseline(std::uint64_t code, const std::uint64_t* codes, std::size_t count, Level* levels) { glance_over(code, codes, count, levels); }
PARASOL_AVX2 void glance_avx2(std::uint64_t code, const std::uint64_t* codes, std::size_t count, Level* levels) {
  glance_over(code, codes, count, levels);
}
PARASOL_AVX512 void glance_avx512(std::uint64_t code, const std::uint64_t* codes, std::size_t count, Level* levels) {
  glance_over(code, codes, count, levels);
}

}  // namespace

Level compare_phones(std::uint64_t a, std::uint64_t b) {
  if (a == b && a >> 60 == static_cast<std::uint64_t>(PhoneKnown::kWhole)) return 6;
  const auto count_of = [](std::uint64_t code) { return static_cast<int>(code >> 56 & 0xf); };
  const int shorter = std::min(count_of(a), count_of(b));
  // The digits of the shorter one, aligned at the right or at the left end; 1 in the lowest bit of each nibble that differs.
  const auto differing = [&](std::uint64_t x, std::uint64_t y) {
    const std::uint64_t either = x ^ y;
    std::uint64_t marks = (either | either >> 1 | either >> 2 | either >> 3) & kLow;
    // 0xe is a digit that nobody knows: it differs from nothing.
    return marks & ~unknown_in(x) & ~unknown_in(y);
  };
  const std::uint64_t inside = shorter >= 14 ? kDigits : (1ULL << (4 * shorter)) - 1;
  const auto known_of = [](std::uint64_t code) { return static_cast<PhoneKnown>(code >> 60); };
  const std::uint64_t from_right = differing(a & inside, b & inside);
  const std::uint64_t a_left = (a & kDigits) >> (4 * (count_of(a) - shorter)), b_left = (b & kDigits) >> (4 * (count_of(b) - shorter));
  const std::uint64_t from_left = differing(a_left & inside, b_left & inside);
  const int suffix = from_right == 0 ? shorter : std::countr_zero(from_right) / 4;
  const int prefix = from_left == 0 ? shorter : shorter - 1 - (63 - std::countl_zero(from_left)) / 4;
  if (known_of(a) != PhoneKnown::kWhole || known_of(b) != PhoneKnown::kWhole) {
    const bool beginning = known_of(a) == PhoneKnown::kBeginning || known_of(b) == PhoneKnown::kBeginning;
    const int agreeing = beginning ? prefix : suffix;
    if (agreeing < shorter) return kDifferent;
    return shorter >= 7 ? 4 : shorter >= 4 ? 2 : kMissing;
  }
  if (from_right == 0 && count_of(a) == count_of(b)) return 5;  // the same but for unknown digits
  if (suffix >= 9) return 5;                                    // written with and without a country's code
  const int longer = std::max(count_of(a), count_of(b));
  if (longer - shorter <= 1) {
    const int wrong = std::popcount(from_right);
    if (prefix + suffix >= longer - 1 || (longer == shorter && wrong == 1)) return 5;
    if (longer == shorter && wrong == 2) {
      const int first = std::countr_zero(from_right) / 4;
      const auto digit = [](std::uint64_t code, int at) { return code >> (4 * at) & 0xf; };
      const bool swapped = prefix + suffix == longer - 2 && digit(a, first) == digit(b, first + 1) && digit(a, first + 1) == digit(b, first);
      return swapped ? 5 : suffix >= 7 ? 4 : 3;
    }
  }
  return suffix >= 7 ? 4 : suffix >= 4 ? 2 : kDifferent;
}

void phone_levels(std::uint64_t code, std::span<const std::uint64_t> codes, std::span<Level> levels) {
  const bool is_plain = code >> 60 != static_cast<std::uint64_t>(PhoneKnown::kBeginning) && unknown_in(code) == 0;
  if (is_plain) version_in_use(glance_baseline, glance_avx2, glance_avx512)(code, codes.data(), codes.size(), levels.data());
  else std::fill_n(levels.begin(), codes.size(), kMissing);
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (levels[i] == kMissing) levels[i] = compare_phones(code, codes[i]);
}

void phone_levels(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels) {
  const auto is_of_other_shape = [](std::uint64_t code) { return code >> 60 != static_cast<std::uint64_t>(PhoneKnown::kWhole) || unknown_in(code) != 0; };
  for (std::size_t i = 0; i < a.size(); ++i)
    levels[i] = is_of_other_shape(a[i]) || may_be_alike(a[i], b[i]) ? compare_phones(a[i], b[i]) : kDifferent;
}

}  // namespace parasol::linkage
