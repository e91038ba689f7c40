#pragma once
// What speaks for and against two records being of one person, in plain English.
#include <optional>
#include <string>
#include <vector>

#include "linkage/score.h"

namespace parasol::link {

struct Item {
  std::string field;
  std::string words;
  linkage::MilliBits bits = 0;     // by itself
  linkage::MilliBits counted = 0;  // of that, beside the others
};

struct Words {
  std::vector<Item> items;         // what is counted in them adds up to the total
  linkage::MilliBits total = 0;
  linkage::MilliBits line = 0;
  double probability = 0;
  std::string verdict;             // "likely", "not likely"
  std::optional<std::size_t> contrary;  // the item that speaks most against the verdict
  std::optional<std::size_t> top;       // the one that speaks most for it
  linkage::MilliBits without_top = 0;   // the total if that field were empty
};

// The comparison must be of this scorer.
Words in_words(const linkage::Scorer& scorer, const linkage::Comparison& comparison, linkage::MilliBits line);

// "Against it speaks most: …" and "Without …": the sentences beneath the items.
std::vector<std::string> remarks(const Words& words);

// "41,000": two significant digits, or one decimal below ten.
std::string about(double number);
// "0.999998".
std::string probability_text(double probability);
// "+1.500", "-0.250".
std::string signed_bits(linkage::MilliBits bits);

}  // namespace parasol::link
