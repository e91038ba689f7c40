#include "base/utf8.h"

#include <cstdint>

namespace parasol {

bool is_clean_utf8(std::string_view text) {
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return static_cast<std::uint8_t>(text[k]); };
  const auto is_tail = [&](std::size_t k) { return k < text.size() && (at(k) & 0xc0) == 0x80; };
  while (i < text.size()) {
    const std::uint8_t b = at(i);
    if (b == 0) return false;
    if (b < 0x80) {
      i += 1;
    } else if (b >= 0xc2 && b <= 0xdf) {
      if (!is_tail(i + 1)) return false;
      i += 2;
    } else if (b >= 0xe0 && b <= 0xef) {
      if (!is_tail(i + 1) || !is_tail(i + 2)) return false;
      const std::uint8_t second = at(i + 1);
      if ((b == 0xe0 && second < 0xa0) || (b == 0xed && second > 0x9f)) return false;
      i += 3;
    } else if (b >= 0xf0 && b <= 0xf4) {
      if (!is_tail(i + 1) || !is_tail(i + 2) || !is_tail(i + 3)) return false;
      const std::uint8_t second = at(i + 1);
      if ((b == 0xf0 && second < 0x90) || (b == 0xf4 && second > 0x8f)) return false;
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace parasol
