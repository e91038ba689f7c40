#include "crypto/envelope.h"

#include <gtest/gtest.h>

#include <set>

namespace parasol::crypto {
namespace {

TEST(Envelope, BodySizesAreElevenAndExact) {
  std::set<std::size_t> sizes;
  for (std::size_t size = 0; size <= sealed_body_size(kBodyLargest) + 64; ++size)
    if (is_sealed_body_size(size)) sizes.insert(size);
  EXPECT_EQ(sizes, (std::set<std::size_t>{4132, 8228, 16420, 32820, 65620, 131220, 262420, 524820, 1049620, 2099220,
                                          4198420}));
}

TEST(Envelope, BodyNeedsSuiteAndSize) {
  Bytes body(sealed_body_size(4096));
  body[0] = kSuite;
  EXPECT_TRUE(check_sealed_body(body));
  body[0] = 0x01;
  EXPECT_EQ(check_sealed_body(body).error().field, "body");
  body[0] = kSuite;
  body.push_back(0);
  EXPECT_FALSE(check_sealed_body(body));
  EXPECT_FALSE(check_sealed_body({}));
}

TEST(Envelope, WrapNeedsSuiteSizeAndRecipient) {
  ByteArray<32> recipient{};
  recipient[31] = 7;
  Bytes wrap(kWrapSize);
  wrap[0] = kSuite;
  wrap[32] = 7;
  EXPECT_TRUE(check_wrap(wrap, recipient));
  EXPECT_EQ(wrap_recipient(wrap).value(), recipient);
  recipient[0] = 1;
  EXPECT_EQ(check_wrap(wrap, recipient).error().detail, "recipient");
  recipient[0] = 0;
  wrap[0] = 0x03;
  EXPECT_EQ(check_wrap(wrap, recipient).error().detail, "suite");
  wrap[0] = kSuite;
  wrap.pop_back();
  EXPECT_EQ(check_wrap(wrap, recipient).error().detail, "size");
  EXPECT_FALSE(check_wrap({}, recipient));
}

}  // namespace
}  // namespace parasol::crypto
