#include "crypto/ristretto255.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "crypto/primitives.h"
#include "crypto/voprf.h"

namespace parasol::crypto {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }
constexpr std::string_view kOrder = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
constexpr std::string_view kGenerator = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76";

// RFC 9496 appendix A.3; the same 29 strings as libsodium test/default/core_ristretto255.c.
constexpr std::array kBadEncodings = std::to_array<std::string_view>({
    // not canonical
    "00ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    // negative
    "0100000000000000000000000000000000000000000000000000000000000000",
    "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ed57ffd8c914fb201471d1c3d245ce3c746fcbe63a3679d51b6a516ebebe0e20",
    "c34c4e1826e5d403b78e246e88aa051c36ccf0aafebffe137d148a2bf9104562",
    "c940e5a4404157cfb1628b108db051a8d439e1a421394ec4ebccb9ec92a8ac78",
    "47cfc5497c53dc8e61c91d17fd626ffb1c49e2bca94eed052281b510b1117a24",
    "f1c6165d33367351b0da8f6e4511010c68174a03b6581212c71c0e1d026c3c72",
    "87260f7a2f12495118360f02c26a470f450dadf34a413d21042b43b9d93e1309",
    // x² is not a square
    "26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371",
    "4eac077a713c57b4f4397629a4145982c661f48044dd3f96427d40b147d9742f",
    "de6a7b00deadc788eb6b6c8d20c0ae96c2f2019078fa604fee5b87d6e989ad7b",
    "bcab477be20861e01e4a0e295284146a510150d9817763caf1a6f4b422d67042",
    "2a292df7e32cababbd9de088d1d1abec9fc0440f637ed2fba145094dc14bea08",
    "f4a9e534fc0d216c44b218fa0c42d99635a0127ee2e53c712f70609649fdff22",
    "8268436f8c4126196cf64b3c7ddbda90746a378625f9813dd9b8457077256731",
    "2810e5cbc2cc4d4eece54f61c6f69758e289aa7ab440b3cbeaa21995c2f4232b",
    // xy is negative
    "3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e",
    "a45fdc55c76448c049a1ab33f17023edfb2be3581e9c7aade8a6125215e04220",
    "d483fe813c6ba647ebbfd3ec41adca1c6130c2beeee9d9bf065c8d151c5f396e",
    "8a2e1d30050198c65a54483123960ccc38aef6848e1ec8f5f780e8523769ba32",
    "32888462f8b486c68ad7dd9610be5192bbeaf3b443951ac1a8118419d9fa097b",
    "227142501b9d4355ccba290404bde41575b037693cef1f438c47f8fbf35d1165",
    "5c37cc491da847cfeb9281d407efc41e15144c876e0170b499a96a22ed31e01e",
    "445425117cb8c90edcbc7c1cc0e74f747f2c1efa5630a967c64f287792a48a4b",
    // s = -1, so y = 0
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
});
static_assert(kBadEncodings.size() == 29);

Bytes with_bit_255(Bytes encoding) {
  encoding.back() |= 0x80;
  return encoding;
}

TEST(Element, FilterRefusesWithoutCurveWork) {
  const auto before = test_hooks::multiplications();
  for (const auto bad : kBadEncodings) EXPECT_FALSE(Element::decode(hex(bad))) << bad;
  EXPECT_FALSE(Element::decode(Bytes(32))) << "identity";
  EXPECT_FALSE(Element::decode(with_bit_255(Bytes(32)))) << "identity with bit 255";
  EXPECT_FALSE(Element::decode(with_bit_255(hex(kGenerator)))) << "generator with bit 255";
  auto longer = hex(kGenerator);
  longer.push_back(0);
  EXPECT_FALSE(Element::decode(longer));
  EXPECT_FALSE(Element::decode(ByteView(longer).first(31)));
  EXPECT_FALSE(Element::decode({}));
  EXPECT_EQ(test_hooks::multiplications(), before);
  EXPECT_TRUE(Element::decode(hex(kGenerator)));
}

