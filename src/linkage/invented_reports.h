#pragma once
// Reports about invented people, described again and again, with errors and gaps: what tests of reports.h work on.
#include <array>
#include <string>
#include <vector>

#include "linkage/parallel.h"
#include "linkage/report_wire.h"

namespace parasol::linkage {

// Platforms are numbered by their place here, from 1.
inline constexpr std::array<std::string_view, 3> kInventedPlatforms{"adultwork", "telegram", "x"};

// Entries are called "e000" and so on, and `person` says which are about whom.
struct InventedReports {
  std::vector<NamedExtract> reports;
  std::vector<std::size_t> person;
};

inline InventedReports invent_reports(std::uint64_t seed, std::size_t people, std::size_t most_reports = 4) {
  using namespace vocabulary;
  constexpr std::array<std::string_view, 10> kWords{"silver", "night", "river", "fox", "storm", "lucky", "winter", "moon", "raven", "copper"};
  Draw draw(seed);
  const auto in = [&](std::uint64_t of, std::uint64_t hundred) { return draw.below(hundred) < of; };
  const auto digits = [&](std::size_t count) {
    std::string out;
    while (out.size() < count) out.push_back(static_cast<char>('0' + draw.below(10)));
    return out;
  };
  const auto misspelt = [&](std::string text) {
    const std::size_t at = 1 + draw.below(text.size() - 2);
    std::swap(text[at], text[at + 1]);
    return text;
  };
  InventedReports out;
  for (std::size_t one = 0; one < people; ++one) {
    const std::string phone = "+447700900" + digits(3);
    const std::string name = std::string(kWords[draw.below(kWords.size())]) + "_" + std::string(kWords[draw.below(kWords.size())]) + digits(2);
    const std::string plate = std::string("AB") + digits(2) + std::string(1, static_cast<char>('A' + draw.below(20))) + "CD";
    std::vector<DescriptorValue> looks;
    for (const DescriptorValueEntry& value : kDescriptorValues)
      if (draw.below(7) == 0) looks.push_back(value.value);
    std::vector<MoTag> habits;
    for (const MoTagEntry& tag : kMoTags)
      if (draw.below(10) == 0) habits.push_back(tag.value);
    const AreaBand area = kAreaBands[draw.below(kAreaBands.size())].value;
    const std::size_t reports = 1 + draw.below(most_reports);
    for (std::size_t report = 0; report < reports; ++report) {
      Extract extract;
      if (in(60, 100)) extract.identifiers.push_back({IdentifierKind::kPhone, 0, in(10, 100) ? "..." + phone.substr(9) : in(10, 100) ? phone.substr(0, 12) + digits(1) : phone});
      if (in(30, 100)) extract.identifiers.push_back({IdentifierKind::kPhone, 0, "+447700900" + digits(3)});
      if (in(20, 100)) extract.identifiers.push_back({IdentifierKind::kEmail, 0, name + "@example.org"});
      if (in(35, 100)) extract.identifiers.push_back({IdentifierKind::kHandle, static_cast<std::uint8_t>(draw.below(4)), in(25, 100) ? misspelt(name) : name});
      if (in(20, 100)) extract.identifiers.push_back({IdentifierKind::kPlate, 0, in(40, 100) ? plate.substr(0, 4) + "*" : plate});
      for (const DescriptorValue value : looks)
        if (in(70, 100)) extract.descriptors.push_back(value);
      for (const MoTag tag : habits)
        if (in(60, 100)) extract.behaviours.push_back(tag);
      extract.types.push_back(kIncidentTypes[draw.below(kIncidentTypes.size())].value);
      if (in(80, 100)) extract.area = area;
      if (in(90, 100)) extract.month = static_cast<std::uint16_t>(12 * 2024 + draw.below(30));
      std::string number = std::to_string(out.reports.size());
      out.reports.push_back({"e" + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number, std::move(extract)});
      out.person.push_back(one);
    }
  }
  return out;
}

}  // namespace parasol::linkage
