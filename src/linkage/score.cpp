#include "linkage/score.h"

#include <algorithm>
#include <utility>

#include "linkage/gather.h"
#include "linkage/instruction_set.h"

namespace parasol::linkage {
namespace {

// Records at a time. Each field's column is a stream of its own: the longer the pieces, the better memory keeps up.
constexpr std::size_t kBlock = 8192;

// Fields whose evidence is added up together: one by itself, a group with a cap, or the two whose contents may be swapped.
struct Unit {
  enum class Kind : std::uint8_t { kPlain, kGroup, kNames };
  Kind kind;
  std::vector<std::size_t> fields;
  std::int32_t further_share;  // of a group
  MilliBits most = 0;          // that it can say for any record; never below 0
  std::int32_t cost = 0;       // of reading its columns, compared with other units
};

// Records of a block: those from `start` on, or of these the ones picked.
struct Rows {
  std::size_t start;
  std::size_t count;
  const std::uint32_t* picked = nullptr;

  // Their ids in a column, side by side; `room` is for those that were picked.
  template <class Id>
  [[gnu::always_inline]] const Id* of(std::span<const Id> ids, Id* room) const {
    if (picked == nullptr) return ids.data() + start;
    for (std::size_t i = 0; i < count; ++i) room[i] = ids[start + picked[i]];
    return room;
  }
};

struct Pass {
  const Base* base;
  const Model* model;
  const Scorer::Workspace* workspace;
  std::vector<Unit> units;           // what can say most for what it costs first
  std::vector<MilliBits> most_left;  // by unit: what it and all behind it can say together
  GatherWeights gather_weights;
  GatherNarrow gather_narrow;
  GatherLevels gather_levels;

