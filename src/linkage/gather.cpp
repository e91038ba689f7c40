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

void levels_baseline(const ValueId* ids, const Level* levels, const Bits& bits, std::size_t count, MilliBits* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = bits[levels[ids[i]]];
}

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

PARASOL_AVX512 void weights_avx512(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out) {
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m512i fetched = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), kAll, _mm512_loadu_si512(ids + i), weights, 2);
    _mm512_storeu_si512(out + i, _mm512_maskz_srai_epi32(kAll, _mm512_maskz_slli_epi32(kAll, fetched, 16), 16));
  }
  weights_baseline(ids + i, weights, count - i, out + i);
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

#else

constexpr GatherWeights weights_avx2 = weights_baseline, weights_avx512 = weights_baseline;
constexpr GatherLevels levels_avx2 = levels_baseline, levels_avx512 = levels_baseline;

#endif

}  // namespace

GatherWeights gather_weights() { return version_in_use<GatherWeights>(weights_baseline, weights_avx2, weights_avx512); }
GatherLevels gather_levels() { return version_in_use<GatherLevels>(levels_baseline, levels_avx2, levels_avx512); }

}  // namespace parasol::linkage
