#include "base/check.h"

#include <cstdio>
#include <cstdlib>

#include "base/result.h"

namespace parasol {

void check_failed(const char* file, int line) {
  std::fprintf(stderr, "invariant broken at %s:%d\n", file, line);
  std::abort();
}

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid: return "invalid";
    case ErrorCode::kUnauthorised: return "unauthorised";
    case ErrorCode::kNotFound: return "not_found";
    case ErrorCode::kConflict: return "conflict";
    case ErrorCode::kTooLarge: return "too_large";
    case ErrorCode::kRateLimited: return "rate_limited";
    case ErrorCode::kUnavailable: return "unavailable";
    case ErrorCode::kInternal: return "internal";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace parasol
