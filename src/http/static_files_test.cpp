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
