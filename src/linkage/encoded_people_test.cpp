// Tables in which people are there in encoded form only are joined as if their names were known, almost.
#include "linkage/encoded_people.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "linkage/instruction_set.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"

namespace parasol::linkage {
namespace {

constexpr std::uint64_t kKey = 17;

struct Joined {
  std::size_t right = 0, wrong = 0;  // pairs that are likely
  std::vector<Pair> pairs;
};

// Two tables of people; the first `both` of them are in both. Those of the second are encoded with `key`.
Joined join(std::size_t people, std::size_t both, std::uint64_t key, std::size_t exhaustive_up_to, unsigned threads = 1) {
  Draw draw(61);
  Model model = new_model({new_field("clk", {"clk"}, Kind::kLongTermKey)});
  Base base(model.fields);
  std::vector<std::size_t> person;  // by row, as added
  const auto add = [&](const std::string& bytes, std::size_t one) {
    base.add(read_record(model.fields, std::vector<std::string>{hexadecimal(bytes)}));
    person.push_back(one);
  };
  for (std::size_t i = 0; i < people; ++i) {
    const std::vector<std::string> one = some_person(draw);
    add(encoded(one, kKey), i);
    add(encoded(i < both ? written_again(one, draw) : some_person(draw), key), i < both ? i : people + i);
  }
  const std::vector<Row> was = base.put_in_order();
  LearnOptions learning;
  learning.threads = threads;
  model = learn(base, model, learning);
  PairOptions options;
  options.exhaustive_up_to = exhaustive_up_to;
  options.threads = threads;
  const Scorer scorer(base, model);
  Joined out{.right = 0, .wrong = 0, .pairs = find_pairs(scorer, options)};
  for (const Pair& pair : out.pairs)
    if (pair.total >= model.line) ++(person[was[pair.a]] == person[was[pair.b]] ? out.right : out.wrong);
  return out;
}

TEST(EncodedPeople, AreFoundInBothTables) {
  const Joined joined = join(1'500, 700, kKey, 60'000);
  EXPECT_GT(joined.right, 680U);
  EXPECT_LT(joined.wrong, 10U);
}

// With keys of their own, two organisations' codes say nothing of each other.
TEST(EncodedPeople, AreNotFoundWithAnotherKey) {
  const Joined joined = join(1'500, 700, kKey + 1'000, 60'000);
  EXPECT_EQ(joined.right, 0U);
  EXPECT_LT(joined.wrong, 10U);
}

TEST(EncodedPeople, ThreadsAndInstructionsMakeNoDifference) {
  const Joined expected = join(300, 150, kKey, 60'000);
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    for (const unsigned threads : {1U, 3U}) EXPECT_EQ(join(300, 150, kKey, 60'000, threads).pairs, expected.pairs);
  }
}

// In tables too large to compare everybody with everybody.
TEST(EncodedPeople, DrawnBitsFindNearlyAllThatEveryPairFinds) {
  const Joined all = join(3'000, 1'500, kKey, 60'000), drawn = join(3'000, 1'500, kKey, 100);
  EXPECT_GT(drawn.right, all.right * 95 / 100);
  EXPECT_LE(drawn.wrong, all.wrong);
  for (const Pair& pair : drawn.pairs) EXPECT_TRUE(std::find(all.pairs.begin(), all.pairs.end(), pair) != all.pairs.end());
}

// Whatever hash functions drew them, bits may lie in any order; only their number must be one.
TEST(EncodedPeople, OfAnotherLengthSayNothing) {
  Draw draw(62);
  const std::vector<std::string> one = some_person(draw);
  Dictionary dictionary(Kind::kLongTermKey, 1);
  const ValueId shorter = dictionary.add(normalise(Kind::kLongTermKey, hexadecimal(encoded(one, kKey, 512))));
  const ValueId longer = dictionary.add(normalise(Kind::kLongTermKey, hexadecimal(encoded(one, kKey, 1024))));
  EXPECT_EQ(dictionary.compare(shorter, longer), kMissing);
  EXPECT_EQ(dictionary.compare(longer, longer), top_level(Kind::kLongTermKey));
}

// A vector for each field of a person, values of which many share, beside a column that anybody can read.
TEST(EncodedPeople, AVectorForEachFieldWorksAsWell) {
  Draw draw(63);
  std::vector<Field> fields;
  for (const char* name : {"given", "surname", "born"}) fields.push_back(new_field(name, {name}, Kind::kLongTermKey));
  fields.push_back(new_field("town", {"town"}, Kind::kPlace));
  Model model = new_model(fields);
  Base base(model.fields);
  std::vector<std::size_t> person;
  const auto add = [&](const std::vector<std::string>& one, std::size_t number) {
    std::vector<std::string> raw;
    for (std::size_t field = 0; field < 3; ++field) raw.push_back(hexadecimal(encoded({one[field]}, kKey + field, 256)));
    raw.push_back(one[3]);
    base.add(read_record(model.fields, raw));
    person.push_back(number);
  };
  constexpr std::size_t kPeople = 1'000;
  for (std::size_t i = 0; i < kPeople; ++i) {
    const std::vector<std::string> one = some_person(draw);
    add(one, i);
    if (i % 2 == 0) add(written_again(one, draw), i);
  }
  const std::vector<Row> was = base.put_in_order();
  model = learn(base, model, {});
  for (const std::size_t exhaustive_up_to : {std::size_t{60'000}, std::size_t{100}}) {
    std::size_t right = 0, wrong = 0;
    PairOptions options;
    options.exhaustive_up_to = exhaustive_up_to;
    for (const Pair& pair : find_pairs(Scorer(base, model), options))
      if (pair.total >= model.line) ++(person[was[pair.a]] == person[was[pair.b]] ? right : wrong);
    EXPECT_GT(right, kPeople / 2 * 95 / 100) << exhaustive_up_to;
    EXPECT_LT(wrong, 20U);
  }
}

}  // namespace
}  // namespace parasol::linkage
