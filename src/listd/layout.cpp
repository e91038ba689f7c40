#include "listd/layout.h"

#include <algorithm>
#include <bit>
#include <map>

#include "crypto/aead.h"
#include "crypto/encoding.h"
#include "crypto/primitives.h"

namespace parasol::listd {
namespace {

constexpr std::size_t kEntriesPerBucket = 256;  // at least, on average
constexpr std::uint32_t kSmallListSlots = 512;
constexpr std::uint32_t kSlotsRounding = 16;
constexpr std::uint8_t kMaxBits = 16;

// The key stream of the bucket: a longer bucket begins with the bytes of a shorter one.
Bytes dummies(crypto::SecretView<32> seed, std::uint32_t epoch, std::uint32_t bucket, std::uint32_t slots) {
  Bytes label = to_bytes(as_bytes("parasol/dummies/1"));
  crypto::append_u32(label, epoch);
  crypto::append_u32(label, bucket);
  const Secret<32> key = crypto::kdf<32>(seed.expose(), label);
  const Bytes zeros(slots * kSlotSize);
  Bytes stream = crypto::seal(key, crypto::Nonce{}, zeros, {});
  stream.resize(zeros.size());
  return stream;
}

std::uint32_t first_choice(crypto::SecretView<32> seed, const Slot& slot, std::uint32_t slots) {
  Bytes label = to_bytes(as_bytes("parasol/place/1"));
  append(label, slot_tag(slot));
  const Secret<4> drawn = crypto::kdf<4>(seed.expose(), label);
  return crypto::read_u32(drawn.expose().first<4>()) % slots;
}

ByteView slot_at(const Bytes& bucket, std::size_t place) {
  return ByteView(bucket).subspan(place * kSlotSize, kSlotSize);
}

Bytes lay_out_bucket(const std::vector<const SlotEntry*>& entries, Bytes bucket, const Bytes* previous,
                     crypto::SecretView<32> seed) {
  const std::size_t slots = bucket.size() / kSlotSize;
  std::map<ByteArray<16>, std::size_t> old_places;  // by tag
  if (previous != nullptr)
    for (std::size_t place = 0; place < std::min(slots, previous->size() / kSlotSize); ++place)
      old_places.emplace(*to_array<16>(slot_at(*previous, place).first<16>()), place);

  std::vector<bool> is_taken(slots);
  const auto put = [&](const SlotEntry& entry, std::size_t place) {
    is_taken[place] = true;
    std::copy(entry.bytes.begin(), entry.bytes.end(), bucket.begin() + static_cast<std::ptrdiff_t>(place * kSlotSize));
  };
  std::vector<const SlotEntry*> newcomers;
  for (const SlotEntry* entry : entries) {
    const auto old = old_places.find(slot_tag(entry->bytes));
    if (old == old_places.end()) {
      newcomers.push_back(entry);
    } else {
      put(*entry, old->second);
    }
  }
  for (const SlotEntry* entry : newcomers) {
    std::size_t place = first_choice(seed, entry->bytes, static_cast<std::uint32_t>(slots));
    while (is_taken[place]) place = (place + 1) % slots;
    put(*entry, place);
  }
  return bucket;
}

}  // namespace

std::uint8_t bucket_bits(std::size_t entries) {
  const std::size_t ratio = entries / kEntriesPerBucket;
  if (ratio == 0) return 0;
  return std::min(static_cast<std::uint8_t>(std::bit_width(ratio) - 1), kMaxBits);
}

std::uint32_t bucket_of(std::uint32_t prefix, std::uint8_t bits) { return bits == 0 ? 0 : prefix >> (32 - bits); }

Layout lay_out(std::span<const SlotEntry> entries, std::uint32_t epoch, const Layout& previous,
               crypto::SecretView<32> seed) {
  Layout layout;
  layout.epoch = epoch;
  layout.bits = bucket_bits(entries.size());
  std::vector<std::vector<const SlotEntry*>> contents(std::size_t{1} << layout.bits);
  for (const SlotEntry& entry : entries) contents[bucket_of(entry.prefix, layout.bits)].push_back(&entry);

  layout.slots = kSmallListSlots;
  if (layout.bits > 0) {
    std::size_t largest = 0;
    for (const auto& content : contents) largest = std::max(largest, content.size());
    layout.slots = (static_cast<std::uint32_t>(largest) + kSlotsRounding - 1) / kSlotsRounding * kSlotsRounding;
  }
  const bool same_buckets = previous.epoch == epoch && previous.bits == layout.bits &&
                            previous.buckets.size() == contents.size();
  for (std::uint32_t index = 0; index < contents.size(); ++index)
    layout.buckets.push_back(lay_out_bucket(contents[index], dummies(seed, epoch, index, layout.slots),
                                            same_buckets ? &previous.buckets[index] : nullptr, seed));
  return layout;
}

}  // namespace parasol::listd
