#pragma once
// For tests: how much of something they do.
#include <cstddef>
#include <cstdlib>

namespace parasol::linkage {

// `full` where PARASOL_FULL_SIZES is set (./test full), otherwise `usual`; a tenth of that where the code is not optimised.
inline std::size_t sized(std::size_t usual, std::size_t full) {
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  return std::getenv("PARASOL_FULL_SIZES") != nullptr ? full : usual;
#else
  static_cast<void>(full);
  return usual / 10;
#endif
}

}  // namespace parasol::linkage
