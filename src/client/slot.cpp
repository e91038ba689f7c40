#include "client/slot.h"

#include <algorithm>

#include "base/check.h"
#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/primitives.h"

namespace parasol::client {
namespace {

constexpr std::size_t kPlaintextSize = 200;
constexpr std::uint8_t kVersion = 1;
static_assert(sizeof(Tag) + sizeof(crypto::Nonce) + kPlaintextSize + crypto::kAeadTagSize == kSlotSize);

Bytes place(std::string_view label, const Derived& derived) {
  Bytes out = to_bytes(as_bytes(label));
  crypto::append_u32(out, derived.epoch);
  crypto::append_u32(out, derived.prefix);
  return out;
}

// version | kind | level | reference | signer id: the start of the plaintext and the end of the signed statement.
Bytes encode(const SlotContent& content, const SignerId& signer) {
  Bytes out{kVersion, static_cast<std::uint8_t>(content.kind), static_cast<std::uint8_t>(content.level)};
  append(out, content.reference);
  append(out, signer);
  return out;
}

Bytes statement(const Derived& derived, std::size_t number, const SlotContent& content, const SignerId& signer) {
  Bytes out = place("parasol/slot-statement/1", derived);
  append(out, derived.tags[number]);
  append(out, encode(content, signer));
  return out;
}

Slot make_slot_by(const Derived& derived, std::size_t number, const SlotContent& content,
                  const crypto::SigningKey& signer, const crypto::Nonce& nonce) {
  PARASOL_CHECK(number < kTagsPerIdentifier);
  const auto id = signer_id(signer.public_key());
  Bytes plaintext = encode(content, id);
  append(plaintext, signer.sign(statement(derived, number, content, id)));
  plaintext.resize(kPlaintextSize);
  Bytes out = to_bytes(derived.tags[number]);
  append(out, nonce);
  append(out, crypto::seal(derived.keys[number], nonce, plaintext, place("parasol/slot/1", derived)));
  return *to_array<kSlotSize>(out);
}

}  // namespace

SignerId signer_id(const crypto::PublicKey& key) { return *to_array<16>(ByteView(crypto::sha256(key)).first(16)); }

Slot make_slot(const Derived& derived, std::size_t number, const SlotContent& content, const crypto::SigningKey& signer) {
  return make_slot_by(derived, number, content, signer, random_array<24>());
}

Result<std::array<std::optional<std::size_t>, kTagsPerIdentifier>> find_slots(ByteView bucket, const Derived& derived) {
  if (bucket.size() % kSlotSize != 0) return invalid("bucket", "not whole slots");
  std::array<std::size_t, kTagsPerIdentifier> index{}, found{};  // found: 0 or 1
  for (std::size_t slot = 0; slot < bucket.size() / kSlotSize; ++slot) {
    const auto tag = bucket.subspan(slot * kSlotSize, sizeof(Tag));
    for (std::size_t j = 0; j < kTagsPerIdentifier; ++j) {
      const std::size_t here = crypto::equal(tag, derived.tags[j]) ? 1 : 0;
      const std::size_t first = here & ~found[j];
      index[j] |= slot & (std::size_t{0} - first);
      found[j] |= here;
    }
  }
  std::array<std::optional<std::size_t>, kTagsPerIdentifier> out;
  for (std::size_t j = 0; j < kTagsPerIdentifier; ++j)
    if (found[j] != 0) out[j] = index[j];
  return out;
}

Result<OpenedSlot> open_slot(ByteView slot, const Derived& derived, std::size_t number) {
  PARASOL_CHECK(number < kTagsPerIdentifier);
  if (slot.size() != kSlotSize) return invalid("slot", "size");
  if (!crypto::equal(slot.first(sizeof(Tag)), derived.tags[number])) return invalid("slot", "tag");
  const auto nonce = *to_array<24>(slot.subspan(16, 24));
  const auto opened = crypto::open(derived.keys[number], nonce, slot.subspan(40), place("parasol/slot/1", derived));
  if (!opened) return invalid("slot", "does not authenticate");
  const ByteView plaintext = *opened;

  const auto kind = plaintext[1], level = plaintext[2];
  const bool is_known = plaintext[0] == kVersion && kind >= 1 && kind <= 3 && level <= 2 &&
                        std::ranges::all_of(plaintext.subspan(99), [](std::uint8_t byte) { return byte == 0; });
  if (!is_known) return invalid("slot", "content");
  OpenedSlot out;
  out.content = {static_cast<SlotKind>(kind), static_cast<SlotLevel>(level), *to_array<16>(plaintext.subspan(3, 16))};
  out.signer_id = *to_array<16>(plaintext.subspan(19, 16));
  out.signature = *to_array<64>(plaintext.subspan(35, 64));
  return out;
}

Status verify_slot(const OpenedSlot& slot, const Derived& derived, std::size_t number, const crypto::PublicKey& signer) {
  PARASOL_CHECK(number < kTagsPerIdentifier);
  if (slot.signer_id != signer_id(signer) ||
      !crypto::verify(signer, statement(derived, number, slot.content, slot.signer_id), slot.signature))
    return failure(ErrorCode::kUnauthorised, "slot signature");
  return {};
}

#ifdef PARASOL_TEST_HOOKS
namespace test_hooks {
Slot make_slot_with(const Derived& derived, std::size_t number, const SlotContent& content,
                    const crypto::SigningKey& signer, const crypto::Nonce& nonce) {
  return make_slot_by(derived, number, content, signer, nonce);
}
}  // namespace test_hooks
#endif

}  // namespace parasol::client
