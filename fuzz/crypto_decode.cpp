// The filters before any curve work: what they accept is canonical, and an accepted proof encodes to the same bytes.
#include "base/check.h"
#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/voprf.h"

namespace parasol::crypto {
namespace {

void check(ByteView input) {
  if (const auto element = Element::decode(input)) {
    PARASOL_CHECK(equal(element->encoding(), input) && (input[31] & 0x80) == 0);
    PARASOL_CHECK(add(*element, *element).has_value());  // libsodium agrees that it is an element
  }
  if (const auto scalar = Scalar::decode(input)) {
    PARASOL_CHECK(equal(scalar->expose(), input));
    PARASOL_CHECK(equal(scalar->plus(Scalar::decode(Bytes(32)).value()).expose(), input));  // reduced already
  }
  if (const auto proof = Proof::decode(input)) PARASOL_CHECK(equal(proof->encode(), input));
  if (const auto recipient = wrap_recipient(input)) PARASOL_CHECK(check_wrap(input, *recipient).has_value());
  if (check_sealed_body(input)) PARASOL_CHECK(input[0] == kSuite && is_sealed_body_size(input.size()));
}

}  // namespace
}  // namespace parasol::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parasol::crypto::check({data, size});
  return 0;
}
