// The engine against a slow, plain reading of its own rules, on small invented worlds.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "linkage/cluster.h"
#include "linkage/instruction_set.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

std::vector<Field> fields_of_people() {
  return {new_field("given", {"given"}, Kind::kGivenName), new_field("surname", {"surname"}, Kind::kSurname),
          new_field("born", {"born"}, Kind::kDate),        new_field("phone", {"phone"}, Kind::kPhone),
          new_field("handle", {"handle"}, Kind::kHandle),  new_field("plate", {"plate"}, Kind::kPlate),
          new_field("height", {"height"}, Kind::kNumber),  new_field("where", {"lat", "lon"}, Kind::kPoint),
          new_field("ways", {"ways"}, Kind::kSet)};
}

// A world of people who are described again and again, with errors and gaps. `gaps` is the share of missing fields in 1/100.
struct World {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> person;
};

World make_world(std::uint64_t seed, std::size_t people, unsigned gaps, unsigned most_reports = 4) {
  constexpr std::array<std::string_view, 16> kGiven{"Adrian", "Bogdan", "Callum", "Darius", "Edwin", "Florin", "Gareth", "Hamish", "Ivor", "Jonas", "Karl", "Lorcan", "Marius", "Nigel", "Owen", "Piotr"};
  constexpr std::array<std::string_view, 12> kStart{"Ash", "Birch", "Cald", "Dun", "Elm", "Fern", "Glen", "Hart", "Kirk", "Lang", "Mort", "Thorn"};
  constexpr std::array<std::string_view, 8> kEnd{"ford", "by", "wick", "ley", "combe", "stead", "worth", "ton"};
  constexpr std::array<std::string_view, 8> kWays{"late", "haggles", "no_condom", "films", "follows", "cash", "drunk", "threats"};
  Draw draw(seed);
  const auto pick = [&](const auto& from) { return std::string(from[draw.below(from.size())]); };
  const auto misspelt = [&](std::string text) {
    if (text.size() < 3 || draw.below(4) != 0) return text;
    const std::size_t at = 1 + draw.below(text.size() - 2);
    if (draw.below(2) == 0) std::swap(text[at], text[at + 1]);
    else text.erase(at, 1);
    return text;
  };
  World world;
  for (std::size_t one = 0; one < people; ++one) {
    const std::string given = pick(kGiven), surname = pick(kStart) + pick(kEnd);
    const std::string born = std::to_string(1950 + draw.below(50)) + "-0" + std::to_string(1 + draw.below(9)) + "-1" + std::to_string(draw.below(10));
    const std::string handle = surname.substr(0, 4) + std::to_string(draw.below(100));
    const std::string plate = "AB" + std::to_string(10 + draw.below(60)) + " " + std::string(3, static_cast<char>('C' + draw.below(20)));
    const std::size_t height = 160 + draw.below(35);
    const double latitude = 50 + static_cast<double>(draw.below(500)) / 100, longitude = -3 + static_cast<double>(draw.below(400)) / 100;
    const std::size_t reports = 1 + draw.below(most_reports);
    for (std::size_t report = 0; report < reports; ++report) {
      const std::string phone = "07700 900" + std::to_string(100 + draw.below(900));
      std::vector<std::string> row{misspelt(given), misspelt(surname), born, phone, misspelt(handle), draw.below(3) == 0 ? plate.substr(0, 4) + "*" : plate,
          std::to_string(height + draw.below(7)), std::to_string(latitude) + kPartSeparator + std::to_string(longitude + static_cast<double>(draw.below(5)) / 100), pick(kWays) + ";" + pick(kWays)};
      for (std::string& cell : row)
        if (draw.below(100) < gaps) cell.clear();
      world.rows.push_back(std::move(row));
      world.person.push_back(one);
    }
  }
  return world;
}

struct Engine {
  explicit Engine(const World& world) : model(new_model(fields_of_people())), base(model.fields) {
    for (const auto& row : world.rows) base.add(read_record(model.fields, row));
    find_scales(base, model);
  }
  Model model;
  Base base;
};

// By the definition: every field's level and worth, one by one.
MilliBits plain_total(const Scorer& scorer, const Record& record, Row row) { return scorer.explain(record, row).total; }

TEST(Engine, StrongestAreThoseOfTheSlowScorer) {
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    const World world = make_world(7, 200, 25);
    Engine engine(world);
    const Scorer scorer(engine.base, engine.model);
    Scorer::Workspace workspace;
    for (Row row = 0; row < engine.base.size(); row += 3) {
      const Record record = engine.base.record(row);
      std::vector<Hit> slow;
      for (Row other = 0; other < engine.base.size(); ++other)
        if (other != row) slow.push_back({other, plain_total(scorer, record, other)});
      std::sort(slow.begin(), slow.end(), is_before);
      slow.resize(50);
      ASSERT_EQ(scorer.strongest(record, 50, workspace, row), slow);
    }
  }
  set_instruction_set(available_instruction_sets().back());
}

