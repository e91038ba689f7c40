#include "directory/json.h"

#include <gtest/gtest.h>

namespace parasol::directory {
namespace {

std::string said(std::string_view text) {
  const auto json = parse_json(text);
  return json ? "fine" : std::string(error_code_name(json.error().code)) + ": " + json.error().detail;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(DirectoryJson, KeepsTheOrderOfKeys) {
  const auto json = parse_json(R"({"b":1,"a":{"d":[true,null],"c":"ș"}})");
  ASSERT_TRUE(json);
  EXPECT_EQ(json->dump(), R"({"b":1,"a":{"d":[true,null],"c":"ș"}})");
  EXPECT_EQ(file_text(*parse_json(R"({"a":[1]})")), "{\n  \"a\": [\n    1\n  ]\n}\n");
}

TEST(DirectoryJson, RefusesWhatIsNoJson) {
  EXPECT_EQ(said(""), "invalid: no JSON at byte 1");
  EXPECT_EQ(said("{\"a\":1,}"), "invalid: no JSON at byte 8");
  EXPECT_EQ(said("[1] [2]"), "invalid: no JSON at byte 5");
  EXPECT_EQ(said("[NaN]"), "invalid: no JSON at byte 2");
  EXPECT_EQ(said("\"\\ud800\""), "invalid: no JSON at byte 8");
  EXPECT_EQ(said("\xef\xbb\xbf[]"), "invalid: not UTF-8 text without byte order mark");
  EXPECT_EQ(said("\"caf\xe9\""), "invalid: not UTF-8 text without byte order mark");
  EXPECT_EQ(said(R"({"a":1,"b":{"a":1,"a":2}})"), "invalid: one object has a key twice, \"a\"");
}

// What a small file may not turn into: a deep stack, an object whose keys are compared with each other for ever, memory.
TEST(DirectoryJson, IsBounded) {
  EXPECT_EQ(said(nested(16)), "fine");
  EXPECT_EQ(said(nested(17)), "too_large: nested deeper than 16");
  EXPECT_EQ(said(std::string(1'000'000, '[')), "too_large: nested deeper than 16");
  std::string keys = "{";
  for (int i = 0; i < 257; ++i) keys.append(i == 0 ? "" : ",").append("\"k" + std::to_string(i) + "\":0");
  EXPECT_EQ(said(keys + "}"), "too_large: an object with more than 256 keys");
  std::string values = "[0";
  for (int i = 0; i < 2'000'000; ++i) values.append(",0");
  EXPECT_EQ(said(values + "]"), "too_large: more than 2000000 values");
  EXPECT_EQ(said(std::string(kMostJsonBytes + 1, ' ')), "too_large: larger than 64 MiB");
}

}  // namespace
}  // namespace parasol::directory
