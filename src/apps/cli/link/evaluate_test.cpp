#include "apps/cli/link/evaluate.h"

#include <gtest/gtest.h>

namespace parasol::link {
namespace {

JudgedPair judged(linkage::MilliBits bits, bool is_true) { return {bits, linkage::probability_of(bits), is_true}; }

TEST(Evaluate, PairsAtTheLineAndAtTheBestLine) {
  // Four true pairs, of which one was not found; the line lets one wrong pair in.
  const PairQuality found = judge_pairs({judged(9'000, true), judged(5'000, true), judged(3'000, false), judged(1'000, true), judged(-3'000, false)}, 4, 2'000);
  EXPECT_EQ(found.found, 3U);
  EXPECT_DOUBLE_EQ(found.at_line.precision, 2.0 / 3);
  EXPECT_DOUBLE_EQ(found.at_line.recall, 2.0 / 4);
  EXPECT_DOUBLE_EQ(found.at_line.f1(), 4.0 / 7);
  EXPECT_DOUBLE_EQ(found.best.f1(), 6.0 / 8);
  EXPECT_EQ(found.best_line, 1'000);
}

TEST(Evaluate, PairsOfEqualStrengthCountTogether) {
  const PairQuality found = judge_pairs({judged(5'000, true), judged(5'000, false)}, 1, 2'000);
  EXPECT_DOUBLE_EQ(found.best.precision, 0.5);
  EXPECT_EQ(found.best_line, 5'000);
}

TEST(Evaluate, CalibrationComparesWhatWasExpectedWithWhatCame) {
  // Even chances, of which three quarters came true; a band of its own for what is certain.
  const PairQuality found = judge_pairs({judged(0, true), judged(0, true), judged(0, true), judged(0, false), judged(60'000, true)}, 4, 0);
  EXPECT_NEAR(found.calibration_error, (0.25 * 4 + 0) / 5, 1e-9);
}

TEST(Evaluate, NothingFoundAndNothingToFind) {
  EXPECT_DOUBLE_EQ(judge_pairs({}, 0, 0).at_line.f1(), 1);
  EXPECT_DOUBLE_EQ(judge_pairs({}, 3, 0).at_line.f1(), 0);
  EXPECT_DOUBLE_EQ(judge_clusters({}, {}).b_cubed.f1(), 1);
}

TEST(Evaluate, Clusters) {
  // {a, b, c} {d, e} in truth; found {a, b} {c, d} {e}.
  const ClusterQuality found = judge_clusters(std::vector<std::uint32_t>{1, 1, 2, 2, 3}, std::vector<std::uint32_t>{7, 7, 7, 8, 8});
  EXPECT_EQ(found.found, 3U);
  EXPECT_EQ(found.truth, 2U);
  EXPECT_EQ(found.found_pairs, 2U);
  EXPECT_EQ(found.true_pairs, 4U);
  EXPECT_DOUBLE_EQ(found.pairs.precision, 1.0 / 2);
  EXPECT_DOUBLE_EQ(found.pairs.recall, 1.0 / 4);
  EXPECT_DOUBLE_EQ(found.b_cubed.precision, (1 + 1 + 0.5 + 0.5 + 1) / 5);
  EXPECT_DOUBLE_EQ(found.b_cubed.recall, (2.0 / 3 * 2 + 1.0 / 3 + 0.5 * 2) / 5);
}

}  // namespace
}  // namespace parasol::link
