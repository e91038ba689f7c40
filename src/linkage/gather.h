#pragma once
// Weights fetched by value id, for many records at once.
#include <array>
#include <cstdint>
#include <span>

#include "linkage/dictionary.h"

namespace parasol::linkage {

// So many bytes behind a table are read, whatever they hold.
inline constexpr std::size_t kReadBehind = 4;

// out[i] = weights[ids[i]] for `count` ids.
using GatherWeights = void (*)(const ValueId* ids, const std::int16_t* weights, std::size_t count, MilliBits* out);
// out[i] = bits[levels[ids[i]]].
using GatherLevels = void (*)(const ValueId* ids, const Level* levels, const std::array<MilliBits, kMaxLevels>& bits, std::size_t count, MilliBits* out);

// The versions for the instruction set in use.
GatherWeights gather_weights();
GatherLevels gather_levels();

}  // namespace parasol::linkage
