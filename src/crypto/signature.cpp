#include "crypto/signature.h"

#include <sodium.h>

#include "base/random.h"

namespace parasol::crypto {
namespace {

Secret<64> expand(SecretView<32> seed, PublicKey& public_key) {
  Secret<64> expanded;
  crypto_sign_ed25519_seed_keypair(public_key.data(), expanded.expose_mutable().data(), seed.expose().data());
  return expanded;
}

}  // namespace

SigningKey::SigningKey(SecretView<32> seed) : expanded_(expand(seed, public_key_)) {}

SigningKey SigningKey::generate() {
  Secret<32> seed;
  fill_random(seed.expose_mutable());
  return SigningKey(seed);
}

Signature SigningKey::sign(ByteView message) const {
  Signature out;
  crypto_sign_ed25519_detached(out.data(), nullptr, message.data(), message.size(), expanded_.expose().data());
  return out;
}

bool verify(ByteView public_key, ByteView message, ByteView signature) {
  return public_key.size() == crypto_sign_ed25519_PUBLICKEYBYTES && signature.size() == crypto_sign_ed25519_BYTES &&
         crypto_sign_ed25519_verify_detached(signature.data(), message.data(), message.size(), public_key.data()) == 0;
}

}  // namespace parasol::crypto
