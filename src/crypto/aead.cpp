#include "crypto/aead.h"

#include <sodium.h>

namespace parasol::crypto {

Bytes seal(SecretView<32> key, const Nonce& nonce, ByteView plaintext, ByteView associated_data) {
  Bytes out(plaintext.size() + kAeadTagSize);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out.data(), nullptr, plaintext.data(), plaintext.size(),
                                             associated_data.data(), associated_data.size(), nullptr, nonce.data(),
                                             key.expose().data());
  return out;
}

Result<Bytes> open(SecretView<32> key, const Nonce& nonce, ByteView ciphertext, ByteView associated_data) {
  if (ciphertext.size() < kAeadTagSize) return invalid("ciphertext", "shorter than its tag");
  Bytes out(ciphertext.size() - kAeadTagSize);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(out.data(), nullptr, nullptr, ciphertext.data(), ciphertext.size(),
                                                 associated_data.data(), associated_data.size(), nonce.data(),
                                                 key.expose().data()) != 0)
    return invalid("ciphertext", "does not authenticate");
  return out;
}

}  // namespace parasol::crypto
