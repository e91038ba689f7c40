#pragma once
// Ed25519 (RFC 8032 §5.1). The caller puts a label in front of every message, so that one signature means one thing.
#include "crypto/guarded.h"

namespace parasol::crypto {

using PublicKey = ByteArray<32>;
using Signature = ByteArray<64>;

// A private key in guarded memory. Thread safe: nothing changes after construction.
class SigningKey {
 public:
  // The key of a 32-byte seed (RFC 8032 "private key").
  explicit SigningKey(SecretView<32> seed);
  // A fresh key from the system's generator.
  static SigningKey generate();

  const PublicKey& public_key() const { return public_key_; }
  Signature sign(ByteView message) const;

 private:
  PublicKey public_key_;
  GuardedSecret<64> expanded_;
};

// True if `signature` is that of `public_key` over `message`. False for keys and R of small order, keys that are not
// canonical and S ≥ the group order, so that there is one signature per key, message and signer.
// Any length of key or signature may be passed; a wrong one is false.
bool verify(ByteView public_key, ByteView message, ByteView signature);

}  // namespace parasol::crypto
