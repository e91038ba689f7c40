#pragma once
// Evidence is counted in thousandths of a bit, in integers, so that sums are the same in any order and on any machine. The
// two functions that lead there use only what IEEE 754 fixes to the last digit: no mathematical library, no contraction.
#include <cstdint>

namespace parasol::linkage {

using MilliBits = std::int32_t;

// log2(x) × 1000, rounded; x > 0 and finite. Beyond ±60 bits it stays there.
MilliBits log2_milli_bits(double x);
// The same of a count, at least 1.
MilliBits log2_of_count(std::uint32_t count);

// 2^(bits/1000); beyond ±60 bits it stays there.
double power_of_two(MilliBits bits);

// The probability that belongs to so much evidence, prior included: 1 / (1 + 2^-bits).
double probability_of(MilliBits bits);

}  // namespace parasol::linkage
