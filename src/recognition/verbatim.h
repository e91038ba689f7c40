#pragma once
// Rule verbatim: runs of words that the reporter told and that stand in a text again.
//
// A run is counted in weight: a word or number weighs 4, a Han character 3, and 24 is a run, so six words or eight Han
// characters, or a mixture. Punctuation and apostrophes do not count; case and accents neither. The shortest run from
// each word is its window; two windows of equally many words that differ in exactly one are near.
#include <vector>

#include "recognition/text.h"

namespace parasol::recognition {

// Words as they are compared here: tokens with the pieces around an apostrophe joined again (don't = dont).
struct RunWord {
  std::u32string letters;
  std::uint8_t weight;
  std::uint32_t start;  // code points of the original
  std::uint32_t end;
};
std::vector<RunWord> run_words(const Text& text);
constexpr unsigned kRunWeight = 24;

// Words from `first` to before `last`.
struct Run {
  std::size_t first;
  std::size_t last;
  bool operator==(const Run&) const = default;
};

class Narratives {
 public:
  // Remembers the windows of one narrative. Linear.
  void add(const Text& narrative);

  struct Runs {
    std::vector<Run> verbatim;  // longest unions of verbatim windows, in order
    std::vector<Run> near;      // unions of near windows that share no word with those
  };
  // Linear but for windows whose hashes collide by chance.
  Runs find(const std::vector<RunWord>& words) const;

 private:
  struct Entry {
    std::uint64_t hash;
    std::size_t first;
    std::size_t count;
  };
  bool has_window(std::uint64_t hash, const std::vector<RunWord>& words, const Run& window, std::size_t skipped) const;

  std::vector<RunWord> words_;   // of all narratives
  std::vector<Entry> entries_;   // each window whole, and with each of its words left out
};

}  // namespace parasol::recognition
