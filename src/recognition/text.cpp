#include "recognition/text.h"

#include <array>

namespace parasol::recognition {
namespace {

// Base letters of Latin letters with marks, from Unicode's decompositions; '.' where there is none.
constexpr std::string_view kLatinBase =  // U+00C0 to U+024F
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.yaaaaaaccccccccdd"
    "ddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll..llnnnnnnnnnoooooo..rrrrrrssssss"
    "ssttttttuuuuuuuuuuuuwwyyyzzzzzzs................................oo.............u"
    "u............................aaiioouuuuuuuuuu.aaaa....ggkkoooo..j...gg..nnaa...."
    "aaaaeeeeiiiioooorrrruuuusstt..hh......aaeeooooooooyy............................";
constexpr std::string_view kLatinAdditionalBase =  // U+1E00 to U+1EFF
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
    "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy.s...."
    "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
    "uuyyyyyyyy......";
static_assert(kLatinBase.size() == 0x250 - 0xc0 && kLatinAdditionalBase.size() == 0x100);

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
constexpr bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  for (const Range& range : ranges)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

// Without width, or a mark on the letter before: not there at all.
constexpr bool is_invisible(char32_t c) {
  constexpr std::array<Range, 11> kRanges{{{0x00ad, 0x00ad}, {0x0300, 0x036f}, {0x061c, 0x061c}, {0x180b, 0x180e},
      {0x1ab0, 0x1aff}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
      {0xe0000, 0xe01ef}}};
  return c >= 0xad && is_in(kRanges, c);
}

// Neither letter nor digit.
constexpr bool is_sign(char32_t c) {
  constexpr std::array<Range, 14> kRanges{{{0x0080, 0x00a9}, {0x00ab, 0x00b4}, {0x00b6, 0x00b9}, {0x00bb, 0x00bf},
      {0x00d7, 0x00d7}, {0x00f7, 0x00f7}, {0x2000, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3004}, {0x3008, 0x3020},
      {0x30fb, 0x30fb}, {0xe000, 0xf8ff}, {0xfe10, 0xffff}, {0x1f000, 0x1faff}}};
  if (c < 0x80) return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  return is_in(kRanges, c);
}

constexpr bool is_han(char32_t c) {
  constexpr std::array<Range, 5> kRanges{
      {{0x3005, 0x3007}, {0x3040, 0x30ff}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}}};
  return c >= 0x3005 && is_in(kRanges, c);
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

// Full-width, superscript, circled, mathematical and other digits and letters, as the plain character.
constexpr char32_t plain(char32_t c) {
  if (c < 0xb2) return c == 0xaa ? U'a' : c;
  if (c == 0xb2 || c == 0xb3) return c - 0xb2 + '2';
  if (c == 0xb9) return '1';
  if (c == 0xba) return 'o';
  if (c >= 0x0660 && c <= 0x0669) return c - 0x0660 + '0';
  if (c >= 0x06f0 && c <= 0x06f9) return c - 0x06f0 + '0';
  if (c == 0x2070 || (c >= 0x2074 && c <= 0x2079)) return c - 0x2070 + '0';
  if (c >= 0x2080 && c <= 0x2089) return c - 0x2080 + '0';
  if (c >= 0x2460 && c <= 0x2468) return c - 0x2460 + '1';
  if (c >= 0x24b6 && c <= 0x24e9) return (c - 0x24b6) % 26 + 'a';
  if (c >= 0xff01 && c <= 0xff5e) return c - 0xff01 + '!';
  if (c == 0xffe1) return 0xa3;
  if (c == 0xffe5) return 0xa5;
  if (c >= 0x1d400 && c <= 0x1d6a3) return (c - 0x1d400) % 26 + 'a';
  if (c >= 0x1d7ce && c <= 0x1d7ff) return (c - 0x1d7ce) % 10 + '0';
  return c;
}

// The one or two letters into which a character folds; the second is 0 if there is one.
struct Folded {
  char32_t first;
  char32_t second = 0;
};

constexpr Folded fold(char32_t original) {
  const char32_t c = plain(original);
  if (c < 0xc0) return {c >= 'A' && c <= 'Z' ? c + 32 : c};
  switch (c) {
    case 0xc6: case 0xe6: case 0x1e2: case 0x1e3: case 0x1fc: case 0x1fd: return {'a', 'e'};
    case 0x152: case 0x153: return {'o', 'e'};
    case 0xdf: case 0x1e9e: return {'s', 's'};
    case 0xde: case 0xfe: return {'t', 'h'};
    case 0x132: case 0x133: return {'i', 'j'};
    case 0x13f: case 0x140: return {'l'};
    case 0x1fe: case 0x1ff: return {'o'};
    default: break;
  }
  if (c < 0x250 && kLatinBase[c - 0xc0] != '.') return {static_cast<unsigned char>(kLatinBase[c - 0xc0])};
  if (c >= 0x1e00 && c <= 0x1eff && kLatinAdditionalBase[c - 0x1e00] != '.')
    return {static_cast<unsigned char>(kLatinAdditionalBase[c - 0x1e00])};
  if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f)) return {c + 32};
  if (c >= 0x400 && c <= 0x40f) return {c + 80};
  return {c};
}

// The next code point; a byte that does not belong to one is U+FFFD by itself.
char32_t next_code_point(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(utf8[k]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t tails = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || utf8.size() - at < tails) return 0xfffd;
  char32_t value = lead & (0x3fU >> tails);
  for (std::size_t k = 0; k < tails; ++k) {
    if ((byte(at + k) & 0xc0) != 0x80) return 0xfffd;
    value = (value << 6) | (byte(at + k) & 0x3fU);
  }
  at += tails;
  return value;
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
    const Folded folded = fold(original);
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
