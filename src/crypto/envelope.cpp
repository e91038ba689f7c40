#include "crypto/envelope.h"

namespace parasol::crypto {

bool is_sealed_body_size(std::size_t size) {
  for (std::size_t padded = kBodySmallest; padded <= kBodyLargest; padded *= 2)
    if (size == sealed_body_size(padded)) return true;
  return false;
}

Result<ByteArray<32>> wrap_recipient(ByteView wrap) {
  if (wrap.size() != kWrapSize) return invalid("wrap", "size");
  if (wrap[0] != kSuite) return invalid("wrap", "suite");
  return *to_array<32>(wrap.subspan(1, 32));
}

Status check_wrap(ByteView wrap, const ByteArray<32>& recipient_key_hash) {
  PARASOL_TRY(const auto recipient, wrap_recipient(wrap));
  if (recipient != recipient_key_hash) return invalid("wrap", "recipient");
  return {};
}

Status check_sealed_body(ByteView body) {
  if (!is_sealed_body_size(body.size())) return invalid("body", "size");
  if (body[0] != kSuite) return invalid("body", "suite");
  return {};
}

bool is_link_body_size(std::size_t size) {
  for (const std::size_t padded : {2048U, 4096U, 8192U})
    if (size == 24 + padded + 16) return true;
  return false;
}

}  // namespace parasol::crypto
