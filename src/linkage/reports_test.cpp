#include "linkage/reports.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "linkage/instruction_set.h"
#include "linkage/invented_reports.h"

namespace parasol::linkage {
namespace {

using namespace vocabulary;

Extract stating(IdentifierKind kind, std::string text, std::uint8_t platform = 0) { return {{{kind, platform, std::move(text)}}, {}, {}, {}, {}, {}}; }

Reports held(const std::vector<NamedExtract>& reports) {
  Reports out;
  for (const auto& [entry, extract] : reports) EXPECT_TRUE(out.add(entry, extract));
  return out;
}

std::vector<ReportCandidate> candidates_of(Reports& reports, std::string_view entry, std::size_t count) { return reports.candidates(entry, count)->candidates; }

// All that can be asked, as bytes.
Bytes everything(Reports& reports, const std::vector<NamedExtract>& about) {
  Bytes out;
  for (const auto& [entry, extract] : about) append(out, encode_candidates(reports.candidates(entry, 20)));
  append(out, answer_request(reports, Bytes{5}).value());
  return out;
}

const ReportEvidence& of(const ReportExplanation& explanation, ReportField field) { return explanation.fields[static_cast<std::size_t>(field)]; }

std::string_view level_name(ReportField field, Level level) { return level == kMissing ? "" : traits_of(field).levels[level - 1U].name; }

TEST(Reports, TheSameNumberIsStrongAmongFiveReportsAndAmongMany) {
  for (const std::size_t others : {3U, 3'000U}) {
    Reports reports;
    reports.add("one", stating(IdentifierKind::kPhone, "+447700900123"));
    reports.add("two", stating(IdentifierKind::kPhone, "07700 900 123"));
    for (std::size_t i = 0; i < others; ++i) reports.add("other " + std::to_string(i), stating(IdentifierKind::kPlate, "AB" + std::to_string(i)));
    const ReportCandidates found = *reports.candidates("one", 3);
    ASSERT_EQ(found.candidates.size(), 3U);
    EXPECT_EQ(found.candidates[0].entry, "two");
    EXPECT_EQ(found.candidates[0].explanation.total, kReportPrior + 17'000);
    EXPECT_EQ(strength_of(found.candidates[0].explanation.total), Strength::kStrong);
    EXPECT_EQ(found.candidates[0].without_strongest, kReportPrior);
    EXPECT_EQ(found.self, kReportPrior + 17'000);
    EXPECT_EQ(strength_of(found.candidates[1].explanation.total), Strength::kWeak);
  }
}

TEST(Reports, ANumberThatManyReportsStateSaysLess) {
  Reports reports;
  for (int i = 0; i < 64; ++i) reports.add(std::to_string(i), stating(IdentifierKind::kPhone, "07700 900555"));
  const ReportEvidence phone = of(reports.explain("1", "2"), ReportField::kPhone);
  EXPECT_EQ(phone.bits, 17'000 - 7'500);
  EXPECT_EQ(phone.uses, 64U);
  EXPECT_EQ(phone.of, 64U);
  for (int i = 2; i < 64; ++i) reports.forget(std::to_string(i));
  EXPECT_EQ(of(reports.explain("0", "1"), ReportField::kPhone).bits, 17'000);
}

TEST(Reports, OfSeveralNumbersTheBestPairCounts) {
  Reports reports;
  Extract both = stating(IdentifierKind::kPhone, "07700 900001");
  both.identifiers.push_back({IdentifierKind::kPhone, 0, "07700 900123"});
  both.identifiers.push_back({IdentifierKind::kPhone, 0, "+44 7700 900123"});
  reports.add("one", both);
  reports.add("two", stating(IdentifierKind::kPhone, "07700 900123"));
  const ReportEvidence phone = of(reports.explain("one", "two"), ReportField::kPhone);
  EXPECT_EQ(level_name(ReportField::kPhone, phone.level), "identical");
  EXPECT_EQ(phone.uses, 2U) << "said twice in one report it counts once";
}

TEST(Reports, TheSameNameOnAnotherPlatformSaysLess) {
  Reports reports;
  reports.add("one", stating(IdentifierKind::kHandle, "silver_fox", 1));
  reports.add("two", stating(IdentifierKind::kHandle, "Silver_Fox", 1));
  reports.add("three", stating(IdentifierKind::kHandle, "silver_fox", 2));
  reports.add("four", stating(IdentifierKind::kHandle, "5ilver.f0x", 1));
  const auto level_with = [&](const char* other) { return level_name(ReportField::kHandle, of(reports.explain("one", other), ReportField::kHandle).level); };
  EXPECT_EQ(level_with("two"), "identical");
  EXPECT_EQ(level_with("three"), "the same name elsewhere");
  EXPECT_EQ(level_with("four"), "the same but for spelling");
}

TEST(Reports, PartsOfNumbersAndPlatesCountByWhatIsKnown) {
  Reports reports;
  reports.add("whole", stating(IdentifierKind::kPhone, "07700 900123"));
  reports.add("end", stating(IdentifierKind::kPhone, "...0123"));
  reports.add("same end", stating(IdentifierKind::kPhone, "...0123"));
  for (const char* other : {"whole", "same end"})
    EXPECT_EQ(level_name(ReportField::kPhone, of(reports.explain("end", other), ReportField::kPhone).level), "the same last four to six digits") << other;
  reports.add("plate", stating(IdentifierKind::kPlate, "AB12 CDE"));
  reports.add("start", stating(IdentifierKind::kPlate, "AB12*"));
  EXPECT_EQ(level_name(ReportField::kPlate, of(reports.explain("plate", "start"), ReportField::kPlate).level), "most known characters fit");
}

TEST(Reports, TheFieldThatSpeaksAgainstIsNamed) {
  Reports reports;
  Extract one = stating(IdentifierKind::kPhone, "07700 900123");
  one.identifiers.push_back({IdentifierKind::kPlate, 0, "AB12 CDE"});
  one.descriptors = {DescriptorValue::kEyesBlue};
  Extract other = one;
  other.identifiers[1].text = "XY99 ZZZ";
  other.descriptors = {DescriptorValue::kEyesBrown};
  reports.add("one", one);
  reports.add("two", other);
  const ReportCandidate found = candidates_of(reports, "one", 1)[0];
  EXPECT_EQ(found.against, ReportField::kPlate);
  EXPECT_EQ(found.explanation.total, kReportPrior + 17'000 - 3'000 - 800);
  EXPECT_EQ(found.without_strongest, kReportPrior - 3'000 - 800);
}

TEST(Reports, PeopleGrowOlder) {
  const auto seen = [](DescriptorValue age, std::optional<std::uint16_t> month) { return Extract{{}, {age}, {}, {}, {}, month}; };
  Reports reports;
  reports.add("then", seen(DescriptorValue::kAgeBand2529, 12 * 2016));
  reports.add("now", seen(DescriptorValue::kAgeBand3539, 12 * 2026));
  reports.add("as young", seen(DescriptorValue::kAgeBand2529, 12 * 2026));
  reports.add("some day", seen(DescriptorValue::kAgeBand2529, std::nullopt));
  const auto level_with = [&](const char* other) { return level_name(ReportField::kAge, of(reports.explain("then", other), ReportField::kAge).level); };
  EXPECT_EQ(level_with("now"), "identical");
  EXPECT_EQ(level_with("as young"), "near");
  EXPECT_EQ(level_with("some day"), "identical");
}

TEST(Reports, WhatSaysNothingIsNoEvidence) {
  Reports reports;
  const Extract nothing{{{IdentifierKind::kPhone, 0, "unknown"}}, {DescriptorValue::kGenderUnsure}, {}, {}, AreaBand::kUk, std::nullopt};
  reports.add("one", nothing);
  reports.add("two", nothing);
  const ReportExplanation explanation = reports.explain("one", "two");
  for (const ReportEvidence& evidence : explanation.fields) EXPECT_EQ(evidence.level, kMissing);
  EXPECT_EQ(explanation.total, kReportPrior);
  EXPECT_LT(reports.candidates("one", 1)->self, kReportLine) << "too little to link";
}

TEST(Reports, EveryBandHasItsNumbers) {
  EXPECT_EQ(band_of(DescriptorValue::kAgeBand2024).low, 20);
  EXPECT_EQ(band_of(DescriptorValue::kAgeBand2024).high, 24);
  EXPECT_EQ(band_of(DescriptorValue::kAgeBandUnder20).high, 19);
  EXPECT_EQ(band_of(DescriptorValue::kHeightBand190Up).low, 190);
  for (const DescriptorValueEntry& entry : kDescriptorValues)
    if (entry.kind == DescriptorKind::kAgeBand || entry.kind == DescriptorKind::kHeightBand) {
      EXPECT_LT(band_of(entry.value).low, band_of(entry.value).high);
    }
}

TEST(Reports, EveryDescriptorThatIsChosenFromAListIsCompared) {
  for (const DescriptorKindEntry& kind : kDescriptorKinds) EXPECT_EQ(report_field_of(kind.value).has_value(), kind.form != DescriptorForm::kWords) << kind.code;
}

// However rare: all the words of the vocabulary in common, in a base where nobody else says them.
TEST(Reports, LooksAndBehaviourAloneAreNeverLikely) {
  Extract all;
  for (const auto& entry : kDescriptorValues) all.descriptors.push_back(entry.value);
  for (const auto& entry : kIncidentTypes) all.types.push_back(entry.value);
  for (const auto& entry : kMoTags) all.behaviours.push_back(entry.value);
  all.area = AreaBand::kWales;
  all.month = 12 * 2026;
  Reports reports;
  reports.add("one", all);
  reports.add("two", all);
  Extract other{{}, {}, {}, {MoTag::kPhone}, AreaBand::kLondon, {}};
  for (const DescriptorValue value : {DescriptorValue::kGenderMan, DescriptorValue::kAgeBand4044, DescriptorValue::kVehicleVan, DescriptorValue::kSkinMarksArm}) other.descriptors.push_back(value);
  for (int i = 0; i < 5'000; ++i) reports.add(std::to_string(i), other);
  const ReportCandidate found = candidates_of(reports, "one", 1)[0];
  EXPECT_EQ(found.entry, "two");
  EXPECT_EQ(found.explanation.total, kReportPrior + kMostOfBody + kMostOfBehaviour);
  EXPECT_EQ(found.explanation.behaviour, kMostOfBehaviour);
  EXPECT_LT(found.explanation.total, kReportLine);
  EXPECT_TRUE(reports.clusters().empty());
}

RC_GTEST_PROP(Reports, EverySumIsExactAndTheSameFromBothSides, ()) {
  const InventedReports world = invent_reports(*rc::gen::arbitrary<std::uint64_t>(), 12);
  Reports reports = held(world.reports);
  for (const auto& [one, extract] : world.reports) {
    const ReportCandidates found = *reports.candidates(one, world.reports.size());
    RC_ASSERT(found.candidates.size() == world.reports.size() - 1);
    for (std::size_t i = 0; i < found.candidates.size(); ++i) {
      const ReportExplanation& explanation = found.candidates[i].explanation;
      MilliBits total = kReportPrior, behaviour = 0;
      for (std::size_t field = 0; field < kReportFields; ++field) {
        const ReportEvidence& evidence = explanation.fields[field];
        RC_ASSERT(evidence.counted <= std::max(evidence.bits, 0) && (evidence.bits > 0 || evidence.counted == evidence.bits));
        RC_ASSERT(evidence.level != kMissing || evidence.bits == 0);
        total += evidence.counted;
        if (traits_of(static_cast<ReportField>(field)).group == ReportGroup::kBehaviour) behaviour += evidence.counted;
      }
      RC_ASSERT(total == explanation.total && behaviour == explanation.behaviour && behaviour <= kMostOfBehaviour);
      for (const auto& [a, b] : {std::pair(one, found.candidates[i].entry), std::pair(found.candidates[i].entry, one)}) {
        const ReportExplanation again = reports.explain(a, b);
        RC_ASSERT(again.total == total && again.behaviour == behaviour);
        for (std::size_t field = 0; field < kReportFields; ++field) RC_ASSERT(again.fields[field].bits == explanation.fields[field].bits && again.fields[field].level == explanation.fields[field].level);
      }
      if (i > 0) {
        const ReportCandidate &before = found.candidates[i - 1], &here = found.candidates[i];
        RC_ASSERT(before.explanation.total > total || (before.explanation.total == total && before.entry < here.entry));
      }
    }
  }
}

RC_GTEST_PROP(Reports, AForgottenReportWasNeverThere, ()) {
  const InventedReports world = invent_reports(*rc::gen::arbitrary<std::uint64_t>(), 15);
  const InventedReports gone = invent_reports(*rc::gen::arbitrary<std::uint64_t>(), 10);
  Draw draw(*rc::gen::arbitrary<std::uint64_t>());
  std::vector<std::pair<NamedExtract, bool>> all;
  for (const NamedExtract& report : world.reports) all.push_back({report, true});
  for (const NamedExtract& report : gone.reports) all.push_back({{"gone " + report.entry, report.extract}, false});
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[draw.below(i)]);
  Reports reports;
  for (const auto& [report, stays] : all) {
    reports.add(report.entry, gone.reports[draw.below(gone.reports.size())].extract);  // replaced by what follows
    reports.add(report.entry, report.extract);
  }
  Reports never = held(world.reports);
  const auto name = [&](std::size_t of) { return all[of].first.entry; };
  for (int i = 0; i < 20; ++i) {
    const std::size_t a = draw.below(all.size()), b = draw.below(all.size());
    if (a == b || (all[a].second && all[b].second)) continue;
    reports.decide(name(a), name(b), draw.below(2) == 0);
  }
  for (const auto& [report, stays] : all)
    if (!stays) reports.forget(report.entry);
  RC_ASSERT(reports.size() == never.size());
  RC_ASSERT(everything(reports, world.reports) == everything(never, world.reports));
}

TEST(Reports, AllInstructionSetsAnswerAlike) {
  const InventedReports world = invent_reports(3, 80);
  Reports reports = held(world.reports);
  const InstructionSet before = instruction_set();
  set_instruction_set(InstructionSet::kBaseline);
  const Bytes expected = everything(reports, world.reports);
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    EXPECT_EQ(everything(reports, world.reports), expected);
  }
  set_instruction_set(before);
}

TEST(Reports, DecisionsStandWhateverTheEvidence) {
  Reports reports;
  for (const char* entry : {"a", "b", "c"}) reports.add(entry, stating(IdentifierKind::kPhone, "07700 900123"));
  reports.add("d", {});
  EXPECT_EQ(reports.clusters(), (std::vector<std::vector<std::string>>{{"a", "b", "c"}}));
  EXPECT_TRUE(reports.decide("a", "b", false).empty());
  EXPECT_TRUE(reports.decide("b", "d", true).empty());
  EXPECT_EQ(reports.decide("d", "a", true), (std::vector<std::string>{"d", "b", "a"})) << "a and b were refuted";
  for (const std::vector<std::string>& cluster : reports.clusters())
    EXPECT_FALSE(std::ranges::count(cluster, "a") == 1 && std::ranges::count(cluster, "b") == 1);
  std::map<std::string, std::optional<Decisions::Said>> said;
  for (const ReportCandidate& candidate : candidates_of(reports, "a", 9)) said[candidate.entry] = candidate.said;
  EXPECT_EQ(said["b"], (Decisions::Said{false, true}));
  EXPECT_EQ(said["c"], std::nullopt);
  EXPECT_EQ(said["d"], (Decisions::Said{false, false})) << "it follows";
  // A later decision takes the place of the earlier one, unless it contradicts others: then nothing changes.
  EXPECT_TRUE(reports.decide("a", "b", true).empty());
  EXPECT_EQ(reports.decide("d", "a", false), (std::vector<std::string>{"d", "b", "a"}));
  EXPECT_TRUE(reports.decide("a", "b", std::nullopt).empty());
  EXPECT_TRUE(reports.decide("d", "a", false).empty());
}

TEST(Reports, ADecisionIsKeptForReportsThatAreNotThereYet) {
  Reports reports;
  EXPECT_TRUE(reports.decide("a", "b", true).empty());
  EXPECT_TRUE(reports.decide("b", "c", true).empty());
  reports.add("a", {});
  reports.add("c", {});
  EXPECT_EQ(reports.candidates("b", 1), std::nullopt);
  EXPECT_EQ(reports.clusters(), (std::vector<std::vector<std::string>>{{"a", "c"}})) << "through b, which is not there";
  EXPECT_EQ(candidates_of(reports, "a", 1)[0].said, (Decisions::Said{true, false}));
  reports.forget("b");
  EXPECT_TRUE(reports.clusters().empty());
}

TEST(Reports, EveryPairAboveTheLineIsFoundForClusters) {
  const InventedReports world = invent_reports(11, 150);
  Reports reports = held(world.reports);
  std::set<std::string> linked;
  for (const auto& [entry, extract] : world.reports)
    if (candidates_of(reports, entry, 1)[0].explanation.total >= kReportLine) linked.insert(entry);
  EXPECT_GT(linked.size(), 100U);
  // The strongest pair there is, among all that neither side has a stronger one for, is always joined.
  std::map<std::string, std::size_t> cluster_of;
  std::size_t number = 0;
  for (const auto& cluster : reports.clusters()) {
    EXPECT_GT(cluster.size(), 1U);
    for (const std::string& entry : cluster) {
      EXPECT_TRUE(linked.contains(entry)) << entry;
      EXPECT_TRUE(cluster_of.emplace(entry, number).second);
    }
    ++number;
  }
  for (const std::string& entry : linked) {
    const ReportCandidate best = candidates_of(reports, entry, 2)[0];
    const ReportCandidates theirs = *reports.candidates(best.entry, 2);
    const bool is_mutual = theirs.candidates[0].entry == entry && theirs.candidates[1].explanation.total < best.explanation.total;
    const bool is_alone = candidates_of(reports, entry, 2)[1].explanation.total < best.explanation.total;
    if (is_mutual && is_alone) {
      EXPECT_EQ(cluster_of.at(entry), cluster_of.at(best.entry));
    }
  }
}

}  // namespace
}  // namespace parasol::linkage
