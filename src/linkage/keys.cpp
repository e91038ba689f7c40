#include "linkage/keys.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace parasol::linkage {
namespace {

// A number for each of a dictionary's values such that values of one number are to meet; 0 for none.
using Parts = std::vector<std::uint32_t>;

Parts parts_of(const Dictionary& dictionary) {
  Parts parts(dictionary.size(), 0);
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::string key;
  for (ValueId id = 1; id < dictionary.size(); ++id) {
    if (dictionary.count(id) == 0) continue;
    const std::uint64_t code = dictionary.code(id);
    key.clear();
    switch (dictionary.kind()) {
      case Kind::kGivenName: key = dictionary.skeleton(id).substr(0, 3); break;
      case Kind::kSurname:
      case Kind::kHandle: key = dictionary.skeleton(id).substr(0, 4); break;
      case Kind::kPlace:
      case Kind::kName: key = dictionary.skeleton(id).substr(0, 5); break;
      case Kind::kEmail: key = dictionary.skeleton(id); break;
      case Kind::kPlate: key = dictionary.skeleton(id).substr(0, 3); break;
      case Kind::kCode: key = dictionary.text(id).substr(0, std::max<std::size_t>(3, dictionary.text(id).size() / 2)); break;
      case Kind::kPostcode: key = dictionary.text(id).substr(0, std::max<std::size_t>(2, dictionary.text(id).size() - std::min<std::size_t>(3, dictionary.text(id).size()))); break;
      case Kind::kPhone: key = std::to_string(code & 0xfffffff); break;  // the last seven digits
      case Kind::kDate: key = std::to_string(code >> 8 & 0xffff) + "m"; break;  // year without century, and month
      default: break;
    }
    if (key.empty()) continue;
    const auto next = static_cast<std::uint32_t>(numbers.size() + 1);
    parts[id] = numbers.try_emplace(key, next).first->second;
  }
  return parts;
}

class Finder {
 public:
  Finder(const Base& base, const KeyOptions& options) : base_(base), options_(options) {
    for (std::size_t field = 0; field < base.fields(); ++field) parts_.push_back(parts_of(base.dictionary(field)));
    find_neighbours();
    std::vector<Row> all(base.size());
    for (std::size_t field = 0; field < base.fields(); ++field) {
      const Dictionary& dictionary = base.dictionary(field);
      const Family family = traits_of(dictionary.kind()).family;
      if (family == Family::kDistance) continue;
      if (family == Family::kWords) {
        by_words(field);
        continue;
      }
      for (Row row = 0; row < base.size(); ++row) all[row] = row;
      split(all, [&](Row row) { return base.value_id(field, row); }, dictionary.size(), options.rare, field, 0);
      if (family == Family::kEquality) continue;
      const std::size_t numbers = parts_[field].empty() ? 1 : *std::max_element(parts_[field].begin(), parts_[field].end()) + std::size_t{1};
      for (Row row = 0; row < base.size(); ++row) all[row] = row;
      split(all, [&](Row row) { return parts_[field][base.value_id(field, row)]; }, numbers, options.rare_part, field, 0);
    }
    std::sort(found_.pairs.begin(), found_.pairs.end());
    found_.pairs.erase(std::unique(found_.pairs.begin(), found_.pairs.end()), found_.pairs.end());
  }

  KeyedPairs take() { return std::move(found_); }

 private:
  // Three keys together are as far as it goes.
  static constexpr std::size_t kDeepest = 2;
  // In a crowd each record meets so many that follow it.
  static constexpr std::size_t kNeighbours = 4;
  // Where one word is too common, records with it meet up to so many that are next to them in a number or a time; in all no more than
  // so many pairs.
  static constexpr std::size_t kNearest = 8;
  static constexpr std::size_t kMostNearest = 8'000'000;

  // Calls visit(rows) for each word of a field.
  template <class Visit>
  void for_each_word(std::size_t field, Visit&& visit) const {
    const Dictionary& dictionary = base_.dictionary(field);
    std::vector<std::vector<Row>> rows_of(dictionary.size());
    for (Row row = 0; row < base_.size(); ++row) rows_of[base_.value_id(field, row)].push_back(row);
    std::vector<Row> rows;
    dictionary.for_each_word([&](std::span<const ValueId> values) {
      rows.clear();
      for (const ValueId id : values) rows.insert(rows.end(), rows_of[id].begin(), rows_of[id].end());
      std::sort(rows.begin(), rows.end());
      visit(std::span<Row>(rows));
    });
  }

