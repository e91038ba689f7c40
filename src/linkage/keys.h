#pragma once
// Pairs of records that share something rare: a value, part of one, or two common ones. For bases too large to score every
// pair; key_index.h finds by the same keys what one record shares with others.
#include <cstdint>
#include <string_view>
#include <vector>

#include "linkage/base.h"

namespace parasol::linkage {

struct KeyOptions {
  std::size_t rare = 60;        // a value that so many records share makes pairs by itself
  std::size_t rare_part = 24;   // and so many for a part of one, or two common ones together
};

// What the keys of a field are: each of a value's words, or the value itself and a part of it. None of distances.
inline bool has_words(Kind kind) { return traits_of(kind).family == Family::kWords; }
inline bool has_keys(Kind kind) { return !has_words(kind) && traits_of(kind).family != Family::kDistance; }

// A value as its keys are read from it: what its kind has of these.
struct KeyedValue {
  std::string_view text, skeleton;
  std::uint64_t code;
};
inline KeyedValue keyed(const Dictionary& dictionary, ValueId id) {
  return {dictionary.text(id), dictionary.has_skeleton() ? dictionary.skeleton(id) : std::string_view(), dictionary.code(id)};
}
inline KeyedValue keyed(const Value& value) { return {value.text, value.skeleton.empty() ? value.text : value.skeleton, value.code}; }

// Values of one number have that part in common; 0 for none. Two parts may get one number by chance: one in 2^32.
std::uint32_t part_of(Kind kind, const KeyedValue& value);

// Whether two of `all` records have three keys in common by chance that so many have each: such a key is not worth combining.
bool is_too_common(std::size_t records, std::size_t all);
// So many keys are combined at most.
inline constexpr std::size_t kMostCombined = 3;

// Two rows in one number, the lower one above: packed pairs are in the order of their rows.
constexpr std::uint64_t packed(Row a, Row b) { return static_cast<std::uint64_t>(a < b ? a : b) << 32 | (a < b ? b : a); }
constexpr Row first_of(std::uint64_t pair) { return static_cast<Row>(pair >> 32); }
constexpr Row second_of(std::uint64_t pair) { return static_cast<Row>(pair); }

struct KeyedPairs {
  std::vector<std::uint64_t> pairs;     // packed, ascending, each once
  std::uint64_t records_in_crowds = 0;  // how often a record's key was too common however it was combined, so that it met
                                        // only its neighbours there
};

KeyedPairs keyed_pairs(const Base& base, const KeyOptions& options);

}  // namespace parasol::linkage
