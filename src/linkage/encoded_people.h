#pragma once
// For tests: invented people as two organisations would encode them, each person in one vector of 1024 bits: of every pair of
// neighbouring letters fifteen bits are set (a Bloom filter; Schnell, Bachteler and Reiher 2009), which both draw with the same key.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/hash.h"
#include "linkage/parallel.h"

namespace parasol::linkage {

inline std::string encoded(const std::vector<std::string>& person, std::uint64_t key, std::size_t bits = 1024) {
  std::string out(bits / 8, '\0');
  for (std::size_t field = 0; field < person.size(); ++field) {
    const std::string padded = " " + person[field] + " ";
    for (std::size_t at = 0; at + 1 < padded.size(); ++at) {
      const std::uint64_t first = mixed(hash_of_text(padded.substr(at, 2)) + key + field), second = mixed(first) | 1;
      for (std::uint64_t i = 0; i < 15; ++i) {
        const std::uint64_t bit = (first + i * second) % bits;
        out[bit / 8] = static_cast<char>(out[bit / 8] | 1 << bit % 8);
      }
    }
  }
  return out;
}

inline std::string hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    out += "0123456789abcdef"[c & 15];
  }
  return out;
}

// Given name, surname, date of birth, town.
inline std::vector<std::string> some_person(Draw& draw) {
  constexpr std::array<std::string_view, 12> kSyllables{"an", "bel", "car", "dor", "el", "fi", "gar", "hel", "is", "jo", "ka", "lin"};
  const auto word = [&](std::size_t syllables) {
    std::string out;
    for (; syllables > 0; --syllables) out += kSyllables[draw.below(kSyllables.size())];
    return out;
  };
  return {word(2), word(3), std::to_string(1940 + draw.below(65)) + "-" + std::to_string(10 + draw.below(3)) + "-" + std::to_string(10 + draw.below(18)), word(2)};
}

// With a slip in one of the fields.
inline std::vector<std::string> written_again(std::vector<std::string> person, Draw& draw) {
  std::string& field = person[draw.below(person.size())];
  field[draw.below(field.size())] = static_cast<char>('a' + draw.below(26));
  return person;
}

}  // namespace parasol::linkage
