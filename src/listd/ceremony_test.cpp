#include "listd/ceremony.h"

#include <gtest/gtest.h>

#include "listd/test_support.h"

namespace parasol::listd {
namespace {

class CeremonyTest : public testing::Test {
 protected:
  Result<std::vector<CheckEpoch>> verify(std::vector<records::Ceremony> ceremonies) const {
    return verify_ceremonies(ceremonies, staff.trust);
  }
  records::Signed canary(const crypto::SigningKey& by, std::uint32_t epoch, std::string_view tag) const {
    return trust::sign(by, records::encode(records::CanaryPacket{staff.deployment, epoch, 0, test::slot_of(tag)}));
  }
  test::Staff staff;
};

TEST_F(CeremonyTest, ReadsEpochsAndCanaries) {
  auto epochs = verify({staff.ceremony(1), staff.ceremony(2)});
  ASSERT_TRUE(epochs);
  ASSERT_EQ(epochs->size(), 2U);
  EXPECT_EQ(epochs->back().statement.epoch, 2U);
  EXPECT_EQ(epochs->back().canaries.size(), 2U);
}

// Break: verify_signed instead of verify_signed_by, for the epoch or for the canaries.
TEST_F(CeremonyTest, OnlyTheRootHoldsCeremonies) {
  auto forged = staff.ceremony();
  forged.check_epoch = trust::sign(staff.list, forged.check_epoch.statement);
  EXPECT_EQ(verify({forged}).error().code, ErrorCode::kUnauthorised);
  forged = staff.ceremony();
  forged.canaries[0] = canary(staff.editor.signing, 1, "x");
  EXPECT_EQ(verify({forged}).error().code, ErrorCode::kUnauthorised);
}

// Break: any of the three kInvalid of verify_ceremonies.
TEST_F(CeremonyTest, Contradictions) {
  EXPECT_FALSE(verify({}));
  EXPECT_FALSE(verify({staff.ceremony(2), staff.ceremony(1)}));
  EXPECT_FALSE(verify({staff.ceremony(1), staff.ceremony(1)}));
  EXPECT_FALSE(verify({staff.ceremony(0)}));
  auto other_epoch = staff.ceremony();
  other_epoch.canaries[0] = canary(staff.root, 2, "x");
  EXPECT_FALSE(verify({other_epoch}));
  auto same_tag = staff.ceremony();
  same_tag.canaries[0] = same_tag.canaries[1];
  EXPECT_FALSE(verify({same_tag}));
}

}  // namespace
}  // namespace parasol::listd
