#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "client/identifier.h"
#include "client/slot.h"
#include "crypto/primitives.h"

namespace parasol::client {
namespace {

Derived derived_from(std::uint8_t fill, std::uint32_t epoch = 1) {
  ByteArray<64> y;
  y.fill(fill);
  return derive(crypto::OprfOutput(y), epoch);
}

SlotContent some_content() { return {SlotKind::kWarning, SlotLevel::kDanger, random_array<16>()}; }

TEST(BucketIndex, TakesTheFirstBits) {
  EXPECT_EQ(bucket_index(0xffffffff, 0), 0U);
  EXPECT_EQ(bucket_index(0x80000000, 1), 1U);
  EXPECT_EQ(bucket_index(0xabcdef01, 8), 0xabU);
  EXPECT_EQ(bucket_index(0xabcdef01, 32), 0xabcdef01U);
}

TEST(Derive, SeparatesEpochsTagsAndKeys) {
  const auto one = derived_from(7, 1), two = derived_from(7, 2);
  EXPECT_NE(one.prefix, two.prefix);
  std::set<Tag> tags(one.tags.begin(), one.tags.end());
  tags.insert(two.tags.begin(), two.tags.end());
  EXPECT_EQ(tags.size(), 2 * kTagsPerIdentifier);
  EXPECT_FALSE(crypto::equal(one.keys[0].expose(), one.keys[1].expose()));
  EXPECT_FALSE(crypto::equal(one.keys[0].expose(), two.keys[0].expose()));
}

TEST(FindSlots, FindsEveryTagWhereverItIs) {
  const auto derived = derived_from(1), other = derived_from(2);
  const auto signer = crypto::SigningKey::generate();
  Bytes bucket(64 * kSlotSize);
  fill_random(bucket);
  const auto put = [&](std::size_t index, const Slot& slot) { std::ranges::copy(slot, bucket.begin() + static_cast<std::ptrdiff_t>(index * kSlotSize)); };
  put(0, make_slot(derived, 3, some_content(), signer));
  put(63, make_slot(derived, 0, some_content(), signer));
  put(5, make_slot(derived, 7, some_content(), signer));
  put(9, make_slot(derived, 7, some_content(), signer));
  put(30, make_slot(other, 1, some_content(), signer));
  const auto found = find_slots(bucket, derived).value();
  for (std::size_t j = 0; j < kTagsPerIdentifier; ++j) {
    const auto expected = j == 0 ? std::optional<std::size_t>(63) : j == 3 ? std::optional<std::size_t>(0)
                          : j == 7 ? std::optional<std::size_t>(5) : std::nullopt;
    EXPECT_EQ(found[j], expected) << j;
  }
  EXPECT_FALSE(find_slots(ByteView(bucket).first(bucket.size() - 1), derived));
  const auto nowhere = find_slots({}, derived).value();
  EXPECT_TRUE(std::ranges::none_of(nowhere, [](const auto& place) { return place.has_value(); }));
}

TEST(Slot, OpensForItsIdentifierOnly) {
  const auto signer = crypto::SigningKey::generate();
  const auto derived = derived_from(1);
  const auto content = some_content();
  const auto slot = make_slot(derived, 2, content, signer);
  const auto opened = open_slot(slot, derived, 2).value();
  EXPECT_EQ(opened.content, content);
  EXPECT_EQ(opened.signer_id, signer_id(signer.public_key()));
  EXPECT_TRUE(verify_slot(opened, derived, 2, signer.public_key()));
  EXPECT_EQ(verify_slot(opened, derived, 2, crypto::SigningKey::generate().public_key()).error().code,
            ErrorCode::kUnauthorised);

  EXPECT_FALSE(open_slot(slot, derived, 3));
  EXPECT_FALSE(open_slot(slot, derived_from(2), 2));
  EXPECT_FALSE(open_slot(slot, derived_from(1, 2), 2));
  EXPECT_FALSE(open_slot(ByteView(slot).first(255), derived, 2));
}

// Whoever knows the keys of an identifier can seal a slot; only an editor can sign one.
TEST(Slot, SignatureDoesNotMove) {
  const auto signer = crypto::SigningKey::generate();
  const auto derived = derived_from(1);
  const auto opened = open_slot(make_slot(derived, 0, some_content(), signer), derived, 0).value();
  EXPECT_FALSE(verify_slot(opened, derived, 1, signer.public_key()));
  EXPECT_FALSE(verify_slot(opened, derived_from(2), 0, signer.public_key()));
  EXPECT_FALSE(verify_slot(opened, derived_from(1, 2), 0, signer.public_key()));
  auto changed = opened;
  changed.content.level = SlotLevel::kInformation;
  EXPECT_FALSE(verify_slot(changed, derived, 0, signer.public_key()));
  changed = opened;
  changed.content.reference[0] ^= 1;
  EXPECT_FALSE(verify_slot(changed, derived, 0, signer.public_key()));
}

TEST(Slot, AnyFlippedBitIsRefused) {
  const auto derived = derived_from(1);
  const auto slot = make_slot(derived, 0, some_content(), crypto::SigningKey::generate());
  for (std::size_t bit = 0; bit < kSlotSize * 8; ++bit) {
    auto changed = slot;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open_slot(changed, derived, 0)) << bit;
  }
}

// Sealed rightly but saying something this version does not know.
TEST(Slot, UnknownContentIsRefused) {
  const auto derived = derived_from(1);
  const auto signer = crypto::SigningKey::generate();
  for (const auto& content : {SlotContent{static_cast<SlotKind>(0), SlotLevel::kDanger, {}},
                              SlotContent{static_cast<SlotKind>(4), SlotLevel::kDanger, {}},
                              SlotContent{SlotKind::kCanary, static_cast<SlotLevel>(3), {}}})
    EXPECT_EQ(open_slot(make_slot(derived, 0, content, signer), derived, 0).error().detail, "content");
}

TEST(Slot, TwoOfTheSameContentShareNothingButTheTag) {
  const auto derived = derived_from(1);
  const auto signer = crypto::SigningKey::generate();
  const auto content = some_content();
  const auto one = make_slot(derived, 0, content, signer), two = make_slot(derived, 0, content, signer);
  std::size_t same = 0;
  for (std::size_t i = sizeof(Tag); i < kSlotSize; ++i) same += one[i] == two[i];
  EXPECT_LT(same, 20U);
}

RC_GTEST_PROP(Identifier, DramaNumbersHaveOneToken, ()) {
  const auto number = std::to_string(*rc::gen::inRange(900'000, 901'000));
  const auto plain = Identifier::phone("+447700" + number).value();
  RC_ASSERT(plain.value().expose() == "+447700" + number);
  for (const auto& form : {"07700 " + number, "+44 (0)7700 " + number, "0044 7700-" + number, "7700" + number,
                           "\u202a+44\u00a07700 " + number + "\u202c"})
    RC_ASSERT(Identifier::phone(form).value().token().expose() == plain.token().expose());
}

RC_GTEST_PROP(Identifier, EmailIsIdempotent, (const std::string& text)) {
  const auto once = Identifier::email(text + "@Example.ORG");
  if (!once) return;
  RC_ASSERT(Identifier::email(once->value().expose()).value().value().expose() == once->value().expose());
}

}  // namespace
}  // namespace parasol::client
