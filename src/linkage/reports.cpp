#include "linkage/reports.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace parasol::linkage {
namespace {

using vocabulary::AreaBand;
using vocabulary::DescriptorValue;

// How many reports' worth of belief stands behind the model's own figures.
constexpr double kBeliefInChoices = 200;
constexpr double kBeliefInTags = 50;
// A tag field's worth from which on there is some, or much, in common.
constexpr MilliBits kSomeInCommon = 1'000;
constexpr MilliBits kMuchInCommon = 3'000;
// An identifier that is worth less brings no pair to the line, whatever else agrees.
constexpr MilliBits kLeastOfIdentifiers = kReportLine - kReportPrior - kMostOfBody - kMostOfBehaviour;
constexpr std::size_t kMostOfOne = 100;

static_assert(vocabulary::kMoTags.size() <= 128 && vocabulary::kIncidentTypes.size() <= 128 && vocabulary::kDescriptorValues.size() <= 128);

constexpr std::size_t index_of(ReportField field) { return static_cast<std::size_t>(field); }

std::size_t tag_slot(ReportField field) {
  switch (field) {
    case ReportField::kHair: return 0;
    case ReportField::kSkinMarks: return 1;
    case ReportField::kAppearance: return 2;
    case ReportField::kSmell: return 3;
    case ReportField::kBehaviours: return 4;
    default: return 5;
  }
}
constexpr std::size_t kBehaviourTags = 4, kTypeTags = 5;

template <class Table, class Value>
std::size_t place_in(const Table& table, Value value) {
  return static_cast<std::size_t>(std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.value == value; }) - table.begin());
}

template <class Tags>
void set(Tags& tags, std::size_t place) { tags.bits[place / 64] |= std::uint64_t{1} << (place % 64); }

// Calls visit(place) for each bit.
template <class Visit>
void for_each_bit(const std::array<std::uint64_t, 2>& bits, Visit&& visit) {
  for (std::size_t word = 0; word < bits.size(); ++word)
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1) visit(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
}

// Says that nothing is known.
bool says_nothing(DescriptorValue value) { return value == DescriptorValue::kGenderUnsure; }

const std::array<Band, 256>& bands() {
  static const std::array<Band, 256> all = [] {
    std::array<Band, 256> out{};
    for (const auto& entry : vocabulary::kDescriptorValues) {
      const auto field = report_field_of(entry.kind);
      if (field && traits_of(*field).comparing == Comparing::kBand) out[static_cast<std::uint8_t>(entry.value)] = band_of(entry.value);
    }
    return out;
  }();
  return all;
}

std::int32_t gap_between(Band a, Band b) { return std::max({a.low - b.high, b.low - a.high, std::int32_t{0}}); }

// Sums up by field and group what the fields say.
void add_up(ReportExplanation& explanation) {
  struct Sum {
    MilliBits all = 0;
    std::size_t most = kReportFields;
  };
  std::array<Sum, kReportGroups> sums;
  const auto group_of = [](std::size_t field) { return static_cast<std::size_t>(traits_of(static_cast<ReportField>(field)).group); };
  for (std::size_t field = 0; field < kReportFields; ++field) {
    ReportEvidence& one = explanation.fields[field];
    one.counted = one.bits;
    if (one.bits <= 0) continue;
    Sum& sum = sums[group_of(field)];
    sum.all += one.bits;
    if (sum.most == kReportFields || one.bits > explanation.fields[sum.most].bits) sum.most = field;
  }
  // The rest of a group is shared out so that the parts add up exactly.
  std::array<MilliBits, kReportGroups> left{}, rest{};
  for (std::size_t group = 0; group < kReportGroups; ++group) {
    if (sums[group].most == kReportFields) continue;
    const GroupWeights& weights = weights_of(static_cast<ReportGroup>(group));
    ReportEvidence& most = explanation.fields[sums[group].most];
    rest[group] = sums[group].all - most.bits;
    const auto share = static_cast<MilliBits>(std::int64_t{rest[group]} * weights.further_share >> 10);
    const MilliBits counted = std::min(most.bits + share, weights.most);
    most.counted = std::min(most.bits, counted);
    left[group] = counted - most.counted;
  }
  explanation.total = kReportPrior;
  explanation.behaviour = 0;
  for (std::size_t field = 0; field < kReportFields; ++field) {
    ReportEvidence& one = explanation.fields[field];
    const std::size_t group = group_of(field);
    if (one.bits > 0 && field != sums[group].most) {
      one.counted = static_cast<MilliBits>(std::int64_t{left[group]} * one.bits / rest[group]);
      left[group] -= one.counted;
      rest[group] -= one.bits;
    }
    explanation.total += one.counted;
    if (static_cast<ReportGroup>(group) == ReportGroup::kBehaviour) explanation.behaviour += one.counted;
  }
}

}  // namespace

