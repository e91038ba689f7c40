// Whatever compares two values, with every set of instructions, against its definition read out plainly: ten million
// comparisons of each at full size.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "linkage/compare.h"
#include "linkage/dice.h"
#include "linkage/dictionary.h"
#include "linkage/distances.h"
#include "linkage/instruction_set.h"
#include "linkage/naive_jaro_winkler.h"
#include "linkage/phones.h"
#include "linkage/string_table.h"
#include "linkage/test_sizes.h"

namespace parasol::linkage {
namespace {

constexpr std::size_t kUsual = 1'000'000, kFull = 10'000'000;

// Calls `body` with every set of instructions this processor has.
void with_each_instruction_set(auto&& body) {
  const InstructionSet before = instruction_set();
  for (const InstructionSet set : available_instruction_sets()) {
    SCOPED_TRACE("instruction set " + std::to_string(static_cast<int>(set)));
    set_instruction_set(set);
    body();
  }
  set_instruction_set(before);
}

TEST(Kernels, JaroWinklerOfTwoTexts) {
  Draw draw(101);
  for (std::size_t i = sized(kUsual, kFull); i > 0; --i) {
    const std::string a = difficult_text(draw);
    const std::string b = draw.below(2) == 0 ? misspelt(a, draw) : difficult_text(draw);
    ASSERT_EQ(jaro_winkler(a, b), naive_jaro_winkler(a, b)) << testing::PrintToString(a) << testing::PrintToString(b);
  }
}

// At thresholds that one of the texts just reaches, or just does not: a level is then as good as the similarity.
TEST(Kernels, JaroWinklerOfOneTextWithMany) {
  Draw draw(102);
  constexpr std::size_t kTexts = 500, kQueries = 40;
  for (std::size_t done = 0, all = sized(kUsual, kFull); done < all;) {
    std::vector<std::string> texts{difficult_text(draw)};
    while (texts.size() < kTexts) texts.push_back(draw.below(3) == 0 ? difficult_text(draw) : misspelt(texts[draw.below(texts.size())], draw));
    StringTable table;
    for (std::uint32_t id = 0; id < texts.size(); ++id) table.add(id, texts[id]);
    for (std::size_t i = 0; i < kQueries; ++i, done += kTexts) {
      const std::string query = draw.below(4) == 0 ? difficult_text(draw) : misspelt(texts[draw.below(texts.size())], draw);
      std::vector<std::uint32_t> similarities;
      for (const std::string& text : texts) similarities.push_back(naive_jaro_winkler(query, text));
      std::array<std::uint32_t, kMostThresholds> thresholds{};
      for (std::uint32_t& threshold : thresholds) threshold = similarities[draw.below(kTexts)] + static_cast<std::uint32_t>(draw.below(2));
      std::sort(thresholds.begin(), thresholds.end());
      std::vector<Level> expected;
      for (const std::uint32_t similarity : similarities)
        expected.push_back(static_cast<Level>(std::upper_bound(thresholds.begin(), thresholds.end(), similarity) - thresholds.begin()));
      with_each_instruction_set([&] {
        std::vector<Level> levels(kTexts);
        table.levels(query, thresholds, levels);
        ASSERT_EQ(levels, expected) << testing::PrintToString(query);
      });
    }
  }
}

// The textbook's matrix (Damerau's restricted distance).
unsigned naive_edit_distance(std::string_view a, std::string_view b) {
  static std::array<std::array<std::uint8_t, 80>, 80> cost;
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = static_cast<std::uint8_t>(i + j);
        continue;
      }
      int least = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) least = std::min(least, cost[i - 2][j - 2] + 1);
      cost[i][j] = static_cast<std::uint8_t>(least);
    }
  return cost[a.size()][b.size()];
}

