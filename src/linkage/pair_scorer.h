#pragma once
// The totals of many pairs of records, as Scorer::score gives them, several times as fast: one field after the other over some
// hundred pairs, so that the memory of many is waited for at once.
#include <cstddef>
#include <span>
#include <vector>

#include "linkage/score.h"

namespace parasol::linkage {

struct Pair {
  Row a, b;  // a < b
  MilliBits total;
  friend bool operator==(const Pair&, const Pair&) = default;
};

// Holds what each record says in one place: of each field its value's code or id. The scorer's base must stay as it is.
class PairScorer {
 public:
  explicit PairScorer(const Scorer& scorer);
  // Sets every pair's total.
  void score(std::span<Pair> pairs) const;

 private:
  struct Chunk;
  // Of a field's cell in a record: eight bytes for a code, or four for an id.
  struct Place {
    std::size_t code = 0, id = 0;
  };
  void read(Chunk& chunk, std::span<const Pair> pairs) const;
  void weigh(Chunk& chunk, std::size_t field, std::span<const Pair> pairs) const;
  MilliBits names_crossed(const Chunk& chunk, std::size_t i, const Pair& pair) const;
  void score(Chunk& chunk, std::span<Pair> pairs) const;

  const Scorer& scorer_;
  std::vector<Place> places_;  // by field
  std::size_t eights_ = 0, fours_ = 0;
  std::size_t record_size_ = 0;  // in bytes
  ErasingVector<std::byte> records_;
  std::vector<ErasingVector<Letters>> letters_;  // by field and value
  std::vector<std::vector<std::uint64_t>> words_;
};

}  // namespace parasol::linkage
