#include "linkage/dependence.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "linkage/parallel.h"
#include "linkage/score.h"

namespace parasol::linkage {
namespace {

constexpr std::size_t kDraws = 4'000;  // pairs with the same value of a field
constexpr std::size_t kOfAValue = 64;  // records are drawn from
constexpr MilliBits kSurelyDifferent = -2'000;
constexpr int kVoices = 2;             // of as many fields at least
constexpr double kFewest = 60;         // pairs of different people to judge by,
constexpr double kLeastShare = 0.2;    // and so many of all drawn: among fewer, too many would be of the same person after all
constexpr double kOften = 0.5;         // a dependent field is alike so often where the other is the same,
constexpr double kOfItsBits = 0.7;     // and its being alike then says so much less

// Pairs of records with the same value of a field.
std::vector<std::pair<Row, Row>> same_in(const Base& base, std::size_t field, Draw& draw) {
  const Column& column = base.column(field);
  std::vector<Row> drawn;
  std::vector<std::uint32_t> places(base.dictionary(field).size(), 0);  // by value: one more than where its records are
  std::vector<std::vector<Row>> records;
  for (std::size_t i = 0; i < kDraws; ++i) {
    const Row row = static_cast<Row>(draw.below(column.size()));
    const ValueId id = column[row];
    if (id == kNoValue || base.dictionary(field).count(id) < 2) continue;
    drawn.push_back(row);
    if (places[id] != 0) continue;
    records.emplace_back();
    places[id] = static_cast<std::uint32_t>(records.size());
  }
  for (Row row = 0; row < column.size(); ++row)
    if (const std::uint32_t place = places[column[row]]; place != 0 && records[place - 1].size() < kOfAValue) records[place - 1].push_back(row);
  std::vector<std::pair<Row, Row>> out;
  for (const Row row : drawn) {
    const std::vector<Row>& others = records[places[column[row]] - 1];
    if (const Row other = others[draw.below(others.size())]; other != row) out.emplace_back(row, other);
  }
  return out;
}

// Of pairs that have the same value of a field and are of different people by all but some fields (`known` to depend on it), how often
// each field is alike; negative where nothing can be said.
std::vector<double> alike_given(const Scorer& scorer, std::span<const Comparison> pairs, std::size_t given, const std::vector<bool>& known) {
  const std::size_t fields = scorer.base().fields();
  std::vector<double> alike(fields, 0), seen(fields, 0), drawn(fields, 0);
  for (const Comparison& pair : pairs) {
    // What the others say against, and for them most and next to most.
    const std::vector<Evidence>& evidence = pair.straight;
    MilliBits against = 0, most = 0, next = 0;
    int voices = 0;
    for (std::size_t field = 0; field < fields; ++field) {
      if (known[field]) continue;
      voices += evidence[field].bits < 0;
      const MilliBits bits = evidence[field].bits;
      against += std::min(bits, 0);
      if (bits > most) next = most, most = bits;
      else next = std::max(next, bits);
    }
    for (std::size_t field = 0; field < fields; ++field) {
      if (field == given || evidence[field].level == kMissing) continue;
      const MilliBits own = known[field] ? 0 : evidence[field].bits;
      ++drawn[field];
      if (voices - (own < 0) < kVoices || against - std::min(own, 0) + (own > 0 && own == most ? next : most) > kSurelyDifferent) continue;
      ++seen[field];
      if (scorer.model().fields[field].bits[evidence[field].level] > 0) ++alike[field];
    }
  }
  for (std::size_t field = 0; field < fields; ++field) alike[field] = seen[field] < std::max(kFewest, kLeastShare * drawn[field]) ? -1 : alike[field] / seen[field];
  return alike;
}

// The shares of levels that speak for the same person.
double share_alike(const Field& field, const std::array<double, kMaxLevels>& shares) {
  double sum = 0;
  for (std::size_t level = kDifferent; level <= top_level(field.kind); ++level)
    if (field.bits[level] > 0) sum += shares[level];
  return sum;
}

}  // namespace

void group_dependent(const Base& base, Model& model, std::uint64_t seed) {
  for (Field& field : model.fields)
    if (field.group >= Group::kDependent1) field.group = traits_of(field.kind).group;
  const Scorer scorer(base, model);
  std::vector<std::size_t> order(base.fields());
  std::iota(order.begin(), order.end(), 0);
  // The rarest agreement first: what depends on it adds the least.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return model.fields[a].random[top_level(model.fields[a].kind)] < model.fields[b].random[top_level(model.fields[b].kind)];
  });
  const auto is_free = [&](std::size_t field) { return !model.is_crossing_field(field) && model.fields[field].group == traits_of(model.fields[field].kind).group; };
  Draw draw(seed);
  std::size_t groups = 0;
  for (const std::size_t root : order) {
    if (!is_free(root) || groups == kDependentGroups) continue;
    std::vector<Comparison> pairs;
    for (const auto& [a, b] : same_in(base, root, draw)) pairs.push_back(scorer.compare(a, b));
    std::vector<bool> known(base.fields(), false);
    known[root] = true;
    double further = 0, whole = 0;
    // Those found are no witnesses for the next.
    for (bool found = true; found;) {
      found = false;
      const std::vector<double> alike = alike_given(scorer, pairs, root, known);
      for (std::size_t field = 0; field < base.fields(); ++field) {
        const Field& one = model.fields[field];
        const double by_chance = share_alike(one, one.random);
        if (known[field] || !is_free(field) || alike[field] < kOften) continue;
        const MilliBits by_itself = -log2_milli_bits(by_chance);
        if (log2_milli_bits(alike[field]) + by_itself < kOfItsBits * by_itself) continue;
        known[field] = found = true;
        const double matched = share_alike(one, one.matched);
        further += std::max(log2_milli_bits(matched / alike[field]), 0);
        whole += log2_milli_bits(std::max(matched / by_chance, 2.0));
      }
    }
    if (whole == 0) continue;
    const auto group = static_cast<std::size_t>(Group::kDependent1) + groups++;
    model.further_share[group] = static_cast<std::int32_t>(std::clamp(further / whole, 0.0, 1.0) * 1024);
    for (std::size_t field = 0; field < base.fields(); ++field)
      if (known[field]) model.fields[field].group = static_cast<Group>(group);
  }
}

}  // namespace parasol::linkage
