#include "apps/cli/link/model_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::link {
namespace {

using linkage::Field;
using linkage::Kind;

constexpr std::string_view kShort = R"(
[[field]]
columns = ["given"]
kind = "given_name"

[[field]]
name = "family"
columns = ["surname"]
kind = "surname"

[[field]]
name = "where"
columns = ["lat", "lon"]
kind = "point"
group = "other"
)";

void expect_equal(const linkage::Model& a, const linkage::Model& b) {
  ASSERT_EQ(a.fields.size(), b.fields.size());
  for (std::size_t i = 0; i < a.fields.size(); ++i) {
    const Field &x = a.fields[i], &y = b.fields[i];
    EXPECT_EQ(x.name, y.name);
    EXPECT_EQ(x.columns, y.columns);
    EXPECT_EQ(x.kind, y.kind);
    EXPECT_EQ(x.group, y.group);
    EXPECT_EQ(x.scale, y.scale);
    EXPECT_EQ(x.matched, y.matched);
    EXPECT_EQ(x.random, y.random);
    EXPECT_EQ(x.bits, y.bits);
  }
  ASSERT_EQ(a.crossing.has_value(), b.crossing.has_value());
  if (a.crossing) {
    EXPECT_EQ(a.crossing->first, b.crossing->first);
    EXPECT_EQ(a.crossing->second, b.crossing->second);
    EXPECT_EQ(a.crossing->cost, b.crossing->cost);
  }
  EXPECT_EQ(a.further_share, b.further_share);
  EXPECT_EQ(a.prior, b.prior);
  EXPECT_EQ(a.line, b.line);
  EXPECT_EQ(a.calibration, b.calibration);
}

TEST(ModelFile, WhatIsLeftOutIsAsTheEngineExpects) {
  const auto read = parse_model("m.toml", kShort);
  ASSERT_TRUE(read) << read.error().field << ": " << read.error().detail;
  EXPECT_FALSE(read->is_learned);
  const linkage::Model& model = read->model;
  ASSERT_EQ(model.fields.size(), 3U);
  EXPECT_EQ(model.fields[0].name, "given");
  EXPECT_EQ(model.fields[1].name, "family");
  EXPECT_EQ(model.fields[2].columns, (std::vector<std::string>{"lat", "lon"}));
  EXPECT_EQ(model.fields[2].group, linkage::Group::kOther);
  ASSERT_TRUE(model.crossing);
  EXPECT_EQ(model.crossing->second, 1U);
  EXPECT_EQ(model.line, linkage::kLikelyFrom);
}

TEST(ModelFile, FaultsNameTheField) {
  const auto fault = [](std::string text) {
    const auto read = parse_model("m.toml", text);
    return read ? "fine" : read.error().field + ": " + read.error().detail;
  };
  const std::string some(kShort);
  const auto with_field = [&](const std::string& lines) { return some + "\n[[field]]\nname = \"phone\"\ncolumns = [\"phone\"]\n" + lines; };
  EXPECT_EQ(fault(""), "m.toml: field: there is no [[field]]");
  EXPECT_EQ(fault("line = "), "m.toml: line 1: not TOML: Error while parsing key-value pair: encountered end-of-file");
  EXPECT_EQ(fault("line = 1\n[/field]\n"), "m.toml: line 2: not TOML: a table without a name");
  EXPECT_EQ(fault("# für\n\xef\xba\xbf"), "m.toml: line 2: not TOML: a character that only a text in quotation marks may have");
  EXPECT_EQ(fault("a = \"\"\"ü\\\n'\"\nü\"\"\"\nb = '\\'\nü = 1\n"), "m.toml: line 5: not TOML: a character that only a text in quotation marks may have");
  EXPECT_EQ(fault("\xef\xbb\xbf\"ü\\\"\" = 'ü'  # ü\n" + some), "m.toml: ü\": is not known here");
  EXPECT_EQ(fault("colour = 1\n" + some), "m.toml: colour: is not known here");
  EXPECT_EQ(fault("line = 100\n" + some), "m.toml: line: should be a number from -60 to 60");
  EXPECT_EQ(fault("line = nan\n" + some), "m.toml: line: should be a number from -60 to 60");
  EXPECT_EQ(fault("normalisation = 9\n" + some), "m.toml: normalisation: this program has version 1; train the model again");
  EXPECT_EQ(fault("prior = -3\n" + some), "m.toml: prior: is there, but no field has matched and random");
  EXPECT_EQ(fault(with_field("")), "m.toml: field 4 (phone), kind: is missing");
  EXPECT_EQ(fault(with_field("kind = \"telephone\"")), "m.toml: field 4 (phone), kind: there is no kind \"telephone\"");
  EXPECT_EQ(fault(with_field("kind = \"phone\"\ngroup = \"x\"")), "m.toml: field 4 (phone), group: there is no group \"x\"");
  EXPECT_EQ(fault(with_field("kind = \"phone\"\nscale = 0")), "m.toml: field 4 (phone), scale: should be a number from 1e-30 to 1e+30");
  EXPECT_EQ(fault(with_field("kind = \"phone\"\nmatched = [1, 2]")), "m.toml: field 4 (phone), matched: should be a number from 1e-15 to 1");
  EXPECT_EQ(fault(with_field("kind = \"phone\"\nmatched = [0.5, 0.5]")), "m.toml: field 4 (phone), matched: has 2 numbers; phone has 6 levels");
  EXPECT_EQ(fault(with_field("kind = \"phone\"\nmatched = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]")), "m.toml: field 4 (phone), matched: should add up to 1");
  EXPECT_EQ(fault(with_field("kind = \"category\"\nmatched = [0.2, 0.8]")), "m.toml: field 4 (phone), random: is missing; it goes with the other");
  EXPECT_EQ(fault(with_field("kind = \"category\"\nmatched = [0.2, 0.8]\nrandom = [0.9, 0.1]")), "m.toml: field 1: has no matched and random, others have: take out all of them and train again");
  EXPECT_EQ(fault(some + "\n[[field]]\ncolumns = []\nkind = \"phone\""), "m.toml: field 4, columns: should be a list of column names");
  EXPECT_EQ(fault(some + "\n[[field]]\ncolumns = [\"given\"]\nkind = \"name\""), "m.toml: field 4: another field has this name");
  EXPECT_EQ(fault("crossing = true\n" + some), "m.toml: crossing: should be false or a table with first, second and cost");
  EXPECT_EQ(fault(some + "[crossing]\nfirst = \"given\"\nsecond = \"x\"\n"), "m.toml: crossing, second: there is no field \"x\"");
  EXPECT_EQ(fault(some + "[crossing]\nfirst = \"given\"\nsecond = \"given\"\n"), "m.toml: crossing, second: is the same field as first");
  EXPECT_EQ(fault(some + "[crossing]\nfirst = \"where\"\nsecond = \"given\"\n"), "m.toml: crossing, first: only fields compared by spelling can be swapped");
  EXPECT_EQ(fault(some + "[further_share]\ncontact = 2\n"), "m.toml: further_share, contact: should be a number from 0 to 1");
  EXPECT_EQ(fault("calibration = 1\n" + some), "m.toml: calibration: should be a table with offset and slope");
  EXPECT_EQ(fault(some + "[calibration]\noffset = 0\nslope = -1\n"), "m.toml: calibration, slope: should be a number from 0 to 10");
}

