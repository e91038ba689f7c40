#pragma once
// Rules value and token: what the reporter gave about herself, however it is written.
//
//   A value as a whole is found with other punctuation, spacing and case; with letters spelled out one by one; inside a
//   longer word from six letters on; an e-mail address with "at" and "dot" in words. A price or an age is found by its
//   numbers. A phone number is found by its last five digits or by any ten in a row, also in number words.
//   A part is a word, or number, of four letters or digits, or two neighbouring Han characters, unless it is common, a
//   controlled word or a group of a phone number's digits. A common or controlled word that is part of a name counts
//   where it stands with a capital (Will, Hope).
//   A name's word of five letters or more is also found with one letter wrong (two from eight letters on), with up to
//   two letters behind it, and in the Romanian genitive (Maria, Mariei), unless what stands there is a common or
//   controlled word. This holds in names up to 256 characters.
#include <vector>

#include "recognition/recognise.h"
#include "recognition/text.h"

namespace parasol::recognition {

struct ValueHit {
  Rule rule;
  Why why;
  std::size_t first;  // tokens of the text, both ends included
  std::size_t last;
};

class Values {
 public:
  // Takes over the values of an input; narratives are not looked at.
  explicit Values(const Input& input);

  std::vector<ValueHit> find(const Text& text) const;

 private:
  struct Whole {
    Why why;
    std::u32string letters;
    std::size_t tokens;              // it had this many
    std::vector<std::size_t> steps;  // of Knuth, Morris and Pratt
  };
  struct Name {
    std::uint32_t mask;  // of its letters
    int most_bits;       // in which the mask of a variant may differ: two for a mistake, three for the genitive
    Why why;
    std::u32string letters;
  };

  void add(Why why, std::string_view utf8);
  void add_whole(Why why, std::u32string_view letters, std::size_t tokens);
  void add_parts(Why why, const Text& value, const std::vector<bool>& in_phone);

  void find_wholes(const Text& text, std::vector<ValueHit>& hits) const;
  void find_parts(const Text& text, std::vector<ValueHit>& hits) const;
  void find_digits(const Text& text, std::vector<ValueHit>& hits) const;

  WordSet controlled_;
  std::vector<Whole> wholes_;
  WordMap<Why> parts_;
  WordMap<Why> capital_parts_;  // only with a capital
  std::vector<Name> names_;
  WordMap<Why> digit_pieces_;   // ends of phone numbers, and their runs
};

// Whether a text's word may be a name with small mistakes: the rule above, for names of five letters or more.
bool is_like_name(std::u32string_view name, std::u32string_view word);

}  // namespace parasol::recognition
