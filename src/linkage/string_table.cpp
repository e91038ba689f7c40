#include "linkage/string_table.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "linkage/instruction_set.h"
#include "linkage/vectors.h"

namespace parasol::linkage {
namespace {

constexpr std::size_t kWidestWindow = match_window(kComparedBytes, kComparedBytes);
constexpr std::size_t kPaddedRows = kWidestWindow + kPackedBytes + 2 * kWidestWindow;

// The rows in which a byte of the query can match, from `first` to before `end`. For a byte that is there several
// times, first all of them together, then each.
struct Reach {
  const LaneRow* byte;
  std::uint8_t first;
  std::uint8_t end;
  std::uint8_t times;  // 0 marks the end
};

// One query against the texts of one length.
struct Comparison {
  const LaneRow* query;  // row i is the query's byte i in every lane
  unsigned query_length;
  unsigned length;
  unsigned window;
  unsigned reach;              // the query's bytes from here on are too far behind to match
  const Reach* reaches;        // of those before that
  unsigned least;              // matches without which the lowest threshold is out of reach if the first bytes differ
  unsigned least_with_prefix;  // the same whatever the common prefix
};

// Lane by lane; in_order: matches that are not part of a transposition.
struct Agreements {
  LaneRow matches;
  LaneRow in_order;
  LaneRow prefix;
};

struct Kernels {
  void (*find_possible)(const Comparison& with, const LaneRow* rows, std::size_t blocks, std::uint64_t* possible);
  void (*agree)(const Comparison& with, const LaneRow* rows, Agreements& out);
};

namespace baseline {
using Vector = Vector16;
#include "linkage/lanes.inc"
}  // namespace baseline

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace avx2 {
using Vector = std::uint8_t __attribute__((vector_size(32)));
inline std::uint32_t bits_of(Vector lanes) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(reinterpret_cast<__m256i>(lanes)));
}
#include "linkage/lanes.inc"
}  // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq"))), apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq")
#endif
namespace avx512 {
using Vector = std::uint8_t __attribute__((vector_size(64)));
inline std::uint64_t bits_of(Vector lanes) { return _mm512_movepi8_mask(reinterpret_cast<__m512i>(lanes)); }
#include "linkage/lanes.inc"
}  // namespace avx512
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

const Kernels& kernels() {
#if defined(__x86_64__)
  return *version_in_use(&baseline::kKernels, &avx2::kKernels, &avx512::kKernels);
#else
  return baseline::kKernels;
#endif
}

// The fewest matches, all of them in order, with which texts of these lengths reach the threshold; one more than there
// can be if none do.
unsigned least_matches(std::uint32_t length, std::uint32_t other_length, std::uint32_t prefix,
                       std::uint32_t threshold) {
  std::uint32_t least = std::min(length, other_length) + 1;
  while (least > 1 && similarity({length, other_length, least - 1, 0, prefix}).reaches(threshold)) --least;
  return least;
}

std::uint8_t count_reached(Fraction similarity, std::span<const std::uint32_t> thresholds) {
  std::uint8_t level = 0;
  while (level < thresholds.size() && similarity.reaches(thresholds[level])) ++level;
  return level;
}

// With room for a quarter more when it has to move.
template <class Vector>
void grow(Vector& vector, std::size_t size) {
  if (size > vector.capacity()) vector.reserve(size + vector.size() / 4);
  vector.resize(size);
}

}  // namespace

// One query on its way through the table.
class StringTable::Scan {
 public:
  Scan(std::string_view query, std::span<const std::uint32_t> thresholds, std::uint8_t everybody,
       std::uint8_t* level_of_id)
      : query_(query), thresholds_(thresholds), everybody_(everybody), level_of_id_(level_of_id), kernels_(kernels()) {
    for (std::size_t i = 0; i < query.size(); ++i) {
      std::memset(rows_[i].lane, query[i], kLanes);
      is_first_[i] = query.find(query[i]) == i;
      next_same_[i] = static_cast<std::uint8_t>(std::min(query.find(query[i], i + 1), kComparedBytes));
    }
  }
  ~Scan() {
    explicit_bzero(rows_, sizeof rows_);
    explicit_bzero(gathered_, sizeof gathered_);
  }
  Scan(const Scan&) = delete;
  Scan& operator=(const Scan&) = delete;