Reports::Reports() {
  for (std::size_t identifier = 0; identifier < kIdentifiers; ++identifier) dictionaries_.emplace_back(kind_of(static_cast<ReportField>(identifier)), 1.0F);
}

RecordKey Reports::key_of(std::string_view entry) {
  if (const auto found = keys_.find(entry); found != keys_.end()) return found->second;
  const RecordKey key = next_key_++;
  keys_.emplace(entry, key);
  known_.emplace(key, Known{std::string(entry), std::nullopt});
  return key;
}

// Entries are known as long as they have a report or something was decided about them.
void Reports::drop_unused(RecordKey key) {
  const auto found = known_.find(key);
  if (found == known_.end() || found->second.row || decisions_.mention(key)) return;
  keys_.erase(found->second.name);
  known_.erase(found);
}

Reports::Entry Reports::read(RecordKey key, const Extract& extract) {
  Entry entry;
  entry.key = key;
  for (const ReportIdentifier& stated : extract.identifiers) {
    const std::size_t identifier = static_cast<std::size_t>(stated.kind) - 1;
    const Value value = normalise(kind_of(static_cast<ReportField>(identifier)), stated.text);
    if (value.is_missing) continue;
    // Its number of uses is that of reports: said twice in one it counts once.
    Dictionary& dictionary = dictionaries_[identifier];
    std::vector<Stated>& all = entry.identifiers[identifier];
    const ValueId id = dictionary.add(value);
    const auto same = [&](const Stated& one) { return one.value == id; };
    if (std::any_of(all.begin(), all.end(), same)) dictionary.remove(id);
    if (std::none_of(all.begin(), all.end(), [&](const Stated& one) { return same(one) && one.platform == stated.platform; })) all.push_back({id, stated.platform});
  }
  for (const DescriptorValue value : extract.descriptors) {
    const auto field = report_field_of(vocabulary::entry(value).kind);
    if (!field || says_nothing(value)) continue;
    const auto word = static_cast<std::uint8_t>(value);
    if (traits_of(*field).comparing == Comparing::kTags) set(entry.tags[tag_slot(*field)], place_in(vocabulary::kDescriptorValues, value));
    else if (std::uint8_t& held = entry.words[index_of(*field)]; held == 0 || word < held) held = word;
  }
  for (const auto type : extract.types) set(entry.tags[kTypeTags], place_in(vocabulary::kIncidentTypes, type));
  for (const auto tag : extract.behaviours) set(entry.tags[kBehaviourTags], place_in(vocabulary::kMoTags, tag));
  // Who said anything of a list would have said the rest of it. Behaviours have a list for each phase.
  for (std::size_t slot = 0; slot < kTagFields; ++slot)
    if (slot != kBehaviourTags && entry.tags[slot].any()) entry.answered[slot].bits = {~std::uint64_t{0}, ~std::uint64_t{0}};
  for (const auto tag : extract.behaviours)
    for (std::size_t place = 0; place < vocabulary::kMoTags.size(); ++place)
      if (vocabulary::kMoTags[place].group == vocabulary::entry(tag).group) set(entry.answered[kBehaviourTags], place);
  // The whole country is no place.
  if (extract.area && *extract.area != AreaBand::kUk) entry.words[index_of(ReportField::kArea)] = static_cast<std::uint8_t>(*extract.area);
  entry.month = extract.month;
  return entry;
}

// `change` is 1, or its negative.
void Reports::count(const Entry& entry, std::uint32_t change) {
  for (std::size_t field = 0; field < kReportFields; ++field)
    if (entry.words[field] != 0) {
      choices_[field].uses[entry.words[field]] += change;
      choices_[field].of += change;
    }
  for (std::size_t slot = 0; slot < kTagFields; ++slot) {
    for_each_bit(entry.tags[slot].bits, [&](std::size_t place) { tags_[slot].uses[place] += change; });
    for_each_bit(entry.answered[slot].bits, [&](std::size_t place) { tags_[slot].of[place] += change; });
  }
  is_fresh_ = false;
}

