#include "linkage/jaro_winkler.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "linkage/erasing.h"
#include "linkage/vectors.h"

namespace parasol::linkage {
namespace {

// memcpy for up to 15 bytes (at least one), by two copies of a fixed length that may overlap; for more it calls the
// real one.
void copy_short(std::uint8_t* to, std::string_view text) {
  const std::size_t size = text.size();
  if (size >= 16) {
    std::memcpy(to, text.data(), size);
  } else if (size >= 8) {
    std::memcpy(to, text.data(), 8);
    std::memcpy(to + size - 8, text.data() + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(to, text.data(), 4);
    std::memcpy(to + size - 4, text.data() + size - 4, 4);
  } else {
    for (const std::size_t i : {std::size_t{0}, size / 2, size - 1}) std::memcpy(to + i, text.data() + i, 1);
  }
}

// A text of 1 to 16 × kVectors bytes, zeros behind. Wiped in the end: no trace of it stays on the stack.
template <unsigned kVectors>
class Padded {
 public:
  explicit Padded(std::string_view text) { copy_short(bytes_, text); }
  Padded(const Padded&) = delete;
  Padded& operator=(const Padded&) = delete;
  ~Padded() { erase_memory(bytes_, sizeof bytes_); }
  // The index is taken modulo the size.
  std::uint8_t operator[](unsigned i) const { return bytes_[i % sizeof bytes_]; }
  Vector16 vector(unsigned i) const {
    Vector16 out;
    std::memcpy(&out, bytes_ + 16 * i, sizeof out);
    return out;
  }

 private:
  alignas(16) std::uint8_t bytes_[16 * kVectors] = {};
};

template <unsigned kVectors>
std::uint32_t compare(std::string_view shorter, std::string_view longer) {
  const Padded<kVectors> text(shorter), other(longer);
  const std::size_t window = match_window(shorter.size(), longer.size());

  // Bits are places: in `matched` of the shorter text, elsewhere of the longer one.
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - longer.size());
  std::uint64_t before_end = (std::uint64_t{2} << window) - 1, before_start = 0;  // of what is near enough to place i
  std::uint64_t free = all, matched = 0;
  std::uint32_t matches = 0;
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    const Vector16 byte = Vector16{} + text[static_cast<unsigned>(i)];
    std::uint64_t equal = 0;
    for (unsigned v = 0; v < kVectors; ++v)
      equal |= std::uint64_t{bits_of(static_cast<Vector16>(other.vector(v) == byte))} << (16 * v);
    const std::uint64_t candidates = equal & free & before_end & ~before_start;
    const std::uint64_t found = candidates != 0 ? 1 : 0;
    free ^= candidates & (~candidates + 1);
    matched |= found << i;
    matches += static_cast<std::uint32_t>(found);
    before_end = before_end << 1 | 1;
    before_start = before_start << 1 | (i >= window ? 1 : 0);
  }
  if (matches == 0) return 0;

  std::uint64_t taken = all ^ free;
  std::uint32_t out_of_order = 0;
  const auto next = [&] {
    const std::uint8_t a = text[static_cast<unsigned>(std::countr_zero(matched))];
    const std::uint8_t b = other[static_cast<unsigned>(std::countr_zero(taken))];
    out_of_order += a != b && matched != 0 ? 1 : 0;
    matched &= matched - 1;
    taken &= taken - 1;
  };
  // Unlike texts seldom have more: a loop whose end the processor need not guess.
  for (int step = 0; step < 4; ++step) next();
  while (matched != 0) next();

  const std::uint32_t different = ~bits_of(static_cast<Vector16>(text.vector(0) == other.vector(0)));
  const auto prefix =
      std::countr_zero(different | 1U << kLongestPrefix | 1U << std::min<std::size_t>(shorter.size(), 31));
  const Fraction result =
      similarity({static_cast<std::uint32_t>(shorter.size()), static_cast<std::uint32_t>(longer.size()), matches,
                  out_of_order / 2, static_cast<std::uint32_t>(prefix)});
  return static_cast<std::uint32_t>(result.numerator * 1'000'000 / result.denominator);
}

}  // namespace

std::uint32_t jaro_winkler(std::string_view a, std::string_view b) {
  a = a.substr(0, kComparedBytes);
  b = b.substr(0, kComparedBytes);
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty()) return 0;
  return b.size() <= 16 ? compare<1>(a, b) : compare<4>(a, b);
}

}  // namespace parasol::linkage
