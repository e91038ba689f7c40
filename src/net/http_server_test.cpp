#include "net/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/test_support.h"
#include "net/descriptor.h"
#include "net/stop_signals.h"

namespace parasol::net {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kNever = std::chrono::milliseconds(1h);

// A blocking client. A peer that says nothing for a minute counts as failed, so that a broken server ends the test.
class Client {
 public:
  explicit Client(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    is_connected_ = connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  bool is_connected() const { return is_connected_; }
  int fd() const { return fd_.get(); }

  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = ::send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void get(std::string_view path, std::string_view fields = "") {
    EXPECT_TRUE(send("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n"));
  }

  // One reply with its content-length of body; `has_body` is false for the reply to HEAD.
  std::string reply(bool has_body = true) {
    std::size_t head = 0;
    while ((head = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return std::exchange(buffer_, {}) + "<closed>";
    std::size_t size = head + 4;
    const std::size_t length = buffer_.find("content-length: ");
    if (has_body && length < head) size += std::stoul(buffer_.substr(length + 16));
    while (buffer_.size() < size)
      if (!receive()) return std::exchange(buffer_, {}) + "<cut off>";
    std::string out = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return out;
  }
  // True if the server closed in good order after nothing more than what was read.
  bool is_closed_cleanly() {
    char byte = 0;
    return buffer_.empty() && recv(fd_.get(), &byte, 1, 0) == 0;
  }
  // True if the server closed, in whatever manner.
  bool is_closed() {
    while (receive()) {}
    return errno != EAGAIN;
  }

 private:
  bool receive() {
    std::array<char, 65536> piece;
    const ssize_t size = recv(fd_.get(), piece.data(), piece.size(), 0);
    if (size == 0) errno = 0;
    if (size <= 0) return false;
    buffer_.append(piece.data(), static_cast<std::size_t>(size));
    return true;
  }

  Descriptor fd_;
  bool is_connected_ = false;
  std::string buffer_;
};

// Replies with method, path and body of the request.
http::Response echo(const http::Request& request) {
  http::Response response;
  std::string text(http::method_name(request.method));
  for (const auto& segment : request.segments) text += "/" + segment;
  response.body = to_bytes(as_bytes(text + "|"));
  append(response.body, request.body);
  return response;
}

// Says for which request it stands.
http::Response refuse(std::uint16_t status, const http::Request* request) {
  http::Response response = http::plain_response(status);
  response.body = to_bytes(as_bytes(request ? "in place of " + request->segments[0] : "unread"));
  return response;
}

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() {
    options_.listeners.resize(1);
    options_.listeners[0].handler = echo;
    options_.worker_threads = 2;
    // Each test shortens the one deadline it is about; stopping is always quick.
    options_.deadlines = {.header = kNever, .body = kNever, .largest_body = kNever, .handler = kNever, .write = kNever,
                          .largest_write = kNever, .idle = kNever, .linger = kNever, .drain = 20ms, .sweep = 5ms};
  }
  ~HttpServerTest() override { stop(); }

  void start() {
    auto server = HttpServer::create(std::move(options_));
    ASSERT_TRUE(server) << server.error().detail;
    server_ = std::move(*server);
    thread_ = std::thread([this] { server_->run(); });
  }
  // Ends the server; only returns if run() does.
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }
  Client client() { return Client(server_->port()); }

  HttpServerOptions options_;
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(HttpServerTest, KeepsConnectionsOpen) {
  start();
  Client a = client();
  for (int i = 0; i < 3; ++i) {
    a.get("/one");
    const std::string reply = a.reply();
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(reply, HasSubstr("connection: keep-alive\r\n"));
    EXPECT_THAT(reply, EndsWith("GET/one|"));
  }
  a.get("/last", "Connection: close\r\n");
  EXPECT_THAT(a.reply(), HasSubstr("connection: close\r\n"));
  EXPECT_TRUE(a.is_closed_cleanly());
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  start();
  Client a = client();
  a.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\n");
  EXPECT_THAT(a.reply(), EndsWith("GET/1|"));
  EXPECT_THAT(a.reply(), EndsWith("POST/2|hi"));
  a.send("Host: a\r\n\r\n");
  EXPECT_THAT(a.reply(), EndsWith("GET/3|"));
}

TEST_F(HttpServerTest, OldClientsAreClosed) {
  start();
  Client a = client();
  a.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
  EXPECT_THAT(a.reply(), EndsWith("GET/|"));
  EXPECT_TRUE(a.is_closed_cleanly());
}

TEST_F(HttpServerTest, AClientThatHasSaidAllStillGetsItsReply) {
  start();
  Client a = client();
  a.get("/");
  shutdown(a.fd(), SHUT_WR);
  EXPECT_THAT(a.reply(), EndsWith("GET/|"));
  EXPECT_TRUE(a.is_closed_cleanly());
}

TEST_F(HttpServerTest, HeadHasNoBody) {
  start();
  Client a = client();
  a.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(a.reply(false), HasSubstr("content-length: 7\r\n"));
  a.get("/next");
  EXPECT_THAT(a.reply(), EndsWith("GET/next|"));
}

TEST_F(HttpServerTest, CarriesTheLargestBodyBothWays) {
  options_.listeners[0].body_limit = [](const http::Request&) { return http::kLargestBodyLimit; };
  start();
  Client a = client();
  const std::string body(http::kLargestBodyLimit, 'x');
  std::thread sender([&] {
    a.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  });
  const std::string reply = a.reply();
  sender.join();
  EXPECT_TRUE(reply.ends_with("POST/x|" + body));
}

TEST_F(HttpServerTest, TellsAWaitingClientToGoOn) {
  start();
  Client a = client();
  a.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(a.reply(), "HTTP/1.1 100 Continue\r\n\r\n");
  a.send("hi");
  EXPECT_THAT(a.reply(), EndsWith("POST/x|hi"));
}

TEST_F(HttpServerTest, ARefusalIsReadableBehindAHalfSentBody) {
  start();
  Client a = client();
  EXPECT_TRUE(a.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000000\r\n\r\n"));
  EXPECT_TRUE(a.send(std::string(200'000, 'x')));
  EXPECT_THAT(a.reply(), StartsWith("HTTP/1.1 413 "));
  EXPECT_TRUE(a.send(std::string(200'000, 'x')));
  EXPECT_TRUE(a.is_closed_cleanly());
}

TEST_F(HttpServerTest, DoesNotDiscardWithoutEnd) {
  start();
  Client a = client();
  a.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000000\r\n\r\n");
  EXPECT_THAT(a.reply(), StartsWith("HTTP/1.1 413 "));
  bool is_open = true;
  for (int i = 0; i < 700 && is_open; ++i) is_open = a.send(std::string(100'000, 'x'));
  EXPECT_FALSE(is_open);
}

TEST_F(HttpServerTest, RefusesAndCloses) {
  start();
  for (const auto& [wire, status] : std::vector<std::pair<std::string, std::string>>{
           {"GET / HTTP/1.1\r\n\r\n", "400"},
           {"GET / HTTP/1.1\nHost: a\n\n", "400"},
           {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
           {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "505"},
           {"GET /" + std::string(20'000, 'a'), "414"},
           {"GET / HTTP/1.1\r\nX: " + std::string(20'000, 'a'), "431"}}) {
    Client a = client();
    a.send(wire);
    EXPECT_THAT(a.reply(), StartsWith("HTTP/1.1 " + status + " "));
    shutdown(a.fd(), SHUT_WR);
    EXPECT_TRUE(a.is_closed_cleanly()) << wire.substr(0, 40);
  }
}

TEST_F(HttpServerTest, AHandlerThatThrowsIsOurFault) {
  options_.listeners[0].handler = [](const http::Request& request) -> http::Response {
    if (request.segments[0] == "throw") throw std::runtime_error("x");
    return echo(request);
  };
  options_.listeners[0].refusal = refuse;
  start();
  Client a = client();
  a.get("/throw");
  EXPECT_THAT(a.reply(), AllOf(StartsWith("HTTP/1.1 500 "), EndsWith("in place of throw")));
  a.get("/fine");
  EXPECT_THAT(a.reply(), EndsWith("GET/fine|"));
}

TEST_F(HttpServerTest, HandlersRunAtTheSameTime) {
  std::promise<void> first_is_in;
  std::promise<void> second_is_in;
  options_.listeners[0].handler = [&](const http::Request& request) {
    const bool is_first = request.segments[0] == "first";
    (is_first ? first_is_in : second_is_in).set_value();
    (is_first ? second_is_in : first_is_in).get_future().wait();
    return echo(request);
  };
  start();
  Client a = client();
  Client b = client();
  a.get("/first");
  b.get("/second");
  EXPECT_THAT(a.reply(), EndsWith("first|"));
  EXPECT_THAT(b.reply(), EndsWith("second|"));
}

TEST_F(HttpServerTest, ManySlowClientsDoNotStallARequest) {
  rlimit files{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &files), 0);
  files.rlim_cur = std::min<rlim_t>(files.rlim_max, 4096);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &files), 0);
  const std::size_t count = std::min<std::size_t>(500, (files.rlim_cur - 100) / 2);
  start();
  std::vector<Client> slow;
  for (std::size_t i = 0; i < count; ++i) slow.emplace_back(server_->port());
  Client quick = client();
  for (const char byte : std::string_view("GET /slow HT")) {
    for (auto& one : slow) ASSERT_TRUE(one.send(std::string_view(&byte, 1)));
    quick.get("/quick");
    EXPECT_THAT(quick.reply(), EndsWith("GET/quick|"));
  }
  Client late = client();
  late.get("/late");
  EXPECT_THAT(late.reply(), EndsWith("GET/late|"));
  slow[0].send("TP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(slow[0].reply(), EndsWith("GET/slow|"));
  stop();
  for (auto& one : slow) EXPECT_TRUE(one.is_closed());
}

TEST_F(HttpServerTest, CutsOffAHeaderThatTakesTooLong) {
  options_.deadlines.header = 30ms;
  start();
  Client silent = client();
  EXPECT_TRUE(silent.is_closed_cleanly());
  Client half = client();
  half.send("GET / HTTP/1.1\r\nHo");
  EXPECT_TRUE(half.is_closed());
}

TEST_F(HttpServerTest, ATricklingClientDoesNotMoveItsDeadline) {
  options_.deadlines.header = 30ms;
  start();
  Client a = client();
  a.send("GET / HTTP/1.1\r\nX: ");
  // Waits for the server's close; the time between two bytes is far below the deadline.
  pollfd wait{a.fd(), POLLIN, 0};
  int bytes = 0;
  while (poll(&wait, 1, 1) == 0 && bytes < 15'000) {
    a.send("a");
    ++bytes;
  }
  EXPECT_LT(bytes, 15'000);
  EXPECT_TRUE(a.is_closed());
}

TEST_F(HttpServerTest, CutsOffABodyThatTakesTooLong) {
  options_.deadlines.body = options_.deadlines.largest_body = 30ms;
  start();
  Client a = client();
  a.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");
  EXPECT_TRUE(a.is_closed());
}

TEST_F(HttpServerTest, ClosesIdleConnections) {
  options_.deadlines.idle = 30ms;
  start();
  Client a = client();
  a.get("/");
  EXPECT_THAT(a.reply(), EndsWith("GET/|"));
  EXPECT_TRUE(a.is_closed_cleanly());
}

TEST_F(HttpServerTest, AnswersInPlaceOfAHandlerThatTakesTooLong) {
  std::promise<void> release;
  options_.deadlines.handler = 30ms;
  options_.listeners[0].handler = [&, released = release.get_future().share()](const http::Request& request) {
    released.wait();
    return echo(request);
  };
  options_.listeners[0].refusal = refuse;
  start();
  Client a = client();
  a.get("/slow");
  const std::string reply = a.reply();
  EXPECT_THAT(reply, AllOf(StartsWith("HTTP/1.1 503 "), EndsWith("in place of slow")));
  EXPECT_THAT(reply, HasSubstr("connection: close\r\n"));
  EXPECT_TRUE(a.is_closed_cleanly());
  release.set_value();
}

TEST_F(HttpServerTest, TurnsAwayWhatTheQueueCannotHold) {
  options_.worker_threads = 1;
  options_.queue_limit = 1;
  std::promise<void> begun;
  std::promise<void> release;
  options_.listeners[0].handler = [&, released = release.get_future().share()](const http::Request& request) {
    if (request.segments[0] == "first") begun.set_value();
    released.wait();
    return echo(request);
  };
  options_.listeners[0].refusal = refuse;
  start();
  Client first = client();
  first.get("/first");
  begun.get_future().wait();
  Client a = client();
  Client b = client();
  a.get("/a");
  b.get("/b");
  std::array<pollfd, 2> waits = {{{a.fd(), POLLIN, 0}, {b.fd(), POLLIN, 0}}};
  ASSERT_EQ(poll(waits.data(), 2, 60'000), 1);
  Client& refused = waits[0].revents ? a : b;
  Client& queued = waits[0].revents ? b : a;
  EXPECT_THAT(refused.reply(), AllOf(StartsWith("HTTP/1.1 503 "), EndsWith(waits[0].revents ? "in place of a" : "in place of b")));
  release.set_value();
  EXPECT_THAT(first.reply(), EndsWith("GET/first|"));
  EXPECT_THAT(queued.reply(), StartsWith("HTTP/1.1 200 "));
  refused.get("/again");
  EXPECT_THAT(refused.reply(), EndsWith("GET/again|"));
}

TEST_F(HttpServerTest, GivesUpOnAClientThatDoesNotRead) {
  options_.deadlines.write = options_.deadlines.largest_write = 30ms;
  options_.deadlines.drain = kNever;
  std::promise<void> handled;
  options_.listeners[0].handler = [&](const http::Request&) {
    http::Response response;
    response.body.resize(64U << 20);
    handled.set_value();
    return response;
  };
  start();
  Client a = client();
  a.get("/");
  handled.get_future().wait();
  stop();  // would wait for ever for this client
}

TEST_F(HttpServerTest, HoldsNoMoreThanItMay) {
  options_.max_held_bytes = 10'000;
  start();
  Client a = client();
  a.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n" + std::string(19'999, 'x'));
  EXPECT_THAT(a.reply(), StartsWith("HTTP/1.1 503 "));
  shutdown(a.fd(), SHUT_WR);
  EXPECT_TRUE(a.is_closed_cleanly());
  Client b = client();
  b.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
  EXPECT_THAT(b.reply(), EndsWith("POST/b|hi"));
}

// Break: refuse whoever comes when there is no room; give up the cheapest; or drop what make_room does to others.
TEST_F(HttpServerTest, WhoHoldsMostForLongestMakesRoom) {
  constexpr std::string_view kHead = "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  constexpr std::size_t kSlowHolds = 30'000, kFreshHolds = 20'000;
  options_.max_held_bytes = 3 * kSlowHolds + kFreshHolds / 2;
  start();
  const auto begin = [&](std::size_t length) {
    Client one = client();
    one.send(std::string(kHead) + std::to_string(length) + "\r\n\r\n");
    EXPECT_THAT(one.reply(false), StartsWith("HTTP/1.1 100 "));
    return one;
  };
  std::vector<Client> slow;
  for (int i = 0; i < 3; ++i) {
    slow.push_back(begin(kSlowHolds + 1));
    slow.back().send(std::string(kSlowHolds, 's'));
  }
  Client fresh = begin(kFreshHolds + 1);
  fresh.send(std::string(kFreshHolds, 'f'));
  // One of those who held more and longer is told at once. Nobody else notices.
  std::vector<pollfd> waiting{{fresh.fd(), POLLIN, 0}};
  for (const Client& one : slow) waiting.push_back({one.fd(), POLLIN, 0});
  ASSERT_EQ(poll(waiting.data(), waiting.size(), 60'000), 1);
  EXPECT_EQ(waiting[0].revents, 0);
  for (std::size_t i = 0; i < slow.size(); ++i) {
    const bool is_told = waiting[i + 1].revents != 0;
    if (!is_told) slow[i].send("s");
    const std::string reply = slow[i].reply();
    EXPECT_THAT(reply, StartsWith(is_told ? "HTTP/1.1 503 " : "HTTP/1.1 200 "));
    EXPECT_THAT(reply, HasSubstr(is_told ? "retry-after: 1" : "ss"));
  }
  fresh.send("f");
  EXPECT_THAT(fresh.reply(), EndsWith("ff"));
}

// Break: no comparison with max_reply_bytes, or bytes that are never given back.
TEST_F(HttpServerTest, RepliesHoldNoMoreThanTheyMay) {
  constexpr std::size_t kLarge = 48U << 20;  // more than the kernel takes
  options_.max_reply_bytes = kLarge + kLarge / 2;
  options_.listeners[0].handler = [](const http::Request& request) {
    http::Response response;
    response.body.resize(request.segments.front() == "large" ? kLarge : 10);
    return response;
  };
  start();
  Client slow = client();
  slow.get("/large");
  char byte = 0;
  ASSERT_EQ(recv(slow.fd(), &byte, 1, MSG_PEEK), 1);  // its reply is on the way
  Client other = client();
  other.get("/large");
  const std::string refused = other.reply();
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(refused, HasSubstr("retry-after: 1"));
  other.get("/small");
  EXPECT_THAT(other.reply(), StartsWith("HTTP/1.1 200 "));
  EXPECT_GT(slow.reply().size(), kLarge);
  slow.get("/small");  // by its reply the large one is over
  EXPECT_THAT(slow.reply(), StartsWith("HTTP/1.1 200 "));
  other.get("/large");
  EXPECT_GT(other.reply().size(), kLarge);
}

TEST_F(HttpServerTest, LimitsConnections) {
  options_.max_connections = 2;
  start();
  Client a = client();
  Client b = client();
  a.get("/");
  b.get("/");
  EXPECT_THAT(a.reply(), EndsWith("GET/|"));
  EXPECT_THAT(b.reply(), EndsWith("GET/|"));
  EXPECT_TRUE(client().is_closed());
  a.get("/");
  EXPECT_THAT(a.reply(), EndsWith("GET/|"));
}

TEST_F(HttpServerTest, LimitsConnectionsOfOneAddress) {
  options_.max_connections_per_address = 1;
  start();
  {
    Client a = client();
    a.get("/", "Connection: close\r\n");
    EXPECT_THAT(a.reply(), EndsWith("GET/|"));
    EXPECT_TRUE(client().is_closed());
  }
  // Once the first is gone there is room again; each attempt before that is refused.
  std::string reply;
  for (int i = 0; i < 10'000 && !reply.starts_with("HTTP/1.1 200"); ++i) {
    Client b = client();
    if (b.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n")) reply = b.reply();
  }
  EXPECT_THAT(reply, EndsWith("GET/b|"));
}

// Break: take the first eight bytes of any IPv6 address; then everybody with an IPv4 one is the same.
TEST_F(HttpServerTest, TellsTheHandlerWhoItIs) {
  for (const char* address : {"127.0.0.1", "::"}) {
    HttpServerOptions options;
    options.listeners.resize(1);
    options.listeners[0].address = address;
    options.listeners[0].handler = [](const http::Request& request) {
      http::Response response;
      response.body = to_bytes(as_bytes(to_hex(as_bytes(request.peer))));
      return response;
    };
    options.deadlines = options_.deadlines;
    auto server = HttpServer::create(std::move(options));
    // A machine without IPv6 has no addresses of its own for IPv4 ones.
    if (!server && std::string_view(address) == "::") continue;
    ASSERT_TRUE(server) << server.error().detail;
    std::thread thread([&] { (*server)->run(); });
    Client client((*server)->port());
    client.get("/");
    EXPECT_THAT(client.reply(), EndsWith("\r\n\r\n7f000001")) << address;
    (*server)->stop();
    thread.join();
  }
}

TEST_F(HttpServerTest, StopsWithHalfSentRequests) {
  start();
  std::vector<Client> half;
  for (int i = 0; i < 50; ++i) {
    half.push_back(client());
    half.back().send(i % 2 ? "GET / HTTP/1.1\r\nHo" : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
  }
  Client idle = client();
  idle.get("/");
  EXPECT_THAT(idle.reply(), EndsWith("GET/|"));
  stop();
  for (auto& one : half) EXPECT_TRUE(one.is_closed());
  EXPECT_TRUE(idle.is_closed_cleanly());
  EXPECT_FALSE(Client(server_->port()).is_connected());
}

TEST_F(HttpServerTest, FinishesWhatHasBegunBeforeItStops) {
  options_.deadlines.drain = kNever;
  std::promise<void> begun;
  std::promise<void> release;
  options_.listeners[0].handler = [&, released = release.get_future().share()](const http::Request& request) {
    begun.set_value();
    released.wait();
    return echo(request);
  };
  start();
  Client a = client();
  Client idle = client();
  a.get("/a");
  begun.get_future().wait();
  server_->stop();
  EXPECT_TRUE(idle.is_closed_cleanly()) << "the stop has been seen";
  release.set_value();
  const std::string reply = a.reply();
  EXPECT_THAT(reply, HasSubstr("connection: close\r\n"));
  EXPECT_THAT(reply, EndsWith("GET/a|"));
  EXPECT_TRUE(a.is_closed_cleanly());
  shutdown(a.fd(), SHUT_WR);
  stop();
}

TEST_F(HttpServerTest, StopsWhileAHandlerOutlivesItsClient) {
  std::promise<void> begun;
  std::promise<void> release;
  std::atomic<bool> is_finished = false;
  options_.listeners[0].handler = [&, released = release.get_future().share()](const http::Request& request) {
    begun.set_value();
    released.wait();
    is_finished = true;
    return echo(request);
  };
  start();
  Client a = client();
  a.get("/a");
  begun.get_future().wait();
  server_->stop();
  EXPECT_TRUE(a.is_closed()) << "by force, after the grace";
  release.set_value();
  stop();
  EXPECT_TRUE(is_finished) << "run() waits for handlers";
}

TEST_F(HttpServerTest, CanBeStoppedBeforeItRuns) {
  auto server = HttpServer::create(std::move(options_));
  ASSERT_TRUE(server);
  Client waiting((*server)->port());
  waiting.get("/");
  (*server)->stop();
  (*server)->run();
  EXPECT_TRUE(waiting.is_closed());
}

TEST_F(HttpServerTest, CanBeDestroyedWithoutRunning) { EXPECT_TRUE(HttpServer::create(std::move(options_))); }

TEST_F(HttpServerTest, StopsOnASignal) {
  start();
  const StopSignals signals([this] { server_->stop(); });
  raise(SIGTERM);
  thread_.join();
}

TEST_F(HttpServerTest, ListensOnAUnixSocketToo) {
  const test_support::TemporaryFolder folder;
  options_.listeners.resize(2);
  options_.listeners[1].unix_path = folder / "socket";
  options_.listeners[1].handler = [](const http::Request&) { return http::plain_response(404); };
  start();
  struct stat status{};
  ASSERT_EQ(stat((folder / "socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0660U);
  EXPECT_EQ(server_->port(1), 0);
  const auto fd = connect_unix(folder / "socket", 1s);
  ASSERT_TRUE(fd);
  const std::string_view request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_EQ(send(fd->get(), request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  pollfd wait{fd->get(), POLLIN, 0};
  ASSERT_EQ(poll(&wait, 1, 60'000), 1);
  std::array<char, 13> start_line{};
  EXPECT_EQ(recv(fd->get(), start_line.data(), 12, 0), 12);
  EXPECT_STREQ(start_line.data(), "HTTP/1.1 404");
  Client a = client();
  a.get("/tcp");
  EXPECT_THAT(a.reply(), EndsWith("GET/tcp|"));
  stop();
  EXPECT_FALSE(std::filesystem::exists(folder / "socket"));
}

TEST_F(HttpServerTest, RefusesBadOptions) {
  const auto code_with = [](auto change) {
    HttpServerOptions options;
    options.listeners.resize(1);
    options.listeners[0].handler = echo;
    change(options);
    const auto server = HttpServer::create(std::move(options));
    return server ? std::nullopt : std::optional(server.error().code);
  };
  EXPECT_EQ(code_with([](auto&) {}), std::nullopt);
  EXPECT_EQ(code_with([](auto& o) { o.listeners[0].handler = nullptr; }), ErrorCode::kInvalid);
  EXPECT_EQ(code_with([](auto& o) { o.listeners[0].address = "localhost"; }), ErrorCode::kInvalid);
  EXPECT_EQ(code_with([](auto& o) { o.listeners[0].unix_path = std::string(200, 'a'); }), ErrorCode::kInvalid);
  EXPECT_EQ(code_with([](auto& o) { o.worker_threads = 0; }), ErrorCode::kInvalid);
  start();
  const std::uint16_t taken = server_->port();
  EXPECT_EQ(code_with([&](auto& o) { o.listeners[0].port = taken; }), ErrorCode::kConflict);
}

}  // namespace
}  // namespace parasol::net
