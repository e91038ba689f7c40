#include "linkage/bits.h"

#include <algorithm>
#include <array>
#include <bit>

namespace parasol::linkage {
namespace {

constexpr MilliBits kMost = 60'000;
constexpr double kLn2 = 0.693147180559945309;

}  // namespace

MilliBits log2_milli_bits(double x) {
  const auto raw = std::bit_cast<std::uint64_t>(x);
  const int exponent = static_cast<int>(raw >> 52 & 0x7ff) - 1023;
  if (exponent < -60) return -kMost;
  if (exponent >= 60) return kMost;
  // ln(m) = 2 artanh((m - 1) / (m + 1)) for m in [1, 2): the terms up to the 15th power leave an error below 1e-8.
  const double m = std::bit_cast<double>((raw & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
  const double z = (m - 1) / (m + 1);
  const double square = z * z;
  double sum = 0;
  for (int power = 15; power >= 1; power -= 2) sum = sum * square + 1.0 / power;
  const double milli = (exponent + 2 * z * sum / kLn2) * 1000;
  return static_cast<MilliBits>(milli < 0 ? milli - 0.5 : milli + 0.5);
}

MilliBits log2_of_count(std::uint32_t count) {
  static const auto known = [] {
    std::array<MilliBits, 4096> out{};
    for (std::uint32_t i = 1; i < out.size(); ++i) out[i] = log2_milli_bits(i);
    return out;
  }();
  return count < known.size() ? known[count] : log2_milli_bits(count);
}

double power_of_two(MilliBits bits) {
  const MilliBits held = std::clamp(bits, -kMost, kMost);
  const int whole = held >= 0 ? held / 1000 : -((-held + 999) / 1000);
  const double x = (held - whole * 1000) * (kLn2 / 1000);
  double sum = 1;
  for (int term = 14; term >= 1; --term) sum = 1 + sum * x / term;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(whole + 1023) << 52);
}

double probability_of(MilliBits bits) { return 1 / (1 + power_of_two(-bits)); }

}  // namespace parasol::linkage
