// Every command from end to end, on invented tables.
#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "apps/cli/link/model_file.h"
#include "apps/cli/link/test_commands.h"
#include "base/bytes.h"
#include "linkage/encoded_people.h"

namespace parasol::link {
namespace {

// Forty invented people; the first twenty are written down twice, the second time not quite alike. `who` says who it is.
std::vector<std::string> people() {
  constexpr const char* kGiven[] = {"Anna", "Benjamin", "Carla", "Dmitri", "Esther", "Farid", "Grace", "Hassan"};
  constexpr const char* kFamily[] = {"Petrova", "Okafor", "Lindqvist", "Moss", "Castellano"};
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    const std::string given = kGiven[i % 8], family = kFamily[i / 8];
    const std::string born = std::to_string(1960 + i) + "-0" + std::to_string(1 + i % 9) + "-" + std::to_string(10 + i % 17);
    const std::string phone = "07700 900" + std::to_string(100 + i * 7);
    const std::string who = std::to_string(i);
    lines.push_back("a" + who + "," + given + "," + family + "," + born + "," + phone + "," + who);
    if (i < 20) lines.push_back("b" + who + "," + given.substr(0, given.size() - 1) + "," + family + "," + born + "," + (i % 3 == 0 ? "" : phone) + "," + who);
  }
  return lines;
}

const std::string kHeader = "id,given name,surname,born,phone,who\n";

std::string joined(const std::vector<std::string>& lines, const std::string& header = kHeader) {
  std::string text = header;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Without the column that knows the answer.
std::string model() {
  return R"([[field]]
columns = ["given name"]
kind = "given_name"
[[field]]
columns = ["surname"]
kind = "surname"
[[field]]
columns = ["born"]
kind = "date"
[[field]]
columns = ["phone"]
kind = "phone"
)";
}

// Cluster by id.
std::map<std::string, std::string> clusters(const Table& table) {
  std::map<std::string, std::string> out;
  for (std::size_t row = 0; row < table.size(); ++row) out[table.value(row, 0)] = table.value(row, table.columns().size() - 1);
  return out;
}

TEST_F(LinkTest, SuggestSaysWhatColumnsHoldAndWhy) {
  const Outcome said = run({"suggest", write("people.csv", joined(people()))});
  ASSERT_EQ(said.code, 0) << said.errors;
  for (const char* line : {"columns = [\"given name\"]\nkind = \"given_name\"  # its name", "columns = [\"surname\"]\nkind = \"surname\"  # its name", "columns = [\"born\"]\nkind = \"date\"  # 100 % are dates",
                           "columns = [\"phone\"]\nkind = \"phone\"  # its name", "# id: names the row: never the same twice"})
    EXPECT_NE(said.out.find(line), std::string::npos) << line << "\n" << said.out;
  EXPECT_TRUE(parse_model("m", said.out));
  EXPECT_EQ(run({"suggest", path("people.csv"), "-o", path("m.toml")}).out, "");
  EXPECT_EQ(read("m.toml"), said.out);
}

// One name in three columns is one name, if one has a middle one or a slip more; another name beside them is another.
TEST_F(LinkTest, SuggestCountsANameOnce) {
  std::string same = "first_name,surname,full_name\n", other = "first_name,surname,maiden_name\n";
  for (const char* first : {"Anna", "Boris", "Clara", "David"})
    for (const char* last : {"Moss", "Reed", "Stone"}) {
      same += std::string(first) + "," + last + "," + last + " " + (*first == 'C' ? "Maria " : "") + first + (*first == 'D' ? "e" : "") + "\n";
      other += std::string(first) + "," + last + "," + first + " Vale" + last + "\n";
    }
  const Outcome said = run({"suggest", write("same.csv", same)});
  EXPECT_NE(said.out.find("# full_name: its words stand in first_name and surname already"), std::string::npos) << said.out;
  EXPECT_EQ(said.out.find("columns = [\"full_name\"]"), std::string::npos) << said.out;
  EXPECT_NE(run({"suggest", write("other.csv", other)}).out.find("columns = [\"maiden_name\"]"), std::string::npos);
}

TEST_F(LinkTest, DedupeKeepsRowsAsTheyAreAndNumbersPeople) {
  std::vector<std::string> lines = people();
  for (std::string& line : lines) std::replace(line.begin(), line.end(), ',', ';');
  lines[3].replace(lines[3].find(';') + 1, 0, "  ");
  std::string text = "\xef\xbb\xbfid;given name;surname;born;phone;who\r\n";
  for (const std::string& line : lines) text += line + "\r\n";
  const Outcome done = run({"dedupe", write("people.csv", text), "--model", write("m.toml", model()), "-o", path("out.csv"), "--pairs", path("pairs.csv")});
  ASSERT_EQ(done.code, 0) << done.errors;
  EXPECT_EQ(done.out + done.errors, "");

  std::istringstream out(read("out.csv"));
  std::string line;
  std::getline(out, line);
  EXPECT_EQ(line, "\xef\xbb\xbfid;given name;surname;born;phone;who;cluster_id\r");
  std::map<std::string, std::string> who;
  int last = 0;
  for (const std::string& before : lines) {
    std::getline(out, line);
    ASSERT_TRUE(line.starts_with(before + ";"));
    const std::string cluster = line.substr(before.size() + 1, line.size() - before.size() - 2);
    const auto [known, is_new] = who.emplace(before.substr(before.rfind(';') + 1), cluster);
    EXPECT_EQ(known->second, cluster) << before;
    if (is_new) {
      EXPECT_EQ(cluster, std::to_string(++last));
    }
  }
  EXPECT_EQ(last, 40);

  const Table pairs = table("pairs.csv");
  EXPECT_EQ(pairs.columns(), (std::vector<std::string>{"id_l", "id_r", "bits", "probability"}));
  ASSERT_GE(pairs.size(), 20U);
  double before = 1e9;
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    const double bits = std::stod(pairs.value(row, 2));
    EXPECT_LE(bits, before);
    EXPECT_NEAR(std::stod(pairs.value(row, 3)), 1 / (1 + std::exp2(-bits)), 1e-6);
    before = bits;
    if (row < 20) {
      EXPECT_EQ(pairs.value(row, 0).substr(1), pairs.value(row, 1).substr(1));
    }
  }
  EXPECT_EQ(std::filesystem::status(path("out.csv")).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator()), 4) << "nothing else is left behind";
}

