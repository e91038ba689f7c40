// The three daemons as one program starts and ends them.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <vector>

#include "base/check.h"
#include "base/test_support.h"
#include "net/descriptor.h"
#include "support/program.h"

namespace parasol::cli {
namespace {

namespace fs = std::filesystem;

// A port that was free, with the one after it, a moment ago.
std::uint16_t free_port_pair() {
  for (;;) {
    const auto first = net::listen_tcp("127.0.0.1", 0);
    PARASOL_CHECK(first.has_value());
    const std::uint16_t port = net::bound_port(first->get());
    if (port < 65535 && net::listen_tcp("127.0.0.1", static_cast<std::uint16_t>(port + 1))) return port;
  }
}

net::Descriptor connect_to(std::uint16_t port) {
  net::Descriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return fd;
}

void say(const net::Descriptor& fd, std::string_view text) {
  EXPECT_EQ(send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
}

// So many bytes, fewer where the peer has closed.
std::string hear(const net::Descriptor& fd, std::size_t size) {
  std::string out(size, '\0');
  const ssize_t got = recv(fd.get(), out.data(), size, MSG_WAITALL);
  out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return out;
}

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* pages : {"member", "staff"}) fs::create_directories(root / "web" / pages);
    ASSERT_TRUE(program.start(PARASOL_PROGRAM,
                              {"init", installation(), "--organisation", "Test network", "--team", "North team", "--member-url", "http://127.0.0.1:8080",
                               "--staff-url", "http://localhost:8081", "--json"},
                              ""));
    ASSERT_EQ(program.wait_for_end(), 0);
  }
  std::string installation() const { return (root / "installation").string(); }
  // Somebody else may take a port between our looking and our listening: then it is tried anew.
  bool start() {
    for (int attempt = 0; attempt < 3; ++attempt) {
      port = free_port_pair();
      if (program.start(PARASOL_PROGRAM, {"up", installation(), "--web", (root / "web").string(), "--port", std::to_string(port)}, "serve_ready")) return true;
      program.wait_for_end();
    }
    return false;
  }

  test_support::TemporaryFolder root;
  std::uint16_t port = 0;
  test_support::Program program;
};

// Each client has thirty seconds for its body, and takes them; a daemon that has not ended after ten is killed, which shows
// in the exit status. Break: let the server wait for its clients.
TEST_F(ProgramTest, EndsCleanlyWithHalfSentRequests) {
  ASSERT_TRUE(start());
  constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
  const std::string head = "POST /api/sign-in/start HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                           "\r\nContent-Type: application/json\r\nContent-Length: 90\r\nExpect: 100-continue\r\n\r\n";
  std::vector<net::Descriptor> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(connect_to(port));
    say(clients.back(), head);
  }
  for (const auto& client : clients) {
    ASSERT_EQ(hear(client, kGoOn.size()), kGoOn);
    say(client, R"({"login":)");
  }
  program.ask_to_end();
  EXPECT_EQ(program.wait_for_end(), 0);
  for (const auto& client : clients) EXPECT_EQ(hear(client, 1), "");
}

}  // namespace
}  // namespace parasol::cli
