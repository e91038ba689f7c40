// The two functions that a browser calls. Compiled by tools/build_wasm only. One call at a time; texts stay in the
// module's memory until the next request overwrites them, so the caller drops the instance when the desk locks.
#include <cstdlib>

#include "recognition/wire.h"

namespace {

parasol::Bytes& request() {
  static parasol::Bytes bytes;
  return bytes;
}
parasol::Bytes& answer() {
  static parasol::Bytes bytes;
  return bytes;
}

void wipe(parasol::Bytes& bytes) {
  for (volatile std::uint8_t& byte : bytes) byte = 0;
}

}  // namespace

extern "C" {

// Room for a request of `size` bytes (≤ kLargestRequest; 0 otherwise), to be filled before recognise().
[[clang::export_name("request_buffer")]] std::uint8_t* request_buffer(std::size_t size) {
  if (size > parasol::recognition::kLargestRequest) return nullptr;
  request().assign(size, 0);
  return request().data();
}

// Answers the request: 4 bytes of length (big-endian), then the answer of wire.h. Length 0: the request is malformed.
[[clang::export_name("recognise")]] const std::uint8_t* recognise() {
  using namespace parasol::recognition;
  parasol::Bytes encoded;
  if (const auto input = decode_request(request())) encoded = encode_answer(recognise(*input));
  wipe(request());
  const auto size = static_cast<std::uint32_t>(encoded.size());
  answer().clear();
  for (const int shift : {24, 16, 8, 0}) answer().push_back(static_cast<std::uint8_t>(size >> shift));
  parasol::append(answer(), encoded);
  return answer().data();
}
}

// The library's own would say why they give up, and bring printf and three imports with them.
_LIBCPP_BEGIN_NAMESPACE_STD
[[noreturn]] void __libcpp_verbose_abort(const char*, ...) { __builtin_trap(); }
_LIBCPP_END_NAMESPACE_STD

void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  if (memory == nullptr) __builtin_trap();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
