#include "linkage/normalise.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "linkage/compare.h"
#include "linkage/distances.h"
#include "linkage/parallel.h"
#include "linkage/phones.h"

namespace parasol::linkage {
namespace {

std::string text(Kind kind, std::string_view raw) { return normalise(kind, raw).text; }
std::uint64_t code(Kind kind, std::string_view raw) { return normalise(kind, raw).code; }
Level phones(std::string_view a, std::string_view b) { return compare_phones(code(Kind::kPhone, a), code(Kind::kPhone, b)); }
Level dates(std::string_view a, std::string_view b) { return compare_dates(code(Kind::kDate, a), code(Kind::kDate, b)); }
Level plates(std::string_view a, std::string_view b) {
  const Value x = normalise(Kind::kPlate, a), y = normalise(Kind::kPlate, b);
  return compare_plates(x.text, y.text, x.skeleton, y.skeleton);
}

TEST(Normalise, NothingSaidIsMissing) {
  for (std::size_t kind = 0; kind < kKinds; ++kind)
    for (const std::string_view raw : {"", " ", "-", "n/a", "NULL", "None", "unknown", "\t"}) EXPECT_TRUE(normalise(static_cast<Kind>(kind), raw).is_missing) << kind << raw;
}

TEST(Normalise, Names) {
  EXPECT_EQ(text(Kind::kSurname, " O'Brien-Smíth "), "obrien smith");
  EXPECT_EQ(normalise(Kind::kSurname, "van  der Berg").skeleton, "vanderberg");
  EXPECT_EQ(text(Kind::kGivenName, "Mr. Jürgen"), "jurgen");
  EXPECT_EQ(normalise(Kind::kGivenName, "Bobby").skeleton, "robert");
  EXPECT_EQ(text(Kind::kName, "Berg, Dr Anna van"), "anna berg van");
  EXPECT_EQ(text(Kind::kName, "Анна Петрова"), "anna petrova");
  EXPECT_EQ(text(Kind::kName, "Νίκος"), "nikos");
}

TEST(Normalise, EmailsAndHandles) {
  EXPECT_EQ(text(Kind::kEmail, " Some.One+tag@Example.org "), "some.one+tag@example.org");
  EXPECT_EQ(normalise(Kind::kEmail, "Some.One+tag@Example.org").skeleton, "someone");
  EXPECT_EQ(text(Kind::kHandle, "https://www.example.org/Bad_Guy77?x=1"), "example:bad_guy77");
  EXPECT_EQ(normalise(Kind::kHandle, "@B4dd_Guy77").skeleton, normalise(Kind::kHandle, "BadGuy77").skeleton);
}

TEST(Normalise, Dates) {
  EXPECT_EQ(code(Kind::kDate, "1971-06-24"), 0x19710624U);
  EXPECT_EQ(code(Kind::kDate, "24/06/1971"), 0x19710624U);
  EXPECT_EQ(code(Kind::kDate, "06/24/1971"), 0x19710624U);
  EXPECT_EQ(code(Kind::kDate, "24 Jun 1971"), 0x19710624U);
  EXPECT_EQ(code(Kind::kDate, "June 24, 1971"), 0x19710624U);
  EXPECT_EQ(code(Kind::kDate, "19710624"), 0x19710624U);
  EXPECT_TRUE(normalise(Kind::kDate, "1971-13-45").is_missing);
  EXPECT_TRUE(normalise(Kind::kDate, "soon").is_missing);
  EXPECT_EQ(days_of(0x19700101), 0);
  EXPECT_EQ(days_of(0x20000301) - days_of(0x20000228), 2);
}

TEST(Normalise, EncodedPeople) {
  const auto bytes = [](std::string_view raw) { return normalise(Kind::kLongTermKey, raw).text; };
  const std::string eight("\x01\x00\xff\xfb\xef\xbe\x00\x80", 8);
  for (const char* same : {"0100fffbefbe0080", "0100FFFBEFBE0080", " AQD/++++AIA= ", "AQD_----AIA", "AQD/++++AIA", "AQD_----AIA="}) EXPECT_EQ(bytes(same), eight) << same;
  EXPECT_EQ(normalise(Kind::kLongTermKey, "0100fffbefbe0080").code, 1U + 8 + 7 + 7 + 6 + 1);
  EXPECT_EQ(bytes(std::string(256, 'f')), std::string(128, '\xff')) << "1024 bits";
  EXPECT_EQ(bytes(std::string(170, '/') + "8="), bytes(std::string(256, 'f'))) << "the same in base64";
  EXPECT_EQ(bytes(std::string(2'048, 'e')).size(), 1'024U);
  for (const std::string& none : {std::string("n/a"), std::string(16, '0'), std::string("AAAAAAAAAAA="), std::string("0100fffbefbe008"), std::string("0100fffbefbe00801"), std::string("0100fffbefbe0080ff"),
           std::string("AQD/++++AIA=="), std::string("AQD/++++AIB="), std::string("AQD/++++AI="), std::string("AQD/+ ++AIA="), std::string("AQD/++++A==="), std::string("============"), std::string("AQD/=+++AIA="),
           std::string(170, '/') + "9=", std::string(2'064, 'e'), std::string(1U << 20, 'A'), std::string(1U << 20, '='), std::string(300, ' '), std::string("Anna Moss of Leeds"), std::string(16, '\0'),
           std::string(256, '\xff')}) {
    const Value value = normalise(Kind::kLongTermKey, none);
    EXPECT_TRUE(value.is_missing && value.text.empty() && value.code == 0) << none.substr(0, 40);
  }
}

TEST(Compare, Dates) {
  EXPECT_EQ(dates("1971-06-24", "1971-06-24"), 5);
  EXPECT_EQ(dates("1971-06-24", "1971-06-25"), 4);
  EXPECT_EQ(dates("1971-06-04", "1971-04-06"), 4) << "day and month changed places";
  EXPECT_EQ(dates("1971-06-24", "1917-06-24"), 4) << "neighbours changed places";
  EXPECT_EQ(dates("1971-06-24", "1981-06-23"), 3);
  EXPECT_EQ(dates("1971-06-24", "1971-12-11"), 2);
  EXPECT_EQ(dates("1971-06-24", "1990-11-11"), 1);
}

TEST(Compare, Phones) {
  EXPECT_EQ(phones("07700 900123", "+44 7700 900123"), 6);
  EXPECT_EQ(phones("07700 900123", "0044 (0)7700-900-123"), 6);
  EXPECT_EQ(phones("07700 900123", "o77oo 9oo12three"), 6);
  EXPECT_EQ(phones("double zero four four 7700 900123", "07700 900123"), 6);
  EXPECT_EQ(phones("07700 900123", "07700 900124"), 5);
  EXPECT_EQ(phones("07700 900123", "07700 900132"), 5) << "neighbours changed places";
  EXPECT_EQ(phones("07700 900123", "07700 90012"), 5) << "a digit missing";
  EXPECT_EQ(phones("07700 900123", "07700 900???"), 5) << "unknown digits";
  EXPECT_EQ(phones("07700 900123", "07700 900325"), 3);
  EXPECT_EQ(phones("ends 0123", "07700 900123"), 2);
  EXPECT_EQ(phones("...900123", "07700 900123"), 2);
  EXPECT_EQ(phones("starts 07700", "07700 900123"), 2);
  EXPECT_EQ(phones("starts 07700 900", "07700 900123"), 4);
  EXPECT_EQ(phones("ends 0124", "07700 900123"), 1);
  EXPECT_EQ(phones("07700 900123", "0131 496 0999"), 1);
}

// How many characters two patterns know alike at most, if both can mean the same plate: every way to lay them beside each other.
std::optional<unsigned> most_known(std::string_view a, std::string_view b) {
  const auto only_stars = [](std::string_view text) { return text.find_first_not_of('*') == std::string_view::npos; };
  if (a.empty() || b.empty()) return only_stars(a) && only_stars(b) ? std::optional<unsigned>(0) : std::nullopt;
  if (b.front() == '*') std::swap(a, b);
  std::optional<unsigned> most;
  if (a.front() == '*') {
    for (std::size_t skipped = 0; skipped <= b.size(); ++skipped)
      if (const auto known = most_known(a.substr(1), b.substr(skipped)); known && (!most || *known > *most)) most = known;
    return most;
  }
  const bool one_is_unknown = a.front() == '?' || b.front() == '?';
  if (!one_is_unknown && a.front() != b.front()) return std::nullopt;
  most = most_known(a.substr(1), b.substr(1));
  if (most && !one_is_unknown) ++*most;
  return most;
}

TEST(Compare, PlatesAreWhatTheirDefinitionSays) {
  Draw draw(71);
  const auto some = [&](std::size_t count) {
    std::string out;
    while (out.size() < count) out += "AB12C?"[draw.below(draw.below(4) == 0 ? 6 : 5)];
    return out;
  };
  std::array<std::size_t, 6> seen{};
  for (int i = 0; i < 40'000; ++i) {
    std::array<std::string, 2> raw;
    for (std::string& one : raw) {
      one = some(2 + draw.below(6));
      if (&one == &raw[1] && draw.below(2) == 0) (one = raw[0])[draw.below(raw[0].size())] = some(1)[0];
      if (draw.below(3) == 0) one = draw.below(2) == 0 ? one + "*" : "*" + one;
    }
    const Value a = normalise(Kind::kPlate, raw[0]), b = normalise(Kind::kPlate, raw[1]);
    if (a.is_missing || b.is_missing) continue;
    const auto is_whole = [](const Value& value) { return value.text.find_first_of("*?") == std::string::npos; };
    Level level = kDifferent;
    if (is_whole(a) && is_whole(b)) {
      if (a.text == b.text) level = 5;
      else if (edit_distance(a.skeleton, b.skeleton, 1) <= 1 && std::min(a.text.size(), b.text.size()) >= 4) level = 4;
    } else if (const auto known = most_known(a.skeleton, b.skeleton)) {
      level = *known >= 4 ? 3 : *known >= 2 ? 2 : kMissing;
    }
    ASSERT_EQ(compare_plates(a.text, b.text, a.skeleton, b.skeleton), level) << raw[0] << ' ' << raw[1];
    ++seen[level];
  }
  for (const std::size_t times : seen) EXPECT_GT(times, 20U);
}

TEST(Compare, Plates) {
  EXPECT_EQ(plates("AB12 CDE", "ab12cde"), 5);
  EXPECT_EQ(plates("AB12 CDE", "A812 CDE"), 4);
  EXPECT_EQ(plates("AB12 CDE", "AB1*"), 2);
  EXPECT_EQ(plates("AB12 CDE", "starts AB12"), 3);
  EXPECT_EQ(plates("AB12 CDE", "ends CDE"), 2);
  EXPECT_EQ(plates("AB12 CDE", "A?12 C?E"), 3);
  EXPECT_EQ(plates("AB12 CDE", "XY*"), 1);
  EXPECT_EQ(plates("AB*", "*DE"), 0) << "nothing known of both";
}

TEST(Compare, Distances) {
  const auto point = [](std::string_view raw) { return code(Kind::kPoint, raw); };
  EXPECT_NEAR(distance_between(Kind::kPoint, point("51.5\x1f-0.1"), point("51.5\x1f-0.1")), 0, 1e-9);
  EXPECT_NEAR(distance_between(Kind::kPoint, point("51.5,-0.1"), point("52.5,-0.1")), 1, 1e-5);
  EXPECT_NEAR(distance_between(Kind::kPoint, point("60,0"), point("60,2")), 1, 1e-3) << "meridians draw together";
  EXPECT_NEAR(distance_between(Kind::kNumber, code(Kind::kNumber, "170-180"), code(Kind::kNumber, "about 175")), 0, 1e-9);
  EXPECT_NEAR(distance_between(Kind::kNumber, code(Kind::kNumber, "£1,250.50"), code(Kind::kNumber, "1250")), 0.5, 1e-3);
  EXPECT_NEAR(distance_between(Kind::kTime, code(Kind::kTime, "2026-03-01 10:00"), code(Kind::kTime, "2026-03-02 22:00")), 1.5, 0.01);
  EXPECT_EQ(compare_distances(Kind::kNumber, 16, code(Kind::kNumber, "10"), code(Kind::kNumber, "10")), 7);
  EXPECT_EQ(compare_distances(Kind::kNumber, 16, code(Kind::kNumber, "10"), code(Kind::kNumber, "14")), 3);
  EXPECT_EQ(compare_distances(Kind::kNumber, 16, code(Kind::kNumber, "10"), code(Kind::kNumber, "99")), 1);
}

TEST(Compare, EditDistance) {
  EXPECT_EQ(edit_distance("kitten", "sitting", 3), 3U);
  EXPECT_EQ(edit_distance("ab", "ba", 2), 1U);
  EXPECT_EQ(edit_distance("", "abc", 2), 3U);
  EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3U) << "one more than the limit";
}

// The textbook's matrix.
unsigned naive_edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<unsigned>> cost(a.size() + 1, std::vector<unsigned>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = static_cast<unsigned>(i + j);
        continue;
      }
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[a.size()][b.size()];
}

TEST(Compare, EditDistanceIsTheMatrixs) {
  Draw draw(3);
  std::vector<std::size_t> found(8);
  for (int i = 0; i < 40'000; ++i) {
    std::string a;
    for (std::size_t length = draw.below(i % 50 == 0 ? 60 : 20); a.size() < length;) a.push_back(static_cast<char>('a' + draw.below(1 + i % 5)));
    std::string b = a;
    for (std::uint64_t changes = draw.below(6); changes > 0; --changes) {
      const std::size_t at = draw.below(b.size() + 1);
      const auto letter = static_cast<char>('a' + draw.below(6));
      switch (draw.below(4)) {
        case 0: b.insert(at, 1, letter); break;
        case 1: b.erase(std::min(at, b.size()), 1); break;
        case 2: if (at < b.size()) b[at] = letter; break;
        default: if (at + 1 < b.size()) std::swap(b[at], b[at + 1]);
      }
    }
    if (b.size() > 64) continue;
    const unsigned limit = static_cast<unsigned>(draw.below(7)), distance = naive_edit_distance(a, b);
    ASSERT_EQ(edit_distance(a, b, limit), std::min(distance, limit + 1)) << a << " " << b;
    ++found[std::min<std::size_t>(distance, 7)];
  }
  for (unsigned distance = 0; distance < 6; ++distance) EXPECT_GT(found[distance], 300U);
}

TEST(Compare, WholeNames) {
  const auto similarity = [](std::string_view a, std::string_view b) {
    const Value x = normalise(Kind::kName, a), y = normalise(Kind::kName, b);
    const auto left = words_of(x.text), right = words_of(y.text);
    return name_similarity(left, right);
  };
  EXPECT_EQ(similarity("Anna Berg", "Berg, Anna"), 1'000'000U);
  EXPECT_GT(similarity("Anna Maria Berg", "Anna Berg"), 900'000U) << "left out";
  EXPECT_LT(similarity("Anna Berg", "Petra Berg"), 800'000U) << "contradicted";
  EXPECT_GT(similarity("A. Berg", "Anna Berg"), 850'000U) << "an initial";
}

}  // namespace
}  // namespace parasol::linkage
