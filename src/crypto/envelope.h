#pragma once
// The outside of sealed things, as far as a server without keys can see it: suite, recipient, exact sizes.
// Browsers seal and open. Sizes come from a fixed set so that a length says little about what is inside.
//
// A wrap carries a 32-byte key to the owner of an X-Wing key (ML-KEM-768 + X25519):
//   suite 0x02 (1) | SHA-256(recipient public key) (32) | KEM ciphertext (1120) | nonce (24) | AEAD (32 + 16)
// A sealed body is XChaCha20-Poly1305 in STREAM chunks of 16,384 bytes (the last may be shorter), its plaintext padded
// to 4096 · 2^n, n = 0..10:
//   suite 0x02 (1) | nonce prefix (19) | chunks, each with 16 bytes of tag
//   nonce of a chunk = prefix (19) | counter (4, big-endian) | final flag (1)
// A link body is what a report may be compared by, or a decision about two, under a key that opens many, or that was wrapped
// twice. There are thousands, so they are small: nonce (24) | XChaCha20-Poly1305 of 2, 4 or 8 KiB with its tag (16).
#include "base/bytes.h"
#include "base/result.h"

namespace parasol::crypto {

inline constexpr std::uint8_t kSuite = 0x02;
inline constexpr std::size_t kWrapSize = 1 + 32 + 1120 + 24 + 32 + 16;
inline constexpr std::size_t kBodyChunk = 16384;
inline constexpr std::size_t kBodySmallest = 4096;  // padded plaintext
inline constexpr std::size_t kBodyLargest = kBodySmallest << 10;
inline constexpr std::size_t kLinkBodyLargest = 24 + 8192 + 16;

// Whole size of a sealed body whose padded plaintext has `padded` bytes.
constexpr std::size_t sealed_body_size(std::size_t padded) {
  return 20 + padded + 16 * ((padded + kBodyChunk - 1) / kBodyChunk);
}
static_assert(kWrapSize == 1225);

// True for the eleven sizes that a sealed body can have.
bool is_sealed_body_size(std::size_t size);

// The recipient named in a wrap: SHA-256 of its X-Wing public key. kInvalid for another size or suite.
Result<ByteArray<32>> wrap_recipient(ByteView wrap);

// kInvalid (field "wrap") unless it is a wrap to the key with this hash.
Status check_wrap(ByteView wrap, const ByteArray<32>& recipient_key_hash);

// kInvalid (field "body") for another suite or size.
Status check_sealed_body(ByteView body);

// True for the three sizes that a link body can have.
bool is_link_body_size(std::size_t size);

}  // namespace parasol::crypto
