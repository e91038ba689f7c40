#pragma once
// Many texts by id, laid out so that one query is compared with all of them at once (jaro_winkler.h), 64 at a time.
//
// Texts of equal length are together, 64 to a block: row j of a block holds byte j of all of them. Longer texts than
// kPackedBytes, which are few, have a row each. Of a text only its first kComparedBytes are kept. Besides its bytes a
// text costs 8 bytes and one bit.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "linkage/erasing.h"
#include "linkage/jaro_winkler.h"

namespace parasol::linkage {

inline constexpr unsigned kLanes = 64;
inline constexpr std::size_t kPackedBytes = 32;
inline constexpr std::size_t kMostThresholds = 4;

struct alignas(kLanes) LaneRow {
  std::uint8_t lane[kLanes];
};

class StringTable {
 public:
  // `id` is not in the table. Ids should be dense: there are four bytes for each up to the highest.
  void add(std::uint32_t id, std::string_view text);
  // `text` is what `id` was added with. Not one byte of it is left anywhere in the table's memory.
  void remove(std::uint32_t id, std::string_view text);

  // For every id in the table: how many of the thresholds (millionths, ascending, at most kMostThresholds) its
  // similarity to the query reaches. `level_of_id` has room for the highest id; what belongs to ids not in the table
  // stays as it is.
  void levels(std::string_view query, std::span<const std::uint32_t> thresholds,
              std::span<std::uint8_t> level_of_id) const;

  std::size_t size() const { return size_; }

 private:
  // Texts of one length. Those at positions 64 b to 64 b + 63 are the lanes of block b.
  struct Group {
    ErasingVector<LaneRow> rows;
    std::vector<std::uint32_t> ids;  // by position
  };
  class Scan;

  std::array<Group, kComparedBytes + 1> groups_;  // by length
  std::vector<std::uint32_t> positions_;          // by id, in its group
  std::vector<std::uint64_t> present_;            // a bit for each id
  std::size_t size_ = 0;
};

}  // namespace parasol::linkage
