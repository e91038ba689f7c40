#include "linkage/pair_scorer.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace parasol::linkage {
namespace {

constexpr std::size_t kAtOnce = 256;
constexpr std::size_t kAhead = 24;  // how many pairs ahead records are fetched

}  // namespace

// What is known of up to kAtOnce pairs, each in its place.
struct PairScorer::Chunk {
  Chunk(std::size_t eights, std::size_t fours) : a_eights(eights), b_eights(eights), a_fours(fours), b_fours(fours) {}
  using Bits = std::array<MilliBits, kAtOnce>;
  // Two records' cells.
  ErasingVector<std::array<std::uint64_t, kAtOnce>> a_eights, b_eights;
  ErasingVector<std::array<ValueId, kAtOnce>> a_fours, b_fours;
  // What is said of one field's values.
  struct Glances {
    std::array<Letters, kAtOnce> letters;
    std::array<std::uint64_t, kAtOnce> has_word;
  } of_a, of_b;
  std::array<Level, kAtOnce> levels;
  Bits bits, totals, names, for_it, most_for, against, most_against;
  std::array<bool, kAtOnce> names_agree;

  const ValueId* a_ids(const Place& place) const { return a_fours[place.id].data(); }
  const ValueId* b_ids(const Place& place) const { return b_fours[place.id].data(); }
};

PairScorer::PairScorer(const Scorer& scorer) : scorer_(scorer), places_(scorer.base().fields()) {
  const Base& base = scorer.base();
  for (std::size_t field = 0; field < base.fields(); ++field) {
    Place& place = places_[field];
    const Dictionary& dictionary = base.dictionary(field);
    letters_.push_back(dictionary.letters());
    words_.push_back(dictionary.words_at_a_glance());
    if (dictionary.has_code()) place.code = eights_++;
    else place.id = fours_++;
  }
  record_size_ = eights_ * sizeof(std::uint64_t) + fours_ * sizeof(ValueId);
  records_.resize(record_size_ * base.size());
  for (std::size_t field = 0; field < base.fields(); ++field) {
    const Place& place = places_[field];
    const Dictionary& dictionary = base.dictionary(field);
    const Column& column = base.column(field);
    for (Row row = 0; row < column.size(); ++row) {
      std::byte* const record = records_.data() + row * record_size_;
      const auto write = [&](std::size_t at, const auto& cell) { std::memcpy(record + at, &cell, sizeof cell); };
      const ValueId id = column[row];
      if (!dictionary.has_code()) write(eights_ * sizeof(std::uint64_t) + place.id * sizeof(ValueId), id);
      else write(place.code * sizeof(std::uint64_t), id == kNoValue ? Dictionary::kNoCode : dictionary.code(id));
    }
  }
}

// Fetches both records of every pair.
void PairScorer::read(Chunk& chunk, std::span<const Pair> pairs) const {
  const auto fetch = [&](Row row) {
    const std::byte* record = records_.data() + row * record_size_;
    for (std::size_t at = 0; at < record_size_; at += 64) __builtin_prefetch(record + at);
    __builtin_prefetch(record + record_size_ - 1);
  };
  for (std::size_t i = 0; i < std::min(kAhead, pairs.size()); ++i) fetch(pairs[i].a), fetch(pairs[i].b);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + kAhead < pairs.size()) fetch(pairs[i + kAhead].a), fetch(pairs[i + kAhead].b);
    const auto take = [&](Row row, auto* eights, auto* fours) {
      const std::byte* from = records_.data() + row * record_size_;
      for (std::size_t cell = 0; cell < eights_; ++cell, from += sizeof(std::uint64_t)) std::memcpy(&eights[cell][i], from, sizeof(std::uint64_t));
      for (std::size_t cell = 0; cell < fours_; ++cell, from += sizeof(ValueId)) std::memcpy(&fours[cell][i], from, sizeof(ValueId));
    };
    take(pairs[i].a, chunk.a_eights.data(), chunk.a_fours.data());
    take(pairs[i].b, chunk.b_eights.data(), chunk.b_fours.data());
  }
}