TEST_F(LinkTest, NeitherTheOrderOfRowsNorThreadsMakeADifference) {
  std::vector<std::string> lines = people();
  write("m.toml", model());
  write("one.csv", joined(lines));
  std::reverse(lines.begin(), lines.end());
  std::rotate(lines.begin(), lines.begin() + 17, lines.end());
  write("other.csv", joined(lines));
  ASSERT_EQ(run({"dedupe", path("one.csv"), "--model", path("m.toml"), "-o", path("one.out"), "--threads", "1"}).code, 0);
  ASSERT_EQ(run({"dedupe", path("other.csv"), "--model", path("m.toml"), "-o", path("other.out"), "--threads", "3"}).code, 0);
  const auto one = clusters(table("one.out")), other = clusters(table("other.out"));
  std::map<std::string, std::string> meant;
  for (const auto& [id, cluster] : one) EXPECT_EQ(meant.emplace(cluster, other.at(id)).first->second, other.at(id));
}

TEST_F(LinkTest, WhatTrainWritesIsWhatDedupeLearns) {
  write("people.csv", joined(people()));
  write("m.toml", model());
  ASSERT_EQ(run({"train", path("people.csv"), "--model", path("m.toml"), "-o", path("learned.toml")}).code, 0);
  const auto learned = read_model(path("learned.toml"));
  ASSERT_TRUE(learned) << learned.error().detail;
  EXPECT_TRUE(learned->is_learned);
  ASSERT_EQ(run({"dedupe", path("people.csv"), "--model", path("m.toml"), "--pairs", path("one.csv"), "-o", path("o.csv")}).code, 0);
  ASSERT_EQ(run({"dedupe", path("people.csv"), "--model", path("learned.toml"), "--pairs", path("other.csv"), "-o", path("o.csv")}).code, 0);
  EXPECT_EQ(read("one.csv"), read("other.csv"));
  // Learning again begins anew.
  ASSERT_EQ(run({"train", path("people.csv"), "--model", path("learned.toml"), "-o", path("again.toml")}).code, 0);
  EXPECT_EQ(read("learned.toml"), read("again.toml"));
}

