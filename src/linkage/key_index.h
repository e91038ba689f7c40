#pragma once
// Which records share something rare with one that is asked about, whether or not that is in the base: the keys of keys.h, each with the
// rows that have it. Such records are few, so that an answer takes microseconds; those that share nothing rare are not found.
//
// How long an answer takes tells whether a value is in the base: only for where whoever asks may see all of it (docs/linkage.md).
#include <cstdint>
#include <span>
#include <vector>

#include "linkage/erasing.h"
#include "linkage/id_table.h"
#include "linkage/keys.h"
#include "linkage/score.h"

namespace parasol::linkage {

// One record can be compared with more others than each of a whole table.
inline constexpr KeyOptions kOfAQuestion{.rare = 60, .rare_part = 200};

// Follows its base: what is done to that is done here, too. Its state depends on what is in the base alone.
class KeyIndex {
 public:
  explicit KeyIndex(const Base& base, const KeyOptions& options = kOfAQuestion);

  // The record that the base was given last.
  void add(Row row);
  // The record that the base is about to forget: nothing of its keys is left here that no other has.
  void remove(Row row);

  struct Found {
    std::vector<Row> rows;   // ascending
    std::size_t crowds = 0;  // how many of the record's keys too many others have for all of these to be among the rows
  };
  Found find(const Record& record) const;

 private:
  enum class Of : std::uint8_t { kValue, kPart, kWord };
  struct Key {
    std::uint64_t number;  // of the field, of what it is the key, and of that
    std::uint32_t field;
    Of of;
  };
  // Overwritten: a number can be found again by trying what it may be of.
  using Keys = ErasingVector<Key>;
  struct Shared {
    std::uint64_t number = 0;
    ErasingVector<Row> rows;  // ascending
  };
  class Search;

  void read_keys(std::size_t field, const KeyedValue& value, Keys& out) const;
  Keys keys_of(Row row) const;
  Keys keys_of(const Record& record) const;
  std::uint32_t id_of(std::uint64_t number) const;  // 0 if nobody has it
  void remove(Row row, const Key& key);
  std::size_t rare(Of of) const { return of == Of::kValue ? options_.rare : options_.rare_part; }

  const Base& base_;
  KeyOptions options_;
  IdTable ids_;
  ErasingVector<Shared> shared_;  // by id; [0] is none
  std::vector<std::uint32_t> free_;
};

struct KeyedAnswer {
  std::vector<Hit> hits;  // strongest first, with the totals that Scorer::strongest gives
  std::size_t compared;   // records
  std::size_t crowds;     // KeyIndex::Found
};
// The `count` strongest of the records that share something rare with this one. The index is of the scorer's base.
KeyedAnswer strongest(const Scorer& scorer, const KeyIndex& index, const Record& record, std::size_t count);

}  // namespace parasol::linkage
