#pragma once
// Sixteen bytes at once, on any processor: the compilers' vector types need only be told how to collect a comparison's
// result.
#include <bit>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace parasol::linkage {

static_assert(std::endian::native == std::endian::little);

using Vector16 = std::uint8_t __attribute__((vector_size(16)));

// Bit i is set where byte i is 255; each byte is 0 or 255.
inline std::uint32_t bits_of(Vector16 lanes) {
#if defined(__SSE2__)
  return static_cast<std::uint32_t>(_mm_movemask_epi8(reinterpret_cast<__m128i>(lanes)));
#elif defined(__wasm_simd128__)
  return wasm_i8x16_bitmask(reinterpret_cast<v128_t>(lanes));
#else
  std::uint64_t half[2];
  std::memcpy(half, &lanes, sizeof half);
  // The product brings the lowest bit of each byte into the highest byte, in order.
  const auto collect = [](std::uint64_t bytes) { return (bytes & 0x0101010101010101) * 0x0102040810204080 >> 56; };
  return static_cast<std::uint32_t>(collect(half[0]) | collect(half[1]) << 8);
#endif
}

}  // namespace parasol::linkage
