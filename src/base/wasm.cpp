#include "base/wasm.h"

#include <cstdlib>
#include <malloc.h>

namespace {

parasol::Bytes& request() {
  static parasol::Bytes bytes;
  return bytes;
}
parasol::Bytes& framed_answer() {
  static parasol::Bytes bytes;
  return bytes;
}

void wipe(void* memory, std::size_t size) {
  for (volatile std::uint8_t *byte = static_cast<std::uint8_t*>(memory), *end = byte + size; byte != end; ++byte) *byte = 0;
}

// Nothing that was given back can be read any more.
void wipe_and_free(void* memory) {
  if (memory == nullptr) return;
  wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

extern "C" {

// Room for a request of `size` bytes (≤ kLargestRequest; 0 otherwise), to be filled before respond().
[[clang::export_name("request_buffer")]] std::uint8_t* request_buffer(std::size_t size) {
  if (size > parasol::wasm::kLargestRequest) return nullptr;
  request() = parasol::Bytes(size, 0);
  return request().data();
}

// Answers the request: 4 bytes of length (big-endian), then the answer. Length 0: the request is malformed.
[[clang::export_name("respond")]] const std::uint8_t* respond() {
  parasol::Bytes encoded;
  if (auto result = parasol::wasm::answer(request())) encoded = *std::move(result);
  request() = {};
  const auto size = static_cast<std::uint32_t>(encoded.size());
  framed_answer() = {};
  for (const int shift : {24, 16, 8, 0}) framed_answer().push_back(static_cast<std::uint8_t>(size >> shift));
  parasol::append(framed_answer(), encoded);
  return framed_answer().data();
}
}

// The libraries' own would say why they give up, and bring printf and three imports with them.
namespace parasol {
void check_failed(const char*, int) { __builtin_trap(); }
}  // namespace parasol
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD

void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) __builtin_trap();
  return memory;
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  void* memory = std::aligned_alloc(static_cast<std::size_t>(alignment), (size + static_cast<std::size_t>(alignment) - 1) & ~(static_cast<std::size_t>(alignment) - 1));
  if (memory == nullptr) __builtin_trap();
  return memory;
}
void operator delete(void* memory) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::size_t) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { wipe_and_free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { wipe_and_free(memory); }