TEST_F(LinkTest, WhatPeopleDecidedIsNotOverruled) {
  write("people.csv", joined(people()));
  write("m.toml", model());
  write("labels.csv", "id_l,id_r,same\na1,b1,no\na30,a35,yes\nb2,a2,1\n");
  ASSERT_EQ(run({"dedupe", path("people.csv"), "--model", path("m.toml"), "--labels", path("labels.csv"), "-o", path("out.csv")}).code, 0);
  auto found = clusters(table("out.csv"));
  EXPECT_NE(found["a1"], found["b1"]);
  EXPECT_EQ(found["a30"], found["a35"]);
  EXPECT_EQ(found["a2"], found["b2"]);

  const auto fault = [&](const std::string& row) {
    write("labels.csv", "id_l,id_r,same\na1,b1,no\n" + row + "\n");
    return run({"train", path("people.csv"), "--model", path("m.toml"), "--labels", path("labels.csv")}).errors;
  };
  EXPECT_EQ(fault("a1,zz,yes"), "parasol link: labels.csv: row 2 (line 3), column \"id_r\": people.csv: no row's \"id\" is \"zz\"\n");
  EXPECT_EQ(fault("a1,b1,perhaps"), "parasol link: labels.csv: row 2 (line 3), column \"same\": should be yes or no, 1 or 0\n");
  EXPECT_EQ(fault("a1,a1,yes"), "parasol link: labels.csv: row 2 (line 3), column \"id_r\": is the same row as id_l\n");
  EXPECT_EQ(fault("b1,a1,yes"), "parasol link: labels.csv: row 2 (line 3), column \"same\": contradicts rows above it: b1 ≠ a1\n");
  EXPECT_EQ(fault("a1,a9,yes\na9,b9,1\nb9,b1,same"), "parasol link: labels.csv: row 4 (line 5), column \"same\": contradicts rows above it: b9 = a9 = a1 ≠ b1\n");
  EXPECT_EQ(fault("a2,b2,yes\nb2,a3,yes\na3,a2,no"), "parasol link: labels.csv: row 4 (line 5), column \"same\": contradicts rows above it: a3 = b2 = a2\n");
}

TEST_F(LinkTest, JoinFindsPairsAcrossTwoTables) {
  std::vector<std::string> first, second;
  for (const std::string& line : people()) (line[0] == 'a' ? first : second).push_back(line);
  // The same person twice in the second table.
  second.push_back("c5," + second[5].substr(second[5].find(',') + 1));
  write("a.csv", joined(first));
  write("b.csv", joined(second));
  write("m.toml", model());
  ASSERT_EQ(run({"join", path("a.csv"), path("b.csv"), "--model", path("m.toml"), "-o", path("links.csv"), "--pairs", path("pairs.csv")}).code, 0);
  const Table links = table("links.csv");
  EXPECT_EQ(links.size(), 21U);
  EXPECT_GE(table("pairs.csv").size(), links.size());
  for (std::size_t row = 0; row < links.size(); ++row) {
    EXPECT_EQ(links.value(row, 0)[0], 'a');
    EXPECT_NE(links.value(row, 1)[0], 'a');
    EXPECT_EQ(links.value(row, 0).substr(1), links.value(row, 1).substr(1));
  }
  ASSERT_EQ(run({"join", path("a.csv"), path("b.csv"), "--model", path("m.toml"), "--one-to-one", "-o", path("links.csv")}).code, 0);
  EXPECT_EQ(table("links.csv").size(), 20U);

  const Outcome judged = run({"evaluate", path("pairs.csv"), "--truth", path("a.csv"), "--truth", path("b.csv"), "--truth-column", "who"});
  EXPECT_NE(judged.out.find("pairs true: 21\npair precision: 1.000000\npair recall: 1.000000\npair F1: 1.000000\nbest pair F1: 1.000000\n"), std::string::npos) << judged.out << judged.errors;
  const Outcome listed = run({"evaluate", path("links.csv"), "--join", "--truth", write("t.csv", "id_l,id_r\na1,b1\na2,b2\n")});
  EXPECT_NE(listed.out.find("pairs found: 20\npairs true: 2\npair precision: 0.100000\npair recall: 1.000000\n"), std::string::npos) << listed.out << listed.errors;

  write("narrow.csv", "id,surname\n1,Moss\n");
  EXPECT_EQ(run({"join", path("a.csv"), path("narrow.csv"), "--model", path("m.toml")}).errors, "parasol link: narrow.csv: has no column \"given name\", which the model's field \"given name\" compares\n");
}

