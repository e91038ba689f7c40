// tests/vectors/recognition.json: whole answers, which the compiled recogniser must give too
// (web/shared/client/recogniser.test.ts), and the codes that both sides share.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

#include "base/file.h"
#include "recognition/recognise.h"

namespace parasol::recognition {
namespace {

using Json = nlohmann::json;

Json vectors() { return Json::parse(as_text(read_file("tests/vectors/recognition.json").value())); }

// The place of a code in one of the lists, from 1.
template <class T>
T code(const Json& list, const Json& name) {
  const auto found = std::find(list.begin(), list.end(), name);
  if (found == list.end()) throw std::out_of_range(name.get<std::string>());
  return static_cast<T>(found - list.begin() + 1);
}

TEST(Vectors, Codes) {
  const Json all = vectors();
  EXPECT_EQ(all["version"], kRecogniserVersion);
  EXPECT_EQ(all["reporter_kinds"].size(), kReporterKinds);
  EXPECT_EQ(all["artefact_fields"].size(), kArtefactFields);
  ASSERT_EQ(all["reasons"].size(), kWhys);
  for (std::uint8_t why = 1; why <= kWhys; ++why) EXPECT_EQ(all["reasons"][why - 1U], why_name(static_cast<Why>(why)));
  ASSERT_EQ(all["rules"].size(), 6U);
  for (std::uint8_t rule = 1; rule <= 6; ++rule) EXPECT_EQ(all["rules"][rule - 1U], rule_name(static_cast<Rule>(rule)));
  // A value's reason is its kind.
  for (std::uint8_t kind = 1; kind < kReporterKinds; ++kind)
    EXPECT_EQ("own_" + all["reporter_kinds"][kind - 1U].get<std::string>(), why_name(static_cast<Why>(kind)));
}

TEST(Vectors, Answers) {
  const Json all = vectors();
  const Json levels = {"low", "medium", "high"};
  for (const Json& one : all["cases"]) {
    const Json& circumstances = one["circumstances"];
    Input input;
    if (circumstances["date"].is_string()) {
      const std::string date = circumstances["date"];
      input.incident_date = Date{static_cast<std::uint16_t>(std::stoi(date.substr(0, 4))), static_cast<std::uint8_t>(std::stoi(date.substr(5, 2))),
                                 static_cast<std::uint8_t>(std::stoi(date.substr(8, 2)))};
    }
    input.exact_place = circumstances["place"];
    input.sources = circumstances["sources"];
    input.controlled = circumstances["controlled"].get<std::vector<std::string>>();
    for (const Json& text : one["reporter"]) input.reporter.push_back({code<ReporterKind>(all["reporter_kinds"], text[0]), text[1]});
    for (const Json& text : one["artefact"]) input.artefact.push_back({code<ArtefactField>(all["artefact_fields"], text[0]), text[1]});

    const Recognition result = recognise(input);
    EXPECT_EQ(levels[static_cast<std::size_t>(result.level)], one["level"]) << one["name"];
    Json hits = Json::array(), expected = Json::array();
    for (const Hit& hit : result.hits)
      hits.push_back({hit.text, hit.start, hit.length, levels[static_cast<std::size_t>(hit.level)], rule_name(hit.rule), why_name(hit.why)});
    for (Json hit : one["hits"]) {
      const std::string piece = hit[2];
      hit[2] = std::count_if(piece.begin(), piece.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
      expected.push_back(hit);
    }
    EXPECT_EQ(hits, expected) << one["name"];
  }
}

}  // namespace
}  // namespace parasol::recognition
