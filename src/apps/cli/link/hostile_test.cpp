// Tables made to hurt: every command ends, with a table in bounded memory or with an error that names the row and the column.
#include <map>

#include "apps/cli/link/test_commands.h"
#include "linkage/parallel.h"
#include "linkage/peak_memory.h"
#include "linkage/test_sizes.h"

namespace parasol::link {
namespace {

using linkage::Draw;
using linkage::sized;

std::string letters(Draw& draw, std::size_t count) {
  std::string out;
  while (out.size() < count) out.push_back(static_cast<char>('a' + draw.below(26)));
  return out;
}

// Everybody's cluster, by id.
std::map<std::string, std::string> clusters(const Table& table) {
  std::map<std::string, std::string> out;
  for (std::size_t row = 0; row < table.size(); ++row) out[table.value(row, 0)] = table.value(row, table.columns().size() - 1);
  return out;
}

class HostileLinkTest : public LinkTest {
 protected:
  // People who are there twice and have nothing to do with the rest: "p0" and "q0", …
  static constexpr int kCouples = 50;
  static void add_couples(Draw& draw, std::string& text) {
    for (int i = 0; i < kCouples; ++i) {
      const std::string rest = "," + letters(draw, 6) + " " + letters(draw, 7) + ",0131 496 0" + std::to_string(100 + i) + "," + letters(draw, 9) + "@example.org,\n";
      text += "p" + std::to_string(i) + rest + "q" + std::to_string(i) + rest;
    }
  }
  static void expect_couples(const Table& out) {
    const auto found = clusters(out);
    for (int i = 0; i < kCouples; ++i) EXPECT_EQ(found.at("p" + std::to_string(i)), found.at("q" + std::to_string(i))) << i;
  }
  const std::string header_ = "id,name,phone,email,empty\n";
};

TEST_F(HostileLinkTest, AHundredThousandRowsWithOnePhone) {
  const std::size_t crowd = sized(100'000, 100'000);
  Draw draw(71);
  std::string text = header_;
  for (std::size_t i = 0; i < crowd; ++i) text += std::to_string(i) + "," + letters(draw, 5) + " " + letters(draw, 6) + ",07700 900555,,\n";
  add_couples(draw, text);
  write("t.csv", text);
  const std::size_t before = linkage::forget_peak();
  const Outcome done = run({"dedupe", path("t.csv"), "-o", path("out.csv"), "--pairs", path("pairs.csv")});
  linkage::expect_at_most(crowd * 3'000, before);
  ASSERT_EQ(done.code, 0) << done.errors;
  const Table out = table("out.csv");
  EXPECT_EQ(out.size(), crowd + 2 * kCouples);
  expect_couples(out);
  std::map<std::string, std::size_t> sizes;
  for (const auto& [id, number] : clusters(out)) ++sizes[number];
  for (const auto& [number, size] : sizes) ASSERT_LT(size, 20U) << "one number makes nobody one person";
}

TEST_F(HostileLinkTest, AMillionEqualKeys) {
  const std::size_t crowd = sized(60'000, 1'000'000);
  Draw draw(72);
  std::string text = header_;
  for (std::size_t i = 0; i < crowd; ++i) text += std::to_string(i) + "," + letters(draw, 5) + " " + letters(draw, 6) + ",07700 900555,info@example.org,\n";
  add_couples(draw, text);
  write("t.csv", text);
  // Said, not guessed: columns that are the same in all rows looked at are guessed to say nothing.
  const std::string model = write("m.toml", "[[field]]\ncolumns = [\"name\"]\nkind = \"name\"\n[[field]]\ncolumns = [\"phone\"]\nkind = \"phone\"\n[[field]]\ncolumns = [\"email\"]\nkind = \"email\"\n");
  const std::size_t before = linkage::forget_peak();
  const Outcome done = run({"dedupe", path("t.csv"), "--model", model, "-o", path("out.csv")});
  linkage::expect_at_most(crowd * 3'000, before);
  ASSERT_EQ(done.code, 0) << done.errors;
  expect_couples(table("out.csv"));
}

TEST_F(HostileLinkTest, ValuesOfAMegabyteInEveryColumn) {
  Draw draw(73);
  std::string text = header_;
  std::size_t given = 0;
  for (const char* part : {"x", "x y ", "07", "a@b.", "\xc3\x9f", "\"\""}) {
    std::string large;
    while (large.size() < 1U << 20) large += part;
    given += 3 * large.size();
    for (std::size_t column = 0; column < 3; ++column) {
      text += letters(draw, 6);
      for (std::size_t at = 0; at < 3; ++at) text += at == column ? ",\"" + large + "\"" : "," + letters(draw, 5);
      text += ",\n";
    }
  }
  add_couples(draw, text);
  write("t.csv", text);
  const std::size_t before = linkage::forget_peak();
  const Outcome done = run({"dedupe", path("t.csv"), "-o", path("out.csv")});
  linkage::expect_at_most(30 * given, before);
  ASSERT_EQ(done.code, 0) << done.errors;
  expect_couples(table("out.csv"));
  EXPECT_EQ(run({"suggest", path("t.csv")}).code, 0);
}

// A byte order mark, a column without values and rows without any.
TEST_F(HostileLinkTest, WhatSpreadsheetsLeaveBehind) {
  Draw draw(74);
  std::string text = "\xef\xbb\xbf" + header_;
  for (int i = 0; i < 30; ++i) text += std::to_string(i) + ",,,,\n";
  add_couples(draw, text);
  ASSERT_EQ(run({"dedupe", write("t.csv", text), "-o", path("out.csv")}).code, 0);
  const Table out = table("out.csv");
  expect_couples(out);
  std::map<std::string, std::size_t> sizes;
  const auto found = clusters(out);
  for (const auto& [id, number] : found) ++sizes[number];
  for (int i = 0; i < 30; ++i) EXPECT_EQ(sizes.at(found.at(std::to_string(i))), 1U) << "nothing is known of it";
  EXPECT_EQ(out.columns().front(), "id");
  EXPECT_EQ(run({"join", path("t.csv"), write("empty.csv", "\xef\xbb\xbf" + header_), "-o", path("links.csv")}).code, 0);
  EXPECT_EQ(table("links.csv").size(), 0U);
}

TEST_F(HostileLinkTest, EveryCommandNamesThePlaceOfWhatIsWrong) {
  const std::string good = write("good.csv", "id,name\n1,Anna\n2,Ana\n3,Farid\n"), bad = write("bad.csv", "id,name\n1,Anna\n2,Ann\xe4\n"), half = write("half.csv", "id,name\n1,\"Anna\n");
  const std::string twice = write("twice.csv", "id,name\n1,Anna\n2,Ana\n1,Farid\n");
  const std::string not_text = ": row 2 (line 3), column \"name\": is not UTF-8 text\n", no_end = ": row 1 (line 2), column \"name\": begins with a quotation mark and has none at its end\n",
                    same_name = ": row 3 (line 4), column \"id\": names the row and is the same as in row 1: \"1\"\n";
  const std::string record = write("r.json", "{\"name\": \"Anna\"}");
  const auto fault = [](std::vector<std::string> arguments) {
    const Outcome said = run(std::move(arguments));
    EXPECT_EQ(said.code, 1);
    EXPECT_EQ(said.out, "");
    return said.errors;
  };
  for (const auto& [file, words] : {std::pair("bad.csv", not_text), std::pair("half.csv", no_end)}) {
    const std::string expected = "parasol link: " + std::string(file) + words;
    for (const char* command : {"suggest", "train", "dedupe"}) EXPECT_EQ(fault({command, path(file)}), expected) << command;
    EXPECT_EQ(fault({"join", good, path(file)}), expected);
    EXPECT_EQ(fault({"join", path(file), good}), expected);
    EXPECT_EQ(fault({"query", path(file), record}), expected);
    EXPECT_EQ(fault({"explain", path(file), "1", "2"}), expected);
    EXPECT_EQ(fault({"dedupe", good, "--labels", path(file)}), expected);
    EXPECT_EQ(fault({"evaluate", path(file), "--truth", good}), expected);
    EXPECT_EQ(fault({"evaluate", write("pairs.csv", "id_l,id_r\n1,2\n"), "--truth", path(file)}), expected);
  }
  for (const char* command : {"train", "dedupe"}) EXPECT_EQ(fault({command, twice, "--id", "id"}), "parasol link: twice.csv" + same_name) << command;
  EXPECT_EQ(fault({"explain", twice, "1", "2", "--id", "id"}), "parasol link: twice.csv" + same_name);
  EXPECT_EQ(fault({"join", good, twice, "--id", "id"}), "parasol link: twice.csv" + same_name);
  EXPECT_EQ(fault({"query", good, write("r.json", "{\"name\": \"Ann\xe4\"}")}), "parasol link: r.json: line 1: is not UTF-8 text\n");
}

// A line that is wrong is named, after the answers to those above it.
TEST_F(HostileLinkTest, WhatIsAskedLineByLineEndsWithTheFirstThatIsWrong) {
  const std::string good = write("good.csv", "id,name\n1,Anna Moss\n2,Ana Moss\n3,Farid Okafor\n"), model = write("m.toml", "[[field]]\ncolumns = [\"name\"]\nkind = \"name\"\n");
  const std::string anna = "{\"name\": \"Anna\"}\n", should_be = "should be one JSON object: columns' names and values\n";
  const std::vector<std::pair<std::string, std::string>> wrong{{"{\"name\": \"Ann", should_be}, {"{\"name\": \"Ann\xe4\"}", "is not UTF-8 text\n"}, {std::string("{\"name\": \"\0\"}", 13), "is not UTF-8 text\n"},
      {"{\"nose\": 1}", "\"nose\": is no column of good.csv\n"}, {"{\"name\": {}}", "\"name\": should be a text, a number or a list of them\n"}, {std::string(100'000, '['), should_be},
      {"[" + anna.substr(0, anna.size() - 1) + "]", should_be}};
  for (const auto& [line, words] : wrong) {
    const Outcome streamed = run({"query", good, "-", "--model", model}, anna + "\n" + anna + line + "\n" + anna);
    EXPECT_EQ(streamed.code, 1);
    EXPECT_EQ(streamed.errors, "parasol link: standard input: line 4: " + words);
    EXPECT_EQ(std::count(streamed.out.begin(), streamed.out.end(), '\n'), 2);
    const Outcome said = run({"query", good, write("r.jsonl", anna + "\n" + anna + line + "\n" + anna), "--model", model, "-o", path("answers.jsonl")});
    EXPECT_EQ(said.code, 1);
    EXPECT_EQ(said.errors, "parasol link: r.jsonl: line 4: " + words);
    EXPECT_FALSE(std::filesystem::exists(path("answers.jsonl")));
  }
  const auto fault = [&](const std::string& content) { return run({"query", good, write("r.json", content), "--model", model}).errors; };
  EXPECT_EQ(fault("[{\"name\": \"Anna\"},\n{\"name\": 7},\n8]"), "parasol link: r.json: record 3: " + should_be);
  EXPECT_EQ(fault("[{\"name\": \"Anna\"},\n{\"name\" 7}]"), "parasol link: r.json: line 2: " + should_be);
  EXPECT_EQ(fault("[{\"name\": 1e9999}]"), "parasol link: r.json: has a number that is too large\n");
  EXPECT_EQ(fault("{\"name\": 1}\n{\"name\": 1e9999}"), "parasol link: r.json: line 2: " + should_be);
  EXPECT_EQ(fault("[" + std::string(17U << 20, ' ') + "]"), "parasol link: r.json: larger than 16 MiB, and not one object on each line\n");
  EXPECT_EQ(run({"query", good, "-", "--model", model}, std::string(17U << 20, 'x')).errors, "parasol link: standard input: line 1: larger than 16 MiB\n");
}

TEST_F(HostileLinkTest, ARecordOfAMegabyteIsAnsweredByKeysToo) {
  Draw draw(75);
  std::string text = "id,name,note\n", everything;
  for (int i = 0; i < 3'000; ++i) {
    const std::string word = letters(draw, 7);
    text += std::to_string(i) + "," + letters(draw, 6) + ",\"the same " + word + "\"\n";
    everything += word + " ";
  }
  while (everything.size() < 1U << 20) everything += letters(draw, 7) + " ";
  write("t.csv", text);
  const std::string model = write("m.toml", "[[field]]\ncolumns = [\"name\"]\nkind = \"surname\"\n[[field]]\ncolumns = [\"note\"]\nkind = \"text\"\n");
  const Outcome said = run({"query", path("t.csv"), "-", "--model", model, "--by-keys", "--top", "3"}, "{\"note\": \"" + everything + "\"}\n{\"note\": \"the same\"}");
  ASSERT_EQ(said.code, 0) << said.errors;
  std::istringstream lines(said.out);
  std::string first, second;
  std::getline(lines, first);
  std::getline(lines, second);
  EXPECT_NE(first.find("\"searched\":\"keys\",\"compared\":1000,\"crowds_cut_short\":1"), std::string::npos) << first.substr(0, 200);
  EXPECT_NE(second.find("\"compared\":0,\"crowds_cut_short\":2,"), std::string::npos) << second.substr(0, 200);
}

}  // namespace
}  // namespace parasol::link
