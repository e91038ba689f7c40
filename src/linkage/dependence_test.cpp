// Tables that say the same thing in several columns.
#include "linkage/dependence.h"

#include <gtest/gtest.h>

#include <set>

#include "linkage/cluster.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"
#include "linkage/test_values.h"

namespace parasol::linkage {
namespace {

enum Column : std::size_t { kGiven, kFamily, kBorn, kTown, kDistrict, kCounty, kRegion, kColumns };

// People with three records each, and where they live in four columns, each of which follows from the one before, or (`mixed`) from
// nothing.
struct Table {
  explicit Table(bool mixed) {
    Draw draw(11);
    const auto some = [&](std::size_t count, std::size_t length) {
      std::vector<std::string> out(count);
      for (std::string& text : out) text = letters(draw, length);
      return out;
    };
    const auto given = some(60, 5), families = some(200, 7), towns = some(120, 8), districts = some(60, 9), counties = some(30, 10), regions = some(10, 6);
    for (std::size_t one = 0; one < 900; ++one) {
      const std::size_t town = draw.below(towns.size());
      const auto place = [&](const std::vector<std::string>& names) { return names[mixed ? draw.below(names.size()) : town * names.size() / towns.size()]; };
      const std::vector<std::string> facts{given[draw.below(given.size())], families[draw.below(families.size())],
          "19" + std::to_string(60 + draw.below(40)) + "-0" + std::to_string(1 + draw.below(9)) + "-" + std::to_string(10 + draw.below(19)), towns[town], place(districts), place(counties), place(regions)};
      for (int record = 0; record < 3; ++record) {
        rows.push_back(facts);
        for (std::string& cell : rows.back())
          if (draw.below(8) == 0) cell.clear();
        std::string& family = rows.back()[kFamily];
        if (!family.empty() && draw.below(6) == 0) family[draw.below(family.size())] = 'x';
        person.push_back(one);
      }
    }
  }
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> person;
};

Model unlearned() {
  return new_model({new_field("given", {"given"}, Kind::kGivenName), new_field("family", {"family"}, Kind::kSurname), new_field("born", {"born"}, Kind::kDate), new_field("town", {"town"}, Kind::kPlace),
                    new_field("district", {"district"}, Kind::kPlace), new_field("county", {"county"}, Kind::kPlace), new_field("region", {"region"}, Kind::kCategory)});
}

Base base_of(const Table& table, const Model& model) {
  Base base(model.fields);
  for (const auto& row : table.rows) base.add(read_record(model.fields, row));
  return base;
}

// Of the links at the line, how many are right, and of all pairs of one person's records how many are found.
std::pair<double, double> precision_and_recall(const Table& table, const Base& base, const Model& model) {
  const Scorer scorer(base, model);
  const std::vector<Row> clusters = cluster(scorer, find_pairs(scorer, {}), {.line = cluster_line(model.line)});
  double right = 0, linked = 0, all = 0;
  for (Row a = 0; a < base.size(); ++a)
    for (Row b = a + 1; b < base.size(); ++b) {
      const bool is_same = table.person[a] == table.person[b], is_linked = clusters[a] == clusters[b];
      right += is_same && is_linked;
      linked += is_linked;
      all += is_same;
    }
  return {right / linked, right / all};
}

TEST(Dependence, WhatFollowsFromATownSpeaksWithOneVoice) {
  const Table table(false);
  const Base base = base_of(table, unlearned());
  const Model model = learn(base, unlearned(), {});
  const Group group = model.fields[kTown].group;
  EXPECT_GE(group, Group::kDependent1);
  for (const std::size_t place : {kDistrict, kCounty, kRegion}) EXPECT_EQ(model.fields[place].group, group) << model.fields[place].name;
  EXPECT_LT(model.further_share[static_cast<std::size_t>(group)], 200);
  for (const std::size_t other : {kGiven, kFamily, kBorn}) EXPECT_LT(model.fields[other].group, Group::kDependent1) << model.fields[other].name;
  const auto [precision, recall] = precision_and_recall(table, base, model);
  EXPECT_GT(precision, 0.97);
  EXPECT_GT(recall, 0.9);
}

// The control: where somebody says that the columns have nothing to do with each other, neighbours are taken for one person.
TEST(Dependence, CountedFourTimesATownLinksNeighbours) {
  const Table table(false);
  Model model = unlearned();
  for (const std::size_t place : {kTown, kDistrict, kCounty, kRegion}) model.fields[place].group = Group::kVehicle;
  const Base base = base_of(table, model);
  model = learn(base, model, {});
  EXPECT_EQ(model.fields[kTown].group, Group::kVehicle);
  EXPECT_LT(precision_and_recall(table, base, model).first, 0.5);
}

TEST(Dependence, ColumnsThatFollowFromNothingAreLeftAlone) {
  const Table table(true);
  const Base base = base_of(table, unlearned());
  const Model model = learn(base, unlearned(), {});
  for (const Field& field : model.fields) EXPECT_EQ(field.group, traits_of(field.kind).group) << field.name;
}

// A person's own records agree in everything; that is no dependence.
TEST(Dependence, WhereTooFewOtherColumnsTellPeopleApartNothingIsSaid) {
  const Table table(false);
  Model model = new_model({unlearned().fields[kBorn], unlearned().fields[kTown], unlearned().fields[kDistrict]});
  Base base(model.fields);
  for (const auto& row : table.rows) {
    const std::vector<std::string> some{row[kBorn], row[kTown], row[kDistrict]};
    base.add(read_record(model.fields, some));
  }
  model = learn(base, model, {});
  for (const Field& field : model.fields) EXPECT_EQ(field.group, traits_of(field.kind).group) << field.name;
}

TEST(Dependence, LearningAgainFindsTheSame) {
  const Table table(false);
  const Base base = base_of(table, unlearned());
  const Model once = learn(base, unlearned(), {});
  Model again = unlearned();
  for (std::size_t field = 0; field < kColumns; ++field) again.fields[field].group = once.fields[field].group;
  again = learn(base, again, {});
  for (std::size_t field = 0; field < kColumns; ++field) EXPECT_EQ(again.fields[field].group, once.fields[field].group);
  EXPECT_EQ(again.further_share, once.further_share);
}

}  // namespace
}  // namespace parasol::linkage
