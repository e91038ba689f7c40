#include "linkage/calibrate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parasol::linkage {
namespace {

constexpr std::size_t kMostPairs = 50'000;     // of those found, evenly spread
constexpr std::size_t kMostOfACluster = 12;    // third records on either side
constexpr MilliBits kSurelyBelongs = 4'000;
constexpr std::size_t kFewestOpinions = 3;     // of third records on a pair
constexpr std::size_t kFewestPairs = 100;      // with such opinions, and half of all
constexpr MilliBits kBeyondDoubt = 8'000;
constexpr double kKnown = 0.98;                // how sure third records are, on average, of pairs beyond doubt
// Two sure observations that totals are right as they are.
constexpr double kPrior = 2;

struct Judged {
  MilliBits total;
  MilliBits others;  // what third records say
};

// By cluster, its records.
class Members {
 public:
  explicit Members(std::span<const Row> clusters) : starts_(clusters.size() + 1, 0), rows_(clusters.size()) {
    for (const Row cluster : clusters) ++starts_[cluster + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
    std::vector<std::size_t> ends = starts_;
    for (Row row = 0; row < clusters.size(); ++row) rows_[ends[clusters[row]]++] = row;
  }
  std::span<const Row> of(Row cluster) const { return std::span(rows_).subspan(starts_[cluster], starts_[cluster + 1] - starts_[cluster]); }

 private:
  std::vector<std::size_t> starts_;
  std::vector<Row> rows_;
};

MilliBits median(std::vector<MilliBits>& of) {
  const auto middle = of.begin() + static_cast<std::ptrdiff_t>(of.size() / 2);
  std::nth_element(of.begin(), middle, of.end());
  return *middle;
}

// Nothing where few pairs can be judged: those would be no fair sample of all.
std::vector<Judged> judge(const Scorer& scorer, std::span<const Pair> pairs, std::span<const Row> clusters) {
  const Members members(clusters);
  std::vector<Judged> out;
  std::vector<MilliBits> of_a, of_b;
  const auto ask_those_of = [&](Row one, Row other, std::vector<MilliBits>& said) {
    said.clear();
    const std::span<const Row> all = members.of(clusters[one]);
    for (const Row third : all.first(std::min(all.size(), kMostOfACluster)))
      if (third != one && third != other && scorer.score(third, one) >= kSurelyBelongs) said.push_back(scorer.score(third, other));
  };
  const std::size_t step = std::max<std::size_t>((pairs.size() + kMostPairs - 1) / kMostPairs, 1);
  for (std::size_t i = 0; i < pairs.size(); i += step) {
    const Pair& pair = pairs[i];
    ask_those_of(pair.a, pair.b, of_a);
    ask_those_of(pair.b, pair.a, of_b);
    if (of_a.size() + of_b.size() < kFewestOpinions) continue;
    // Two that surely belong to different people seem alike by chance, and so to some of those around them: who doubts more is right.
    const bool are_apart = clusters[pair.a] != clusters[pair.b] && !of_a.empty() && !of_b.empty();
    if (are_apart) {
      out.push_back({pair.total, std::min(median(of_a), median(of_b))});
    } else {
      of_a.insert(of_a.end(), of_b.begin(), of_b.end());
      out.push_back({pair.total, median(of_a)});
    }
  }
  if (out.size() < std::max(kFewestPairs, pairs.size() / step / 2)) return {};
  return out;
}

// The offset and slope under which totals foretell best how likely the third records think each pair (logistic regression, by
// Newton's method). Only sums and products, so that it ends the same everywhere.
Calibration fit(std::span<const Judged> judged) {
  double offset = 0, slope = 1;
  for (int step = 0; step < 40; ++step) {
    double down = -kPrior * offset, along = kPrior * (1 - slope), w = kPrior, wx = 0, wxx = kPrior;
    for (const Judged& one : judged) {
      const double x = std::clamp(one.total, -20'000, 20'000) / 1000.0;
      const double p = probability_of(static_cast<MilliBits>((offset + slope * x) * 1000));
      const double wrong = probability_of(one.others) - p, weight = p * (1 - p);
      down += wrong;
      along += wrong * x;
      w += weight;
      wx += weight * x;
      wxx += weight * x * x;
    }
    constexpr double kBitsOfANat = 1.4426950408889634;
    const double determinant = w * wxx - wx * wx;
    offset += std::clamp(kBitsOfANat * (wxx * down - wx * along) / determinant, -0.5, 0.5);
    slope += std::clamp(kBitsOfANat * (w * along - wx * down) / determinant, -0.1, 0.1);
  }
  return {static_cast<MilliBits>(std::clamp(offset, -8.0, 8.0) * 1000), static_cast<std::int32_t>(std::clamp(slope, 0.25, 2.0) * kWholeSlope)};
}

}  // namespace

Calibration calibrate(const Scorer& scorer, std::span<const Pair> pairs, std::span<const Row> clusters) {
  const std::vector<Judged> judged = judge(scorer, pairs, clusters);
  double beyond_doubt = 0, known = 0;
  for (const Judged& one : judged)
    if (one.total >= kBeyondDoubt) {
      ++beyond_doubt;
      known += probability_of(one.others);
    }
  if (beyond_doubt == 0 || known < kKnown * beyond_doubt) return {};
  return fit(judged);
}

}  // namespace parasol::linkage