bool Reports::add(std::string_view entry, const Extract& extract) {
  const auto known = keys_.find(entry);
  const bool is_new = known == keys_.end() || !known_.at(known->second).row;
  if (is_new && size() == kMostReports) return false;
  const RecordKey key = key_of(entry);
  if (!is_new) remove_row(*known_.at(key).row);
  known_.at(key).row = static_cast<Row>(entries_.size());
  entries_.push_back(read(key, extract));
  count(entries_.back(), 1);
  return true;
}

void Reports::remove_row(Row row) {
  Entry& entry = entries_[row];
  count(entry, ~std::uint32_t{0});
  for (std::size_t identifier = 0; identifier < kIdentifiers; ++identifier) {
    const std::vector<Stated>& all = entry.identifiers[identifier];
    for (auto one = all.begin(); one != all.end(); ++one)
      if (std::none_of(all.begin(), one, [&](const Stated& before) { return before.value == one->value; })) dictionaries_[identifier].remove(one->value);
  }
  known_.at(entry.key).row.reset();
  if (row + std::size_t{1} != entries_.size()) {
    entry = std::move(entries_.back());
    known_.at(entry.key).row = row;
  }
  entries_.back() = Entry{};
  entries_.pop_back();
}

void Reports::forget(std::string_view entry) {
  const auto found = keys_.find(entry);
  if (found == keys_.end()) return;
  const RecordKey key = found->second;
  if (const auto row = known_.at(key).row) remove_row(*row);
  std::vector<RecordKey> others;
  for (const Decisions::Decided& decided : decisions_.all())
    if (decided.a == key || decided.b == key) others.push_back(decided.a == key ? decided.b : decided.a);
  decisions_.forget(key);
  drop_unused(key);
  for (const RecordKey other : others) drop_unused(other);
}

std::vector<std::string> Reports::decide(std::string_view one, std::string_view other, std::optional<bool> same) {
  std::vector<std::string> out;
  if (one == other) return out;
  const RecordKey a = key_of(one), b = key_of(other);
  // A later decision about a pair takes the place of the earlier one; if it can't be taken, that one stays.
  const auto before = decisions_.between(a, b);
  decisions_.undo(a, b);
  Decisions::Path path;
  if (same) path = *same ? decisions_.confirm(a, b) : decisions_.refute(a, b);
  if (!path.empty() && before && before->directly) {
    if (before->same) decisions_.confirm(a, b);
    else decisions_.refute(a, b);
  }
  for (const RecordKey key : path) out.push_back(known_.at(key).name);
  drop_unused(a);
  drop_unused(b);
  return out;
}

// What a base of this size says of how common words are, held to the model's belief. The pair itself does not count.
void Reports::refresh() {
  if (is_fresh_) return;
  is_fresh_ = true;
  const auto share = [](std::uint32_t uses, std::uint32_t of, double belief, double usual) {
    const auto others = [](std::uint32_t count) { return static_cast<double>(count > 2 ? count - 2 : 0); };
    return (others(uses) + belief * usual) / (others(of) + belief);
  };
  for (std::size_t field = 0; field < kReportFields; ++field) {
    const ReportTraits& traits = traits_of(static_cast<ReportField>(field));
    if (traits.comparing == Comparing::kChoice) {
      ChoiceCounts& counts = choices_[field];
      for (std::size_t word = 0; word < counts.uses.size(); ++word)
        counts.same[word] = std::max(0, log2_milli_bits(traits.choice.matched / share(counts.uses[word], counts.of, kBeliefInChoices, traits.choice.usual)));
    } else if (traits.comparing == Comparing::kTags) {
      TagCounts& counts = tags_[tag_slot(static_cast<ReportField>(field))];
      for (std::size_t place = 0; place < counts.uses.size(); ++place) {
        const double usual = share(counts.uses[place], counts.of[place], kBeliefInTags, traits.tags.usual);
        counts.both[place] = std::max(0, log2_milli_bits(traits.tags.matched / usual));
        counts.one[place] = std::min(0, log2_milli_bits((1 - traits.tags.matched) / (1 - std::min(usual, 0.99))));
      }
    }
  }
}