TEST(Engine, RecordsThatAreNotInTheBaseAreFoundAlike) {
  const World world = make_world(8, 200, 25), strangers = make_world(9, 60, 25);
  Engine engine(world);
  const Scorer scorer(engine.base, engine.model);
  Scorer::Workspace workspace;
  for (const auto& raw : strangers.rows) {
    const Record record = read_record(engine.model.fields, raw);
    const std::vector<Hit> all = scorer.above(record, kLeastOfAll, workspace);
    ASSERT_EQ(all.size(), engine.base.size());
    for (const Hit& hit : all) ASSERT_EQ(hit.total, plain_total(scorer, record, hit.row)) << hit.row;
  }
}

// More records than one block, so that the bar is up when most of them are looked at.
TEST(Engine, LeavingOutEarlyLeavesOutNobody) {
  const World world = make_world(10, 8'000, 25);
  Engine engine(world);
  const Scorer scorer(engine.base, engine.model);
  Scorer::Workspace workspace;
  for (Row row = 0; row < engine.base.size(); row += 2'003) {
    const Record record = engine.base.record(row);
    std::vector<Hit> slow;
    for (Row other = 0; other < engine.base.size(); ++other) slow.push_back({other, plain_total(scorer, record, other)});
    for (const MilliBits least : {-20'000, -8'000, -2'000, 4'000, 30'000}) {
      std::vector<Hit> above = slow;
      std::erase_if(above, [&](const Hit& hit) { return hit.total < least; });
      for (const InstructionSet set : available_instruction_sets()) {
        set_instruction_set(set);
        ASSERT_EQ(scorer.above(record, least, workspace), above) << row << ", from " << least;
      }
    }
    std::sort(slow.begin(), slow.end(), is_before);
    for (const std::size_t count : {1U, 20U, 300U}) {
      for (const InstructionSet set : available_instruction_sets()) {
        set_instruction_set(set);
        ASSERT_EQ(scorer.strongest(record, count, workspace), std::vector<Hit>(slow.begin(), slow.begin() + count)) << row << ", best " << count;
      }
    }
  }
}

TEST(Engine, ExplanationAddsUp) {
  const World world = make_world(3, 120, 20);
  Engine engine(world);
  const Scorer scorer(engine.base, engine.model);
  for (Row a = 0; a < engine.base.size(); ++a)
    for (Row b = 0; b < engine.base.size(); ++b) {
      if (a == b) continue;
      const Explanation explained = scorer.explain(a, b);
      MilliBits sum = explained.prior + explained.crossing;
      for (const Evidence& one : explained.fields) {
        sum += one.counted;
        if (one.level == kMissing) {
          ASSERT_EQ(one.counted, 0);
        }
      }
      ASSERT_EQ(sum, explained.total);
      ASSERT_EQ(scorer.score(a, b), explained.total);
      ASSERT_EQ(scorer.score(b, a), explained.total) << "the same from either side";
    }
}

std::set<std::set<std::size_t>> partition(const std::vector<Row>& clusters, const std::vector<Row>& original) {
  std::map<Row, std::set<std::size_t>> by_cluster;
  for (Row row = 0; row < clusters.size(); ++row) by_cluster[clusters[row]].insert(original[row]);
  std::set<std::set<std::size_t>> out;
  for (auto& [cluster, rows] : by_cluster) out.insert(std::move(rows));
  return out;
}

struct Result {
  std::set<std::set<std::size_t>> clusters;
  std::map<std::pair<std::size_t, std::size_t>, MilliBits> pairs;
  friend bool operator==(const Result&, const Result&) = default;
};

// `order` says which original row stands where.
Result link_all(const World& world, std::span<const std::size_t> order, unsigned threads, std::size_t exhaustive_up_to = 60'000) {
  World shuffled;
  for (const std::size_t row : order) shuffled.rows.push_back(world.rows[row]);
  Engine engine(shuffled);
  std::vector<Row> original;
  for (const Row row : engine.base.put_in_order()) original.push_back(static_cast<Row>(order[row]));
  LearnOptions options;
  options.threads = threads;
  const Model model = learn(engine.base, engine.model, options);
  const Scorer scorer(engine.base, model);
  PairOptions pair_options;
  pair_options.threads = threads;
  pair_options.exhaustive_up_to = exhaustive_up_to;
  const std::vector<Pair> pairs = find_pairs(scorer, pair_options);
  Result result;
  for (const Pair& pair : pairs) result.pairs[std::minmax<std::size_t>(original[pair.a], original[pair.b])] = pair.total;
  result.clusters = partition(cluster(scorer, pairs, {}), original);
  return result;
}

TEST(Engine, OrderThreadsAndInstructionsMakeNoDifference) {
  const World world = make_world(11, 150, 20);
  std::vector<std::size_t> order(world.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const Result expected = link_all(world, order, 1);
  EXPECT_GT(expected.pairs.size(), 50U);
  Draw draw(5);
  for (const unsigned threads : {2U, 5U, 16U}) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[draw.below(i)]);
    EXPECT_EQ(link_all(world, order, threads), expected) << threads << " threads";
  }
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    EXPECT_EQ(link_all(world, order, 1), expected);
  }
  set_instruction_set(available_instruction_sets().back());
}

