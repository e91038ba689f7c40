#pragma once
// How well found pairs and clusters fit what is known to be true.
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "linkage/bits.h"

namespace parasol::link {

struct Quality {
  double precision = 1;
  double recall = 1;
  double f1() const { return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0; }
};

// Precision is 1 where nothing was found, recall where there was nothing to find.
Quality quality(std::uint64_t right, std::uint64_t found, std::uint64_t truth);

struct JudgedPair {
  linkage::MilliBits bits;
  double probability;
  bool is_true;
};

struct PairQuality {
  std::uint64_t found = 0;  // from the line on
  Quality at_line;
  Quality best;             // of all lines, the one with the highest F1; of several the highest
  linkage::MilliBits best_line = 0;
  double calibration_error = 0;  // expected, in ten bands of probability, over all the pairs
};

// `truth`: how many pairs are true, found or not.
PairQuality judge_pairs(std::vector<JudgedPair> pairs, std::uint64_t truth, linkage::MilliBits line);

struct ClusterQuality {
  std::uint64_t found = 0, truth = 0;            // clusters
  std::uint64_t found_pairs = 0, true_pairs = 0;
  Quality pairs;                                 // two records in a cluster are a pair
  Quality b_cubed;
};

// By record: the cluster it was put in, and the one where it belongs.
ClusterQuality judge_clusters(std::span<const std::uint32_t> found, std::span<const std::uint32_t> truth);

}  // namespace parasol::link
