#include "linkage/letters.h"

#include <gtest/gtest.h>

#include "linkage/naive_jaro_winkler.h"

namespace parasol::linkage {
namespace {

TEST(JaroWinkler, PublishedAnswers) {
  EXPECT_EQ(jaro_winkler("MARTHA", "MARHTA"), 961'111);
  EXPECT_EQ(jaro_winkler("DIXON", "DICKSONX"), 813'333);
  EXPECT_EQ(jaro_winkler("DWAYNE", "DUANE"), 840'000);
  EXPECT_EQ(jaro_winkler("JONES", "JOHNSON"), 832'380);
  EXPECT_EQ(jaro_winkler("ABROMS", "ABRAMS"), 922'222);
  EXPECT_EQ(jaro_winkler("HARDIN", "MARTINEZ"), 722'222);
  EXPECT_EQ(jaro_winkler("ITMAN", "SMITH"), 466'666);
  EXPECT_EQ(jaro_winkler("CRATE", "TRACE"), 733'333);
}

TEST(JaroWinkler, EmptyEqualAndUnlike) {
  EXPECT_EQ(jaro_winkler("", ""), 0);
  EXPECT_EQ(jaro_winkler("", "a"), 0);
  EXPECT_EQ(jaro_winkler("a", "a"), 1'000'000);
  EXPECT_EQ(jaro_winkler("a", "b"), 0);
  // At a distance of one with a window of none.
  EXPECT_EQ(jaro_winkler("ab", "ba"), 0);
  EXPECT_EQ(jaro_winkler("zoë", "zoë"), 1'000'000);
}

// In floating point (3/5 + 3/6 + 3/3) / 3 comes out above 0.7, and the prefix would count.
TEST(JaroWinkler, PrefixCountsOnlyAboveSevenTenths) {
  EXPECT_EQ(jaro_winkler("bifit", "biebie"), 700'000);
  EXPECT_EQ(jaro_winkler("bifita", "bifite"), 933'333);
}

TEST(JaroWinkler, BytesBehindSixtyFourTakeNoPart) {
  const std::string text(64, 'q');
  EXPECT_EQ(jaro_winkler(text + "a", text + "bcd"), 1'000'000);
  EXPECT_LT(jaro_winkler(text.substr(1), text), 1'000'000);
}

TEST(JaroWinkler, EqualsTheDefinitionInEitherOrder) {
  Draw draw(1);
  for (int round = 0; round < rounds(3'000'000); ++round) {
    const std::string a = difficult_text(draw);
    const std::string b = draw.below(2) == 0 ? misspelt(a, draw) : difficult_text(draw);
    const std::uint32_t expected = naive_jaro_winkler(a, b);
    ASSERT_EQ(jaro_winkler(a, b), expected) << testing::PrintToString(a) << testing::PrintToString(b);
    ASSERT_EQ(jaro_winkler(b, a), expected) << testing::PrintToString(a) << testing::PrintToString(b);
    ASSERT_TRUE(expected < 750'000 || may_be_similar(letters_of(a), letters_of(b))) << testing::PrintToString(a) << testing::PrintToString(b);
  }
}

TEST(JaroWinkler, AGlanceTellsMostNamesApart) {
  const std::vector<std::string> names{"ashford", "birchby", "caldwick", "dunley", "elmcombe", "fernstead", "glenworth", "hartton", "kirk", "lang", "mortimer", "thornley"};
  int open = 0;
  for (const std::string& a : names)
    for (const std::string& b : names) open += a != b && may_be_similar(letters_of(a), letters_of(b)) ? 1 : 0;
  EXPECT_LT(open, 132 / 4);
}

// Every pair of texts of up to four letters out of three.
TEST(JaroWinkler, EqualsTheDefinitionOnAllShortTexts) {
  std::vector<std::string> texts{""};
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (texts[i].size() < 4)
      for (const char letter : {'a', 'b', 'c'}) texts.push_back(texts[i] + letter);
  for (const std::string& a : texts)
    for (const std::string& b : texts) {
      ASSERT_EQ(jaro_winkler(a, b), naive_jaro_winkler(a, b)) << a << " " << b;
      ASSERT_TRUE(naive_jaro_winkler(a, b) < 750'000 || may_be_similar(letters_of(a), letters_of(b))) << a << " " << b;
    }
}

}  // namespace
}  // namespace parasol::linkage
