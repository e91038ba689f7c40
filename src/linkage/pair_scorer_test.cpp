// Many pairs at once against one by one, over every kind of field.
#include "linkage/pair_scorer.h"

#include <gtest/gtest.h>

#include <array>

#include "linkage/encoded_people.h"
#include "linkage/instruction_set.h"
#include "linkage/kind.h"

namespace parasol::linkage {
namespace {

// A text that may be read as the kind, more or less; empty now and then.
std::string raw_text(Kind kind, Draw& draw) {
  constexpr std::array<std::string_view, 12> kWords{"ash", "birch", "cald", "dun", "elm", "fern", "glen", "hart", "ashe", "brich", "cold", "low road 12"};
  const auto word = [&] { return std::string(kWords[draw.below(kWords.size())]); };
  const auto number = [&](std::uint64_t below) { return std::to_string(draw.below(below)); };
  if (draw.below(4) == 0) return "";
  switch (kind) {
    case Kind::kDate: return "19" + std::to_string(50 + draw.below(4)) + "-0" + std::to_string(1 + draw.below(3)) + "-1" + number(3);
    case Kind::kPhone: return draw.below(4) == 0 ? "ends 9" + number(100) + "10" : "07700 900" + std::to_string(100 + draw.below(30));
    case Kind::kEmail: return word() + number(3) + "@example.org";
    case Kind::kPlate: return draw.below(3) == 0 ? "AB1*" : "AB1" + number(3) + " CD" + std::string(1, static_cast<char>('A' + draw.below(3)));
    case Kind::kPostcode: return (draw.below(2) == 0 ? "LS" : "M") + number(3) + " 1A" + std::string(1, static_cast<char>('A' + draw.below(4)));
    case Kind::kPoint:
    case Kind::kPosition: return "5" + number(3) + "." + number(10) + kPartSeparator + "-1." + number(10);
    case Kind::kNumber: return draw.below(3) == 0 ? "17" + number(3) + "-18" + number(5) : "17" + number(10);
    case Kind::kTime: return "2024-0" + std::to_string(1 + draw.below(3)) + "-1" + number(9);
    case Kind::kSet: return draw.below(20) == 0 ? "quartz;beryl;onyx;" + word() : word() + ";" + word() + ";" + word();
    case Kind::kText: {
      if (draw.below(8) == 0) return word();
      std::string text;
      for (std::uint64_t i = draw.below(6) + 1; i > 0; --i) text += word() + number(40) + ' ';
      return text;
    }
    case Kind::kLongTermKey: return hexadecimal(encoded({word() + word()}, 1, draw.below(9) == 0 ? 512 : 1024));
    case Kind::kName: return word() + ' ' + word() + (draw.below(3) == 0 ? " " + word() : "");
    default: return word() + (draw.below(2) == 0 ? number(3) : "");
  }
}

TEST(PairScorer, GivesWhatTheScorerGives) {
  std::vector<Field> fields;
  for (std::size_t kind = 0; kind < kKinds; ++kind) fields.push_back(new_field("f" + std::to_string(kind), {"f"}, static_cast<Kind>(kind)));
  const Model model = new_model(fields);
  Base base(fields);
  Draw draw(11);
  for (int i = 0; i < 400; ++i) {
    std::vector<std::string> raw;
    for (const Field& field : fields) raw.push_back(raw_text(field.kind, draw));
    base.add(read_record(fields, raw));
  }
  const Scorer scorer(base, model);
  std::array<std::array<std::size_t, kMaxLevels>, kKinds> met{};
  std::vector<Pair> pairs;
  for (int i = 0; i < 20'000; ++i) {
    const Row a = static_cast<Row>(draw.below(base.size())), b = static_cast<Row>(draw.below(base.size()));
    if (a != b) pairs.push_back({std::min(a, b), std::max(a, b), 0});
  }
  for (const InstructionSet set : available_instruction_sets()) {
    set_instruction_set(set);
    PairScorer(scorer).score(pairs);
    for (const Pair& pair : pairs) ASSERT_EQ(pair.total, scorer.explain(pair.a, pair.b).total) << pair.a << ' ' << pair.b;
  }
  set_instruction_set(available_instruction_sets().back());
  for (const Pair& pair : pairs) {
    const Explanation explained = scorer.explain(pair.a, pair.b);
    for (std::size_t field = 0; field < fields.size(); ++field) ++met[field][explained.fields[field].level];
  }
  // The comparison above is of little worth unless values were missing, different, identical, and something between.
  for (std::size_t field = 0; field < fields.size(); ++field) {
    EXPECT_GT(met[field][kMissing], 0U) << field;
    EXPECT_GT(met[field][kDifferent], 0U) << field;
    EXPECT_GT(met[field][top_level(fields[field].kind)], 0U) << field;
  }
}

}  // namespace
}  // namespace parasol::linkage
