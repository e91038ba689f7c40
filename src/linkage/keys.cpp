#include "linkage/keys.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <string_view>

#include "linkage/hash.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

// part_of each of a dictionary's values.
using Parts = std::vector<std::uint32_t>;

std::uint32_t number_of(std::uint64_t hash) { return std::max<std::uint32_t>(static_cast<std::uint32_t>(hash), 1); }
std::uint32_t number_of(std::string_view key) { return key.empty() ? 0 : number_of(hash_of_text(key)); }

Parts parts_of(const Dictionary& dictionary) {
  Parts parts(dictionary.size(), 0);
  for (ValueId id = 1; id < dictionary.size(); ++id)
    if (dictionary.count(id) > 0) parts[id] = part_of(dictionary.kind(), keyed(dictionary, id));
  return parts;
}

// Ascending by what `key_of` gives, which has so many bits; equal ones in the order in which they stood.
template <class Element, class KeyOf>
void sort_by(std::vector<Element>& elements, unsigned bits, KeyOf&& key_of) {
  constexpr unsigned kDigit = 11;
  constexpr std::size_t kFew = 1 << kDigit;
  if (elements.size() < kFew) {
    std::stable_sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) { return key_of(a) < key_of(b); });
    return;
  }
  std::vector<Element> other(elements.size());
  for (unsigned shift = 0; shift < bits; shift += kDigit) {
    std::array<std::size_t, (1 << kDigit) + 1> starts{};
    for (const Element& one : elements) ++starts[(key_of(one) >> shift & (kFew - 1)) + 1];
    for (std::size_t i = 0; i < kFew; ++i) starts[i + 1] += starts[i];
    for (const Element& one : elements) other[starts[key_of(one) >> shift & (kFew - 1)]++] = one;
    elements.swap(other);
  }
}

class Finder {
 public:
  Finder(const Base& base, const KeyOptions& options) : base_(base), options_(options) {
    for (std::size_t field = 0; field < base.fields(); ++field) parts_.push_back(parts_of(base.dictionary(field)));
    find_neighbours();
    meet_the_same();
    for (std::size_t field = 0; field < base.fields(); ++field) {
      if (has_words(field)) {
        for_each_word(field, [&](std::span<const Row> rows) {
          if (rows.size() <= options_.rare_part) meet_all(rows);
        });
      } else if (has_keys(field)) {
        for_each_value(field, [&](std::span<const Row> rows) {
          if (rows.size() <= options_.rare) meet_all(rows);
        });
        meet_by_parts(field);
        if (family(field) == Family::kBits) meet_by_bits(field);
      }
    }
    // Now that parts_ has the common ones only.
    for (std::size_t field = 0; field < base.fields(); ++field) {
      if (has_words(field)) {
        for_each_word(field, [&](std::span<const Row> rows) {
          if (rows.size() <= options_.rare_part) return;
          meet_nearest(rows);
          meet_by_another(rows, field, 0);
        });
      } else if (has_keys(field)) {
        for_each_value(field, [&](std::span<const Row> rows) {
          if (rows.size() > options_.rare) meet_by_another(rows, field, 0);
        });
        for_each_key(every_row(), [&](Row row) { return parts_[field][base_.value_id(field, row)]; },
                     [&](std::span<const Row> rows) { meet_by_another(rows, field, 0); });
      }
    }
    keep_each_once();
    found_.pairs.shrink_to_fit();
  }

  KeyedPairs take() { return std::move(found_); }

 private:
  static constexpr std::size_t kDeepest = kMostCombined - 1;
  // In a crowd each record meets so many that follow it.
  static constexpr std::size_t kNeighbours = 4;
  // Where one word is too common, records with it meet up to so many that are next to them in a number or a time; in all no more than
  // so many pairs.
  static constexpr std::size_t kNearest = 8;
  static constexpr std::size_t kMostNearest = 8'000'000;

  // Of encoded people some bits are drawn so often.
  static constexpr unsigned kDraws = 64;
  static constexpr Level kAlikeEnough = 3;

  Family family(std::size_t field) const { return traits_of(base_.dictionary(field).kind()).family; }
  bool has_words(std::size_t field) const { return linkage::has_words(base_.dictionary(field).kind()); }
  bool has_keys(std::size_t field) const { return linkage::has_keys(base_.dictionary(field).kind()); }

  std::vector<Row> every_row() const {
    std::vector<Row> rows(base_.size());
    std::iota(rows.begin(), rows.end(), Row{0});
    return rows;
  }

