// Calibration on bases whose truth is known.
#include "linkage/calibrate.h"

#include <gtest/gtest.h>

#include "linkage/cluster.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

// `reports` of each of 300 people; three in ten facts are missing.
struct People {
  explicit People(std::size_t reports) {
    Draw draw(5);
    const auto texts = [&](std::size_t count, std::size_t letters) {
      std::vector<std::string> out(count);
      for (std::string& text : out)
        for (std::size_t i = 0; i < letters; ++i) text += static_cast<char>('a' + draw.below(26));
      return out;
    };
    const auto given = texts(40, 5), surnames = texts(120, 7), towns = texts(150, 8);
    for (std::size_t one = 0; one < 300; ++one) {
      const std::vector<std::string> facts{given[draw.below(given.size())], surnames[draw.below(surnames.size())], "19" + std::to_string(60 + draw.below(30)) + "-0" + std::to_string(1 + draw.below(9)) + "-11",
          towns[draw.below(towns.size())]};
      for (std::size_t report = 0; report < reports; ++report) {
        rows.push_back(facts);
        for (std::string& cell : rows.back())
          if (draw.below(10) < 3) cell.clear();
        person.push_back(one);
      }
    }
  }
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> person;
};

struct Outcome {
  Calibration calibration;
  double before, after;  // expected calibration errors over tenths
};

// With a prior that is too high by so much.
Outcome calibrate_on(const People& world, MilliBits too_high) {
  Model model = new_model({new_field("given", {"given"}, Kind::kGivenName), new_field("surname", {"surname"}, Kind::kSurname), new_field("born", {"born"}, Kind::kDate),
                           new_field("town", {"town"}, Kind::kPlace)});
  Base base(model.fields);
  for (const auto& row : world.rows) base.add(read_record(model.fields, row));
  model = learn(base, model, {});
  model.prior += too_high;
  const Scorer scorer(base, model);
  const std::vector<Pair> pairs = find_pairs(scorer, {});
  const std::vector<Row> clusters = cluster(scorer, pairs, {.line = cluster_line(model.line)});
  const auto error = [&](const Calibration& calibration) {
    std::array<double, 10> expected{}, found{};
    for (const Pair& pair : pairs) {
      const double probability = probability_of(calibrated(calibration, pair.total));
      const auto band = std::min<std::size_t>(static_cast<std::size_t>(probability * 10), 9);
      expected[band] += probability;
      found[band] += world.person[pair.a] == world.person[pair.b] ? 1 : 0;
    }
    double sum = 0;
    for (std::size_t band = 0; band < expected.size(); ++band) sum += std::max(expected[band] - found[band], found[band] - expected[band]);
    return sum / static_cast<double>(pairs.size());
  };
  const Calibration calibration = calibrate(scorer, pairs, clusters);
  EXPECT_EQ(calibrate(scorer, pairs, clusters), calibration);
  return {calibration, error({}), error(calibration)};
}

TEST(Calibrate, ThirdRecordsTellThatTotalsPromiseTooMuch) {
  const Outcome outcome = calibrate_on(People(8), 4'000);
  EXPECT_LT(outcome.calibration.offset, -1'000);
  EXPECT_LT(outcome.after, outcome.before / 2) << outcome.before << ' ' << outcome.after << ' ' << outcome.calibration.offset << ' ' << outcome.calibration.slope;
  // The control: without the fault there is little to put right, and little is changed.
  const Outcome right = calibrate_on(People(8), 0);
  EXPECT_LT(right.before, outcome.before / 2);
  EXPECT_LT(right.after, 0.04) << right.before << ' ' << right.calibration.offset << ' ' << right.calibration.slope;
}

TEST(Calibrate, WithoutThirdRecordsTotalsStayAsTheyAre) {
  EXPECT_EQ(calibrate_on(People(1), 4'000).calibration, Calibration{});
  // A third one alone may be the one that is wrong.
  EXPECT_EQ(calibrate_on(People(3), 4'000).calibration, Calibration{});
}

TEST(Calibrate, NoTotalFalls) {
  EXPECT_EQ(calibrated({}, 12'345), 12'345);
  EXPECT_EQ(calibrated({-500, 512}, 4'000), 1'500);
  EXPECT_EQ(calibrated({-500, 512}, -4'000), -2'500);
}

}  // namespace
}  // namespace parasol::linkage
