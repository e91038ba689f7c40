#include "listd/layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "crypto/primitives.h"

namespace parasol::listd {
namespace {

const Secret<32> kSeed(crypto::sha256(as_bytes("layout test")));

std::vector<SlotEntry> random_entries(std::size_t count, unsigned seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<SlotEntry> entries(count);
  for (SlotEntry& entry : entries) {
    entry.prefix = static_cast<std::uint32_t>(random());
    for (auto& byte : entry.bytes) byte = static_cast<std::uint8_t>(random());
  }
  return entries;
}

Layout lay(const std::vector<SlotEntry>& entries, const Layout& previous = {}) {
  return lay_out(entries, 1, previous, kSeed);
}

// Every slot of a layout: where it stands, by its bytes.
using Places = std::map<Bytes, std::pair<std::size_t, std::size_t>>;
Places places_of(const Layout& layout) {
  Places places;
  for (std::size_t b = 0; b < layout.buckets.size(); ++b)
    for (std::size_t s = 0; s < layout.slots; ++s) {
      const auto first = layout.buckets[b].begin() + static_cast<std::ptrdiff_t>(s * kSlotSize);
      places.emplace(Bytes(first, first + kSlotSize), std::pair(b, s));
    }
  return places;
}

std::size_t different_slots(const Layout& a, const Layout& b) {
  EXPECT_EQ(a.buckets.size(), b.buckets.size());
  EXPECT_EQ(a.slots, b.slots);
  std::size_t different = 0;
  for (std::size_t i = 0; i < a.buckets.size(); ++i)
    for (std::size_t at = 0; at < a.buckets[i].size(); at += kSlotSize)
      different += !std::equal(a.buckets[i].begin() + static_cast<std::ptrdiff_t>(at),
                               a.buckets[i].begin() + static_cast<std::ptrdiff_t>(at + kSlotSize),
                               b.buckets[i].begin() + static_cast<std::ptrdiff_t>(at));
  return different;
}

// Break: the ratio or the logarithm in bucket_bits.
TEST(Layout, BucketBits) {
  for (const std::size_t n : {0U, 1U, 255U, 256U, 511U, 512U, 513U, 1023U, 1024U, 10000U, 50000U, 200000U}) {
    const int expected = n == 0 ? 0 : std::max(0, static_cast<int>(std::floor(std::log2(static_cast<double>(n) / 256))));
    EXPECT_EQ(bucket_bits(n), expected) << n;
  }
  EXPECT_EQ(bucket_bits(std::size_t{1} << 40), 16);
  EXPECT_EQ(bucket_of(0xffffffff, 0), 0U);
  EXPECT_EQ(bucket_of(0x80000000, 1), 1U);
  EXPECT_EQ(bucket_of(0x7fffffff, 1), 0U);
  EXPECT_EQ(bucket_of(0xabcdef01, 16), 0xabcdU);
}

// Break: the rounding, the small list's 512 slots, or `put` (a lost slot).
TEST(Layout, EveryBucketHasOneLengthAndEverySlotItsBucket) {
  for (const std::size_t n : {0U, 1U, 511U, 512U, 50000U}) {
    const auto entries = random_entries(n);
    const Layout layout = lay(entries);
    ASSERT_EQ(layout.buckets.size(), std::size_t{1} << bucket_bits(n)) << n;
    std::vector<std::size_t> loads(layout.buckets.size());
    for (const auto& entry : entries) ++loads[bucket_of(entry.prefix, layout.bits)];
    const std::size_t largest = *std::max_element(loads.begin(), loads.end());
    if (n <= 511) {
      EXPECT_EQ(layout.slots, 512U);
    } else {
      EXPECT_EQ(layout.slots % 16, 0U);
      EXPECT_GE(layout.slots, largest);
      EXPECT_LT(layout.slots, largest + 16);
    }
    for (const Bytes& bucket : layout.buckets) EXPECT_EQ(bucket.size(), layout.slots * kSlotSize);

    const Places places = places_of(layout);
    EXPECT_EQ(places.size(), layout.buckets.size() * layout.slots) << "two slots are equal";
    for (const auto& entry : entries) {
      const auto found = places.find(to_bytes(entry.bytes));
      ASSERT_NE(found, places.end());
      EXPECT_EQ(found->second.first, bucket_of(entry.prefix, layout.bits));
    }
  }
}

// Chi-square of byte values (255 degrees of freedom) and share of one-bits. Over fixed seeds, so nothing is left to luck.
struct Statistics {
  double chi_square = 0;
  double ones_deviation = 0;  // in standard deviations
};
Statistics statistics_of(const std::vector<Bytes>& slots) {
  std::array<double, 256> counts{};
  double total = 0;
  double ones = 0;
  for (const Bytes& slot : slots)
    for (const std::uint8_t byte : slot) {
      ++counts[byte];
      ++total;
      ones += __builtin_popcount(byte);
    }
  Statistics result;
  for (const double count : counts) result.chi_square += (count - total / 256) * (count - total / 256) / (total / 256);
  result.ones_deviation = std::abs(ones - total * 4) / std::sqrt(total * 2);
  return result;
}
bool looks_random(const Statistics& s) { return s.chi_square > 170 && s.chi_square < 360 && s.ones_deviation < 4; }

// Break: return `zeros` from dummies(), or one dummy for every place.
TEST(Layout, DummiesLookLikeSlots) {
  const auto entries = random_entries(1000);
  std::set<Bytes> real;
  for (const auto& entry : entries) real.insert(to_bytes(entry.bytes));
  std::vector<Bytes> dummies;
  for (const auto& [slot, place] : places_of(lay(entries)))
    if (!real.contains(slot)) dummies.push_back(slot);
  ASSERT_GT(dummies.size(), 10U);
  // More of them, to make the test sharp.
  for (unsigned i = 2; i < 12; ++i)
    for (const auto& [slot, place] : places_of(lay_out({}, i, {}, kSeed))) dummies.push_back(slot);
  EXPECT_TRUE(looks_random(statistics_of(dummies)));
  EXPECT_TRUE(looks_random(statistics_of({real.begin(), real.end()})));

  // The control: the same bytes with one bit in 64 biased are told apart.
  std::vector<Bytes> biased = dummies;
  for (Bytes& slot : biased)
    for (std::size_t i = 0; i < slot.size(); i += 8) slot[i] |= 1;
  EXPECT_FALSE(looks_random(statistics_of(biased)));
}

// Break: derive dummies from anything that changes, e.g. the number of entries; or take places anew.
TEST(Layout, ComingAndGoingChangesOneSlot) {
  for (const std::size_t n : {3U, 400U, 2000U}) {
    auto entries = random_entries(n);
    const Layout before = lay(entries);
    auto more = entries;
    // A bucket with room, so that the number of slots stands.
    SlotEntry added = random_entries(1, 99)[0];
    std::vector<std::size_t> loads(before.buckets.size());
    for (const auto& entry : entries) ++loads[bucket_of(entry.prefix, before.bits)];
    const auto emptiest = static_cast<std::uint32_t>(std::min_element(loads.begin(), loads.end()) - loads.begin());
    added.prefix = before.bits == 0 ? added.prefix : emptiest << (32 - before.bits);
    more.insert(more.begin(), added);
    const Layout after = lay(more, before);
    EXPECT_EQ(different_slots(before, after), 1U) << n;
    // Gone again, it leaves the dummy that was there before.
    EXPECT_EQ(lay(entries, after).buckets, before.buckets) << n;
    // Order does not matter.
    std::reverse(more.begin(), more.end());
    EXPECT_EQ(lay(more, before).buckets, after.buckets);
  }
}

// Break: forget `previous` (old_places).
TEST(Layout, SlotsStayWhereTheyAre) {
  auto entries = random_entries(300);
  Layout layout = lay({});
  Places first;
  for (std::size_t n = 0; n <= entries.size(); n += 20) {
    layout = lay({entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(n)}, layout);
    const Places places = places_of(layout);
    for (std::size_t i = 0; i < n; ++i) {
      const auto place = places.at(to_bytes(entries[i].bytes));
      EXPECT_EQ(first.emplace(to_bytes(entries[i].bytes), place).first->second, place);
    }
  }
  // Others leave: those that remain do not move, although alone they would stand elsewhere.
  const std::vector<SlotEntry> remaining(entries.begin() + 150, entries.end());
  const Places places = places_of(lay(remaining, layout));
  std::size_t moved_if_alone = 0;
  const Places alone = places_of(lay(remaining));
  for (const auto& entry : remaining) {
    EXPECT_EQ(places.at(to_bytes(entry.bytes)), first.at(to_bytes(entry.bytes)));
    moved_if_alone += alone.at(to_bytes(entry.bytes)) != places.at(to_bytes(entry.bytes));
  }
  EXPECT_GT(moved_if_alone, 0U);
}

// Break: drop the min() in lay_out_bucket: a place beyond the end.
TEST(Layout, AShorterBucketTakesEveryoneIn) {
  auto entries = random_entries(2000);
  Layout layout = lay(entries);
  const std::uint32_t slots = layout.slots;
  std::erase_if(entries, [&](const SlotEntry& e) { return e.prefix % 4 == 0; });
  layout = lay(entries, layout);
  ASSERT_EQ(layout.bits, 2);
  ASSERT_LT(layout.slots, slots);
  const Places places = places_of(layout);
  for (const auto& entry : entries) EXPECT_TRUE(places.contains(to_bytes(entry.bytes)));
}

TEST(Layout, AnotherSeedGivesOtherDummies) {
  const Secret<32> other(crypto::sha256(as_bytes("another")));
  EXPECT_NE(lay_out({}, 1, {}, other).buckets, lay({}).buckets);
  EXPECT_NE(lay_out({}, 2, {}, kSeed).buckets, lay({}).buckets);
}

}  // namespace
}  // namespace parasol::listd
