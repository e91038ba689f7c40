// Tables made to hurt: crowds with one value, values of a megabyte, bytes that are no text. The engine ends, in memory that is
// a fixed multiple of what it was given, and finds what has nothing to do with them.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "linkage/cluster.h"
#include "linkage/instruction_set.h"
#include "linkage/invented_reports.h"
#include "linkage/learn.h"
#include "linkage/parallel.h"
#include "linkage/peak_memory.h"
#include "linkage/test_sizes.h"
#include "linkage/test_values.h"

namespace parasol::linkage {
namespace {

std::vector<Field> fields() {
  return {new_field("name", {"name"}, Kind::kName), new_field("phone", {"phone"}, Kind::kPhone), new_field("email", {"email"}, Kind::kEmail), new_field("town", {"town"}, Kind::kPlace),
          new_field("height", {"height"}, Kind::kNumber)};
}

constexpr std::size_t kCouples = 200;

// People who are there twice, and have nothing to do with the crowd.
void add_couples(Draw& draw, std::vector<std::vector<std::string>>& rows) {
  for (std::size_t i = 0; i < kCouples; ++i) {
    const std::string name = letters(draw, 6) + " " + letters(draw, 7), mail = letters(draw, 8) + "@example.org";
    for (const char* town : {"Leeds", ""}) rows.push_back({name, "0131 496 0" + std::to_string(100 + draw.below(900)), mail, town, "171"});
  }
}

struct Linked {
  std::size_t couples = 0;  // found again
  std::size_t pairs = 0;
  std::size_t largest = 0;  // cluster
};

// The whole of it: reading, learning, pairs, clusters. The couples are the last rows.
Linked link(const std::vector<std::vector<std::string>>& rows, std::size_t exhaustive_up_to) {
  Model model = new_model(fields());
  Base base(model.fields);
  for (const std::vector<std::string>& row : rows) base.add(read_record(model.fields, row));
  find_scales(base, model);
  std::vector<Row> now(rows.size());
  const std::vector<Row> was = base.put_in_order();
  for (Row row = 0; row < was.size(); ++row) now[was[row]] = row;
  model = learn(base, model, {});
  const Scorer scorer(base, model);
  PairOptions options;
  options.exhaustive_up_to = exhaustive_up_to;
  const std::vector<Pair> pairs = find_pairs(scorer, options);
  const std::vector<Row> clusters = cluster(scorer, pairs, {.line = cluster_line(model.line)});
  Linked out{.couples = 0, .pairs = pairs.size(), .largest = 0};
  for (std::size_t i = rows.size() - 2 * kCouples; i < rows.size(); i += 2) {
    const Pair couple{std::min(now[i], now[i + 1]), std::max(now[i], now[i + 1]), 0};
    const auto found = std::lower_bound(pairs.begin(), pairs.end(), couple, [](const Pair& x, const Pair& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
    const bool is_found = found != pairs.end() && found->a == couple.a && found->b == couple.b;
    out.couples += is_found && clusters[couple.a] == clusters[couple.b] ? 1 : 0;
    // Asked about one of them, the other comes first.
    if (i % 50 == 0) {
      Scorer::Workspace workspace;
      EXPECT_EQ(scorer.strongest(base.record(couple.a), 1, workspace, couple.a).at(0).row, couple.b);
    }
  }
  std::vector<std::size_t> sizes(rows.size());
  for (const Row one : clusters) ++sizes[one];
  out.largest = *std::max_element(sizes.begin(), sizes.end());
  return out;
}

// Bytes that a record may cost at most while all of it is done.
constexpr std::size_t kBytesOfARecord = 2'000;

// Links a crowd with the couples beside it, which costs no more than it may.
Linked link_beside_couples(std::vector<std::vector<std::string>>& rows, Draw& draw) {
  const std::size_t crowd = rows.size();
  add_couples(draw, rows);
  const std::size_t before = forget_peak();
  const Linked linked = link(rows, 1'000);
  expect_at_most(crowd * kBytesOfARecord, before);
  EXPECT_LT(linked.pairs, crowd * 20);
  return linked;
}

TEST(Hostile, AHundredThousandWithOnePhone) {
  const std::size_t crowd = sized(100'000, 100'000);
  Draw draw(41);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < crowd; ++i)
    rows.push_back({letters(draw, 5) + " " + letters(draw, 6), "07700 900555", "", i % 3 == 0 ? "Leeds" : letters(draw, 5), std::to_string(150 + draw.below(50))});
  const Linked linked = link_beside_couples(rows, draw);
  EXPECT_EQ(linked.couples, kCouples);
  EXPECT_LT(linked.largest, 20U) << "one number makes nobody one person";
}

TEST(Hostile, AMillionWithThreeEqualKeys) {
  const std::size_t crowd = sized(100'000, 1'000'000);
  Draw draw(42);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < crowd; ++i) rows.push_back({letters(draw, 5) + " " + letters(draw, 6), "07700 900555", "info@example.org", "Leeds", ""});
  const Linked linked = link_beside_couples(rows, draw);
  EXPECT_EQ(linked.couples, kCouples);
  EXPECT_LT(linked.largest, 20U);
}

// Learning from this makes identical values worth nothing. It ends, and the order of answers is right; whether the couples reach the
// line is another matter.
TEST(Hostile, AMillionThatAreAllTheSame) {
  const std::size_t crowd = sized(100'000, 1'000'000);
  Draw draw(43);
  std::vector<std::vector<std::string>> rows(crowd, {"Anna Moss", "07700 900555", "anna@example.org", "Leeds", "170"});
  link_beside_couples(rows, draw);
}

// Where every pair is scored, of each record the strongest are kept.
TEST(Hostile, ThousandsThatAreAllTheSameWhereEveryPairIsScored) {
  const std::size_t crowd = sized(5'000, 20'000);
  Draw draw(44);
  std::vector<std::vector<std::string>> rows(crowd, {"Anna Moss", "07700 900555", "anna@example.org", "Leeds", "170"});
  add_couples(draw, rows);
  const std::size_t before = forget_peak();
  const Linked linked = link(rows, 60'000);
  expect_at_most(crowd * 20'000, before);
  EXPECT_LE(linked.pairs, crowd * 100);
}

TEST(Hostile, ValuesOfAMegabyte) {
  Draw draw(45);
  std::vector<std::vector<std::string>> rows;
  std::size_t given = 0;
  for (const char* part : {"x", "x ", "07", "a@", ". ", "ß", "1,"}) {
    std::string large;
    while (large.size() < 1U << 20) large += part;
    for (std::size_t field = 0; field < fields().size(); ++field) {
      std::vector<std::string> row{"Anna Moss", "07700 900555", "anna@example.org", "Leeds", "170"};
      row[field] = large + std::to_string(draw.below(10));
      given += large.size();
      rows.push_back(std::move(row));
    }
  }
  for (std::size_t i = 0; i < 300; ++i) rows.push_back({letters(draw, 5) + " " + letters(draw, 6), "07700 900" + std::to_string(100 + i), "", letters(draw, 5), "180"});
  add_couples(draw, rows);
  const std::size_t before = forget_peak();
  const Linked linked = link(rows, 60'000);
  expect_at_most(20 * given, before);
  EXPECT_EQ(linked.couples, kCouples);
}

// The same on the desk. Others are found as they were.
TEST(Hostile, AThousandReportsWithOneNumber) {
  const InventedReports world = invent_reports(47, 100);
  Reports reports;
  for (const NamedExtract& one : world.reports) reports.add(one.entry, one.extract);
  const std::vector<std::vector<std::string>> before = reports.clusters();
  EXPECT_GT(before.size(), 20U);
  Extract venue;
  venue.identifiers.push_back({vocabulary::IdentifierKind::kPhone, 0, "0131 496 0555"});
  venue.identifiers.push_back({vocabulary::IdentifierKind::kEmail, 0, "info@example.org"});
  for (std::size_t i = 0; i < sized(1'000, 3'000); ++i) reports.add("venue " + std::to_string(i), venue);
  EXPECT_EQ(reports.clusters(), before);
  const ReportCandidates found = *reports.candidates("venue 0", 20);
  EXPECT_EQ(found.candidates.size(), 20U);
  EXPECT_LT(found.candidates[0].explanation.total, kReportLine);
}

// Whatever the bytes are, in a field of whatever kind: they are a value, or none, always the same one, and alike to others by
// the same levels with every set of instructions.
TEST(Hostile, BytesThatAreNoText) {
  const InstructionSet usual = instruction_set();
  Draw draw(46);
  const auto bytes = [&] {
    constexpr std::string_view kParts[] = {"\xef\xbb\xbf", "\xff\xfe", "\xc3", "\xe2\x80\xae", "\xf0\x9f", "\xed\xa0\x80", "\x1f", "+44", "...", "*", "@", "Anna", "07700 900", "nan", "1e999", "-", "90,180", "AAAAAAAAAAE=", "00000000000000f1"};
    std::string out;
    for (std::uint64_t parts = draw.below(7); parts > 0; --parts) {
      if (draw.below(2) == 0) out += kParts[draw.below(std::size(kParts))];
      else out.push_back(static_cast<char>(draw.below(256)));
    }
    return out;
  };
  for (std::size_t number = 0; number < kKinds; ++number) {
    const Kind kind = static_cast<Kind>(number);
    Dictionary dictionary(kind, 10);
    std::vector<std::string> raw;
    for (std::size_t i = 0; i < sized(2'000, 20'000); ++i) {
      raw.push_back(bytes());
      const Value value = normalise(kind, raw.back());
      const ValueId id = dictionary.add(value);
      ASSERT_EQ(id == kNoValue, value.is_missing);
      ASSERT_EQ(dictionary.add(normalise(kind, raw.back())), id);
    }
    for (std::size_t i = 0; i < 20; ++i) {
      const Value value = normalise(kind, raw[draw.below(raw.size())]);
      for (const InstructionSet set : available_instruction_sets()) {
        set_instruction_set(set);
        std::vector<Level> levels(dictionary.size());
        dictionary.levels(value, levels);
        for (ValueId id = 1; id < dictionary.size(); ++id) ASSERT_EQ(int{levels[id]}, int{dictionary.compare(value, id)}) << traits_of(kind).name;
      }
      set_instruction_set(usual);
    }
  }
}

}  // namespace
}  // namespace parasol::linkage
