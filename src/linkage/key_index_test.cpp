// Questions by keys against a plain reading of what a key is, and against the exhaustive scorer.
#include "linkage/key_index.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <set>
#include <string>

#include "linkage/encoded_people.h"
#include "linkage/hash.h"
#include "linkage/instruction_set.h"
#include "linkage/memory_scan.h"
#include "linkage/parallel.h"
#include "linkage/test_sizes.h"
#include "linkage/test_values.h"

namespace parasol::linkage {
namespace {

// Somebody among others of whom much is alike; a quarter of the values is missing.
std::vector<std::string> some_record(Draw& draw, std::span<const Field> fields) {
  const auto some = [&](std::size_t among) { return static_cast<char>('a' + draw.below(among)); };
  const auto digits = [&](std::size_t among) { return std::to_string(10 + draw.below(among)); };
  std::vector<std::string> raw;
  for (const Field& field : fields) {
    std::string text;
    switch (field.kind) {
      case Kind::kDate: text = "19" + digits(40) + "-0" + std::to_string(1 + draw.below(9)) + "-11"; break;
      case Kind::kPhone: text = "07700 9" + digits(20) + "1" + digits(20); break;
      case Kind::kEmail: text = std::string(3, some(5)) + letters(draw, 1) + "@example.org"; break;
      case Kind::kPlate: text = std::string(2, some(3)) + digits(4) + " " + std::string(3, some(20)); break;
      case Kind::kPostcode: text = std::string("L") + some(3) + "1 " + std::to_string(draw.below(10)) + std::string(2, some(8)); break;
      case Kind::kPoint:
      case Kind::kPosition: text = "5" + std::to_string(draw.below(9)) + ".5" + kPartSeparator + "1." + digits(20); break;
      case Kind::kNumber: text = digits(90); break;
      case Kind::kTime: text = "2026-0" + std::to_string(1 + draw.below(9)) + "-" + digits(18); break;
      case Kind::kLongTermKey: text = hexadecimal(encoded({std::string(4, some(26))}, 1, 512)); break;
      case Kind::kCategory: text = std::string(4, some(6)); break;
      case Kind::kSet: text = std::string(4, some(9)) + ";" + std::string(4, some(9)); break;
      case Kind::kText:
      case Kind::kName: text = std::string(4, some(9)) + " " + std::string(4, some(26)) + letters(draw, 1); break;
      default: text = std::string(4, some(7)) + letters(draw, 1);
    }
    raw.push_back(draw.below(4) == 0 ? "" : std::move(text));
  }
  return raw;
}

// A key in words: the field, what it is of, and that.
using PlainKey = std::tuple<std::size_t, char, std::string>;

std::set<PlainKey> plain_keys(std::span<const Field> fields, const Record& record) {
  std::set<PlainKey> out;
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const Value& value = record[field];
    if (value.is_missing) continue;
    if (traits_of(fields[field].kind).family == Family::kWords) {
      for (const std::string_view word : words_of(value.text)) out.emplace(field, 'w', word);
    } else if (traits_of(fields[field].kind).family != Family::kDistance) {
      out.emplace(field, 'v', value.text + "/" + std::to_string(value.code));
      if (const std::uint32_t part = part_of(fields[field].kind, keyed(value)); part != 0) out.emplace(field, 'p', std::to_string(part));
    }
  }
  return out;
}

// Looks at every record.
class PlainIndex {
 public:
  PlainIndex(const Base& base, std::span<const Field> fields, const KeyOptions& options) : base_(base), fields_(fields), options_(options) {
    for (Row row = 0; row < base.size(); ++row)
      for (const PlainKey& key : plain_keys(fields, base.record(row))) rows_[key].insert(row);
  }

  std::set<Row> find(const Record& record) const {
    std::set<Row> out;
    std::vector<PlainKey> common;
    for (const PlainKey& key : plain_keys(fields_, record)) {
      const auto found = rows_.find(key);
      if (found == rows_.end()) continue;
      const bool is_rare = found->second.size() <= (std::get<1>(key) == 'v' ? options_.rare : options_.rare_part);
      if (is_rare) out.insert(found->second.begin(), found->second.end());
      else common.push_back(key);
    }
    for (const PlainKey& key : common)
      if (const std::size_t count = rows_.at(key).size(); count * count * count <= base_.size() * base_.size()) combine(rows_.at(key), {key}, common, out);
    return out;
  }

