#pragma once
// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): 32-byte key, 24-byte nonce, 16-byte tag behind the ciphertext.
#include "base/result.h"
#include "crypto/guarded.h"

namespace parasol::crypto {

using Nonce = ByteArray<24>;
inline constexpr std::size_t kAeadTagSize = 16;

// The ciphertext: plaintext.size() + 16 bytes. A nonce is random and never used twice with one key.
Bytes seal(SecretView<32> key, const Nonce& nonce, ByteView plaintext, ByteView associated_data);

// The plaintext; kInvalid if the ciphertext is short or does not authenticate.
Result<Bytes> open(SecretView<32> key, const Nonce& nonce, ByteView ciphertext, ByteView associated_data);

}  // namespace parasol::crypto
