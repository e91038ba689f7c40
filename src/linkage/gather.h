#pragma once
// Weights fetched by value id, for many records at once, and which of their totals are worth a look.
#include <array>
#include <cstdint>
#include <span>

#include "linkage/column.h"

namespace parasol::linkage {

// So many bytes behind a table are read, whatever they hold.
inline constexpr std::size_t kReadBehind = 4;

// out[i] = weights[ids[i]] for `count` ids.
using GatherWeights = void (*)(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out);
// The same for the ids of a narrow column (column.h); `weights` has a place for each such id there may be.
using GatherNarrow = void (*)(const std::uint8_t* ids, const std::int16_t* weights, std::size_t count, MilliBits* out);
// out[i] = bits[levels[ids[i]]].
using GatherLevels = void (*)(const ValueId* ids, const Level* levels, const std::array<MilliBits, kMaxLevels>& bits, std::size_t count, MilliBits* out);

// Writes to `above`, which has room for all, the places of the totals that are at least `least`, in order; returns how many.
using FindAbove = std::size_t (*)(const MilliBits* totals, std::size_t count, MilliBits least, std::uint32_t* above);

// The versions for the instruction set in use.
GatherWeights gather_weights();
GatherNarrow gather_narrow();
GatherLevels gather_levels();
FindAbove find_above();

}  // namespace parasol::linkage
