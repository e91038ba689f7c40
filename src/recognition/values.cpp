#include "recognition/values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "recognition/patterns.h"

namespace parasol::recognition {
namespace {

constexpr std::size_t kShortestPart = 4;
constexpr std::size_t kShortestInside = 6;   // a value found inside a longer word
constexpr std::size_t kShortestName = 5;     // found with mistakes
constexpr std::size_t kLongName = 8;         // found with two
constexpr std::size_t kLongestName = 32;
constexpr std::size_t kLongestNames = 256;   // of a whole value whose words are found with mistakes
constexpr std::size_t kPhoneEnd = 5;
constexpr std::size_t kPhoneRun = 10;
constexpr std::size_t kShortestPhone = 7;    // a run of digits that is taken for a phone number in any value

bool is_name(Why why) { return why == Why::kOwnName || why == Why::kOwnWorkingName; }

bool is_filler(std::u32string_view word) {
  return word == U"at" || word == U"dot" || word == U"arroba" || word == U"ponto" || word == U"punct";
}

// One bit for each letter that occurs; different letters may share one.
std::uint32_t mask_of(std::u32string_view word) {
  std::uint32_t mask = 0;
  for (const char32_t letter : word) mask |= 1U << (letter % 32);
  return mask;
}

std::vector<std::size_t> steps_of(std::u32string_view pattern) {
  std::vector<std::size_t> steps(pattern.size(), 0);
  for (std::size_t i = 1, matched = 0; i < pattern.size(); ++i) {
    while (matched > 0 && pattern[i] != pattern[matched]) matched = steps[matched - 1];
    if (pattern[i] == pattern[matched]) matched += 1;
    steps[i] = matched;
  }
  return steps;
}

// A number as it is dialled, from digits and number words, and the token from which each digit comes.
struct DigitRun {
  std::u32string digits;
  std::vector<std::size_t> tokens;
};

std::vector<DigitRun> digit_runs(const Text& text) {
  std::vector<DigitRun> runs;
  std::uint32_t end = 0;
  std::size_t repeats = 1;
  bool is_open = false;
  for (std::size_t i = 0; i < text.tokens.size(); ++i) {
    const Token& token = text.tokens[i];
    const std::u32string_view word = text.word(i);
    // ") (0) " and the like may stand between two groups, but no sentence.
    if (is_open && token.start - end > 4) is_open = false;
    if (word == U"double" || word == U"triple" || word == U"treble") {
      repeats = word == U"double" ? 2 : 3;
      end = token.end;
      continue;
    }
    std::u32string digits;
    if (token.kind == TokenKind::kNumber) {
      digits.append(word);
    } else if (const auto value = number_word(word); value && *value < 10) {
      digits.assign(repeats, U'0' + *value);
    }
    repeats = 1;
    if (digits.empty()) {
      is_open = false;
      continue;
    }
    if (!is_open) runs.emplace_back();
    is_open = true;
    end = token.end;
    runs.back().digits += digits;
    runs.back().tokens.insert(runs.back().tokens.end(), digits.size(), i);
  }
  return runs;
}

// Optimal string alignment distance (insert, delete, change, swap neighbours), or `limit` + 1 if it is greater.
std::size_t distance(std::u32string_view a, std::u32string_view b, std::size_t limit) {
  std::array<std::array<std::size_t, kLongestName + 3>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], two_above[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], limit + 1);
}

bool is_genitive(std::u32string_view name, std::u32string_view word) {
  return name.ends_with(U'a') && word.size() == name.size() + 1 && word.ends_with(U"ei") &&
         word.starts_with(name.substr(0, name.size() - 1));
}

}  // namespace

bool is_like_name(std::u32string_view name, std::u32string_view word) {
  if (name.size() < kShortestName || name.size() > kLongestName) return false;
  if (word.size() + 2 < name.size() || word.size() > name.size() + 2) return false;
  if (word.starts_with(name) || is_genitive(name, word)) return true;
  const std::size_t limit = name.size() >= kLongName ? 2 : 1;
  if (limit == 1 && name.front() != word.front()) return false;
  return distance(name, word, limit) <= limit;
}

Values::Values(const Input& input) {
  for (const std::string& text : input.controlled) add_words(controlled_, text);
  for (const ReporterText& text : input.reporter)
    if (text.kind != ReporterKind::kNarrative) add(static_cast<Why>(text.kind), text.text);
  add(Why::kOwnPlace, input.exact_place);
}

void Values::add(Why why, std::string_view utf8) {
  const Text value = read_text(utf8);
  if (value.tokens.empty()) return;
  std::vector<bool> in_phone(value.tokens.size());
  for (const DigitRun& run : digit_runs(value)) {
    std::u32string_view digits = run.digits;
    while (digits.starts_with(U'0')) digits.remove_prefix(1);
    if (digits.size() < kShortestPhone) continue;
    for (const std::size_t token : run.tokens) in_phone[token] = true;
    digit_pieces_.emplace(digits.substr(digits.size() - kPhoneEnd), why);
    for (std::size_t at = 0; at + kPhoneRun <= digits.size(); ++at) digit_pieces_.emplace(digits.substr(at, kPhoneRun), why);
  }
  add_whole(why, value.letters, value.tokens.size());
  if (why == Why::kOwnPrice || why == Why::kOwnAge)
    for (const Token& token : value.tokens)
      if (token.kind == TokenKind::kNumber) add_whole(why, value.word(token), 1);
  add_parts(why, value, in_phone);
}

void Values::add_whole(Why why, std::u32string_view letters, std::size_t tokens) {
  wholes_.push_back({why, std::u32string(letters), tokens, steps_of(letters)});
}

