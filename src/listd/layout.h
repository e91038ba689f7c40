#pragma once
// Buckets: docs/protocol.md §6. Every bucket has the same number of slots; what is not taken is filled with dummies that
// nobody can tell from slots. The n-th dummy of a bucket never changes and slots stay where they are, so that a new
// version of the list differs from the last only where something came or went.
#include <span>
#include <vector>

#include "crypto/guarded.h"
#include "listd/ceremony.h"

namespace parasol::listd {

struct SlotEntry {
  std::uint32_t prefix = 0;
  Slot bytes{};
};

struct Layout {
  std::uint32_t epoch = 0;
  std::uint8_t bits = 0;     // 2^bits buckets
  std::uint32_t slots = 0;   // in every bucket
  std::vector<Bytes> buckets;
};

// max(0, floor(log2(entries / 256))), at most 16.
std::uint8_t bucket_bits(std::size_t entries);

// The first `bits` bits of the prefix.
std::uint32_t bucket_of(std::uint32_t prefix, std::uint8_t bits);

// `entries` have distinct tags. A slot that stands in `previous` (the same epoch and bits) keeps its place if the bucket
// is still long enough; the others take free places that follow from `seed`, as do the dummies.
Layout lay_out(std::span<const SlotEntry> entries, std::uint32_t epoch, const Layout& previous,
               crypto::SecretView<32> seed);

}  // namespace parasol::listd
