#include "linkage/model.h"

#include <algorithm>

namespace parasol::linkage {
namespace {

// What two records at random agree on, before any data was seen: the more alike, the rarer.
constexpr std::array<double, kMaxLevels> kRandomSix{0, 0.93, 0.04, 0.02, 0.006, 0.0005, 0.0035};
constexpr std::array<double, kMaxLevels> kRandomBits{0, 0.967, 0.025, 0.005, 0.002, 0.0005, 0.0002, 0.0003};

}  // namespace

Field new_field(std::string name, std::vector<std::string> columns, Kind kind) {
  Field field;
  field.name = std::move(name);
  field.columns = std::move(columns);
  field.kind = kind;
  const KindTraits& traits = traits_of(kind);
  field.group = traits.group;
  double rest = 1;
  for (std::size_t level = traits.levels.size(); level > 1; --level) {
    field.random[level] = traits.family == Family::kDistance ? 1.0 / static_cast<double>(1U << (2 * level - 2)) * 2 : traits.family == Family::kBits ? kRandomBits[level] : kRandomSix[level];
    rest -= field.random[level];
  }
  field.random[kDifferent] = rest;
  expect_usual(field);
  return field;
}

void expect_usual(Field& field) {
  const std::span<const LevelKind> levels = traits_of(field.kind).levels;
  for (std::size_t i = 0; i < levels.size(); ++i) field.matched[i + 1] = levels[i].matched;
  weigh(field);
}

Model new_model(std::vector<Field> fields) {
  Model model;
  model.fields = std::move(fields);
  model.further_share.fill(1024);
  model.further_share[static_cast<std::size_t>(Group::kContact)] = 768;
  model.further_share[static_cast<std::size_t>(Group::kBehaviour)] = 768;
  std::optional<std::size_t> given, surname;
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    if (model.fields[i].kind == Kind::kGivenName && !given) given = i;
    if (model.fields[i].kind == Kind::kSurname && !surname) surname = i;
  }
  if (given && surname) model.crossing = Crossing{*given, *surname, 4'000};
  model.prior = -12'000;
  return model;
}

void weigh(Field& field) {
  const std::size_t levels = traits_of(field.kind).levels.size();
  // Pool neighbouring levels that are out of order (pool adjacent violators), weighed by how many matches they hold.
  struct Pool {
    double matched, random;
    std::size_t levels;
  };
  std::vector<Pool> pools;
  for (std::size_t level = 1; level <= levels; ++level) {
    pools.push_back({field.matched[level], field.random[level], 1});
    while (pools.size() > 1) {
      const Pool above = pools.back(), below = pools[pools.size() - 2];
      if (above.matched * below.random >= below.matched * above.random) break;
      pools.pop_back();
      pools.back() = {above.matched + below.matched, above.random + below.random, above.levels + below.levels};
    }
  }
  std::size_t level = 1;
  for (const Pool& pool : pools)
    for (std::size_t i = 0; i < pool.levels; ++i)
      field.bits[level++] = std::clamp(log2_milli_bits(pool.matched / pool.random), -12'000, 24'000);
}

}  // namespace parasol::linkage
