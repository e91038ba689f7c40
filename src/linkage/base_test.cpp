// Forgetting: a base from which records were removed is one that never held them, and their bytes are gone.
#include "linkage/base.h"

#include <gtest/gtest.h>

#include "linkage/memory_scan.h"
#include "linkage/score.h"

namespace parasol::linkage {
namespace {

std::vector<Field> fields() {
  return {new_field("alias", {"alias"}, Kind::kGivenName), new_field("email", {"email"}, Kind::kEmail), new_field("phone", {"phone"}, Kind::kPhone),
          new_field("plate", {"plate"}, Kind::kPlate),     new_field("town", {"town"}, Kind::kPlace),   new_field("ways", {"ways"}, Kind::kSet),
          new_field("said", {"said"}, Kind::kText),        new_field("name", {"name"}, Kind::kName),    new_field("height", {"height"}, Kind::kNumber)};
}

std::vector<std::string> some_record(Draw& draw) {
  const auto letters = [&](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(static_cast<char>('a' + draw.below(26)));
    return out;
  };
  const auto common = [&](std::size_t among) { return std::string(3 + draw.below(2), static_cast<char>('k' + draw.below(among))); };
  return {draw.below(2) == 0 ? common(4) : letters(6), letters(9) + "@example.org", "07700 900" + std::to_string(100 + draw.below(900)), letters(2) + "12 " + letters(3),
          common(3) + " " + letters(18), common(5) + ";" + common(5), common(6) + " " + letters(7) + " " + common(3), letters(5) + " " + common(4), std::to_string(150 + draw.below(50))};
}

TEST(Base, RemovingIsAsIfItHadNeverBeenThere) {
  const Model model = new_model(fields());
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Draw draw(seed);
    Base base(model.fields);
    std::vector<std::vector<std::string>> kept;
    for (int step = 0; step < 120; ++step) {
      if (!kept.empty() && draw.below(5) < 2) {
        const std::size_t gone = draw.below(kept.size());
        base.remove(static_cast<Row>(gone));
        kept[gone] = kept.back();
        kept.pop_back();
      } else {
        kept.push_back(some_record(draw));
        base.add(read_record(model.fields, kept.back()));
      }
    }
    Base fresh(model.fields);
    for (const auto& raw : kept) fresh.add(read_record(model.fields, raw));
    ASSERT_EQ(base.size(), fresh.size());
    for (std::size_t field = 0; field < base.fields(); ++field) {
      EXPECT_EQ(base.dictionary(field).uses(), fresh.dictionary(field).uses());
      EXPECT_EQ(base.dictionary(field).agreeing_pairs(), fresh.dictionary(field).agreeing_pairs());
    }
    const Scorer scorer(base, model), other(fresh, model);
    Scorer::Workspace workspace, other_workspace;
    for (Row row = 0; row < base.size(); ++row) {
      const Record record = read_record(model.fields, some_record(draw));
      for (const Record& asked : {record, base.record(row)})
        ASSERT_EQ(scorer.above(asked, kLeastOfAll, workspace), other.above(asked, kLeastOfAll, other_workspace));
    }
  }
}

TEST(Base, NothingOfAForgottenRecordIsLeftInItsMemory) {
  const std::vector<Field> all = fields();
  Base base(all);
  Draw draw(4);
  for (int i = 0; i < 500; ++i) base.add(read_record(all, some_record(draw)));
  const std::vector<std::string> hidden{hidden_word(draw, 13), hidden_word(draw, 13), hidden_word(draw, 13)};
  const auto add = [&](Kind kind, std::size_t field, std::string_view secret) {
    Record record(all.size());
    std::string raw = disguised(secret);
    record[field] = normalise(kind, raw);
    base.add(record);
    erase(raw);
    erase(record[field].text);
    erase(record[field].skeleton);
  };
  const std::size_t row = base.size();
  add(Kind::kGivenName, 0, hidden[0]);
  add(Kind::kPlace, 4, hidden[1]);
  add(Kind::kText, 6, hidden[2]);
  for (int i = 0; i < 3'000; ++i) base.add(read_record(all, some_record(draw)));  // so that everything grows and moves
  for (const std::size_t times : times_in_memory(hidden)) ASSERT_GT(times, 0U) << "the scan finds what is there";
  for (int k = 2; k >= 0; --k) base.remove(static_cast<Row>(row + static_cast<std::size_t>(k)));
  EXPECT_EQ(times_in_memory(hidden), std::vector<std::size_t>(3));
}

}  // namespace
}  // namespace parasol::linkage