  // What one field says of the records.
  [[gnu::always_inline]] void gather(std::size_t field, const Scorer::Weights& weights, const Rows& rows, MilliBits* out) const {
    if (weights.are_missing || rows.count == 0) {
      std::fill_n(out, rows.count, 0);
      return;
    }
    const Column& column = base->column(field);
    if (column.is_narrow()) {
      alignas(64) std::uint8_t picked[kBlock];
      gather_narrow(rows.of(column.narrow(), picked), weights.values.data(), rows.count, out);
      return;
    }
    alignas(64) ValueId picked[kBlock];
    const ValueId* ids = rows.of(column.wide(), picked);
    if (weights.values.empty()) gather_levels(ids, weights.levels.data(), model->fields[field].bits, rows.count, out);
    else gather_weights(ids, weights.values.data(), rows.count, out);
  }
};

// What the fields say of a block's records, read from the pass's tables of weights.
struct PassBlock {
  const Pass& pass;
  Rows rows;
  [[gnu::always_inline]] std::size_t count() const { return rows.count; }
  [[gnu::always_inline]] void weigh(std::size_t field, MilliBits* out) const { pass.gather(field, pass.workspace->fields[field], rows, out); }
  // The crossing's first or second field, beside the other's content.
  [[gnu::always_inline]] void weigh_crossed(std::size_t which, std::size_t field, MilliBits* out) const { pass.gather(field, pass.workspace->crossed[which], rows, out); }
};

// Adds to the totals of a block's records what a unit says of them.
template <class Block>
[[gnu::always_inline]] inline void add_unit(const Model& model, const Unit& unit, const Block& block, MilliBits* totals) {
  const std::size_t count = block.count();
  alignas(64) MilliBits weights[kBlock];
  if (unit.kind == Unit::Kind::kPlain) {
    block.weigh(unit.fields[0], weights);
    for (std::size_t i = 0; i < count; ++i) totals[i] += weights[i];
  } else if (unit.kind == Unit::Kind::kNames) {
    alignas(64) MilliBits straight[kBlock];
    alignas(64) MilliBits crossed[kBlock];
    const auto [first, second, cost] = *model.crossing;
    block.weigh(first, straight);
    block.weigh(second, weights);
    for (std::size_t i = 0; i < count; ++i) straight[i] += weights[i];
    block.weigh_crossed(0, first, crossed);
    block.weigh_crossed(1, second, weights);
    for (std::size_t i = 0; i < count; ++i) totals[i] += std::max(straight[i], crossed[i] + weights[i] - cost);
  } else {
    alignas(64) MilliBits for_it[kBlock], most_for[kBlock], against[kBlock], most_against[kBlock];
    for (MilliBits* sums : {for_it, most_for, against, most_against}) std::fill_n(sums, count, 0);
    for (const std::size_t field : unit.fields) {
      block.weigh(field, weights);
      for (std::size_t i = 0; i < count; ++i) add_to_group(weights[i], for_it[i], most_for[i], against[i], most_against[i]);
    }
    for (std::size_t i = 0; i < count; ++i)
      totals[i] += counted_of(for_it[i], most_for[i], unit.further_share) - counted_of(against[i], most_against[i], unit.further_share);
  }
}

using AddUnit = void (*)(const Pass& pass, const Unit& unit, const Rows& rows, MilliBits* totals);
void add_baseline(const Pass& pass, const Unit& unit, const Rows& rows, MilliBits* totals) { add_unit(*pass.model, unit, PassBlock{pass, rows}, totals); }
PARASOL_AVX2 void add_avx2(const Pass& pass, const Unit& unit, const Rows& rows, MilliBits* totals) { add_unit(*pass.model, unit, PassBlock{pass, rows}, totals); }
PARASOL_AVX512 void add_avx512(const Pass& pass, const Unit& unit, const Rows& rows, MilliBits* totals) { add_unit(*pass.model, unit, PassBlock{pass, rows}, totals); }

bool is_capped(const Model& model, Group group) { return model.further_share[static_cast<std::size_t>(group)] != 1024; }

// Of the fields that the record has.
std::vector<Unit> units_of(const Model& model, const Record& record) {
  std::vector<Unit> units;
  const auto is_missing = [&](std::size_t field) { return record[field].is_missing; };
  if (model.crossing && (!is_missing(model.crossing->first) || !is_missing(model.crossing->second)))
    units.push_back({Unit::Kind::kNames, {model.crossing->first, model.crossing->second}, 0});
  for (std::size_t g = 0; g < kGroups; ++g) {
    Unit group{Unit::Kind::kGroup, {}, model.further_share[g]};
    for (std::size_t field = 0; field < record.size(); ++field)
      if (model.fields[field].group == static_cast<Group>(g) && !model.is_crossing_field(field) && !is_missing(field)) group.fields.push_back(field);
    if (group.fields.size() > 1 && is_capped(model, static_cast<Group>(g))) units.push_back(std::move(group));
    else
      for (const std::size_t field : group.fields) units.push_back({Unit::Kind::kPlain, {field}, 0});
  }
  return units;
}

}  // namespace

Scorer::Scorer(const Base& base, const Model& model) : base_(base), model_(model), usual_(base.fields()) {
  for (std::size_t field = 0; field < base.fields(); ++field) {
    const Dictionary& dictionary = base.dictionary(field);
    const double mean = dictionary.uses() == 0 ? 1 : static_cast<double>(dictionary.agreeing_pairs()) / static_cast<double>(dictionary.uses());
    usual_[field] = log2_milli_bits(std::max(mean, 1.0));
  }
}

const std::vector<MilliBits>& Scorer::rarities(std::size_t field) const {
  std::call_once(words_are_read_, [this] {
    for (std::size_t one = 0; one < base_.fields(); ++one) rarities_.push_back(base_.dictionary(one).rarities());
  });
  return rarities_[field];
}

// Agreement on a value that many records have says less, on a rare one more; two spellings of a name share half of that.
MilliBits Scorer::worth(std::size_t field, Level level, std::uint32_t uses) const {
  const Field& known = model_.fields[field];
  const MilliBits bits = known.bits[level];
  const KindTraits& traits = traits_of(known.kind);
  if (!traits.counts_frequency || level <= kDifferent || uses == 0) return bits;
  const MilliBits rarity = std::clamp(usual_[field] - log2_of_count(uses), -8'000, 8'000);
  return bits + (level == traits.levels.size() ? rarity : rarity / 2);
}

MilliBits Scorer::names_crossed(Row a, Row b) const {
  const std::array<Evidence, 2> crossed = compare_crossed(a, b);
  return crossed[0].bits + crossed[1].bits - model_.crossing->cost;
}

Evidence Scorer::evidence(std::size_t field, Level level, std::uint32_t uses) const {
  Evidence out{level, false, traits_of(model_.fields[field].kind).counts_frequency && level > kDifferent ? uses : 0, 0, 0};
  weigh(field, out);
  return out;
}

void Scorer::weigh(std::size_t field, Evidence& evidence) const {
  evidence.bits = evidence.counted = worth(field, evidence.level, evidence.uses);
}

Explanation Scorer::weigh(Comparison comparison) const {
  Explanation out;
  out.prior = model_.prior;
  auto& [fields, crossed] = comparison;
  for (std::size_t field = 0; field < fields.size(); ++field) weigh(field, fields[field]);
  if (model_.crossing) {
    weigh(model_.crossing->first, crossed[0]);
    weigh(model_.crossing->second, crossed[1]);
  }
  if (model_.crossing) {
    Evidence& first = fields[model_.crossing->first];
    Evidence& second = fields[model_.crossing->second];
    if (crossed[0].bits + crossed[1].bits - model_.crossing->cost > first.bits + second.bits) {
      first = crossed[0];
      second = crossed[1];
      first.is_crossed = second.is_crossed = true;
      out.crossing = -model_.crossing->cost;
    }
  }
  for (std::size_t g = 0; g < kGroups; ++g) {
    if (!is_capped(model_, static_cast<Group>(g))) continue;
    for (const int sign : {1, -1}) {
      MilliBits sum = 0;
      Evidence* most = nullptr;
      const auto counts = [&](std::size_t field) {
        return model_.fields[field].group == static_cast<Group>(g) && !model_.is_crossing_field(field) && sign * fields[field].bits > 0;
      };
      for (std::size_t field = 0; field < fields.size(); ++field) {
        if (!counts(field)) continue;
        sum += sign * fields[field].bits;
        if (most == nullptr || sign * fields[field].bits > sign * most->bits) most = &fields[field];
      }
      if (most == nullptr) continue;
      // The rest is shared out so that the parts add up exactly.
      MilliBits rest = sum - sign * most->bits;
      MilliBits left = counted_of(rest, 0, model_.further_share[g]);
      for (std::size_t field = 0; field < fields.size(); ++field) {
        Evidence& one = fields[field];
        if (!counts(field) || &one == most) continue;
        const MilliBits counted = rest == 0 ? 0 : static_cast<MilliBits>(std::int64_t{left} * (sign * one.bits) / rest);
        one.counted = sign * counted;
        left -= counted;
        rest -= sign * one.bits;
      }
    }
  }
  out.total = out.prior + out.crossing;
  for (const Evidence& one : fields) out.total += one.counted;
  out.fields = std::move(fields);
  return out;
}

Explanation Scorer::explain(Row a, Row b) const { return weigh(compare(a, b)); }

Explanation Scorer::explain(const Record& record, Row row) const { return weigh(compare(record, row)); }

std::array<Evidence, 2> Scorer::compare_crossed(Row a, Row b) const {
  const std::size_t first = model_.crossing->first, second = model_.crossing->second;
  const auto across = [&](std::size_t field, Row of, std::size_t other, Row with) {
    const ValueId own = base_.value_id(field, of);
    const Level level = base_.dictionary(field).compare_across(own, base_.dictionary(other), base_.value_id(other, with));
    return evidence(field, level, base_.dictionary(field).count(own));
  };
  // From both sides, so that the order of the two records makes no difference.
  const std::array<Evidence, 2> one{across(first, a, second, b), across(second, a, first, b)};
  const std::array<Evidence, 2> other{across(first, b, second, a), across(second, b, first, a)};
  return one[0].bits + one[1].bits >= other[0].bits + other[1].bits ? one : other;
}

Comparison Scorer::compare(Row a, Row b) const {
  std::vector<Evidence> fields;
  fields.reserve(base_.fields());
  for (std::size_t field = 0; field < base_.fields(); ++field) {
    const Dictionary& dictionary = base_.dictionary(field);
    const ValueId x = base_.value_id(field, a), y = base_.value_id(field, b);
    fields.push_back(evidence(field, dictionary.compare(x, y), std::max(dictionary.count(x), dictionary.count(y))));
  }
  return {std::move(fields), model_.crossing ? compare_crossed(a, b) : std::array<Evidence, 2>{}};
}

Comparison Scorer::compare(const Record& record, Row row) const {
  std::vector<Evidence> fields;
  fields.reserve(base_.fields());
  for (std::size_t field = 0; field < base_.fields(); ++field) {
    const Dictionary& dictionary = base_.dictionary(field);
    const ValueId id = base_.value_id(field, row);
    fields.push_back(evidence(field, dictionary.compare(record[field], id), std::max(uses_of(field, record[field]), dictionary.count(id))));
  }
  std::array<Evidence, 2> crossed{};
  if (model_.crossing) {
    const std::array<std::size_t, 2> own{model_.crossing->first, model_.crossing->second};
    for (std::size_t k = 0; k < 2; ++k) {
      const ValueId id = base_.value_id(own[k], row);
      crossed[k] = evidence(own[k], base_.dictionary(own[k]).compare(record[own[1 - k]], id), base_.dictionary(own[k]).count(id));
    }
  }
  return {std::move(fields), crossed};
}

// explain(a, b).total, without keeping the parts.
MilliBits Scorer::score(Row a, Row b) const {
  std::array<MilliBits, kGroups> for_it{}, most_for{}, against{}, most_against{};
  MilliBits total = model_.prior, names = 0;
  bool names_agree = true;
  for (std::size_t field = 0; field < base_.fields(); ++field) {
    const ValueId x = base_.value_id(field, a), y = base_.value_id(field, b);
    const bool in_crossing = model_.is_crossing_field(field);
    if (x == kNoValue || y == kNoValue) {
      names_agree = names_agree && !in_crossing;
      continue;
    }
    const Dictionary& dictionary = base_.dictionary(field);
    const Level level = dictionary.compare(x, y);
    const MilliBits bits = worth(field, level, std::max(dictionary.count(x), dictionary.count(y)));
    const auto group = static_cast<std::size_t>(model_.fields[field].group);
    if (in_crossing) {
      names += bits;
      names_agree = names_agree && x == y;
    } else if (model_.further_share[group] == 1024) {
      total += bits;
    } else {
      add_to_group(bits, for_it[group], most_for[group], against[group], most_against[group]);
    }
  }
  // Names that agree cannot agree more when swapped.
  if (model_.crossing && !names_agree) names = std::max(names, names_crossed(a, b));
  total += names;
  for (std::size_t group = 0; group < kGroups; ++group)
    total += counted_of(for_it[group], most_for[group], model_.further_share[group]) - counted_of(against[group], most_against[group], model_.further_share[group]);
  return total;
}

// No level is worth more than 24,000 or less than -12,000 (model.cpp), and no rarity more than 8,000: a weight has 16 bits.
void Scorer::weigh_all(std::size_t field, const Value& value, std::uint32_t own_uses, Weights& out) const {
  out.are_missing = value.is_missing;
  out.most = 0;
  const bool are_compared = std::exchange(out.are_compared, false);
  if (value.is_missing) return;
  const Dictionary& dictionary = base_.dictionary(field);
  const Field& known = model_.fields[field];
  const KindTraits& traits = traits_of(known.kind);
  if (!are_compared) {
    out.levels.resize(dictionary.size() + kReadBehind);
    dictionary.levels(value, rarities(field), std::span(out.levels).first(dictionary.size()));
  }
  out.values.clear();
  const bool is_narrow = base_.column(field).is_narrow();
  if (!traits.counts_frequency && !is_narrow) {
    const auto levels = std::span(out.levels).first(dictionary.size());
    out.most = std::max(0, known.bits[*std::max_element(levels.begin(), levels.end())]);
    return;
  }
  out.values.resize(is_narrow ? Column::kNarrowIds : dictionary.size() + kReadBehind);
  // Most are different or missing; some at a time are looked at for others.
  constexpr std::size_t kAtOnce = 64;
  const auto different = static_cast<std::int16_t>(known.bits[kDifferent]);
  for (std::size_t start = 0; start < dictionary.size(); start += kAtOnce) {
    const std::size_t end = std::min(dictionary.size(), start + kAtOnce);
    Level most = kMissing;
    for (std::size_t id = start; id < end; ++id) {
      most = std::max(most, out.levels[id]);
      out.values[id] = static_cast<std::int16_t>(out.levels[id] == kMissing ? 0 : different);
    }
    for (std::size_t id = start; most > kDifferent && id < end; ++id) {
      if (out.levels[id] <= kDifferent) continue;
      out.values[id] = static_cast<std::int16_t>(worth(field, out.levels[id], std::max(own_uses, dictionary.count(static_cast<ValueId>(id)))));
      out.most = std::max<MilliBits>(out.most, out.values[id]);
    }
  }
  out.most = std::max<MilliBits>(out.most, different);
}

namespace {

// Weighs the record and plans the pass.
Pass plan(const Scorer& scorer, const Record& record, Scorer::Workspace& workspace) {
  const Base& base = scorer.base();
  const Model& model = scorer.model();
  scorer.weigh_all(record, workspace);
  Pass pass{&base, &model, &workspace, units_of(model, record), {}, gather_weights(), gather_narrow(), gather_levels()};
  for (Unit& unit : pass.units) {
    MilliBits sum = 0, strongest = 0;
    for (const std::size_t field : unit.fields) {
      const MilliBits most = workspace.fields[field].most;
      sum += most;
      strongest = std::max(strongest, most);
      unit.cost += base.column(field).is_narrow() ? 1 : 4;
    }
    unit.most = unit.kind == Unit::Kind::kGroup ? counted_of(sum, strongest, unit.further_share) : sum;
    if (unit.kind != Unit::Kind::kNames) continue;
    unit.most = std::max(sum, workspace.crossed[0].most + workspace.crossed[1].most - model.crossing->cost);
    unit.cost *= 2;
  }
  std::stable_sort(pass.units.begin(), pass.units.end(), [](const Unit& a, const Unit& b) { return a.most * b.cost > b.most * a.cost; });
  pass.most_left.assign(pass.units.size() + 1, 0);
  for (std::size_t unit = pass.units.size(); unit-- > 0;) pass.most_left[unit] = pass.most_left[unit + 1] + pass.units[unit].most;
  return pass;
}

// Calls visit(hit) for each record whose total is at least `least()`, which may rise, in order. Of a block, what cannot reach that
// any more is left out as soon as little is left.
template <class Least, class Visit>
void for_each_above(const Scorer& scorer, const Record& record, Scorer::Workspace& workspace, Least&& least, Visit&& visit) {
  const Pass pass = plan(scorer, record, workspace);
  const auto add = version_in_use<AddUnit>(add_baseline, add_avx2, add_avx512);
  const MilliBits prior = scorer.model().prior;
  const std::size_t units = pass.units.size();
  alignas(64) MilliBits totals[kBlock];
  std::uint32_t picked[kBlock];
  const FindAbove find_above = linkage::find_above();
  for (std::size_t start = 0; start < scorer.base().size(); start += kBlock) {
    Rows rows{start, std::min(kBlock, scorer.base().size() - start)};
    std::fill_n(totals, rows.count, prior);
    for (std::size_t unit = 0; unit < units && rows.count > 0; ++unit) {
      // What a total must have reached by now; `least()` may be the smallest number there is.
      const std::int64_t needed = std::int64_t{least()} - pass.most_left[unit];
      if (rows.picked == nullptr && needed > prior) {
        const std::size_t left = find_above(totals, rows.count, static_cast<MilliBits>(needed), picked);
        if (left * 2 <= rows.count) {
          for (std::size_t i = 0; i < left; ++i) totals[i] = totals[picked[i]];
          rows = {start, left, picked};
        }
      }
      add(pass, pass.units[unit], rows, totals);
    }
    if (rows.picked == nullptr) rows.count = find_above(totals, rows.count, least(), picked);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const MilliBits total = totals[rows.picked == nullptr ? picked[i] : i];
      if (total >= least()) visit(Hit{static_cast<Row>(start + picked[i]), total});
    }
  }
}

}  // namespace

