#include "linkage/learn.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "linkage/compare.h"
#include "linkage/distances.h"
#include "linkage/parallel.h"
#include "linkage/score.h"

namespace parasol::linkage {
namespace {

// How many pairs the engine's own expectation of `matched` weighs.
constexpr double kUsual = 12;
// However the data look, no level below identical holds more of the pairs of the same person than this, and no more than so
// many times what is usual.
constexpr double kMostOfALevel = 0.6;
constexpr double kMostTimesUsual = 4;
// Pairs weaker than this (posterior below one in a thousand) teach nothing.
constexpr MilliBits kWeakest = -10'000;
constexpr std::size_t kMostHits = 256;  // of one sampled record

// By field, how many pairs of a sampled record and another have each level.
using Levels = std::vector<std::array<double, kMaxLevels>>;

Levels levels_against_all(const Base& base, std::span<const Row> rows, unsigned threads) {
  Levels out(base.fields());
  std::vector<std::vector<Level>> levels(threads);
  for (std::size_t field = 0; field < base.fields(); ++field) {
    const Dictionary& dictionary = base.dictionary(field);
    const Dictionary::ByWords by_words = dictionary.by_words();
    // Whole numbers: the sum is exact, in whatever order. Four sums of each level, so that none waits for the one before.
    std::vector<std::array<std::array<std::uint64_t, kMaxLevels>, 4>> counts(threads);
    in_parallel(rows.size(), threads, [&](std::size_t i, unsigned thread) {
      const ValueId own = base.value_id(field, rows[i]);
      if (own == kNoValue) return;
      levels[thread].resize(dictionary.size());
      dictionary.levels(dictionary.value(own), by_words, levels[thread]);
      for (ValueId id = 1; id < dictionary.size(); ++id) counts[thread][id % 4][levels[thread][id]] += dictionary.count(id);
      counts[thread][0][levels[thread][own]] -= 1;
    });
    for (const auto& of_thread : counts)
      for (const auto& some : of_thread)
        for (std::size_t level = 0; level < kMaxLevels; ++level) out[field][level] += static_cast<double>(static_cast<std::int64_t>(some[level]));
  }
  return out;
}

// Sets `random` from what sampled records have in common with all others, less what they have with records of the same person.
void count_random(Model& model, const Levels& all, const Levels& matched) {
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    Field& known = model.fields[field];
    const std::size_t levels = traits_of(known.kind).levels.size();
    double total = 0;
    for (std::size_t level = 1; level <= levels; ++level) {
      known.random[level] = std::max(all[field][level] - matched[field][level], 0.0) + 0.5;
      total += known.random[level];
    }
    for (std::size_t level = 1; level <= levels; ++level) known.random[level] /= total;
    weigh(known);
  }
}

// The pairs of sampled records with others that may be of the same person.
std::vector<Comparison> strong_pairs(const Base& base, const Model& model, std::span<const Row> rows, unsigned threads) {
  const Scorer scorer(base, model);
  std::vector<std::vector<Comparison>> found(rows.size());
  std::vector<Scorer::Workspace> workspaces(threads);
  in_parallel(rows.size(), threads, [&](std::size_t i, unsigned thread) {
    std::vector<Hit> hits = scorer.above(base.record(rows[i]), kWeakest, workspaces[thread], rows[i]);
    if (hits.size() > kMostHits) {
      std::nth_element(hits.begin(), hits.begin() + kMostHits, hits.end(), is_before);
      hits.resize(kMostHits);
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.row < b.row; });
    for (const Hit& hit : hits) found[i].push_back(scorer.compare(rows[i], hit.row));
  });
  std::vector<Comparison> pairs;
  for (std::vector<Comparison>& some : found) std::move(some.begin(), some.end(), std::back_inserter(pairs));
  return pairs;
}

struct Sample {
  std::vector<Comparison> pairs;
  Levels all;
  double compared = 0;
};

