#pragma once
// What a text is made of, in eight bytes: enough to tell most texts apart at a glance, so that the exact comparison need not
// look at them.
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

// Whether two texts may begin alike or be two edits apart at most; both are compared whole.
[[gnu::always_inline]] constexpr bool may_be_near(Letters a, Letters b) {
  const bool is_whole = std::max(a >> 40 & 0xff, b >> 40 & 0xff) < kComparedBytes;
  return !is_whole || (a ^ b) >> 48 == 0 || (letters_without(a, b) <= 2 && letters_without(b, a) <= 2);
}

}  // namespace parasol::linkage
