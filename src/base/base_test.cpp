#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <type_traits>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/test_support.h"
#include "base/utf8.h"

namespace parasol {
namespace {

RC_GTEST_PROP(Bytes, TextFormsRoundTrip, (const Bytes& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

TEST(Bytes, Rfc4648Vectors) {
  EXPECT_EQ(to_base64url(as_bytes("f")), "Zg");
  EXPECT_EQ(to_base64url(as_bytes("fo")), "Zm8");
  EXPECT_EQ(to_base64url(as_bytes("foobar")), "Zm9vYmFy");
}

TEST(Bytes, OneTextPerByteString) {
  for (auto bad : {"Zg==", "Zh", "Z", "Zm8 ", "Z+", "Z/"}) EXPECT_FALSE(from_base64url(bad)) << bad;
  for (auto bad : {"0", "0G", "AB"}) EXPECT_FALSE(from_hex(bad)) << bad;
}

TEST(Utf8, RefusesNulSurrogatesAndOverlong) {
  EXPECT_TRUE(is_clean_utf8("ș ã 中 😀"));
  for (std::string_view bad : {std::string_view("\0", 1), std::string_view("\xc0\x80"), std::string_view("\xed\xa0\x80"),
                               std::string_view("\xf4\x90\x80\x80"), std::string_view("\xe4\xb8"), std::string_view("\x80")})
    EXPECT_FALSE(is_clean_utf8(bad));
}

template <class T>
concept Printable = requires(std::ostream& out, const T& a) { out << a; };
template <class T>
concept Comparable = requires(const T& a) { a == a; };

TEST(Secret, CannotBeCopiedComparedOrPrinted) {
  static_assert(!std::is_copy_constructible_v<Secret<32>>);
  static_assert(!Comparable<Secret<32>> && !Comparable<Sensitive>);
  static_assert(!Printable<Secret<32>> && !Printable<Sensitive>);
  Secret<2> from(ByteArray<2>{1, 2});
  const Secret<2> to = std::move(from);
  EXPECT_EQ(to_hex(to.expose()), "0102");
  EXPECT_EQ(to_hex(from.expose()), "0000");
}

TEST(DemoClock, FollowsItsFile) {
  const test_support::TemporaryFolder folder;
  const auto real = system_clock();
  const auto demo = demo_clock(folder / "clock");
  EXPECT_NEAR(static_cast<double>(demo->now() - real->now()), 0, 5000);
  ASSERT_TRUE(write_file(folder / "clock", as_bytes("-86400000")));
  EXPECT_NEAR(static_cast<double>(demo->now() - real->now()), -86400000, 5000);
}

}  // namespace
}  // namespace parasol
