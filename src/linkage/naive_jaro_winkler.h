#pragma once
// For tests: the definition in jaro_winkler.h, read out plainly, and texts on which an implementation could stumble.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/parallel.h"

namespace parasol::linkage {

inline std::uint32_t naive_jaro_winkler(std::string_view a, std::string_view b) {
  a = a.substr(0, 64);
  b = b.substr(0, 64);
  const auto a_size = static_cast<std::int64_t>(a.size()), b_size = static_cast<std::int64_t>(b.size());
  const std::int64_t window = std::max<std::int64_t>(std::max(a_size, b_size) / 2 - 1, 0);
  std::string a_matches;
  std::array<bool, 64> taken{};
  for (std::int64_t i = 0; i < a_size; ++i) {
    for (std::int64_t j = std::max<std::int64_t>(i - window, 0); j < std::min(i + window + 1, b_size); ++j) {
      if (taken[static_cast<std::size_t>(j)] || b[static_cast<std::size_t>(j)] != a[static_cast<std::size_t>(i)])
        continue;
      taken[static_cast<std::size_t>(j)] = true;
      a_matches += a[static_cast<std::size_t>(i)];
      break;
    }
  }
  if (a_matches.empty()) return 0;
  std::size_t k = 0, out_of_order = 0;
  for (std::size_t j = 0; j < b.size(); ++j)
    if (taken[j] && b[j] != a_matches[k++]) ++out_of_order;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < std::min(a.size(), b.size()) && a[prefix] == b[prefix]) ++prefix;

  // Over the common denominator 3 · |a| · |b| · m.
  const auto m = static_cast<std::int64_t>(a_matches.size()), t = static_cast<std::int64_t>(out_of_order / 2);
  const std::int64_t all = 3 * a_size * b_size * m;
  const std::int64_t jaro = m * m * b_size + m * m * a_size + (m - t) * a_size * b_size;
  std::int64_t tenths = 10 * jaro;
  if (tenths > 7 * all) tenths += static_cast<std::int64_t>(prefix) * (all - jaro);
  return static_cast<std::uint32_t>(tenths * 1'000'000 / (10 * all));
}

// Lengths around those at which something changes; few or many different bytes.
inline std::string difficult_text(Draw& draw) {
  constexpr std::array<std::size_t, 20> kSizes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33, 63, 64, 65};
  constexpr std::array<std::uint64_t, 6> kAlphabets{1, 2, 3, 5, 26, 256};
  const std::uint64_t alphabet = kAlphabets[draw.below(kAlphabets.size())];
  std::string text(draw.below(3) == 0 ? kSizes[draw.below(kSizes.size())] : draw.below(14), '\0');
  for (char& byte : text) byte = static_cast<char>(alphabet == 256 ? draw.below(256) : 'a' + draw.below(alphabet));
  return text;
}

// The text after a few slips of the pen.
inline std::string misspelt(std::string text, Draw& draw) {
  for (std::uint64_t slips = draw.below(4); slips > 0; --slips) {
    const std::size_t at = draw.below(text.size() + 1);
    const auto byte = static_cast<char>(draw.below(4) == 0 ? draw.below(256) : 'a' + draw.below(5));
    switch (draw.below(4)) {
      case 0:
        text.insert(at, 1, byte);
        break;
      case 1:
        if (at < text.size()) text.erase(at, 1);
        break;
      case 2:
        if (at < text.size()) text[at] = byte;
        break;
      default:
        if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
        break;
    }
  }
  return text;
}

// A tenth where the code is not optimised.
constexpr int rounds(int optimised) {
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  return optimised;
#else
  return optimised / 10;
#endif
}

}  // namespace parasol::linkage
