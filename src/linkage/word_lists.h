#pragma once
// A short list of word ids for each value, all in one place.
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace parasol::linkage {

class WordLists {
 public:
  // The list of a new value: the next one's.
  void grow() { places_.emplace_back(); }
  // `id` has no list.
  void set(std::uint32_t id, std::span<const std::uint32_t> words) {
    places_[id] = {static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(words.size())};
    pool_.insert(pool_.end(), words.begin(), words.end());
  }
  void clear(std::uint32_t id) {
    const Place place = std::exchange(places_[id], {});
    std::fill_n(pool_.begin() + place.start, place.size, 0);
    unused_ += place.size;
    if (unused_ > 1'024 && unused_ > pool_.size() / 2) close_gaps();
  }
  // What reading a list waits for: first its place, which fetch_words needs.
  void fetch_place(std::uint32_t id) const { __builtin_prefetch(&places_[id]); }
  void fetch_words(std::uint32_t id) const { __builtin_prefetch(pool_.data() + places_[id].start); }
  std::span<const std::uint32_t> operator[](std::uint32_t id) const { return {pool_.data() + places_[id].start, places_[id].size}; }

 private:
  struct Place {
    std::uint32_t start = 0, size = 0;
  };
  void close_gaps() {
    std::vector<std::uint32_t> closed;
    closed.reserve(pool_.size() - unused_);
    for (Place& place : places_) {
      const auto start = static_cast<std::uint32_t>(closed.size());
      closed.insert(closed.end(), pool_.begin() + place.start, pool_.begin() + place.start + place.size);
      place.start = start;
    }
    pool_.swap(closed);
    unused_ = 0;
  }

  std::vector<Place> places_{{}};  // by value; [0] is the missing one's
  std::vector<std::uint32_t> pool_;
  std::size_t unused_ = 0;
};

}  // namespace parasol::linkage
