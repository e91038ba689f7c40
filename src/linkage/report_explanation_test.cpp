// What is said about two reports: a hundred thousand pairs add up, and without what speaks most for a pair it is the pair scored without it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "linkage/invented_reports.h"
#include "linkage/test_sizes.h"

namespace parasol::linkage {
namespace {

using vocabulary::IdentifierKind;

// As if this had not been said.
Extract without(Extract extract, ReportField field) {
  constexpr std::array kIdentifiers{IdentifierKind::kPhone, IdentifierKind::kEmail, IdentifierKind::kHandle, IdentifierKind::kPlate};
  const auto number = static_cast<std::size_t>(field);
  const auto& kind = traits_of(field).descriptor;
  if (number < kIdentifiers.size()) std::erase_if(extract.identifiers, [&](const ReportIdentifier& one) { return one.kind == kIdentifiers[number]; });
  else if (kind) std::erase_if(extract.descriptors, [&](vocabulary::DescriptorValue value) { return vocabulary::entry(value).kind == *kind; });
  else if (field == ReportField::kBehaviours) extract.behaviours.clear();
  else if (field == ReportField::kTypes) extract.types.clear();
  else if (field == ReportField::kArea) extract.area.reset();
  else ADD_FAILURE() << traits_of(field).name;
  return extract;
}

TEST(ReportExplanation, AHundredThousandPairsAddUp) {
  const std::size_t people = sized(150, 400);
  const InventedReports world = invent_reports(81, people);
  Reports reports;
  for (const NamedExtract& one : world.reports) reports.add(one.entry, one.extract);
  std::size_t pairs = 0, checked = 0;
  for (const auto& [entry, extract] : world.reports) {
    const ReportCandidates found = *reports.candidates(entry, world.reports.size());
    // By the field that speaks most for them.
    std::map<ReportField, std::vector<const ReportCandidate*>> candidates;
    for (const ReportCandidate& candidate : found.candidates) {
      MilliBits total = kReportPrior;
      std::size_t strongest = 0;
      const auto& fields = candidate.explanation.fields;
      for (std::size_t field = 0; field < kReportFields; ++field) {
        total += fields[field].counted;
        if (fields[field].level == kMissing) {
          ASSERT_EQ(fields[field].counted, 0);
        }
        if (fields[field].counted > fields[strongest].counted) strongest = field;
      }
      ASSERT_EQ(total, candidate.explanation.total);
      ++pairs;
      if (fields[strongest].counted > 0) candidates[static_cast<ReportField>(strongest)].push_back(&candidate);
      else EXPECT_EQ(candidate.without_strongest, total);
    }
    for (const auto& [field, of] : candidates) {
      // The month is also what ages are counted from.
      if (field == ReportField::kMonth) continue;
      reports.add(entry, without(extract, field));
      for (const ReportCandidate* candidate : of) {
        ASSERT_EQ(reports.explain(entry, candidate->entry).total, candidate->without_strongest) << traits_of(field).name << " of " << entry << " and " << candidate->entry;
        ++checked;
      }
    }
    reports.add(entry, extract);
  }
  EXPECT_GE(pairs, 5 * people * people);
  EXPECT_GT(2 * checked, pairs);
}

}  // namespace
}  // namespace parasol::linkage
