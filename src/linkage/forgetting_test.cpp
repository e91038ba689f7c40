// What was forgotten is gone: out of everything that the engine keeps it in, and out of every answer. The engine writes no files.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "linkage/cluster.h"
#include "linkage/encoded_people.h"
#include "linkage/invented_reports.h"
#include "linkage/learn.h"
#include "linkage/memory_scan.h"
#include "linkage/pairs.h"
#include "linkage/test_values.h"

namespace parasol::linkage {
namespace {

// Somebody among others of whom much is alike.
std::vector<std::string> some_record(Draw& draw) {
  const auto number = [&](std::uint64_t least, std::uint64_t most) { return std::to_string(least + draw.below(most - least)); };
  const auto common = [&] { return std::string(4, static_cast<char>('k' + draw.below(6))); };
  const auto place = [&] { return number(50, 55) + "." + number(100, 999) + kPartSeparator + number(1, 3) + "." + number(100, 999); };
  std::vector<std::string> raw{common(), letters(draw, 6), common() + " " + letters(draw, 5), number(1950, 2000) + "-0" + number(1, 9) + "-1" + number(0, 9), "07700 900" + number(100, 900),
      letters(draw, 5) + "@example.org", letters(draw, 7), "AB" + number(10, 60) + " " + letters(draw, 3), letters(draw, 4) + number(10, 99), "AB" + number(1, 9) + " 1CD", common() + " " + letters(draw, 5),
      place(), place(), common(), common() + ";" + common(), common() + " " + letters(draw, 5) + " " + common(), number(150, 200), "2026-0" + number(1, 9) + "-1" + number(0, 9), hexadecimal(encoded({common(), letters(draw, 5)}, 1, 256))};
  for (std::string& cell : raw)
    if (draw.below(5) == 0) cell.clear();
  return raw;
}

using Groups = std::set<std::set<std::size_t>>;

// All that is found out about a base: what was learned, pairs, clusters; by `name` of each row as it was added.
struct FoundOut {
  Model model;
  std::map<std::pair<std::size_t, std::size_t>, MilliBits> pairs;
  Groups clusters;
};

FoundOut find_out(Base& base, Model model, std::span<const std::size_t> names) {
  find_scales(base, model);
  std::vector<std::size_t> name_of;
  for (const Row row : base.put_in_order()) name_of.push_back(names[row]);
  model = learn(base, model, {});
  const Scorer scorer(base, model);
  const std::vector<Pair> pairs = find_pairs(scorer, {});
  FoundOut out{model, {}, {}};
  for (const Pair& pair : pairs) out.pairs[std::minmax(name_of[pair.a], name_of[pair.b])] = pair.total;
  std::map<Row, std::set<std::size_t>> members;
  const std::vector<Row> clusters = cluster(scorer, pairs, {.line = cluster_line(model.line)});
  for (Row row = 0; row < clusters.size(); ++row) members[clusters[row]].insert(name_of[row]);
  for (auto& [number, of] : members) out.clusters.insert(std::move(of));
  return out;
}

TEST(Forgetting, ABaseIsOneThatNeverHeldTheRecord) {
  const Model model = new_model(fields_of_every_kind());
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    Draw draw(seed);
    std::vector<std::vector<std::string>> all;
    while (all.size() < 200) {
      all.push_back(some_record(draw));
      if (draw.below(2) == 0) all.push_back(all.back()), all.back()[draw.below(kKinds)] = "";
    }
    Base base(model.fields), never(model.fields);
    std::vector<std::size_t> names, kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
      base.add(read_record(model.fields, all[i]));
      names.push_back(i);
    }
    for (std::size_t i = 0; i < 70; ++i) {
      const std::size_t row = draw.below(base.size());
      base.remove(static_cast<Row>(row));
      names[row] = names.back();
      names.pop_back();
    }
    for (const std::size_t name : names) never.add(read_record(model.fields, all[name]));
    for (std::size_t field = 0; field < kKinds; ++field) {
      EXPECT_EQ(base.dictionary(field).uses(), never.dictionary(field).uses());
      EXPECT_EQ(base.dictionary(field).agreeing_pairs(), never.dictionary(field).agreeing_pairs());
    }
    const FoundOut found = find_out(base, model, names), expected = find_out(never, model, names);
    EXPECT_GT(expected.pairs.size(), 20U);
    EXPECT_EQ(found.pairs, expected.pairs);
    EXPECT_EQ(found.clusters, expected.clusters);
    EXPECT_EQ(found.model.prior, expected.model.prior);
    for (std::size_t field = 0; field < kKinds; ++field) {
      EXPECT_EQ(found.model.fields[field].bits, expected.model.fields[field].bits);
      EXPECT_EQ(found.model.fields[field].matched, expected.model.fields[field].matched);
    }
  }
}

