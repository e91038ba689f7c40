// One value against all of a dictionary is the same as one by one, with whatever instructions.
#include "linkage/dictionary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "linkage/instruction_set.h"
#include "linkage/parallel.h"

namespace parasol::linkage {
namespace {

std::string digits(Draw& draw, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>('0' + draw.below(10)));
  return out;
}

// Numbers of one range, near each other, whole and in part, with digits nobody knows.
std::string phone(Draw& draw) {
  std::string number = "07700 900" + digits(draw, 3);
  switch (draw.below(8)) {
    case 0: return "+44" + number.substr(1);
    case 1: return "..." + number.substr(number.size() - 1 - draw.below(8));
    case 2: return number.substr(0, 3 + draw.below(6)) + "...";
    case 3: number[6 + draw.below(6)] = '?'; return number;
    case 4: number.erase(draw.below(number.size()), 1); return number;
    case 5: return "020 7946 0" + digits(draw, 3);
    default: return number;
  }
}

std::string between(Draw& draw, std::uint64_t least, std::uint64_t most) {
  const std::uint64_t first = least + draw.below(most - least);
  return draw.below(3) == 0 ? std::to_string(first) + "-" + std::to_string(first + draw.below(9)) : std::to_string(first);
}

std::string place(Draw& draw, int width) {
  const auto part = [&](int most) { return std::to_string((static_cast<double>(draw.below(2'000'001)) / 1e6 - 1) * most); };
  return part(90 / width) + "," + part(180 / width);
}

// Of few people, with bits that fell out, and some of another length.
std::string long_term_key(Draw& draw) {
  Draw person(draw.below(20));
  std::string out;
  while (out.size() < 256) out += "0123456789abcdef"[person.below(16)];
  for (std::uint64_t slips = draw.below(80); slips > 0; --slips) out[draw.below(out.size())] = '0';
  return draw.below(20) == 0 ? out.substr(0, 16) : out;
}

TEST(Dictionary, AllAtOnceIsOneByOne) {
  struct Case {
    Kind kind;
    float scale;
    std::string (*some)(Draw&);
  };
  const std::vector<Case> cases{{Kind::kPhone, 1, phone},
                                {Kind::kNumber, 20, [](Draw& draw) { return between(draw, 150, 200); }},
                                {Kind::kTime, 300, [](Draw& draw) { return "2026-0" + std::to_string(1 + draw.below(9)) + "-1" + std::to_string(draw.below(9)); }},
                                {Kind::kPoint, 40, [](Draw& draw) { return place(draw, 1); }},
                                {Kind::kPoint, 0.5F, [](Draw& draw) { return place(draw, 90); }},
                                {Kind::kPosition, 30, [](Draw& draw) { return place(draw, 1); }},
                                {Kind::kLongTermKey, 1, long_term_key}};
  const InstructionSet usual = instruction_set();
  for (const Case& of : cases) {
    Draw draw(7);
    Dictionary dictionary(of.kind, of.scale);
    for (int i = 0; i < 700; ++i) dictionary.add(normalise(of.kind, of.some(draw)));
    std::vector<std::size_t> found(kMaxLevels);
    for (int i = 0; i < 100; ++i) {
      const Value value = normalise(of.kind, of.some(draw));
      for (const InstructionSet set : available_instruction_sets()) {
        set_instruction_set(set);
        std::vector<Level> levels(dictionary.size());
        dictionary.levels(value, levels);
        for (ValueId id = 1; id < dictionary.size(); ++id) {
          ASSERT_EQ(levels[id], dictionary.compare(value, id));
          ++found[levels[id]];
        }
      }
    }
    set_instruction_set(usual);
    EXPECT_GT(std::count_if(found.begin(), found.end(), [](std::size_t count) { return count > 0; }), 4) << "the values are of many kinds";
  }
}

// Of several values, too, whether or not all of them are there.
TEST(Dictionary, SeveralAtOnceAreOneByOne) {
  Draw draw(9);
  for (const Kind kind : {Kind::kLongTermKey, Kind::kPhone}) {
    Dictionary dictionary(kind, 1);
    const auto some = [&] { return draw.below(10) == 0 ? Value() : normalise(kind, kind == Kind::kPhone ? phone(draw) : long_term_key(draw)); };
    std::vector<ValueId> ids;
    for (int i = 0; i < 2'500; ++i) ids.push_back(dictionary.add(some()));
    for (std::size_t i = 0; i < ids.size(); i += 3) dictionary.remove(ids[i]);
    for (std::size_t count = 0; count < 40; ++count) {
      std::vector<Value> values;
      while (values.size() < count) values.push_back(some());
      std::vector<std::vector<Level>> levels(count, std::vector<Level>(dictionary.size(), 99));
      const std::vector<std::span<Level>> places(levels.begin(), levels.end());
      dictionary.levels(values, {}, places);
      for (std::size_t i = 0; i < count; ++i)
        for (ValueId id = 1; id < dictionary.size(); ++id)
          if (dictionary.count(id) > 0) {
            ASSERT_EQ(levels[i][id], dictionary.compare(values[i], id));
          }
    }
  }
}

TEST(Dictionary, NewNumbersChangeNothing) {
  Draw draw(8);
  Dictionary dictionary(Kind::kPhone, 1);
  std::vector<Value> values;
  std::vector<ValueId> column;
  for (int i = 0; i < 400; ++i) {
    values.push_back(normalise(Kind::kPhone, phone(draw)));
    column.push_back(dictionary.add(values.back()));
  }
  for (int i = 0; i < 100; ++i) {
    dictionary.remove(column.back());
    column.pop_back();
    values.pop_back();
  }
  std::reverse(column.begin(), column.end());
  std::reverse(values.begin(), values.end());
  const std::uint64_t uses = dictionary.uses(), pairs = dictionary.agreeing_pairs();
  dictionary.renumber(column);
  EXPECT_EQ(dictionary.uses(), uses);
  EXPECT_EQ(dictionary.agreeing_pairs(), pairs);
  for (std::size_t i = 0; i < column.size(); ++i) {
    EXPECT_EQ(dictionary.find(values[i]), column[i]);
    EXPECT_EQ(dictionary.value(column[i]).code, values[i].code);
  }
  EXPECT_EQ(column.front(), 1U);
  for (const ValueId id : column) dictionary.remove(id);
  EXPECT_EQ(dictionary.uses(), 0U);
}

}  // namespace
}  // namespace parasol::linkage
