#include "crypto/primitives.h"

#include <sodium.h>

#include "base/check.h"

namespace parasol::crypto {

Status initialise() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) return failure(ErrorCode::kInternal, "libsodium does not start");
  return {};
}

bool equal(ByteView left, ByteView right) {
  if (left.size() != right.size()) return false;
  return left.empty() || sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

ByteArray<32> sha256(ByteView message) {
  ByteArray<32> out;
  crypto_hash_sha256(out.data(), message.data(), message.size());
  return out;
}

ByteArray<64> sha512(ByteView message) {
  ByteArray<64> out;
  crypto_hash_sha512(out.data(), message.data(), message.size());
  return out;
}

void wipe(std::span<std::uint8_t> memory) { sodium_memzero(memory.data(), memory.size()); }

namespace detail {

void hmac_sha512(std::span<std::uint8_t, 64> out, ByteView key, ByteView message) {
  crypto_auth_hmacsha512_state state;
  crypto_auth_hmacsha512_init(&state, key.data(), key.size());
  crypto_auth_hmacsha512_update(&state, message.data(), message.size());
  crypto_auth_hmacsha512_final(&state, out.data());
  sodium_memzero(&state, sizeof state);
}

void blake2b(std::span<std::uint8_t> out, ByteView key, ByteView message) {
  PARASOL_CHECK(key.size() <= crypto_generichash_KEYBYTES_MAX);
  PARASOL_CHECK(crypto_generichash(out.data(), out.size(), message.data(), message.size(), key.data(), key.size()) == 0);
}

Status argon2id(std::span<std::uint8_t> out, ByteView password, std::span<const std::uint8_t, 16> salt, unsigned passes,
                unsigned mebibytes) {
  if (passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || mebibytes < 1 || mebibytes > 4096)
    return invalid("argon2id", "passes or memory out of range");
  PARASOL_CHECK_OK(initialise());
  const std::size_t memory = static_cast<std::size_t>(mebibytes) << 20;
  if (crypto_pwhash_argon2id(out.data(), out.size(), as_text(password).data(), password.size(), salt.data(), passes,
                             memory, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0)
    return failure(ErrorCode::kUnavailable, "no memory for the slow hash");
  return {};
}

}  // namespace detail
}  // namespace parasol::crypto