TEST(ModelFile, SuggestionsStandBesideWhatTheySay) {
  linkage::Suggestions why;
  why.fields.push_back({linkage::new_field("a\"b\n", {"a\"b\n"}, Kind::kPhone), "its\nname"});
  why.skipped.push_back({"id\x1b", "names the row"});
  const std::string text = model_text({linkage::new_model({why.fields[0].field}), false}, &why);
  EXPECT_NE(text.find("kind = \"phone\"  # its·name\n"), std::string::npos) << text;
  EXPECT_NE(text.find("# id·: names the row\n"), std::string::npos) << text;
  const auto read = parse_model("m.toml", text);
  ASSERT_TRUE(read) << read.error().field << read.error().detail;
  EXPECT_EQ(read->model.fields[0].name, "a\"b\n");
}

// Whatever was learned, its file reads back as the same to the last bit.
RC_GTEST_PROP(ModelFile, TheSameModelIsReadBack, ()) {
  const bool is_learned = *rc::gen::arbitrary<bool>();
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  std::vector<Field> fields;
  for (std::size_t i = 0; i < count; ++i) {
    const auto kind = static_cast<Kind>(*rc::gen::inRange<int>(0, static_cast<int>(linkage::kKinds)));
    const auto extra = *rc::gen::container<std::string>(rc::gen::element('a', '"', '\\', '\n', '#', '\t', ' '));
    Field field = linkage::new_field("f" + std::to_string(i) + extra, {"c" + extra}, kind);
    field.group = static_cast<linkage::Group>(*rc::gen::inRange<int>(0, static_cast<int>(linkage::kGroups)));
    if (is_learned) {
      const std::size_t levels = linkage::traits_of(kind).levels.size();
      for (auto* shares : {&field.matched, &field.random}) {
        double sum = 0;
        for (std::size_t level = 1; level <= levels; ++level) sum += (*shares)[level] = *rc::gen::inRange(1, 1'000'000);
        for (std::size_t level = 1; level <= levels; ++level) (*shares)[level] /= sum;
      }
      if (linkage::traits_of(kind).family == linkage::Family::kDistance) field.scale = static_cast<float>(*rc::gen::inRange(1, 1 << 30)) / 1000;
      weigh(field);
    }
    fields.push_back(std::move(field));
  }
  ModelFile file{linkage::new_model(std::move(fields)), is_learned};
  if (is_learned) file.model.prior = -*rc::gen::inRange(0, 60'000);
  file.model.line = *rc::gen::inRange(-60'000, 60'000);
  if (*rc::gen::arbitrary<bool>()) file.model.calibration = {*rc::gen::inRange(-8'000, 8'001), *rc::gen::inRange(256, 2'049)};
  for (auto& share : file.model.further_share) share = *rc::gen::inRange(0, 1025);
  if (file.model.crossing && *rc::gen::arbitrary<bool>()) file.model.crossing.reset();
  if (!is_learned) file.model.prior = linkage::new_model({}).prior;

  const auto read = parse_model("m.toml", model_text(file));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->is_learned == is_learned);
  expect_equal(read->model, file.model);
  RC_ASSERT(!testing::Test::HasFailure());
}

TEST(ModelFile, BitsHaveThreeDigits) {
  EXPECT_EQ(bits_text(-12'345), "-12.345");
  EXPECT_EQ(bits_text(-5), "-0.005");
  EXPECT_EQ(bits_text(2'000), "2.000");
}

}  // namespace
}  // namespace parasol::link
