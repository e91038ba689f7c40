#pragma once
// Hashes, key derivation, the slow hash and constant-time comparison. libsodium 1.0.18 does the work and is named only
// in this folder's .cpp files.
#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace parasol::crypto {

// Prepares libsodium (chooses the fastest code for this CPU). Call once at the start of a process; calling again does
// nothing. kInternal if libsodium cannot start. Safe from any thread.
Status initialise();

// True if both have the same length and content. The time depends on the lengths only.
bool equal(ByteView left, ByteView right);

ByteArray<32> sha256(ByteView message);
ByteArray<64> sha512(ByteView message);

// Overwrites memory in a way that the compiler cannot remove.
void wipe(std::span<std::uint8_t> memory);

namespace detail {
void hmac_sha512(std::span<std::uint8_t, 64> out, ByteView key, ByteView message);
void blake2b(std::span<std::uint8_t> out, ByteView key, ByteView message);
Status argon2id(std::span<std::uint8_t> out, ByteView password, std::span<const std::uint8_t, 16> salt, unsigned passes,
                unsigned mebibytes);
}  // namespace detail

// HMAC-SHA-512 (RFC 2104, FIPS 180-4).
inline Secret<64> hmac_sha512(ByteView key, ByteView message) {
  Secret<64> out;
  detail::hmac_sha512(out.expose_mutable(), key, message);
  return out;
}

// KDF(key, label, N): the first N bytes of HMAC-SHA-512(key, label). One label, one purpose.
template <std::size_t N>
Secret<N> kdf(ByteView key, ByteView label) {
  static_assert(N > 0 && N <= 64);
  const Secret<64> full = hmac_sha512(key, label);
  return *Secret<N>::from(full.expose().first(N));
}

// BLAKE2b with an output of N bytes (RFC 7693), keyed unless `key` is empty. The key has at most 64 bytes.
template <std::size_t N>
ByteArray<N> blake2b(ByteView key, ByteView message) {
  static_assert(N >= 16 && N <= 64);
  ByteArray<N> out;
  detail::blake2b(out, key, message);
  return out;
}

// Argon2id version 0x13 with one lane (RFC 9106). `passes` ≥ 1, `mebibytes` ≥ 1.
// kUnavailable if the memory cannot be had; kInvalid if a parameter is out of range.
template <std::size_t N>
Result<Secret<N>> argon2id(ByteView password, std::span<const std::uint8_t, 16> salt, unsigned passes,
                           unsigned mebibytes) {
  static_assert(N >= 16 && N <= 64);
  Secret<N> out;
  PARASOL_CHECK_OK(detail::argon2id(out.expose_mutable(), password, salt, passes, mebibytes));
  return out;
}

}  // namespace parasol::crypto