  void compare(std::size_t length, const Group& texts) {
    const auto own = static_cast<std::uint32_t>(query_.size()), other = static_cast<std::uint32_t>(length);
    const std::uint32_t most_matches = std::min(own, other);
    const unsigned least_with_prefix =
        least_matches(own, other, std::min(most_matches, kLongestPrefix), thresholds_[0]);
    if (least_with_prefix > most_matches) return;
    if (length > kPackedBytes) return compare_one_by_one(length, texts);

    const auto window = static_cast<std::uint32_t>(match_window(own, other));
    const std::uint32_t reach = std::min(own, other + window);
    set_reaches(reach, other, window);
    const Comparison with{.query = rows_,
                          .query_length = own,
                          .length = other,
                          .window = window,
                          .reach = reach,
                          .reaches = reaches_,
                          .least = least_matches(own, other, 0, thresholds_[0]),
                          .least_with_prefix = least_with_prefix};
    std::fill_n(known_levels_, (kLongestPrefix + 1) * (most_matches + 1) * (most_matches / 2 + 1), kUnknown);
    const std::size_t blocks = (texts.ids.size() + kLanes - 1) / kLanes;
    const LaneRow* const rows = texts.rows.data();
    const std::uint32_t* const ids = texts.ids.data();
    std::size_t count = 0;
    for (std::size_t first = 0; first < blocks; first += kRun) {
      std::uint64_t possible[kRun];
      const std::size_t run = std::min(kRun, blocks - first);
      kernels_.find_possible(with, rows + first * length, run, possible);
      if (first + run == blocks) possible[run - 1] &= ~std::uint64_t{0} >> (blocks * kLanes - texts.ids.size());
      for (std::size_t block = first; block < first + run; ++block) {
        for (std::uint64_t lanes = possible[block - first]; lanes != 0; lanes &= lanes - 1) {
          const auto position =
              static_cast<std::uint32_t>(block * kLanes + static_cast<std::size_t>(std::countr_zero(lanes)));
          positions_[count++] = position;
          __builtin_prefetch(ids + position);
        }
      }
      for (; count >= kLanes; count -= kLanes) settle(with, rows, ids, positions_ + count - kLanes, kLanes);
    }
    settle(with, rows, ids, positions_, count);
  }

 private:
  static constexpr std::size_t kRun = 16;
  static constexpr std::uint8_t kUnknown = 255;

  void set_reaches(std::uint32_t reach, std::uint32_t length, std::uint32_t window) {
    const auto of = [&](std::size_t first, std::size_t last, std::uint32_t times) {
      return Reach{.byte = rows_ + first,
                   .first = static_cast<std::uint8_t>(first > window ? first - window : 0),
                   .end = static_cast<std::uint8_t>(std::min<std::size_t>(last + window + 1, length)),
                   .times = static_cast<std::uint8_t>(times)};
    };
    Reach* out = reaches_;
    for (std::size_t i = 0; i < reach; ++i) {
      if (!is_first_[i]) continue;
      std::uint32_t times = 1;
      std::size_t last = i;
      for (; next_same_[last] < reach; ++times) last = next_same_[last];
      *out++ = of(i, last, times);
      if (times > 1)
        for (std::size_t j = i; j < reach; j = next_same_[j]) *out++ = of(j, j, 1);
    }
    *out = {};
  }

  void compare_one_by_one(std::size_t length, const Group& texts) const {
    for (std::size_t position = 0; position < texts.ids.size(); ++position) {
      const std::uint32_t similarity =
          jaro_winkler(query_, {reinterpret_cast<const char*>(texts.rows[position].lane), length});
      level_of_id_[texts.ids[position]] =
          static_cast<std::uint8_t>(everybody_ + count_reached({similarity, 1'000'000}, thresholds_));
    }
  }

  // Gathers texts in a block of their own; then those are given their levels.
  void settle(const Comparison& with, const LaneRow* rows, const std::uint32_t* ids, const std::uint32_t* positions,
              std::size_t count) {
    if (count == 0) return;
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::uint8_t* from = rows[positions[lane] / kLanes * with.length].lane + positions[lane] % kLanes;
      std::uint8_t* to = gathered_[with.window].lane + lane;
      for (unsigned j = 0; j < with.length; ++j, from += kLanes, to += kLanes) *to = *from;
    }
    Agreements found;
    kernels_.agree(with, gathered_, found);
    const std::uint32_t most_matches = std::min(with.query_length, with.length);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::uint32_t matches = found.matches.lane[lane], prefix = found.prefix.lane[lane];
      const std::uint32_t transpositions = (matches - found.in_order.lane[lane]) / 2;
      std::uint8_t& level =
          known_levels_[(prefix * (most_matches + 1) + matches) * (most_matches / 2 + 1) + transpositions];
      if (level == kUnknown)
        level = static_cast<std::uint8_t>(
            everybody_ +
            count_reached(similarity({with.query_length, with.length, matches, transpositions, prefix}), thresholds_));
      level_of_id_[ids[positions[lane]]] = level;
    }
  }

  std::string_view query_;
  std::span<const std::uint32_t> thresholds_;  // above 0
  std::uint8_t everybody_;                     // the level of those who reach none of them
  std::uint8_t* level_of_id_;
  const Kernels& kernels_;
  LaneRow rows_[kComparedBytes];
  bool is_first_[kComparedBytes];           // of its kind
  std::uint8_t next_same_[kComparedBytes];  // the next place of the same byte; kComparedBytes if there is none
  Reach reaches_[kComparedBytes + kComparedBytes / 2 + 1];
  LaneRow gathered_[kPaddedRows];
  std::uint32_t positions_[(kRun + 1) * kLanes];
  // By prefix, matches and transpositions.
  std::uint8_t known_levels_[(kLongestPrefix + 1) * (kPackedBytes + 1) * (kPackedBytes / 2 + 1)];
};

