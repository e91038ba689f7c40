// The program itself, under its own system-call filter: over the end of a day, and on a disk that is full.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/voprf.h"
#include "keyd/service.h"
#include "net/frame_socket.h"
#include "support/program.h"
#include "trust/test_support.h"

namespace parasol::keyd {
namespace {

namespace fs = std::filesystem;

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* folder : {"keyd", "run"}) fs::create_directory(root / folder);
    records::KeydKeys keys;
    keys.check_seeds.push_back({1, trust::test::key_of("seed").public_key()});
    keys.passphrase_seed = trust::test::key_of("passphrases").public_key();
    put("keyd/keys", records::encode(keys));
    put("keyd/trust", records::encode(trust::sign(organisation.root, records::encode(organisation.trust))));
    put("keyd/demo", {});
    set_clock(trust::test::kStart);
  }
  void put(const fs::path& name, ByteView content) const { ASSERT_TRUE(write_file(root / name, content)); }
  void set_clock(Millis wanted) const {
    const std::string offset = std::to_string(wanted - system_clock()->now());
    put("clock", as_bytes(offset));
  }
  bool start(std::optional<std::uint64_t> largest_file = std::nullopt) {
    return program.start(PARASOL_KEYD, {"--data", (root / "keyd").string()}, "keyd_ready", largest_file);
  }
  Status harden(const std::string& login) {
    const auto element = crypto::blind(crypto::OprfMode::kOprf, as_bytes("x"))->element.encoding();
    const Bytes request = records::encode(records::HardenRequest{login, element});
    PARASOL_TRY(const Bytes answer, client.call(records::encode(records::DaemonCall{6, request})));
    PARASOL_TRY(const auto reply, records::decode_daemon_reply(answer));
    if (reply.status != 0) return failure(static_cast<ErrorCode>(reply.status - 1));
    return {};
  }

  trust::test::Organisation organisation;
  test_support::TemporaryFolder root;
  test_support::Program program;
  net::FrameClient client{{.path = root / "run/keyd.sock"}};
};

// Break: leave a call that the rewriting of the ledger needs out of the filter.
TEST_F(ProgramTest, GoesOnAfterMidnight) {
  ASSERT_TRUE(start());
  EXPECT_TRUE(harden("ash-1"));
  const auto before = fs::file_size(root / "keyd/ledger");
  for (int day = 1; day <= 2; ++day) {
    set_clock(trust::test::kStart + day * kDay);
    EXPECT_TRUE(harden("ash-1")) << day;
  }
  EXPECT_EQ(fs::file_size(root / "keyd/ledger"), before);  // written anew without what no longer counts
  program.ask_to_end();
  EXPECT_EQ(program.wait_for_end(), 0);
}

// Whoever looks after the daemons then sees that one of them has ended. Break: go on serving with a ledger that has failed.
TEST_F(ProgramTest, EndsWhenItCanNoLongerStore) {
  ASSERT_TRUE(start(2000));
  int stored = 0;
  while (harden("login-" + std::to_string(stored))) ++stored;
  EXPECT_GT(stored, 0);
  EXPECT_EQ(program.wait_for_end(), 1);
  // What it has stored it still knows when there is room again.
  ASSERT_TRUE(start());
  EXPECT_TRUE(harden("ash-1"));
}

}  // namespace
}  // namespace parasol::keyd
