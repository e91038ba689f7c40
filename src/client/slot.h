#pragma once
// A slot: one entry of the list in a bucket, 256 bytes, random to everybody without its key.
//   tag (16) | nonce (24) | XChaCha20-Poly1305 (200 + 16), AAD "parasol/slot/1" || epoch || prefix
// Plaintext, 200 bytes:
//   version 1 (1) | kind (1) | level (1) | reference (16) | signer id (16) | signature (64) | zeros (101)
// The signature is Ed25519 over
//   "parasol/slot-statement/1" || epoch || prefix || tag || version || kind || level || reference || signer id
// so that a slot moved to another place, epoch or identifier does not verify. Integers are big-endian.
#include "client/check.h"
#include "crypto/aead.h"
#include "crypto/signature.h"

namespace parasol::client {

inline constexpr std::size_t kSlotSize = 256;
using Slot = ByteArray<kSlotSize>;
using SignerId = ByteArray<16>;

enum class SlotKind : std::uint8_t { kWarning = 1, kNuisance = 2, kCanary = 3 };
enum class SlotLevel : std::uint8_t { kInformation = 0, kCaution = 1, kDanger = 2 };

// What a slot says: "this warning is about this identifier".
struct SlotContent {
  SlotKind kind = SlotKind::kWarning;
  SlotLevel level = SlotLevel::kInformation;
  ByteArray<16> reference{};
  bool operator==(const SlotContent&) const = default;
};

// An opened slot. Believe it only after verify_slot with the key that the keyring gives for signer_id.
struct OpenedSlot {
  SlotContent content;
  SignerId signer_id{};
  crypto::Signature signature{};
};

// The first 16 bytes of SHA-256 of the signer's public key.
SignerId signer_id(const crypto::PublicKey& key);

// Signs and seals `content` as entry number `number` (0…7) of an identifier, with a random nonce.
Slot make_slot(const Derived& derived, std::size_t number, const SlotContent& content, const crypto::SigningKey& signer);

// Where each of the identifier's tags is in the bucket: the first slot that has it. Compares every slot with every
// tag in constant time, so that the time says nothing about a hit. kInvalid unless whole slots.
Result<std::array<std::optional<std::size_t>, kTagsPerIdentifier>> find_slots(ByteView bucket, const Derived& derived);

// kInvalid (field "slot") if it has another size or tag, does not authenticate, or says something unknown.
Result<OpenedSlot> open_slot(ByteView slot, const Derived& derived, std::size_t number);

// kUnauthorised if the statement is not signed with `signer`, or names another signer.
Status verify_slot(const OpenedSlot& slot, const Derived& derived, std::size_t number, const crypto::PublicKey& signer);

#ifdef PARASOL_TEST_HOOKS
namespace test_hooks {
// make_slot with a fixed nonce, for known answers.
Slot make_slot_with(const Derived& derived, std::size_t number, const SlotContent& content,
                    const crypto::SigningKey& signer, const crypto::Nonce& nonce);
}  // namespace test_hooks
#endif

}  // namespace parasol::client