void StringTable::add(std::uint32_t id, std::string_view text) {
  text = text.substr(0, kComparedBytes);
  Group& group = groups_[text.size()];
  const std::size_t position = group.ids.size();
  if (id >= positions_.size()) {
    grow(positions_, std::size_t{id} + 1);
    grow(present_, positions_.size() / 64 + 1);
  }
  PARASOL_CHECK((present_[id / 64] >> id % 64 & 1) == 0);
  present_[id / 64] |= std::uint64_t{1} << id % 64;
  positions_[id] = static_cast<std::uint32_t>(position);
  grow(group.ids, position + 1);
  group.ids[position] = id;
  if (text.size() > kPackedBytes) {
    grow(group.rows, position + 1);
    std::memcpy(group.rows[position].lane, text.data(), text.size());
  } else if (!text.empty()) {
    if (position % kLanes == 0) grow(group.rows, group.rows.size() + text.size());
    LaneRow* const rows = &group.rows[position / kLanes * text.size()];
    for (std::size_t j = 0; j < text.size(); ++j) rows[j].lane[position % kLanes] = static_cast<std::uint8_t>(text[j]);
  }
  ++size_;
}

void StringTable::remove(std::uint32_t id, std::string_view text) {
  const std::size_t length = std::min(text.size(), kComparedBytes);
  Group& group = groups_[length];
  PARASOL_CHECK(id < positions_.size() && (present_[id / 64] >> id % 64 & 1) == 1);
  const std::size_t position = positions_[id];
  PARASOL_CHECK(position < group.ids.size() && group.ids[position] == id);
  const std::size_t last = group.ids.size() - 1;
  // The last one takes its place.
  if (length > kPackedBytes) {
    group.rows[position] = group.rows[last];
    explicit_bzero(group.rows[last].lane, kLanes);
    group.rows.pop_back();
  } else if (length > 0) {
    LaneRow* const rows = &group.rows[position / kLanes * length];
    LaneRow* const last_rows = &group.rows[last / kLanes * length];
    for (std::size_t j = 0; j < length; ++j) {
      rows[j].lane[position % kLanes] = last_rows[j].lane[last % kLanes];
      const_cast<volatile std::uint8_t&>(last_rows[j].lane[last % kLanes]) = 0;
    }
    if (last % kLanes == 0) group.rows.resize(group.rows.size() - length);
  }
  group.ids[position] = group.ids[last];
  positions_[group.ids[position]] = static_cast<std::uint32_t>(position);
  group.ids.pop_back();
  present_[id / 64] &= ~(std::uint64_t{1} << id % 64);
  --size_;
}

void StringTable::levels(std::string_view query, std::span<const std::uint32_t> thresholds,
                         std::span<std::uint8_t> level_of_id) const {
  PARASOL_CHECK(thresholds.size() <= kMostThresholds && std::is_sorted(thresholds.begin(), thresholds.end()));
  // Everybody reaches 0; few reach more, so that the others' levels are written first, all at once.
  const auto everybody = static_cast<std::uint8_t>(std::count(thresholds.begin(), thresholds.end(), 0));
  for (std::size_t word = 0; word < present_.size(); ++word) {
    if (present_[word] == ~std::uint64_t{0}) {
      std::memset(level_of_id.subspan(word * 64, 64).data(), everybody, 64);
    } else {
      for (std::uint64_t ids = present_[word]; ids != 0; ids &= ids - 1)
        level_of_id[word * 64 + static_cast<std::size_t>(std::countr_zero(ids))] = everybody;
    }
  }
  thresholds = thresholds.subspan(everybody);
  query = query.substr(0, kComparedBytes);
  if (query.empty() || thresholds.empty()) return;
  Scan scan(query, thresholds, everybody, level_of_id.data());
  for (std::size_t length = 1; length < groups_.size(); ++length)
    if (!groups_[length].ids.empty()) scan.compare(length, groups_[length]);
}

}  // namespace parasol::linkage
