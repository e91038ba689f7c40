#include "http/message.h"

#include <gtest/gtest.h>

namespace parasol::http {
namespace {

TEST(Query, ReadsPairs) {
  const auto query = parse_query("after=AbC_-9&limit=20&empty=");
  ASSERT_TRUE(query);
  EXPECT_EQ(*query, (Query{{"after", "AbC_-9"}, {"limit", "20"}, {"empty", ""}}));
  EXPECT_TRUE(parse_query("")->empty());
}

TEST(Query, RefusesWhatOurClientsNeverWrite) {
  for (auto bad : {"a", "=b", "a=1&a=2", "a=1&", "&a=1", "a=1&&b=2", "a=%41", "a=b+c", "A=1", "a=b=c", "a=<", "a=1;b=2"}) {
    const auto query = parse_query(bad);
    ASSERT_FALSE(query) << bad;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(query.error().field, "query");
  }
}

TEST(Query, DecodesWhatAnybodysProgramWrites) {
  const auto query = parse_encoded_query("search=drop-in+caf%C3%A9&a=%2B%26%3D%25&b=");
  ASSERT_TRUE(query);
  EXPECT_EQ(*query, (Query{{"search", "drop-in café"}, {"a", "+&=%"}, {"b", ""}}));
  for (auto bad : {"a", "=b", "a=1&a=2", "a=1&", "&a=1", "A=1", "a=%", "a=%4", "a=%4x", "a=%00", "a=%0A", "a=%7f", "a=%c3", "a=%ff", "a=%ed%a0%80", "%61=1"}) {
    const auto refused = parse_encoded_query(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().field, "query");
  }
}

TEST(Cookie, IsFoundByItsWholeNameAndOnlyIfSentOnce) {
  Request request;
  EXPECT_EQ(find_cookie(request, "session"), std::nullopt);
  request.headers.set("cookie", "xsession=1; session=abc=; sessionx=2");
  EXPECT_EQ(find_cookie(request, "session"), "abc=");
  EXPECT_EQ(find_cookie(request, "sess"), std::nullopt);
  request.headers.set("cookie", "session=a; session=b");
  EXPECT_EQ(find_cookie(request, "session"), std::nullopt);
}

TEST(Headers, SetReplacesAndAddKeeps) {
  Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("set-cookie", "b");
  EXPECT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.find("set-cookie"), "a");
  headers.set("SET-COOKIE", "c");
  EXPECT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.find("set-cookie"), "c");
}

TEST(Serialise, WritesHeadAndBody) {
  Response response;
  response.headers.set("Content-Type", "text/plain");
  response.body = to_bytes(as_bytes("hello"));
  const Wire wire = serialise(response, Method::kGet, AfterReply::kKeepAlive);
  EXPECT_EQ(wire.head, "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_EQ(as_text(wire.body), "hello");
}

TEST(Serialise, HeadHasTheLengthButNoBody) {
  const Wire wire = serialise(plain_response(404), Method::kHead, AfterReply::kClose);
  EXPECT_TRUE(wire.head.starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_NE(wire.head.find("content-length: 9\r\n"), std::string::npos);
  EXPECT_TRUE(wire.head.ends_with("connection: close\r\n\r\n"));
  EXPECT_TRUE(wire.body.empty());
}

TEST(Serialise, SomeStatusesHaveNeitherBodyNorLength) {
  for (const auto status : {std::uint16_t{204}, std::uint16_t{304}}) {
    Response response = plain_response(status);
    const Wire wire = serialise(response, Method::kGet, AfterReply::kKeepAlive);
    EXPECT_EQ(wire.head.find("content-length"), std::string::npos);
    EXPECT_TRUE(wire.body.empty());
  }
}

TEST(Serialise, SharedBodyWins) {
  Response response;
  response.body = {1};
  response.shared_body = std::make_shared<const Bytes>(Bytes{2, 3});
  EXPECT_EQ(serialise(response, Method::kGet, AfterReply::kClose).body.size(), 2U);
}

TEST(Serialise, OfASharedBodyThePartThatIsAskedFor) {
  Response response;
  response.status = 206;
  response.shared_body = std::make_shared<const Bytes>(Bytes{2, 3, 4, 5});
  response.shared_part = ByteRange{1, 2};
  const Wire wire = serialise(response, Method::kGet, AfterReply::kClose);
  EXPECT_EQ(Bytes(wire.body.begin(), wire.body.end()), (Bytes{3, 4}));
  EXPECT_TRUE(wire.head.starts_with("HTTP/1.1 206 Partial Content\r\ncontent-length: 2\r\n"));
}

TEST(Serialise, AFieldThatWouldBreakTheFramingBecomesAnEmpty500) {
  using namespace std::string_literals;
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"location", "/a\r\nset-cookie: b=c"}, {"x", "a\nb"}, {"x", "a\rb"}, {"x", "a\0b"s}, {"x y", "a"},
      {"x:", "a"}, {"", "a"}, {"content-length", "3"}, {"connection", "close"}, {"transfer-encoding", "chunked"}};
  for (const auto& [name, value] : bad) {
    Response response = plain_response(404);
    response.headers.set(name, value);
    const Wire wire = serialise(response, Method::kGet, AfterReply::kKeepAlive);
    EXPECT_EQ(wire.head, "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n")
        << name;
    EXPECT_TRUE(wire.body.empty());
  }
}

TEST(Methods, AreCaseSensitive) {
  EXPECT_EQ(method_from("PATCH"), Method::kPatch);
  EXPECT_EQ(method_from("patch"), std::nullopt);
  EXPECT_EQ(method_name(Method::kOptions), "OPTIONS");
}

}  // namespace
}  // namespace parasol::http
