#include "linkage/compare.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "linkage/erasing.h"
#include "linkage/jaro_winkler.h"
#include "linkage/vectors.h"

namespace parasol::linkage {
namespace {

constexpr std::size_t kLongest = 64;

// Where in a text of up to kLongest bytes a character stands, as bits.
class Places {
 public:
  explicit Places(std::string_view text) : parts_((text.size() + 15) / 16) { std::memcpy(text_, text.data(), text.size()); }
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;
  ~Places() { erase_memory(text_, 16 * parts_); }
  std::uint64_t of(char character) const {
    std::uint64_t out = 0;
    for (std::size_t part = 0; part < parts_; ++part) {
      Vector16 vector;
      std::memcpy(&vector, text_ + 16 * part, sizeof vector);
      out |= std::uint64_t{bits_of(reinterpret_cast<Vector16>(vector == static_cast<std::uint8_t>(character)))} << (16 * part);
    }
    return out;
  }

 private:
  std::size_t parts_;
  alignas(16) char text_[kLongest] = {};
};

}  // namespace

unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return limit + 1;
  if (a.empty()) return static_cast<unsigned>(b.size());
  // What is left begins and ends differently: one edit is all of it.
  if (limit == 1) return b.size() == 1 || (a.size() == 2 && b.size() == 2 && a[0] == b[1] && a[1] == b[0]) ? 1 : 2;
  if (b.size() > kLongest) return limit + 1;
  // Characters that only one of them has cost an edit each.
  const auto characters = [](std::string_view text) {
    std::uint64_t set = 0;
    for (const char c : text) set |= 1ULL << (static_cast<unsigned char>(c) & 63);
    return set;
  };
  const std::uint64_t of_a = characters(a), of_b = characters(b);
  const auto has_more = [limit](std::uint64_t set) {
    for (unsigned i = 0; i < limit && set != 0; ++i) set &= set - 1;
    return set != 0;
  };
  if (has_more(of_a & ~of_b) || has_more(of_b & ~of_a)) return limit + 1;
  const Places places(a);
  // Hyyrö 2003, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances": bit i of a word is row i of the
  // matrix of distances, whose columns are b's characters.
  const std::uint64_t last = 1ULL << (a.size() - 1);
  std::uint64_t up = ~0ULL, down = 0, diagonal = 0, before = 0;
  unsigned distance = static_cast<unsigned>(a.size());
  for (std::size_t j = 0; j < b.size(); ++j) {
    const std::uint64_t same = places.of(b[j]);
    diagonal = (((same & up) + up) ^ up) | same | down | (((~diagonal & same) << 1) & before);
    const std::uint64_t right = down | ~(diagonal | up), left = diagonal & up;
    if ((right & last) != 0) ++distance;
    if ((left & last) != 0) --distance;
    // Every column to come can take away one.
    if (distance > limit + (b.size() - 1 - j)) return limit + 1;
    const std::uint64_t moved = right << 1 | 1;
    up = left << 1 | ~(diagonal | moved);
    down = moved & diagonal;
    before = same;
  }
  return std::min(distance, limit + 1);
}

Level compare_codes(std::string_view a, std::string_view b) {
  if (a == b) return 5;
  const std::size_t shorter = std::min(a.size(), b.size());
  const unsigned distance = edit_distance(a, b, shorter < 4 ? 1 : 2);
  if (distance == 1 && shorter >= 2) return 4;
  if (distance == 2 && shorter >= 4) return 3;
  const std::size_t beginning = std::max<std::size_t>(2, shorter / 2);
  return shorter >= beginning && a.substr(0, beginning) == b.substr(0, beginning) ? 2 : kDifferent;
}

Level compare_postcodes(std::string_view a, std::string_view b) {
  if (a == b) return 5;
  const unsigned distance = edit_distance(a, b, 1);
  if (distance <= 1) return 4;
  // All but the inward part ("1aa") of a British postcode; of others all but two characters.
  const auto outward = [](std::string_view code) {
    const bool british = code.size() >= 5 && code.size() <= 7 && code[0] >= 'a' && code[code.size() - 3] <= '9' && code.back() >= 'a';
    return code.substr(0, code.size() <= 2 ? code.size() : british ? code.size() - 3 : std::max<std::size_t>(2, code.size() - 2));
  };
  const std::string_view x = outward(a), y = outward(b);
  if (x == y || x == b || y == a) return 3;
  const auto area = [](std::string_view code) { return code.substr(0, code.size() > 1 && code[1] >= 'a' ? 2 : code[0] >= 'a' ? 1 : 2); };
  return area(a) == area(b) ? 2 : kDifferent;
}

