#include "http/codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::http {
namespace {

using State = RequestReader::State;

RequestReader::BodyLimit fixed_limit(std::size_t limit) {
  return [limit](const Request&) { return limit; };
}

// 0 if `wire` is one complete request and nothing else, the refusal's status, or 1 if more bytes are wanted.
int outcome(std::string_view wire, std::size_t piece = 1U << 20) {
  RequestReader reader(fixed_limit(100));
  for (std::size_t i = 0; i < wire.size(); i += piece) reader.feed(as_bytes(wire.substr(i, piece)));
  if (reader.state() == State::kRefused) return reader.refusal();
  return reader.state() == State::kComplete ? 0 : 1;
}

Request read_one(std::string_view wire) {
  RequestReader reader(fixed_limit(100));
  EXPECT_EQ(reader.feed(as_bytes(wire)), State::kComplete) << wire;
  return reader.state() == State::kComplete ? reader.take() : Request{};
}

TEST(RequestReader, ReadsARequest) {
  const Request request = read_one(
      "POST /api/reports/a%20b?state=new&page=2 HTTP/1.1\r\nHost: example.org:8080\r\nContent-Type:  text/plain \r\n"
      "Accept: a\r\naccept: b\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(request.method, Method::kPost);
  EXPECT_EQ(request.segments, (std::vector<std::string>{"api", "reports", "a b"}));
  EXPECT_EQ(request.query, "state=new&page=2");
  EXPECT_EQ(request.headers.find("content-type"), "text/plain");
  EXPECT_EQ(request.headers.find("accept"), "a, b");
  EXPECT_EQ(request.headers.find("absent"), std::nullopt);
  EXPECT_EQ(as_text(request.body), "hello");
  EXPECT_TRUE(request.wants_keep_alive);
}

TEST(RequestReader, SplitsPathsAtSlashes) {
  const auto segments = [](std::string_view path) {
    return read_one("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n\r\n").segments;
  };
  EXPECT_EQ(segments("/"), std::vector<std::string>{""});
  EXPECT_EQ(segments("/a/"), (std::vector<std::string>{"a", ""}));
  EXPECT_EQ(segments("/%61/b+c"), (std::vector<std::string>{"a", "b+c"}));
  EXPECT_EQ(segments("/%2561"), std::vector<std::string>{"%61"}) << "decoded once, not twice";
  EXPECT_EQ(segments("/%C8%99?x=/../"), std::vector<std::string>{"ș"});
}

TEST(RequestReader, KeepsAliveAsTheVersionSays) {
  EXPECT_TRUE(read_one("GET / HTTP/1.1\r\nHost: a\r\n\r\n").wants_keep_alive);
  EXPECT_FALSE(read_one("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").wants_keep_alive);
  EXPECT_FALSE(read_one("GET / HTTP/1.0\r\nHost: a\r\n\r\n").wants_keep_alive);
  EXPECT_TRUE(read_one("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n").wants_keep_alive);
}

struct Hostile {
  int status;
  std::string name;
  std::string wire;
};

std::vector<Hostile> hostile_requests() {
  using namespace std::string_literals;
  const auto with = [](std::string fields) { return "POST /a HTTP/1.1\r\nHost: a\r\n" + std::move(fields) + "\r\n"; };
  const auto target = [](std::string text) { return "GET " + std::move(text) + " HTTP/1.1\r\nHost: a\r\n\r\n"; };
  const auto line = [](std::string text) { return std::move(text) + "\r\nHost: a\r\n\r\n"; };
  return {
      {400, "length and encoding", with("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n")},
      {400, "encoding and length", with("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n")},
      {411, "encoding alone", with("Transfer-Encoding: chunked\r\n")},
      {411, "unknown encoding", with("Transfer-Encoding: xchunked\r\n")},
      {400, "two encodings", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")},
      {400, "two different lengths", with("Content-Length: 3\r\nContent-Length: 4\r\n")},
      {400, "two equal lengths", with("Content-Length: 3\r\nContent-Length: 3\r\n")},
      {400, "list of lengths", with("Content-Length: 3, 3\r\n")},
      {400, "signed length", with("Content-Length: +3\r\n")},
      {400, "negative length", with("Content-Length: -3\r\n")},
      {400, "hexadecimal length", with("Content-Length: 0x3\r\n")},
      {400, "empty length", with("Content-Length:\r\n")},
      {400, "length beyond 64 bits", with("Content-Length: 18446744073709551617\r\n")},
      {413, "length over the limit", with("Content-Length: 101\r\n")},
      {400, "space before colon", with("Transfer-Encoding : chunked\r\n")},
      {400, "TE with space", with("TE : trailers\r\n")},
      {400, "no colon", with("Nothing\r\n")},
      {400, "no name", with(": x\r\n")},
      {400, "name with bad character", with("A(b): x\r\n")},
      {400, "folded line", with("X: a\r\n b\r\n")},
      {400, "folded line with tab", with("X: a\r\n\tb\r\n")},
      {400, "folded first line", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {400, "bare line feed", "GET / HTTP/1.1\nHost: a\n\n"},
      {400, "bare line feed in a field", with("X: a\nY: b\r\n")},
      {400, "bare carriage return", with("X: a\rb\r\n")},
      {400, "NUL in a value", with("X: a\0b\r\n"s)},
      {400, "NUL in a name", with("X\0: b\r\n"s)},
      {400, "control character", with("X: a\x01\r\n")},
      {400, "delete character", with("X: a\x7f\r\n")},
      {400, "no host", "GET / HTTP/1.1\r\n\r\n"},
      {400, "no host in 1.0", "GET / HTTP/1.0\r\n\r\n"},
      {400, "empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"},
      {400, "two hosts", with("Host: a\r\n")},
      {400, "host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {400, "host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
      {400, "two cookies", with("Cookie: a=1\r\nCookie: a=2\r\n")},
      {400, "two origins", with("Origin: https://a.example.org\r\nOrigin: null\r\n")},
      {400, "two content types", with("Content-Type: a/b\r\nContent-Type: a/b\r\n")},
      {400, "two authorizations", with("Authorization: a\r\nauthorization: b\r\n")},
      {417, "unknown expectation", with("Expect: tea\r\n")},
      {400, "empty first line", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "absolute form", target("http://example.org/")},
      {400, "authority form", "OPTIONS a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {400, "no target", line("GET  HTTP/1.1")},
      {400, "two spaces", line("GET  / HTTP/1.1")},
      {400, "no version", line("GET /")},
      {400, "fragment", target("/a#b")},
      {400, "dot", target("/a/./b")},
      {400, "dot dot", target("/../etc/passwd")},
      {400, "encoded dot dot", target("/%2e%2e/etc/passwd")},
      {400, "empty part", target("/a//b")},
      {400, "two slashes first", target("//example.org/")},
      {400, "encoded NUL", target("/a%00")},
      {400, "encoded line feed", target("/a%0a")},
      {400, "encoded slash", target("/a%2fb")},
      {400, "backslash", target("/a\\b")},
      {400, "encoded backslash", target("/a%5cb")},
      {400, "half an escape", target("/a%2")},
      {400, "bad escape", target("/a%zz")},
      {400, "not UTF-8", target("/%ff")},
      {400, "raw byte in the path", target("/\xc8\x99")},
      {400, "raw byte in the query", target("/?\xc8\x99")},
      {501, "unknown method", line("BREW / HTTP/1.1")},
      {501, "lower-case method", line("get / HTTP/1.1")},
      {501, "CONNECT", line("CONNECT / HTTP/1.1")},
      {505, "version 2", line("GET / HTTP/2.0")},
      {505, "version 1.2", line("GET / HTTP/1.2")},
      {505, "version 0.9", line("GET / HTTP/0.9")},
      {400, "long version", line("GET / HTTP/1.10")},
      {400, "lower-case protocol", line("GET / http/1.1")},
      {400, "a TLS greeting", "\x16\x03\x01\x02"},
      {414, "long target", target("/" + std::string(4096, 'a'))},
      {414, "endless target", "GET /" + std::string(4200, 'a')},
      {431, "long header", with("X: " + std::string(16500, 'a') + "\r\n")},
      {431, "endless field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(16500, 'a')},
      {431, "many fields", [&] {
         std::string fields;
         for (int i = 0; i < 101; ++i) fields += "X" + std::to_string(i) + ": a\r\n";
         return with(fields);
       }()},
  };
}

TEST(RequestReader, RefusesHostileRequestsHoweverTheyArrive) {
  for (const auto& [status, name, wire] : hostile_requests()) {
    EXPECT_EQ(outcome(wire), status) << name;
    EXPECT_EQ(outcome(wire, 1), status) << name << ", byte by byte";
    EXPECT_EQ(outcome(wire, 7), status) << name << ", in sevens";
  }
}

TEST(RequestReader, AcceptsWhatIsJustInsideTheLimits) {
  EXPECT_EQ(outcome("GET /" + std::string(4095, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
  const std::size_t room = (16U << 10) - start.size() - 4;
  EXPECT_EQ(outcome(start + std::string(room, 'a') + "\r\n\r\n"), 0);
  EXPECT_EQ(outcome(start + std::string(room + 1, 'a') + "\r\n\r\n"), 431);
  EXPECT_EQ(outcome("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'a')), 0);
}

TEST(RequestReader, AsksForTheLimitOfThisRequest) {
  RequestReader reader([](const Request& head) { return head.segments.back() == "large" ? 1U << 20 : 10U; });
  EXPECT_EQ(reader.feed(as_bytes("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")), State::kBody);
  EXPECT_EQ(reader.body_bytes(), 11U);
  EXPECT_EQ(reader.feed(as_bytes("01234567890")), State::kComplete);
  EXPECT_EQ(reader.take().body.size(), 11U);
  EXPECT_EQ(reader.feed(as_bytes("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n")), State::kRefused);
  EXPECT_EQ(reader.refusal(), 413);
}

TEST(RequestReader, NoRouteMayAskForMoreThanTheLargestBody) {
  RequestReader reader(fixed_limit(SIZE_MAX));
  reader.feed(as_bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4194305\r\n\r\n"));
  EXPECT_EQ(reader.refusal(), 413);
}

TEST(RequestReader, KeepsPipelinedRequestsApart) {
  RequestReader reader(fixed_limit(100));
  EXPECT_EQ(reader.feed(as_bytes("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\nHost: b\r\n\r\nGE")),
            State::kComplete);
  const Request first = reader.take();
  EXPECT_EQ(as_text(first.body), "hi");
  ASSERT_EQ(reader.state(), State::kComplete);
  const Request second = reader.take();
  EXPECT_EQ(second.segments, std::vector<std::string>{"2"});
  EXPECT_EQ(second.headers.find("host"), "b");
  EXPECT_TRUE(second.body.empty());
  EXPECT_EQ(reader.state(), State::kHeader);
  EXPECT_EQ(reader.feed(as_bytes("T /3 HTTP/1.1\r\nHost: a\r\n\r\n")), State::kComplete);
  reader.take();
  EXPECT_EQ(reader.state(), State::kIdle);
}

TEST(RequestReader, RefusesASmuggledRequestBehindAGoodOne) {
  RequestReader reader(fixed_limit(100));
  reader.feed(as_bytes("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"));
  reader.take();
  EXPECT_EQ(reader.state(), State::kRefused);
  EXPECT_EQ(reader.feed(as_bytes("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")), State::kRefused);
  EXPECT_EQ(reader.held_bytes(), 0U);
}

TEST(RequestReader, SaysOnceThatTheClientWaits) {
  RequestReader reader(fixed_limit(100));
  reader.feed(as_bytes("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_TRUE(reader.take_expectation());
  EXPECT_FALSE(reader.take_expectation());
  EXPECT_EQ(reader.feed(as_bytes("hi")), State::kComplete);
  reader.take();
  reader.feed(as_bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_FALSE(reader.take_expectation());
}

TEST(RequestReader, DoesNotSayContinueToAnOldClientOrOverTheLimit) {
  RequestReader old(fixed_limit(100));
  old.feed(as_bytes("POST / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(old.state(), State::kBody);
  EXPECT_FALSE(old.take_expectation());
  EXPECT_EQ(outcome("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n"), 413);
}

RC_GTEST_PROP(RequestReader, OutcomeDoesNotDependOnTheCut, ()) {
  std::string wire;
  const auto& all = hostile_requests();
  for (int i = 0; i < 3; ++i) wire += *rc::gen::element<std::string>(
      "GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
      all[*rc::gen::inRange<std::size_t>(0, all.size())].wire);
  const auto run = [&](auto next_piece) {
    RequestReader reader(fixed_limit(100));
    std::string log;
    std::string_view rest = wire;
    while (!rest.empty()) {
      const std::size_t piece = std::min(next_piece(), rest.size());
      reader.feed(as_bytes(rest.substr(0, piece)));
      rest.remove_prefix(piece);
      while (reader.state() == State::kComplete) log += reader.take().segments.front() + ";";
    }
    return log + std::to_string(static_cast<int>(reader.state())) + "/" + std::to_string(reader.refusal());
  };
  const std::string whole = run([] { return SIZE_MAX; });
  RC_ASSERT(run([] { return std::size_t{1}; }) == whole);
  RC_ASSERT(run([] { return *rc::gen::inRange<std::size_t>(1, 40); }) == whole);
}

}  // namespace
}  // namespace parasol::http
