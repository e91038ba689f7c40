// jaro_winkler_bench [NAMES [QUERIES]] (see bench/linkage): how fast the linkage engine compares names, in ratio to a reference kernel that is
// measured in turn with it in the same run: one query prepared once, then one name after the other, bit-parallel, with
// cut-offs by length and by matches. Processor time of one core; the best of several turns. Names are invented:
// syllables, some much more frequent than others, 7 letters on average.
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/check.h"
#include "linkage/instruction_set.h"
#include "linkage/jaro_winkler.h"
#include "linkage/parallel.h"
#include "linkage/string_table.h"
#include "processor_time.h"

namespace parasol::linkage {
namespace {

constexpr std::array<std::uint32_t, 3> kThresholds{750'000, 850'000, 920'000};
constexpr int kTurns = 9;

std::vector<std::string> make_names(std::size_t count) {
  constexpr std::string_view kOnsets = "bcdfghjklmnprstvwyz", kVowels = "aeiou", kCodas = "nrslmtdk";
  Draw draw(20261122);
  const auto one_of = [&](std::string_view letters) { return letters[draw.below(letters.size())]; };
  std::vector<std::string> syllables;
  std::vector<double> weights;  // of all syllables up to this one: the r-th most frequent one has 1 / r
  std::unordered_set<std::string> seen;
  while (syllables.size() < 700) {
    std::string syllable;
    if (draw.below(10) > 0) syllable += one_of(kOnsets);
    syllable += one_of(kVowels);
    if (draw.below(10) > 7) syllable += one_of(kVowels);
    if (draw.below(10) < 3) syllable += one_of(kCodas);
    if (!seen.insert(syllable).second) continue;
    syllables.push_back(syllable);
    weights.push_back((weights.empty() ? 0 : weights.back()) + 1 / static_cast<double>(syllables.size()));
  }
  std::vector<std::string> names;
  seen.clear();
  while (names.size() < count) {
    const auto kind = draw.below(20);
    std::string name;
    for (int i = 0; i < (kind < 10 ? 3 : kind < 12 ? 4 : 2); ++i) {
      const double place = weights.back() * static_cast<double>(draw.below(1U << 30)) / (1U << 30);
      name += syllables[static_cast<std::size_t>(std::upper_bound(weights.begin(), weights.end(), place) -
                                                 weights.begin())];
    }
    if (seen.insert(name).second) names.push_back(name);
  }
  return names;
}

// The reference.
class PreparedQuery {
 public:
  explicit PreparedQuery(std::string_view query) : query_(query) {
    for (std::size_t i = 0; i < query.size(); ++i)
      places_[static_cast<std::uint8_t>(query[i])] |= std::uint64_t{1} << i;
  }

  // 0 if it is below the cut-off.
  double similarity(std::string_view text, double cutoff) const {
    const std::size_t longest_prefix = std::min({query_.size(), text.size(), std::size_t{4}});
    std::size_t prefix = 0;
    while (prefix < longest_prefix && query_[prefix] == text[prefix]) ++prefix;
    const double bonus = 0.1 * static_cast<double>(prefix);
    const double jaro_cutoff = cutoff > 0.7 ? std::max(0.7, (cutoff - bonus) / (1 - bonus)) : cutoff;
    const double jaro = jaro_similarity(text, jaro_cutoff);
    const double result = jaro > 0.7 + 1e-9 ? jaro + bonus * (1 - jaro) : jaro;
    return result >= cutoff ? result : 0;
  }

 private:
  double jaro_similarity(std::string_view text, double cutoff) const {
    const auto length = static_cast<double>(query_.size()), other_length = static_cast<double>(text.size());
    const double shorter = std::min(length, other_length);
    if ((shorter / length + shorter / other_length + 1) / 3 < cutoff) return 0;
    const std::size_t window = match_window(query_.size(), text.size());
    const std::size_t end = std::min(text.size(), query_.size() + window);
    std::uint64_t near = (std::uint64_t{2} << window) - 1, taken = 0, matched = 0;
    std::size_t i = 0;
    const auto step = [&] {
      const std::uint64_t free = places_[static_cast<std::uint8_t>(text[i])] & near & ~taken;
      taken |= free & (~free + 1);
      matched |= std::uint64_t{free != 0} << i;
    };
    for (; i < std::min(window, end); ++i) {
      step();
      near = near << 1 | 1;
    }
    for (; i < end; ++i) {
      step();
      near <<= 1;
    }
    const auto matches = static_cast<double>(std::popcount(taken));
    if (taken == 0 || (matches / length + matches / other_length + 1) / 3 < cutoff) return 0;
    std::size_t out_of_order = 0;
    for (; matched != 0; matched &= matched - 1, taken &= taken - 1) {
      const auto byte = static_cast<std::uint8_t>(text[static_cast<std::size_t>(std::countr_zero(matched))]);
      out_of_order += (places_[byte] & taken & (~taken + 1)) == 0 ? 1 : 0;
    }
    const auto transpositions = static_cast<double>(out_of_order / 2);
    return (matches / length + matches / other_length + (matches - transpositions) / matches) / 3;
  }

  std::string query_;
  std::array<std::uint64_t, 256> places_{};
};

class Bench {
 public:
  Bench(std::size_t names, std::size_t queries) : names_(make_names(names)), levels_(names) {
    for (std::size_t i = 0; i < queries; ++i) queries_.push_back(names_[i * (names / queries)]);
    for (const std::string& name : names_) {
      table_.add(static_cast<std::uint32_t>(table_.size()), name);
      starts_.push_back(static_cast<std::uint32_t>(letters_.size()));
      letters_ += name;
    }
    starts_.push_back(static_cast<std::uint32_t>(letters_.size()));
  }

  void run() {
    std::printf("{\"note\": \"%zu names, %.2f letters on average, %zu queries\"}\n", names_.size(),
                static_cast<double>(letters_.size()) / static_cast<double>(names_.size()), queries_.size());
    const auto sets = available_instruction_sets();
    std::vector<double> best(sets.size() + 2);
    for (int turn = 0; turn < kTurns; ++turn) {
      keep_best(best[0], [&](const std::string& query) { reference(query, levels_); });
      for (std::size_t i = 0; i < sets.size(); ++i) {
        set_instruction_set(sets[i]);
        if (turn == 0) check();
        keep_best(best[i + 1], [&](const std::string& query) { table_.levels(query, kThresholds, levels_); });
      }
      keep_best(best.back(), [&](const std::string& query) { pair_by_pair(query); });
    }
    constexpr std::array<double, 3> kLeast{1, 6, 25};
    for (std::size_t i = 0; i < sets.size(); ++i) {
      const auto set = static_cast<std::size_t>(sets[i]);
      const char* what = bench::kWithInstructions[set];
      std::printf("{\"what\": \"one name compared with many, %s: to the reference\", \"value\": %.4g, \"unit\": \"times\", \"target\": %g, \"wanted\": \"at_least\"}\n", what, best[i + 1] / best[0], kLeast[set]);
      std::printf("{\"note\": \"%s: %.0f million names a second\"}\n", what, best[i + 1]);
    }
    std::printf("{\"note\": \"reference: %.1f million a second; pair by pair: %.1f\"}\n", best[0], best.back());
  }

 private:
  std::string_view name(std::size_t i) const {
    return std::string_view(letters_).substr(starts_[i], starts_[i + 1] - starts_[i]);
  }

  template <class Work>
  void keep_best(double& best, Work&& work) const {
    bench::keep_best_rate(best, names_.size() * queries_.size(), [&] {
      for (const std::string& query : queries_) work(query);
    });
  }

  void reference(const std::string& query, std::span<std::uint8_t> levels) const {
    constexpr double kRounding = 1e-9;
    const PreparedQuery prepared(query);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const double similarity = prepared.similarity(name(i), 1e-6 * kThresholds[0] - kRounding);
      std::uint8_t level = 0;
      while (level < kThresholds.size() && similarity >= 1e-6 * kThresholds[level] - kRounding) ++level;
      levels[i] = level;
    }
  }

  // Every name against another one; both are new each time.
  void pair_by_pair(const std::string& query) {
    const std::size_t distance = 1 + query.size();
    std::uint64_t sum = 0;
    for (std::size_t i = distance; i < names_.size(); ++i) sum += jaro_winkler(name(i - distance), name(i));
    levels_[0] = static_cast<std::uint8_t>(sum);
  }

  // Table and reference agree.
  void check() {
    std::vector<std::uint8_t> expected(names_.size());
    for (const std::string& query : queries_) {
      reference(query, expected);
      table_.levels(query, kThresholds, levels_);
      PARASOL_CHECK(levels_ == expected);
    }
  }

  std::vector<std::string> names_;
  std::vector<std::string> queries_;
  std::vector<std::uint8_t> levels_;
  StringTable table_;
  std::string letters_;
  std::vector<std::uint32_t> starts_;
};

std::size_t number(const char* text) {
  std::size_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stopped, failed] = std::from_chars(text, end, value);
  PARASOL_CHECK(failed == std::errc{} && stopped == end && value > 0);
  return value;
}

}  // namespace
}  // namespace parasol::linkage

int main(int argc, char** argv) {
  parasol::linkage::Bench(argc > 1 ? parasol::linkage::number(argv[1]) : 100'000,
                          argc > 2 ? parasol::linkage::number(argv[2]) : 20)
      .run();
}
