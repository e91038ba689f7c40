#pragma once
// Values that are somewhere on a scale: numbers, times, points.
#include <span>

#include "linkage/kind.h"
#include "linkage/normalise.h"

namespace parasol::linkage {

// How far apart two codes of a distance kind are, in the kind's own unit: degrees of latitude, days, the column's numbers.
double distance_between(Kind kind, std::uint64_t a, std::uint64_t b);

// Bands of a factor of four below `scale`, which is the distance of two values taken at random.
Level compare_distances(Kind kind, float scale, std::uint64_t a, std::uint64_t b);
// The same with every code, in `levels`.
void distance_levels(Kind kind, float scale, std::uint64_t code, std::span<const std::uint64_t> codes, std::span<Level> levels);
// The same of codes side by side.
void distance_levels(Kind kind, float scale, std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels);

}  // namespace parasol::linkage
