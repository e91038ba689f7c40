// The program itself: its files, its socket, its clock and its end.
#include <gtest/gtest.h>

#include <chrono>

#include "base/file.h"
#include "base/test_support.h"
#include "crypto/primitives.h"
#include "listd/test_support.h"
#include "net/frame_socket.h"
#include "support/program.h"

namespace parasol::listd {
namespace {

namespace fs = std::filesystem;
using test::kStart;

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* folder : {"listd", "run"}) fs::create_directory(root / folder);
    Bytes keys = to_bytes(crypto::sha256(as_bytes("key of list")));
    append(keys, crypto::sha256(as_bytes("dummies")));
    put("listd/list.key", keys);
    put("listd/trust", records::encode(trust::sign(staff.root, records::encode(staff.trust))));
    put("listd/ceremony-1", records::encode(staff.ceremony()));
  }
  void put(const fs::path& name, ByteView content) const { ASSERT_TRUE(write_file(root / name, content)); }
  // The demo's clock then shows `wanted`, or a little later.
  void set_clock(Millis wanted) const {
    const std::string offset = std::to_string(wanted - system_clock()->now());
    put("clock", as_bytes(offset));
  }

  bool start(std::vector<std::string> arguments) { return program.start(PARASOL_LISTD, std::move(arguments), "listd_ready"); }
  bool start() { return start({"--data", (root / "listd").string()}); }
  int wait_for_end() { return program.wait_for_end(); }

  Result<Bytes> call(Operation operation, Bytes body = {}) {
    PARASOL_TRY(const Bytes answer, client.call(records::encode(records::DaemonCall{static_cast<std::uint8_t>(operation), std::move(body)})));
    PARASOL_TRY(auto reply, records::decode_daemon_reply(answer));
    if (reply.status != 0) return failure(static_cast<ErrorCode>(reply.status - 1));
    return std::move(reply.body);
  }
  records::ListdStatus status() { return *records::decode_listd_status(*call(Operation::kStatus)); }
  std::size_t live_warnings() const {
    const auto envelope = *records::decode_signed(*read_file(root / "listd/public/manifest"));
    const auto manifest = *records::decode_manifest(envelope.statement);
    return records::decode_live_index(*read_file(root / "listd/public" / to_hex(manifest.live_index)))->entries.size();
  }

  test::Staff staff;
  test_support::TemporaryFolder root;
  test_support::Program program;
  net::FrameClient client{{.path = root / "run/listd.sock"}};
};

TEST_F(ProgramTest, ServesAndFollowsTheDemosClock) {
  put("listd/demo", {});
  set_clock(kStart);
  ASSERT_TRUE(start());
  EXPECT_TRUE(status().is_dark);
  for (const auto* person : staff.everybody()) ASSERT_TRUE(call(Operation::kEnrol, records::encode(person->enrolment())));
  ASSERT_TRUE(call(Operation::kReplayDone));
  ASSERT_TRUE(call(Operation::kAccept, records::encode(staff.warning("w", "ref", {"ann"}, kStart + kDay).sign())));
  EXPECT_EQ(live_warnings(), 0U);

  // The clock jumps a day; the program notices by itself.
  const auto seq = status().seq;
  set_clock(kStart + kDay + kMinute);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (status().seq == seq && std::chrono::steady_clock::now() < deadline) {
  }
  EXPECT_EQ(live_warnings(), 1U);
  ASSERT_TRUE(call(Operation::kStrike, test::secret_of("ann")));
  EXPECT_EQ(live_warnings(), 0U);

  program.ask_to_end();
  EXPECT_EQ(wait_for_end(), 0);
  EXPECT_FALSE(fs::exists(root / "run/listd.sock"));
  // And again, with what it wrote down.
  ASSERT_TRUE(start());
  EXPECT_TRUE(status().is_dark);
  EXPECT_EQ(records::decode_packet_ids(*call(Operation::kPackets))->packets.size(), 1U);
}

// Break: read the clock file without looking for the demo mark.
TEST_F(ProgramTest, WithoutTheDemoMarkTheClockIsTheSystems) {
  set_clock(kStart - 1000 * kDay);
  ASSERT_TRUE(start());
  ASSERT_TRUE(call(Operation::kReplayDone));
  const auto now = trust::to_u53(system_clock()->now());
  EXPECT_NEAR(static_cast<double>(status().seq), static_cast<double>(now), static_cast<double>(kHour));
}

TEST_F(ProgramTest, RefusesToStartWithoutItsFiles) {
  EXPECT_FALSE(start({}));
  EXPECT_EQ(wait_for_end(), 2);
  EXPECT_FALSE(start({"--data", (root / "listd").string(), "--socket"}));
  EXPECT_EQ(wait_for_end(), 2);
  for (const char* name : {"trust", "list.key", "ceremony-1"}) {
    const fs::path file = root / "listd" / name;
    const Bytes content = *read_file(file);
    fs::remove(file);
    EXPECT_FALSE(start()) << name;
    EXPECT_EQ(wait_for_end(), 1) << name;
    ASSERT_TRUE(write_file(file, ByteView(content).first(content.size() / 2)));
    EXPECT_FALSE(start()) << name;
    EXPECT_EQ(wait_for_end(), 1) << name;
    ASSERT_TRUE(write_file(file, content));
  }
  EXPECT_TRUE(start());
}

}  // namespace
}  // namespace parasol::listd
