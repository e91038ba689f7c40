#pragma once
// A text as the recogniser compares it: folded letters cut into tokens, each of which knows its place in the original.
//
// Folding removes what a person would not call a difference: case; accents and marks (Latin only, so ș ț ă â î and ã ç
// become s t a a i and a c); full-width, superscript and mathematical forms of letters and digits; characters without
// width. Nothing is ever reordered, so a place in the folded text is a place in the original.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace parasol::recognition {

// A run of letters, a run of digits, or one Han (or kana) character.
enum class TokenKind : std::uint8_t { kWord, kNumber, kHan };

struct Token {
  TokenKind kind;
  bool is_capital;         // its first letter is a capital in the original
  bool is_glued;           // nothing stands between the token before and this one
  bool has_currency;       // a currency sign stands before or behind it
  char32_t joint;          // the one character between the token before and this one; 0 if there are none or several
  std::uint32_t first;     // in Text::letters
  std::uint32_t last;      // behind its last letter there
  std::uint32_t start;     // in the original, in code points
  std::uint32_t end;       // behind its last code point there
};

// A quotation mark of the original: which one, where, and how many tokens stand before it.
struct QuoteMark {
  char32_t sign;
  std::uint32_t position;
  std::uint32_t tokens_before;
};

struct Text {
  std::u32string letters;  // of all tokens, one after the other, nothing between
  std::vector<Token> tokens;
  std::vector<QuoteMark> quotes;
  std::uint32_t length = 0;  // of the original, in code points

  std::u32string_view word(const Token& token) const {
    return std::u32string_view(letters).substr(token.first, token.last - token.first);
  }
  std::u32string_view word(std::size_t index) const { return word(tokens[index]); }
  // The letters of several tokens, both ends included.
  std::u32string_view word(std::size_t first, std::size_t last) const {
    return std::u32string_view(letters).substr(tokens[first].first, tokens[last].last - tokens[first].first);
  }
  // Whether the token and the one before are Han characters with nothing between.
  bool is_han_pair(std::size_t index) const {
    return index > 0 && tokens[index].is_glued && tokens[index].kind == TokenKind::kHan && tokens[index - 1].kind == TokenKind::kHan;
  }
};

// Folds and cuts. Input is UTF-8; bytes that are not count as one sign each. Linear in the size of `utf8`.
Text read_text(std::string_view utf8);

// Owned words in which a view can be looked up.
struct WordHash {
  using is_transparent = void;
  std::size_t operator()(std::u32string_view word) const { return std::hash<std::u32string_view>{}(word); }
};
using WordSet = std::unordered_set<std::u32string, WordHash, std::equal_to<>>;
template <class Value>
using WordMap = std::unordered_map<std::u32string, Value, WordHash, std::equal_to<>>;

// The tokens of texts, and each pair of neighbouring Han characters in them.
void add_words(WordSet& words, std::string_view utf8);

}  // namespace parasol::recognition
