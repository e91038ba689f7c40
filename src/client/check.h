#pragma once
// The private check as its client sees it, without the network: slow hash, OPRF input, index, tags and keys.
// For the canaries (serve's hourly job, init), doctor and the benchmarks; people check in their browser.
//
//   token → slow_hash → oprf_input → blind, evaluate, verify, finalise (crypto/voprf.h) → y → derive → find_slots
#include "client/identifier.h"
#include "crypto/voprf.h"

namespace parasol::client {

inline constexpr std::size_t kTagsPerIdentifier = 8;
using DeploymentId = ByteArray<16>;
using Tag = ByteArray<16>;

// s = Argon2id(token, salt = BLAKE2b-128("parasol/slow/" || deployment), 2 passes, 19 MiB, 1 lane, 32 bytes).
// About 30 ms. kUnavailable if the memory cannot be had.
Result<Secret<32>> slow_hash(const Identifier& identifier, const DeploymentId& deployment);

// X = "parasol/chk/v1\0" || type || 0x00 || s.
Sensitive oprf_input(std::string_view type, const Secret<32>& slow);

// Everything that follows from one OPRF output in one epoch.
struct Derived {
  std::uint32_t epoch = 0;
  std::uint32_t prefix = 0;  // KDF(y, "bucket" || epoch, 4); its first bits are the bucket's index
  std::array<Tag, kTagsPerIdentifier> tags{};          // KDF(y, "tag" || epoch || j, 16)
  std::array<Secret<32>, kTagsPerIdentifier> keys{};   // KDF(y, "key" || epoch || j, 32)
};
Derived derive(const crypto::OprfOutput& y, std::uint32_t epoch);

// The first `bits` (0…32) bits of a prefix.
std::uint32_t bucket_index(std::uint32_t prefix, unsigned bits);

}  // namespace parasol::client