// One round: how likely each pair is of the same person, and from that what levels are worth.
void refine(const Base& base, Model& model, const Model& usual, const Sample& sample, std::span<const Comparison> same) {
  const Scorer scorer(base, model);
  Levels matched(base.fields());
  double found = 0, crossed = 0, names = 0;
  const auto count = [&](const Comparison& pair, const Explanation& explained, double share) {
    found += share;
    for (std::size_t field = 0; field < base.fields(); ++field) {
      const Evidence& one = explained.fields[field];
      if (one.level == kMissing || one.is_crossed) continue;
      matched[field][one.level] += share;
    }
    if (!model.crossing || pair.straight[model.crossing->first].level == kMissing || pair.straight[model.crossing->second].level == kMissing) return;
    names += share;
    if (explained.crossing != 0) crossed += share;
  };
  for (const Comparison& pair : sample.pairs) {
    const Explanation explained = scorer.weigh(pair);
    count(pair, explained, probability_of(explained.total));
  }
  const double share = (found + 0.5) / (sample.compared + 1);
  model.prior = std::clamp(log2_milli_bits(share / (1 - std::min(share, 0.5))), -30'000, -1'000);
  count_random(model, sample.all, matched);
  for (const Comparison& pair : same) count(pair, scorer.weigh(pair), 1);
  for (std::size_t field = 0; field < base.fields(); ++field) {
    Field& known = model.fields[field];
    const std::size_t levels = traits_of(known.kind).levels.size();
    const double of_matched = std::accumulate(matched[field].begin() + 1, matched[field].end(), 0.0);
    for (std::size_t level = 1; level <= levels; ++level)
      known.matched[level] = (matched[field][level] + kUsual * usual.fields[field].matched[level]) / (of_matched + kUsual);
    // Left alone, the model may take records of one street or one firm for one person's: alike in part, never in name.
    double cut = 0;
    for (std::size_t level = kDifferent; level < levels; ++level) {
      const double most = std::min(kMostOfALevel, kMostTimesUsual * usual.fields[field].matched[level]);
      const double within = std::clamp(known.matched[level], level == kDifferent ? usual.fields[field].matched[level] / kMostTimesUsual : 0.0, most);
      cut += known.matched[level] - within;
      known.matched[level] = within;
    }
    known.matched[levels] = std::max(known.matched[levels] + cut, 0.01);
    weigh(known);
  }
  if (model.crossing) model.crossing->cost = std::clamp(-log2_milli_bits((crossed + 1) / (names + 20)), 1'000, 10'000);
}

}  // namespace

void find_scales(Base& base, Model& model, std::uint64_t seed) {
  constexpr std::size_t kDraws = 4'001;
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    const Dictionary& dictionary = base.dictionary(field);
    if (traits_of(dictionary.kind()).family != Family::kDistance || dictionary.uses() < 2) continue;
    // One code for each record that has one, in an order that does not depend on theirs.
    std::vector<std::uint64_t> codes;
    for (const ValueId id : base.column(field))
      if (id != kNoValue) codes.push_back(dictionary.code(id));
    std::sort(codes.begin(), codes.end());
    Draw draw(seed + field);
    std::vector<double> distances;
    for (std::size_t i = 0; i < kDraws; ++i) {
      const std::uint64_t one = codes[draw.below(codes.size())];
      distances.push_back(distance_between(dictionary.kind(), one, codes[draw.below(codes.size())]));
    }
    const auto middle = distances.begin() + kDraws / 2;
    std::nth_element(distances.begin(), middle, distances.end());
    // More than half of the values may be the same one: then the mean.
    const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) / kDraws;
    const double scale = *middle > 0 ? *middle : mean;
    model.fields[field].scale = scale > 0 ? static_cast<float>(scale) : 1;
    base.set_scale(field, model.fields[field].scale);
  }
}

Model learn(const Base& base, Model model, const LearnOptions& options, std::span<const Label> labels) {
  if (base.size() < 2) return model;
  const Model usual = model;
  // The prior before anything is known: every record has one other.
  model.prior = std::clamp(log2_milli_bits(1.0 / static_cast<double>(base.size())), -30'000, -1'000);
  std::vector<Row> rows(base.size());
  std::iota(rows.begin(), rows.end(), Row{0});
  const std::uint64_t wanted = std::max<std::uint64_t>(options.comparisons / base.size(), 120);
  if (wanted < rows.size()) {
    Draw draw(options.seed);
    for (std::size_t i = 0; i < wanted; ++i) std::swap(rows[i], rows[i + draw.below(rows.size() - i)]);
    rows.resize(wanted);
    std::sort(rows.begin(), rows.end());
  }
  Sample sample;
  sample.all = levels_against_all(base, rows, options.threads);
  count_random(model, sample.all, Levels(base.fields()));
  sample.compared = static_cast<double>(rows.size()) * static_cast<double>(base.size() - 1);
  for (unsigned pass = 0; pass < options.passes; ++pass) {
    sample.pairs = strong_pairs(base, model, rows, options.threads);
    std::vector<Comparison> same;
    const Scorer scorer(base, model);
    for (const Label& label : labels)
      if (label.same) same.push_back(scorer.compare(label.a, label.b));
    for (unsigned round = 0; round < options.rounds; ++round) refine(base, model, usual, sample, same);
    if (options.progress) options.progress((pass + 1.0) / options.passes);
  }
  return model;
}

}  // namespace parasol::linkage
