#pragma once
// How alike two values are, for the kinds that need no knowledge of the other values.
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "linkage/kind.h"
#include "linkage/normalise.h"

namespace parasol::linkage {

// Jaro-Winkler similarities, in millionths, from which spelling levels 2 to 5 begin.
inline constexpr std::array<std::uint32_t, 4> kSpellingThresholds{750'000, 850'000, 920'000, 1'000'000};

// Damerau's distance (insertions, deletions, substitutions, transpositions of neighbours, none twice at a place); `limit` + 1 if
// it is larger.
unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit);

Level compare_codes(std::string_view a, std::string_view b);
Level compare_postcodes(std::string_view a, std::string_view b);
// `a` and `b` are texts, the others skeletons.
Level compare_plates(std::string_view a, std::string_view b, std::string_view a_skeleton, std::string_view b_skeleton);
Level compare_dates(std::uint64_t a, std::uint64_t b);

// How alike two whole names are, in millionths: words paired by similarity, whatever their order; initials fit names; words
// that one side leaves out cost less than words that contradict.
std::uint32_t name_similarity(std::span<const std::string_view> a, std::span<const std::string_view> b);
Level name_level(std::uint32_t similarity);

}  // namespace parasol::linkage