TEST(Kernels, EditDistance) {
  Draw draw(103);
  std::array<std::size_t, 4> found{};
  for (std::size_t i = sized(kUsual, kFull); i > 0; --i) {
    const std::string a = difficult_text(draw).substr(0, 64);
    const std::string b = (draw.below(4) == 0 ? difficult_text(draw) : misspelt(a, draw)).substr(0, 64);
    const unsigned limit = static_cast<unsigned>(draw.below(6)), distance = naive_edit_distance(a, b);
    ASSERT_EQ(edit_distance(a, b, limit), std::min(distance, limit + 1)) << testing::PrintToString(a) << testing::PrintToString(b);
    ++found[std::min(distance, 3U)];
  }
  for (const std::size_t times : found) EXPECT_GT(times, sized(kUsual, kFull) / 50);
}

TEST(Kernels, CodesThatAreToldApartAtAGlanceAreDifferent) {
  Draw draw(104);
  std::size_t alike = 0, told_apart = 0, different = 0;
  const auto code = [&] {
    std::string out;
    for (std::size_t size = 1 + draw.below(12); size > 0; --size) out.push_back("0123456789ab"[draw.below(12)]);
    return out;
  };
  const auto holds = [&](bool may, Level level) {
    alike += level > kDifferent;
    different += level == kDifferent;
    told_apart += !may;
    return may || level == kDifferent;
  };
  for (std::size_t i = sized(kUsual, kFull); i > 0; --i) {
    const std::string a = code(), b = draw.below(3) == 0 ? code() : misspelt(draw.below(2) == 0 ? a : misspelt(a, draw), draw);
    if (b.empty()) continue;
    const Letters of_a = beginning_of(a), of_b = beginning_of(b);
    ASSERT_TRUE(holds(may_have_in_common(of_a, of_b, kOfCodes), compare_codes(a, b))) << a << " " << b;
    ASSERT_TRUE(holds(may_have_in_common(of_a, of_b, kOfPostcodes), compare_postcodes(a, b))) << a << " " << b;
  }
  EXPECT_GT(alike, sized(kUsual, kFull) / 4);
  EXPECT_GT(told_apart, different / 4);
}

// ---- Telephone numbers ----

struct PlainPhone {
  std::string digits;  // '?' for one that nobody knows
  PhoneKnown known;
};

PlainPhone plain(std::uint64_t code) {
  PlainPhone out{{}, static_cast<PhoneKnown>(code >> 60)};
  for (std::uint64_t at = code >> 56 & 0xf; at > 0; --at) {
    const std::uint64_t digit = code >> (4 * (at - 1)) & 0xf;
    out.digits.push_back(digit == 0xe ? '?' : static_cast<char>('0' + digit));
  }
  return out;
}

Level naive_phone_level(const PlainPhone& a, const PlainPhone& b) {
  constexpr Level kTwoDigits = 3, kLastSeven = 4, kOneDigit = 5, kIdentical = 6, kLastFour = 2;
  const bool are_whole = a.known == PhoneKnown::kWhole && b.known == PhoneKnown::kWhole;
  if (are_whole && a.digits == b.digits) return kIdentical;
  const auto fits = [](char x, char y) { return x == y || x == '?' || y == '?'; };
  const std::size_t shorter = std::min(a.digits.size(), b.digits.size()), longer = std::max(a.digits.size(), b.digits.size());
  const auto from_end = [](const PlainPhone& of, std::size_t at) { return of.digits[of.digits.size() - 1 - at]; };
  std::size_t prefix = 0, suffix = 0, wrong = 0;
  while (prefix < shorter && fits(a.digits[prefix], b.digits[prefix])) ++prefix;
  while (suffix < shorter && fits(from_end(a, suffix), from_end(b, suffix))) ++suffix;
  for (std::size_t at = 0; at < shorter; ++at) wrong += fits(from_end(a, at), from_end(b, at)) ? 0 : 1;
  if (!are_whole) {
    const bool is_beginning = a.known == PhoneKnown::kBeginning || b.known == PhoneKnown::kBeginning;
    if ((is_beginning ? prefix : suffix) < shorter) return kDifferent;
    return shorter >= 7 ? kLastSeven : shorter >= 4 ? kLastFour : kMissing;
  }
  if (wrong == 0 && shorter == longer) return kOneDigit;
  if (suffix >= 9) return kOneDigit;
  if (shorter == longer && wrong == 1) return kOneDigit;
  if (longer - shorter <= 1 && prefix + suffix >= longer - 1) return kOneDigit;
  if (shorter == longer && wrong == 2) {
    const bool is_swapped = prefix + suffix == longer - 2 && from_end(a, suffix) == from_end(b, suffix + 1) && from_end(a, suffix + 1) == from_end(b, suffix);
    return is_swapped ? kOneDigit : suffix >= 7 ? kLastSeven : kTwoDigits;
  }
  return suffix >= 7 ? kLastSeven : suffix >= 4 ? kLastFour : kDifferent;
}

