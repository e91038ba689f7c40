// dice_bench [VALUES] (see bench/linkage): how fast the linkage engine compares vectors of 1024 bits by Dice's coefficient, one question at a
// time and sixteen together, in ratio to a reference kernel that is measured in turn with it in the same run: one vector after the
// other, word by word, with the processor's instruction that counts set bits. Processor time of one core; the best of several turns.
// Vectors have two bits in five set, at random.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "base/check.h"
#include "linkage/dice.h"
#include "linkage/instruction_set.h"
#include "linkage/parallel.h"
#include "processor_time.h"

namespace parasol::linkage {
namespace {

constexpr std::size_t kWords = 16;
constexpr std::size_t kQuestions = 2 * kAskedTogether;
constexpr int kTurns = 9;

class Bench {
 public:
  explicit Bench(std::size_t values) : words_(values * kWords) {
    Draw draw(20261123);
    for (std::uint64_t& word : words_)
      for (unsigned bit = 0; bit < 64; ++bit) word |= std::uint64_t{draw.below(5) < 2} << bit;
    for (std::size_t i = 0; i < values; ++i) {
      const std::string_view bytes(reinterpret_cast<const char*>(&words_[i * kWords]), kWords * sizeof(std::uint64_t));
      values_.push_back({bytes, bits_set(bytes)});
    }
    levels_.assign(kQuestions, std::vector<Level>(values));
    expected_ = levels_;
  }

  void run() {
    const auto sets = available_instruction_sets();
    double reference_rate = 0;
    std::vector<std::array<double, 2>> best(sets.size());  // one by one, together
    for (int turn = 0; turn < kTurns; ++turn) {
      keep_best(reference_rate, [&] {
        for (std::size_t i = 0; i < kQuestions; ++i) reference(values_[i], expected_[i]);
      });
      for (std::size_t i = 0; i < sets.size(); ++i) {
        set_instruction_set(sets[i]);
        for (const std::size_t together : {std::size_t{1}, kAskedTogether}) {
          keep_best(best[i][together > 1], [&] { ask(together); });
          PARASOL_CHECK(levels_ == expected_);
        }
      }
    }
    constexpr std::array<double, 3> kLeast{0.4, 1.5, 4};
    for (std::size_t i = 0; i < sets.size(); ++i) {
      const auto set = static_cast<std::size_t>(sets[i]);
      const char* what = bench::kWithInstructions[set];
      std::printf("{\"what\": \"1024 bits compared by Dice, sixteen questions together, %s: to the reference\", \"value\": %.4g, \"unit\": \"times\", \"target\": %g, \"wanted\": \"at_least\"}\n", what, best[i][1] / reference_rate, kLeast[set]);
      std::printf("{\"note\": \"%s: %.0f million pairs a second, sixteen questions together; %.0f one by one\"}\n", what, best[i][1], best[i][0]);
    }
    std::printf("{\"note\": \"reference: %.0f million a second\"}\n", reference_rate);
  }

 private:
  template <class Work>
  void keep_best(double& best, Work&& work) const {
    bench::keep_best_rate(best, values_.size() * kQuestions, work);
  }

  void ask(std::size_t together) {
    std::vector<BitQuestion> questions;
    for (std::size_t i = 0; i < kQuestions; ++i) questions.push_back({values_[i], levels_[i].data()});
    for (std::size_t i = 0; i < kQuestions; i += together) bit_levels(std::span(questions).subspan(i, together), values_);
  }

#if defined(__x86_64__)
  [[gnu::target("popcnt")]]
#endif
  void reference(const BitVector& question, std::vector<Level>& levels) const {
    std::array<std::uint64_t, kWords> own;
    std::memcpy(own.data(), question.bytes.data(), sizeof own);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      int common = 0;
#pragma GCC unroll 16
      for (std::size_t word = 0; word < kWords; ++word) common += __builtin_popcountll(own[word] & words_[i * kWords + word]);
      const std::uint32_t both = 200 * static_cast<std::uint32_t>(common), set = question.set + values_[i].set;
      levels[i] = kDifferent;
      while (levels[i] <= kDiceThresholds.size() && both >= kDiceThresholds[levels[i] - kDifferent] * set) ++levels[i];
    }
  }

  std::vector<std::uint64_t> words_;
  std::vector<BitVector> values_;
  std::vector<std::vector<Level>> levels_, expected_;
};

}  // namespace
}  // namespace parasol::linkage

int main(int argc, char** argv) {
  std::size_t values = 100'000;
  if (argc > 1) PARASOL_CHECK(std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), values).ec == std::errc{} && values >= 100);
  parasol::linkage::Bench(values).run();
}