TEST(Scalar, OnlyLessThanTheOrder) {
  const auto before = test_hooks::multiplications();
  auto less = hex(kOrder);
  less[0] -= 1;
  EXPECT_TRUE(Scalar::decode(less));
  EXPECT_TRUE(Scalar::decode(Bytes(32)).value().is_zero());
  auto below_in_a_high_byte = hex(kOrder);
  below_in_a_high_byte[31] = 0x0f;
  below_in_a_high_byte[0] = 0xff;
  EXPECT_TRUE(Scalar::decode(below_in_a_high_byte));

  auto more = hex(kOrder);
  more[0] += 1;
  for (const auto& bad : {hex(kOrder), more, Bytes(32, 0xff), with_bit_255(Bytes(32)), Bytes(31), Bytes(33)})
    EXPECT_FALSE(Scalar::decode(bad)) << to_hex(bad);

  Bytes proof(64);
  EXPECT_TRUE(Proof::decode(proof));
  std::ranges::copy(hex(kOrder), proof.begin());
  EXPECT_FALSE(Proof::decode(proof));
  std::ranges::copy(hex(kOrder), proof.begin() + 32);
  std::fill_n(proof.begin(), 32, std::uint8_t{0});
  EXPECT_FALSE(Proof::decode(proof));
  EXPECT_FALSE(Proof::decode(Bytes(63)));
  EXPECT_FALSE(Proof::decode(Bytes(65)));
  EXPECT_EQ(test_hooks::multiplications(), before);
}

TEST(Scalar, Arithmetic) {
  const auto a = Scalar::random(), b = Scalar::random();
  EXPECT_TRUE(a.minus(a).is_zero());
  EXPECT_TRUE(equal(a.plus(b).minus(b).expose(), a.expose()));
  EXPECT_TRUE(equal(a.times(b).times(b.inverse()).expose(), a.expose()));
  EXPECT_FALSE(multiply_base(a.minus(a)));
  EXPECT_EQ(multiply_base(a.plus(b)).value(), add(multiply_base(a).value(), multiply_base(b).value()).value());
  EXPECT_FALSE(add(multiply_base(a).value(), multiply_base(Scalar::decode(Bytes(32)).value().minus(a)).value()));
}

// cfrg/draft-irtf-cfrg-hash-to-curve poc/vectors/expand_message_xmd_SHA512_38.json (its DST says SHA256, as stored).
TEST(ExpandMessage, KnownAnswers) {
  const auto domain = as_bytes("QUUX-V01-CS02-with-expander-SHA256-256");
  const auto expand = [&](std::string_view message, std::size_t size) {
    Bytes out(size);
    expand_message(out, as_bytes(message), domain);
    return to_hex(out);
  };
  EXPECT_EQ(expand("", 0x20), "6be348498074153e18bfab31671086f16e99210872c8b20abd9653f66fae2ecb");
  EXPECT_EQ(expand("abc", 0x20), "164214a0578367e9a7d28b8d6337038dd2771e4f8e25e824ebbf7d14d76b5b34");
  EXPECT_EQ(expand("abcdef0123456789", 0x20), "16be288c9bc35efcd169a7d2ecc3d256934c1cd6ff3e8fc99ff033c8a8794f2f");
  EXPECT_EQ(expand("q128_" + std::string(128, 'q'), 0x20), "da2e5ed9061f8de36bcf0a0b175fabda66d5a892b3aef30551b8b23c1534e615");
  EXPECT_EQ(expand("abc", 0x80),
            "2cf47ce8df0be6b5c8be888b7d152e30edcbed4675acd6a08513e63c703016907bafee150152dbf807029931c7e4ee68"
            "f43ef55971826adc03fd9ca5ad81805db38af17999058de0529119201de5b486676f152e8269f4c576cf9cb83b02a9eb"
            "6c22a879975732162d7c191ce083172fa7db82929e842c0c6743499e087aefe4");
  EXPECT_EQ(expand("abcdef0123456789", 0x80),
            "9f7fc29164d005eb312e1a6b2ee35c5f658b97cadd0af12ab9b8053bb90ebae2d4b7a712e51349b1cff74266799f60b1"
            "581e14e783ab209184b68d69ec5b5bf42889803ccbe4205fb1a078fb509ac6a144116716e6dc6b88b52a91a4882c8f2f"
            "b6b6774f23bde01dc7f86704d8a6d445cd95e16584721fc2560dc051ae0e432a");
}

}  // namespace
}  // namespace parasol::crypto