namespace {

constexpr bool is_wild(char c) { return c == '*' || c == '?'; }

// Whether two patterns can mean the same plate, and how many characters both know where they do. '*' stands at an end only
// in what people write; in the middle it takes what fits.
bool fits(std::string_view a, std::string_view b, unsigned& known) {
  if (a.empty() || b.empty()) {
    const std::string_view rest = a.empty() ? b : a;
    return std::all_of(rest.begin(), rest.end(), [](char c) { return c == '*'; });
  }
  if (a.front() == '*' || b.front() == '*') {
    const bool a_has_it = a.front() == '*';
    const std::string_view star = a_has_it ? a : b;
    const std::string_view other = a_has_it ? b : a;
    bool can = false;
    unsigned most = 0;
    for (std::size_t skip = 0; skip <= other.size(); ++skip) {
      unsigned here = 0;
      if (!fits(star.substr(1), other.substr(skip), here)) continue;
      most = can ? std::max(most, here) : here;
      can = true;
    }
    known += most;
    return can;
  }
  if (a.front() != '?' && b.front() != '?') {
    if (a.front() != b.front()) return false;
    ++known;
  }
  return fits(a.substr(1), b.substr(1), known);
}

// A text of four to eight bytes in one number: its first four and its last four.
std::uint64_t at_once(std::string_view text) {
  std::uint32_t first = 0, last = 0;
  std::memcpy(&first, text.data(), 4);
  std::memcpy(&last, text.data() + text.size() - 4, 4);
  return std::uint64_t{last} << 32 | first;
}

// The highest bit of each byte that is not 0.
constexpr std::uint64_t bytes_in(std::uint64_t x) {
  constexpr std::uint64_t kLow = 0x7f7f7f7f7f7f7f7fULL;
  return (((x & kLow) + kLow) | x) & ~kLow;
}

constexpr bool has_wild(std::uint64_t text) {
  constexpr std::uint64_t kEach = 0x0101010101010101ULL;
  return bytes_in(text ^ kEach * '*') != bytes_in(~0ULL) || bytes_in(text ^ kEach * '?') != bytes_in(~0ULL);
}

// Whether two plates, one of which is known in part, cannot be the same by how they begin or end.
bool ends_differ(std::string_view a, std::string_view b) {
  const auto differ = [](char x, char y) { return x != y && !is_wild(x) && !is_wild(y); };
  if (a.empty() || b.empty()) return false;
  return ((is_wild(a.back()) || is_wild(b.back())) && differ(a.front(), b.front())) || ((is_wild(a.front()) || is_wild(b.front())) && differ(a.back(), b.back()));
}

// A plate's beginning ("AB1*") and another's end ("*1CD") always fit: how many characters both know at most, where they overlap.
// Nothing if they are not that.
std::optional<unsigned> known_of_both_ends(std::string_view beginning, std::string_view end) {
  if (beginning.size() < 2 || end.size() < 2 || beginning.back() != '*' || end.front() != '*') return std::nullopt;
  beginning.remove_suffix(1);
  end.remove_prefix(1);
  if (std::any_of(beginning.begin(), beginning.end(), is_wild) || std::any_of(end.begin(), end.end(), is_wild)) return std::nullopt;
  std::size_t overlap = std::min(beginning.size(), end.size());
  while (!beginning.ends_with(end.substr(0, overlap))) --overlap;
  return static_cast<unsigned>(overlap);
}

// Whether two plates known whole differ in more than two places: most do, and are told apart at a glance.
bool differ_much(std::string_view a, std::string_view b, std::string_view a_skeleton, std::string_view b_skeleton) {
  const std::size_t size = a.size();
  if (size < 4 || size > 8 || b.size() != size || a_skeleton.size() != size || b_skeleton.size() != size) return false;
  if (has_wild(at_once(a)) || has_wild(at_once(b))) return false;
  // A byte in the middle may be there twice.
  return std::popcount(bytes_in(at_once(a_skeleton) ^ at_once(b_skeleton))) > 4;
}

}  // namespace

Level compare_plates(std::string_view a, std::string_view b, std::string_view a_skeleton, std::string_view b_skeleton) {
  if (differ_much(a, b, a_skeleton, b_skeleton) || ends_differ(a_skeleton, b_skeleton)) return kDifferent;
  constexpr std::size_t kLongest = 12;
  const bool whole = std::none_of(a.begin(), a.end(), is_wild) && std::none_of(b.begin(), b.end(), is_wild);
  if (whole) {
    if (a == b) return 5;
    return edit_distance(a_skeleton, b_skeleton, 1) <= 1 && std::min(a.size(), b.size()) >= 4 ? 4 : kDifferent;
  }
  if (a.size() > kLongest || b.size() > kLongest) return a == b ? 5 : kDifferent;
  unsigned known = 0;
  if (const auto overlap = known_of_both_ends(a_skeleton, b_skeleton)) known = *overlap;
  else if (const auto other_overlap = known_of_both_ends(b_skeleton, a_skeleton)) known = *other_overlap;
  else if (!fits(a_skeleton, b_skeleton, known)) return kDifferent;
  return known >= 4 ? 3 : known >= 2 ? 2 : kMissing;
}

