#include "crypto/guarded.h"

#include <sodium.h>

#include "crypto/primitives.h"

namespace parasol::crypto::detail {

std::uint8_t* guarded_allocate(std::size_t size) {
  PARASOL_CHECK(initialise().has_value());
  // Includes guard pages, mlock where the limit allows it, and MADV_DONTDUMP.
  auto* memory = static_cast<std::uint8_t*>(sodium_malloc(size));
  PARASOL_CHECK(memory != nullptr);
  sodium_memzero(memory, size);
  return memory;
}

void guarded_make_read_only(std::uint8_t* memory) { PARASOL_CHECK(sodium_mprotect_readonly(memory) == 0); }

void guarded_free(std::uint8_t* memory) { sodium_free(memory); }

}  // namespace parasol::crypto::detail
