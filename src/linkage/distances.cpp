#include "linkage/distances.h"

#include <algorithm>
#include <array>

#include "linkage/instruction_set.h"

namespace parasol::linkage {
namespace {

// cos of degrees from -90 to 90, from its series: the same digits on every machine.
[[gnu::always_inline]] inline float cosine(float degrees) {
  const float x = degrees * 0.0174532925F;
  const float square = x * x;
  float sum = 1;
  for (const float share : {1 / 132.F, 1 / 90.F, 1 / 56.F, 1 / 30.F, 1 / 12.F, 1 / 2.F}) sum = 1 - sum * (square * share);
  return sum;
}

[[gnu::always_inline]] inline float gap_between(Range a, Range b) { return std::max(std::max(b.first - a.second, a.first - b.second), 0.F); }

[[gnu::always_inline]] inline float squared(Range a, Range b) {
  const float dy = a.first - b.first, dx = a.second - b.second;
  return dx * dx + dy * dy;
}

// A degree of longitude counts as much as it does half way between: the mean of the cosines, which is nearly the cosine of the mean.
[[gnu::always_inline]] inline float squared_on_earth(Range a, float cosine_of_a, Range b) {
  const float dy = a.first - b.first;
  float dx = std::max(a.second - b.second, b.second - a.second);
  dx = std::min(dx, 360 - dx) * ((cosine_of_a + cosine(b.first)) / 2);
  return dx * dx + dy * dy;
}

bool is_squared(Kind kind) { return kind == Kind::kPoint || kind == Kind::kPosition; }

// Squared distances of points, plain ones of intervals.
float separation(Kind kind, Range a, Range b) {
  if (kind == Kind::kPoint) return squared_on_earth(a, cosine(a.first), b);
  return kind == Kind::kPosition ? squared(a, b) : gap_between(a, b);
}

// Separations up to the i-th are of level i + 2 at least.
using Limits = std::array<float, kMaxLevels - 2>;
Limits limits_of(Kind kind, float scale) {
  const float step = is_squared(kind) ? 1.F / 16 : 1.F / 4;
  Limits limits{is_squared(kind) ? scale * scale : scale};
  for (std::size_t i = 1; i < limits.size(); ++i) limits[i] = limits[i - 1] * step;
  return limits;
}

[[gnu::always_inline]] inline Level level_of(float apart, const Limits& limits) {
  std::uint32_t level = kDifferent;
  for (const float limit : limits) level += apart <= limit ? 1 : 0;
  return static_cast<Level>(level);
}

struct Query {
  Kind kind;
  Range range;
  Limits limits;
};

template <class Separation>
[[gnu::always_inline]] inline void scan(const Limits& limits, const std::uint64_t* codes, std::size_t count, Level* levels, const Separation& separation) {
  for (std::size_t i = 0; i < count; ++i) levels[i] = level_of(separation(range_of(codes[i])), limits);
}

[[gnu::always_inline]] inline void scan_all(const Query& query, const std::uint64_t* codes, std::size_t count, Level* levels) {
  const Range own = query.range;
  if (query.kind == Kind::kPoint) {
    const float cosine_of_own = cosine(own.first);
    scan(query.limits, codes, count, levels, [=](Range other) { return squared_on_earth(own, cosine_of_own, other); });
  } else if (query.kind == Kind::kPosition) {
    scan(query.limits, codes, count, levels, [=](Range other) { return squared(own, other); });
  } else {
    scan(query.limits, codes, count, levels, [=](Range other) { return gap_between(own, other); });
  }
}

struct Sides {
  Kind kind;
  Limits limits;
};

template <class Separation>
[[gnu::always_inline]] inline void scan_sides(const Limits& limits, const std::uint64_t* a, const std::uint64_t* b, std::size_t count, Level* levels,
                                              const Separation& separation) {
  for (std::size_t i = 0; i < count; ++i) levels[i] = level_of(separation(range_of(a[i]), range_of(b[i])), limits);
}

[[gnu::always_inline]] inline void compare_all(const Sides& sides, const std::uint64_t* a, const std::uint64_t* b, std::size_t count, Level* levels) {
  if (sides.kind == Kind::kPoint)
    scan_sides(sides.limits, a, b, count, levels, [](Range x, Range y) { return squared_on_earth(x, cosine(x.first), y); });
  else if (sides.kind == Kind::kPosition) scan_sides(sides.limits, a, b, count, levels, [](Range x, Range y) { return squared(x, y); });
  else scan_sides(sides.limits, a, b, count, levels, [](Range x, Range y) { return gap_between(x, y); });
}

void compare_baseline(const Sides& sides, const std::uint64_t* a, const std::uint64_t* b, std::size_t count, Level* levels) {
  compare_all(sides, a, b, count, levels);
}
PARASOL_AVX2 void compare_avx2(const Sides& sides, const std::uint64_t* a, const std::uint64_t* b, std::size_t count, Level* levels) {
  compare_all(sides, a, b, count, levels);
}
PARASOL_AVX512 void compare_avx512(const Sides& sides, const std::uint64_t* a, const std::uint64_t* b, std::size_t count, Level* levels) {
  compare_all(sides, a, b, count, levels);
}

void scan_baseline(const Query& query, const std::uint64_t* codes, std::size_t count, Level* levels) { scan_all(query, codes, count, levels); }
PARASOL_AVX2 void scan_avx2(const Query& query, const std::uint64_t* codes, std::size_t count, Level* levels) {
  scan_all(query, codes, count, levels);
}
PARASOL_AVX512 void scan_avx512(const Query& query, const std::uint64_t* codes, std::size_t count, Level* levels) {
  scan_all(query, codes, count, levels);
}

}  // namespace

double distance_between(Kind kind, std::uint64_t a, std::uint64_t b) {
  const double apart = separation(kind, range_of(a), range_of(b));
  if (!is_squared(kind) || apart <= 0) return apart;
  double root = apart > 1 ? apart : 1;  // Newton's method, from above
  for (int i = 0; i < 64; ++i) root = (root + apart / root) / 2;
  return root;
}

Level compare_distances(Kind kind, float scale, std::uint64_t a, std::uint64_t b) {
  return level_of(separation(kind, range_of(a), range_of(b)), limits_of(kind, scale));
}

void distance_levels(Kind kind, float scale, std::uint64_t code, std::span<const std::uint64_t> codes, std::span<Level> levels) {
  const Query query{kind, range_of(code), limits_of(kind, scale)};
  version_in_use(scan_baseline, scan_avx2, scan_avx512)(query, codes.data(), codes.size(), levels.data());
}

void distance_levels(Kind kind, float scale, std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels) {
  version_in_use(compare_baseline, compare_avx2, compare_avx512)({kind, limits_of(kind, scale)}, a.data(), b.data(), a.size(), levels.data());
}

}  // namespace parasol::linkage
