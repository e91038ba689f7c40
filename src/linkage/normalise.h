#pragma once
// From what somebody typed to what is compared (version 1). Pure: the same text gives the same value everywhere. What cannot
// be read as the kind at hand counts as missing, as do "n/a", "unknown" and their like.
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/kind.h"

namespace parasol::linkage {

inline constexpr int kNormalisationVersion = 1;

// Several source columns of one field (latitude and longitude, from and until) stand in one raw text with this between.
inline constexpr char kPartSeparator = '\x1f';

// A value, normalised. Two values are identical if `text` and `code` are.
struct Value {
  std::string text;       // all kinds but distances and dates; of encoded people the bytes of their bits
  std::string skeleton;   // kSpelling and kName: `text` without what writers vary
  std::uint64_t code = 0;  // distances: two floats (low, high or latitude, longitude); dates: yyyymmdd, a digit a nibble; phones: below; encoded people: how many bits are set
  bool is_missing = true;
};

Value normalise(Kind kind, std::string_view raw);

// The two numbers of a distance kind's code.
struct Range {
  float first;
  float second;
};
inline Range range_of(std::uint64_t code) {
  return {std::bit_cast<float>(static_cast<std::uint32_t>(code >> 32)), std::bit_cast<float>(static_cast<std::uint32_t>(code))};
}
std::uint64_t code_of(Range range);

// Letters folded to lower-case ASCII where there is a usual way (accents, Cyrillic, Greek), words separated by single spaces.
std::string fold_words(std::string_view raw);

// The words of a text with single spaces.
std::vector<std::string_view> words_of(std::string_view text);

// A telephone number in 8 bytes: digits from the right in nibbles 0 to 13, unused nibbles 0xf, unknown digits 0xe; nibble 14 the
// count of digits, nibble 15 what is known: 1 all of it, 2 only its end, 3 only its beginning.
inline constexpr unsigned kMaxPhoneDigits = 14;
enum class PhoneKnown : std::uint8_t { kWhole = 1, kEnd = 2, kBeginning = 3 };

// Days since 1970-01-01 of a date code (proleptic Gregorian).
std::int32_t days_of(std::uint64_t date_code);
std::int32_t year_of(std::uint64_t date_code);

}  // namespace parasol::linkage
