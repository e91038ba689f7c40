#pragma once
// For tests: how much memory something takes.
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace parasol::linkage {

// The most memory that the program has had resident since the last forget_peak().
inline std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return static_cast<std::size_t>(std::strtoull(line.c_str() + 6, nullptr, 10)) * 1'024;
  ADD_FAILURE() << "the kernel does not say";
  return 0;
}

// Gives back what is free, and begins to measure anew: what is resident now.
inline std::size_t forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
  return peak_memory();
}

// Since then, and not counting what was resident then. Sanitizers keep what was given back: there nothing is asked.
inline void expect_at_most(std::size_t bytes, std::size_t before) {
  const std::size_t used = peak_memory() - before;
  testing::Test::RecordProperty("bytes", std::to_string(used));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LE(used, bytes);
#else
  static_cast<void>(bytes);
#endif
}

}  // namespace parasol::linkage
