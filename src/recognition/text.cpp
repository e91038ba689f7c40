#include "recognition/text.h"

#include <array>
#include <utility>

#include "base/fold.h"

namespace parasol::recognition {
namespace {

// Neither letter nor digit.
constexpr bool is_sign(char32_t c) {
  constexpr std::array<std::pair<char32_t, char32_t>, 14> kRanges{{{0x0080, 0x00a9}, {0x00ab, 0x00b4}, {0x00b6, 0x00b9}, {0x00bb, 0x00bf},
      {0x00d7, 0x00d7}, {0x00f7, 0x00f7}, {0x2000, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3004}, {0x3008, 0x3020},
      {0x30fb, 0x30fb}, {0xe000, 0xf8ff}, {0xfe10, 0xffff}, {0x1f000, 0x1faff}}};
  if (c < 0x80) return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  for (const auto& [first, last] : kRanges)
    if (c >= first && c <= last) return true;
  return false;
}

constexpr bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

constexpr bool is_currency(char32_t c) {
  return c == '$' || c == 0xa2 || c == 0xa3 || c == 0xa5 || (c >= 0x20a0 && c <= 0x20cf);
}

constexpr bool is_quote(char32_t c) {
  return c == '"' || c == 0xab || c == 0xbb || (c >= 0x2018 && c <= 0x201f) || c == 0x2039 || c == 0x203a ||
         (c >= 0x300c && c <= 0x300f);
}

constexpr bool is_capital(char32_t c) {
  if (c >= 0xff21 && c <= 0xff3a) return true;
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c < 0x100) return c >= 0xc0 && c <= 0xde;
  if (c < 0x250 || (c >= 0x1e00 && c <= 0x1eff)) return c % 2 == 0;
  return (c >= 0x391 && c <= 0x3a9) || (c >= 0x400 && c <= 0x42f);
}

TokenKind kind_of(char32_t letter) {
  return is_han(letter) ? TokenKind::kHan : is_digit(letter) ? TokenKind::kNumber : TokenKind::kWord;
}

class Cutter {
 public:
  void take(char32_t original) {
    const std::uint32_t position = text_.length++;
    if (is_invisible(original)) {
      // A mark belongs to the letter before it.
      if (is_open_) text_.tokens.back().end = text_.length;
      return;
    }
    if (is_quote(original)) text_.quotes.push_back({original, position, static_cast<std::uint32_t>(text_.tokens.size())});
    const FoldedLetter folded = fold_letter(original);
    if (is_sign(folded.first)) {
      take_sign(folded.first);
      return;
    }
    take_letter(folded.first, position, is_capital(original));
    if (folded.second != 0) take_letter(folded.second, position, false);
  }

  Text finish() { return std::move(text_); }

 private:
  void take_sign(char32_t sign) {
    is_open_ = false;
    signs_ += 1;
    joint_ = signs_ == 1 ? sign : 0;
    if (!is_currency(sign)) return;
    has_currency_ = true;
    if (!text_.tokens.empty() && is_only_space_) text_.tokens.back().has_currency = true;
    is_only_space_ = false;
  }

  void take_letter(char32_t letter, std::uint32_t position, bool capital) {
    const TokenKind kind = kind_of(letter);
    const auto place = static_cast<std::uint32_t>(text_.letters.size());
    const bool continues = is_open_ && kind != TokenKind::kHan && text_.tokens.back().kind == kind;
    if (!continues)
      text_.tokens.push_back({kind, capital, is_open_, has_currency_, joint_, place, place, position, position});
    text_.letters.push_back(letter);
    text_.tokens.back().last = place + 1;
    text_.tokens.back().end = position + 1;
    is_open_ = true;
    has_currency_ = false;
    is_only_space_ = true;
    signs_ = 0;
    joint_ = 0;
  }

  Text text_;
  bool is_open_ = false;         // the last character was a letter or digit
  bool has_currency_ = false;    // a currency sign since the last token
  bool is_only_space_ = true;    // no currency sign since the last token
  std::uint32_t signs_ = 0;      // since the last token
  char32_t joint_ = 0;
};

}  // namespace

Text read_text(std::string_view utf8) {
  Cutter cutter;
  for (std::size_t at = 0; at < utf8.size();) cutter.take(next_code_point(utf8, at));
  return cutter.finish();
}

void add_words(WordSet& words, std::string_view utf8) {
  const Text text = read_text(utf8);
  for (std::size_t i = 0; i < text.tokens.size(); ++i) {
    words.emplace(text.word(i));
    if (text.is_han_pair(i)) words.emplace(text.word(i - 1, i));
  }
}

}  // namespace parasol::recognition
