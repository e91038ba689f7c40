#pragma once
// What is known to be true about which records are of one person, from a table.
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "apps/cli/link/records.h"

namespace parasol::link {

// Two tables, one on either side of the pairs, or the same one on both.
class Truth {
 public:
  // One table or two, each with a column that says to whom a row belongs. Rows where it is empty belong to somebody else each.
  static Result<Truth> from_tables(const std::vector<NamedTable>& tables, const std::string& column);
  // A table of all true pairs: columns id_l and id_r, and perhaps `same`, which may say no. Pairs that follow from others are
  // true as well.
  static Result<Truth> from_pairs(const Table& pairs, bool is_join);

  bool is_join() const { return is_join_; }
  // Every id is known, or those that are not are of somebody else each.
  bool is_complete() const { return is_complete_; }
  // Whose record this is.
  std::optional<std::uint32_t> person(unsigned side, const std::string& id) const;
  std::uint64_t true_pairs() const;

 private:
  using Persons = std::unordered_map<std::string, std::uint32_t>;
  const Persons& side(unsigned which) const { return sides_[is_join_ ? which : 0]; }

  bool is_join_ = false;
  bool is_complete_ = true;
  Persons sides_[2];
  std::uint32_t persons_ = 0;
};

// "yes", "1", "true" or "same"; "no", "0", "false" or "different".
std::optional<bool> read_answer(std::string text);

}  // namespace parasol::link