// Two organisations that show each other nobody's name: vectors of bits, in base64 on the one side and hexadecimal digits on the other.
TEST_F(LinkTest, PeopleWhoAreEncodedAreJoined) {
  linkage::Draw draw(71);
  std::string first = "id,clk\n", second = first, strangers = first;
  for (int i = 0; i < 120; ++i) {
    const std::vector<std::string> person = linkage::some_person(draw), again = i < 60 ? linkage::written_again(person, draw) : linkage::some_person(draw);
    const std::string name = std::to_string(i) + ",";
    const auto line = [&](char side, const std::vector<std::string>& of, std::uint64_t key) { return side + name + linkage::hexadecimal(linkage::encoded(of, key)) + "\n"; };
    first += "a" + name + to_base64url(as_bytes(linkage::encoded(person, 5))) + "\n";
    second += line('b', again, 5);
    strangers += line('b', again, 6);
  }
  const Outcome said = run({"suggest", write("a.csv", first)});
  EXPECT_NE(said.out.find("columns = [\"clk\"]\nkind = \"clk\"  # 100 % are 1024 bits in hexadecimal digits or base64, "), std::string::npos) << said.out << said.errors;
  write("model.toml", said.out);
  ASSERT_EQ(run({"join", path("a.csv"), write("b.csv", second), "-o", path("links.csv")}).code, 0);
  const Table links = table("links.csv");
  EXPECT_GE(links.size(), 58U);
  std::size_t right = 0;
  for (std::size_t row = 0; row < links.size(); ++row) right += links.value(row, 0).substr(1) == links.value(row, 1).substr(1) ? 1 : 0;
  EXPECT_GE(right + 1, links.size());
  ASSERT_EQ(run({"join", path("a.csv"), write("c.csv", strangers), "--model", path("model.toml"), "-o", path("none.csv")}).code, 0);
  EXPECT_EQ(table("none.csv").size(), 0U) << "another key";
  ASSERT_EQ(run({"train", path("a.csv"), "--model", path("model.toml"), "-o", path("learned.toml")}).code, 0);
  const Outcome explained = run({"explain", path("a.csv"), "a1", "a2", "--model", path("learned.toml")});
  EXPECT_NE(explained.out.find("Dice"), std::string::npos) << explained.out << explained.errors;
  const Outcome unequal = run({"explain", write("d.csv", "id,clk\n1,AQD/++++AIA=\n2,0100fffbefbe00800100fffbefbe0080\n"), "1", "2", "--model", path("learned.toml")});
  EXPECT_NE(unequal.out.find("no evidence: missing on one side or both, or not of one length"), std::string::npos) << unequal.out << unequal.errors;
}

