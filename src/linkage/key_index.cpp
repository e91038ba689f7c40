#include "linkage/key_index.h"

#include <algorithm>

#include "base/check.h"
#include "linkage/hash.h"

namespace parasol::linkage {
namespace {

// So many records are given at most; of the record's other keys none is looked up any more.
constexpr std::size_t kMostFound = 1'000;
// So many rows are looked up in others' lists at most.
constexpr std::size_t kMostLookedUp = 20'000;

// The rows of `few` that are in `many`; both ascend.
std::vector<Row> in_both(std::span<const Row> few, std::span<const Row> many) {
  std::vector<Row> out;
  auto from = many.begin();
  for (const Row row : few) {
    // Ever further on, until it must lie between.
    std::ptrdiff_t step = 1;
    while (step < many.end() - from && from[step] < row) step *= 2;
    from = std::lower_bound(from + step / 2, from + std::min(step + 1, many.end() - from), row);
    if (from == many.end()) break;
    if (*from == row) out.push_back(row);
  }
  return out;
}

// A text may have a word twice.
template <class Keys>
Keys each_once(Keys keys) {
  std::sort(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  keys.erase(std::unique(keys.begin(), keys.end(), [](const auto& a, const auto& b) { return a.number == b.number; }), keys.end());
  return keys;
}

}  // namespace

KeyIndex::KeyIndex(const Base& base, const KeyOptions& options) : base_(base), options_(options), shared_(1) {
  for (Row row = 0; row < base.size(); ++row) add(row);
}

void KeyIndex::read_keys(std::size_t field, const KeyedValue& value, Keys& out) const {
  const Dictionary& dictionary = base_.dictionary(field);
  const auto add = [&](Of of, std::uint64_t hash) {
    const std::uint64_t place = (field << 2 | static_cast<std::uint64_t>(of)) * kGoldenRatio;
    out.push_back({mixed(hash ^ place), static_cast<std::uint32_t>(field), of});
  };
  if (has_words(dictionary.kind())) {
    for (const std::string_view word : words_of(value.text)) add(Of::kWord, hash_of_text(word));
  } else if (has_keys(dictionary.kind())) {
    add(Of::kValue, dictionary.has_code() ? mixed(value.code) : hash_of_text(value.text));
    if (const std::uint32_t part = part_of(dictionary.kind(), value); part != 0) add(Of::kPart, part);
  }
}

KeyIndex::Keys KeyIndex::keys_of(Row row) const {
  Keys keys;
  for (std::size_t field = 0; field < base_.fields(); ++field)
    if (const ValueId id = base_.value_id(field, row); id != kNoValue) read_keys(field, keyed(base_.dictionary(field), id), keys);
  return each_once(std::move(keys));
}

KeyIndex::Keys KeyIndex::keys_of(const Record& record) const {
  Keys keys;
  for (std::size_t field = 0; field < base_.fields(); ++field)
    if (!record[field].is_missing) read_keys(field, keyed(record[field]), keys);
  return each_once(std::move(keys));
}

std::uint32_t KeyIndex::id_of(std::uint64_t number) const {
  return ids_.find(number, [&](std::uint32_t id) { return shared_[id].number == number; });
}

void KeyIndex::add(Row row) {
  for (const Key& key : keys_of(row)) {
    std::uint32_t id = id_of(key.number);
    if (id == 0) {
      if (free_.empty()) {
        id = static_cast<std::uint32_t>(shared_.size());
        shared_.emplace_back();
      } else {
        id = free_.back();
        free_.pop_back();
      }
      shared_[id].number = key.number;
      ids_.add(id, [&](std::uint32_t other) { return shared_[other].number; });
    }
    ErasingVector<Row>& rows = shared_[id].rows;
    PARASOL_CHECK(rows.empty() || rows.back() < row);
    rows.push_back(row);
  }
}

void KeyIndex::remove(Row row, const Key& key) {
  const std::uint32_t id = id_of(key.number);
  ErasingVector<Row>& rows = shared_[id].rows;
  rows.erase(std::lower_bound(rows.begin(), rows.end(), row));
  if (!rows.empty()) return;
  ids_.remove(id, [&](std::uint32_t other) { return shared_[other].number; });
  shared_[id] = {};
  free_.push_back(id);
}

void KeyIndex::remove(Row row) {
  const Row last = static_cast<Row>(base_.size() - 1);
  for (const Key& key : keys_of(row)) remove(row, key);
  if (row == last) return;
  // The last one takes its place.
  for (const Key& key : keys_of(last)) {
    ErasingVector<Row>& rows = shared_[id_of(key.number)].rows;
    rows.pop_back();
    rows.insert(std::lower_bound(rows.begin(), rows.end(), row), row);
  }
}

// One record's keys that others have, followed as keyed_pairs does it.
class KeyIndex::Search {
 public:
  Search(const KeyIndex& index, const Keys& keys) : index_(index) {
    std::vector<List> lists;
    for (const Key& key : keys)
      if (const std::uint32_t id = index.id_of(key.number); id != 0) lists.push_back({&key, index.shared_[id].rows});
    // What is done first is done in any case.
    std::sort(lists.begin(), lists.end(), [](const List& a, const List& b) { return a.rows.size() != b.rows.size() ? a.rows.size() < b.rows.size() : a.key->number < b.key->number; });
    std::vector<List> common;
    for (const List& list : lists) {
      if (list.rows.size() > index.rare(list.key->of)) common.push_back(list);
      else if (!add(list.rows)) ++found_.crowds;
    }
    found_.crowds += common.size();
    std::copy_if(common.begin(), common.end(), std::back_inserter(parts_), [](const List& list) { return list.key->of == Of::kPart; });
    for (const List& list : common)
      if (!is_too_common(list.rows)) combine(list.rows, *list.key, 1);
    std::sort(found_.rows.begin(), found_.rows.end());
    found_.rows.erase(std::unique(found_.rows.begin(), found_.rows.end()), found_.rows.end());
  }

