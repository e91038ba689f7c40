#include "linkage/dice.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "linkage/erasing.h"
#include "linkage/instruction_set.h"

namespace parasol::linkage {
namespace {

std::uint64_t word_at(const char* bytes, std::size_t word) {
  std::uint64_t out = 0;
  std::memcpy(&out, bytes + word * sizeof out, sizeof out);
  return out;
}

// In each byte of the words, how many of its bits are set.
template <class Words>
[[gnu::always_inline]] inline Words set_by_byte(Words words) {
  words -= words >> 1 & 0x5555555555555555;
  words = (words & 0x3333333333333333) + (words >> 2 & 0x3333333333333333);
  return (words + (words >> 4)) & 0x0f0f0f0f0f0f0f0f;
}

// ---- One vector and another: how many bits both have set ----

std::uint32_t common_baseline(const char* a, const char* b, std::size_t words) {
  std::uint64_t sum = 0;
  for (std::size_t word = 0; word < words; ++word) sum += set_by_byte(word_at(a, word) & word_at(b, word)) * 0x0101010101010101 >> 56;
  return static_cast<std::uint32_t>(sum);
}

// ---- A tile of questions, side by side, and one vector: the same of each question, and whether any is more than different ----

using Counts = std::array<std::uint32_t, kAskedTogether>;

struct Tile {
  explicit Tile(std::span<const BitQuestion> questions) : words(questions[0].vector.bytes.size() / sizeof(std::uint64_t)) {
    PARASOL_CHECK(questions.size() <= kAskedTogether && words <= kMostBits / 64);
    for (std::size_t i = 0; i < questions.size(); ++i) set[i] = questions[i].vector.set;
    for (std::size_t word = 0; word < words; ++word)
      for (std::size_t i = 0; i < kAskedTogether; ++i) rows[word][i] = i < questions.size() ? word_at(questions[i].vector.bytes.data(), word) : 0;
  }
  Tile(const Tile&) = delete;
  Tile& operator=(const Tile&) = delete;
  ~Tile() { erase_memory(rows, words * sizeof rows[0]); }

  std::size_t words;
  Counts set{};
  alignas(64) std::uint64_t rows[kMostBits / 64][kAskedTogether];  // row j has word j of every question
};

// Most vectors are different from all. (An empty place of the tile may be called alike to no bits at all.)
[[gnu::always_inline]] inline bool are_any_alike(const Tile& tile, const Counts& common, std::uint32_t set) {
  bool are = false;
  for (std::size_t i = 0; i < kAskedTogether; ++i) are |= 200 * common[i] >= kDiceThresholds[0] * (tile.set[i] + set);
  return are;
}

// So many words' counts by byte fit into one.
constexpr std::size_t kAddedByByte = 16;

bool tile_baseline(const Tile& tile, const BitVector& vector, Counts& common) {
  using Two = std::uint64_t __attribute__((vector_size(16)));
  constexpr std::size_t kParts = kAskedTogether / 2;
  Two sums[kParts]{};
  for (std::size_t start = 0; start < tile.words; start += kAddedByByte) {
    Two by_byte[kParts]{};
    for (std::size_t word = start; word < std::min(start + kAddedByByte, tile.words); ++word) {
      Two row[kParts];
      std::memcpy(row, tile.rows[word], sizeof row);
      for (std::size_t part = 0; part < kParts; ++part) by_byte[part] += set_by_byte(row[part] & word_at(vector.bytes.data(), word));
    }
    for (std::size_t part = 0; part < kParts; ++part) {
      Two sum = (by_byte[part] & 0x00ff00ff00ff00ff) + (by_byte[part] >> 8 & 0x00ff00ff00ff00ff);
      sum += sum >> 32;
      sums[part] += (sum + (sum >> 16)) & 0xffff;
    }
  }
  for (std::size_t i = 0; i < kAskedTogether; ++i) common[i] = static_cast<std::uint32_t>(sums[i / 2][i % 2]);
  return are_any_alike(tile, common, vector.set);
}

#if defined(__x86_64__)

// By the processor's instruction, which later ones have for vectors.
[[gnu::always_inline]] inline std::uint32_t count_common(const char* a, const char* b, std::size_t words) {
  std::uint64_t sum = 0;
  for (std::size_t word = 0; word < words; ++word) sum += static_cast<std::uint64_t>(__builtin_popcountll(word_at(a, word) & word_at(b, word)));
  return static_cast<std::uint32_t>(sum);
}
PARASOL_AVX2 std::uint32_t common_avx2(const char* a, const char* b, std::size_t words) { return count_common(a, b, words); }
PARASOL_AVX512_POPCOUNT std::uint32_t common_avx512(const char* a, const char* b, std::size_t words) { return count_common(a, b, words); }

// Counts by looking up half bytes (Muła, Kurz, Lemire 2018).
PARASOL_AVX2 bool tile_avx2(const Tile& tile, const BitVector& vector, Counts& common) {
  constexpr std::size_t kParts = kAskedTogether / 4;
  const __m256i set = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4)), low = _mm256_set1_epi8(15);
  __m256i sums[kParts]{};
  for (std::size_t start = 0; start < tile.words; start += kAddedByByte) {
    __m256i by_byte[kParts]{};
    for (std::size_t word = start; word < std::min(start + kAddedByByte, tile.words); ++word) {
      const __m256i own = _mm256_set1_epi64x(static_cast<long long>(word_at(vector.bytes.data(), word)));
#pragma GCC unroll 4
      for (std::size_t part = 0; part < kParts; ++part) {
        const __m256i both = _mm256_and_si256(own, _mm256_load_si256(reinterpret_cast<const __m256i*>(tile.rows[word]) + part));
        const __m256i lower = _mm256_shuffle_epi8(set, _mm256_and_si256(both, low)), upper = _mm256_shuffle_epi8(set, _mm256_and_si256(_mm256_srli_epi32(both, 4), low));
        by_byte[part] = _mm256_add_epi8(by_byte[part], _mm256_add_epi8(lower, upper));
      }
    }
#pragma GCC unroll 4
    for (std::size_t part = 0; part < kParts; ++part) sums[part] = _mm256_add_epi64(sums[part], _mm256_sad_epu8(by_byte[part], _mm256_setzero_si256()));
  }
  std::uint64_t of_both[kAskedTogether];
  std::memcpy(of_both, sums, sizeof of_both);
  for (std::size_t i = 0; i < kAskedTogether; ++i) common[i] = static_cast<std::uint32_t>(of_both[i]);
  return are_any_alike(tile, common, vector.set);
}