TEST_F(LinkTest, QueryExplainsEveryCandidate) {
  write("people.csv", joined(people()));
  write("m.toml", model());
  write("record.json", R"({"given name": "Carla", "surname": "Petrowa", "phone": "0044 7700 900114", "born": null})");
  const Outcome said = run({"query", path("people.csv"), path("record.json"), "--model", path("m.toml"), "--top", "5"});
  ASSERT_EQ(said.code, 0) << said.errors;
  const auto answer = nlohmann::json::parse(said.out);
  ASSERT_EQ(answer["candidates"].size(), 5U);
  EXPECT_EQ(answer["candidates"][0]["id"].get<std::string>().substr(1), "2");
  EXPECT_TRUE(answer["candidates"][0]["likely"]);
  EXPECT_EQ(answer["records"], 60);
  double before = 1e9;
  for (const auto& candidate : answer["candidates"]) {
    double sum = 0;
    for (const auto& item : candidate["explanation"]["items"]) sum += item["counted"].get<double>();
    EXPECT_NEAR(sum, candidate["bits"].get<double>(), 1e-9);
    EXPECT_LE(candidate["bits"].get<double>(), before);
    before = candidate["bits"];
  }
  const auto fault = [&](const std::string& json) {
    write("record.json", json);
    return run({"query", path("people.csv"), path("record.json"), "--model", path("m.toml")}).errors;
  };
  const std::string should_be = "should be one JSON object: columns' names and values\n";
  EXPECT_EQ(fault("1"), "parasol link: record.json: " + should_be);
  EXPECT_EQ(fault("{"), "parasol link: record.json: line 1: " + should_be);
  EXPECT_EQ(fault("{\n\"phone\":\n}\n"), "parasol link: record.json: line 3: " + should_be);
  EXPECT_EQ(fault(R"({"colour": "red"})"), "parasol link: record.json: \"colour\": is no column of people.csv\n");
  EXPECT_EQ(fault(R"({"phone": {"x": 1}})"), "parasol link: record.json: \"phone\": should be a text, a number or a list of them\n");
  EXPECT_EQ(fault(std::string(100'000, '[')), "parasol link: record.json: line 1: " + should_be);
}

// An answer's text without what counts the questions.
std::string unnumbered(const nlohmann::json& answer) {
  nlohmann::json out = answer;
  out.erase("record");
  return out.dump();
}

std::vector<nlohmann::json> json_lines(const std::string& text) {
  std::vector<nlohmann::json> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out.push_back(nlohmann::json::parse(line));
  return out;
}

TEST_F(LinkTest, QueryAnswersManyAsItAnswersOne) {
  write("people.csv", joined(people()));
  write("m.toml", model());
  const std::vector<std::string> records{R"({"given name": "Carla", "surname": "Petrowa"})", R"({"phone": "07700 900107"})", R"({})", R"({"surname": "Moss", "born": "1990-04-23"})"};
  std::string lines, array;
  for (const std::string& record : records) {
    lines += record + "\r\n\n";
    array += (array.empty() ? "[" : ",\n") + record;
  }
  write("array.json", array + "]");
  write("lines.jsonl", "\xef\xbb\xbf" + lines);
  for (const bool is_by_keys : {false, true}) {
    const auto ask = [&](const std::string& asked, const std::string& input = "", const std::string& threads = "1") {
      std::vector<std::string> arguments{"query", path("people.csv"), asked, "--model", path("m.toml"), "--threads", threads};
      if (is_by_keys) arguments.emplace_back("--by-keys");
      const Outcome said = run(arguments, input);
      EXPECT_EQ(said.code, 0) << said.errors;
      return said.out;
    };
    const std::string from_array = ask(path("array.json"));
    EXPECT_EQ(ask(path("lines.jsonl")), from_array);
    EXPECT_EQ(ask(path("lines.jsonl"), "", "7"), from_array);
    EXPECT_EQ(ask("-", lines), from_array);
    const auto answers = json_lines(from_array);
    ASSERT_EQ(answers.size(), records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(answers[i]["record"], i + 1);
      write("one.json", records[i]);
      EXPECT_EQ(unnumbered(answers[i]), unnumbered(nlohmann::json::parse(ask(path("one.json")))));
    }
  }
  EXPECT_EQ(run({"query", path("people.csv"), write("none.json", "[]"), "--model", path("m.toml")}).out, "");
  EXPECT_EQ(run({"query", path("people.csv"), "-", "--model", path("m.toml")}).out, "");
  // Into a file, too.
  ASSERT_EQ(run({"query", path("people.csv"), "-", "--model", path("m.toml"), "-o", path("answers.jsonl")}, lines).code, 0);
  EXPECT_EQ(json_lines(read("answers.jsonl")).size(), records.size());
}

TEST_F(LinkTest, QueryByKeysFindsWhatSharesSomethingRareWithTheSameTotals) {
  std::string text = joined(people());
  for (int i = 0; i < 300; ++i) text += "x" + std::to_string(i) + ",Grace,Moss,,0131 496 0555,\n";
  write("people.csv", text);
  write("m.toml", model());
  write("record.json", R"({"given name": "Grace", "surname": "Okafor", "phone": "0131 496 0555", "born": "1974-06-24"})");
  const auto ask = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"query", path("people.csv"), path("record.json"), "--model", path("m.toml"), "--top", "1000"});
    const Outcome said = run(more);
    EXPECT_EQ(said.code, 0) << said.errors;
    return nlohmann::json::parse(said.out);
  };
  const auto all = ask({}), by_keys = ask({"--by-keys"});
  EXPECT_EQ(all["searched"], "all");
  EXPECT_FALSE(all.contains("compared"));
  EXPECT_EQ(by_keys["searched"], "keys");
  EXPECT_EQ(by_keys["records"], all["records"]);
  EXPECT_EQ(by_keys["most_possible"], all["most_possible"]);
  EXPECT_EQ(by_keys["compared"], by_keys["candidates"].size());
  EXPECT_EQ(all["candidates"].size(), 360U);
  std::map<std::string, nlohmann::json> of_all;
  for (const auto& candidate : all["candidates"]) of_all[candidate["id"]] = candidate;
  for (const auto& candidate : by_keys["candidates"]) EXPECT_EQ(candidate, of_all[candidate["id"]]);
  // Some share her date of birth, its month, or her surname; those with her number and given name are too many.
  EXPECT_EQ(by_keys["candidates"][0], all["candidates"][0]);
  EXPECT_GT(by_keys["candidates"].size(), 5U);
  EXPECT_LT(by_keys["candidates"].size(), 60U);
  EXPECT_GE(by_keys["crowds_cut_short"], 3);
}

TEST_F(LinkTest, ExplainAddsUpExactly) {
  write("people.csv", joined(people()));
  write("m.toml", model());
  for (const auto& [one, other] : {std::pair("a1", "b1"), std::pair("a1", "a2"), std::pair("b3", "a3")}) {
    const Outcome said = run({"explain", path("people.csv"), one, other, "--model", path("m.toml"), "--svg", path("picture.svg")});
    ASSERT_EQ(said.code, 0) << said.errors;
    std::istringstream lines(said.out);
    std::string line;
    std::int64_t sum = 0;
    bool has_total = false;
    while (std::getline(lines, line)) {
      std::istringstream words(line);
      std::string bits, field;
      if (!(words >> bits >> field) || (bits[0] != '+' && bits[0] != '-')) continue;
      std::erase(bits, '.');
      if (field == "total") {
        EXPECT_EQ(sum, std::stoll(bits)) << said.out;
        has_total = true;
      } else {
        sum += std::stoll(bits);
      }
    }
    EXPECT_TRUE(has_total) << said.out;
    EXPECT_NE(read("picture.svg").find("<title>" + std::string(one) + " and " + other + "</title>"), std::string::npos);
  }
  EXPECT_EQ(run({"explain", path("people.csv"), "a1", "x"}).errors, "parasol link: people.csv: no row's \"id\" is \"x\"\n");
  EXPECT_EQ(run({"explain", path("people.csv"), "a1", "a1"}).errors, "parasol link: people.csv: \"a1\" and \"a1\" are the same row\n");
}

TEST_F(LinkTest, RowsWithoutNamesAreCalledByTheirNumbers) {
  write("t.csv", "given name,surname\nAnna,Moss\nAna,Moss\nFarid,Okafor\n");
  EXPECT_EQ(run({"explain", path("t.csv"), "1", "2"}).code, 0);
  EXPECT_EQ(run({"explain", path("t.csv"), "1", "4"}).errors, "parasol link: t.csv: there is no row \"4\"; rows are called by their numbers from 1 to 3\n");
  EXPECT_EQ(run({"explain", path("t.csv"), "1", "2", "--id", "surname"}).errors, "parasol link: t.csv: row 2 (line 3), column \"surname\": names the row and is the same as in row 1: \"Moss\"\n");
  EXPECT_EQ(run({"explain", path("t.csv"), "1", "2", "--id", "x"}).errors, "parasol link: t.csv: has no column \"x\"\n");
}

// A column that looks as if it named the row, in the sample, and does not: then it is evidence.
TEST_F(LinkTest, AColumnNamesRowsOnlyIfItIsNeverTheSameTwice) {
  std::string text = "ref,given name,surname\n";
  for (int i = 0; i < 5'000; ++i) text += std::to_string(1000 + (i == 4'999 ? 0 : i)) + ",Anna" + std::to_string(i) + ",Moss" + std::to_string(i % 40) + "\n";
  const Outcome said = run({"suggest", write("t.csv", text)});
  EXPECT_NE(said.out.find("columns = [\"ref\"]\nkind = \"code\""), std::string::npos) << said.out;
}

