#include "net/frame_socket.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/test_support.h"

namespace parasol::net {
namespace {

using namespace std::chrono_literals;

Bytes echo(ByteView request) { return to_bytes(request); }

class FrameSocketTest : public ::testing::Test {
 protected:
  FrameSocketTest() {
    server_options_.path = client_options_.path = folder_ / "socket";
    server_options_.handler = echo;
    server_options_.frame_timeout = 1h;
    client_options_.call_timeout = 60s;
  }
  ~FrameSocketTest() override { stop(); }

  void start() {
    auto server = FrameServer::create(server_options_);
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    thread_ = std::thread([this] { server_->run(); });
  }
  // Ends the server; only returns if run() does.
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
    server_.reset();
  }

  Descriptor raw_connection() {
    auto fd = connect_unix(client_options_.path, 1s);
    EXPECT_TRUE(fd);
    return fd ? std::move(*fd) : Descriptor();
  }
  static bool is_closed(const Descriptor& fd) {
    pollfd wait{fd.get(), POLLIN, 0};
    char byte = 0;
    return poll(&wait, 1, 60'000) == 1 && recv(fd.get(), &byte, 1, 0) <= 0;
  }
  static void send_raw(const Descriptor& fd, ByteView bytes) {
    EXPECT_EQ(send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  static std::optional<Bytes> reply_of(const Result<Bytes>& result) {
    return result ? std::optional(*result) : std::nullopt;
  }
  static std::optional<ErrorCode> error_of(const Result<Bytes>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
  }

  test_support::TemporaryFolder folder_;
  FrameServerOptions server_options_;
  FrameClientOptions client_options_;
  std::unique_ptr<FrameServer> server_;
  std::thread thread_;
};

TEST_F(FrameSocketTest, CarriesFramesOfAnySize) {
  start();
  FrameClient client(client_options_);
  for (std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{70'000}, kLargestFrame}) {
    const Bytes request(size, 7);
    const auto reply = client.call(request);
    ASSERT_TRUE(reply) << size << reply.error().detail;
    EXPECT_EQ(*reply, request);
  }
}

TEST_F(FrameSocketTest, ServesManyCallersThroughFewConnections) {
  client_options_.max_connections = 3;
  server_options_.max_connections = 3;
  start();
  FrameClient client(client_options_);
  std::atomic<int> right = 0;
  std::vector<std::thread> callers;
  for (std::uint8_t i = 0; i < 12; ++i)
    callers.emplace_back([&, i] {
      for (std::uint8_t j = 0; j < 100; ++j)
        if (reply_of(client.call(Bytes{i, j})) == Bytes{i, j}) ++right;
    });
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(right, 1200);
}

TEST_F(FrameSocketTest, HandlersRunAtTheSameTime) {
  std::array<std::promise<void>, 2> is_in;
  server_options_.handler = [&](ByteView request) {
    is_in.at(request[0]).set_value();
    is_in.at(1U - request[0]).get_future().wait();
    return to_bytes(request);
  };
  start();
  FrameClient client(client_options_);
  std::thread other([&] { EXPECT_TRUE(client.call(Bytes{0})); });
  EXPECT_TRUE(client.call(Bytes{1}));
  other.join();
}

TEST_F(FrameSocketTest, AnOversizeRequestIsNotSent) {
  FrameClient client(client_options_);
  EXPECT_EQ(error_of(client.call(Bytes(kLargestFrame + 1))), ErrorCode::kTooLarge);
}

TEST_F(FrameSocketTest, AnOversizeFrameClosesTheConnection) {
  start();
  const Descriptor fd = raw_connection();
  send_raw(fd, Bytes{0x00, 0x40, 0x00, 0x01});
  EXPECT_TRUE(is_closed(fd));
  EXPECT_TRUE(FrameClient(client_options_).call(Bytes{1}));
}

TEST_F(FrameSocketTest, ASecondRequestBeforeTheReplyClosesTheConnection) {
  start();
  const Descriptor fd = raw_connection();
  send_raw(fd, Bytes{0, 0, 0, 1, 7, 0, 0, 0, 1, 7});
  EXPECT_TRUE(is_closed(fd));
}

TEST_F(FrameSocketTest, AHalfFrameIsCutOff) {
  server_options_.frame_timeout = 30ms;
  start();
  for (const Bytes& half : {Bytes{0, 0}, Bytes{0, 0, 0, 5, 1, 2}}) {
    const Descriptor fd = raw_connection();
    send_raw(fd, half);
    EXPECT_TRUE(is_closed(fd));
  }
}

TEST_F(FrameSocketTest, AnAbsentDaemonIsUnavailableAndMayComeAndGo) {
  FrameClient client(client_options_);
  EXPECT_EQ(error_of(client.call(Bytes{1})), ErrorCode::kUnavailable);
  for (int i = 0; i < 3; ++i) {
    start();
    EXPECT_EQ(reply_of(client.call(Bytes{1})), Bytes{1});
    stop();
    EXPECT_EQ(error_of(client.call(Bytes{1})), ErrorCode::kUnavailable);
  }
}

TEST_F(FrameSocketTest, ConnectionsToAnEarlierDaemonAreNotUsed) {
  FrameClient client(client_options_);
  for (int i = 0; i < 3; ++i) {
    start();
    EXPECT_EQ(reply_of(client.call(Bytes{1})), Bytes{1});
    stop();
  }
}

TEST_F(FrameSocketTest, ACallHasADeadline) {
  std::promise<void> release;
  server_options_.handler = [&, released = release.get_future().share()](ByteView request) {
    if (request[0] == 1) released.wait();
    return to_bytes(request);
  };
  client_options_.max_connections = 1;
  start();
  FrameClient client(client_options_);
  EXPECT_EQ(error_of(client.call(Bytes{1}, 30ms)), ErrorCode::kUnavailable);
  EXPECT_EQ(reply_of(client.call(Bytes{2})), Bytes{2}) << "the late reply must not be taken for this one's";
  release.set_value();
}

TEST_F(FrameSocketTest, WaitingForAConnectionCountsAgainstTheDeadline) {
  std::promise<void> begun;
  std::promise<void> release;
  server_options_.handler = [&](ByteView request) {
    begun.set_value();
    release.get_future().wait();
    return to_bytes(request);
  };
  client_options_.max_connections = 1;
  start();
  FrameClient client(client_options_);
  std::thread other([&] { EXPECT_TRUE(client.call(Bytes{1})); });
  begun.get_future().wait();
  EXPECT_EQ(error_of(client.call(Bytes{2}, 30ms)), ErrorCode::kUnavailable);
  release.set_value();
  other.join();
}

TEST_F(FrameSocketTest, AHandlerThatThrowsGivesNoReply) {
  server_options_.handler = [](ByteView request) -> Bytes {
    if (request.empty()) throw std::runtime_error("x");
    return to_bytes(request);
  };
  start();
  FrameClient client(client_options_);
  EXPECT_EQ(error_of(client.call({})), ErrorCode::kUnavailable);
  EXPECT_EQ(reply_of(client.call(Bytes{1})), Bytes{1});
}

TEST_F(FrameSocketTest, RefusesOneConnectionTooMany) {
  server_options_.max_connections = 1;
  start();
  FrameClient client(client_options_);
  ASSERT_TRUE(client.call(Bytes{1}));
  EXPECT_TRUE(is_closed(raw_connection()));
  EXPECT_TRUE(client.call(Bytes{2}));
}

TEST_F(FrameSocketTest, StopsWithIdleAndHalfSentFramesAndFinishesWhatHasBegun) {
  std::promise<void> begun;
  std::promise<void> release;
  server_options_.handler = [&](ByteView request) {
    begun.set_value();
    release.get_future().wait();
    return to_bytes(request);
  };
  start();
  const Descriptor idle = raw_connection();
  const Descriptor half = raw_connection();
  send_raw(half, Bytes{0, 0, 0, 5, 1});
  FrameClient client(client_options_);
  std::thread caller([&] { EXPECT_EQ(reply_of(client.call(Bytes{1})), Bytes{1}); });
  begun.get_future().wait();
  server_->stop();
  EXPECT_TRUE(is_closed(idle));
  EXPECT_TRUE(is_closed(half));
  release.set_value();
  caller.join();
  stop();
  EXPECT_FALSE(std::filesystem::exists(server_options_.path));
}

TEST_F(FrameSocketTest, OneDaemonPerPathAndStaleFilesAreReplaced) {
  start();
  EXPECT_EQ(FrameServer::create(server_options_).error().code, ErrorCode::kConflict);
  FrameClient client(client_options_);
  EXPECT_TRUE(client.call(Bytes{1}));
  stop();
  {
    const auto left_behind = listen_unix(server_options_.path, 0600);
    ASSERT_TRUE(left_behind);
  }
  EXPECT_TRUE(std::filesystem::exists(server_options_.path));
  start();
  EXPECT_TRUE(client.call(Bytes{1}));
  struct stat status{};
  ASSERT_EQ(stat(server_options_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0660U);
}

TEST_F(FrameSocketTest, OnlyListedUsersMayConnect) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to act as another user";
  constexpr uid_t kNobody = 65534;
  std::filesystem::permissions(folder_, std::filesystem::perms::all);
  server_options_.mode = 0666;
  const auto call_as_nobody = [&] {
    auto result = std::async(std::launch::async, [&] {
      // The system call itself changes this thread only; the library's wrapper would change all.
      EXPECT_EQ(syscall(SYS_setresuid, -1, kNobody, -1), 0);
      return FrameClient(client_options_).call(Bytes{1});
    });
    return error_of(result.get());
  };
  start();
  EXPECT_EQ(call_as_nobody(), ErrorCode::kUnavailable);
  EXPECT_TRUE(FrameClient(client_options_).call(Bytes{1})) << "our own user always may";
  stop();
  server_options_.allowed_peers = {kNobody};
  start();
  EXPECT_EQ(call_as_nobody(), std::nullopt);
  stop();
  server_options_.allowed_peers = std::nullopt;
  start();
  EXPECT_EQ(call_as_nobody(), std::nullopt);
}

}  // namespace
}  // namespace parasol::net
