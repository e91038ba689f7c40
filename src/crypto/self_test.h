#pragma once
// Known answers for every primitive, run once when a process starts. One that fails must not serve.
#include "base/result.h"

namespace parasol::crypto {

// SHA-256, SHA-512, HMAC, BLAKE2b, Argon2id (2 MiB), Ed25519, XChaCha20-Poly1305, VOPRF with proof, the element filter.
// kInternal with the primitive's name in `detail` on the first mismatch. Takes milliseconds.
Status self_test();

}  // namespace parasol::crypto
