#pragma once
// The word lists and patterns behind the rules, in four languages. Data only; how patterns are read is in patterns.h.
#include <array>
#include <cstdint>
#include <string_view>

#include "recognition/recognise.h"

namespace parasol::recognition::lists {

// Articles, prepositions, pronouns, auxiliaries: words that say nothing by themselves.
extern const std::string_view kFunctionWords;
// Words too common to give anyone away as part of a value ("hotel", "north", "mail"). Of names that are also words only
// those without which hardly a text gets by ("will", "mark").
extern const std::string_view kCommonWords;

// Number words: the value of each, its words in all languages.
struct NumberWords {
  std::uint8_t value;
  std::string_view words;
};
extern const std::array<NumberWords, 13> kNumberWords;
extern const std::array<std::string_view, 12> kMonthWords;

// Patterns of one reason, separated by semicolons.
struct Phrases {
  Why why;
  std::string_view patterns;
};
extern const std::array<Phrases, 18> kPhrases;

// Controlled codes that say whom he looks for. With one source they describe her.
extern const std::string_view kTargetCodes;

}  // namespace parasol::recognition::lists
