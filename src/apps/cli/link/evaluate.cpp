#include "apps/cli/link/evaluate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

namespace parasol::link {

using linkage::MilliBits;

Quality quality(std::uint64_t right, std::uint64_t found, std::uint64_t truth) {
  const auto share = [&](std::uint64_t of) { return of == 0 ? 1.0 : static_cast<double>(right) / static_cast<double>(of); };
  return {share(found), share(truth)};
}

PairQuality judge_pairs(std::vector<JudgedPair> pairs, std::uint64_t truth, MilliBits line) {
  std::sort(pairs.begin(), pairs.end(), [](const JudgedPair& a, const JudgedPair& b) { return a.bits > b.bits; });
  PairQuality out;
  out.at_line = out.best = quality(0, 0, truth);
  out.best_line = pairs.empty() ? line : pairs.front().bits + 1;
  std::uint64_t right = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    right += pairs[i].is_true ? 1 : 0;
    if (i + 1 < pairs.size() && pairs[i + 1].bits == pairs[i].bits) continue;
    const Quality here = quality(right, i + 1, truth);
    if (here.f1() > out.best.f1()) {
      out.best = here;
      out.best_line = pairs[i].bits;
    }
    if (pairs[i].bits >= line) {
      out.at_line = here;
      out.found = i + 1;
    }
  }
  struct Band {
    double expected = 0, true_ones = 0;
  };
  std::array<Band, 10> bands{};
  for (const JudgedPair& pair : pairs) {
    Band& band = bands[std::min<std::size_t>(static_cast<std::size_t>(pair.probability * 10), 9)];
    band.expected += pair.probability;
    band.true_ones += pair.is_true ? 1 : 0;
  }
  for (const Band& band : bands) out.calibration_error += std::abs(band.expected - band.true_ones);
  if (!pairs.empty()) out.calibration_error /= static_cast<double>(pairs.size());
  return out;
}

ClusterQuality judge_clusters(std::span<const std::uint32_t> found, std::span<const std::uint32_t> truth) {
  std::unordered_map<std::uint32_t, std::uint64_t> of_found, of_truth;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> of_both;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ++of_found[found[i]];
    ++of_truth[truth[i]];
    ++of_both[{found[i], truth[i]}];
  }
  const auto pairs = [](std::uint64_t size) { return size * (size - 1) / 2; };
  ClusterQuality out;
  out.found = of_found.size();
  out.truth = of_truth.size();
  for (const auto& [cluster, size] : of_found) out.found_pairs += pairs(size);
  for (const auto& [cluster, size] : of_truth) out.true_pairs += pairs(size);
  std::uint64_t right = 0;
  double precision = 0, recall = 0;
  for (const auto& [both, size] : of_both) {
    right += pairs(size);
    const double square = static_cast<double>(size) * static_cast<double>(size);
    precision += square / static_cast<double>(of_found[both.first]);
    recall += square / static_cast<double>(of_truth[both.second]);
  }
  out.pairs = quality(right, out.found_pairs, out.true_pairs);
  if (!found.empty()) out.b_cubed = {precision / static_cast<double>(found.size()), recall / static_cast<double>(found.size())};
  return out;
}

}  // namespace parasol::link
