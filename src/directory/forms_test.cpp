#include "directory/forms.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace parasol::directory {
namespace {

TEST(DirectoryForms, Identifiers) {
  EXPECT_TRUE(is_uuid("0cabf78f-276f-53ed-a717-bf85859f57e8"));
  for (const char* bad : {"", "0CABF78F-276F-53ED-A717-BF85859F57E8", "0cabf78f-276f-53ed-a717-bf85859f57e", "0cabf78f-276f-53ed-a717-bf85859f57e88", "0cabf78f0276f-53ed-a717-bf85859f57e8",
                          "../../../../../../../../../etc/passwd", "0cabf78f-276f-53ed-a717-bf85859f57e/"})
    EXPECT_FALSE(is_uuid(bad)) << bad;
  EXPECT_TRUE(is_uuid(derived_uuid("seed")));
  EXPECT_EQ(derived_uuid("seed"), derived_uuid("seed"));
  EXPECT_NE(derived_uuid("seed"), derived_uuid("other seed"));
}

TEST(DirectoryForms, Slugs) {
  EXPECT_EQ(slug_of("Night Owl: support & care"), "night-owl-support-care");
  EXPECT_EQ(slug_of("  Ștefania’s  "), "stefania-s");
  EXPECT_EQ(slug_of("夜猫"), "entry");
  EXPECT_EQ(slug_of("../../etc/passwd"), "etc-passwd");
  for (const char* bad : {"", "-a", "a-", "a--b", "A", "a.b", "a/b", ".."}) EXPECT_FALSE(is_slug(bad)) << bad;
  for (const char* good : {"k3f", "abc", "000"}) EXPECT_TRUE(is_page(good)) << good;
  for (const char* bad : {"", "k3", "k3fa", "K3f", "k-f", "../", "k 3"}) EXPECT_FALSE(is_page(bad)) << bad;
  EXPECT_TRUE(is_slug(std::string(60, 'a')));
  EXPECT_FALSE(is_slug(std::string(61, 'a')));
}

RC_GTEST_PROP(DirectoryForms, EveryNameHasASlug, (const std::string& name)) { RC_ASSERT(is_slug(slug_of(name))); }

TEST(DirectoryForms, Dates) {
  EXPECT_EQ(read_date("1970-01-02"), 1);
  EXPECT_EQ(date_text(*read_date("2028-02-29")), "2028-02-29");
  for (const char* bad : {"", "2026-02-29", "2026-13-01", "2026-1-1", "2026-01-01 ", "22.11.2026"}) EXPECT_FALSE(read_date(bad)) << bad;
  EXPECT_EQ(read_time("1970-01-01T00:00:01.5Z"), 1500);
  EXPECT_EQ(read_time("1970-01-01T01:00:00+01:00"), 0);
  EXPECT_EQ(read_time("1970-01-01T01:00:00+0100"), 0);
  EXPECT_EQ(read_time("1969-12-31 23:30:00-00:30"), 0);
  EXPECT_EQ(read_time("1970-01-02"), kDay);
  for (const char* bad : {"1970-01-01T00:00Z", "1970-01-01T00:00:00", "1970-01-01T25:00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+25:00", "now"}) EXPECT_FALSE(read_time(bad)) << bad;
  EXPECT_EQ(time_text(1500), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(time_text(-1), "1969-12-31T23:59:59.999Z");
}

RC_GTEST_PROP(DirectoryForms, TimesReadAsTheyAreWritten, ()) {
  const auto time = *rc::gen::inRange<Millis>(-62'135'596'800'000, 253'402'300'799'999);
  RC_ASSERT(read_time(time_text(time)) == std::optional(time));
}

TEST(DirectoryForms, HoursAndDays) {
  for (const char* good : {"09:30", "00:00", "24:00", "09:30:00", "09:30Z", "09:30:15+01:00"}) EXPECT_TRUE(is_hour(good)) << good;
  for (const char* bad : {"", "9:30", "24:01", "09:60", "09", "09:30 ", "noon"}) EXPECT_FALSE(is_hour(bad)) << bad;
  for (const char* good : {"MO", "MO,TU,SU", "2MO", "-1FR,+1SA"}) EXPECT_TRUE(is_by_day(good)) << good;
  for (const char* bad : {"", "M", "MO,", "6MO", "0MO", "MON", "mo", "-MO"}) EXPECT_FALSE(is_by_day(bad)) << bad;
  for (const char* good : {"1", "1,15,-1", "31"}) EXPECT_TRUE(is_by_month_day(good)) << good;
  for (const char* bad : {"", "0", "32", "1,", "--1", "+-1", "x"}) EXPECT_FALSE(is_by_month_day(bad)) << bad;
}

TEST(DirectoryForms, Addresses) {
  for (const char* good : {"https://example.org", "http://example.org/a?b=c#d"}) EXPECT_TRUE(is_web_address(good)) << good;
  for (const char* bad : {"", "javascript:alert(1)", "https://", "https:///path", "ftp://example.org", "https://user@example.org", "https://example.org/\"onclick", "https://example.org/a b",
                          "https://example.org\\@other.example.org", "HTTPS://example.org", " https://example.org", "https://example.org/\n", "https://example.org/\xff", "https://exämple.org"})
    EXPECT_FALSE(is_web_address(bad)) << bad;
  EXPECT_TRUE(is_email("help@example.org"));
  for (const char* bad : {"", "@example.org", "help@", "a@b@c", "a b@example.org", "<a@example.org>"}) EXPECT_FALSE(is_email(bad)) << bad;
  for (const char* good : {"999", "07700 900123", "+44 (0)7700-900123"}) EXPECT_TRUE(is_phone_number(good)) << good;
  for (const char* bad : {"", "12", "call 999", "=HYPERLINK(1)", "07700 900123;123"}) EXPECT_FALSE(is_phone_number(bad)) << bad;
  for (const char* good : {"en", "zh-Hans", "pt-BR", "yue"}) EXPECT_TRUE(is_language(good)) << good;
  for (const char* bad : {"", "e", "EN", "english", "en-", "en-gb"}) EXPECT_FALSE(is_language(bad)) << bad;
}

TEST(DirectoryForms, Folding) {
  EXPECT_EQ(folded("  Drop-in, “NIGHT” Ștefan  "), "drop in night stefan");
  EXPECT_EQ(folded("谈谈，健康"), "谈谈 健康");
  EXPECT_EQ(folded("…!"), "");
  EXPECT_EQ(length_of("aș谈"), 3U);
}

RC_GTEST_PROP(DirectoryForms, FoldingIsCleanAndDoneOnce, (const std::string& text)) {
  const std::string once = folded(text);
  RC_ASSERT(is_clean_utf8(once));
  RC_ASSERT(folded(once) == once);
  RC_ASSERT(once.find("  ") == std::string::npos && !once.starts_with(' ') && !once.ends_with(' '));
}

}  // namespace
}  // namespace parasol::directory
