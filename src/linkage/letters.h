#pragma once
// What a text is made of, or how a code begins, in eight bytes: enough to tell most apart at a glance, so that the exact comparison
// need not look at them.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>

#include "linkage/jaro_winkler.h"

namespace parasol::linkage {

// Bits 0 to 39: which letters it has (some share a bit); 40 to 47: its length; 48 to 55: its first byte. Of a longer text than
// kComparedBytes, of so many.
using Letters = std::uint64_t;

inline Letters letters_of(std::string_view text) {
  text = text.substr(0, kComparedBytes);
  Letters out = 0;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const unsigned place = byte >= 'a' && byte <= 'z' ? byte - 'a' : byte >= '0' && byte <= '9' ? 26U + byte - '0' : 36U + byte % 4;
    out |= Letters{1} << place;
  }
  return out | Letters{text.size()} << 40 | (text.empty() ? 0 : Letters{static_cast<std::uint8_t>(text[0])} << 48);
}

// So many letters at least has one text that the other has not; none of them can match.
[[gnu::always_inline]] constexpr unsigned letters_without(Letters of, Letters other) {
  constexpr Letters kWhich = (Letters{1} << 40) - 1;
  return static_cast<unsigned>(std::popcount(of & ~other & kWhich));
}

// Whether the Jaro-Winkler similarity of two texts may be 0.75 or more.
[[gnu::always_inline]] constexpr bool may_be_similar(Letters a, Letters b) {
  const unsigned length = static_cast<unsigned>(a >> 40 & 0xff), other = static_cast<unsigned>(b >> 40 & 0xff);
  const unsigned matches = std::min(length - letters_without(a, b), other - letters_without(b, a));
  // matches / length + matches / other, to which Jaro adds 1 at most. A common first byte lifts similarities from 0.7 on.
  const unsigned shares = matches * (length + other), whole = length * other;
  return (a ^ b) >> 48 == 0 ? 10 * shares > 11 * whole : 4 * shares >= 5 * whole;
}

// ---- Codes: few are longer than eight bytes ----

// The first eight bytes, the first one lowest; zeros behind a shorter code.
inline Letters beginning_of(std::string_view code) {
  Letters out = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(code.size(), 8); ++i) out |= Letters{static_cast<std::uint8_t>(code[i])} << 8 * i;
  return out;
}

// What two codes must have in common to be more than different: so many first bytes, or to be so few edits apart.
struct CodesInCommon {
  unsigned first;
  unsigned edits;  // one or two
};
// As compare_codes and compare_postcodes have it.
inline constexpr CodesInCommon kOfCodes{2, 2}, kOfPostcodes{1, 1};

// The highest bit of each byte of `code` that is none of `other`'s at most `edits` places away. An edit leaves one such byte at most.
[[gnu::always_inline]] constexpr Letters bytes_without(Letters code, Letters other, unsigned edits) {
  constexpr Letters kLow = 0x7f7f7f7f7f7f7f7f;
  const auto differ = [](Letters a, Letters b) { return ((((a ^ b) & kLow) + kLow) | (a ^ b)) & ~kLow; };
  Letters out = differ(code, 0) & differ(code, other);
  for (unsigned places = 1; places <= edits; ++places) out &= differ(code, other << 8 * places) & differ(code, other >> 8 * places);
  return out;
}

// Whether two codes may have that in common, of which beginning_of tells.
[[gnu::always_inline]] constexpr bool may_have_in_common(Letters a, Letters b, const CodesInCommon& wanted) {
  Letters a_alone = bytes_without(a, b, wanted.edits), b_alone = bytes_without(b, a, wanted.edits);
  // Codes of fewer than four bytes may be one edit apart at most.
  const bool is_short = (a >> 24 == 0) | (b >> 24 == 0);
  a_alone &= a_alone - 1, b_alone &= b_alone - 1;
  if (wanted.edits > 1 && !is_short) a_alone &= a_alone - 1, b_alone &= b_alone - 1;
  const bool is_longer = ((a | b) >> 56) != 0;
  return is_longer | ((a ^ b) << (64 - 8 * wanted.first) == 0) | ((a_alone | b_alone) == 0);
}

}  // namespace parasol::linkage
