#pragma once
// What is compared of two reports, and what it is worth. The weights are for a base of any size, five reports or twenty
// thousand: how common a value is among the reports at hand moves them from there (reports.h).
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/bits.h"
#include "linkage/kind.h"
#include "vocabulary/vocabulary.h"

namespace parasol::linkage {

// Something to check by, as it was stated; `platform` tells platforms apart, 0 if none was said.
struct ReportIdentifier {
  vocabulary::IdentifierKind kind;
  std::uint8_t platform = 0;
  std::string text;
  friend bool operator==(const ReportIdentifier&, const ReportIdentifier&) = default;
};

// What of a report may be compared with others.
struct Extract {
  std::vector<ReportIdentifier> identifiers;
  std::vector<vocabulary::DescriptorValue> descriptors;
  std::vector<vocabulary::IncidentType> types;
  std::vector<vocabulary::MoTag> behaviours;
  std::optional<vocabulary::AreaBand> area;
  std::optional<std::uint16_t> month;  // since the beginning of our era: 12 × year + month - 1
  friend bool operator==(const Extract&, const Extract&) = default;
};

// In the order in which explanations give them.
enum class ReportField : std::uint8_t {
  kPhone, kEmail, kHandle, kPlate,
  kGender, kAge, kEthnicity, kHeight, kBuild, kHair, kFacialHair, kEyes, kSkinMarks, kAppearance, kSmell, kVehicle,
  kRole, kGroupSize, kBehaviours, kTypes, kArea, kMonth,
};
inline constexpr std::size_t kReportFields = 22;

// What hangs together: the strongest of a group counts in full, of the rest a share, and all of it no more than `most`.
enum class ReportGroup : std::uint8_t { kContact, kPlate, kBody, kBehaviour };
inline constexpr std::size_t kReportGroups = 4;
struct GroupWeights {
  std::int32_t further_share;  // in 1/1024
  MilliBits most;
};
const GroupWeights& weights_of(ReportGroup group);

enum class Comparing : std::uint8_t {
  kIdentifier,  // by dictionary (kind.h); the levels are the kind's
  kChoice,      // one word of a list
  kBand,        // an interval: years of age, centimetres, months
  kTags,        // any number of words of a list
};

struct ReportLevel {
  std::string_view name;  // stable: other parts of the program know it. Those of kind.cpp where they fit
  MilliBits bits;         // what it is worth; where frequency decides, see below
};

// Words of a list: how often two reports about one person agree, and how often any two do. What a difference is worth stands
// with the level.
struct ChoiceWeights {
  double matched;
  double usual;
};

// For each tag, how often the person's other reports have it, how often any have it. The sum is tempered (tags hang
// together), then held within bounds.
struct TagWeights {
  double matched;
  double usual;
  std::int32_t tempering;  // in 1/1024
  MilliBits least;
  MilliBits most;
};

struct ReportTraits {
  std::string_view name;  // stable: the vocabulary's code where there is one
  Comparing comparing;
  ReportGroup group;
  std::span<const ReportLevel> levels;  // levels[i] is level i + 1
  std::optional<vocabulary::DescriptorKind> descriptor;
  ChoiceWeights choice{};
  TagWeights tags{};
  std::array<std::int32_t, 4> gaps{};  // bands: the largest gaps of levels 2, 3 and so on
};
const ReportTraits& traits_of(ReportField field);
std::optional<ReportField> report_field_of(vocabulary::DescriptorKind kind);

// Of an identifier: the kind by which the dictionary compares it.
Kind kind_of(ReportField identifier);

// Names that are the same on another platform, or on one that nobody named, are this level instead of the highest.
inline constexpr Level kElsewhere = 7;

// That two reports taken at random are about the same person.
inline constexpr MilliBits kReportPrior = -12'000;
// Four to one: totals from here on are called likely.
inline constexpr MilliBits kReportLine = 2'000;
// Sixteen to one, and one to sixteen.
inline constexpr MilliBits kStrongFrom = 4'000;
inline constexpr MilliBits kPossibleFrom = -4'000;
inline constexpr MilliBits kMostOfBody = 5'000;
inline constexpr MilliBits kMostOfBehaviour = 8'000;
// Without something to check by, a pattern is a pattern: nobody is called likely for how they look and what they do.
static_assert(kReportPrior + kMostOfBody + kMostOfBehaviour < kReportLine);

enum class Strength : std::uint8_t { kWeak = 1, kPossible = 2, kLikely = 3, kStrong = 4 };
Strength strength_of(MilliBits total);
std::string_view strength_name(Strength strength);

// An interval that a descriptor stands for ("age_band_20_24"), both ends included.
struct Band {
  std::int32_t low;
  std::int32_t high;
};
Band band_of(vocabulary::DescriptorValue value);

}  // namespace parasol::linkage