PARASOL_AVX512_POPCOUNT bool tile_avx512(const Tile& tile, const BitVector& vector, Counts& common) {
  using Eight = std::uint64_t __attribute__((vector_size(64)));
  __m512i first = _mm512_setzero_si512(), second = first;
  for (std::size_t word = 0; word < tile.words; ++word) {
    const __m512i own = _mm512_set1_epi64(static_cast<long long>(word_at(vector.bytes.data(), word)));
    first = _mm512_add_epi64(first, _mm512_popcnt_epi64(_mm512_and_si512(own, _mm512_load_si512(tile.rows[word]))));
    second = _mm512_add_epi64(second, _mm512_popcnt_epi64(_mm512_and_si512(own, _mm512_load_si512(tile.rows[word] + 8))));
  }
  using Counts8 = std::uint32_t __attribute__((vector_size(32)));
  const Counts8 of_both[2]{__builtin_convertvector(reinterpret_cast<Eight>(first), Counts8), __builtin_convertvector(reinterpret_cast<Eight>(second), Counts8)};
  Counts8 set[2];
  std::memcpy(set, tile.set.data(), sizeof set);
  std::memcpy(common.data(), of_both, sizeof common);
  const auto are_alike = (200 * of_both[0] >= kDiceThresholds[0] * (set[0] + vector.set)) | (200 * of_both[1] >= kDiceThresholds[0] * (set[1] + vector.set));
  return _mm256_testz_si256(reinterpret_cast<__m256i>(are_alike), reinterpret_cast<__m256i>(are_alike)) == 0;
}

#else
constexpr auto common_avx2 = common_baseline, common_avx512 = common_baseline;
constexpr auto tile_avx2 = tile_baseline, tile_avx512 = tile_baseline;
#endif

// AVX-512 counts bits in vectors on later processors only.
auto common_in_use() { return version_in_use(common_baseline, common_avx2, has_avx512_popcount() ? common_avx512 : common_avx2); }
auto tile_in_use() { return version_in_use(tile_baseline, tile_avx2, has_avx512_popcount() ? tile_avx512 : tile_avx2); }

// Of so many common bits and so many that are set in the one and the other.
Level level_of(std::uint32_t common, std::uint32_t set) {
  Level level = kDifferent;
  for (const std::uint32_t threshold : kDiceThresholds) level = static_cast<Level>(level + (200 * common >= threshold * set));
  return level;
}

Level compare_with(decltype(&common_baseline) count_common, const BitVector& a, const BitVector& b) {
  if (a.bytes.size() != b.bytes.size()) return kMissing;
  return level_of(count_common(a.bytes.data(), b.bytes.data(), a.bytes.size() / sizeof(std::uint64_t)), a.set + b.set);
}

}  // namespace

std::uint32_t bits_set(std::string_view bytes) { return common_in_use()(bytes.data(), bytes.data(), bytes.size() / sizeof(std::uint64_t)); }

Level compare_bits(const BitVector& a, const BitVector& b) { return compare_with(common_in_use(), a, b); }

namespace {

void ask_one_by_one(std::span<const BitQuestion> questions, std::span<const BitVector> values) {
  const auto count_common = common_in_use();
  for (const BitQuestion& question : questions)
    for (std::size_t at = 0; at < values.size(); ++at) question.levels[at] = compare_with(count_common, question.vector, values[at]);
}

// Questions of one length.
void ask_together(std::span<const BitQuestion> questions, std::span<const BitVector> values) {
  const Tile tile(questions);
  const auto count_common = tile_in_use();
  Counts common;
  for (const BitQuestion& question : questions) std::fill_n(question.levels, values.size(), kDifferent);
  for (std::size_t at = 0; at < values.size(); ++at) {
    const BitVector& value = values[at];
    if (value.bytes.size() != questions[0].vector.bytes.size()) {
      for (const BitQuestion& question : questions) question.levels[at] = kMissing;
    } else if (count_common(tile, value, common)) {
      for (std::size_t i = 0; i < questions.size(); ++i) questions[i].levels[at] = level_of(common[i], tile.set[i] + value.set);
    }
  }
}

}  // namespace

void bit_levels(std::span<BitQuestion> questions, std::span<const BitVector> values) {
  while (!questions.empty()) {
    const std::size_t size = questions[0].vector.bytes.size();
    const auto others = std::partition(questions.begin(), questions.end(), [&](const BitQuestion& one) { return one.vector.bytes.size() == size; });
    const std::size_t count = std::min(static_cast<std::size_t>(others - questions.begin()), kAskedTogether);
    // A tile that is mostly empty costs more than asking one after the other.
    (count < kAskedTogether / 2 ? ask_one_by_one : ask_together)(questions.first(count), values);
    questions = questions.subspan(count);
  }
}

}  // namespace parasol::linkage
