#pragma once
// One field's value ids, by row: a byte each as long as all are below 256, else four. What is said of a byte can be looked up
// without going to memory, and there is less of it to read.
#include <span>
#include <vector>

#include "linkage/dictionary.h"

namespace parasol::linkage {

class Column {
 public:
  static constexpr std::size_t kNarrowIds = 256;

  Column() = default;
  // `ids` are all below `size`.
  Column(std::vector<ValueId> ids, std::size_t size) : is_narrow_(size <= kNarrowIds) {
    if (is_narrow_) narrow_.assign(ids.begin(), ids.end());
    else wide_ = std::move(ids);
  }

  std::size_t size() const { return is_narrow_ ? narrow_.size() : wide_.size(); }
  ValueId operator[](std::size_t row) const { return is_narrow_ ? narrow_[row] : wide_[row]; }
  bool is_narrow() const { return is_narrow_; }
  // Of these, the one that is_narrow() names has the ids.
  std::span<const std::uint8_t> narrow() const { return narrow_; }
  std::span<const ValueId> wide() const { return wide_; }

  void add(ValueId id) {
    if (is_narrow_ && id >= kNarrowIds) {
      wide_.assign(narrow_.begin(), narrow_.end());
      narrow_ = {};
      is_narrow_ = false;
    }
    if (is_narrow_) narrow_.push_back(static_cast<std::uint8_t>(id));
    else wide_.push_back(id);
  }
  // The last one takes its place, and is left nowhere else.
  void remove(std::size_t row) {
    if (is_narrow_) remove_from(narrow_, row);
    else remove_from(wide_, row);
  }

 private:
  template <class Id>
  static void remove_from(std::vector<Id>& ids, std::size_t row) {
    ids[row] = ids.back();
    ids.back() = kNoValue;
    ids.pop_back();
  }

  bool is_narrow_ = true;
  std::vector<std::uint8_t> narrow_;
  std::vector<ValueId> wide_;
};

}  // namespace parasol::linkage