Level compare_dates(std::uint64_t a, std::uint64_t b) {
  if (a == b) return 5;
  const std::uint64_t either = a ^ b;
  const std::uint64_t wrong = (either | either >> 1 | either >> 2 | either >> 3) & 0x11111111U;  // one bit a digit
  const std::uint64_t but_one = wrong & (wrong - 1);
  const bool are_two = but_one != 0 && (but_one & (but_one - 1)) == 0;
  if (but_one == 0) return 4;
  const unsigned last = static_cast<unsigned>(std::countr_zero(wrong)), first = 63U - static_cast<unsigned>(std::countl_zero(wrong));
  const auto digit = [](std::uint64_t date, unsigned at) { return date >> at & 0xf; };
  const bool neighbours = are_two && first - last == 4 && digit(a, first) == digit(b, last) && digit(a, last) == digit(b, first);
  const bool changed_places = a >> 16 == b >> 16 && (a >> 8 & 0xff) == (b & 0xff) && (a & 0xff) == (b >> 8 & 0xff);
  if (neighbours || changed_places) return 4;
  if (are_two) return 3;
  const std::int32_t years = year_of(a) - year_of(b);
  return years >= -1 && years <= 1 && std::abs(days_of(a) - days_of(b)) <= 366 ? 2 : kDifferent;
}

namespace {

// Jaro-Winkler forgives different endings; the edit distance does not. A name's word is alike if both say so.
std::uint32_t word_similarity(std::string_view a, std::string_view b) {
  const auto longer = static_cast<unsigned>(std::max(a.size(), b.size()));
  const unsigned most = longer / 3;
  const unsigned distance = edit_distance(a, b, most);
  if (distance > most) return 0;
  return (jaro_winkler(a, b) + 1'000'000 - 1'000'000 / longer * distance) / 2;
}

}  // namespace

std::uint32_t name_similarity(std::span<const std::string_view> a, std::span<const std::string_view> b) {
  if (a.size() > b.size()) std::swap(a, b);
  constexpr std::size_t kMostWords = 16;
  a = a.first(std::min(a.size(), kMostWords));
  b = b.first(std::min(b.size(), kMostWords));
  if (a.empty()) return 0;
  struct Match {
    std::uint32_t similarity;
    std::uint8_t i, j;
  };
  std::array<Match, kMostWords * kMostWords> matches;
  std::size_t found = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j) {
      const bool initial = (a[i].size() == 1 || b[j].size() == 1) && a[i].front() == b[j].front() && a[i] != b[j];
      const std::uint32_t similarity = a[i] == b[j] ? 1'000'000 : initial ? 850'000 : word_similarity(a[i], b[j]);
      if (similarity >= 700'000) matches[found++] = {similarity, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j)};
    }
  std::sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(found), [](const Match& x, const Match& y) {
    return x.similarity != y.similarity ? x.similarity > y.similarity : x.i != y.i ? x.i < y.i : x.j < y.j;
  });
  std::uint32_t a_used = 0, b_used = 0;
  std::uint64_t alike = 0, weighed = 0;
  const auto weight = [](std::string_view word) { return static_cast<std::uint64_t>(std::clamp<std::size_t>(word.size(), 2, 8)); };
  for (std::size_t k = 0; k < found; ++k) {
    const auto [similarity, i, j] = matches[k];
    if ((a_used >> i & 1) != 0 || (b_used >> j & 1) != 0) continue;
    a_used |= 1U << i;
    b_used |= 1U << j;
    const std::uint64_t both = weight(a[i]) + weight(b[j]);
    alike += both * similarity;
    weighed += both;
  }
  // Words of the shorter name without a partner contradict; the longer name's may only have been left out.
  std::uint64_t contradicting = 0, left_out = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a_used >> i & 1) == 0) contradicting += weight(a[i]);
  for (std::size_t j = 0; j < b.size(); ++j)
    if ((b_used >> j & 1) == 0) left_out += weight(b[j]);
  const std::uint64_t total = weighed * 4 + contradicting * 8 + left_out * (contradicting > 0 ? 4 : 1);
  return total == 0 ? 0 : static_cast<std::uint32_t>(alike * 4 / total);
}

Level name_level(std::uint32_t similarity) {
  constexpr std::array<std::uint32_t, 4> kThresholds{600'000, 750'000, 860'000, 940'000};
  Level level = kDifferent;
  for (const std::uint32_t threshold : kThresholds)
    if (similarity >= threshold) ++level;
  return level;
}

}  // namespace parasol::linkage
