#pragma once
// The pairs of a whole base that may be of the same person.
#include <functional>
#include <vector>

#include "linkage/keys.h"
#include "linkage/pair_scorer.h"

namespace parasol::linkage {

struct PairOptions {
  MilliBits least = -4'000;  // totals from here on
  // Up to so many records every pair is scored; beyond, those that share a key.
  std::size_t exhaustive_up_to = 60'000;
  // Of each record where every pair is scored the so many strongest pairs: a crowd of equal records must not fill the memory.
  std::size_t most_of_one = 100;
  KeyOptions keys;
  unsigned threads = 1;
  std::function<void(double)> progress;  // 0 to 1
};

// Ordered by a, then b.
std::vector<Pair> find_pairs(const Scorer& scorer, const PairOptions& options);

}  // namespace parasol::linkage
