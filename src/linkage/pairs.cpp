#include "linkage/pairs.h"

#include <algorithm>

#include "linkage/keys.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

// A query sees a pair from one side; the two sides may differ by this much (score.h).
constexpr MilliBits kSides = 2'000;

std::vector<Pair> every_pair(const Scorer& scorer, const PairOptions& options) {
  const Base& base = scorer.base();
  std::vector<std::vector<Pair>> found(base.size());
  std::vector<Scorer::Workspace> workspaces(options.threads);
  std::atomic<std::size_t> done{0};
  in_parallel(base.size(), options.threads, [&](std::size_t i, unsigned thread) {
    const Row row = static_cast<Row>(i);
    std::vector<Hit> hits = scorer.above(base.record(row), options.least - kSides, workspaces[thread], row);
    if (hits.size() > options.most_of_one) {
      std::nth_element(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(options.most_of_one), hits.end(), is_before);
      hits.resize(options.most_of_one);
    }
    for (const Hit& hit : hits) found[i].push_back({std::min(row, hit.row), std::max(row, hit.row), 0});
    if (const std::size_t so_far = ++done; options.progress && so_far % 512 == 0 && thread == 0)
      options.progress(static_cast<double>(so_far) / static_cast<double>(base.size()));
  });
  std::vector<Pair> pairs;
  for (std::vector<Pair>& some : found) {
    pairs.insert(pairs.end(), some.begin(), some.end());
    std::vector<Pair>().swap(some);
  }
  return pairs;
}

}  // namespace

std::vector<Pair> find_pairs(const Scorer& scorer, const PairOptions& options) {
  std::vector<Pair> pairs;
  if (scorer.base().size() <= options.exhaustive_up_to) {
    pairs = every_pair(scorer, options);
  } else {
    for (const std::uint64_t pair : keyed_pairs(scorer.base(), options.keys).pairs)
      pairs.push_back({static_cast<Row>(pair >> 32), static_cast<Row>(pair), 0});
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  constexpr std::size_t kPiece = 4096;
  const PairScorer pair_scorer(scorer);
  in_parallel((pairs.size() + kPiece - 1) / kPiece, options.threads, [&](std::size_t piece, unsigned) {
    pair_scorer.score(std::span(pairs).subspan(piece * kPiece, std::min(kPiece, pairs.size() - piece * kPiece)));
  });
  std::erase_if(pairs, [&](const Pair& pair) { return pair.total < options.least; });
  return pairs;
}

}  // namespace parasol::linkage
