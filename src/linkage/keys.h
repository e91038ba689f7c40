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

struct KeyedPairs {
  std::vector<std::uint64_t> pairs;     // a << 32 | b with a < b, ascending, each once
  std::uint64_t records_in_crowds = 0;  // how often a record's key was too common however it was combined, so that it met
                                        // only its neighbours there
};

KeyedPairs keyed_pairs(const Base& base, const KeyOptions& options);

}  // namespace parasol::linkage
