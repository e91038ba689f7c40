#include "linkage/gather.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "linkage/instruction_set.h"

namespace parasol::linkage {
namespace {

using Bits = std::array<MilliBits, kMaxLevels>;
static_assert(kMaxLevels == 8);

void weights_baseline(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = weights[ids[i]];
}

void narrow_baseline(const std::uint8_t* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = weights[ids[i]];
}

void levels_baseline(const ValueId* ids, const Level* levels, const Bits& bits, std::size_t count, MilliBits* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = bits[levels[ids[i]]];
}

// From `from` on, `found` having been found before.
std::size_t find_above_from(std::size_t from, std::size_t found, const MilliBits* totals, std::size_t count, MilliBits least, std::uint32_t* above) {
  for (std::size_t i = from; i < count; ++i)
    if (totals[i] >= least) above[found++] = static_cast<std::uint32_t>(i);
  return found;
}

std::size_t above_baseline(const MilliBits* totals, std::size_t count, MilliBits least, std::uint32_t* above) { return find_above_from(0, 0, totals, count, least, above); }

#if defined(__x86_64__)

// The gathers fetch four bytes each, the first of which are wanted.

PARASOL_AVX2 void weights_avx2(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i at = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ids + i));
    const __m256i fetched = _mm256_i32gather_epi32(reinterpret_cast<const int*>(weights), at, 2);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), _mm256_srai_epi32(_mm256_slli_epi32(fetched, 16), 16));
  }
  weights_baseline(ids + i, weights, count - i, out + i);
}

PARASOL_AVX2 void levels_avx2(const ValueId* ids, const Level* levels, const Bits& bits, std::size_t count, MilliBits* out) {
  const __m256i table = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bits.data()));
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i at = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ids + i));
    // Of an index the permutation reads the lowest three bits.
    const __m256i fetched = _mm256_i32gather_epi32(reinterpret_cast<const int*>(levels), at, 1);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), _mm256_permutevar8x32_epi32(table, fetched));
  }
  levels_baseline(ids + i, levels, bits, count - i, out + i);
}

// g++ 12 warns of the undefined registers that the plain forms of these begin with; masks that take all have none.
constexpr __mmask16 kAll = 0xffff;
constexpr __mmask32 kAll32 = 0xffffffff;

PARASOL_AVX512 void weights_avx512(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i fetched = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), kAll, _mm512_loadu_si512(ids + i), weights, 2);
    _mm512_storeu_si512(out + i, _mm512_maskz_srai_epi32(kAll, _mm512_maskz_slli_epi32(kAll, fetched, 16), 16));
  }
  weights_baseline(ids + i, weights, count - i, out + i);
}

// All weights stand in registers: an instruction finds 32 of them in two of these, and the ids' upper two bits say in which.
PARASOL_AVX512 void narrow_avx512(const std::uint8_t* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  static_assert(Column::kNarrowIds == 256);
  __m512i part[8];
  for (std::size_t k = 0; k < 8; ++k) part[k] = _mm512_loadu_si512(weights + 32 * k);
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    const __m512i at = _mm512_maskz_cvtepu8_epi16(kAll32, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ids + i)));
    const __mmask32 odd = _mm512_test_epi16_mask(at, _mm512_set1_epi16(64)), upper = _mm512_test_epi16_mask(at, _mm512_set1_epi16(128));
    const __m512i low = _mm512_mask_blend_epi16(odd, _mm512_maskz_permutex2var_epi16(kAll32, part[0], at, part[1]), _mm512_maskz_permutex2var_epi16(kAll32, part[2], at, part[3]));
    const __m512i high = _mm512_mask_blend_epi16(odd, _mm512_maskz_permutex2var_epi16(kAll32, part[4], at, part[5]), _mm512_maskz_permutex2var_epi16(kAll32, part[6], at, part[7]));
    const __m512i found = _mm512_mask_blend_epi16(upper, low, high);
    _mm512_storeu_si512(out + i, _mm512_maskz_cvtepi16_epi32(kAll, _mm512_maskz_extracti64x4_epi64(0xff, found, 0)));
    _mm512_storeu_si512(out + i + 16, _mm512_maskz_cvtepi16_epi32(kAll, _mm512_maskz_extracti64x4_epi64(0xff, found, 1)));
  }
  narrow_baseline(ids + i, weights, count - i, out + i);
}

PARASOL_AVX512 void levels_avx512(const ValueId* ids, const Level* levels, const Bits& bits, std::size_t count, MilliBits* out) {
  alignas(64) std::array<MilliBits, 16> twice;
  for (std::size_t i = 0; i < twice.size(); ++i) twice[i] = bits[i % kMaxLevels];
  const __m512i table = _mm512_load_si512(twice.data());
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i fetched = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), kAll, _mm512_loadu_si512(ids + i), levels, 1);
    // Of an index the permutation reads the lowest four bits, the highest of which makes no difference here.
    _mm512_storeu_si512(out + i, _mm512_maskz_permutexvar_epi32(kAll, fetched, table));
  }
  levels_baseline(ids + i, levels, bits, count - i, out + i);
}

PARASOL_AVX2 std::size_t above_avx2(const MilliBits* totals, std::size_t count, MilliBits least, std::uint32_t* above) {
  const __m256i bar = _mm256_set1_epi32(least);
  std::size_t i = 0, found = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i below = _mm256_cmpgt_epi32(bar, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(totals + i)));
    for (unsigned left = ~static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(below))) & 0xff; left != 0; left &= left - 1)
      above[found++] = static_cast<std::uint32_t>(i) + static_cast<std::uint32_t>(__builtin_ctz(left));
  }
  return find_above_from(i, found, totals, count, least, above);
}

PARASOL_AVX512 std::size_t above_avx512(const MilliBits* totals, std::size_t count, MilliBits least, std::uint32_t* above) {
  const __m512i bar = _mm512_set1_epi32(least);
  __m512i places = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  std::size_t i = 0, found = 0;
  for (; i + 16 <= count; i += 16) {
    const __mmask16 left = _mm512_cmpge_epi32_mask(_mm512_loadu_si512(totals + i), bar);
    // Side by side, with what comes behind of no meaning; what was found is never ahead of what was looked at.
    _mm512_storeu_si512(above + found, _mm512_maskz_compress_epi32(left, places));
    found += static_cast<std::size_t>(__builtin_popcount(left));
    places = _mm512_maskz_add_epi32(kAll, places, _mm512_set1_epi32(16));
  }
  return find_above_from(i, found, totals, count, least, above);
}

#else

constexpr FindAbove above_avx2 = above_baseline, above_avx512 = above_baseline;
constexpr GatherWeights weights_avx2 = weights_baseline, weights_avx512 = weights_baseline;
constexpr GatherNarrow narrow_avx512 = narrow_baseline;
constexpr GatherLevels levels_avx2 = levels_baseline, levels_avx512 = levels_baseline;

#endif

}  // namespace

GatherWeights gather_weights() { return version_in_use<GatherWeights>(weights_baseline, weights_avx2, weights_avx512); }
// A gather of AVX2 is no faster than bytes one by one.
GatherNarrow gather_narrow() { return version_in_use<GatherNarrow>(narrow_baseline, narrow_baseline, narrow_avx512); }
FindAbove find_above() { return version_in_use<FindAbove>(above_baseline, above_avx2, above_avx512); }
GatherLevels gather_levels() { return version_in_use<GatherLevels>(levels_baseline, levels_avx2, levels_avx512); }

}  // namespace parasol::linkage
