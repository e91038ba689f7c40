#pragma once
// Learning what levels are worth from a base nobody has labelled: `random` from random pairs, `matched` by expectation
// maximisation (Dempster, Laird, Rubin 1977) over pairs of sampled records, the weaker the fewer, kept near what is usual.
#include <cstdint>
#include <functional>
#include <span>

#include "linkage/base.h"
#include "linkage/model.h"

namespace parasol::linkage {

struct LearnOptions {
  std::uint64_t seed = 1;
  std::uint64_t comparisons = 30'000'000;  // of sampled records with all others
  unsigned rounds = 20;
  unsigned threads = 1;
  std::function<void(double)> progress;      // 0 to 1
};

struct Label {
  Row a, b;
  bool same;
};

// Sets the scales of distance fields, in the model and the base: the median distance of two values at random.
void find_scales(Base& base, Model& model, std::uint64_t seed = 1);

// The model with everything learned that can be: random, which fields depend on others, matched, bits, prior. Its weights are where
// learning starts; what it is held to is what is usual for each kind (kind.h). `labels` are pairs somebody decided.
Model learn(const Base& base, Model model, const LearnOptions& options, std::span<const Label> labels = {});

}  // namespace parasol::linkage
