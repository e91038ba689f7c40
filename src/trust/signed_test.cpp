#include <gtest/gtest.h>

#include "trust/test_support.h"

namespace parasol::trust {
namespace {

using test::key_of;

class SignedTest : public testing::Test {
 protected:
  test::Organisation organisation;
  Key somebody = key_of("somebody").public_key();
  records::Signed revocation = organisation.revocation(key_of("lead"), somebody);
};

TEST_F(SignedTest, OpensWhatWasSigned) {
  auto opened = verify_signed(revocation, records::decode_revocation, organisation.deployment);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->key, somebody);
}

// Break: return {} at once in verify_signature.
TEST_F(SignedTest, AnyFlippedBitIsRefused) {
  const auto refused = [&](const records::Signed& changed) {
    return !verify_signed(changed, records::decode_revocation, organisation.deployment);
  };
  for (std::size_t bit = 0; bit < revocation.statement.size() * 8; ++bit) {
    auto changed = revocation;
    changed.statement[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_TRUE(refused(changed)) << bit;
  }
  for (std::size_t bit = 0; bit < 64 * 8; bit += 5) {
    auto changed = revocation;
    changed.signature[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_TRUE(refused(changed)) << bit;
  }
  auto other_signer = revocation;
  other_signer.signer = key_of("another").public_key();
  EXPECT_TRUE(refused(other_signer));
}

// Break: drop the deployment check in verify_signed.
TEST_F(SignedTest, AnotherDeploymentIsRefused) {
  auto opened = verify_signed(revocation, records::decode_revocation, test::id_of("another deployment"));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().field, "deployment");
}

TEST_F(SignedTest, AnotherKindOfStatementIsRefused) {
  EXPECT_EQ(verify_signed(revocation, records::decode_group_epoch, organisation.deployment).error().code,
            ErrorCode::kInvalid);
}

// Break: drop the comparison in verify_signed_by.
TEST_F(SignedTest, OnlyTheNamedSigner) {
  EXPECT_TRUE(verify_signed_by(key_of("lead").public_key(), revocation, records::decode_revocation, organisation.deployment));
  EXPECT_EQ(verify_signed_by(organisation.trust.root_key, revocation, records::decode_revocation, organisation.deployment)
                .error().code,
            ErrorCode::kUnauthorised);
}

// Break: drop the comparison of signer and root_key in verify_trust.
TEST_F(SignedTest, TheTrustFileIsSignedByItsRoot) {
  EXPECT_TRUE(verify_trust(sign(organisation.root, records::encode(organisation.trust))));
  EXPECT_EQ(verify_trust(sign(organisation.list, records::encode(organisation.trust))).error().code, ErrorCode::kUnauthorised);
  auto one_key_twice = organisation.trust;
  one_key_twice.system_key = one_key_twice.list_key;
  EXPECT_EQ(verify_trust(sign(organisation.root, records::encode(one_key_twice))).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace parasol::trust