// The more reports state a value, the less it tells: it may be a venue's or an agency's. Of two that are only alike half of that.
MilliBits Reports::worth(std::size_t identifier, Level level, std::uint32_t uses) const {
  const ReportTraits& traits = traits_of(static_cast<ReportField>(identifier));
  const MilliBits bits = traits.levels[level - 1U].bits;
  if (bits <= 0 || uses <= 2) return bits;
  const MilliBits common = log2_milli_bits(uses / 2.0) * 3 / 2;
  const bool is_same = level == kElsewhere || level == top_level(kind_of(static_cast<ReportField>(identifier)));
  return std::max(0, bits - (is_same ? common : common / 2));
}

// Of all the pairs of their values the one that says most.
template <class LevelOf>
ReportEvidence Reports::compare_identifiers(std::size_t identifier, const Entry& a, const Entry& b, LevelOf&& level_of) const {
  const Dictionary& values = dictionary(identifier);
  const bool has_platforms = static_cast<ReportField>(identifier) == ReportField::kHandle;
  ReportEvidence best;
  for (std::size_t i = 0; i < a.identifiers[identifier].size(); ++i) {
    const Stated& x = a.identifiers[identifier][i];
    for (const Stated& y : b.identifiers[identifier]) {
      Level level = level_of(identifier, i, x.value, y.value);
      if (level == kMissing) continue;
      if (has_platforms && level == top_level(Kind::kHandle) && (x.platform != y.platform || x.platform == 0)) level = kElsewhere;
      const std::uint32_t uses = std::max(values.count(x.value), values.count(y.value));
      const MilliBits bits = worth(identifier, level, uses);
      const bool is_better = best.level == kMissing || bits > best.bits || (bits == best.bits && (level > best.level || (level == best.level && uses < best.uses)));
      if (is_better) best = {level, uses, static_cast<std::uint32_t>(values.uses()), bits, bits};
    }
  }
  if (best.level == kDifferent) best.uses = best.of = 0;
  return best;
}

ReportEvidence Reports::compare_choices(ReportField field, const Entry& a, const Entry& b) const {
  const std::uint8_t x = a.words[index_of(field)], y = b.words[index_of(field)];
  if (x == 0 || y == 0) return {};
  if (x != y) {
    const MilliBits bits = traits_of(field).levels[0].bits;
    return {kDifferent, 0, 0, bits, bits};
  }
  const ChoiceCounts& counts = choices_[index_of(field)];
  return {2, counts.uses[x], counts.of, counts.same[x], counts.same[x]};
}

ReportEvidence Reports::compare_bands(ReportField field, const Entry& a, const Entry& b) const {
  std::int32_t gap = 0;
  if (field == ReportField::kMonth) {
    if (!a.month || !b.month) return {};
    gap = std::abs(std::int32_t{*a.month} - std::int32_t{*b.month});
  } else {
    const std::uint8_t x = a.words[index_of(field)], y = b.words[index_of(field)];
    if (x == 0 || y == 0) return {};
    const Band one = bands()[x], other = bands()[y];
    if (field == ReportField::kAge && a.month && b.month) {
      // People grow older from report to report: the months in which they can have been born.
      const auto born = [](Band age, std::int32_t month) { return Band{month - 12 * (age.high + 1) + 1, month - 12 * age.low}; };
      gap = (gap_between(born(one, *a.month), born(other, *b.month)) + 11) / 12;
    } else {
      gap = gap_between(one, other);
    }
  }
  const ReportTraits& traits = traits_of(field);
  Level level = kDifferent;
  for (const std::int32_t most : traits.gaps)
    if (gap <= most) ++level;
  const MilliBits bits = traits.levels[level - 1U].bits;
  return {level, 0, 0, bits, bits};
}

ReportEvidence Reports::compare_tags(ReportField field, const Entry& a, const Entry& b) const {
  const std::size_t slot = tag_slot(field);
  const Tags &x = a.tags[slot], &y = b.tags[slot];
  if (!x.any() || !y.any()) return {};
  const TagCounts& counts = tags_[slot];
  std::array<std::uint64_t, 2> both{}, one{};
  for (std::size_t word = 0; word < both.size(); ++word) {
    both[word] = x.bits[word] & y.bits[word];
    one[word] = (x.bits[word] ^ y.bits[word]) & a.answered[slot].bits[word] & b.answered[slot].bits[word];
  }
  MilliBits sum = 0;
  ReportEvidence out{kDifferent, 0, 0, 0, 0};
  for_each_bit(both, [&](std::size_t place) {
    sum += counts.both[place];
    if (out.of == 0 || counts.uses[place] < out.uses) out.uses = counts.uses[place], out.of = counts.of[place];
  });
  for_each_bit(one, [&](std::size_t place) { sum += counts.one[place]; });
  const TagWeights& weights = traits_of(field).tags;
  out.bits = out.counted = std::clamp(static_cast<MilliBits>(std::int64_t{sum} * weights.tempering >> 10), weights.least, weights.most);
  if (out.of != 0) out.level = static_cast<Level>(out.bits >= kMuchInCommon ? 4 : out.bits >= kSomeInCommon ? 3 : 2);
  return out;
}