  // Calls visit(rows) for each key but 0 that several of `rows` have, ascending ones in ascending order.
  template <class KeyOf, class Visit>
  static void for_each_key(std::span<const Row> rows, KeyOf&& key_of, Visit&& visit) {
    std::vector<std::pair<std::uint32_t, Row>> keyed;
    for (const Row row : rows)
      if (const std::uint32_t key = key_of(row); key != 0) keyed.emplace_back(key, row);
    sort_by(keyed, 32, [](const auto& one) { return one.first; });
    std::vector<Row> together;
    for (std::size_t start = 0; start < keyed.size();) {
      together.clear();
      std::size_t end = start;
      for (; end < keyed.size() && keyed[end].first == keyed[start].first; ++end) together.push_back(keyed[end].second);
      if (together.size() > 1) visit(std::span<const Row>(together));
      start = end;
    }
  }

  template <class Visit>
  void for_each_value(std::size_t field, Visit&& visit) const {
    for_each_key(every_row(), [&](Row row) { return base_.value_id(field, row); }, visit);
  }

  // Calls visit(rows) for each word of a field that several records have.
  template <class Visit>
  void for_each_word(std::size_t field, Visit&& visit) const {
    const Dictionary& dictionary = base_.dictionary(field);
    std::vector<std::size_t> starts(dictionary.words() + 1, 0);
    const Column& column = base_.column(field);
    for (Row row = 0; row < column.size(); ++row)
      for (const std::uint32_t word : dictionary.words_of(column[row])) ++starts[word + 1];
    for (std::size_t word = 0; word < dictionary.words(); ++word) starts[word + 1] += starts[word];
    std::vector<Row> rows(starts.back());
    std::vector<std::size_t> ends = starts;
    for (Row row = 0; row < column.size(); ++row)
      for (const std::uint32_t word : dictionary.words_of(column[row])) rows[ends[word]++] = row;
    for (std::size_t word = 0; word < dictionary.words(); ++word)
      if (starts[word + 1] - starts[word] > 1) visit(std::span<const Row>(rows).subspan(starts[word], starts[word + 1] - starts[word]));
  }

  // Records of a rare part meet. They then have all met: of parts_, the common ones are left, which are worth combining.
  void meet_by_parts(std::size_t field) {
    if (family(field) == Family::kEquality) return;
    Parts common(parts_[field].size(), 0);
    for_each_key(every_row(), [&](Row row) { return parts_[field][base_.value_id(field, row)]; }, [&](std::span<const Row> rows) {
      if (rows.size() <= options_.rare_part) return meet_all(rows);
      for (const Row row : rows) common[base_.value_id(field, row)] = parts_[field][base_.value_id(field, row)];
    });
    parts_[field].swap(common);
  }