  // How many neighbours there can be.
  void find_neighbours() {
    std::size_t crowds = 0;
    for (std::size_t field = 0; field < base_.fields(); ++field) {
      const Dictionary& dictionary = base_.dictionary(field);
      const Kind kind = dictionary.kind();
      if (kind == Kind::kNumber || kind == Kind::kTime) ordered_.push_back(field);
      if (traits_of(kind).family != Family::kWords) continue;
      dictionary.for_each_word([&](std::span<const ValueId> values) {
        std::size_t records = 0;
        for (const ValueId id : values) records += dictionary.count(id);
        if (records > options_.rare_part) crowds += records;
      });
    }
    if (crowds > 0 && !ordered_.empty()) nearest_ = std::min(kNearest, kMostNearest / (crowds * ordered_.size()));
  }

  // Records of a crowd meet those next to them in a number or a time.
  void meet_nearest(std::span<const Row> rows) {
    if (nearest_ == 0) return;
    std::vector<std::pair<float, Row>> sorted;
    for (const std::size_t field : ordered_) {
      const Dictionary& dictionary = base_.dictionary(field);
      sorted.clear();
      for (const Row row : rows)
        if (const ValueId id = base_.value_id(field, row); id != kNoValue) sorted.emplace_back(range_of(dictionary.code(id)).first, row);
      std::sort(sorted.begin(), sorted.end());
      for (std::size_t i = 0; i < sorted.size(); ++i)
        for (std::size_t j = i + 1; j < std::min(sorted.size(), i + 1 + nearest_); ++j) add(sorted[i].second, sorted[j].second);
    }
  }

  // Sorts `rows` by key and lets those of one key (but 0) meet.
  template <class KeyOf>
  void split(std::span<Row> rows, KeyOf&& key_of, std::size_t keys, std::size_t rare, std::size_t field, std::size_t depth) {
    std::vector<Row> sorted(rows.begin(), rows.end());
    if (rows.size() > keys / 8) {
      std::vector<std::uint32_t> starts(keys + 1, 0);
      for (const Row row : rows) ++starts[key_of(row) + 1];
      for (std::size_t key = 0; key < keys; ++key) starts[key + 1] += starts[key];
      for (const Row row : rows) sorted[starts[key_of(row)]++] = row;
    } else {
      std::sort(sorted.begin(), sorted.end(), [&](Row a, Row b) { return key_of(a) != key_of(b) ? key_of(a) < key_of(b) : a < b; });
    }
    for (std::size_t start = 0; start < sorted.size();) {
      std::size_t end = start + 1;
      const auto key = key_of(sorted[start]);
      while (end < sorted.size() && key_of(sorted[end]) == key) ++end;
      if (key != 0 && end - start > 1) meet({sorted.data() + start, end - start}, rare, field, depth);
      start = end;
    }
  }

  void by_words(std::size_t field) {
    for_each_word(field, [&](std::span<Row> rows) {
      if (rows.size() < 2) return;
      if (rows.size() > options_.rare_part) meet_nearest(rows);
      meet(rows, options_.rare_part, field, 0);
    });
  }

  void meet(std::span<Row> rows, std::size_t rare, std::size_t field, std::size_t depth) {
    if (rows.size() <= rare) {
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j) add(rows[i], rows[j]);
      return;
    }
    if (depth < kDeepest) {
      for (std::size_t other = 0; other < base_.fields(); ++other) {
        const Family family = traits_of(base_.dictionary(other).kind()).family;
        // Two keys are combined in one order only, unless the first is a crowd's.
        if (other == field || (depth > 0 && other < field) || family == Family::kDistance || family == Family::kWords || family == Family::kEquality) continue;
        const Parts& parts = parts_[other];
        const std::size_t numbers = *std::max_element(parts.begin(), parts.end()) + std::size_t{1};
        split(rows, [&](Row row) { return parts[base_.value_id(other, row)]; }, numbers, options_.rare_part, other, depth + 1);
      }
    }
    if (depth == kDeepest) {
      found_.records_in_crowds += rows.size();
      for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < std::min(rows.size(), i + 1 + kNeighbours); ++j) add(rows[i], rows[j]);
    }
  }

  void add(Row a, Row b) { found_.pairs.push_back(static_cast<std::uint64_t>(std::min(a, b)) << 32 | std::max(a, b)); }

  const Base& base_;
  KeyOptions options_;
  std::vector<Parts> parts_;
  std::vector<std::size_t> ordered_;  // fields of numbers and times
  std::size_t nearest_ = 0;
  KeyedPairs found_;
};

}  // namespace

KeyedPairs keyed_pairs(const Base& base, const KeyOptions& options) { return Finder(base, options).take(); }

}  // namespace parasol::linkage