// `level_of(identifier, place among the values of `a`, that value, the other's)`.
template <class LevelOf>
ReportExplanation Reports::compare(const Entry& a, const Entry& b, LevelOf&& level_of) const {
  ReportExplanation out;
  for (std::size_t at = 0; at < kReportFields; ++at) {
    const auto field = static_cast<ReportField>(at);
    switch (traits_of(field).comparing) {
      case Comparing::kIdentifier: out.fields[at] = compare_identifiers(at, a, b, level_of); break;
      case Comparing::kChoice: out.fields[at] = compare_choices(field, a, b); break;
      case Comparing::kBand: out.fields[at] = compare_bands(field, a, b); break;
      case Comparing::kTags: out.fields[at] = compare_tags(field, a, b); break;
    }
  }
  add_up(out);
  return out;
}

ReportExplanation Reports::compare_rows(Row a, Row b) const {
  return compare(entries_[a], entries_[b], [&](std::size_t identifier, std::size_t, ValueId x, ValueId y) { return dictionary(identifier).compare(x, y); });
}

ReportExplanation Reports::explain(std::string_view one, std::string_view other) {
  refresh();
  return compare_rows(*known_.at(keys_.find(one)->second).row, *known_.at(keys_.find(other)->second).row);
}

std::optional<ReportCandidates> Reports::candidates(std::string_view entry, std::size_t count) {
  const auto found = keys_.find(entry);
  if (found == keys_.end() || !known_.at(found->second).row) return std::nullopt;
  refresh();
  const Row row = *known_.at(found->second).row;
  const Entry& of = entries_[row];
  // Each of its values against all there are, once.
  std::array<std::vector<std::vector<Level>>, kIdentifiers> levels;
  for (std::size_t identifier = 0; identifier < kIdentifiers; ++identifier)
    for (const Stated& stated : of.identifiers[identifier]) {
      std::vector<Level>& own = levels[identifier].emplace_back(dictionary(identifier).size());
      dictionary(identifier).levels(dictionary(identifier).value(stated.value), own);
    }
  const auto compare_with = [&](Row other) {
    return compare(of, entries_[other], [&](std::size_t identifier, std::size_t place, ValueId, ValueId y) { return levels[identifier][place][y]; });
  };
  const auto name_of = [&](Row other) -> const std::string& { return known_.at(entries_[other].key).name; };

  struct Scored {
    Row row;
    MilliBits total;
  };
  std::vector<Scored> all;
  all.reserve(size());
  for (Row other = 0; other < size(); ++other)
    if (other != row) all.push_back({other, compare_with(other).total});
  const auto last = all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size()));
  std::partial_sort(all.begin(), last, all.end(), [&](const Scored& x, const Scored& y) { return x.total != y.total ? x.total > y.total : name_of(x.row) < name_of(y.row); });

  ReportCandidates out;
  out.self = compare_rows(row, row).total;
  for (auto one = all.begin(); one != last; ++one) {
    ReportCandidate candidate;
    candidate.entry = name_of(one->row);
    candidate.explanation = compare_with(one->row);
    const auto& fields = candidate.explanation.fields;
    const auto by_counted = [](const ReportEvidence& x, const ReportEvidence& y) { return x.counted < y.counted; };
    ReportExplanation without = candidate.explanation;
    const auto strongest = static_cast<std::size_t>(std::max_element(fields.begin(), fields.end(), by_counted) - fields.begin());
    if (fields[strongest].counted > 0) without.fields[strongest] = {};
    add_up(without);
    candidate.without_strongest = without.total;
    const auto weakest = std::min_element(fields.begin(), fields.end(), by_counted);
    if (weakest->counted < 0) candidate.against = static_cast<ReportField>(weakest - fields.begin());
    candidate.said = decisions_.between(of.key, entries_[one->row].key);
    out.candidates.push_back(std::move(candidate));
  }
  return out;
}

