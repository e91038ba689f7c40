#include "linkage/learn.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "linkage/compare.h"
#include "linkage/dependence.h"
#include "linkage/distances.h"
#include "linkage/hash.h"
#include "linkage/parallel.h"
#include "linkage/score.h"

namespace parasol::linkage {
namespace {

// How many pairs the engine's own expectation of `matched` weighs.
constexpr double kUsual = 12;
// However the data look, no level below identical holds more of the pairs of the same person than this, and no more than so
// many times what is usual.
constexpr double kMostOfALevel = 0.85;
// Times and places are those of an event, and a person's events differ in them: that they do is never learned to be rarer than is
// usual, for what is found by place or time would teach that everything of one person is near.
constexpr double kMostTimesUsual = 4;
// Unless somebody said of so many pairs that they are the same person: those hold the model by themselves.
constexpr std::size_t kEnoughLabels = 100;
// Pairs weaker than this teach nothing. Of those below the other line, each bit weaker leaves half as many to learn from, down to
// one in so many times two; those count for the rest. Without them only what is plain would teach, and matches would seem rarer
// and more alike than they are.
constexpr MilliBits kWeakest = -22'000;
constexpr MilliBits kAllAbove = -8'000;
constexpr unsigned kMostHalvings = 9;
// Of one sampled record, above that line and below.
constexpr std::size_t kMostHits = 256;
constexpr std::size_t kMostWeak = 64;

// By field, how many pairs of a sampled record and another have each level.
using Levels = std::vector<std::array<double, kMaxLevels>>;

Levels levels_against_all(const Base& base, std::span<const Row> rows, unsigned threads) {
  Levels out(base.fields());
  std::vector<std::vector<std::vector<Level>>> levels(threads);
  for (std::size_t field = 0; field < base.fields(); ++field) {
    const Dictionary& dictionary = base.dictionary(field);
    const std::vector<MilliBits> rarities = dictionary.rarities();
    const std::size_t together = dictionary.asked_together();
    // Whole numbers: the sum is exact, in whatever order. Four sums of each level, so that none waits for the one before.
    std::vector<std::array<std::array<std::uint64_t, kMaxLevels>, 4>> counts(threads);
    in_parallel((rows.size() + together - 1) / together, threads, [&](std::size_t piece, unsigned thread) {
      std::vector<Value> values;
      std::vector<std::span<Level>> levels_of;
      std::vector<ValueId> own;
      levels[thread].resize(together);
      for (std::size_t i = piece * together; i < std::min(rows.size(), (piece + 1) * together); ++i) {
        const ValueId id = base.value_id(field, rows[i]);
        if (id == kNoValue) continue;
        levels[thread][own.size()].resize(dictionary.size());
        levels_of.push_back(levels[thread][own.size()]);
        values.push_back(dictionary.value(id));
        own.push_back(id);
      }
      dictionary.levels(values, rarities, levels_of);
      for (std::size_t i = 0; i < own.size(); ++i) {
        for (ValueId id = 1; id < dictionary.size(); ++id) counts[thread][id % 4][levels_of[i][id]] += dictionary.count(id);
        counts[thread][0][levels_of[i][own[i]]] -= 1;
      }
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

// Vectors are as alike as one person's hardly ever by chance: if they are few, they are taken for that where learning starts; where
// there is nothing else, so that nothing tells the two apart, throughout.
Levels first_matches(const Base& base, const Levels& all, std::size_t sampled) {
  constexpr std::ptrdiff_t kAsOnePersons = 4;
  constexpr double kFew = 4;  // of a record
  Levels out(base.fields());
  for (std::size_t field = 0; field < base.fields(); ++field) {
    if (traits_of(base.dictionary(field).kind()).family != Family::kBits) continue;
    if (std::accumulate(all[field].begin() + kAsOnePersons, all[field].end(), 0.0) <= kFew * static_cast<double>(sampled))
      std::copy(all[field].begin() + kAsOnePersons, all[field].end(), out[field].begin() + kAsOnePersons);
  }
  return out;
}

struct SampledPair {
  Comparison comparison;
  double stands_for;  // so many pairs
};

// The pairs of sampled records with others that may be of the same person.
std::vector<SampledPair> possible_pairs(const Base& base, const Model& model, std::span<const Row> rows, unsigned threads) {
  const Scorer scorer(base, model);
  std::vector<std::vector<SampledPair>> found(rows.size());
  std::vector<Scorer::Workspace> workspaces(threads);
  in_parallel(rows.size(), threads, [&](std::size_t i, unsigned thread) {
    std::vector<Hit> strong, weak;
    const auto halvings_of = [](const Hit& hit) { return std::min(static_cast<unsigned>(kAllAbove - hit.total) / 1000 + 1, kMostHalvings); };
    const auto is_drawn = [&](const Hit& hit, unsigned halvings) { return mixed(std::uint64_t{rows[i]} << 32 | hit.row) % (std::uint64_t{1} << halvings) == 0; };
    for (const Hit& hit : scorer.above(base.record(rows[i]), kWeakest, workspaces[thread], rows[i])) {
      if (hit.total >= kAllAbove) strong.push_back(hit);
      else if (is_drawn(hit, halvings_of(hit))) weak.push_back(hit);
    }
    if (strong.size() > kMostHits) {
      std::nth_element(strong.begin(), strong.begin() + kMostHits, strong.end(), is_before);
      strong.resize(kMostHits);
      std::sort(strong.begin(), strong.end(), [](const Hit& a, const Hit& b) { return a.row < b.row; });
    }
    for (const Hit& hit : strong) found[i].push_back({scorer.compare(rows[i], hit.row), 1});
    unsigned further = 0;
    while (weak.size() >> further > kMostWeak) ++further;
    for (const Hit& hit : weak)
      if (const unsigned halvings = halvings_of(hit) + further; is_drawn(hit, halvings))
        found[i].push_back({scorer.compare(rows[i], hit.row), static_cast<double>(std::uint64_t{1} << halvings)});
  });
  std::vector<SampledPair> pairs;
  for (std::vector<SampledPair>& some : found) std::move(some.begin(), some.end(), std::back_inserter(pairs));
  return pairs;
}

struct Sample {
  std::vector<SampledPair> pairs;
  Levels all;
  Levels first;
  double compared = 0;
};

// Left alone, the model may take records of one street or one firm for one person's: alike in part, never in name.
void hold_to_usual(Field& known) {
  const KindTraits& traits = traits_of(known.kind);
  const std::span<const LevelKind> usual = traits.levels;
  const std::size_t levels = usual.size();
  double cut = 0;
  for (std::size_t level = kDifferent; level < levels; ++level) {
    const double within = std::min({known.matched[level], kMostOfALevel, kMostTimesUsual * usual[level - 1].matched});
    cut += known.matched[level] - within;
    known.matched[level] = within;
  }
  known.matched[levels] += cut;
  // What "different" lacks is taken from the most alike on.
  double lacks = usual[0].matched / (traits.group == Group::kPlaceAndTime ? 1 : kMostTimesUsual) - known.matched[kDifferent];
  for (std::size_t level = levels; level > kDifferent && lacks > 0; --level) {
    const double taken = std::clamp(known.matched[level] - usual[level - 1].matched / kMostTimesUsual, 0.0, lacks);
    known.matched[level] -= taken;
    known.matched[kDifferent] += taken;
    lacks -= taken;
  }
}

// One round: how likely each pair is of the same person, and from that what levels are worth.
void refine(const Base& base, Model& model, const Sample& sample, std::span<const Comparison> same) {
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
  for (const SampledPair& pair : sample.pairs) {
    const Explanation explained = scorer.weigh(pair.comparison);
    count(pair.comparison, explained, pair.stands_for * probability_of(explained.total));
  }
  const double share = (found + 0.5) / (sample.compared + 1);
  // No field says more than 24 bits, of which the only one must leave some.
  const bool are_only_encoded = base.fields() == 1 && traits_of(model.fields[0].kind).family == Family::kBits;
  model.prior = std::clamp(log2_milli_bits(share / (1 - std::min(share, 0.5))), are_only_encoded ? -18'000 : -30'000, -1'000);
  count_random(model, sample.all, are_only_encoded ? sample.first : matched);
  for (const Comparison& pair : same) count(pair, scorer.weigh(pair), 1);
  for (std::size_t field = 0; field < base.fields(); ++field) {
    Field& known = model.fields[field];
    const std::span<const LevelKind> usual = traits_of(known.kind).levels;
    const std::size_t levels = usual.size();
    const double of_matched = std::accumulate(matched[field].begin() + 1, matched[field].end(), 0.0);
    for (std::size_t level = 1; level <= levels; ++level)
      known.matched[level] = (matched[field][level] + kUsual * usual[level - 1].matched) / (of_matched + kUsual);
    if (same.size() < kEnoughLabels) hold_to_usual(known);
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
    for (Row row = 0; row < base.size(); ++row)
      if (const ValueId id = base.value_id(field, row); id != kNoValue) codes.push_back(dictionary.code(id));
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
  // Which fields belong together and which pairs are looked at does not hang on where learning starts.
  const std::vector<Field> start = model.fields;
  for (Field& field : model.fields) expect_usual(field);
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
  sample.first = first_matches(base, sample.all, rows.size());
  count_random(model, sample.all, sample.first);
  sample.compared = static_cast<double>(rows.size()) * static_cast<double>(base.size() - 1);
  group_dependent(base, model, options.seed);
  sample.pairs = possible_pairs(base, model, rows, options.threads);
  for (std::size_t field = 0; field < model.fields.size(); ++field) {
    model.fields[field].matched = start[field].matched;
    weigh(model.fields[field]);
  }
  std::vector<Comparison> same;
  const Scorer scorer(base, model);
  for (const Label& label : labels)
    if (label.same) same.push_back(scorer.compare(label.a, label.b));
  for (unsigned round = 0; round < options.rounds; ++round) {
    refine(base, model, sample, same);
    if (options.progress) options.progress((round + 1.0) / options.rounds);
  }
  return model;
}

}  // namespace parasol::linkage