// Text that a value is kept as, short and long, and the eight bytes of those that are kept as a code.
TEST(Forgetting, OfAValueOfAnyKindNothingIsLeftInMemory) {
  const std::vector<Field> fields = fields_of_every_kind();
  Base base(fields);
  Draw draw(21);
  for (int i = 0; i < 300; ++i) base.add(read_record(fields, some_record(draw)));
  std::vector<Row> rows;
  std::vector<std::string> hidden, of;  // what must be gone, and of which kind it is
  for (std::size_t field = 0; field < kKinds; ++field) {
    const Kind kind = fields[field].kind;
    for (const bool is_long : {false, true}) {
      const auto hide = [&](std::string secret) {
        hidden.push_back(std::move(secret));
        of.push_back(fields[field].name);
      };
      Record record(kKinds);
      Value& value = record[field];
      if (traits_of(kind).family == Family::kDistance || kind == Kind::kDate || kind == Kind::kPhone) {
        if (is_long) continue;
        const std::array<const char*, 3> raw{"1983-11-27", "0131 496 0971", "1234567.5"};
        value = kind == Kind::kPoint || kind == Kind::kPosition ? normalise(kind, "57.123457,12.345679") : kind == Kind::kTime ? normalise(kind, "2011-03-04 05:06")
            : normalise(kind, raw[kind == Kind::kDate ? 0 : kind == Kind::kPhone ? 1 : 2]);
        ASSERT_FALSE(value.is_missing);
        hide(disguised({reinterpret_cast<const char*>(&value.code), sizeof value.code}));
      } else if (traits_of(kind).family == Family::kBits) {
        hide(hidden_word(draw, is_long ? kMostBits / 8 : 128));
        value = {.text = disguised(hidden.back()), .skeleton = {}, .code = bits_set(disguised(hidden.back())), .is_missing = false};
      } else {
        value.is_missing = false;
        for (std::size_t words = 0; words < (is_long ? 3 : 1); ++words) {
          hide(hidden_word(draw, 12));
          std::string word = disguised(hidden.back());
          value.text.reserve(64);
          value.text += (value.text.empty() ? "" : " ") + word;
          erase(word);
        }
        if (kind == Kind::kPlate || traits_of(kind).family == Family::kSpelling || kind == Kind::kName) {
          hide(hidden_word(draw, is_long ? 40 : 12));
          value.skeleton = disguised(hidden.back());
        }
      }
      rows.push_back(base.add(record));
      erase(value.text);
      erase(value.skeleton);
      value.code = 0;
    }
  }
  for (int i = 0; i < 1'500; ++i) base.add(read_record(fields, some_record(draw)));  // so that everything grows and moves
  // The blocks of texts, which lie byte by byte across each other, have a test of their own (string_table_test.cpp).
  std::vector<std::size_t> times = times_in_memory(hidden);
  for (std::size_t i = 0; i < hidden.size(); ++i) EXPECT_GT(times[i], 0U) << of[i] << ": the scan finds what is there";
  for (std::size_t i = rows.size(); i > 0; --i) base.remove(rows[i - 1]);
  times = times_in_memory(hidden);
  for (std::size_t i = 0; i < hidden.size(); ++i) EXPECT_EQ(times[i], 0U) << of[i];
}

TEST(Forgetting, OfAReportNothingIsLeftInMemory) {
  using vocabulary::IdentifierKind;
  Draw draw(22);
  Reports reports;
  for (const NamedExtract& one : invent_reports(23, 100).reports) reports.add(one.entry, one.extract);
  const std::string handle = hidden_word(draw, 14), local = hidden_word(draw, 13), elsewhere = hidden_word(draw, 24), plate = hidden_word(draw, 7), entry = hidden_word(draw, 22);
  std::uint64_t code = normalise(Kind::kPhone, "0131 496 0972").code;
  const std::string phone = disguised({reinterpret_cast<const char*>(&code), sizeof code});
  code = 0;
  std::string name = disguised(entry);
  {
    Extract extract;
    const auto state = [&](IdentifierKind kind, std::uint8_t platform, std::string text) { extract.identifiers.push_back({kind, platform, std::move(text)}); };
    state(IdentifierKind::kPhone, 0, "0131 496 0972");
    state(IdentifierKind::kHandle, 1, disguised(handle));
    state(IdentifierKind::kEmail, 0, disguised(local) + "@a.example.org");
    state(IdentifierKind::kEmail, 0, disguised(elsewhere) + "@example.org");
    state(IdentifierKind::kPlate, 0, disguised(plate));
    reports.add(name, extract);
    for (ReportIdentifier& one : extract.identifiers) erase(one.text);
  }
  const std::vector<std::string> hidden{phone, handle, local, elsewhere, plate, entry};
  for (const std::size_t times : times_in_memory(hidden)) EXPECT_GT(times, 0U) << "the scan finds what is there";
  EXPECT_TRUE(reports.decide(name, "e001", false).empty());
  for (const NamedExtract& one : invent_reports(24, 300).reports) reports.add("later " + one.entry, one.extract);  // so that everything grows and moves
  ASSERT_TRUE(reports.candidates(name, 20));
  EXPECT_FALSE(reports.clusters().empty());
  reports.forget(name);
  erase(name);
  EXPECT_EQ(times_in_memory(hidden), std::vector<std::size_t>(hidden.size()));
}

}  // namespace
}  // namespace parasol::linkage