  Found take() { return std::move(found_); }

 private:
  struct List {
    const Key* key;
    std::span<const Row> rows;
  };

  bool is_too_common(std::span<const Row> rows) const { return linkage::is_too_common(rows.size(), index_.base_.size()); }

  bool add(std::span<const Row> rows) {
    if (found_.rows.size() + rows.size() > kMostFound) return false;
    found_.rows.insert(found_.rows.end(), rows.begin(), rows.end());
    return true;
  }

  // Of a crowd, that of so many keys of which this is the last, the records that have another key of the record.
  void combine(std::span<const Row> rows, const Key& last, std::size_t keys) {
    if (keys == kMostCombined) return;
    for (const List& other : parts_) {
      // Each two are combined once.
      const bool is_done = other.key->field < last.field && (keys > 1 || (last.of == Of::kPart && !is_too_common(other.rows)));
      if (other.key->field == last.field || is_done) continue;
      const bool is_shorter = rows.size() < other.rows.size();
      const std::span<const Row> few = is_shorter ? rows : other.rows, many = is_shorter ? other.rows : rows;
      if (few.size() > left_) continue;
      left_ -= few.size();
      const std::vector<Row> both = in_both(few, many);
      if (both.size() <= index_.options_.rare_part) add(both);
      else combine(both, *other.key, keys + 1);
    }
  }

  const KeyIndex& index_;
  std::vector<List> parts_;  // that are common
  std::size_t left_ = kMostLookedUp;
  Found found_;
};

KeyIndex::Found KeyIndex::find(const Record& record) const { return Search(*this, keys_of(record)).take(); }

KeyedAnswer strongest(const Scorer& scorer, const KeyIndex& index, const Record& record, std::size_t count) {
  const KeyIndex::Found found = index.find(record);
  KeyedAnswer out{{}, found.rows.size(), found.crowds};
  out.hits.reserve(found.rows.size());
  for (const Row row : found.rows) out.hits.push_back({row, 0});
  scorer.score(record, out.hits);
  const auto best = out.hits.begin() + static_cast<std::ptrdiff_t>(std::min(count, out.hits.size()));
  std::partial_sort(out.hits.begin(), best, out.hits.end(), is_before);
  out.hits.erase(best, out.hits.end());
  return out;
}

}  // namespace parasol::linkage
