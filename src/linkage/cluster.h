#pragma once
// Which records are of one person: average linkage over signed evidence, where a pair that was not among the found ones is
// scored when it matters (a missing pair is not a zero).
#include <functional>
#include <span>
#include <vector>

#include "linkage/pairs.h"

namespace parasol::linkage {

// What people decided; it is never overruled.
struct Decision {
  Row a, b;
  bool same;
};

// Many pairs testify to a cluster: it begins where they say half of what makes one pair likely.
constexpr MilliBits cluster_line(MilliBits likely) { return likely > 0 ? likely / 2 : likely; }

struct ClusterOptions {
  MilliBits line = 0;         // a pair at the line speaks neither for nor against
  MilliBits most_for = 12'000;      // no single pair counts for more
  MilliBits most_against = 6'000;
};

// What speaks for two records being of one person; the same for any order of the two.
using PairScore = std::function<MilliBits(Row, Row)>;

// By row of `records` records, the cluster's number: the lowest row in it.
std::vector<Row> cluster(std::size_t records, const PairScore& score, std::span<const Pair> pairs, const ClusterOptions& options,
                         std::span<const Decision> decisions = {});

inline std::vector<Row> cluster(const Scorer& scorer, std::span<const Pair> pairs, const ClusterOptions& options,
                                std::span<const Decision> decisions = {}) {
  return cluster(scorer.base().size(), [&](Row a, Row b) { return scorer.score(a, b); }, pairs, options, decisions);
}

}  // namespace parasol::linkage
