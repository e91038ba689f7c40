#pragma once
// For tests: whether something still stands in this process's writable memory. A secret is kept with every byte changed, so that
// what looks for it does not hold it.
#include <array>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/erasing.h"
#include "linkage/parallel.h"

namespace parasol::linkage {

inline constexpr char kDisguise = 0x55;

inline std::string disguised(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c ^ kDisguise);
  return out;
}

// So many random small letters, disguised.
inline std::string hidden_word(Draw& draw, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(('a' + draw.below(26)) ^ kDisguise));
  return out;
}

inline void erase(std::string& text) { erase_memory(text.data(), text.size()); }

// How often each stands there, but for this thread's stack.
inline std::vector<std::size_t> times_in_memory(const std::vector<std::string>& hidden) {
  std::vector<std::size_t> found(hidden.size());
  std::array<std::vector<std::size_t>, 256> by_first;
  for (std::size_t i = 0; i < hidden.size(); ++i) by_first[static_cast<unsigned char>(hidden[i].front() ^ kDisguise)].push_back(i);
  std::ifstream maps("/proc/self/maps");
  std::ifstream memory("/proc/self/mem", std::ios::binary);
  std::string line;
  while (std::getline(maps, line)) {
    std::uintptr_t start = 0, end = 0;
    char dash = 0;
    std::string rights;
    std::istringstream(line) >> std::hex >> start >> dash >> end >> rights;
    if (!rights.starts_with("rw") || line.find("[stack]") != std::string::npos) continue;
    if (end - start > std::uintptr_t{1} << 32) continue;  // what a sanitizer reserves
    std::vector<char> bytes(end - start);
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(start));
    memory.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (const std::size_t i : by_first[static_cast<unsigned char>(bytes[at])]) {
        const std::string& secret = hidden[i];
        bool is_it = at + secret.size() <= bytes.size();
        for (std::size_t k = 1; k < secret.size() && is_it; ++k) is_it = bytes[at + k] == static_cast<char>(secret[k] ^ kDisguise);
        found[i] += is_it ? 1 : 0;
      }
    erase_memory(bytes.data(), bytes.size());
  }
  return found;
}

}  // namespace parasol::linkage
