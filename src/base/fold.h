#pragma once
// What two spellings of the same letter have in common: case, accents and marks (Latin only), full-width, superscript and
// mathematical forms fall away. Code point by code point, so that a place in the folded text is a place in the original.
#include <cstddef>
#include <string_view>

namespace parasol {

// The next code point of UTF-8 at `at`, which moves behind it; a byte that does not belong to one is U+FFFD by itself.
char32_t next_code_point(std::string_view utf8, std::size_t& at);

// The one or two letters into which a character folds; the second is 0 if there is one.
struct FoldedLetter {
  char32_t first;
  char32_t second = 0;
};
FoldedLetter fold_letter(char32_t original);

// Without width, or a mark on the letter before: not there at all.
bool is_invisible(char32_t letter);

// A Han or kana character, which is a word by itself.
bool is_han(char32_t letter);

}  // namespace parasol
