#include "apps/cli/ceremony.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "keyd/service.h"
#include "trust/signed.h"

namespace parasol::cli {
namespace {

class CeremonyTest : public testing::Test {
 protected:
  Result<Ceremony> make(bool is_demo) {
    return make_installation(folder_ / "installation", {"Example project", "North team", "https://a.example.org", "https://b.example.org", "sqlite:parasol.sqlite"},
                             is_demo, clock_);
  }
  Bytes file(const char* name) const { return *read_file(folder_ / "installation" / name); }

  test_support::TemporaryFolder folder_;
  ManualClock clock_{1'790'000'000'000};
};

TEST_F(CeremonyTest, EverythingIsCertifiedByTheRootThatIsPrinted) {
  const auto made = make(true);
  ASSERT_TRUE(made) << made.error().detail;
  const auto trust = trust::verify_trust(*records::decode_signed(file("trust")));
  ASSERT_TRUE(trust);
  EXPECT_EQ(crypto::SigningKey(made->root_seed).public_key(), trust->root_key);
  EXPECT_TRUE(trust->is_demo);

  const auto ceremony = *records::decode_ceremony(file("listd/ceremony-1"));
  const auto epoch = trust::verify_signed_by(trust->root_key, ceremony.check_epoch, records::decode_check_epoch, trust->deployment);
  ASSERT_TRUE(epoch);
  const auto keys = keyd::ServiceKeys::load(file("keyd/keys"));
  ASSERT_TRUE(keys);
  EXPECT_EQ(keys->epochs.back().keys.public_key.encoding(), epoch->key);
  EXPECT_EQ(file("listd/list.key").size(), 64U);
  ASSERT_EQ(made->invitations.size(), 4U);
  for (const auto& invitation : made->invitations) EXPECT_TRUE(invitation.code.ends_with(made->root_fingerprint));
}

TEST_F(CeremonyTest, TheRootsPrivateHalfIsNowhereOnDisk) {
  const auto made = make(false);
  ASSERT_TRUE(made);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const Bytes content = *read_file(entry.path());
    EXPECT_EQ(as_text(content).find(as_text(made->root_seed.expose())), std::string_view::npos) << entry.path();
    EXPECT_EQ(as_text(content).find(to_hex(made->root_seed.expose())), std::string_view::npos) << entry.path();
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "installation/serve/demo"));
}

TEST_F(CeremonyTest, NeverOverwrites) {
  ASSERT_TRUE(make(false));
  const Bytes before = file("trust");
  EXPECT_EQ(make(false).error().code, ErrorCode::kConflict);
  EXPECT_EQ(file("trust"), before);
}

TEST_F(CeremonyTest, PaperFormHoldsEveryBitAndAChecksum) {
  EXPECT_EQ(paper_form(ByteArray<32>{}).substr(0, 9), "0000 0000");
  ByteArray<32> last{};
  last[31] = 1;
  EXPECT_NE(paper_form(last), paper_form(ByteArray<32>{}));
  EXPECT_EQ(paper_form(last).size(), 56U + 13U);
}

}  // namespace
}  // namespace parasol::cli
