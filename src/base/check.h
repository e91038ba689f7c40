#pragma once
// PARASOL_CHECK: for broken invariants (bugs), never for input. Always on; aborts with the place, without data.
namespace parasol {
[[noreturn]] void check_failed(const char* file, int line);
}
#define PARASOL_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::parasol::check_failed(__FILE__, __LINE__))
