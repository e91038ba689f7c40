#pragma once
// What the root signed in an epoch ceremony: the check epoch's public key and the canaries, which are always listed.
#include <span>

#include "trust/signed.h"

namespace parasol::listd {

inline constexpr std::size_t kSlotSize = 256;
using Slot = ByteArray<kSlotSize>;
// What a Keyring can hold.
inline constexpr std::size_t kMaxCheckEpochs = 256;

// The first 16 bytes of a slot: by them clients find it.
inline ByteArray<16> slot_tag(const Slot& slot) { return *to_array<16>(ByteView(slot).first<16>()); }

struct CheckEpoch {
  records::CheckEpoch statement;
  records::Signed envelope;
  std::vector<records::CanaryPacket> canaries;
};

// The ceremonies in order, epochs rising, all signed by the root of `trust`; the last is the current one.
// kInvalid (none, too many, an epoch out of order, or a canary of another epoch or with another's tag), kUnauthorised.
Result<std::vector<CheckEpoch>> verify_ceremonies(std::span<const records::Ceremony> ceremonies,
                                                  const records::TrustStatement& trust);

}  // namespace parasol::listd
