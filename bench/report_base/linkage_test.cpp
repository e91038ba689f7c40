// What the linkage engine promises, on reports whose truth is known (docs/linkage.md). Where a bound is not the one that was wished for, it
// is what is reached.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "apps/cli/link/words.h"
#include "linkage/cluster.h"
#include "linkage/instruction_set.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"
#include "linkage/test_sizes.h"
#include "report_base/linkage.h"

namespace parasol::bench {
namespace {

using namespace linkage;

unsigned threads() { return std::max(std::thread::hardware_concurrency(), 1U); }

struct Reported {
  std::vector<std::vector<std::string>> raw;
  std::vector<std::uint32_t> offender;
};

Reported report(std::size_t reports, std::uint64_t seed, const Rates& rates = {}) {
  const ReportBase made({.reports = reports, .seed = seed, .rates = rates});
  Reported out;
  for (std::size_t i = 0; i < made.size(); ++i) {
    out.raw.push_back(raw_of(made.report(i)));
    out.offender.push_back(made.offender(i));
  }
  return out;
}

// A learned base, and by row whose report it is and where it stood.
struct Stage {
  explicit Stage(const Reported& reported, unsigned learning_threads = threads()) : Stage(reported, nullptr, learning_threads) {}
  // With what was learned elsewhere, if that is given.
  Stage(const Reported& reported, const Model* learned, unsigned learning_threads = threads()) : model(new_model(report_fields())), base(model.fields) {
    for (const std::vector<std::string>& raw : reported.raw) base.add(read_record(model.fields, raw));
    find_scales(base, model);
    for (const Row row : base.put_in_order()) {
      offender.push_back(reported.offender[row]);
      was.push_back(row);
    }
    usual = model;
    LearnOptions options;
    options.threads = learning_threads;
    model = learned != nullptr ? *learned : learn(base, model, options);
    for (std::size_t field = 0; field < model.fields.size(); ++field) base.set_scale(field, model.fields[field].scale);
  }
  bool is_same(Row a, Row b) const { return offender[a] == offender[b]; }
  double true_pairs() const {
    std::unordered_map<std::uint32_t, double> reports;
    for (const std::uint32_t one : offender) ++reports[one];
    double pairs = 0;
    for (const auto& [one, count] : reports) pairs += count * (count - 1) / 2;
    return pairs;
  }
  double all_pairs() const { return static_cast<double>(base.size()) * static_cast<double>(base.size() - 1) / 2; }

  Model model, usual;  // usual: before anything was learned
  Base base;
  std::vector<std::uint32_t> offender;
  std::vector<Row> was;
};

std::vector<Pair> pairs_from(const Scorer& scorer, MilliBits least, std::size_t exhaustive_up_to = 60'000, unsigned on = threads()) {
  PairOptions options;
  options.least = least;
  options.threads = on;
  options.exhaustive_up_to = exhaustive_up_to;
  return find_pairs(scorer, options);
}

// ---- Asking ----

// The fifty strongest, by name and to the last digit, are those of the scorer that explains every pair; of reports in the base and of
// others, with every set of instructions.
TEST(LinkageOfReports, TheFiftyStrongestAreThoseOfTheSlowScorer) {
  constexpr std::size_t kReports = 10'000;
  const std::size_t questions = sized(40, kReports);
  const Reported reported = report(kReports, 51), others = report(questions / 10, 52);
  const Stage stage(reported);
  const Scorer scorer(stage.base, stage.model);
  std::vector<Record> records;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < questions; ++i) {
    rows.push_back(static_cast<Row>(i * kReports / questions));
    records.push_back(stage.base.record(rows.back()));
  }
  for (const std::vector<std::string>& raw : others.raw) {
    rows.push_back(~Row{0});
    records.push_back(read_record(stage.model.fields, raw));
  }
  std::vector<std::vector<Hit>> slow(records.size());
  in_parallel(records.size(), threads(), [&](std::size_t i, unsigned) {
    for (Row other = 0; other < kReports; ++other)
      if (other != rows[i]) slow[i].push_back({other, scorer.explain(records[i], other).total});
    std::partial_sort(slow[i].begin(), slow[i].begin() + 50, slow[i].end(), is_before);
    slow[i].resize(50);
    slow[i].shrink_to_fit();
  });
  const InstructionSet usual = instruction_set();
  Scorer::Workspace workspace;
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    for (std::size_t i = 0; i < records.size(); ++i)
      ASSERT_EQ(scorer.strongest(records[i], 50, workspace, rows[i]), slow[i]) << i << ", instruction set " << static_cast<int>(set);
  }
  set_instruction_set(usual);
}