TEST_F(LinkTest, EvaluateTakesTruthInEveryForm) {
  // {a, b} and {c}; found {a} and {b, c}.
  write("out.csv", "id,x,cluster_id\na,1,1\nb,2,2\nc,3,2\n");
  write("pairs.csv", "id_l,id_r,bits,probability\nc,b,4.5,0.957\nb,a,1.000,0.667\n");
  const std::string as_clusters =
      "clusters found: 2\nclusters true: 2\npairs found: 1\npairs true: 1\ncluster pair precision: 0.000000\ncluster pair recall: 0.000000\ncluster pair F1: 0.000000\n"
      "B-cubed precision: 0.666667\nB-cubed recall: 0.666667\nB-cubed F1: 0.666667\n";
  const std::string as_pairs = "line: 3.170 bits\npairs found: 1\npairs true: 1\npair precision: 0.000000\npair recall: 0.000000\npair F1: 0.000000\nbest pair F1: 0.666667\nbest line: 1.000 bits\n";
  write("list.csv", "id,who\na,1\nb,1\nc,2\n");
  write("wide.csv", "id,x,who\na,1,q\nb,2,q\nc,3,\n");
  write("true.csv", "id_l,id_r\nb,a\n");
  write("labels.csv", "id_l,id_r,same\nb,a,yes\nb,c,no\n");
  const std::vector<std::vector<std::string>> truths{{"--truth", path("list.csv")}, {"--truth", path("wide.csv"), "--truth-column", "who"}, {"--truth", path("true.csv")}, {"--truth", path("labels.csv")}};
  for (const auto& truth : truths) {
    const auto judge = [&](const std::string& result, std::vector<std::string> more) {
      more.insert(more.begin(), {"evaluate", path(result)});
      more.insert(more.end(), truth.begin(), truth.end());
      return run(more);
    };
    EXPECT_EQ(judge("out.csv", {}).out, as_clusters) << judge("out.csv", {}).errors;
    EXPECT_EQ(judge("pairs.csv", {}).out.substr(0, as_pairs.size()), as_pairs) << judge("pairs.csv", {}).errors;
    EXPECT_NE(judge("pairs.csv", {"--line", "1bits"}).out.find("pair F1: 0.666667"), std::string::npos);
    EXPECT_NE(judge("pairs.csv", {"--line", "60%"}).out.find("pair F1: 0.666667"), std::string::npos);
    EXPECT_NE(judge("pairs.csv", {"--line", "0.7"}).out.find("pair F1: 0.000000"), std::string::npos);
  }
  const auto fault = [&](const std::string& pairs) { return run({"evaluate", write("p.csv", pairs), "--truth", path("list.csv")}).errors; };
  EXPECT_EQ(fault("id_l,id_r,bits\na,z,1\n"), "parasol link: p.csv: row 1 (line 2), column \"id_r\": is not in the truth\n");
  EXPECT_EQ(fault("id_l,id_r,bits\na,b,much\n"), "parasol link: p.csv: row 1 (line 2), column \"bits\": should be a number of bits\n");
  EXPECT_EQ(fault("id_l,id_r\na,b\nb,a\n"), "parasol link: p.csv: row 2 (line 3), column \"id_r\": the same pair stands in row 1\n");
  EXPECT_EQ(fault("id_l,bits\na,1\n"), "parasol link: p.csv: has neither id_l and id_r nor cluster_id\n");
}

