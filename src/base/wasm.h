#pragma once
// What a module compiled for browsers says of itself; the functions that a browser calls stand in wasm.cpp. Compiled by
// tools/build_wasm only. One call at a time.
#include "base/bytes.h"
#include "base/result.h"

namespace parasol::wasm {

// In bytes.
extern const std::size_t kLargestRequest;

// An error if the request is malformed.
Result<Bytes> answer(ByteView request);

}  // namespace parasol::wasm
