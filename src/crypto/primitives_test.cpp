#include "crypto/primitives.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/random.h"
#include "crypto/aead.h"
#include "crypto/self_test.h"
#include "crypto/signature.h"

namespace parasol::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

TEST(SelfTest, Passes) {
  const auto status = self_test();
  EXPECT_TRUE(status) << status.error().detail;
}

TEST(Primitives, EqualComparesLengthAndContent) {
  const Bytes left{1, 2, 3};
  EXPECT_TRUE(equal(left, Bytes{1, 2, 3}));
  EXPECT_TRUE(equal({}, {}));
  EXPECT_FALSE(equal(left, Bytes{1, 2, 4}));
  EXPECT_FALSE(equal(left, Bytes{1, 2}));
}

// RFC 4231 case 6: a key longer than a block.
TEST(Primitives, HmacOfALongKey) {
  EXPECT_EQ(to_hex(hmac_sha512(Bytes(131, 0xaa), as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")).expose()),
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
            "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
}

TEST(Primitives, KdfIsTheStartOfHmac) {
  const auto full = hmac_sha512(as_bytes("key"), as_bytes("label"));
  EXPECT_TRUE(equal(kdf<16>(as_bytes("key"), as_bytes("label")).expose(), full.expose().first(16)));
  EXPECT_TRUE(equal(kdf<64>(as_bytes("key"), as_bytes("label")).expose(), full.expose()));
}

TEST(Primitives, Argon2idRefusesSillyParameters) {
  const ByteArray<16> salt{};
  EXPECT_EQ(argon2id<32>({}, salt, 0, 1).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(argon2id<32>({}, salt, 1, 0).error().code, ErrorCode::kInvalid);
}

TEST(Guarded, KeepsTheValueAndWipesTheSource) {
  Secret<32> source(random_array<32>());
  const auto copy = source.clone();
  GuardedSecret<32> guarded(std::move(source));
  EXPECT_TRUE(equal(guarded.expose(), copy.expose()));
  EXPECT_TRUE(equal(source.expose(), Bytes(32)));
  GuardedSecret<32> moved = std::move(guarded);
  EXPECT_TRUE(equal(moved.expose(), copy.expose()));
  EXPECT_DEATH(static_cast<void>(guarded.expose()), "");
}

TEST(Guarded, IsReadOnlyAndFenced) {
  const GuardedSecret<32> guarded{Secret<32>(random_array<32>())};
  auto* memory = const_cast<std::uint8_t*>(guarded.expose().data());
  EXPECT_DEATH(memory[0] = 1, "");
  EXPECT_DEATH(static_cast<void>(*static_cast<volatile std::uint8_t*>(memory + 32)), "");
}

TEST(Aead, RefusesEveryChange) {
  const Secret<32> key(random_array<32>());
  const auto nonce = random_array<24>();
  const auto sealed = seal(key, nonce, as_bytes("text"), as_bytes("data"));
  ASSERT_EQ(sealed.size(), 20U);
  EXPECT_EQ(as_text(open(key, nonce, sealed, as_bytes("data")).value()), "text");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    auto changed = sealed;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(open(key, nonce, changed, as_bytes("data")));
  }
  EXPECT_FALSE(open(key, nonce, sealed, as_bytes("date")));
  EXPECT_FALSE(open(key, nonce, ByteView(sealed).first(19), as_bytes("data")));
  EXPECT_FALSE(open(key, nonce, Bytes(15), {}));
}

// RFC 8032 §7.1, tests 1 and 3.
TEST(Signature, Rfc8032) {
  const SigningKey empty(*Secret<32>::from(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
  EXPECT_EQ(to_hex(empty.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(to_hex(empty.sign({})),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  const SigningKey two(*Secret<32>::from(hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")));
  EXPECT_EQ(to_hex(two.sign(Bytes{0xaf, 0x82})),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
}

// A second signature must not be makeable from the first, nor one that fits every message.
TEST(Signature, RefusesSecondFormsAndSmallOrder) {
  const auto key = SigningKey::generate();
  const auto signature = key.sign(as_bytes("message"));
  EXPECT_TRUE(verify(key.public_key(), as_bytes("message"), signature));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("massage"), signature));

  auto plus_order = signature;  // S + ℓ
  const auto order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += 0U + plus_order[32 + i] + order[i];
    plus_order[32 + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  EXPECT_FALSE(verify(key.public_key(), as_bytes("message"), plus_order));

  const char* small_order[] = {"0100000000000000000000000000000000000000000000000000000000000000",
                               "0000000000000000000000000000000000000000000000000000000000000000",
                               "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                               "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                               "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                               "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
  for (const auto* point : small_order) {
    Bytes forged = hex(point);  // R = that point, S = 0: fits any message under a key of small order
    forged.resize(64);
    EXPECT_FALSE(verify(hex(point), as_bytes("message"), forged)) << point;
    EXPECT_FALSE(verify(hex(small_order[0]), as_bytes("message"), forged)) << point;
  }
  const auto identity = hex(small_order[0]);
  Bytes all_fits = identity;
  all_fits.resize(64);
  EXPECT_FALSE(verify(identity, {}, all_fits));
  EXPECT_FALSE(verify(ByteView(key.public_key()).first(31), as_bytes("message"), signature));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("message"), ByteView(signature).first(63)));
}

RC_GTEST_PROP(Signature, AnyFlippedBitIsRefused, (const Bytes& message)) {
  const auto key = SigningKey::generate();
  auto signature = key.sign(message);
  RC_ASSERT(verify(key.public_key(), message, signature));
  const auto bit = *rc::gen::inRange(0U, 512U);
  signature[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  RC_ASSERT(!verify(key.public_key(), message, signature));
}

}  // namespace
}  // namespace parasol::crypto