 private:
  void combine(const std::set<Row>& rows, std::vector<PlainKey> by, const std::vector<PlainKey>& common, std::set<Row>& out) const {
    if (by.size() == kMostCombined) return;
    for (const PlainKey& other : common) {
      if (std::get<1>(other) != 'p' || std::get<0>(other) == std::get<0>(by.back()) || (by.size() > 1 && std::get<0>(other) < std::get<0>(by.back()))) continue;
      std::set<Row> both;
      for (const Row row : rows_.at(other))
        if (rows.contains(row)) both.insert(row);
      if (both.size() <= options_.rare_part) {
        out.insert(both.begin(), both.end());
      } else {
        std::vector<PlainKey> more = by;
        more.push_back(other);
        combine(both, more, common, out);
      }
    }
  }

  const Base& base_;
  std::span<const Field> fields_;
  KeyOptions options_;
  std::map<PlainKey, std::set<Row>> rows_;
};

std::set<Row> set_of(std::span<const Row> rows) { return {rows.begin(), rows.end()}; }

// What the exhaustive scorer finds among these rows.
std::vector<Hit> strongest_of_all(const Scorer& scorer, const Record& record, const std::set<Row>& among, std::size_t count) {
  Scorer::Workspace workspace;
  std::vector<Hit> hits = scorer.strongest(record, scorer.base().size(), workspace);
  std::erase_if(hits, [&](const Hit& hit) { return !among.contains(hit.row); });
  hits.resize(std::min(hits.size(), count));
  return hits;
}

Base base_of(const Model& model, std::span<const std::vector<std::string>> rows) {
  Base base(model.fields);
  for (const auto& raw : rows) base.add(read_record(model.fields, raw));
  return base;
}

// Every base of three records with two fields of three values each, and every question.
TEST(KeyIndex, TinyWorldsOneAfterTheOther) {
  const std::array<const char*, 4> names{"", "Anna", "Anne", "Moss"}, phones{"", "07700 900123", "+44 7700 900123", "07700 900999"};
  const Model model = new_model({new_field("name", {"name"}, Kind::kSurname), new_field("phone", {"phone"}, Kind::kPhone)});
  const KeyOptions options{.rare = 2, .rare_part = 1};
  const auto record = [&](std::size_t number) { return std::vector<std::string>{names[number % 4], phones[number / 4]}; };
  std::size_t found = 0, not_found = 0;
  for (std::size_t world = 0; world < 16 * 16 * 16; ++world) {
    const Base base = base_of(model, std::vector{record(world % 16), record(world / 16 % 16), record(world / 256)});
    const KeyIndex index(base, options);
    const PlainIndex plain(base, model.fields, options);
    const Scorer scorer(base, model);
    for (std::size_t question = 0; question < 16; ++question) {
      const Record asked = read_record(model.fields, record(question));
      const std::set<Row> expected = plain.find(asked);
      ASSERT_EQ(set_of(index.find(asked).rows), expected) << world << " " << question;
      ASSERT_EQ(strongest(scorer, index, asked, 3).hits, strongest_of_all(scorer, asked, expected, 3)) << world << " " << question;
      found += expected.size();
      not_found += 3 - expected.size();
    }
  }
  EXPECT_GT(found, 10'000U);
  EXPECT_GT(not_found, 10'000U);
}

// Every kind of field, keys that are common together, names that may be swapped, groups with a cap; with every set of instructions.
TEST(KeyIndex, FindsWhatLookingAtEveryRecordFinds) {
  Model model = new_model(fields_of_every_kind());
  ASSERT_TRUE(model.crossing);
  const KeyOptions options{.rare = 6, .rare_part = 3};
  std::size_t by_several = 0, crowds = 0, left_out = 0;
  for (std::uint64_t seed = 1; seed <= sized(20, 60); ++seed) {
    Draw draw(seed);
    std::vector<std::vector<std::string>> rows;
    while (rows.size() < 300) rows.push_back(some_record(draw, model.fields));
    const Base base = base_of(model, rows);
    const Scorer scorer(base, model);
    const KeyIndex index(base, options);
    const PlainIndex plain(base, model.fields, options), never(base, model.fields, {.rare = 6, .rare_part = 0});
    for (int question = 0; question < 20; ++question) {
      const Record asked = question % 4 == 0 ? base.record(static_cast<Row>(draw.below(base.size()))) : read_record(model.fields, some_record(draw, model.fields));
      const std::set<Row> expected = plain.find(asked);
      const KeyIndex::Found found = index.find(asked);
      ASSERT_EQ(set_of(found.rows), expected);
      crowds += found.crowds;
      by_several += expected.size() - never.find(asked).size();
      left_out += base.size() - expected.size();
      const std::vector<Hit> hits = strongest_of_all(scorer, asked, expected, 20);
      for (const InstructionSet set : available_instruction_sets()) {
        set_instruction_set(set);
        const KeyedAnswer answer = strongest(scorer, index, asked, 20);
        ASSERT_EQ(answer.hits, hits);
        ASSERT_EQ(answer.compared, expected.size());
      }
      for (const Hit& hit : hits) ASSERT_EQ(scorer.explain(asked, hit.row).total, hit.total);
    }
  }
  // What is compared here occurs.
  EXPECT_GT(by_several, 100U);
  EXPECT_GT(crowds, 100U);
  EXPECT_GT(left_out, 10'000U);
}

// What whole-table runs pair is what questions about the table's records find.
TEST(KeyIndex, HasTheKeysOfWholeTableRuns) {
  std::vector<Field> fields = fields_of_every_kind();
  // But for neighbours in a crowd, and encoded people who are alike, which only whole-table runs look for.
  std::erase_if(fields, [](const Field& field) { return field.kind == Kind::kNumber || field.kind == Kind::kTime || field.kind == Kind::kLongTermKey; });
  const KeyOptions options{.rare = 40, .rare_part = 25};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Draw draw(seed);
    std::vector<std::vector<std::string>> rows;
    while (rows.size() < 500) rows.push_back(some_record(draw, fields));
    const Base base = base_of(new_model(fields), rows);
    const KeyedPairs keyed = keyed_pairs(base, options);
    ASSERT_EQ(keyed.records_in_crowds, 0U) << "where everybody meets neighbours only";
    const KeyIndex index(base, options);
    std::vector<std::uint64_t> pairs;
    for (Row row = 0; row < base.size(); ++row)
      for (const Row other : index.find(base.record(row)).rows)
        if (row < other) pairs.push_back(packed(row, other));
    std::sort(pairs.begin(), pairs.end());
    EXPECT_EQ(pairs, keyed.pairs);
    EXPECT_GT(pairs.size(), 1'000U);
  }
}

TEST(KeyIndex, FollowsItsBase) {
  const Model model = new_model(fields_of_every_kind());
  const KeyOptions options{.rare = 6, .rare_part = 3};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Draw draw(seed);
    Base base(model.fields);
    KeyIndex index(base, options);
    std::vector<std::vector<std::string>> rows;
    for (int step = 0; step < 600; ++step) {
      if (!rows.empty() && draw.below(5) < 2) {
        const std::size_t gone = draw.below(rows.size());
        index.remove(static_cast<Row>(gone));
        base.remove(static_cast<Row>(gone));
        rows[gone] = rows.back();
        rows.pop_back();
      } else {
        rows.push_back(some_record(draw, model.fields));
        index.add(base.add(read_record(model.fields, rows.back())));
      }
    }
    const Base fresh = base_of(model, rows);
    const KeyIndex other(fresh, options);
    for (int question = 0; question < 100; ++question) {
      const Record asked = read_record(model.fields, question % 2 == 0 ? rows[draw.below(rows.size())] : some_record(draw, model.fields));
      const KeyIndex::Found found = index.find(asked), expected = other.find(asked);
      ASSERT_EQ(found.rows, expected.rows);
      ASSERT_EQ(found.crowds, expected.crowds);
    }
    while (base.size() > 0) {
      index.remove(0);
      base.remove(0);
    }
    EXPECT_TRUE(index.find(read_record(model.fields, rows.front())).rows.empty());
  }
}

// The number of a key tells which value it is of to whoever tries all of them.
TEST(KeyIndex, OfWhatWasForgottenNoKeyIsLeftInMemory) {
  const std::vector<Field> fields = fields_of_every_kind();
  Base base(fields);
  Draw draw(31);
  for (int i = 0; i < 300; ++i) base.add(read_record(fields, some_record(draw, fields)));
  KeyIndex index(base);
  std::vector<std::string> hidden, of;
  std::vector<Row> rows;
  for (std::size_t field = 0; field < kKinds; ++field) {
    const Kind kind = fields[field].kind;
    if (traits_of(kind).family == Family::kDistance) continue;
    Record record(kKinds);
    Value& value = record[field];
    value = normalise(kind, kind == Kind::kDate ? "1983-11-27" : kind == Kind::kPhone ? "0131 496 0971" : kind == Kind::kEmail ? "quxxyz@example.org" : kind == Kind::kPlate ? "QX71 XYZ" : kind == Kind::kPostcode ? "ZE9 7QX" : kind == Kind::kLongTermKey ? hexadecimal(encoded({"quxxyz"}, 1, 512)) : "quxxyz");
    ASSERT_FALSE(value.is_missing);
    const auto hide = [&](std::uint64_t what, std::uint64_t hash) {
      std::uint64_t number = mixed(hash ^ (field << 2 | what) * kGoldenRatio);
      hidden.push_back(disguised({reinterpret_cast<const char*>(&number), sizeof number}));
      of.push_back(fields[field].name);
      number = 0;
    };
    const bool is_words = traits_of(kind).family == Family::kWords;
    hide(is_words ? 2 : 0, base.dictionary(field).has_code() ? mixed(value.code) : hash_of_text(value.text));
    if (const std::uint32_t part = is_words ? 0 : part_of(kind, keyed(value)); part != 0) hide(1, part);
    rows.push_back(base.add(record));
    index.add(rows.back());
  }
  for (int i = 0; i < 1'500; ++i) index.add(base.add(read_record(fields, some_record(draw, fields))));  // so that everything grows and moves
  for (const Row row : rows) EXPECT_EQ(set_of(index.find(base.record(row)).rows).count(row), 1U);
  std::vector<std::size_t> times = times_in_memory(hidden);
  for (std::size_t i = 0; i < hidden.size(); ++i) EXPECT_GT(times[i], 0U) << of[i] << ": the scan finds what is there";
  for (std::size_t i = rows.size(); i > 0; --i) {
    index.remove(rows[i - 1]);
    base.remove(rows[i - 1]);
  }
  times = times_in_memory(hidden);
  for (std::size_t i = 0; i < hidden.size(); ++i) EXPECT_EQ(times[i], 0U) << of[i];
}

TEST(KeyIndex, OrderAndThreadsMakeNoDifference) {
  const Model model = new_model(fields_of_every_kind());
  const KeyOptions options{.rare = 6, .rare_part = 3};
  Draw draw(41);
  std::vector<std::vector<std::string>> rows, asked;
  while (rows.size() < 1'000) rows.push_back(some_record(draw, model.fields));
  while (asked.size() < 200) asked.push_back(some_record(draw, model.fields));
  // Each answer's records and totals, in words.
  const auto answers = [&](unsigned threads) {
    Base base = base_of(model, rows);
    const std::vector<Row> order = base.put_in_order();
    const Scorer scorer(base, model);
    const KeyIndex index(base, options);
    std::vector<std::string> out(asked.size());
    in_parallel(asked.size(), threads, [&](std::size_t i, unsigned) {
      const KeyedAnswer answer = strongest(scorer, index, read_record(model.fields, asked[i]), 20);
      for (const Hit& hit : answer.hits) {
        for (const std::string& text : rows[order[hit.row]]) out[i] += text + "|";
        out[i] += std::to_string(hit.total) + "\n";
      }
      out[i] += std::to_string(answer.compared) + " " + std::to_string(answer.crowds);
    });
    return out;
  };
  const std::vector<std::string> one = answers(1);
  for (const unsigned threads : {2U, 16U}) EXPECT_EQ(answers(threads), one);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[draw.below(i)]);
  EXPECT_EQ(answers(1), one);
}

// Whatever everybody has in common, few records are compared, and those that have something else in common are among them.
TEST(KeyIndex, ACrowdHidesNobody) {
  const Model model = new_model({new_field("phone", {"phone"}, Kind::kPhone), new_field("said", {"said"}, Kind::kText), new_field("email", {"email"}, Kind::kEmail)});
  constexpr std::size_t kMostCompared = 1'000;
  const std::size_t crowd = sized(100'000, 1'000'000);
  Draw draw(51);
  Base base(model.fields);
  const auto add = [&](const std::string& said, const std::string& email) { return base.add(read_record(model.fields, std::vector<std::string>{"07700 900555", said, email})); };
  std::vector<std::string> words;
  while (words.size() < 2'000) words.push_back(letters(draw, 8));
  for (std::size_t i = 0; i < crowd; ++i) add("always the same " + (i < 20 * words.size() ? words[i % words.size()] : ""), "");
  const Row match = add("", "nobody.else@example.org");
  const Scorer scorer(base, model);
  const KeyIndex index(base);
  const auto ask = [&](const std::string& said, const std::string& email) { return strongest(scorer, index, read_record(model.fields, std::vector<std::string>{"07700 900555", said, email}), 20); };
  const KeyedAnswer alone = ask("", "nobody.else@example.org");
  ASSERT_EQ(alone.hits.size(), 1U);
  EXPECT_EQ(alone.hits[0], (Hit{match, scorer.score(match, match)}));
  EXPECT_EQ(alone.crowds, 2U) << "the number and its last digits";
  const KeyedAnswer with_word = ask("always the same " + words[7], "");
  EXPECT_EQ(with_word.compared, std::min<std::size_t>(20, crowd / words.size()));
  EXPECT_EQ(with_word.crowds, 5U);
  std::string everything = "always the same";
  for (const std::string& word : words) everything += " " + word;
  while (everything.size() < 1U << 20) everything += " " + letters(draw, 8);
  const KeyedAnswer most = ask(everything, "nobody.else@example.org");
  EXPECT_LE(most.compared, kMostCompared);
  EXPECT_EQ(most.hits.front().row, match) << "the rarest key comes first";
  EXPECT_GT(most.crowds, words.size() / 2);
}

}  // namespace
}  // namespace parasol::linkage