TEST_F(LinkTest, BadInputIsSaidWhereItIs) {
  const auto fault = [&](const std::string& text) {
    const Outcome said = run({"dedupe", write("t.csv", text)});
    EXPECT_EQ(said.code, 1);
    EXPECT_EQ(said.out, "");
    return said.errors;
  };
  EXPECT_EQ(fault("id,name\n1,Anna\n2\n"), "parasol link: t.csv: row 2 (line 3), column \"name\": is missing: the row has 1 value, not 2\n");
  EXPECT_EQ(fault("id,name\n1,Ann\xe4\n"), "parasol link: t.csv: row 1 (line 2), column \"name\": is not UTF-8 text\n");
  EXPECT_EQ(fault("name,cluster_id\nAnna,1\n"), "parasol link: t.csv: already has a column \"cluster_id\"\n");
  EXPECT_EQ(fault("name,town\n,\n,\n"), "parasol link: t.csv: no column can be compared; name: empty; town: empty\n");
  EXPECT_EQ(run({"dedupe", path("absent.csv")}).errors, "parasol link: " + path("absent.csv") + ": No such file or directory\n");
  write("t.csv", joined(people()));
  EXPECT_EQ(run({"dedupe", path("t.csv"), "--model", write("m.toml", "[[field]]\ncolumns = [\"surname\"]\nkind = \"family\"\n")}).errors, "parasol link: m.toml: field 1, kind: there is no kind \"family\"\n");
  EXPECT_EQ(run({"dedupe", path("t.csv"), "-o", path("no/such/folder.csv")}).errors, "parasol link: " + path("no/such/folder.csv") + ": No such file or directory\n");
}