std::string difficult_phone(Draw& draw) {
  const auto digits = [&](std::size_t count, std::uint64_t of) {
    std::string out;
    while (out.size() < count) out.push_back(static_cast<char>('0' + draw.below(of)));
    return out;
  };
  switch (draw.below(6)) {
    case 0: return "07700 900" + digits(3, 10);
    case 1: return (draw.below(2) == 0 ? "..." : "ends ") + digits(4 + draw.below(10), 2);
    case 2: return "starts " + digits(4 + draw.below(10), 2);
    case 3: {
      std::string number = digits(5 + draw.below(10), 3);
      number[draw.below(number.size())] = '?';
      return number;
    }
    case 4: return "+44 7700 9002" + digits(draw.below(3), 3);
    default: return digits(1 + draw.below(18), 2);
  }
}

TEST(Kernels, PhonesOfOneWithMany) {
  Draw draw(104);
  std::array<std::size_t, 7> found{};
  constexpr std::size_t kCodes = 500;
  for (std::size_t done = 0, all = sized(kUsual, kFull); done < all;) {
    std::vector<std::uint64_t> codes;
    while (codes.size() < kCodes)
      if (const Value value = normalise(Kind::kPhone, difficult_phone(draw)); !value.is_missing) codes.push_back(value.code);
    for (int i = 0; i < 40; ++i, done += kCodes) {
      const std::uint64_t code = codes[draw.below(kCodes)];
      std::vector<Level> expected;
      for (const std::uint64_t other : codes) {
        expected.push_back(naive_phone_level(plain(code), plain(other)));
        ++found[expected.back()];
        ASSERT_EQ(compare_phones(code, other), expected.back()) << plain(code).digits << " " << plain(other).digits;
        ASSERT_EQ(compare_phones(other, code), expected.back()) << plain(code).digits << " " << plain(other).digits;
      }
      with_each_instruction_set([&] {
        std::vector<Level> levels(kCodes);
        phone_levels(code, codes, levels);
        ASSERT_EQ(levels, expected) << plain(code).digits;
      });
    }
  }
  for (Level level = 1; level < found.size(); ++level) EXPECT_GT(found[level], 20U) << int{level};
}

// ---- Numbers, times, points ----

// The same distances in twice the digits. Where they lie next to a limit, either side of it is right.
Level naive_distance_level(Kind kind, double scale, std::uint64_t a, std::uint64_t b, bool& is_close) {
  const Range x = range_of(a), y = range_of(b);
  double apart = 0;
  if (kind == Kind::kPoint || kind == Kind::kPosition) {
    const double dy = double{x.first} - y.first;
    double dx = std::abs(double{x.second} - y.second);
    constexpr double kDegree = 3.14159265358979323846 / 180;
    if (kind == Kind::kPoint) dx = std::min(dx, 360 - dx) * (std::cos(x.first * kDegree) + std::cos(y.first * kDegree)) / 2;
    apart = std::sqrt(dx * dx + dy * dy);
  } else {
    apart = std::max({double{y.first} - x.second, double{x.first} - y.second, 0.0});
  }
  Level level = kDifferent;
  for (double limit = scale; level < 7; ++level, limit /= 4) {
    is_close |= std::abs(apart - limit) <= 1e-4 * limit + 4e-6 * std::max({std::abs(double{x.second}), std::abs(double{y.second}), 1.0});
    if (apart > limit) break;
  }
  return level;
}

