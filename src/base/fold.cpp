#include "base/fold.h"

#include <array>

namespace parasol {
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

}  // namespace

FoldedLetter fold_letter(char32_t original) {
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

bool is_invisible(char32_t c) {
  constexpr std::array<Range, 11> kRanges{{{0x00ad, 0x00ad}, {0x0300, 0x036f}, {0x061c, 0x061c}, {0x180b, 0x180e},
      {0x1ab0, 0x1aff}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
      {0xe0000, 0xe01ef}}};
  return c >= 0xad && is_in(kRanges, c);
}

bool is_han(char32_t c) {
  constexpr std::array<Range, 5> kRanges{
      {{0x3005, 0x3007}, {0x3040, 0x30ff}, {0x3400, 0x9fff}, {0xf900, 0xfaff}, {0x20000, 0x3ffff}}};
  return c >= 0x3005 && is_in(kRanges, c);
}

}  // namespace parasol
