#pragma once
// How long kernels take, in processor time.
#include <time.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/check.h"

namespace parasol::bench {

// Of the whole process, or with CLOCK_THREAD_CPUTIME_ID of this thread.
inline double processor_seconds(clockid_t clock = CLOCK_PROCESS_CPUTIME_ID) {
  timespec now{};
  PARASOL_CHECK(clock_gettime(clock, &now) == 0);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Does work of so many comparisons; the best rate of several turns stays, in millions a second.
template <class Work>
void keep_best_rate(double& best, std::size_t comparisons, Work&& work) {
  const double start = processor_seconds();
  work();
  const double seconds = processor_seconds() - start;
  best = std::max(best, static_cast<double>(comparisons) / seconds / 1e6);
}

// By linkage::InstructionSet.
inline constexpr std::array<const char*, 3> kWithInstructions{"without vector instructions beyond the baseline", "with AVX2", "with AVX-512"};

}  // namespace parasol::bench
