#pragma once
// Pairs of records that share something rare: a value, part of one, or two common ones. For bases too large to score every
// pair (batch clustering; questions about one record are always answered by scoring all).
#include <cstdint>
#include <vector>

#include "linkage/base.h"

namespace parasol::linkage {

struct KeyOptions {
  std::size_t rare = 60;        // a value that so many records share makes pairs by itself
  std::size_t rare_part = 24;   // and so many for a part of one, or two common ones together
};

// Two rows in one number, the lower one above: packed pairs are in the order of their rows.
constexpr std::uint64_t packed(Row a, Row b) { return static_cast<std::uint64_t>(a < b ? a : b) << 32 | (a < b ? b : a); }
constexpr Row first_of(std::uint64_t pair) { return static_cast<Row>(pair >> 32); }
constexpr Row second_of(std::uint64_t pair) { return static_cast<Row>(pair); }

struct KeyedPairs {
  std::vector<std::uint64_t> pairs;     // packed, ascending, each once
  std::uint64_t records_in_crowds = 0;  // how often a record's key was too common however it was combined, so that it met
                                        // only its neighbours there
};

KeyedPairs keyed_pairs(const Base& base, const KeyOptions& options);

}  // namespace parasol::linkage
