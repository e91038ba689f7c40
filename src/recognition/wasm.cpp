// The module for browsers: it keeps nothing of a text once it has answered.
#include "base/wasm.h"
#include "recognition/wire.h"

namespace parasol::wasm {

const std::size_t kLargestRequest = recognition::kLargestRequest;

Result<Bytes> answer(ByteView request) {
  PARASOL_TRY(const auto input, recognition::decode_request(request));
  return recognition::encode_answer(recognition::recognise(input));
}

}  // namespace parasol::wasm
