#pragma once
// Numbers that depend on a value alone and are the same everywhere.
#include <cstdint>
#include <string_view>

namespace parasol::linkage {

constexpr std::uint64_t kGoldenRatio = 0x9e3779b97f4a7c15ULL;  // of 2^64

// splitmix64's finaliser (Steele, Lea, Flood 2014).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
  return x ^ x >> 31;
}

inline std::uint64_t hash_of_text(std::string_view text) {
  std::uint64_t hash = kGoldenRatio ^ text.size();
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mixed(hash);
}

}  // namespace parasol::linkage