void Scorer::weigh_all(const Record& record, Workspace& workspace) const {
  workspace.fields.resize(base_.fields());
  for (std::size_t field = 0; field < base_.fields(); ++field)
    weigh_all(field, record[field], uses_of(field, record[field]), workspace.fields[field]);
  if (!model_.crossing) return;
  weigh_all(model_.crossing->first, record[model_.crossing->second], 0, workspace.crossed[0]);
  weigh_all(model_.crossing->second, record[model_.crossing->first], 0, workspace.crossed[1]);
}

std::size_t Scorer::asked_together() const {
  std::size_t most = 1;
  for (std::size_t field = 0; field < base_.fields(); ++field) most = std::max(most, base_.dictionary(field).asked_together());
  return most;
}

void Scorer::compare_together(std::span<const Record> records, std::span<Workspace> workspaces) const {
  for (std::size_t field = 0; field < base_.fields(); ++field) {
    const Dictionary& dictionary = base_.dictionary(field);
    if (dictionary.asked_together() == 1) continue;
    std::vector<Value> values;
    std::vector<std::span<Level>> levels;
    for (std::size_t i = 0; i < records.size(); ++i) {
      workspaces[i].fields.resize(base_.fields());
      Weights& weights = workspaces[i].fields[field];
      weights.levels.resize(dictionary.size() + kReadBehind);
      weights.are_compared = true;
      values.push_back(records[i][field]);
      levels.push_back(std::span(weights.levels).first(dictionary.size()));
    }
    dictionary.levels(values, rarities(field), levels);
  }
}

