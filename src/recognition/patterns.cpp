#include "recognition/patterns.h"

#include <algorithm>
#include <array>

#include "recognition/lists.h"

namespace parasol::recognition {
namespace {

enum class ItemKind : std::uint8_t { kWords, kNumber, kDigits, kDay, kMonth, kOrdinal, kLetter, kCapital, kWord, kHan };

struct Item {
  ItemKind kind;
  bool needs_capital;
  std::vector<std::u32string> words;
};

struct Pattern {
  Why why;
  std::vector<Item> items;
};

template <class Take>
void split(std::string_view text, char separator, const Take& take) {
  while (true) {
    const std::size_t end = text.find(separator);
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) take(part);
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

struct Lists {
  WordSet function_words;
  WordSet common_words;
  WordMap<std::uint8_t> numbers;
  WordMap<std::uint8_t> months;
  WordSet ordinals;
  std::vector<Pattern> patterns;
  WordMap<std::vector<std::uint32_t>> by_first_word;
  std::vector<std::uint32_t> by_placeholder;  // patterns that begin with one
  bool is_usable = true;

  Lists() {
    split(lists::kFunctionWords, ' ', [&](std::string_view word) { function_words.insert(read_text(word).letters); });
    split(lists::kCommonWords, ' ', [&](std::string_view word) { common_words.insert(read_text(word).letters); });
    for (const auto& [value, words] : lists::kNumberWords)
      split(words, ' ', [&](std::string_view word) { numbers.emplace(read_text(word).letters, value); });
    for (std::size_t month = 0; month < lists::kMonthWords.size(); ++month)
      split(lists::kMonthWords[month], ' ',
            [&](std::string_view word) { months.emplace(read_text(word).letters, static_cast<std::uint8_t>(month + 1)); });
    add_words(ordinals,
              "first second third fourth fifth sixth seventh eighth ninth tenth primeiro primeira segundo segunda terceiro "
              "terceira quarto quarta quinto quinta sexto sexta primul prima");
    for (const auto& [why, patterns_of] : lists::kPhrases)
      split(patterns_of, ';', [&](std::string_view pattern) { add_pattern(why, pattern); });
  }

 private:
  void add_pattern(Why why, std::string_view source) {
    Pattern pattern{why, {}};
    split(source, ' ', [&](std::string_view item) { add_item(pattern.items, item); });
    const auto index = static_cast<std::uint32_t>(patterns.size());
    const Item& first = pattern.items.front();
    if (first.kind == ItemKind::kWords) {
      for (const std::u32string& word : first.words) by_first_word[word].push_back(index);
    } else {
      by_placeholder.push_back(index);
    }
    patterns.push_back(std::move(pattern));
  }

  void add_item(std::vector<Item>& items, std::string_view source) {
    constexpr std::array<std::pair<std::string_view, ItemKind>, 9> kPlaceholders{{{"{n}", ItemKind::kNumber},
        {"{digits}", ItemKind::kDigits}, {"{day}", ItemKind::kDay}, {"{month}", ItemKind::kMonth},
        {"{ordinal}", ItemKind::kOrdinal}, {"{letter}", ItemKind::kLetter}, {"{cap}", ItemKind::kCapital},
        {"{w}", ItemKind::kWord}, {"{han}", ItemKind::kHan}}};
    for (const auto& [name, kind] : kPlaceholders) {
      if (source == name) {
        items.push_back({kind, false, {}});
        return;
      }
    }
    const bool needs_capital = source.starts_with('^');
    if (source.find('|') == std::string_view::npos) {
      const Text text = read_text(source);
      is_usable = is_usable && !text.tokens.empty();
      for (std::size_t i = 0; i < text.tokens.size(); ++i)
        items.push_back({ItemKind::kWords, needs_capital, {std::u32string(text.word(i))}});
      return;
    }
    Item item{ItemKind::kWords, needs_capital, {}};
    split(source, '|', [&](std::string_view word) {
      const Text text = read_text(word);
      is_usable = is_usable && text.tokens.size() == 1;
      item.words.push_back(text.letters);
    });
    items.push_back(std::move(item));
  }
};

const Lists& all_lists() {
  static const Lists lists;
  return lists;
}

template <class Value>
const Value* look_up(const WordMap<Value>& map, std::u32string_view word) {
  const auto found = map.find(word);
  return found == map.end() ? nullptr : &found->second;
}

class Finder {
 public:
  Finder(const Text& text, const std::optional<Date>& incident) : text_(text), incident_(incident) {}

  std::vector<Found> find() {
    for (std::size_t i = 0; i < text_.tokens.size(); ++i) {
      if (const auto* patterns = look_up(lists_.by_first_word, text_.word(i)))
        for (const std::uint32_t index : *patterns) try_pattern(lists_.patterns[index], i);
      for (const std::uint32_t index : lists_.by_placeholder) try_pattern(lists_.patterns[index], i);
      if (text_.tokens[i].kind == TokenKind::kNumber) try_number(i);
      try_postcode(i);
    }
    find_incident_day();
    find_quotations();
    return std::move(found_);
  }

 private:
  void add(Why why, std::size_t first, std::size_t last) {
    found_.push_back({why, text_.tokens[first].start, text_.tokens[last].end});
  }

  void try_pattern(const Pattern& pattern, std::size_t at) {
    if (text_.tokens.size() - at < pattern.items.size()) return;
    for (std::size_t k = 0; k < pattern.items.size(); ++k)
      if (!fits(pattern.items[k], at + k)) return;
    add(pattern.why, at, at + pattern.items.size() - 1);
  }

  bool fits(const Item& item, std::size_t at) const {
    const Token& token = text_.tokens[at];
    const std::u32string_view word = text_.word(at);
    switch (item.kind) {
      case ItemKind::kWords:
        return (!item.needs_capital || token.is_capital) && std::find(item.words.begin(), item.words.end(), word) != item.words.end();
      case ItemKind::kNumber: return is_short_number(at) || number_word(word);
      case ItemKind::kDigits: return is_short_number(at);
      case ItemKind::kDay: return token.kind == TokenKind::kNumber && is_between(at, 2, 1, 31);
      case ItemKind::kMonth: return look_up(lists_.months, word) != nullptr;
      case ItemKind::kOrdinal: return lists_.ordinals.contains(word);
      case ItemKind::kLetter: return token.kind == TokenKind::kWord && token.is_capital && word.size() == 1;
      case ItemKind::kCapital: return token.kind == TokenKind::kWord && token.is_capital && !is_function_word(word);
      case ItemKind::kWord: return token.kind == TokenKind::kWord;
      case ItemKind::kHan: return token.kind == TokenKind::kHan && !is_function_word(word);
    }
    return false;
  }

  bool is_short_number(std::size_t at) const {
    return text_.tokens[at].kind == TokenKind::kNumber && text_.word(at).size() <= 4;
  }

  unsigned value(std::size_t at) const {
    unsigned result = 0;
    for (const char32_t digit : text_.word(at)) result = result * 10 + static_cast<unsigned>(digit - '0');
    return result;
  }

  // A number of at most `digits` digits (≤ 4) from `least` to `most`.
  bool is_between(std::size_t at, std::size_t digits, unsigned least, unsigned most) const {
    return text_.word(at).size() <= digits && value(at) >= least && value(at) <= most;
  }

  // The token at `at` is a number that follows the one before with exactly this sign between.
  bool is_joined(std::size_t at, char32_t joint) const {
    return at < text_.tokens.size() && text_.tokens[at].kind == TokenKind::kNumber && text_.tokens[at].joint == joint;
  }
  bool is_glued_word(std::size_t at, std::size_t letters) const {
    return at < text_.tokens.size() && text_.tokens[at].is_glued && text_.tokens[at].kind == TokenKind::kWord &&
           text_.word(at).size() == letters;
  }

  void try_number(std::size_t at) {
    if (text_.tokens[at].has_currency) add(Why::kPrice, at, at);
    try_clock(at);
    for (const char32_t joint : {U'/', U'-', U'.'}) try_date(at, joint);
    // A Portuguese postcode or a Brazilian one.
    if (is_joined(at + 1, '-') && text_.word(at + 1).size() == 3 && (text_.word(at).size() == 4 || text_.word(at).size() == 5))
      add(Why::kPostcode, at, at + 1);
    // Decimal degrees.
    const bool is_decimal = is_joined(at + 1, '.') && !is_joined(at, '.') && !is_joined(at + 2, '.');
    if (is_decimal && text_.word(at + 1).size() >= 4 && text_.word(at).size() <= 3) add(Why::kBuilding, at, at + 1);
  }

  void try_clock(std::size_t at) {
    if (!is_between(at, 2, 0, 24)) return;
    if (is_joined(at + 1, ':') && text_.word(at + 1).size() == 2 && value(at + 1) < 60) add(Why::kClock, at, at + 1);
    if (is_glued_word(at + 1, 1) && text_.word(at + 1) == U"h") add(Why::kClock, at, at + 1);
    const bool has_minutes = is_joined(at + 1, '.') && text_.word(at + 1).size() == 2 && value(at + 1) < 60;
    if (has_minutes && at + 2 < text_.tokens.size() && (text_.word(at + 2) == U"am" || text_.word(at + 2) == U"pm"))
      add(Why::kClock, at, at + 2);
  }

  // Three numbers with the same sign between them, or two with a stroke.
  void try_date(std::size_t at, char32_t joint) {
    if (is_joined(at, joint) || !is_joined(at + 1, joint)) return;
    const bool has_third = is_joined(at + 2, joint);
    const auto is_day_and_month = [&](std::size_t first) {
      return is_between(first, 2, 1, 31) && is_between(first + 1, 2, 1, 31) && (value(first) <= 12 || value(first + 1) <= 12);
    };
    if (has_third && is_day_and_month(at) && (text_.word(at + 2).size() == 2 || text_.word(at + 2).size() == 4)) {
      add_date(at, at + 2, value(at + 2), value(at), value(at + 1));
    } else if (has_third && text_.word(at).size() == 4 && is_day_and_month(at + 1)) {
      add_date(at, at + 2, value(at), value(at + 2), value(at + 1));
    } else if (!has_third && joint == '/' && is_day_and_month(at) && !is_idiom(at)) {
      add_date(at, at + 1, 0, value(at), value(at + 1));
    }
  }

  // Round the clock, and half.
  bool is_idiom(std::size_t at) const {
    return (value(at) == 24 && value(at + 1) == 7) || (value(at) == 1 && value(at + 1) == 2);
  }

  void add_date(std::size_t first, std::size_t last, unsigned year, unsigned one, unsigned other) {
    const bool is_incident = incident_ && (year == 0 || year % 100 == incident_->year % 100U) &&
                             ((one == incident_->day && other == incident_->month) || (other == incident_->day && one == incident_->month));
    add(is_incident ? Why::kIncidentDate : Why::kDay, first, last);
  }

  // The incident's day beside its month's name, or in Chinese: both are already a kDay.
  void find_incident_day() {
    if (!incident_) return;
    for (Found& found : found_) {
      if (found.why != Why::kDay) continue;
      bool has_day = false, has_month = false;
      const auto first = std::lower_bound(text_.tokens.begin(), text_.tokens.end(), found.start,
                                          [](const Token& token, std::uint32_t start) { return token.start < start; });
      for (auto at = static_cast<std::size_t>(first - text_.tokens.begin()); at < text_.tokens.size() && text_.tokens[at].end <= found.end; ++at) {
        if (text_.tokens[at].kind == TokenKind::kNumber && is_between(at, 2, incident_->day, incident_->day)) has_day = true;
        const std::uint8_t* month = look_up(lists_.months, text_.word(at));
        if (month != nullptr && *month == incident_->month) has_month = true;
        // 11月21日: the pattern holds the day only.
        if (at >= 2 && text_.word(at - 1) == U"月" && text_.tokens[at - 2].kind == TokenKind::kNumber &&
            is_between(at - 2, 2, incident_->month, incident_->month))
          has_month = true;
      }
      if (has_day && has_month) found.why = Why::kIncidentDate;
    }
  }

  // United Kingdom: letters, digits, perhaps a letter; then digit and two letters.
  void try_postcode(std::size_t at) {
    const Token& token = text_.tokens[at];
    if (token.kind != TokenKind::kWord || text_.word(at).size() > 2 || token.is_glued) return;
    std::size_t next = at + 1;
    if (next >= text_.tokens.size() || !text_.tokens[next].is_glued || text_.tokens[next].kind != TokenKind::kNumber) return;
    const std::size_t outward_digits = text_.word(next).size();
    next += 1;
    // AB12CD may be written without the space: its digits then hold both parts.
    if (is_glued_word(next, 2) && (outward_digits == 2 || outward_digits == 3)) return add(Why::kPostcode, at, next);
    if (outward_digits > 2) return;
    if (is_glued_word(next, 1)) next += 1;
    if (next < text_.tokens.size() && text_.tokens[next].kind == TokenKind::kNumber && text_.word(next).size() == 1 &&
        (text_.tokens[next].joint == ' ' || text_.tokens[next].is_glued) && is_glued_word(next + 1, 2))
      add(Why::kPostcode, at, next + 1);
  }

  // Two words or more between quotation marks that belong together; the next mark of any kind ends a quotation.
  void find_quotations() {
    for (std::size_t i = 0; i + 1 < text_.quotes.size(); ++i) {
      const QuoteMark& open = text_.quotes[i];
      const QuoteMark& close = text_.quotes[i + 1];
      if (!is_pair(open.sign, close.sign) || close.tokens_before - open.tokens_before < 2) continue;
      found_.push_back({Why::kQuotation, open.position, close.position + 1});
      i += 1;
    }
  }

  static bool is_pair(char32_t open, char32_t close) {
    constexpr std::u32string_view kPairs = U"\"\"“”„”„“«»»«‹›‘’「」『』";
    for (std::size_t i = 0; i < kPairs.size(); i += 2)
      if (kPairs[i] == open && kPairs[i + 1] == close) return true;
    return false;
  }

  const Lists& lists_ = all_lists();
  const Text& text_;
  const std::optional<Date>& incident_;
  std::vector<Found> found_;
};

}  // namespace

std::vector<Found> find_patterns(const Text& text, const std::optional<Date>& incident) { return Finder(text, incident).find(); }

bool is_function_word(std::u32string_view word) { return all_lists().function_words.contains(word); }

bool is_common_word(std::u32string_view word) { return is_function_word(word) || all_lists().common_words.contains(word); }

std::optional<std::uint8_t> number_word(std::u32string_view word) {
  const std::uint8_t* value = look_up(all_lists().numbers, word);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

bool has_unusable_pattern() { return !all_lists().is_usable; }

}  // namespace parasol::recognition
