#pragma once
// What a column may hold, and how alike two of its values can be.
//
// Every comparison ends in a level: 0 if a value is missing on either side (no evidence), 1 if the values differ, and upwards
// to identical. What a level is worth is the model's matter (model.h).
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace parasol::linkage {

enum class Kind : std::uint8_t {
  kGivenName,
  kSurname,
  kName,        // whole, words in any order
  kDate,        // of one day, as written down by people: birth, issue
  kPhone,       // whole, or the end or beginning of one ("…0123")
  kEmail,
  kHandle,      // a name on a platform
  kPlate,       // of a vehicle; '*' and '?' for what was not seen
  kCode,        // letters and digits that name something: membership, house number
  kPostcode,
  kPlace,       // address, street, town
  kPoint,       // latitude and longitude, in degrees
  kPosition,    // two coordinates in a plane
  kCategory,    // one of a few words
  kSet,         // several words
  kText,        // free text
  kNumber,      // or an interval
  kTime,        // when something happened, or between when and when
  kLongTermKey, // a person, or a part of one, encoded: bits of a Bloom filter
};
inline constexpr std::size_t kKinds = 19;

using Level = std::uint8_t;
inline constexpr Level kMissing = 0;
inline constexpr Level kDifferent = 1;
inline constexpr std::size_t kMaxLevels = 8;  // with kMissing

// One way in which two values can be alike. `matched` is what share of pairs about the same person to expect there before
// any data was seen (docs/linkage.md says where from).
struct LevelKind {
  std::string_view name;
  double matched;
};

// How values of a kind are compared.
enum class Family : std::uint8_t {
  kSpelling,  // by Jaro-Winkler similarity
  kWords,     // by the rarity of the words they share
  kDigits,    // by the digits or letters that differ
  kDistance,  // by how far apart they lie, in parts of the column's own scale
  kEquality,
  kBits,      // by the bits that are set in both
};

// What the evidence of a field hangs together with: fields of a group come from one source, so that only the strongest counts
// in full. Of the last ones, a table's own contents say that they do (dependence.h).
enum class Group : std::uint8_t { kContact, kPerson, kBody, kVehicle, kPlaceAndTime, kBehaviour, kOther, kDependent1, kDependent2, kDependent3 };
inline constexpr std::size_t kGroups = 10;
inline constexpr std::size_t kDependentGroups = 3;

struct KindTraits {
  std::string_view name;  // in model files
  Family family;
  Group group;
  bool counts_frequency;             // agreement on a rare value says more
  std::span<const LevelKind> levels;  // levels[i] is level i + 1
};

const KindTraits& traits_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);
std::string_view group_name(Group group);
std::optional<Group> group_named(std::string_view name);

// The level of identical values.
inline Level top_level(Kind kind) { return static_cast<Level>(traits_of(kind).levels.size()); }

}  // namespace parasol::linkage
