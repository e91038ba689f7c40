#include "linkage/report_model.h"

#include <algorithm>

#include "base/check.h"

namespace parasol::linkage {
namespace {

using vocabulary::DescriptorKind;

// People change their numbers and names, so that a difference says little; plates stay with the car.
constexpr std::array<ReportLevel, 6> kPhone{{{"different", -1'500}, {"the same last four to six digits", 6'500}, {"two digits differ", 9'000},
    {"the same last seven digits or more", 12'000}, {"one digit differs", 12'000}, {"identical", 17'000}}};
constexpr std::array<ReportLevel, 6> kEmail{{{"different", -1'000}, {"a little alike", 0}, {"alike", 2'500}, {"very alike", 7'000},
    {"the same name elsewhere", 10'000}, {"identical", 16'000}}};
constexpr std::array<ReportLevel, 7> kHandle{{{"different", -1'000}, {"a little alike", 500}, {"alike", 4'000}, {"very alike", 8'000},
    {"the same but for spelling", 10'500}, {"identical", 14'000}, {"the same name elsewhere", 11'000}}};
constexpr std::array<ReportLevel, 5> kPlate{{{"incompatible", -3'000}, {"few known characters fit", 3'000}, {"most known characters fit", 8'000},
    {"one character differs", 11'000}, {"identical", 16'000}}};

// Witnesses err: no difference of looks says much. What agreement is worth depends on how common the word is.
constexpr std::array<ReportLevel, 2> different_at(MilliBits bits) { return {{{"different", bits}, {"identical", 0}}}; }
constexpr auto kGender = different_at(-3'000), kEthnicity = different_at(-1'500), kBuild = different_at(-700), kFacialHair = different_at(-300),
               kEyes = different_at(-800), kVehicle = different_at(-400), kRole = different_at(-300), kGroupSize = different_at(-400), kArea = different_at(-1'000);
// The level follows from what the tags are worth together (reports.cpp).
constexpr std::array<ReportLevel, 4> kTagLevels{{{"nothing rare in common", 0}, {"a little in common", 0}, {"some in common", 0}, {"much in common", 0}}};
constexpr std::array<ReportLevel, 5> kAge{{{"far apart", -3'000}, {"not far apart", -1'000}, {"near", 0}, {"very near", 800}, {"identical", 1'700}}};
constexpr std::array<ReportLevel, 5> kHeight{{{"far apart", -3'000}, {"not far apart", -1'000}, {"near", 0}, {"very near", 400}, {"identical", 1'200}}};
constexpr std::array<ReportLevel, 5> kMonth{{{"far apart", -400}, {"not far apart", 0}, {"within a year", 200}, {"very near", 800}, {"identical", 1'200}}};

constexpr ReportTraits identifier(std::string_view name, ReportGroup group, std::span<const ReportLevel> levels) {
  return {name, Comparing::kIdentifier, group, levels, std::nullopt};
}
constexpr ReportTraits choice(std::string_view name, ReportGroup group, std::span<const ReportLevel> levels, std::optional<DescriptorKind> kind, ChoiceWeights weights) {
  return {name, Comparing::kChoice, group, levels, kind, weights};
}
constexpr ReportTraits band(std::string_view name, ReportGroup group, std::span<const ReportLevel> levels, std::optional<DescriptorKind> kind, std::array<std::int32_t, 4> gaps) {
  return {name, Comparing::kBand, group, levels, kind, {}, {}, gaps};
}
constexpr ReportTraits tags(std::string_view name, ReportGroup group, std::optional<DescriptorKind> kind, TagWeights weights) {
  return {name, Comparing::kTags, group, kTagLevels, kind, {}, weights};
}

constexpr ReportGroup kContact = ReportGroup::kContact, kBody = ReportGroup::kBody, kBehaviour = ReportGroup::kBehaviour;
constexpr std::array<ReportTraits, kReportFields> kTraits{{
    identifier("phone", kContact, kPhone),
    identifier("email", kContact, kEmail),
    identifier("handle", kContact, kHandle),
    identifier("plate", ReportGroup::kPlate, kPlate),
    choice("gender", kBody, kGender, DescriptorKind::kGender, {0.97, 0.90}),
    band("age_band", kBody, kAge, DescriptorKind::kAgeBand, {15, 8, 3, 0}),
    choice("ethnicity", kBody, kEthnicity, DescriptorKind::kEthnicity, {0.80, 0.40}),
    band("height_band", kBody, kHeight, DescriptorKind::kHeightBand, {15, 8, 3, 0}),
    choice("build", kBody, kBuild, DescriptorKind::kBuild, {0.60, 0.35}),
    tags("hair", kBody, DescriptorKind::kHair, {0.60, 0.20, 512, -2'000, 3'000}),
    choice("facial_hair", kBody, kFacialHair, DescriptorKind::kFacialHair, {0.55, 0.35}),
    choice("eyes", kBody, kEyes, DescriptorKind::kEyes, {0.75, 0.35}),
    tags("skin_marks", kBody, DescriptorKind::kSkinMarks, {0.50, 0.08, 768, -1'000, 5'000}),
    tags("appearance", kBody, DescriptorKind::kAppearance, {0.50, 0.12, 768, -1'000, 4'000}),
    tags("smell_intoxication", kBody, DescriptorKind::kSmellIntoxication, {0.30, 0.15, 512, -500, 2'000}),
    choice("vehicle", kBody, kVehicle, DescriptorKind::kVehicle, {0.60, 0.40}),
    choice("role", kBehaviour, kRole, DescriptorKind::kRole, {0.70, 0.50}),
    choice("group_size", kBehaviour, kGroupSize, DescriptorKind::kGroupSize, {0.75, 0.70}),
    tags("behaviours", kBehaviour, std::nullopt, {0.45, 0.10, 512, -4'000, kMostOfBehaviour}),
    tags("types", kBehaviour, std::nullopt, {0.50, 0.10, 512, -2'000, 4'000}),
    choice("area", kBehaviour, kArea, std::nullopt, {0.75, 0.12}),
    band("month", kBehaviour, kMonth, std::nullopt, {24, 12, 2, 0}),
}};

// Phone, e-mail and handle tend to come from one profile; what somebody looks like is more than one thing.
constexpr std::array<GroupWeights, kReportGroups> kGroupWeights{{{512, 60'000}, {1024, 60'000}, {768, kMostOfBody}, {512, kMostOfBehaviour}}};

}  // namespace

const GroupWeights& weights_of(ReportGroup group) { return kGroupWeights[static_cast<std::size_t>(group)]; }

const ReportTraits& traits_of(ReportField field) { return kTraits[static_cast<std::size_t>(field)]; }

std::optional<ReportField> report_field_of(vocabulary::DescriptorKind kind) {
  const auto found = std::find_if(kTraits.begin(), kTraits.end(), [&](const ReportTraits& traits) { return traits.descriptor == kind; });
  if (found == kTraits.end()) return std::nullopt;
  return static_cast<ReportField>(found - kTraits.begin());
}

Kind kind_of(ReportField identifier) {
  switch (identifier) {
    case ReportField::kPhone: return Kind::kPhone;
    case ReportField::kEmail: return Kind::kEmail;
    case ReportField::kHandle: return Kind::kHandle;
    default: return Kind::kPlate;
  }
}

Strength strength_of(MilliBits total) {
  return total >= kStrongFrom ? Strength::kStrong : total >= kReportLine ? Strength::kLikely : total >= kPossibleFrom ? Strength::kPossible : Strength::kWeak;
}

std::string_view strength_name(Strength strength) {
  constexpr std::array<std::string_view, 4> kNames{"weak", "possible", "likely", "strong"};
  return kNames[static_cast<std::size_t>(strength) - 1];
}

Band band_of(vocabulary::DescriptorValue value) {
  // The numbers at the end of its code: "…_20_24", "…_under_20", "…_70_up".
  const std::string_view code = vocabulary::code(value);
  std::array<std::int32_t, 2> numbers{};
  std::size_t found = 0;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at] < '0' || code[at] > '9') continue;
    PARASOL_CHECK(found < numbers.size());
    for (; at < code.size() && code[at] >= '0' && code[at] <= '9'; ++at) numbers[found] = numbers[found] * 10 + (code[at] - '0');
    ++found;
  }
  PARASOL_CHECK(found > 0);
  // Open ends reach as far as people usually do.
  constexpr std::int32_t kOpen = 12;
  if (found == 2) return {numbers[0], numbers[1]};
  return code.ends_with("_up") ? Band{numbers[0], numbers[0] + kOpen} : Band{numbers[0] - kOpen, numbers[0] - 1};
}

}  // namespace parasol::linkage