// Every word is in a crowd of records, and no number is the same twice: what is near in a number still meets.
TEST(Engine, OfManyRecordsWithOneWordThoseNextToEachOtherMeet) {
  const std::vector<Field> fields{new_field("memo", {"memo"}, Kind::kText), new_field("amount", {"amount"}, Kind::kNumber)};
  Base base(fields);
  for (int i = 0; i < 500; ++i)
    for (const char* memo : {"rent paid", "paid rent late"}) base.add(read_record(fields, std::vector<std::string>{memo, std::to_string(i * 100 + (memo[0] == 'p' ? 7 : 0))}));
  const std::vector<std::uint64_t> pairs = keyed_pairs(base, {}).pairs;
  EXPECT_LT(pairs.size(), 2 * 1'000U * 8U);
  for (Row row = 0; row < 1'000; row += 2)
    EXPECT_TRUE(std::binary_search(pairs.begin(), pairs.end(), std::uint64_t{row} << 32 | (row + 1))) << row;
}

TEST(Engine, SharedKeysFindMostOfWhatEveryPairFinds) {
  const World world = make_world(12, 300, 15);
  std::vector<std::size_t> order(world.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const Result all = link_all(world, order, 1), keyed = link_all(world, order, 1, 10);
  std::size_t strong = 0, found = 0;
  for (const auto& [pair, total] : all.pairs) {
    if (total < 2'000) continue;
    ++strong;
    const auto here = keyed.pairs.find(pair);
    if (here == keyed.pairs.end()) continue;
    ++found;
    EXPECT_EQ(here->second, total);
  }
  EXPECT_GT(strong, 200U);
  EXPECT_GT(found * 100, strong * 90);
}

TEST(Engine, FindsPeopleAgainWithoutLabels) {
  const World world = make_world(13, 400, 10);
  std::vector<std::size_t> order(world.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const Result result = link_all(world, order, 2);
  double together = 0, right = 0, true_pairs = 0;
  for (const auto& rows : result.clusters)
    for (const std::size_t a : rows)
      for (const std::size_t b : rows)
        if (a < b) together += 1, right += world.person[a] == world.person[b] ? 1 : 0;
  for (std::size_t a = 0; a < world.person.size(); ++a)
    for (std::size_t b = a + 1; b < world.person.size() && world.person[b] == world.person[a]; ++b) true_pairs += 1;
  EXPECT_GT(right / together, 0.97);
  EXPECT_GT(right / true_pairs, 0.95);
}

// Acceptance: leaving out fields at random never makes more wrong links.
TEST(Engine, MissingFieldsDoNotMakeFalseLinks) {
  double rate_before = 1;
  for (const unsigned gaps : {0U, 30U, 60U, 90U}) {
    const World world = make_world(14, 150, gaps);
    Engine engine(world);
    const Model model = learn(engine.base, engine.model, {});
    const Scorer scorer(engine.base, model);
    PairOptions options;
    options.least = model.line;
    double wrong = 0;
    const std::vector<Pair> pairs = find_pairs(scorer, options);
    for (const Pair& pair : pairs) wrong += world.person[pair.a] != world.person[pair.b] ? 1 : 0;
    const double possible = static_cast<double>(world.rows.size()) * static_cast<double>(world.rows.size() - 1) / 2;
    const double rate = wrong / possible;
    EXPECT_LE(rate, std::max(rate_before, 1e-4)) << gaps << " % missing";
    rate_before = rate;
  }
}

TEST(Engine, ACrowdOfEqualRecordsMakesFewPairs) {
  World world = make_world(18, 30, 0, 1);
  const std::size_t others = world.rows.size();
  for (int copy = 0; copy < 300; ++copy) world.rows.push_back(world.rows.front());
  Engine engine(world);
  engine.model.prior = -10'000;
  const Scorer scorer(engine.base, engine.model);
  PairOptions options;
  options.most_of_one = 20;
  const std::vector<Pair> pairs = find_pairs(scorer, options);
  EXPECT_LE(pairs.size(), world.rows.size() * options.most_of_one);
  const std::vector<Row> clusters = cluster(scorer, pairs, {});
  for (Row row = static_cast<Row>(others); row < world.rows.size(); ++row) EXPECT_EQ(clusters[row], clusters[0]);
}

TEST(Learning, ComesToTheSameFromBadStarts) {
  const World world = make_world(15, 250, 10);
  Engine engine(world);
  const Model good = learn(engine.base, engine.model, {});
  for (const double tilt : {0.25, 4.0}) {
    Model bad = engine.model;
    bad.prior = tilt < 1 ? -25'000 : -3'000;
    for (Field& field : bad.fields) {
      field.random[top_level(field.kind)] *= tilt;
      weigh(field);
    }
    const Model learned = learn(engine.base, bad, {});
    for (std::size_t field = 0; field < good.fields.size(); ++field)
      for (std::size_t level = 1; level < kMaxLevels; ++level)
        EXPECT_NEAR(learned.fields[field].bits[level], good.fields[field].bits[level], 300) << good.fields[field].name << " " << level;
    EXPECT_NEAR(learned.prior, good.prior, 585);  // a factor of 1.5
  }
}

TEST(Learning, LevelsNeverFall) {
  const World world = make_world(16, 200, 30);
  Engine engine(world);
  const Model model = learn(engine.base, engine.model, {});
  for (const Field& field : model.fields)
    for (std::size_t level = 2; level <= traits_of(field.kind).levels.size(); ++level) EXPECT_GE(field.bits[level], field.bits[level - 1]) << field.name;
}

// Records of one person that have a habit in common one time in seven: unusual, and not believed unless somebody says who is who.
TEST(Learning, LabelsMayTeachWhatIsUnusual) {
  Draw draw(61);
  Model model = new_model({new_field("name", {"name"}, Kind::kName), new_field("born", {"born"}, Kind::kDate), new_field("habit", {"habit"}, Kind::kCategory)});
  Base base(model.fields);
  std::vector<Label> labels;
  for (int one = 0; one < 300; ++one) {
    const std::string name = std::string(1, static_cast<char>('a' + draw.below(26))) + "nna " + std::to_string(100 + draw.below(900)) + "son", habit = "habit " + std::to_string(draw.below(20));
    const std::string born = "19" + std::to_string(60 + draw.below(40)) + "-0" + std::to_string(1 + draw.below(9)) + "-11";
    const Row first = static_cast<Row>(base.size());
    for (int record = 0; record < 3; ++record) {
      const std::vector<std::string> row{name, born, draw.below(10) < 3 ? habit : "habit " + std::to_string(draw.below(20))};
      base.add(read_record(model.fields, row));
    }
    for (const auto& [a, b] : {std::pair{0U, 1U}, std::pair{0U, 2U}, std::pair{1U, 2U}}) labels.push_back({first + a, first + b, true});
  }
  const Field labelled = learn(base, model, {}, labels).fields[2], unlabelled = learn(base, model, {}).fields[2];
  EXPECT_GT(labelled.matched[kDifferent], 0.82);
  EXPECT_LE(unlabelled.matched[kDifferent], 0.8);
}

TEST(Cluster, DecisionsAreNeverOverruled) {
  const World world = make_world(17, 120, 20);
  Engine engine(world);
  const Model model = learn(engine.base, engine.model, {});
  const Scorer scorer(engine.base, model);
  const std::vector<Pair> pairs = find_pairs(scorer, {});
  const std::vector<Row> before = cluster(scorer, pairs, {});
  Draw draw(2);
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < 20; ++i) {
    const Row a = static_cast<Row>(draw.below(engine.base.size())), b = static_cast<Row>(draw.below(engine.base.size()));
    if (a != b && before[a] == before[b]) decisions.push_back({a, b, false});
  }
  const Row a = 0;
  Row b = 1;
  while (before[b] == before[a]) ++b;
  decisions.push_back({a, b, true});
  const std::vector<Row> after = cluster(scorer, pairs, {}, decisions);
  for (const Decision& decision : decisions) EXPECT_EQ(after[decision.a] == after[decision.b], decision.same);
}

}  // namespace
}  // namespace parasol::linkage
