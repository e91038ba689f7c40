#include "base/append_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_support.h"

namespace parasol {
namespace {

class AppendFileTest : public testing::Test {
 protected:
  Result<std::vector<std::string>> replay() {
    std::vector<std::string> seen;
    PARASOL_TRY(auto file, AppendFile::open(path(), [&](ByteView p) {
      seen.emplace_back(as_text(p));
      return Status{};
    }));
    return seen;
  }
  void store(std::initializer_list<std::string_view> records) {
    auto file = AppendFile::open(path(), [](ByteView) { return Status{}; });
    ASSERT_TRUE(file);
    for (auto r : records) (*file)->append(as_bytes(r));
    ASSERT_TRUE((*file)->sync());
  }
  std::filesystem::path path() const { return folder_ / "log"; }
  test_support::TemporaryFolder folder_;
};

TEST_F(AppendFileTest, ReplaysInOrder) {
  store({"one", ""});
  store({"three"});
  EXPECT_EQ(*replay(), (std::vector<std::string>{"one", "", "three"}));
}

TEST_F(AppendFileTest, CutAtAnyByteKeepsEveryWholeRecord) {
  store({"first", "second record"});
  const Bytes whole = *read_file(path());
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    ASSERT_TRUE(write_file(path(), ByteView(whole).first(cut)));
    auto seen = replay();
    ASSERT_TRUE(seen) << cut;
    const std::size_t expected = cut == whole.size() ? 2 : cut >= 13 ? 1 : 0;
    EXPECT_EQ(seen->size(), expected) << cut;
    // What was dropped is gone: new records follow the last whole one.
    store({"after"});
    EXPECT_EQ(replay()->size(), expected + 1) << cut;
  }
}

TEST_F(AppendFileTest, ZerosAtTheEndAreATornTail) {
  store({"first"});
  for (std::size_t zeros = 1; zeros < 40; ++zeros) {
    Bytes torn = *read_file(path());
    torn.insert(torn.end(), zeros, 0);
    ASSERT_TRUE(write_file(path(), torn));
    ASSERT_TRUE(replay());
    EXPECT_EQ(replay()->size(), 1U) << zeros;
  }
}

TEST_F(AppendFileTest, DamageBeforeTheTailIsAnError) {
  store({"first", "second"});
  Bytes whole = *read_file(path());
  whole[9] ^= 1;
  ASSERT_TRUE(write_file(path(), whole));
  EXPECT_EQ(replay().error().code, ErrorCode::kInvalid);
}

TEST_F(AppendFileTest, OneWriterOnly) {
  auto first = AppendFile::open(path(), [](ByteView) { return Status{}; });
  ASSERT_TRUE(first);
  EXPECT_EQ(replay().error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace parasol