// By value, those (itself among them) with which it can bring a pair to the line.
std::vector<std::vector<ValueId>> Reports::alike_values(std::size_t identifier) const {
  const Dictionary& values = dictionary(identifier);
  const auto& weights = traits_of(static_cast<ReportField>(identifier)).levels;
  std::vector<std::vector<ValueId>> out(values.size());
  std::vector<Level> levels(values.size());
  for (ValueId id = 1; id < values.size(); ++id) {
    if (values.count(id) == 0) continue;
    values.levels(values.value(id), levels);
    for (ValueId other = 1; other < values.size(); ++other)
      if (levels[other] != kMissing && weights[levels[other] - 1U].bits >= kLeastOfIdentifiers) out[id].push_back(other);
  }
  return out;
}

// Pairs of places in `rows` whose total reaches the line.
std::vector<Pair> Reports::linked_pairs(std::span<const Row> rows) const {
  std::array<std::vector<std::vector<ValueId>>, kIdentifiers> alike;
  std::array<std::vector<std::vector<Row>>, kIdentifiers> with_value;  // places
  for (std::size_t identifier = 0; identifier < kIdentifiers; ++identifier) {
    alike[identifier] = alike_values(identifier);
    with_value[identifier].resize(dictionary(identifier).size());
    for (Row place = 0; place < rows.size(); ++place)
      for (const Stated& stated : entries_[rows[place]].identifiers[identifier])
        if (auto& places = with_value[identifier][stated.value]; places.empty() || places.back() != place) places.push_back(place);
  }
  std::vector<Pair> pairs, own;
  std::vector<Row> met(rows.size(), ~Row{0});
  for (Row place = 0; place < rows.size(); ++place) {
    own.clear();
    met[place] = place;
    for (std::size_t identifier = 0; identifier < kIdentifiers; ++identifier)
      for (const Stated& stated : entries_[rows[place]].identifiers[identifier])
        for (const ValueId value : alike[identifier][stated.value])
          for (const Row other : with_value[identifier][value]) {
            if (met[other] == place) continue;
            met[other] = place;
            const MilliBits total = compare_rows(rows[place], rows[other]).total;
            if (total >= kReportLine) own.push_back({std::min(place, other), std::max(place, other), total});
          }
    const auto is_stronger = [](const Pair& x, const Pair& y) { return x.total != y.total ? x.total > y.total : x.a != y.a ? x.a < y.a : x.b < y.b; };
    if (own.size() > kMostOfOne) {
      std::nth_element(own.begin(), own.begin() + kMostOfOne, own.end(), is_stronger);
      own.resize(kMostOfOne);
    }
    pairs.insert(pairs.end(), own.begin(), own.end());
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& x, const Pair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

std::vector<std::vector<std::string>> Reports::clusters() {
  refresh();
  // In the order of their names, so that the answer does not depend on the order in which they came.
  std::vector<Row> rows(size());
  std::iota(rows.begin(), rows.end(), Row{0});
  const auto name_of = [&](Row row) -> const std::string& { return known_.at(entries_[row].key).name; };
  std::sort(rows.begin(), rows.end(), [&](Row x, Row y) { return name_of(x) < name_of(y); });
  std::vector<Row> places(size());
  for (Row place = 0; place < rows.size(); ++place) places[rows[place]] = place;

  // Entries that only decisions know stand behind the others: they join two, or keep them apart, and say nothing themselves.
  std::map<RecordKey, Row> absent;
  const auto place_of = [&](RecordKey key) {
    if (const auto row = known_.at(key).row) return places[*row];
    return absent.try_emplace(key, static_cast<Row>(size() + absent.size())).first->second;
  };
  std::vector<Decision> decided;
  for (const Decisions::Decided& one : decisions_.all()) {
    const Row a = place_of(one.a), b = place_of(one.b);
    decided.push_back({a, b, one.same});
  }
  ClusterOptions options;
  options.line = kReportLine;
  const auto score = [&](Row a, Row b) { return a < size() && b < size() ? compare_rows(rows[a], rows[b]).total : kReportLine; };
  const std::vector<Row> cluster_of = cluster(size() + absent.size(), score, linked_pairs(rows), options, decided);
  std::vector<std::vector<std::string>> groups(size()), out;
  for (Row place = 0; place < rows.size(); ++place) groups[cluster_of[place]].push_back(name_of(rows[place]));
  for (std::vector<std::string>& group : groups)
    if (group.size() > 1) out.push_back(std::move(group));
  return out;
}

}  // namespace parasol::linkage
