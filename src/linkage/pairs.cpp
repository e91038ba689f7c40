#include "linkage/pairs.h"

#include <algorithm>
#include <iterator>

#include "linkage/keys.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

// A query sees a pair from one side; the two sides may differ by this much (score.h).
constexpr MilliBits kSides = 2'000;

// As keyed_pairs gives them.
std::vector<std::uint64_t> every_pair(const Scorer& scorer, const PairOptions& options) {
  const Base& base = scorer.base();
  std::vector<std::vector<std::uint64_t>> found(base.size());
  const std::size_t together = scorer.asked_together();
  std::vector<std::vector<Scorer::Workspace>> workspaces(options.threads, std::vector<Scorer::Workspace>(together));
  std::atomic<std::size_t> done{0};
  in_parallel((base.size() + together - 1) / together, options.threads, [&](std::size_t piece, unsigned thread) {
    const std::size_t start = piece * together, count = std::min(together, base.size() - start);
    std::vector<Record> records;
    for (std::size_t i = start; i < start + count; ++i) records.push_back(base.record(static_cast<Row>(i)));
    scorer.compare_together(records, workspaces[thread]);
    for (std::size_t i = 0; i < count; ++i) {
      const Row row = static_cast<Row>(start + i);
      std::vector<Hit> hits = scorer.above(records[i], options.least - kSides, workspaces[thread][i], row);
      if (hits.size() > options.most_of_one) {
        std::nth_element(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(options.most_of_one), hits.end(), is_before);
        hits.resize(options.most_of_one);
      }
      for (const Hit& hit : hits) found[row].push_back(packed(row, hit.row));
      if (const std::size_t so_far = ++done; options.progress && so_far % 512 == 0 && thread == 0)
        options.progress(static_cast<double>(so_far) / static_cast<double>(base.size()));
    }
  });
  std::vector<std::uint64_t> pairs;
  for (std::vector<std::uint64_t>& some : found) {
    pairs.insert(pairs.end(), some.begin(), some.end());
    std::vector<std::uint64_t>().swap(some);
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace

std::vector<Pair> find_pairs(const Scorer& scorer, const PairOptions& options) {
  const std::vector<std::uint64_t> candidates = scorer.base().size() <= options.exhaustive_up_to ? every_pair(scorer, options) : keyed_pairs(scorer.base(), options.keys).pairs;
  // Most candidates are not worth keeping, and all of them would not fit.
  constexpr std::size_t kPiece = 4096;
  const PairScorer pair_scorer(scorer);
  std::vector<std::vector<Pair>> kept((candidates.size() + kPiece - 1) / kPiece);
  in_parallel(kept.size(), options.threads, [&](std::size_t piece, unsigned) {
    std::vector<Pair> pairs;
    pairs.reserve(kPiece);
    for (std::size_t i = piece * kPiece; i < std::min(candidates.size(), (piece + 1) * kPiece); ++i)
      pairs.push_back({first_of(candidates[i]), second_of(candidates[i]), 0});
    pair_scorer.score(pairs);
    std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(kept[piece]), [&](const Pair& pair) { return pair.total >= options.least; });
  });
  std::vector<Pair> pairs;
  for (const std::vector<Pair>& some : kept) pairs.insert(pairs.end(), some.begin(), some.end());
  return pairs;
}

}  // namespace parasol::linkage
