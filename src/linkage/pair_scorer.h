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

// Holds what each record says in one place: eight bytes for a field with a code, four for another. The scorer's base must stay
// as it is.
class PairScorer {
 public:
  explicit PairScorer(const Scorer& scorer);
  // Sets every pair's total.
  void score(std::span<Pair> pairs) const;

 private:
  struct Chunk;
  void read(Chunk& chunk, std::span<const Pair> pairs) const;
  void weigh(Chunk& chunk, std::size_t field, std::span<const Pair> pairs) const;
  MilliBits names_crossed(const Chunk& chunk, std::size_t i, const Pair& pair) const;
  void score(Chunk& chunk, std::span<Pair> pairs) const;

  const Scorer& scorer_;
  std::vector<std::size_t> places_;  // by field: of its cell in a record, in bytes
  std::size_t record_size_ = 0;
  ErasingVector<std::byte> records_;
  std::vector<ErasingVector<Letters>> letters_;  // by field and value
};

}  // namespace parasol::linkage
