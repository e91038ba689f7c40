#pragma once
// What is known about a table: which fields it has and what their agreement is worth.
//
// A pair's evidence is the sum, in thousandths of a bit, of the prior and what each field's level is worth (Fellegi and Sunter
// 1969): log2 of how often that level occurs between records of the same person over how often it occurs between any two.
#include <array>
#include <string>
#include <utility>
#include <vector>
#include <optional>

#include "linkage/bits.h"
#include "linkage/kind.h"

namespace parasol::linkage {

struct Field {
  std::string name;
  std::vector<std::string> columns;  // of the table; several make one raw text (normalise.h)
  Kind kind = Kind::kText;
  Group group = Group::kOther;
  float scale = 1;                   // distances: see compare_distances
  std::array<double, kMaxLevels> matched{};  // share of each level between records of the same person (m)
  std::array<double, kMaxLevels> random{};   // between any two records (u)
  std::array<MilliBits, kMaxLevels> bits{};  // what the level is worth; bits[kMissing] is 0
};

// Two fields whose contents people swap (given name and surname), and what that costs.
struct Crossing {
  std::size_t first = 0;
  std::size_t second = 0;
  MilliBits cost = 4'000;
};

// What a total is worth as a probability: that of offset + slope × total (calibrate.h).
inline constexpr std::int32_t kWholeSlope = 1024;
struct Calibration {
  MilliBits offset = 0;
  std::int32_t slope = kWholeSlope;
  friend bool operator==(const Calibration&, const Calibration&) = default;
};
inline MilliBits calibrated(const Calibration& by, MilliBits total) {
  return by.offset + static_cast<MilliBits>(std::int64_t{total} * by.slope / kWholeSlope);
}

// Totals from here on are called likely, unless somebody says otherwise: a probability of 0.9.
inline constexpr MilliBits kLikelyFrom = 3'170;

struct Model {
  std::vector<Field> fields;
  std::optional<Crossing> crossing;
  // Of a group's evidence beyond its strongest field, this share counts, in 1/1024.
  std::array<std::int32_t, kGroups> further_share{};
  MilliBits prior = 0;       // that two records taken at random are of the same person
  MilliBits line = kLikelyFrom;  // totals from here on are called likely
  Calibration calibration;

  double probability(MilliBits total) const { return probability_of(calibrated(calibration, total)); }

  bool is_crossing_field(std::size_t field) const { return crossing && (field == crossing->first || field == crossing->second); }
};

// A field as it is before any data was seen.
Field new_field(std::string name, std::vector<std::string> columns, Kind kind);
// Sets `matched` to what is usual for the kind (kind.h), and weighs.
void expect_usual(Field& field);
// A model of these fields with the engine's own expectations.
Model new_model(std::vector<Field> fields);

// Fills `bits` from `matched` and `random`, never falling as levels rise.
void weigh(Field& field);

}  // namespace parasol::linkage
