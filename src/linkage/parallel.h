#pragma once
// Work cut into numbered pieces, done by several threads. What a piece does may depend on its number alone, so that the
// result is the same for any number of threads.
#include <atomic>
#include <cstddef>
#if !defined(__wasm__)
#include <thread>
#include <vector>
#endif

#include "linkage/hash.h"

namespace parasol::linkage {

// Calls `work(piece, thread)` once for each piece below `pieces`; `thread` is below `threads`.
template <class Work>
void in_parallel(std::size_t pieces, unsigned threads, Work&& work) {
#if !defined(__wasm__)
  if (threads > 1 && pieces > 1) {
    std::atomic<std::size_t> next{0};
    const auto run = [&](unsigned thread) {
      for (std::size_t piece = next.fetch_add(1); piece < pieces; piece = next.fetch_add(1)) work(piece, thread);
    };
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(run, thread);
    run(0);
    return;
  }
#endif
  for (std::size_t piece = 0; piece < pieces; ++piece) work(piece, 0U);
}

// Random numbers that are the same everywhere (splitmix64; Steele, Lea, Flood 2014).
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += kGoldenRatio;
    return mixed(state_);
  }
  // Below `limit` (> 0); the bias is below limit / 2^64.
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }

 private:
  std::uint64_t state_;
};

}  // namespace parasol::linkage
