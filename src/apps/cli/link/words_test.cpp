#include "apps/cli/link/words.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "apps/cli/link/model_file.h"
#include "apps/cli/link/picture.h"

namespace parasol::link {
namespace {

using linkage::Kind;
using linkage::MilliBits;
using linkage::new_field;

// Invented people, some of them twice, with every family of comparisons and a name the wrong way round.
class WordsTest : public testing::Test {
 protected:
  WordsTest() {
    const std::vector<std::vector<std::string>> people{{"Anna", "Petrova", "07700 900123", "anna@example.org", "1990-02-11", "170", "tall thin"},
        {"Ana", "Petrova", "07700 900123", "anna@example.org", "1990-02-11", "171", "thin"},
        {"Petrova", "Anna", "07700 900124", "", "1990-11-02", "", "tall thin"},
        {"Ben", "Okafor", "07700 900456", "ben@example.org", "1985-12-01", "181", "beard"},
        {"Benjamin", "Okafor", "", "ben.okafor@example.org", "1985-12-10", "186", "beard <hat> & glasses"},
        {"Cara", "Moss", "07700 900777", "cara@example.org", "", "160", ""},
        {"", "", "", "", "", "", ""}};
    for (const auto& person : people) base_.add(linkage::read_record(model_.fields, person));
    model_.prior = -4'000;
  }

  linkage::Model model_ = linkage::new_model({new_field("given", {"given"}, Kind::kGivenName), new_field("family", {"family"}, Kind::kSurname), new_field("phone", {"phone"}, Kind::kPhone),
                                              new_field("e-mail", {"e-mail"}, Kind::kEmail), new_field("born", {"born"}, Kind::kDate), new_field("height", {"height"}, Kind::kNumber),
                                              new_field("looks", {"looks"}, Kind::kSet)});
  linkage::Base base_{model_.fields};
};

TEST_F(WordsTest, WhatIsCountedAddsUp) {
  const linkage::Scorer scorer(base_, model_);
  bool some_capped = false, some_swapped = false;
  for (linkage::Row a = 0; a < base_.size(); ++a)
    for (linkage::Row b = 0; b < base_.size(); ++b) {
      if (a == b) continue;
      const Words words = in_words(scorer, scorer.compare(a, b), 2'000);
      EXPECT_EQ(std::accumulate(words.items.begin(), words.items.end(), MilliBits{0}, [](MilliBits sum, const Item& item) { return sum + item.counted; }), words.total);
      EXPECT_EQ(words.total, scorer.score(a, b));
      EXPECT_EQ(words.verdict, words.total >= 2'000 ? "likely" : "not likely");
      for (const Item& item : words.items) {
        some_capped = some_capped || (item.counted != item.bits && item.words.find("this counts beside ") != std::string::npos);
        some_swapped = some_swapped || item.field == "swapped";
      }
    }
  EXPECT_TRUE(some_capped);
  EXPECT_TRUE(some_swapped);
}

TEST_F(WordsTest, WithoutTheTopItemItIsThePairWithThatFieldEmpty) {
  const linkage::Scorer scorer(base_, model_);
  std::size_t tried = 0;
  for (linkage::Row a = 0; a < base_.size(); ++a)
    for (linkage::Row b = 0; b < base_.size(); ++b) {
      const Words words = in_words(scorer, scorer.compare(a, b), 2'000);
      if (a == b || !words.top || *words.top <= 2) continue;  // names may fit the other way round
      linkage::Record record = base_.record(a);
      record[*words.top - 1] = {};
      EXPECT_EQ(words.without_top, scorer.explain(record, b).total);
      ++tried;
    }
  EXPECT_GT(tried, 5U);
}

TEST_F(WordsTest, SaysWhatSpeaksForAndAgainst) {
  const linkage::Scorer scorer(base_, model_);
  const Words words = in_words(scorer, scorer.compare(0, 1), 2'000);
  ASSERT_EQ(words.items.size(), 8U);
  EXPECT_EQ(words.items[0].words, "1 pair in 17 is of one person");
  EXPECT_EQ(words.items[1].field, "given");
  EXPECT_EQ(words.items[1].words, "very alike; 1 in 6 have the more usual of the two values");
  EXPECT_TRUE(words.items[3].words.starts_with("identical; 1 in 2.5 have that value; of +")) << words.items[3].words;
  EXPECT_EQ(words.items[5].words, "identical; 1 in 2.5 have that value");
  const Words other = in_words(scorer, scorer.compare(0, 3), 2'000);
  ASSERT_TRUE(other.top);
  EXPECT_FALSE(other.contrary);
  EXPECT_EQ(remarks(other).front(), "Nothing speaks for it.");
  const Words nothing = in_words(scorer, scorer.compare(0, 6), 2'000);
  EXPECT_EQ(nothing.items[1].words, "no evidence: missing on one side or both");
  EXPECT_EQ(nothing.total, model_.prior);
  EXPECT_FALSE(nothing.top);
}

TEST(Words, NumbersForPeople) {
  EXPECT_EQ(about(1), "1");
  EXPECT_EQ(about(2.54), "2.5");
  EXPECT_EQ(about(9.96), "10");
  EXPECT_EQ(about(99.7), "100");
  EXPECT_EQ(about(41'234), "41,000");
  EXPECT_EQ(about(1'650'000), "1,700,000");
  EXPECT_EQ(probability_text(0.25), "0.250000");
  EXPECT_EQ(signed_bits(1'500), "+1.500");
  EXPECT_EQ(signed_bits(-250), "-0.250");
}

// What stands between `before` and `after`, wherever it does.
std::multiset<std::string> all_between(const std::string& text, const std::string& before, const std::string& after) {
  std::multiset<std::string> out;
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + 1)) {
    const std::size_t start = at + before.size();
    out.insert(text.substr(start, text.find(after, start) - start));
  }
  return out;
}

TEST_F(WordsTest, ThePictureShowsEveryItemWithoutColours) {
  const linkage::Scorer scorer(base_, model_);
  const Words words = in_words(scorer, scorer.compare(3, 4), 2'000);
  const std::string picture = waterfall(words, "B <1> & \"C\"");
  EXPECT_EQ(picture, waterfall(words, "B <1> & \"C\""));
  EXPECT_TRUE(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
  EXPECT_TRUE(picture.ends_with("</svg>\n"));
  EXPECT_NE(picture.find("<title>B &lt;1&gt; &amp; &quot;C&quot;</title>"), std::string::npos);
  for (const Item& item : words.items) {
    EXPECT_NE(picture.find(">" + item.field + "</text>"), std::string::npos);
    if (item.counted != 0) {
      EXPECT_NE(picture.find(">" + signed_bits(item.counted) + "</text>"), std::string::npos);
    }
  }
  EXPECT_NE(picture.find(">" + bits_text(words.total) + "</text>"), std::string::npos);
  const std::set<std::string> inks{"#000", "#999", "#fff", "url(#against)"};
  for (const char* kind : {"fill=\"", "stroke=\""})
    for (const std::string& ink : all_between(picture, kind, "\"")) EXPECT_TRUE(inks.contains(ink)) << ink;
}

}  // namespace
}  // namespace parasol::link
