// The requests and answers, and tests/vectors/linkage.json: whole answers that the compiled module must give too
// (web/shared/client/linkage_wire.test.ts). PARASOL_WRITE_VECTORS=1 linkage_test --gtest_filter=ReportWire.Vectors, in the
// repository's root, writes that file anew.
#include "linkage/report_wire.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

#include "base/file.h"
#include "linkage/invented_reports.h"

namespace parasol::linkage {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kVectors = "tests/vectors/linkage.json";

template <class Words>
Json codes(const Words& words) {
  Json out = Json::array();
  for (const auto word : words) out.push_back(vocabulary::code(word));
  return out;
}

// As web/shared/client/link_extract.ts has it.
Json json_of(const Extract& extract) {
  Json identifiers = Json::array();
  for (const ReportIdentifier& one : extract.identifiers)
    identifiers.push_back({{"kind", vocabulary::code(one.kind)}, {"text", one.text}, {"region", nullptr},
                           {"platform", one.platform == 0 ? Json() : Json(kInventedPlatforms[one.platform - 1U])}});
  Json month;
  if (extract.month) {
    const std::string number = std::to_string(*extract.month % 12 + 1);
    month = std::to_string(*extract.month / 12) + "-" + (number.size() < 2 ? "0" : "") + number;
  }
  return {{"identifiers", identifiers}, {"descriptors", codes(extract.descriptors)}, {"types", codes(extract.types)},
          {"behaviours", codes(extract.behaviours)}, {"area", extract.area ? Json(vocabulary::code(*extract.area)) : Json()}, {"month", month}};
}

Json json_of(const ReportCandidate& candidate) {
  Json rows = Json::array();
  for (std::size_t field = 0; field < kReportFields; ++field) {
    const ReportEvidence& evidence = candidate.explanation.fields[field];
    if (evidence.level == kMissing) continue;
    const ReportTraits& traits = traits_of(static_cast<ReportField>(field));
    rows.push_back({traits.name, traits.levels[evidence.level - 1U].name, evidence.uses, evidence.of, evidence.bits, evidence.counted});
  }
  return {{"entry", candidate.entry},
          {"total", candidate.explanation.total},
          {"strength", strength_name(strength_of(candidate.explanation.total))},
          {"behaviour", candidate.explanation.behaviour},
          {"without_strongest", candidate.without_strongest},
          {"against", candidate.against ? Json(traits_of(*candidate.against).name) : Json()},
          {"decision", !candidate.said ? Json() : Json(candidate.said->same ? "same_person" : "different_people")},
          {"decided_through", candidate.said && !candidate.said->directly},
          {"rows", rows}};
}

Json vectors() {
  InventedReports world = invent_reports(20261122, 40);
  Reports reports;
  Json entries = Json::object(), decisions = Json::array(), questions = Json::array();
  for (const auto& [entry, extract] : world.reports) {
    reports.add(entry, extract);
    entries[entry] = json_of(extract);
  }
  const auto decide = [&](const std::string& one, const std::string& other, bool same) {
    decisions.push_back({one, other, same ? "same_person" : "different_people", reports.decide(one, other, same)});
  };
  decide("e000", "e020", true);
  decide("e020", "e030", true);
  decide("e000", "e030", false);
  decide("e030", "e040", false);
  decide("e040", "e000", true);
  for (std::size_t i = 0; i < world.reports.size(); i += 10) {
    const ReportCandidates found = *reports.candidates(world.reports[i].entry, 4);
    Json candidates = Json::array();
    for (const ReportCandidate& candidate : found.candidates) candidates.push_back(json_of(candidate));
    questions.push_back({{"entry", world.reports[i].entry}, {"self", found.self}, {"candidates", candidates}});
  }
  Json fields = Json::array();
  for (std::size_t field = 0; field < kReportFields; ++field) {
    Json levels = Json::array();
    for (const ReportLevel& level : traits_of(static_cast<ReportField>(field)).levels) levels.push_back(level.name);
    fields.push_back({traits_of(static_cast<ReportField>(field)).name, levels});
  }
  return {{"prior", kReportPrior}, {"line", kReportLine}, {"fields", fields}, {"entries", entries}, {"decisions", decisions}, {"questions", questions}, {"clusters", reports.clusters()}};
}

TEST(ReportWire, Vectors) {
  const Json all = vectors();
  // One line for each entry, so that changes can be read.
  if (std::getenv("PARASOL_WRITE_VECTORS") != nullptr) {
    std::ofstream file(kVectors);
    const char* before = "{\n";
    for (const auto& [name, part] : all.items()) {
      file << before << Json(name) << ": ";
      before = ",\n";
      if (!part.is_structured()) {
        file << part;
        continue;
      }
      const char* between = "\n";
      file << (part.is_object() ? "{" : "[");
      for (const auto& [key, item] : part.items()) {
        file << between << (part.is_object() ? Json(key).dump() + ": " : "") << item;
        between = ",\n";
      }
      file << (part.is_object() ? "\n}" : "\n]");
    }
    file << "\n}\n";
  }
  EXPECT_EQ(all, Json::parse(as_text(read_file(kVectors).value())));
}

TEST(ReportWire, AnswersWhatTheReportsAnswer) {
  const InventedReports world = invent_reports(9, 30);
  Reports reports, same;
  const Bytes added = answer_request(reports, encode_add_request(world.reports)).value();
  EXPECT_EQ(added, (Bytes{0, 0, 0, static_cast<std::uint8_t>(world.reports.size()), 1}));
  for (const auto& [entry, extract] : world.reports) same.add(entry, extract);
  for (const auto& [entry, extract] : world.reports)
    EXPECT_EQ(answer_request(reports, encode_candidates_request(entry, 5)).value(), encode_candidates(same.candidates(entry, 5)));
  EXPECT_EQ(answer_request(reports, encode_candidates_request("nobody", 5)).value(), Bytes{0});
}

TEST(ReportWire, WhatIsNotARequestChangesNothing) {
  const InventedReports world = invent_reports(9, 3);
  const Bytes request = encode_add_request(world.reports);
  Reports reports;
  for (std::size_t size = 0; size < request.size(); ++size) EXPECT_FALSE(answer_request(reports, ByteView(request).first(size))) << size;
  Bytes longer = request;
  longer.push_back(0);
  EXPECT_EQ(answer_request(reports, longer).error().field, "request");
  EXPECT_EQ(answer_request(reports, Bytes{6}).error().field, "operation");
  EXPECT_EQ(answer_request(reports, Bytes(kLargestReportRequest + 1, 0)).error().code, ErrorCode::kTooLarge);
  const auto field_of = [&](Extract extract, std::string entry = "x") { return answer_request(reports, encode_add_request(std::vector<NamedExtract>{{std::move(entry), std::move(extract)}})).error().field; };
  EXPECT_EQ(field_of({}, ""), "entry");
  EXPECT_EQ(field_of({}, std::string(kLongestEntry + 1, 'x')), "entry");
  EXPECT_EQ(field_of({{{vocabulary::IdentifierKind::kPhone, 0, std::string(kLongestIdentifier + 1, '1')}}, {}, {}, {}, {}, {}}), "identifiers");
  EXPECT_EQ(field_of({{}, {static_cast<vocabulary::DescriptorValue>(0)}, {}, {}, {}, {}}), "descriptors");
  EXPECT_EQ(field_of({{}, {}, {static_cast<vocabulary::IncidentType>(255)}, {}, {}, {}}), "types");
  EXPECT_EQ(field_of({{}, {}, {}, std::vector<vocabulary::MoTag>(kMostWords + 1, vocabulary::MoTag::kPhone), {}, {}}), "behaviours");
  EXPECT_EQ(field_of({{}, {}, {}, {}, static_cast<vocabulary::AreaBand>(255), {}}), "area");
  EXPECT_EQ(reports.size(), 0U);
}

}  // namespace
}  // namespace parasol::linkage