std::vector<Hit> Scorer::above(const Record& record, MilliBits least, Workspace& workspace, Row but) const {
  std::vector<Hit> hits;
  for_each_above(*this, record, workspace, [&] { return least; }, [&](const Hit& hit) {
    if (hit.row != but) hits.push_back(hit);
  });
  return hits;
}

std::vector<Hit> Scorer::strongest(const Record& record, std::size_t count, Workspace& workspace, Row but) const {
  // A heap of the best so far; its weakest is the bar, which a later row must exceed.
  std::vector<Hit> best;
  if (count == 0) return best;
  const auto bar = [&] { return best.size() < count ? kLeastOfAll : best.front().total + 1; };
  for_each_above(*this, record, workspace, bar, [&](const Hit& hit) {
    if (hit.row == but) return;
    if (best.size() == count) {
      std::pop_heap(best.begin(), best.end(), is_before);
      best.pop_back();
    }
    best.push_back(hit);
    std::push_heap(best.begin(), best.end(), is_before);
  });
  std::sort(best.begin(), best.end(), is_before);
  return best;
}

void Scorer::weigh(std::size_t field, const Value& value, std::uint32_t own_uses, std::span<const Hit> records, MilliBits* out) const {
  const Dictionary& dictionary = base_.dictionary(field);
  const Column& column = base_.column(field);
  ValueId ids[kBlock];
  Level levels[kBlock];
  for (std::size_t i = 0; i < records.size(); ++i) ids[i] = column[records[i].row];
  dictionary.compare(value, {ids, records.size()}, rarities(field), {levels, records.size()});
  for (std::size_t i = 0; i < records.size(); ++i) out[i] = worth(field, levels[i], levels[i] > kDifferent ? std::max(own_uses, dictionary.count(ids[i])) : 0);
}

