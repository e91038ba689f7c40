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
  explicit Chunk(std::size_t fields) : a(fields), b(fields) {}
  using Bits = std::array<MilliBits, kAtOnce>;
  // Two records' cells of one field: ids, or codes.
  struct Cells {
    std::array<ValueId, kAtOnce> ids;
    std::array<std::uint64_t, kAtOnce> codes;
  };
  ErasingVector<Cells> a, b;  // by field
  std::array<Level, kAtOnce> levels;
  Bits bits, totals, names, for_it, most_for, against, most_against;
  std::array<bool, kAtOnce> names_agree;
};

PairScorer::PairScorer(const Scorer& scorer) : scorer_(scorer), places_(scorer.base().fields()) {
  const Base& base = scorer.base();
  for (const bool with_code : {true, false})
    for (std::size_t field = 0; field < base.fields(); ++field) {
      if (base.dictionary(field).has_code() != with_code) continue;
      places_[field] = record_size_;
      record_size_ += with_code ? sizeof(std::uint64_t) : sizeof(ValueId);
    }
  records_.resize(record_size_ * base.size());
  for (std::size_t field = 0; field < base.fields(); ++field) {
    const Dictionary& dictionary = base.dictionary(field);
    const Column& column = base.column(field);
    std::byte* cell = records_.data() + places_[field];
    for (Row row = 0; row < column.size(); ++row, cell += record_size_) {
      const ValueId id = column[row];
      const std::uint64_t code = id == kNoValue ? Dictionary::kNoCode : dictionary.code(id);
      if (dictionary.has_code()) std::memcpy(cell, &code, sizeof code);
      else std::memcpy(cell, &id, sizeof id);
    }
    letters_.push_back(dictionary.letters());
  }
}

// Fetches both records of every pair, field by field.
void PairScorer::read(Chunk& chunk, std::span<const Pair> pairs) const {
  const auto fetch = [&](Row row) {
    const std::byte* record = records_.data() + row * record_size_;
    for (std::size_t at = 0; at < record_size_; at += 64) __builtin_prefetch(record + at);
    __builtin_prefetch(record + record_size_ - 1);
  };
  for (std::size_t i = 0; i < std::min(kAhead, pairs.size()); ++i) fetch(pairs[i].a), fetch(pairs[i].b);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i + kAhead < pairs.size()) fetch(pairs[i + kAhead].a), fetch(pairs[i + kAhead].b);
    const std::byte* a = records_.data() + pairs[i].a * record_size_;
    const std::byte* b = records_.data() + pairs[i].b * record_size_;
    for (std::size_t field = 0; field < places_.size(); ++field) {
      if (scorer_.base().dictionary(field).has_code()) {
        std::memcpy(&chunk.a[field].codes[i], a + places_[field], sizeof(std::uint64_t));
        std::memcpy(&chunk.b[field].codes[i], b + places_[field], sizeof(std::uint64_t));
      } else {
        std::memcpy(&chunk.a[field].ids[i], a + places_[field], sizeof(ValueId));
        std::memcpy(&chunk.b[field].ids[i], b + places_[field], sizeof(ValueId));
      }
    }
  }
}

// Sets chunk.levels and chunk.bits to what a field says.
void PairScorer::weigh(Chunk& chunk, std::size_t field, std::span<const Pair> pairs) const {
  const std::size_t count = pairs.size();
  const Dictionary& dictionary = scorer_.base().dictionary(field);
  const Field& known = scorer_.model().fields[field];
  const std::span<Level> levels(chunk.levels.data(), count);
  Chunk::Cells& a = chunk.a[field];
  Chunk::Cells& b = chunk.b[field];
  if (dictionary.has_code()) dictionary.compare(std::span<const std::uint64_t>(a.codes.data(), count), std::span<const std::uint64_t>(b.codes.data(), count), levels);
  else dictionary.compare({a.ids.data(), count}, {b.ids.data(), count}, scorer_.by_words(field), letters_[field], levels);
  for (std::size_t i = 0; i < count; ++i) chunk.bits[i] = known.bits[levels[i]];
  if (!traits_of(known.kind).counts_frequency) return;
  const Column& column = scorer_.base().column(field);
  for (std::size_t i = 0; i < count; ++i) {
    if (levels[i] <= kDifferent) continue;
    const ValueId of_a = dictionary.has_code() ? column[pairs[i].a] : a.ids[i], of_b = dictionary.has_code() ? column[pairs[i].b] : b.ids[i];
    chunk.bits[i] = scorer_.worth(field, levels[i], std::max(dictionary.count(of_a), dictionary.count(of_b)));
  }
}

// As Scorer::names_crossed, but that most names cannot be each other's.
MilliBits PairScorer::names_crossed(const Chunk& chunk, std::size_t i, const Pair& pair) const {
  const Model& model = scorer_.model();
  const auto [first, second, cost] = *model.crossing;
  const ValueId a_first = chunk.a[first].ids[i], a_second = chunk.a[second].ids[i], b_first = chunk.b[first].ids[i], b_second = chunk.b[second].ids[i];
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
          chunk.names_agree[i] &= chunk.a[field].ids[i] == chunk.b[field].ids[i] && chunk.levels[i] != kMissing;
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
  const auto chunk = std::make_unique<Chunk>(places_.size());
  for (std::size_t start = 0; start < pairs.size(); start += kAtOnce) score(*chunk, pairs.subspan(start, std::min(kAtOnce, pairs.size() - start)));
}

}  // namespace parasol::linkage
