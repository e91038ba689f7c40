#include "http/static_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/test_support.h"

namespace parasol::http {
namespace {

namespace fs = std::filesystem;

std::string stand_in_hash(ByteView bytes) { return to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 8))); }

class StaticFilesTest : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& content) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << content;
  }
  std::optional<Response> get(std::vector<std::string> segments, Headers headers = {}, Method method = Method::kGet) {
    const auto files = StaticFiles::load(folder_, stand_in_hash);
    EXPECT_TRUE(files);
    Request request;
    request.method = method;
    request.segments = std::move(segments);
    request.headers = std::move(headers);
    return files->answer(request);
  }
  static Headers with(std::string_view name, std::string value) {
    Headers headers;
    headers.set(name, std::move(value));
    return headers;
  }

  test_support::TemporaryFolder folder_;
};

TEST_F(StaticFilesTest, ServesWhatItReadAndNothingElse) {
  write("index.html", "home");
  write("guides/index.html", "guides");
  write("assets/app-1a2b.js", "code");
  write("sw.js", "worker");
  const auto home = get({""});
  ASSERT_TRUE(home);
  EXPECT_EQ(as_text(*home->shared_body), "home");
  EXPECT_EQ(home->headers.find("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(home->headers.find("cache-control"), "no-store");
  EXPECT_EQ(home->headers.find("etag"), "\"686f6d65\"");
  EXPECT_EQ(as_text(*get({"guides", ""})->shared_body), "guides");
  EXPECT_EQ(get({"assets", "app-1a2b.js"})->headers.find("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(get({"sw.js"})->headers.find("cache-control"), "no-store");
  EXPECT_FALSE(get({"absent"}));
  EXPECT_FALSE(get({"assets", ""}));
  EXPECT_FALSE(get({"assets/app-1a2b.js", "x"}));
}

TEST_F(StaticFilesTest, RedirectsAFolderToItsSlash) {
  write("guides/index.html", "guides");
  const auto response = get({"guides"});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 308);
  EXPECT_EQ(response->headers.find("location"), "/guides/");
}

TEST_F(StaticFilesTest, ChoosesThePrecompressedSibling) {
  write("a.js", "plain");
  write("a.js.br", "brotli");
  write("a.js.gz", "gzip");
  const auto coding = [&](const std::string& accepted) {
    const auto response = get({"a.js"}, with("accept-encoding", accepted));
    EXPECT_EQ(response->headers.find("vary"), "accept-encoding");
    EXPECT_EQ(response->headers.find("content-type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(response->headers.find("content-encoding").has_value(), as_text(*response->shared_body) != "plain");
    return std::string(as_text(*response->shared_body));
  };
  EXPECT_EQ(coding("gzip, deflate, br"), "brotli");
  EXPECT_EQ(coding("gzip"), "gzip");
  EXPECT_EQ(coding("br;q=0, gzip;q=0.5"), "gzip");
  EXPECT_EQ(coding("*"), "brotli");
  EXPECT_EQ(coding("identity"), "plain");
  EXPECT_EQ(coding(""), "plain");
  EXPECT_NE(get({"a.js"})->headers.find("etag"), get({"a.js"}, with("accept-encoding", "br"))->headers.find("etag"));
  EXPECT_FALSE(get({"a.js.br"})) << "siblings have no path of their own";
}

TEST_F(StaticFilesTest, AnArchiveOfItsOwnIsAFile) {
  write("data.gz", "archive");
  EXPECT_EQ(get({"data.gz"})->headers.find("content-type"), "application/octet-stream");
}

TEST_F(StaticFilesTest, AnswersTheSameTagWith304) {
  write("index.html", "home");
  for (auto tag : {"\"686f6d65\"", "W/\"686f6d65\"", "\"x\", \"686f6d65\"", "*"}) {
    const auto response = get({""}, with("if-none-match", tag));
    EXPECT_EQ(response->status, 304) << tag;
    EXPECT_EQ(response->headers.find("etag"), "\"686f6d65\"");
    EXPECT_FALSE(response->shared_body);
  }
  EXPECT_EQ(get({""}, with("if-none-match", "\"x\""))->status, 200);
}

TEST_F(StaticFilesTest, APartIsOneRangeOfBytes) {
  const auto part = [](std::string_view range) { return requested_part(range, 10).value_or(ByteRange{99, 99}); };
  EXPECT_EQ(part("bytes=0-"), (ByteRange{0, 10}));
  EXPECT_EQ(part("bytes=0-0"), (ByteRange{0, 1}));
  EXPECT_EQ(part("bytes=2-4"), (ByteRange{2, 3}));
  EXPECT_EQ(part("bytes=9-9"), (ByteRange{9, 1}));
  EXPECT_EQ(part("bytes=2-10"), (ByteRange{2, 8}));
  EXPECT_EQ(part("bytes=002-0000000000000000000000004"), (ByteRange{2, 3}));
  EXPECT_EQ(part("bytes=2-99999999999999999999999999999999999999"), (ByteRange{2, 8}));
  EXPECT_EQ(part("bytes=-3"), (ByteRange{7, 3}));
  EXPECT_EQ(part("bytes=-11"), (ByteRange{0, 10}));
  EXPECT_EQ(part("bytes=-18446744073709551616"), (ByteRange{0, 10}));
  EXPECT_EQ(part("BYTES=1-1"), (ByteRange{1, 1}));
}

TEST_F(StaticFilesTest, APartThatIsNotThereHasNoBytes) {
  for (const std::string_view range : {"bytes=10-", "bytes=10-10", "bytes=11-20", "bytes=18446744073709551615-", "bytes=18446744073709551616-18446744073709551617", "bytes=-0", "bytes=-000"})
    EXPECT_EQ(requested_part(range, 10).value_or(ByteRange{99, 99}).length, 0U) << range;
  EXPECT_EQ(requested_part("bytes=0-", 0).value_or(ByteRange{99, 99}).length, 0U);
}

TEST_F(StaticFilesTest, WhatIsNoRangeOfOursIsIgnored) {
  using namespace std::string_literals;
  const std::vector<std::string> ignored = {
      "", "bytes", "bytes=", "bytes=-", "bytes=--1", "bytes=5", "bytes=4-2", "bytes=a-b", "bytes=0-b", "bytes=+1-2", "bytes=-+1", "bytes=1--2", "bytes=1-2-3", "bytes= 1-2",
      "bytes=1 -2", "bytes=1- 2", "bytes=1-2 ", "bytes=1-2,", "bytes=,1-2", "bytes=0-1,3-4", "bytes=0-1, 3-4", "bytes =0-1", " bytes=0-1", "byte=0-1", "items=0-1", "bytes:0-1",
      "bytes=0x1-2", "bytes=1.0-2", "bytes=-1.5", "bytes=1-\xd9\xa3"s, "bytes=1-2\0"s, "bytes=18446744073709551617-3", "bytes=" + std::string(16000, '9'), std::string(16000, '-')};
  for (const auto& range : ignored) EXPECT_FALSE(requested_part(range, 10)) << range.substr(0, 60);
  EXPECT_FALSE(requested_part("bytes=-1", 0)) << "the last byte of nothing";
}

TEST_F(StaticFilesTest, PlayersGetParts) {
  write("en/g/a1a/1a2b.webm", "0123456789");
  const std::vector<std::string> film = {"en", "g", "a1a", "1a2b.webm"};
  const std::string etag = "\"3031323334353637\"";
  const auto whole = get(film);
  EXPECT_EQ(whole->status, 200);
  EXPECT_EQ(whole->headers.find("content-type"), "video/webm");
  EXPECT_EQ(whole->headers.find("accept-ranges"), "bytes");
  EXPECT_EQ(whole->headers.find("cache-control"), "no-store");
  EXPECT_EQ(whole->headers.find("etag"), etag);
  EXPECT_FALSE(whole->shared_part);

  const auto part = get(film, with("range", "bytes=2-4"));
  EXPECT_EQ(part->status, 206);
  EXPECT_EQ(part->headers.find("content-range"), "bytes 2-4/10");
  EXPECT_EQ(part->headers.find("content-type"), "video/webm");
  EXPECT_EQ(part->headers.find("cache-control"), "no-store");
  EXPECT_EQ(part->headers.find("etag"), etag);
  EXPECT_EQ(part->shared_part, (ByteRange{2, 3}));
  EXPECT_EQ(as_text(serialise(*part, Method::kGet, AfterReply::kClose).body), "234");

  const auto none = get(film, with("range", "bytes=10-"));
  EXPECT_EQ(none->status, 416);
  EXPECT_EQ(none->headers.find("content-range"), "bytes */10");
  EXPECT_EQ(none->headers.find("cache-control"), "no-store");
  EXPECT_FALSE(none->shared_body);

  for (const std::string_view ignored : {"bytes=4-2", "bytes=0-1,3-4", "bytes=", "pages=1-2"}) {
    const auto answer = get(film, with("range", std::string(ignored)));
    EXPECT_EQ(answer->status, 200) << ignored;
    EXPECT_FALSE(answer->shared_part);
    EXPECT_FALSE(answer->headers.find("content-range"));
  }
  const auto head = get(film, with("range", "bytes=2-4"), Method::kHead);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->headers.find("accept-ranges"), "bytes");
  Headers both = with("range", "bytes=2-4");
  both.set("if-none-match", etag);
  EXPECT_EQ(get(film, both)->status, 304) << "RFC 9110 §13.2.2: preconditions come first";
}

TEST_F(StaticFilesTest, APartOfOtherBytesThanBeforeIsTheWhole) {
  write("a.webm", "0123456789");
  const auto status = [&](std::string_view if_range) {
    Headers headers = with("range", "bytes=2-4");
    headers.set("if-range", std::string(if_range));
    return get({"a.webm"}, headers)->status;
  };
  EXPECT_EQ(status("\"3031323334353637\""), 206);
  for (const std::string_view other : {"\"x\"", "W/\"3031323334353637\"", "3031323334353637", "*", "", "\"x\", \"3031323334353637\"", "Sun, 22 Nov 2026 12:00:00 GMT"})
    EXPECT_EQ(status(other), 200) << other;
  EXPECT_EQ(get({"a.webm"}, with("if-range", "\"3031323334353637\""))->status, 200);
}

TEST_F(StaticFilesTest, WhatIsReadComesWhole) {
  write("index.html", "home");
  const auto page = get({""}, with("range", "bytes=0-1"));
  EXPECT_EQ(page->status, 200);
  EXPECT_FALSE(page->shared_part);
  EXPECT_FALSE(page->headers.find("accept-ranges"));
}

TEST_F(StaticFilesTest, WhoeverOpensAnAddressThatLeadsNowhereGetsThePageOfThatFolder) {
  write("not_found.html", "nowhere");
  write("not_found.html.br", "packed");
  write("ro/not_found.html", "nicăieri");
  const auto files = StaticFiles::load(folder_, stand_in_hash);
  ASSERT_TRUE(files);
  const auto page = [&](std::vector<std::string> segments, std::string_view accept = "text/html,*/*;q=0.8", Method method = Method::kGet) {
    Request request;
    request.method = method;
    request.segments = std::move(segments);
    request.headers.set("accept", std::string(accept));
    request.headers.set("if-none-match", "*");
    request.headers.set("range", "bytes=0-1");
    return files->not_found(request);
  };
  const auto body = [](const std::optional<Response>& response) { return response ? std::string(as_text(*response->shared_body)) : "none"; };
  EXPECT_EQ(body(page({"ro", "zzz", ""})), "nicăieri");
  EXPECT_EQ(body(page({"ro"})), "nicăieri");
  EXPECT_EQ(body(page({"zzz"})), "nowhere");
  EXPECT_EQ(body(page({})), "nowhere");
  EXPECT_EQ(body(page({"..", "ro"})), "nowhere");
  const auto found = page({"zzz"});
  EXPECT_EQ(found->status, 404);
  EXPECT_EQ(found->headers.find("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(found->headers.find("cache-control"), "no-store");
  EXPECT_FALSE(found->headers.find("etag"));
  EXPECT_TRUE(page({"zzz"}, "application/xhtml+xml, text/html;q=0.9"));
  // Programs, pictures and what is to be changed are answered otherwise.
  for (const std::string_view accept : {"", "*/*", "application/json", "image/avif,image/*,*/*;q=0.8", "text/htmlx", "text/plain;a=text/html"})
    EXPECT_FALSE(page({"zzz"}, accept)) << accept;
  EXPECT_FALSE(page({"zzz"}, "text/html", Method::kPost));
  EXPECT_TRUE(page({"zzz"}, "text/html", Method::kHead));

  fs::remove(folder_ / "not_found.html");
  fs::remove(folder_ / "not_found.html.br");
  Request request;
  request.segments = {"zzz"};
  request.headers.set("accept", "text/html");
  EXPECT_FALSE(StaticFiles::load(folder_, stand_in_hash)->not_found(request));
}

TEST_F(StaticFilesTest, OnlyReads) {
  write("index.html", "home");
  EXPECT_EQ(get({""}, {}, Method::kHead)->status, 200);
  const auto response = get({""}, {}, Method::kPost);
  EXPECT_EQ(response->status, 405);
  EXPECT_EQ(response->headers.find("allow"), "GET, HEAD");
}

TEST_F(StaticFilesTest, LeavesOutHiddenFilesAndRefusesOddNames) {
  write("index.html", "home");
  write(".vite/manifest.json", "{}");
  write(".well-known/security.txt", "contact");
  EXPECT_FALSE(get({".vite", "manifest.json"}));
  EXPECT_TRUE(get({".well-known", "security.txt"}));
  write("a b.txt", "x");
  EXPECT_EQ(StaticFiles::load(folder_, stand_in_hash).error().code, ErrorCode::kInvalid);
}

TEST_F(StaticFilesTest, RefusesSymbolicLinks) {
  write("index.html", "home");
  fs::create_symlink("/etc/hostname", folder_ / "link.txt");
  EXPECT_EQ(StaticFiles::load(folder_, stand_in_hash).error().code, ErrorCode::kInvalid);
}

TEST_F(StaticFilesTest, NeedsTheFolder) {
  EXPECT_EQ(StaticFiles::load(folder_ / "absent", stand_in_hash).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace parasol::http