void Scorer::score(const Record& record, std::span<Hit> hits) const {
  // As PassBlock, of these records.
  struct Block {
    const Scorer& scorer;
    const Record& record;
    std::span<const Hit> hits;
    std::size_t count() const { return hits.size(); }
    void weigh(std::size_t field, MilliBits* out) const { scorer.weigh(field, record[field], scorer.uses_of(field, record[field]), hits, out); }
    void weigh_crossed(std::size_t which, std::size_t field, MilliBits* out) const {
      scorer.weigh(field, record[which == 0 ? scorer.model().crossing->second : scorer.model().crossing->first], 0, hits, out);
    }
  };
  const std::vector<Unit> units = units_of(model_, record);
  MilliBits totals[kBlock];
  for (std::size_t start = 0; start < hits.size(); start += kBlock) {
    const std::span<Hit> some = hits.subspan(start, std::min(kBlock, hits.size() - start));
    std::fill_n(totals, some.size(), model_.prior);
    for (const Unit& unit : units) add_unit(model_, unit, Block{*this, record, some}, totals);
    for (std::size_t i = 0; i < some.size(); ++i) some[i].total = totals[i];
  }
}

MilliBits self_score(const Scorer& scorer, const Record& record) {
  Comparison same;
  for (std::size_t field = 0; field < record.size(); ++field) {
    const Dictionary& dictionary = scorer.base().dictionary(field);
    Evidence one;
    if (!record[field].is_missing) {
      one.level = top_level(dictionary.kind());
      one.uses = traits_of(dictionary.kind()).counts_frequency ? std::max(dictionary.count(dictionary.find(record[field])), 1U) : 0;
    }
    same.straight.push_back(one);
  }
  return scorer.weigh(std::move(same)).total;
}

}  // namespace parasol::linkage