void Values::add_parts(Why why, const Text& value, const std::vector<bool>& in_phone) {
  for (std::size_t i = 0; i < value.tokens.size(); ++i) {
    const std::u32string_view word = value.word(i);
    if (value.is_han_pair(i)) {
      const std::u32string_view pair = value.word(i - 1, i);
      if (!is_common_word(pair) && !controlled_.contains(pair)) parts_.emplace(pair, why);
    }
    if (value.tokens[i].kind == TokenKind::kHan) continue;
    const bool may_vary = is_name(why) && value.tokens[i].kind == TokenKind::kWord && value.length <= kLongestNames;
    if (may_vary && word.size() >= kShortestName && word.size() <= kLongestName)
      names_.push_back({mask_of(word), word.size() >= kLongName ? 4 : 3, why, std::u32string(word)});
    // The beginning of a phone number is an operator's.
    if (word.size() < kShortestPart || in_phone[i]) continue;
    if (!is_common_word(word) && !controlled_.contains(word)) {
      parts_.emplace(word, why);
    } else if (is_name(why)) {
      capital_parts_.emplace(word, why);
    }
  }
}

std::vector<ValueHit> Values::find(const Text& text) const {
  std::vector<ValueHit> hits;
  find_wholes(text, hits);
  find_digits(text, hits);
  find_parts(text, hits);
  return hits;
}

void Values::find_wholes(const Text& text, std::vector<ValueHit>& hits) const {
  // For each letter the token it belongs to.
  std::vector<std::uint32_t> token_of(text.letters.size());
  for (std::uint32_t i = 0; i < text.tokens.size(); ++i)
    for (std::uint32_t at = text.tokens[i].first; at < text.tokens[i].last; ++at) token_of[at] = i;

  const auto search = [&](const Whole& value, std::u32string_view letters, const std::vector<std::uint32_t>& tokens) {
    for (std::size_t i = 0, matched = 0; i < letters.size(); ++i) {
      while (matched > 0 && (matched == value.letters.size() || letters[i] != value.letters[matched])) matched = value.steps[matched - 1];
      if (letters[i] == value.letters[matched]) matched += 1;
      if (matched < value.letters.size()) continue;
      const std::size_t begin = i + 1 - matched;
      const std::size_t first = tokens[begin], last = tokens[i];
      const bool starts = begin == 0 || tokens[begin - 1] != first;
      const bool ends = i + 1 == letters.size() || tokens[i + 1] != last;
      const bool is_number = std::all_of(value.letters.begin(), value.letters.end(), [](char32_t c) { return c >= '0' && c <= '9'; });
      const bool is_long = matched >= kShortestInside && !is_number;
      const bool is_whole = starts && ends;
      // "he at" is not "heat", but "h e a t" is.
      const bool is_spelled = last - first + 1 == matched;
      if (is_long || (is_whole && (last - first < value.tokens || is_spelled))) hits.push_back({Rule::kValue, value.why, first, last});
    }
  };

  std::u32string written;  // without the words for signs of an address
  std::vector<std::uint32_t> written_token_of;
  for (std::uint32_t i = 0; i < text.tokens.size(); ++i) {
    if (is_filler(text.word(i))) continue;
    written += text.word(i);
    written_token_of.resize(written.size(), i);
  }
  for (const Whole& value : wholes_) {
    search(value, text.letters, token_of);
    if (value.why == Why::kOwnEmail && written.size() != text.letters.size()) search(value, written, written_token_of);
  }
}

void Values::find_parts(const Text& text, std::vector<ValueHit>& hits) const {
  WordMap<std::optional<Why>> like_name;  // each distinct word is compared once
  const auto why_of_name = [&](std::u32string_view word) -> std::optional<Why> {
    if (names_.empty() || word.size() + 2 < kShortestName || word.size() > kLongestName + 2) return std::nullopt;
    if (is_common_word(word) || controlled_.contains(word)) return std::nullopt;
    const auto [entry, is_new] = like_name.try_emplace(std::u32string(word));
    if (is_new) {
      const std::uint32_t mask = mask_of(word);
      const auto fits = [&](const Name& name) {
        return std::popcount(name.mask ^ mask) <= name.most_bits && is_like_name(name.letters, word);
      };
      const auto name = std::find_if(names_.begin(), names_.end(), fits);
      if (name != names_.end()) entry->second = name->why;
    }
    return entry->second;
  };
  for (std::size_t i = 0; i < text.tokens.size(); ++i) {
    const std::u32string_view word = text.word(i);
    if (text.is_han_pair(i))
      if (const auto part = parts_.find(text.word(i - 1, i)); part != parts_.end()) hits.push_back({Rule::kToken, part->second, i - 1, i});
    if (text.tokens[i].kind == TokenKind::kHan) continue;
    if (const auto part = parts_.find(word); part != parts_.end()) hits.push_back({Rule::kToken, part->second, i, i});
    if (const auto part = capital_parts_.find(word); part != capital_parts_.end() && text.tokens[i].is_capital)
      hits.push_back({Rule::kToken, part->second, i, i});
    if (const auto why = why_of_name(word)) hits.push_back({Rule::kToken, *why, i, i});
  }
}

void Values::find_digits(const Text& text, std::vector<ValueHit>& hits) const {
  if (digit_pieces_.empty()) return;
  for (const DigitRun& run : digit_runs(text)) {
    const std::u32string_view digits = run.digits;
    for (std::size_t at = 0; at + kPhoneEnd <= digits.size(); ++at)
      for (const std::size_t size : {kPhoneEnd, kPhoneRun})
        if (const auto piece = digit_pieces_.find(digits.substr(at, size)); piece != digit_pieces_.end())
          hits.push_back({Rule::kValue, piece->second, run.tokens[at], run.tokens[at + piece->first.size() - 1]});
  }
}

}  // namespace parasol::recognition
