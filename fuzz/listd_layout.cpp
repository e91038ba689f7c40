// Layouts that follow each other: every slot stands once in its bucket, and stays where it is as long as the number of
// buckets and slots stands. Input: each byte adds or removes a group of slots.
#include <algorithm>
#include <map>

#include "base/check.h"
#include "crypto/primitives.h"
#include "listd/layout.h"

using namespace parasol;
using namespace parasol::listd;

namespace {

SlotEntry entry_of(std::uint32_t number) {
  SlotEntry entry;
  Bytes label = to_bytes(as_bytes("entry"));
  for (int shift = 0; shift < 32; shift += 8) label.push_back(static_cast<std::uint8_t>(number >> shift));
  const auto bytes = crypto::sha512(label);
  for (std::size_t i = 0; i < entry.bytes.size(); ++i) entry.bytes[i] = bytes[i % bytes.size()];
  entry.prefix = static_cast<std::uint32_t>(bytes[60]) << 24 | static_cast<std::uint32_t>(bytes[61]) << 16;
  return entry;
}

std::map<Slot, std::size_t> places_of(const Layout& layout) {
  std::map<Slot, std::size_t> places;
  std::size_t place = 0;
  for (const Bytes& bucket : layout.buckets)
    for (std::size_t at = 0; at < bucket.size(); at += kSlotSize)
      places.emplace(*to_array<kSlotSize>(ByteView(bucket).subspan(at, kSlotSize)), place++);
  return places;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Secret<32> seed(crypto::sha256(as_bytes("fuzz")));
  constexpr std::uint32_t kGroup = 9;
  std::array<bool, 128> is_in{};
  Layout layout;
  std::map<Slot, std::size_t> before;
  for (std::size_t step = 0; step < std::min<std::size_t>(size, 8); ++step) {
    // The high bit fills or empties many groups at once.
    const std::size_t first = data[step] & 0x7f;
    const std::size_t last = (data[step] & 0x80) != 0 ? is_in.size() : first + 1;
    for (std::size_t group = first; group < last; ++group) is_in[group] = !is_in[group];
    std::vector<SlotEntry> entries;
    for (std::uint32_t group = 0; group < is_in.size(); ++group)
      for (std::uint32_t i = 0; is_in[group] && i < kGroup; ++i) entries.push_back(entry_of(group * kGroup + i));

    const Layout next = lay_out(entries, 1, layout, seed);
    const auto places = places_of(next);
    PARASOL_CHECK(next.bits == bucket_bits(entries.size()));
    PARASOL_CHECK(next.buckets.size() == std::size_t{1} << next.bits);
    PARASOL_CHECK(places.size() == next.buckets.size() * next.slots);
    const bool stands = layout.bits == next.bits && layout.slots == next.slots;
    for (const SlotEntry& entry : entries) {
      const auto place = places.find(entry.bytes);
      PARASOL_CHECK(place != places.end() && place->second / next.slots == bucket_of(entry.prefix, next.bits));
      const auto old = before.find(entry.bytes);
      PARASOL_CHECK(!stands || old == before.end() || old->second == place->second);
    }
    layout = next;
    before = places;
  }
  return 0;
}
