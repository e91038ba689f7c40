#pragma once
// A short list for each value, words' ids or a text's bytes, all in one place: eight bytes each, besides what is in them. What is
// cleared is overwritten.
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "base/check.h"
#include "linkage/erasing.h"

namespace parasol::linkage {

template <class T>
class Lists {
 public:
  // The list of a new value: the next one's.
  void grow() { places_.emplace_back(); }
  // `id` has no list; `items` are fewer than 2^24.
  void set(std::uint32_t id, std::span<const T> items) {
    PARASOL_CHECK(items.size() < kMost);
    places_[id] = {pool_.size() & (kFarthest - 1), items.size() & (kMost - 1)};
    pool_.insert(pool_.end(), items.begin(), items.end());
  }
  void clear(std::uint32_t id) {
    const Place place = std::exchange(places_[id], {});
    std::fill_n(pool_.begin() + static_cast<std::ptrdiff_t>(place.start), static_cast<std::size_t>(place.size), T{});
    unused_ += static_cast<std::size_t>(place.size);
    if (unused_ > 1'024 && unused_ > pool_.size() / 2) close_gaps();
  }
  // What reading a list waits for: first its place, which fetch_items needs.
  void fetch_place(std::uint32_t id) const { __builtin_prefetch(&places_[id]); }
  void fetch_items(std::uint32_t id) const { __builtin_prefetch(pool_.data() + places_[id].start); }
  std::span<const T> operator[](std::uint32_t id) const { return {pool_.data() + places_[id].start, static_cast<std::size_t>(places_[id].size)}; }

 private:
  static constexpr std::uint64_t kFarthest = std::uint64_t{1} << 40, kMost = std::uint64_t{1} << 24;
  struct Place {
    std::uint64_t start : 40 = 0;
    std::uint64_t size : 24 = 0;
  };
  void close_gaps() {
    ErasingVector<T> closed;
    closed.reserve(pool_.size() - unused_);
    for (Place& place : places_) {
      const std::uint64_t start = closed.size();
      closed.insert(closed.end(), pool_.begin() + static_cast<std::ptrdiff_t>(place.start), pool_.begin() + static_cast<std::ptrdiff_t>(place.start + place.size));
      place.start = start & (kFarthest - 1);
    }
    pool_.swap(closed);
    unused_ = 0;
  }

  std::vector<Place> places_{{}};  // by value; [0] is the missing one's
  ErasingVector<T> pool_;
  std::size_t unused_ = 0;
};

}  // namespace parasol::linkage
