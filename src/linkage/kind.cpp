#include "linkage/kind.h"

namespace parasol::linkage {
namespace {

constexpr std::array<LevelKind, 6> kSpellingLevels{{{"different", 0.10}, {"a little alike", 0.03}, {"alike", 0.06},
    {"very alike", 0.14}, {"the same but for spelling", 0.05}, {"identical", 0.62}}};
// People change their numbers and addresses on line, so that a difference says little.
constexpr std::array<LevelKind, 6> kContactLevels{{{"different", 0.28}, {"a little alike", 0.02}, {"alike", 0.03},
    {"very alike", 0.07}, {"the same but for spelling", 0.06}, {"identical", 0.54}}};
constexpr std::array<LevelKind, 6> kWordLevels{{{"nothing rare in common", 0.20}, {"a little in common", 0.10},
    {"some in common", 0.15}, {"much in common", 0.20}, {"nearly all in common", 0.15}, {"identical", 0.20}}};
constexpr std::array<LevelKind, 6> kNameLevels{{{"different", 0.10}, {"a little alike", 0.05}, {"alike", 0.08},
    {"very alike", 0.12}, {"nearly the same", 0.15}, {"identical", 0.50}}};
constexpr std::array<LevelKind, 6> kSetLevels{{{"nothing rare in common", 0.22}, {"a little in common", 0.18},
    {"some in common", 0.20}, {"much in common", 0.18}, {"very much in common", 0.12}, {"rare things in common", 0.10}}};
constexpr std::array<LevelKind, 6> kPhoneLevels{{{"different", 0.33}, {"the same last four to six digits", 0.02},
    {"two digits differ", 0.03}, {"the same last seven digits or more", 0.04}, {"one digit differs", 0.06}, {"identical", 0.52}}};
constexpr std::array<LevelKind, 5> kCodeLevels{{{"different", 0.15}, {"a common beginning", 0.03}, {"two characters differ", 0.04},
    {"one character differs", 0.13}, {"identical", 0.65}}};
constexpr std::array<LevelKind, 5> kPlateLevels{{{"incompatible", 0.20}, {"few known characters fit", 0.10},
    {"most known characters fit", 0.12}, {"one character differs", 0.10}, {"identical", 0.48}}};
constexpr std::array<LevelKind, 5> kDateLevels{{{"different", 0.08}, {"within a year", 0.03}, {"two digits differ", 0.06},
    {"one digit differs, or day and month changed places", 0.13}, {"identical", 0.70}}};
constexpr std::array<LevelKind, 7> kDistanceLevels{{{"far apart", 0.20}, {"not far apart", 0.16}, {"near", 0.14}, {"very near", 0.13},
    {"close by", 0.12}, {"very close by", 0.10}, {"at the same spot", 0.15}}};
// An encoded person is as alike as all that was encoded, one slip in which leaves Dice's coefficient near 0.9.
constexpr std::array<LevelKind, 7> kBitLevels{{{"different: Dice below 0.7", 0.06}, {"a little alike: Dice 0.7 or more", 0.07}, {"alike: Dice 0.8 or more", 0.08},
    {"very alike: Dice 0.85 or more", 0.12}, {"nearly the same: Dice 0.9 or more", 0.16}, {"all but the same: Dice 0.95 or more", 0.16}, {"identical", 0.35}}};
constexpr std::array<LevelKind, 2> kEqualityLevels{{{"different", 0.20}, {"identical", 0.80}}};

constexpr std::array<KindTraits, kKinds> kTraits{{
    {"given_name", Family::kSpelling, Group::kPerson, true, kSpellingLevels},
    {"surname", Family::kSpelling, Group::kPerson, true, kSpellingLevels},
    {"name", Family::kWords, Group::kPerson, true, kNameLevels},
    {"date", Family::kDigits, Group::kOther, true, kDateLevels},
    {"phone", Family::kDigits, Group::kContact, true, kPhoneLevels},
    {"email", Family::kSpelling, Group::kContact, true, kContactLevels},
    {"handle", Family::kSpelling, Group::kContact, true, kContactLevels},
    {"plate", Family::kDigits, Group::kVehicle, true, kPlateLevels},
    {"code", Family::kDigits, Group::kOther, true, kCodeLevels},
    {"postcode", Family::kDigits, Group::kOther, true, kCodeLevels},
    {"place", Family::kSpelling, Group::kOther, true, kSpellingLevels},
    {"point", Family::kDistance, Group::kPlaceAndTime, false, kDistanceLevels},
    {"position", Family::kDistance, Group::kPlaceAndTime, false, kDistanceLevels},
    {"category", Family::kEquality, Group::kBehaviour, true, kEqualityLevels},
    {"set", Family::kWords, Group::kBehaviour, false, kSetLevels},
    {"text", Family::kWords, Group::kOther, false, kWordLevels},
    {"number", Family::kDistance, Group::kBody, false, kDistanceLevels},
    {"time", Family::kDistance, Group::kPlaceAndTime, false, kDistanceLevels},
    {"clk", Family::kBits, Group::kPerson, true, kBitLevels},
}};

constexpr std::array<std::string_view, kGroups> kGroupNames{"contact", "person", "body", "vehicle", "place_and_time", "behaviour", "other",
    "dependent_1", "dependent_2", "dependent_3"};

}  // namespace

const KindTraits& traits_of(Kind kind) { return kTraits[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_named(std::string_view name) {
  for (std::size_t i = 0; i < kKinds; ++i)
    if (kTraits[i].name == name) return static_cast<Kind>(i);
  return std::nullopt;
}

std::string_view group_name(Group group) { return kGroupNames[static_cast<std::size_t>(group)]; }

std::optional<Group> group_named(std::string_view name) {
  for (std::size_t i = 0; i < kGroups; ++i)
    if (kGroupNames[i] == name) return static_cast<Group>(i);
  return std::nullopt;
}

}  // namespace parasol::linkage