  // How many neighbours there can be.
  void find_neighbours() {
    std::size_t crowds = 0;
    for (std::size_t field = 0; field < base_.fields(); ++field) {
      const Dictionary& dictionary = base_.dictionary(field);
      const Kind kind = dictionary.kind();
      if (kind == Kind::kNumber || kind == Kind::kTime) ordered_.push_back(field);
      if (!has_words(field)) continue;
      std::vector<std::size_t> records(dictionary.words(), 0);
      for (ValueId id = 0; id < dictionary.size(); ++id)
        for (const std::uint32_t word : dictionary.words_of(id)) records[word] += dictionary.count(id);
      for (const std::size_t count : records)
        if (count > options_.rare_part) crowds += count;
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

  // Records that are the same in everything stand side by side in a base that was put in order, and may have no rare key.
  void meet_the_same() {
    const auto are_the_same = [&](Row a, Row b) {
      for (std::size_t field = 0; field < base_.fields(); ++field)
        if (base_.value_id(field, a) != base_.value_id(field, b)) return false;
      return true;
    };
    for (Row row = 0; row < base_.size(); ++row)
      for (std::size_t next = row + 1; next < std::min(base_.size(), row + 1 + kNeighbours) && are_the_same(row, static_cast<Row>(next)); ++next)
        add(row, static_cast<Row>(next));
  }

  // Records of a crowd, that of a key of `field`, meet where they have another key in common.
  void meet_by_another(std::span<const Row> rows, std::size_t field, std::size_t depth) {
    if (depth == 0 && is_too_common(rows.size(), base_.size())) return;
    if (depth == kDeepest) return meet_neighbours(rows);
    for (std::size_t other = 0; other < base_.fields(); ++other) {
      // Two keys are combined in one order only, unless the first is a crowd's.
      if (other == field || (depth > 0 && other < field) || !has_keys(other) || family(other) == Family::kEquality) continue;
      for_each_key(rows, [&](Row row) { return parts_[other][base_.value_id(other, row)]; }, [&](std::span<const Row> together) {
        if (together.size() <= options_.rare_part) meet_all(together);
        else meet_by_another(together, other, depth + 1);
      });
    }
  }

  void meet_neighbours(std::span<const Row> rows) {
    found_.records_in_crowds += rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = i + 1; j < std::min(rows.size(), i + 1 + kNeighbours); ++j) add(rows[i], rows[j]);
  }

  // Encoded people that are alike agree in most bits, so that they do in all of a few drawn at random, if these are drawn often
  // (Durham 2012). Records that do so meet if they are alike indeed; values that many share are combined with other fields.
  void meet_by_bits(std::size_t field) {
    const Dictionary& dictionary = base_.dictionary(field);
    std::vector<Row> rows = every_row();
    std::erase_if(rows, [&](Row row) { const ValueId id = base_.value_id(field, row); return id == kNoValue || dictionary.count(id) > options_.rare_part; });
    std::size_t most = 16 * base_.size();
    for (std::uint64_t draw = 0; draw < kDraws; ++draw) {
      meet_by_drawn(rows, field, draw, static_cast<std::size_t>(std::bit_width(rows.size())) + 1, 0);
      if (found_.pairs.size() <= most) continue;
      keep_each_once();
      most = std::max(most, 2 * found_.pairs.size());
    }
  }

  // Of a crowd further bits are drawn.
  void meet_by_drawn(std::span<const Row> rows, std::size_t field, std::uint64_t seed, std::size_t bits, std::size_t depth) {
    constexpr std::size_t kFurther = 8;
    const Dictionary& dictionary = base_.dictionary(field);
    std::vector<std::uint64_t> drawn(bits);
    Draw draw(mixed(seed) + depth);
    for (std::uint64_t& one : drawn) one = draw.next();
    const auto key_of = [&](Row row) {
      const std::string_view bytes = dictionary.text(base_.value_id(field, row));
      std::uint64_t key = bytes.size();
      for (const std::uint64_t one : drawn) {
        const std::uint64_t bit = one % (8 * bytes.size());
        key = key << 1 | (static_cast<std::uint8_t>(bytes[bit / 8]) >> bit % 8 & 1);
      }
      return number_of(mixed(key));
    };
    for_each_key(rows, key_of, [&](std::span<const Row> together) {
      if (together.size() <= options_.rare_part) meet_alike(together, field);
      else if (depth < kDeepest) meet_by_drawn(together, field, seed, kFurther, depth + 1);
      else meet_neighbours(together);
    });
  }

  void meet_alike(std::span<const Row> rows, std::size_t field) {
    const Dictionary& dictionary = base_.dictionary(field);
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = i + 1; j < rows.size(); ++j)
        if (dictionary.compare(base_.value_id(field, rows[i]), base_.value_id(field, rows[j])) >= kAlikeEnough) add(rows[i], rows[j]);
  }

  void keep_each_once() {
    sort_by(found_.pairs, 64, [](std::uint64_t pair) { return pair; });
    found_.pairs.erase(std::unique(found_.pairs.begin(), found_.pairs.end()), found_.pairs.end());
  }

  void meet_all(std::span<const Row> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t j = i + 1; j < rows.size(); ++j) add(rows[i], rows[j]);
  }

  void add(Row a, Row b) { found_.pairs.push_back(packed(a, b)); }

  const Base& base_;
  KeyOptions options_;
  std::vector<Parts> parts_;          // by field
  std::vector<std::size_t> ordered_;  // fields of numbers and times
  std::size_t nearest_ = 0;
  KeyedPairs found_;
};

}  // namespace

std::uint32_t part_of(Kind kind, const KeyedValue& value) {
  const auto& [text, skeleton, code] = value;
  switch (kind) {
    case Kind::kGivenName:
    case Kind::kPlate: return number_of(skeleton.substr(0, 3));
    case Kind::kSurname:
    case Kind::kHandle: return number_of(skeleton.substr(0, 4));
    case Kind::kPlace: return number_of(skeleton.substr(0, 5));
    case Kind::kEmail: return number_of(skeleton);
    case Kind::kLongTermKey: return number_of(text);
    case Kind::kCode: return number_of(text.substr(0, std::max<std::size_t>(3, text.size() / 2)));
    case Kind::kPostcode: return number_of(text.substr(0, std::max<std::size_t>(2, text.size() - std::min<std::size_t>(3, text.size()))));
    case Kind::kPhone: return number_of(mixed(code & 0xfffffff));   // the last seven digits
    case Kind::kDate: return number_of(mixed(code >> 8 & 0xffff));  // year without century, and month
    default: return 0;
  }
}

bool is_too_common(std::size_t records, std::size_t all) {
  const auto count = static_cast<double>(records), of = static_cast<double>(all);
  return count * count * count > of * of;
}

KeyedPairs keyed_pairs(const Base& base, const KeyOptions& options) { return Finder(base, options).take(); }

}  // namespace parasol::linkage