TEST_F(LinkTest, WhatIsNoUseOfItSaysSo) {
  const std::string people = path("people.csv");
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"merge", people}).code, 2);
  EXPECT_EQ(run({"dedupe"}).code, 2);
  EXPECT_EQ(run({"dedupe", people, "--line", "high"}).code, 2);
  EXPECT_EQ(run({"dedupe", people, "--line", "120%"}).code, 2);
  EXPECT_EQ(run({"dedupe", people, "--threads", "0"}).code, 2);
  EXPECT_EQ(run({"explain", people, "a"}).code, 2);
}

TEST_F(LinkTest, ProgressIsShownOnRequest) {
  write("people.csv", joined(people()));
  const Outcome said = run({"dedupe", path("people.csv"), "--progress", "-o", path("out.csv")});
  EXPECT_NE(said.errors.find("learning: 100 %\n"), std::string::npos) << said.errors;
  EXPECT_NE(said.errors.find("comparing: 0 %\n"), std::string::npos) << said.errors;
}

// Sizes that a test can afford; the same with millions is a bounded run, too.
TEST_F(LinkTest, HostileTablesEnd) {
  const std::string large(1U << 20, 'x');
  std::string text = "id,name,phone,note,empty\n";
  for (int i = 0; i < 1'500; ++i) text += std::to_string(i) + ",Anna Nr" + std::to_string(i * 7919 % 1'500) + ",07700 900999," + (i < 4 ? large + std::to_string(i) : "") + ",\n";
  const Outcome done = run({"dedupe", write("t.csv", text), "-o", path("out.csv"), "--pairs", path("pairs.csv")});
  ASSERT_EQ(done.code, 0) << done.errors;
  EXPECT_EQ(table("out.csv").size(), 1'500U);

  std::string equal = "name,town\n";
  for (int i = 0; i < 2'000; ++i) equal += "Anna,Leeds\n";
  equal += "Farid,York\n";
  ASSERT_EQ(run({"dedupe", write("equal.csv", equal), "-o", path("out.csv")}).code, 0);
  EXPECT_EQ(table("out.csv").size(), 2'001U);
  EXPECT_EQ(run({"dedupe", write("none.csv", "id,name\n"), "--model", write("m.toml", "[[field]]\ncolumns = [\"name\"]\nkind = \"name\"\n")}).out, "id,name,cluster_id\n");
}

}  // namespace
}  // namespace parasol::link
