#pragma once
// A hash table of ids whose keys live elsewhere: four bytes for each, and nothing of a key in it.
#include <cstdint>
#include <vector>

namespace parasol::linkage {

class IdTable {
 public:
  // The id for which `is(id)` holds among those with this hash; 0 if there is none.
  template <class Is>
  std::uint32_t find(std::uint64_t hash, Is&& is) const {
    if (slots_.empty()) return 0;
    for (std::size_t at = hash & mask();; at = (at + 1) & mask())
      if (slots_[at] == 0 || is(slots_[at])) return slots_[at];
  }

  // Adds an id (not 0, not in the table). `hash_of(id)` gives the hash of any id in it.
  template <class HashOf>
  void add(std::uint32_t id, HashOf&& hash_of) {
    if ((used_ + 1) * 4 > slots_.size() * 3) {
      std::vector<std::uint32_t> old(slots_.empty() ? 16 : slots_.size() * 2, 0);
      old.swap(slots_);
      for (const std::uint32_t moved : old)
        if (moved != 0) place(moved, hash_of(moved));
    }
    place(id, hash_of(id));
    ++used_;
  }

  // Takes out an id that is in the table.
  template <class HashOf>
  void remove(std::uint32_t id, HashOf&& hash_of) {
    std::size_t hole = hash_of(id) & mask();
    while (slots_[hole] != id) hole = (hole + 1) & mask();
    // What stands behind moves up, unless it would then stand before its place.
    for (std::size_t at = (hole + 1) & mask(); slots_[at] != 0; at = (at + 1) & mask()) {
      const std::size_t home = hash_of(slots_[at]) & mask();
      if (((at - home) & mask()) >= ((at - hole) & mask())) {
        slots_[hole] = slots_[at];
        hole = at;
      }
    }
    slots_[hole] = 0;
    --used_;
  }

 private:
  std::size_t mask() const { return slots_.size() - 1; }
  void place(std::uint32_t id, std::uint64_t hash) {
    std::size_t at = hash & mask();
    while (slots_[at] != 0) at = (at + 1) & mask();
    slots_[at] = id;
  }

  std::vector<std::uint32_t> slots_;
  std::size_t used_ = 0;
};

}  // namespace parasol::linkage