// Sets chunk.levels and chunk.bits to what a field says.
void PairScorer::weigh(Chunk& chunk, std::size_t field, std::span<const Pair> pairs) const {
  const std::size_t count = pairs.size();
  const Dictionary& dictionary = scorer_.base().dictionary(field);
  const Field& known = scorer_.model().fields[field];
  const Place& place = places_[field];
  if (dictionary.has_code()) {
    dictionary.compare(std::span<const std::uint64_t>(chunk.a_eights[place.code]).first(count), std::span<const std::uint64_t>(chunk.b_eights[place.code]).first(count),
        std::span(chunk.levels).first(count));
  } else {
    // What is said of the pairs' values, side by side; null if nothing is.
    const auto look_up = [&](const auto& said, const ValueId* ids, auto& room) -> const std::uint64_t* {
      if (said.empty()) return nullptr;
      for (std::size_t i = 0; i < count; ++i) room[i] = said.data()[ids[i]];
      return room.data();
    };
    const auto cells = [&](const ValueId* ids, Chunk::Glances& glances) {
      return Dictionary::Cells{ids, look_up(letters_[field], ids, glances.letters), look_up(words_[field], ids, glances.has_word)};
    };
    dictionary.compare(cells(chunk.a_ids(place), chunk.of_a), cells(chunk.b_ids(place), chunk.of_b), scorer_.rarities(field), std::span(chunk.levels).first(count));
  }
  const Level* const levels = chunk.levels.data();
  for (std::size_t i = 0; i < count; ++i) chunk.bits[i] = known.bits[levels[i]];
  if (!traits_of(known.kind).counts_frequency) return;
  const Column& column = scorer_.base().column(field);
  for (std::size_t i = 0; i < count; ++i) {
    if (levels[i] <= kDifferent) continue;
    const ValueId of_a = dictionary.has_code() ? column[pairs[i].a] : chunk.a_ids(place)[i], of_b = dictionary.has_code() ? column[pairs[i].b] : chunk.b_ids(place)[i];
    chunk.bits[i] = scorer_.worth(field, levels[i], std::max(dictionary.count(of_a), dictionary.count(of_b)));
  }
}

// As Scorer::names_crossed, but that most names cannot be each other's.
MilliBits PairScorer::names_crossed(const Chunk& chunk, std::size_t i, const Pair& pair) const {
  const Model& model = scorer_.model();
  const auto [first, second, cost] = *model.crossing;
  const ValueId a_first = chunk.a_ids(places_[first])[i], a_second = chunk.a_ids(places_[second])[i];
  const ValueId b_first = chunk.b_ids(places_[first])[i], b_second = chunk.b_ids(places_[second])[i];
  const bool all = a_first != kNoValue && a_second != kNoValue && b_first != kNoValue && b_second != kNoValue;
  if (!all || may_be_similar(letters_[first][a_first], letters_[second][b_second]) || may_be_similar(letters_[second][a_second], letters_[first][b_first]))
    return scorer_.names_crossed(pair.a, pair.b);
  return model.fields[first].bits[kDifferent] + model.fields[second].bits[kDifferent] - cost;
}

void PairScorer::score(Chunk& chunk, std::span<Pair> pairs) const {
  const Model& model = scorer_.model();
  const std::size_t count = pairs.size();
  read(chunk, pairs);
  std::fill_n(chunk.totals.begin(), count, model.prior);
  std::fill_n(chunk.names.begin(), count, 0);
  std::fill_n(chunk.names_agree.begin(), count, true);
  for (std::size_t g = 0; g < kGroups; ++g) {
    const std::int32_t further_share = model.further_share[g];
    for (Chunk::Bits* sums : {&chunk.for_it, &chunk.most_for, &chunk.against, &chunk.most_against}) std::fill_n(sums->begin(), count, 0);
    for (std::size_t field = 0; field < model.fields.size(); ++field) {
      if (model.fields[field].group != static_cast<Group>(g)) continue;
      weigh(chunk, field, pairs);
      if (model.is_crossing_field(field)) {
        for (std::size_t i = 0; i < count; ++i) {
          chunk.names[i] += chunk.bits[i];
          chunk.names_agree[i] &= chunk.a_ids(places_[field])[i] == chunk.b_ids(places_[field])[i] && chunk.levels[i] != kMissing;
        }
      } else if (further_share == 1024) {
        for (std::size_t i = 0; i < count; ++i) chunk.totals[i] += chunk.bits[i];
      } else {
        for (std::size_t i = 0; i < count; ++i) add_to_group(chunk.bits[i], chunk.for_it[i], chunk.most_for[i], chunk.against[i], chunk.most_against[i]);
      }
    }
    if (further_share == 1024) continue;
    for (std::size_t i = 0; i < count; ++i)
      chunk.totals[i] += counted_of(chunk.for_it[i], chunk.most_for[i], further_share) - counted_of(chunk.against[i], chunk.most_against[i], further_share);
  }
  for (std::size_t i = 0; i < count; ++i) {
    MilliBits names = chunk.names[i];
    // Names that agree cannot agree more when swapped.
    if (model.crossing && !chunk.names_agree[i]) names = std::max(names, names_crossed(chunk, i, pairs[i]));
    pairs[i].total = chunk.totals[i] + names;
  }
}

void PairScorer::score(std::span<Pair> pairs) const {
  const auto chunk = std::make_unique<Chunk>(eights_, fours_);
  for (std::size_t start = 0; start < pairs.size(); start += kAtOnce) score(*chunk, pairs.subspan(start, std::min(kAtOnce, pairs.size() - start)));
}

}  // namespace parasol::linkage