TEST(Kernels, DistancesOfOneWithMany) {
  Draw draw(105);
  constexpr std::size_t kCodes = 500;
  constexpr std::array<Kind, 4> kKinds{Kind::kNumber, Kind::kTime, Kind::kPoint, Kind::kPosition};
  std::array<std::size_t, 8> found{};
  for (std::size_t done = 0, all = sized(kUsual, kFull); done < all;) {
    const Kind kind = kKinds[draw.below(kKinds.size())];
    const double width = static_cast<double>(1ULL << draw.below(12));
    const auto some = [&](double most) { return static_cast<float>((static_cast<double>(draw.below(2'000'001)) / 1e6 - 1) * std::min(most, width)); };
    std::vector<std::uint64_t> codes;
    while (codes.size() < kCodes) {
      if (draw.below(8) == 0 && !codes.empty()) codes.push_back(codes[draw.below(codes.size())]);
      else if (kind == Kind::kPoint) codes.push_back(code_of({some(90), draw.below(16) == 0 ? 180 - some(1) : some(180)}));
      else if (kind == Kind::kPosition) codes.push_back(code_of({some(1e6), some(1e6)}));
      else {
        const float low = some(1e6);
        codes.push_back(code_of({low, draw.below(3) == 0 ? low + std::abs(some(1e6)) : low}));
      }
    }
    const auto scale = static_cast<float>(width / static_cast<double>(1ULL << draw.below(4)));
    for (int i = 0; i < 40; ++i, done += kCodes) {
      const std::uint64_t code = codes[draw.below(kCodes)];
      std::vector<Level> expected;
      for (const std::uint64_t other : codes) {
        expected.push_back(compare_distances(kind, scale, code, other));
        ASSERT_EQ(compare_distances(kind, scale, other, code), expected.back());
        bool is_close = false;
        const Level plainly = naive_distance_level(kind, scale, code, other, is_close);
        if (!is_close) {
          ASSERT_EQ(int{expected.back()}, int{plainly}) << range_of(code).first << "," << range_of(code).second << " " << range_of(other).first << "," << range_of(other).second << " " << scale;
        }
        ++found[expected.back()];
      }
      with_each_instruction_set([&] {
        std::vector<Level> levels(kCodes);
        distance_levels(kind, scale, code, codes, levels);
        ASSERT_EQ(levels, expected);
      });
    }
  }
  for (Level level = 1; level < found.size(); ++level) EXPECT_GT(found[level], 20U) << int{level};
}

// ---- Vectors of bits ----

// Bit by bit.
Level naive_bit_level(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return kMissing;
  unsigned common = 0, set = 0;
  for (std::size_t bit = 0; bit < 8 * a.size(); ++bit) {
    const unsigned of_a = static_cast<unsigned char>(a[bit / 8]) >> bit % 8 & 1U, of_b = static_cast<unsigned char>(b[bit / 8]) >> bit % 8 & 1U;
    common += of_a & of_b;
    set += of_a + of_b;
  }
  if (a == b) return 7;
  const auto reaches = [&](unsigned hundredths) { return 2 * common * 100 >= hundredths * set; };
  return reaches(95) ? 6 : reaches(90) ? 5 : reaches(85) ? 4 : reaches(80) ? 3 : reaches(70) ? 2 : kDifferent;
}

// No bit, all, one, all but one, few, half, most; or another one with some changed.
std::string difficult_bits(std::size_t bytes, const std::vector<std::string>& others, Draw& draw) {
  std::string out(bytes, draw.below(2) == 0 ? '\0' : '\xff');
  const auto flip = [&](std::uint64_t times) {
    for (; times > 0; --times) {
      const std::uint64_t bit = draw.below(8 * bytes);
      out[bit / 8] = static_cast<char>(out[bit / 8] ^ 1 << bit % 8);
    }
  };
  switch (draw.below(5)) {
    case 0: break;
    case 1: flip(1); break;
    case 2: flip(draw.below(4 * bytes)); break;
    case 3:
      for (char& c : out) c = static_cast<char>(draw.next());
      break;
    default:
      if (others.empty() || others.back().size() != bytes) break;
      out = others[draw.below(others.size())];
      out.resize(bytes);
      flip(draw.below(2 * bytes));
  }
  return out;
}