// ---- Explaining ----

// Strong and weak pairs; prior and items add up, the strongest item taken away is the pair scored without it, and the words say how
// alike the values are and how common.
TEST(LinkageOfReports, ExplanationsOfAHundredThousandPairsAddUp) {
  const std::size_t wanted = sized(100'000, 1'000'000);
  const Stage stage(report(3'000, 53));
  const Scorer scorer(stage.base, stage.model);
  std::vector<std::pair<Row, Row>> pairs;
  for (const Pair& pair : pairs_from(scorer, -4'000)) pairs.push_back({pair.a, pair.b});
  EXPECT_GT(pairs.size(), 3'000U);
  Draw draw(54);
  while (pairs.size() < wanted) {
    const auto a = static_cast<Row>(draw.below(stage.base.size())), b = static_cast<Row>(draw.below(stage.base.size()));
    if (a != b) pairs.push_back({a, b});
  }
  std::size_t without_top = 0;
  for (const auto& [a, b] : pairs) {
    const link::Words words = link::in_words(scorer, scorer.compare(a, b), stage.model.line);
    ASSERT_EQ(words.items.size(), kReportFields.size() + 1);
    MilliBits sum = 0;
    for (const link::Item& item : words.items) sum += item.counted;
    ASSERT_EQ(sum, words.total);
    ASSERT_EQ(scorer.score(a, b), words.total);
    ASSERT_EQ(scorer.score(b, a), words.total);
    const Explanation explained = scorer.explain(a, b);
    for (std::size_t field = 0; field < kReportFields.size(); ++field) {
      const Evidence& one = explained.fields[field];
      const link::Item& item = words.items[field + 1];
      ASSERT_EQ(item.field, kReportFields[field].column);
      const bool is_missing = stage.base.value_id(field, a) == kNoValue || stage.base.value_id(field, b) == kNoValue;
      if (is_missing) {
        ASSERT_EQ(one.level, kMissing);
      }
      if (one.level == kMissing) {
        ASSERT_EQ(item.words, "no evidence: missing on one side or both");
        ASSERT_EQ(item.bits, 0);
        ASSERT_EQ(item.counted, 0);
        continue;
      }
      ASSERT_TRUE(item.words.starts_with(traits_of(kReportFields[field].kind).levels[one.level - 1U].name)) << item.words;
      ASSERT_EQ(item.words.find("; 1 in ") != std::string::npos, one.uses > 0) << item.words;
    }
    if (!words.top) continue;
    Record record = stage.base.record(a);
    record[*words.top - 1] = {};
    ASSERT_EQ(scorer.explain(record, b).total, words.without_top);
    ++without_top;
  }
  EXPECT_GT(without_top, wanted / 2);
}

// ---- Crowds ----

// Numbers of venues are in reports about many offenders. Clusters with such a number hold next to nobody else's reports.
TEST(LinkageOfReports, VenuesNumbersDoNotDrawOffendersTogether) {
  std::size_t in_clusters = 0, of_others = 0;
  for (const std::uint64_t seed : {55U, 56U}) {
    const Stage stage(report(sized(10'000, 30'000), seed));
    const Scorer scorer(stage.base, stage.model);
    constexpr std::size_t kPhone = 0;
    std::map<ValueId, std::set<std::uint32_t>> stated_of;
    for (Row row = 0; row < stage.base.size(); ++row)
      if (const ValueId id = stage.base.value_id(kPhone, row); id != kNoValue) stated_of[id].insert(stage.offender[row]);
    const auto is_venue = [&](Row row) {
      const auto found = stated_of.find(stage.base.value_id(kPhone, row));
      return found != stated_of.end() && found->second.size() >= 5;
    };
    const std::vector<Row> clusters = cluster(scorer, pairs_from(scorer, -4'000), {.line = cluster_line(stage.model.line)});
    std::map<Row, std::vector<Row>> members;
    for (Row row = 0; row < clusters.size(); ++row) members[clusters[row]].push_back(row);
    std::size_t with_number = 0, largest_mixed = 0;
    for (const auto& [number, rows] : members) {
      const auto stating = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), is_venue));
      if (stating == 0) continue;
      with_number += stating;
      std::map<std::uint32_t, std::size_t> reports;
      std::size_t most = 0;
      for (const Row row : rows) most = std::max(most, ++reports[stage.offender[row]]);
      in_clusters += rows.size();
      of_others += rows.size() - most;
      if (reports.size() > 1) largest_mixed = std::max(largest_mixed, rows.size());
    }
    RecordProperty("seed " + std::to_string(seed), std::to_string(with_number) + " reports with such a number in clusters; largest mixed cluster " + std::to_string(largest_mixed));
    EXPECT_GT(with_number, 100U);
    EXPECT_LE(largest_mixed, 4U);
  }
  RecordProperty("together", std::to_string(of_others) + " of others in clusters of " + std::to_string(in_clusters));
  EXPECT_LE(static_cast<double>(of_others), 0.01 * static_cast<double>(in_clusters));
}

// ---- Gaps ----

// Whatever is left out, of one field or of all, wrong links do not become more, but for a part: what is left out cannot speak against
// anybody any more. With what was learned from the whole, and, at full size, from what is left.
TEST(LinkageOfReports, GapsMakeNoWrongLinks) {
  const bool is_full = sized(0, 1) == 1;
  const Reported whole = report(3'000, 57);
  const Stage full(whole);
  const auto wrong_links = [](const Stage& stage) {
    const Scorer scorer(stage.base, stage.model);
    double wrong = 0;
    for (const Pair& pair : pairs_from(scorer, stage.model.line)) wrong += stage.is_same(pair.a, pair.b) ? 0 : 1;
    return wrong;
  };
  const double before = wrong_links(full);
  EXPECT_LT(before / full.all_pairs(), 2e-5);
  for (std::size_t field = 0; field <= kReportFields.size(); ++field) {
    const std::string name = field < kReportFields.size() ? std::string(kReportFields[field].column) : "every field";
    for (const unsigned hundredths : {30U, 60U, 90U}) {
      Reported gaps = whole;
      Draw draw(58 + field);
      for (std::vector<std::string>& raw : gaps.raw)
        for (std::size_t at = 0; at < raw.size(); ++at)
          if ((at == field || field == kReportFields.size()) && draw.below(100) < hundredths) raw[at].clear();
      for (const bool is_relearned : {false, true}) {
        if (is_relearned && !is_full) continue;
        const double wrong = wrong_links(Stage(gaps, is_relearned ? nullptr : &full.model));
        RecordProperty(name + " " + std::to_string(hundredths) + (is_relearned ? " relearned" : ""), std::to_string(static_cast<int>(wrong)) + " of " + std::to_string(static_cast<int>(before)));
        EXPECT_LE(wrong, 1.5 * before) << name << ", " << hundredths << " % left out; before " << before;
        if (field == kReportFields.size()) {
          EXPECT_LE(wrong, before) << hundredths << " % of everything left out";
        }
      }
    }
  }
}

// ---- Learning ----

// How many pairs there are of one person: learned from tables of which one pair in a hundred to one in ten thousand is.
TEST(LinkageOfReports, TheMatchRateIsLearned) {
  struct Case {
    std::size_t reports;
    double one_off;
  };
  for (const Case& of : {Case{500, 0}, Case{3'000, 0.53}, Case{10'000, 0.53}, Case{30'000, 0.9}}) {
    if (of.reports > sized(10'000, 30'000)) continue;
    Rates rates;
    rates.one_off = of.one_off;
    const Stage stage(report(of.reports, 59, rates));
    const double truth = stage.true_pairs() / stage.all_pairs(), learned = probability_of(stage.model.prior);
    RecordProperty(std::to_string(of.reports) + " reports", std::to_string(learned / truth));
    EXPECT_LE(learned / truth, 1.5) << of.reports;
    EXPECT_GE(learned / truth, 0.4) << of.reports;
  }
}

// What is usual is where learning starts and what it is kept near. From other expectations it comes to the same match rate, and to
// the same weights but for levels of which there is little in the table.
TEST(LinkageOfReports, LearningFromBadStartsComesNear) {
  const Stage stage(report(sized(3'000, 5'000), 62));
  using Share = double (*)(double usual, std::size_t level, std::size_t levels);
  const std::array<std::pair<const char*, Share>, 3> starts{{
      {"all levels alike", [](double, std::size_t, std::size_t) { return 1.0; }},
      {"twice as often different", [](double usual, std::size_t level, std::size_t) { return level == kDifferent ? 2 * usual : usual; }},
      {"twice as often alike in part", [](double usual, std::size_t level, std::size_t levels) { return level != kDifferent && level != levels ? 2 * usual : usual; }},
  }};
  for (const auto& [name, share] : starts) {
    Model bad = stage.usual;
    bad.prior = -3'000;
    for (Field& field : bad.fields) {
      const std::size_t levels = traits_of(field.kind).levels.size();
      double sum = 0;
      for (std::size_t level = 1; level <= levels; ++level) sum += field.matched[level] = share(field.matched[level], level, levels);
      for (std::size_t level = 1; level <= levels; ++level) field.matched[level] /= sum;
      weigh(field);
    }
    LearnOptions options;
    options.threads = threads();
    const Model learned = learn(stage.base, bad, options);
    std::size_t far = 0;
    MilliBits farthest = 0;
    for (std::size_t field = 0; field < learned.fields.size(); ++field)
      for (std::size_t level = 1; level <= traits_of(learned.fields[field].kind).levels.size(); ++level) {
        const MilliBits apart = std::abs(learned.fields[field].bits[level] - stage.model.fields[field].bits[level]);
        far += apart > 300 ? 1 : 0;
        farthest = std::max(farthest, apart);
        if (level > 1) {
          EXPECT_GE(learned.fields[field].bits[level], learned.fields[field].bits[level - 1]);
        }
      }
    RecordProperty(name, std::to_string(far) + " levels by more than 0.3 bits, the farthest by " + std::to_string(farthest) + " thousandths; prior " +
                             std::to_string(learned.prior) + " instead of " + std::to_string(stage.model.prior));
    EXPECT_EQ(far, 0U) << name;
    EXPECT_NEAR(learned.prior, stage.model.prior, 200) << name;
  }
}

// ---- Order, threads, instructions ----

struct Outcome {
  std::map<std::pair<Row, Row>, MilliBits> pairs;
  std::set<std::set<Row>> clusters;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome link_all(const Reported& reported, std::span<const std::size_t> order, unsigned on, std::size_t exhaustive_up_to) {
  Reported shuffled;
  for (const std::size_t at : order) {
    shuffled.raw.push_back(reported.raw[at]);
    shuffled.offender.push_back(reported.offender[at]);
  }
  const Stage stage(shuffled, on);
  const Scorer scorer(stage.base, stage.model);
  const auto name = [&](Row row) { return static_cast<Row>(order[stage.was[row]]); };
  const std::vector<Pair> pairs = pairs_from(scorer, -4'000, exhaustive_up_to, on);
  Outcome out;
  for (const Pair& pair : pairs) out.pairs[std::minmax(name(pair.a), name(pair.b))] = pair.total;
  std::map<Row, std::set<Row>> members;
  const std::vector<Row> clusters = cluster(scorer, pairs, {.line = cluster_line(stage.model.line)});
  for (Row row = 0; row < clusters.size(); ++row) members[clusters[row]].insert(name(row));
  for (auto& [number, rows] : members) out.clusters.insert(std::move(rows));
  return out;
}

TEST(LinkageOfReports, OrderThreadsAndInstructionsMakeNoDifference) {
  const Reported reported = report(sized(600, 10'000), 60);
  const InstructionSet usual = instruction_set();
  for (const std::size_t exhaustive_up_to : {std::size_t{60'000}, std::size_t{0}}) {
    std::vector<std::size_t> order(reported.raw.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const Outcome expected = link_all(reported, order, 1, exhaustive_up_to);
    EXPECT_GT(expected.pairs.size(), reported.raw.size() / 10);
    Draw draw(61);
    for (const unsigned on : {2U, 16U}) {
      for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draw.below(i)]);
      EXPECT_EQ(link_all(reported, order, on, exhaustive_up_to), expected) << on << " threads";
    }
    for (const InstructionSet set : available_instruction_sets()) {
      set_instruction_set(set);
      EXPECT_EQ(link_all(reported, order, 1, exhaustive_up_to), expected) << "instruction set " << static_cast<int>(set);
    }
    set_instruction_set(usual);
  }
}

}  // namespace
}  // namespace parasol::bench
