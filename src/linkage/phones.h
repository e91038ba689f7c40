#pragma once
// Telephone numbers, whole or in part (their codes: normalise.h).
#include <span>

#include "linkage/kind.h"

namespace parasol::linkage {

Level compare_phones(std::uint64_t a, std::uint64_t b);
// The same with every code, in `levels`.
void phone_levels(std::uint64_t code, std::span<const std::uint64_t> codes, std::span<Level> levels);
// The same of codes side by side.
void phone_levels(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels);

}  // namespace parasol::linkage