TEST(Kernels, DiceOfOneAndOfManyWithMany) {
  Draw draw(106);
  constexpr std::size_t kVectors = 100;
  constexpr std::array<std::size_t, 10> kWords{1, 2, 3, 7, 8, 9, 16, 17, 31, 128};
  std::array<std::size_t, 8> found{};
  for (std::size_t done = 0, all = sized(kUsual, kFull); done < all;) {
    const std::size_t bytes = 8 * (draw.below(4) == 0 ? kWords[draw.below(kWords.size())] : 16);
    std::vector<std::string> vectors;
    while (vectors.size() < kVectors) vectors.push_back(difficult_bits(draw.below(20) == 0 ? 8 * kWords[draw.below(kWords.size())] : bytes, vectors, draw));
    const std::size_t asked = 1 + draw.below(2 * kAskedTogether + 3);
    std::vector<std::vector<Level>> expected(asked);
    for (std::size_t i = 0; i < asked; ++i)
      for (const std::string& vector : vectors) {
        expected[i].push_back(naive_bit_level(vectors[i], vector));
        ++found[expected[i].back()];
      }
    done += asked * kVectors;
    with_each_instruction_set([&] {
      std::vector<BitVector> values;
      for (const std::string& vector : vectors) {
        values.push_back({vector, bits_set(vector)});
        std::uint32_t set = 0;
        for (const char c : vector) set += static_cast<std::uint32_t>(std::popcount(static_cast<unsigned char>(c)));
        ASSERT_EQ(values.back().set, set);
      }
      std::vector<std::vector<Level>> levels(asked, std::vector<Level>(kVectors, 99));
      std::vector<BitQuestion> questions;
      for (std::size_t i = 0; i < asked; ++i) questions.push_back({values[i], levels[i].data()});
      bit_levels(questions, values);
      for (std::size_t i = 0; i < asked; ++i) {
        ASSERT_EQ(levels[i], expected[i]) << i << " of " << asked;
        for (std::size_t at = 0; at < kVectors; ++at) ASSERT_EQ(compare_bits(values[at], values[i]), expected[i][at]);
      }
    });
  }
  for (Level level = 0; level < found.size(); ++level) EXPECT_GT(found[level], 20U) << int{level};
}

// Where a coefficient is exactly a threshold, and one bit below it.
TEST(Kernels, DiceReachesAThresholdExactly) {
  for (const std::uint32_t threshold : kDiceThresholds)
    for (const std::uint32_t bits : {64U, 1'024U, 8'192U}) {
      // Two vectors with as many bits set, of which so many are common.
      const std::uint32_t set = bits / 128 * 20 + (bits == 64 ? 20 : 0), common = set * threshold / 100;
      const auto vector = [&](std::uint32_t from) {
        std::string out(bits / 8, '\0');
        for (std::uint32_t bit = from; bit < from + set; ++bit) out[bit / 8] = static_cast<char>(out[bit / 8] | 1 << bit % 8);
        return out;
      };
      const auto level = [&](std::uint32_t shared) { return int{compare_bits({vector(0), set}, {vector(set - shared), set})}; };
      with_each_instruction_set([&] {
        EXPECT_EQ(level(common), 2 + std::find(kDiceThresholds.begin(), kDiceThresholds.end(), threshold) - kDiceThresholds.begin()) << threshold << " " << bits;
        EXPECT_EQ(level(common - 1), naive_bit_level(vector(0), vector(set - common + 1)));
        EXPECT_LT(level(common - 1), level(common));
      });
    }
}

}  // namespace
}  // namespace parasol::linkage
