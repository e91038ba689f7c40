// What people decided outlives everything that the engine does by itself: learning again, records that come and go, a restart.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "linkage/invented_reports.h"
#include "linkage/learn.h"

namespace parasol::linkage {
namespace {

constexpr int kChanges = 1'000;

// Reports that come and go, with what was decided about them, and what a later reader begins with: the reports and decisions.
struct Desk {
  Reports reports;
  std::map<std::string, Extract> held;
  std::map<std::pair<std::string, std::string>, bool> decided;

  std::string some(Draw& draw) const { return std::next(held.begin(), static_cast<std::ptrdiff_t>(draw.below(held.size())))->first; }
};

void expect_kept(Desk& desk) {
  std::map<std::string, std::size_t> cluster_of;
  std::size_t number = 0;
  for (const std::vector<std::string>& cluster : desk.reports.clusters()) {
    for (const std::string& entry : cluster) cluster_of[entry] = number;
    ++number;
  }
  for (const auto& [pair, same] : desk.decided) {
    const auto one = cluster_of.find(pair.first), other = cluster_of.find(pair.second);
    const bool are_together = one != cluster_of.end() && other != cluster_of.end() && one->second == other->second;
    ASSERT_EQ(are_together, same) << pair.first << " " << pair.second;
  }
}

TEST(KeptDecisions, AReadersOutliveReportsThatComeAndGoAndARestart) {
  const InventedReports world = invent_reports(31, 400);
  Draw draw(32);
  Desk desk;
  std::size_t next = 0, refused = 0, added = 0, removed = 0;
  const auto add = [&] {
    const NamedExtract& one = world.reports[next++ % world.reports.size()];
    desk.reports.add(one.entry, one.extract);
    desk.held[one.entry] = one.extract;
    ++added;
  };
  while (desk.held.size() < 200) add();
  for (int change = 0; change < kChanges; ++change) {
    if (draw.below(2) == 0) {
      add();
    } else {
      const std::string gone = desk.some(draw);
      desk.reports.forget(gone);
      desk.held.erase(gone);
      std::erase_if(desk.decided, [&](const auto& of) { return of.first.first == gone || of.first.second == gone; });
      ++removed;
    }
    if (change % 2 == 0) {
      const std::string one = desk.some(draw), other = desk.some(draw);
      if (one == other) continue;
      const bool same = draw.below(3) != 0;
      const std::vector<std::string> chain = desk.reports.decide(one, other, same);
      if (chain.empty()) {
        desk.decided[std::minmax(one, other)] = same;
      } else {
        // From one to the other, and each step of it was decided: all confirmed, but for one refutation if this was to be confirmed.
        ++refused;
        ASSERT_EQ(chain.front(), one);
        ASSERT_EQ(chain.back(), other);
        std::size_t refutations = 0;
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
          const auto step = desk.decided.find(std::minmax(chain[i], chain[i + 1]));
          ASSERT_NE(step, desk.decided.end());
          refutations += step->second ? 0 : 1;
        }
        ASSERT_EQ(refutations, same ? 1U : 0U);
      }
    }
    if (change % 50 == 0) expect_kept(desk);
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(desk.decided.size(), 20U);
  EXPECT_GT(std::min(added, removed), 400U);
  expect_kept(desk);

  // A restart: another reader has the same reports and decisions, in another order.
  Desk later;
  for (const auto& [pair, same] : desk.decided) EXPECT_TRUE(later.reports.decide(pair.second, pair.first, same).empty());
  later.decided = desk.decided;
  later.held = desk.held;
  for (auto one = desk.held.rbegin(); one != desk.held.rend(); ++one) later.reports.add(one->first, one->second);
  expect_kept(later);
  EXPECT_EQ(later.reports.clusters(), desk.reports.clusters());
  for (const auto& [entry, extract] : desk.held) EXPECT_EQ(encode_candidates(later.reports.candidates(entry, 10)), encode_candidates(desk.reports.candidates(entry, 10)));
}

std::string word(Draw& draw, std::size_t letters, std::size_t among = 26) {
  std::string out;
  while (out.size() < letters) out.push_back(static_cast<char>('a' + draw.below(among)));
  return out;
}

// A table's records, by names that they keep while their rows change.
TEST(KeptDecisions, OutliveLearningAgain) {
  const std::vector<Field> fields{new_field("name", {"name"}, Kind::kName), new_field("phone", {"phone"}, Kind::kPhone), new_field("town", {"town"}, Kind::kPlace), new_field("born", {"born"}, Kind::kDate)};
  Model model = new_model(fields);
  Base base(fields);
  Draw draw(33);
  std::vector<std::vector<std::string>> people;
  const auto some_record = [&] {
    if (people.empty() || draw.below(2) == 0)
      people.push_back({word(draw, 6) + " " + word(draw, 5, 3), "07700 900" + std::to_string(100 + draw.below(900)), word(draw, 4, 3), std::to_string(1950 + draw.below(50)) + "-03-1" + std::to_string(draw.below(10))});
    std::vector<std::string> raw = people[draw.below(people.size())];
    if (draw.below(2) == 0) raw[draw.below(raw.size())] = "";
    return read_record(fields, raw);
  };
  std::vector<RecordKey> keys;  // by row
  RecordKey next = 1;
  Decisions decisions;
  const auto add = [&] {
    base.add(some_record());
    keys.push_back(next++);
  };
  const auto decided_rows = [&] {
    std::map<RecordKey, Row> rows;
    for (Row row = 0; row < keys.size(); ++row) rows[keys[row]] = row;
    std::vector<Decision> out;
    for (const Decisions::Decided& one : decisions.all()) out.push_back({rows.at(one.a), rows.at(one.b), one.same});
    return out;
  };
  for (int i = 0; i < 200; ++i) add();
  std::size_t overruled = 0;
  for (int change = 0; change < kChanges; ++change) {
    if (draw.below(2) == 0) {
      add();
    } else {
      const std::size_t row = draw.below(keys.size());
      base.remove(static_cast<Row>(row));
      decisions.forget(keys[row]);
      keys[row] = keys.back();
      keys.pop_back();
    }
    if (change % 10 == 0) {
      const RecordKey a = keys[draw.below(keys.size())], b = keys[draw.below(keys.size())];
      if (a != b) static_cast<void>(draw.below(2) == 0 ? decisions.confirm(a, b) : decisions.refute(a, b));
    }
    if (change % 100 != 99) continue;
    const std::vector<Decision> decided = decided_rows();
    ASSERT_GT(decided.size(), 5U);
    std::vector<Label> labels;
    for (const Decision& one : decided) labels.push_back({one.a, one.b, one.same});
    const Decisions before = decisions;
    model = learn(base, model, {}, labels);
    EXPECT_EQ(decisions, before);
    const Scorer scorer(base, model);
    const std::vector<Pair> pairs = find_pairs(scorer, {});
    const std::vector<Row> clusters = cluster(scorer, pairs, {.line = cluster_line(model.line)}, decided), alone = cluster(scorer, pairs, {.line = cluster_line(model.line)});
    for (const Decision& one : decided) {
      ASSERT_EQ(clusters[one.a] == clusters[one.b], one.same);
      overruled += (alone[one.a] == alone[one.b]) != one.same ? 1 : 0;
    }
  }
  EXPECT_GT(overruled, 50U) << "the evidence says otherwise";
}

}  // namespace
}  // namespace parasol::linkage
