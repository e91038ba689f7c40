#include "linkage/normalise.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "base/fold.h"
#include "linkage/dice.h"

namespace parasol::linkage {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_high(char c) { return (static_cast<unsigned char>(c) & 0x80) != 0; }

// Cyrillic from U+0430, as passports write it; '.' where the letter has no sound of its own.
constexpr std::array<std::string_view, 48> kCyrillic{"a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya",
    "e", "e", "dj", "g", "e", "z", "i", "i", "j", "lj", "nj", "c", "k", "i", "u", "dz"};
// Greek from U+03B1.
constexpr std::array<std::string_view, 25> kGreek{"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s",
    "s", "t", "y", "f", "ch", "ps", "o"};

// Greek letters with accents, as those without.
char32_t without_tonos(char32_t c) {
  switch (c) {
    case 0x386: case 0x3ac: return 0x3b1;
    case 0x388: case 0x3ad: return 0x3b5;
    case 0x389: case 0x3ae: return 0x3b7;
    case 0x38a: case 0x3af: case 0x390: case 0x3ca: return 0x3b9;
    case 0x38c: case 0x3cc: return 0x3bf;
    case 0x38e: case 0x3cd: case 0x3b0: case 0x3cb: return 0x3c5;
    case 0x38f: case 0x3ce: return 0x3c9;
    default: return c;
  }
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  } else {
    put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  }
}

// Every character of `raw`, folded: letters and digits in ASCII where there is a usual way, signs as they are.
std::string fold_characters(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    const char32_t c = next_code_point(raw, at);
    if (is_invisible(c)) continue;
    const FoldedLetter folded = fold_letter(c);
    for (const char32_t one : {folded.first, folded.second}) {
      if (one == 0) continue;
      const char32_t letter = without_tonos(one);
      if (letter >= 0x430 && letter < 0x430 + kCyrillic.size()) out += kCyrillic[letter - 0x430];
      else if (letter >= 0x3b1 && letter < 0x3b1 + kGreek.size()) out += kGreek[letter - 0x3b1];
      else append_utf8(out, letter == 0xfffd ? U' ' : letter);
    }
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

bool says_nothing(std::string_view folded) {
  constexpr std::array<std::string_view, 16> kNothing{"", "-", "--", ".", "?", "n/a", "na", "nan", "nil", "none", "null", "not known", "not stated",
      "unknown", "unk", "\\n"};
  return std::find(kNothing.begin(), kNothing.end(), trimmed(folded)) != kNothing.end();
}

std::string joined(std::span<const std::string_view> words, std::string_view between) {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out.push_back(c);
  return out;
}

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The first of each row is what the others are short for.
constexpr std::array<std::string_view, 66> kNicknames{
    "abigail abby abbie gail", "alexander alex alec sandy sasha xander", "alexandra sandra sacha", "alfred alf alfie fred freddie",
    "andrew andy drew", "anthony tony ant", "archibald archie", "arthur art artie", "barbara barb babs", "benjamin ben benny benji",
    "bernard bernie", "bradley brad", "catherine cathy cath kate katie kathy kat katherine kathryn", "charles charlie chuck chas",
    "charlotte lottie", "christine chris chrissie tina christina", "christopher kris topher", "cynthia cindy", "daniel dan danny",
    "david dave davey", "deborah deb debbie debra", "dominic dom", "donald don donnie", "dorothy dot dottie", "edward ed eddie ted ned teddy",
    "eleanor ellie nell nellie elinor", "elizabeth liz lizzie beth betty eliza lisa libby elisabeth", "emily em emmy", "frances fran",
    "francis frank frankie", "frederick freddy", "gerald gerry", "gregory greg", "harold harry", "henry hank", "isabella bella izzy isabel isabelle",
    "jacob jake", "james jim jimmy jamie jem", "janet jan", "jennifer jen jenny", "jessica jess jessie", "john jon johnny jack jonny",
    "jonathan jono", "joseph joe joey", "joshua josh", "kenneth ken kenny", "lawrence larry laurence", "leonard len lenny", "margaret maggie meg peggy margie",
    "matthew matt matty", "michael mike mick micky mikey", "nathaniel nathan nate", "nicholas nick nicky nicolas", "oliver ollie olly",
    "pamela pam", "patricia pat patsy tricia trish", "patrick paddy", "peter pete", "philip phil phillip", "rebecca becky becca", "richard rich rick dick ricky richie",
    "robert rob bob bobby robbie bert", "samuel sam sammy", "stephen steve steven stevie", "thomas tom tommy", "william will bill billy willy liam"};

std::string_view nickname_of(std::string_view name) {
  for (const std::string_view row : kNicknames) {
    const std::size_t end = row.find(' ');
    for (std::size_t at = end + 1; at < row.size();) {
      const std::size_t stop = std::min(row.find(' ', at), row.size());
      if (row.substr(at, stop - at) == name) return row.substr(0, end);
      at = stop + 1;
    }
  }
  return name;
}

constexpr std::array<std::string_view, 24> kTitles{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "lady", "lord", "dame", "rev", "jr", "sr",
    "hon", "capt", "captain", "major", "col", "colonel", "sheikh", "shaikh", "haji"};
// What companies are, in their various spellings, is left out of their names.
constexpr std::array<std::string_view, 34> kLegalForms{"ltd", "limited", "plc", "llc", "llp", "lp", "inc", "incorporated", "corp", "corporation", "co",
    "company", "gmbh", "ag", "sa", "srl", "sarl", "spa", "nv", "bv", "oy", "ab", "as", "asa", "aktiengesellschaft", "sas", "pty", "kg", "se", "ooo", "oao", "zao", "pao", "the"};

std::string sorted_words(std::string_view text, bool once) {
  std::vector<std::string_view> words = words_of(text);
  std::sort(words.begin(), words.end());
  if (once) words.erase(std::unique(words.begin(), words.end()), words.end());
  return joined(words, " ");
}

Value spelled(std::string text, std::string skeleton) {
  Value value;
  value.is_missing = text.empty();
  value.text = std::move(text);
  value.skeleton = std::move(skeleton);
  return value;
}

Value given_name(std::string_view raw) {
  const std::string text = fold_words(raw);
  std::vector<std::string_view> words = words_of(text);
  std::erase_if(words, [](std::string_view word) { return is_one_of(word, kTitles); });
  std::string kept = joined(words, " ");
  for (std::string_view& word : words) word = nickname_of(word);
  return spelled(std::move(kept), without_spaces(joined(words, "")));
}

Value surname(std::string_view raw) {
  std::string text = fold_words(raw);
  std::string skeleton = without_spaces(text);
  return spelled(std::move(text), std::move(skeleton));
}

// Whole names keep the order of their words in `text` only as far as sorting leaves it: people write them in either order.
Value whole_name(std::string_view raw) {
  const std::string text = fold_words(raw);
  std::vector<std::string_view> words = words_of(text);
  const std::vector<std::string_view> all = words;
  std::erase_if(words, [](std::string_view word) { return is_one_of(word, kTitles) || is_one_of(word, kLegalForms); });
  if (words.empty()) words = all;
  std::sort(words.begin(), words.end());
  return spelled(joined(words, " "), joined(words, ""));
}

Value email(std::string_view raw) {
  std::string text = without_spaces(fold_characters(trimmed(raw)));
  if (text.starts_with("mailto:")) text.erase(0, 7);
  const std::size_t at = text.rfind('@');
  std::string local = text.substr(0, at);
  if (local.empty()) return {};
  local.erase(std::min(local.find('+'), local.size()));
  std::erase(local, '.');
  if (local.empty()) local = text.substr(0, at);
  return spelled(std::move(text), std::move(local));
}

// A letter for the digit or sign that stands for it.
char letter_for(char c) {
  switch (c) {
    case '0': return 'o';
    case '1': return 'l';
    case '3': return 'e';
    case '4': return 'a';
    case '5': case '$': return 's';
    case '7': return 't';
    default: return c;
  }
}

Value handle(std::string_view raw) {
  std::string text = without_spaces(fold_characters(trimmed(raw)));
  std::string platform;
  if (const std::size_t scheme = text.find("://"); scheme != std::string::npos) {
    text.erase(0, scheme + 3);
    if (text.starts_with("www.")) text.erase(0, 4);
    const std::size_t slash = text.find('/');
    platform = text.substr(0, std::min(text.find('.'), slash));
    text.erase(0, slash == std::string::npos ? text.size() : slash + 1);
    text.erase(std::min(text.find_first_of("?/#"), text.size()));
  } else if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
    platform = text.substr(0, colon);
    text.erase(0, colon + 1);
  }
  std::erase(text, '@');
  // Trailing digits tell namesakes apart; they are compared as they are, but not read as letters.
  std::size_t stem = text.size();
  while (stem > 0 && is_digit(text[stem - 1])) --stem;
  std::string skeleton;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = i < stem || stem == 0 ? letter_for(text[i]) : text[i];
    if (!is_letter(c) && !is_digit(c) && !is_high(c)) continue;
    if (!skeleton.empty() && skeleton.back() == c && is_letter(c)) continue;
    skeleton.push_back(c);
  }
  if (skeleton.empty()) return {};
  if (!platform.empty()) text = platform + ":" + text;
  return spelled(std::move(text), std::move(skeleton));
}

Value place(std::string_view raw) {
  std::string text = fold_words(raw);
  constexpr std::array<std::array<std::string_view, 2>, 22> kShort{{{"street", "st"}, {"saint", "st"}, {"road", "rd"}, {"avenue", "ave"}, {"av", "ave"},
      {"boulevard", "blvd"}, {"blv", "blvd"}, {"drive", "dr"}, {"lane", "ln"}, {"place", "pl"}, {"court", "ct"}, {"crescent", "cres"}, {"close", "cl"}, {"square", "sq"},
      {"highway", "hwy"}, {"terrace", "tce"}, {"parade", "pde"}, {"north", "n"}, {"south", "s"}, {"east", "e"}, {"west", "w"}, {"apartment", "apt"}}};
  std::vector<std::string_view> words = words_of(text);
  for (std::string_view& word : words)
    for (const auto& [longer, shorter] : kShort)
      if (word == longer) word = shorter;
  std::string skeleton = joined(words, "");
  return spelled(std::move(text), std::move(skeleton));
}

// Digits and letters that people confuse when they see a plate from afar.
char plate_class(char c) {
  switch (c) {
    case 'o': case 'q': case 'd': return '0';
    case 'i': case 'l': return '1';
    case 'z': return '2';
    case 's': return '5';
    case 'g': return '6';
    case 'b': return '8';
    default: return c;
  }
}

// What was not seen: '?' one character, '*' any number, also written "…", "...", "starts AB1" and "ends XYZ".
Value plate(std::string_view raw) {
  std::string folded = fold_characters(trimmed(raw));
  const auto replace = [&](std::string_view word, std::string_view by) {
    for (std::size_t at = folded.find(word); at != std::string::npos; at = folded.find(word, at + by.size())) folded.replace(at, word.size(), by);
  };
  bool starts = false, ends = false;
  for (const std::string_view word : {"starts with", "starts", "begins with", "begins", "beginning"})
    if (folded.starts_with(word)) folded.erase(0, word.size()), starts = true;
  for (const std::string_view word : {"ends with", "ends in", "ends", "ending"})
    if (folded.starts_with(word)) folded.erase(0, word.size()), ends = true;
  replace("\xe2\x80\xa6", "*");
  replace("...", "*");
  std::string text, skeleton;
  if (ends) text.push_back('*'), skeleton.push_back('*');
  for (const char c : folded) {
    const bool wild = c == '*' || c == '?';
    if (!is_letter(c) && !is_digit(c) && !wild) continue;
    if (c == '*' && !text.empty() && text.back() == '*') continue;
    text.push_back(c);
    skeleton.push_back(plate_class(c));
  }
  if (starts) text.push_back('*'), skeleton.push_back('*');
  if (std::none_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c); })) return {};
  return spelled(std::move(text), std::move(skeleton));
}

Value code(std::string_view raw) {
  std::string text;
  for (const char c : fold_characters(raw))
    if (is_letter(c) || is_digit(c) || is_high(c)) text.push_back(c);
  return spelled(std::move(text), {});
}

Value category(std::string_view raw) { return spelled(fold_words(raw), {}); }

Value set(std::string_view raw) {
  // Entries are separated by ; | or comma; words of an entry belong together. Without separators each word is an entry.
  std::string entries;
  const bool has_separator = raw.find_first_of(";|,") != std::string_view::npos;
  for (std::size_t at = 0; at <= raw.size();) {
    const std::size_t end = has_separator ? std::min(raw.find_first_of(";|,", at), raw.size()) : raw.size();
    std::string entry = fold_words(raw.substr(at, end - at));
    if (has_separator) std::replace(entry.begin(), entry.end(), ' ', '_');
    if (!entry.empty()) entries += (entries.empty() ? "" : " ") + entry;
    at = end + 1;
  }
  return spelled(sorted_words(entries, true), {});
}

Value text(std::string_view raw) { return spelled(sorted_words(fold_words(raw), true), {}); }

struct SpokenDigit {
  std::string_view word;
  char digit;
};
constexpr std::array<SpokenDigit, 12> kSpoken{{{"zero", '0'}, {"oh", '0'}, {"nought", '0'}, {"one", '1'}, {"two", '2'}, {"three", '3'}, {"four", '4'},
    {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'}}};

// Digits of a number as people write it to get past filters: words, "double", look-alike letters. '?' is an unknown digit.
std::string phone_digits(std::string_view folded) {
  std::string out;
  std::size_t times = 1;
  const auto put = [&](char c) { out.append(std::exchange(times, 1), c); };
  for (std::size_t at = 0; at < folded.size();) {
    const char c = folded[at];
    if (is_letter(c)) {
      std::size_t end = at;
      while (end < folded.size() && is_letter(folded[end])) ++end;
      const std::string_view word = folded.substr(at, end - at);
      if (word == "double") times = 2;
      if (word == "triple" || word == "treble") times = 3;
      for (const SpokenDigit& spoken : kSpoken)
        if (spoken.word == word) put(spoken.digit);
      if (word.find_first_not_of("oilsx") == std::string_view::npos)
        for (const char letter : word) put(letter == 'o' ? '0' : letter == 's' ? '5' : letter == 'x' ? '?' : '1');
      at = end;
      continue;
    }
    if (is_digit(c) || c == '?' || c == '+') put(c);
    ++at;
  }
  return out;
}

Value phone(std::string_view raw) {
  const std::string folded = fold_characters(trimmed(raw));
  PhoneKnown known = PhoneKnown::kWhole;
  if (folded.starts_with("ends") || folded.starts_with("ending") || folded.starts_with("*") || folded.starts_with("...") || folded.starts_with("\xe2\x80\xa6"))
    known = PhoneKnown::kEnd;
  else if (folded.starts_with("starts") || folded.starts_with("begins") || folded.ends_with("*") || folded.ends_with("...") || folded.ends_with("\xe2\x80\xa6"))
    known = PhoneKnown::kBeginning;
  std::string digits = phone_digits(folded);
  const bool has_plus = digits.starts_with('+');
  std::erase(digits, '+');
  if (known != PhoneKnown::kEnd) {
    // To the national number of the United Kingdom; numbers of elsewhere keep their country's digits.
    if (digits.starts_with("00")) digits.erase(0, 2);
    else if (!has_plus && digits.starts_with('0')) digits.erase(0, 1);
    if ((has_plus || digits.size() > 10) && digits.starts_with("44")) {
      digits.erase(0, 2);
      if (digits.starts_with('0')) digits.erase(0, 1);
    }
  }
  if (digits.size() > kMaxPhoneDigits) digits.erase(0, digits.size() - kMaxPhoneDigits);
  const auto certain = static_cast<std::size_t>(std::count_if(digits.begin(), digits.end(), is_digit));
  if (certain < 3) return {};
  std::uint64_t packed = 0;
  for (unsigned i = 0; i < kMaxPhoneDigits; ++i) {
    const std::size_t size = digits.size();
    const std::uint64_t nibble = i >= size ? 0xf : digits[size - 1 - i] == '?' ? 0xe : static_cast<std::uint64_t>(digits[size - 1 - i] - '0');
    packed |= nibble << (4 * i);
  }
  packed |= static_cast<std::uint64_t>(digits.size()) << 56 | static_cast<std::uint64_t>(known) << 60;
  Value value;
  value.code = packed;
  value.is_missing = false;
  return value;
}

// Reads a decimal number at `at` and moves behind it; nothing if there is none. Written here because WebAssembly's library
// does not read floating point; a last digit may differ from the correctly rounded one, alike on every machine.
std::optional<double> read_decimal(std::string_view text, std::size_t& at) {
  std::size_t here = at;
  const bool minus = here < text.size() && text[here] == '-';
  if (minus) ++here;
  const std::size_t digits_start = here;
  double number = 0;
  for (; here < text.size() && is_digit(text[here]); ++here) number = number * 10 + (text[here] - '0');
  bool has_digits = here > digits_start;
  if (here < text.size() && text[here] == '.') {
    double divisor = 1;
    std::size_t after = here + 1;
    for (; after < text.size() && is_digit(text[after]); ++after) {
      if (divisor < 1e15) number = number * 10 + (text[after] - '0'), divisor *= 10;
      has_digits = true;
    }
    number /= divisor;
    if (has_digits) here = after;
  }
  if (!has_digits) return std::nullopt;
  at = here;
  return minus ? -number : number;
}

// The numbers in a text; a minus counts only at its start.
std::vector<double> numbers_in(std::string_view text) {
  std::vector<double> out;
  for (std::size_t at = 0; at < text.size();) {
    const bool may_start = is_digit(text[at]) || text[at] == '.' || (text[at] == '-' && at == 0);
    const auto found = may_start ? read_decimal(text, at) : std::nullopt;
    if (found) out.push_back(*found);
    else ++at;
  }
  return out;
}

Value ranged(double first, double second) {
  if (!std::isfinite(first) || !std::isfinite(second)) return {};
  Value value;
  value.code = code_of({static_cast<float>(first), static_cast<float>(second)});
  value.is_missing = false;
  return value;
}

// A number ("1,250.00", "£30", "about 175") or an interval ("170-180", "170 to 180").
Value number(std::string_view raw) {
  std::string text = fold_characters(trimmed(raw));
  for (std::size_t at = text.find(','); at != std::string::npos; at = text.find(',', at))
    if (at > 0 && at + 3 < text.size() && is_digit(text[at - 1]) && is_digit(text[at + 1])) text.erase(at, 1);
    else text[at++] = ' ';
  const std::vector<double> found = numbers_in(text);
  if (found.empty()) return {};
  if (found.size() == 2 && found[0] <= found[1]) return ranged(found[0], found[1]);
  return ranged(found[0], found[0]);
}

std::vector<std::string_view> parts_of(std::string_view raw) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= raw.size();) {
    const std::size_t end = std::min(raw.find(kPartSeparator, at), raw.size());
    parts.push_back(raw.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Value point(std::string_view raw, bool geographic) {
  std::vector<double> found;
  for (const std::string_view part : parts_of(raw)) {
    std::string text(trimmed(part));
    // "51.5,-0.1" in one column: the sign belongs to the second number.
    for (char& c : text)
      if (c == ',' || c == ';') c = ' ';
    for (std::size_t at = 0; at < text.size();) {
      if (const auto coordinate = read_decimal(text, at)) found.push_back(*coordinate);
      else ++at;
    }
  }
  if (found.size() != 2) return {};
  if (geographic && (std::abs(found[0]) > 90 || std::abs(found[1]) > 180)) return {};
  return ranged(found[0], found[1]);
}

// The value of a digit of base64, of either alphabet, or below 16 of a hexadecimal one; nothing if it is none.
std::optional<unsigned> base64_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  if (is_digit(c)) return 52U + static_cast<unsigned>(c - '0');
  if (is_letter(lower)) return static_cast<unsigned>(lower - 'a') + (c == lower ? 26U : 0U);
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return std::nullopt;
}
std::optional<unsigned> hexadecimal_digit(char c) {
  const char lower = static_cast<char>(c | 0x20);
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10U;
  return std::nullopt;
}

// The bytes that digits of so many bits stand for. Bits behind the last whole byte are zeros.
template <class ValueOf>
std::optional<std::string> bytes_of(std::string_view digits, unsigned bits_of_digit, ValueOf&& value_of) {
  std::string out;
  unsigned pending = 0, bits = 0;
  for (const char c : digits) {
    const std::optional<unsigned> value = value_of(c);
    if (!value) return std::nullopt;
    pending = pending << bits_of_digit | *value;
    bits += bits_of_digit;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(pending >> bits));
    pending &= (1U << bits) - 1;
  }
  if (bits >= bits_of_digit || pending != 0) return std::nullopt;
  return out;
}

// A vector of 64 to 8,192 bits in hexadecimal digits or base64, padded or not. Nobody is encoded as no bit at all. Only base64 of a
// multiple of 192 bits could be read as both.
Value long_term_key(std::string_view raw) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  const std::string_view text = trimmed(raw);
  std::optional<std::string> bytes;
  if (text.size() % (2 * kWord) == 0) bytes = bytes_of(text, 4, hexadecimal_digit);
  if (!bytes) {
    const std::size_t padding = text.size() % 4 == 0 ? text.size() - 1 - std::min(text.find_last_not_of('='), text.size() - 1) : 0;
    if (padding <= 2) bytes = bytes_of(text.substr(0, text.size() - padding), 6, base64_digit);
  }
  if (!bytes || bytes->size() % kWord != 0 || bytes->size() > kMostBits / 8) return {};
  Value value;
  value.code = bits_set(*bytes);
  value.is_missing = value.code == 0;
  if (!value.is_missing) value.text = std::move(*bytes);
  return value;
}

std::int32_t days_from_civil(std::int32_t year, std::int32_t month, std::int32_t day) {
  // H. Hinnant, "chrono-compatible low-level date algorithms".
  year -= month <= 2 ? 1 : 0;
  const std::int32_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int32_t of_era = year - era * 400;
  const std::int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct Moment {
  std::int32_t year = 0, month = 0, day = 0;
  std::optional<std::int32_t> minute;  // of the day
};

// Year-month-day, yyyymmdd, day/month/year (month first only where the day would be impossible), "24 Jun 1971"; then perhaps a time.
std::optional<Moment> moment(std::string_view raw) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  const std::string text = fold_characters(trimmed(raw));
  std::vector<std::int32_t> numbers;
  std::vector<std::size_t> widths;
  std::int32_t named_month = 0;
  std::size_t named_at = 0;
  bool afternoon = false;
  for (std::size_t at = 0; at < text.size() && numbers.size() < 6;) {
    if (is_digit(text[at])) {
      std::int32_t value = 0;
      const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
      if (error != std::errc()) return std::nullopt;
      const auto width = static_cast<std::size_t>(end - text.data()) - at;
      numbers.push_back(value);
      widths.push_back(width);
      at += width;
    } else if (is_letter(text[at])) {
      std::size_t end = at;
      while (end < text.size() && is_letter(text[end])) ++end;
      const std::size_t month = end - at >= 3 ? kMonths.find(text.substr(at, 3)) : std::string_view::npos;
      if (month != std::string_view::npos && month % 3 == 0 && named_month == 0) {
        named_month = static_cast<std::int32_t>(month / 3 + 1);
        named_at = numbers.size();
      }
      if (text.substr(at, end - at) == "pm") afternoon = true;
      at = end;
    } else {
      ++at;
    }
  }
  Moment out;
  std::size_t used = 3;
  if (named_month != 0 && numbers.size() >= 2) {
    out.month = named_month;
    const bool year_first = widths[0] == 4;
    out.day = numbers[year_first ? 1 : 0];
    out.year = numbers[year_first ? 0 : 1];
    used = 2;
    if (named_at > 2) return std::nullopt;
  } else if (!numbers.empty() && widths[0] == 8) {
    out = {numbers[0] / 10000, numbers[0] / 100 % 100, numbers[0] % 100, std::nullopt};
    used = 1;
  } else if (numbers.size() >= 3 && widths[0] == 4) {
    out = {numbers[0], numbers[1], numbers[2], std::nullopt};
  } else if (numbers.size() >= 3) {
    out = {numbers[2], numbers[1], numbers[0], std::nullopt};
    if (out.month > 12) std::swap(out.month, out.day);
    if (widths[2] == 2) out.year += out.year < 30 ? 2000 : 1900;
  } else {
    return std::nullopt;
  }
  if (out.year < 1000 || out.year > 2999 || out.month < 1 || out.month > 12 || out.day < 1 || out.day > 31) return std::nullopt;
  if (numbers.size() >= used + 2 && numbers[used] < 24 && numbers[used + 1] < 60)
    out.minute = (numbers[used] + (afternoon && numbers[used] < 12 ? 12 : 0)) * 60 + numbers[used + 1];
  return out;
}

Value date(std::string_view raw) {
  const auto read = moment(raw);
  if (!read) return {};
  Value value;
  std::int32_t digits = read->year * 10000 + read->month * 100 + read->day;
  for (unsigned i = 0; i < 8; ++i, digits /= 10) value.code |= static_cast<std::uint64_t>(digits % 10) << (4 * i);
  value.is_missing = false;
  return value;
}

// In days since 1970, with parts of a day; without a time of day the whole day.
Value time(std::string_view raw) {
  std::optional<Range> out;
  for (const std::string_view part : parts_of(raw)) {
    const auto read = moment(part);
    if (!read) continue;
    const double day = days_from_civil(read->year, read->month, read->day);
    const double from = day + read->minute.value_or(0) / 1440.0;
    const double until = read->minute ? from : day + 1;
    if (!out) out = Range{static_cast<float>(from), static_cast<float>(until)};
    else out = Range{std::min(out->first, static_cast<float>(from)), std::max(out->second, static_cast<float>(until))};
  }
  if (!out) return {};
  return ranged(out->first, out->second);
}

}  // namespace

std::string fold_words(std::string_view raw) {
  std::string out;
  for (const char c : fold_characters(raw)) {
    if (c == '\'' || c == '`') continue;
    const bool is_word = is_letter(c) || is_digit(c) || is_high(c);
    if (is_word) out.push_back(c);
    else if (!out.empty() && out.back() != ' ') out.push_back(' ');
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::uint64_t code_of(Range range) {
  // One zero: -0 and 0 are the same place.
  return static_cast<std::uint64_t>(std::bit_cast<std::uint32_t>(range.first + 0.0F)) << 32 | std::bit_cast<std::uint32_t>(range.second + 0.0F);
}

std::int32_t year_of(std::uint64_t date_code) {
  std::int32_t year = 0;
  for (unsigned i = 8; i-- > 4;) year = year * 10 + static_cast<std::int32_t>(date_code >> (4 * i) & 0xf);
  return year;
}

std::int32_t days_of(std::uint64_t date_code) {
  const auto two_digits = [&](unsigned at) { return static_cast<std::int32_t>((date_code >> (at + 4) & 0xf) * 10 + (date_code >> at & 0xf)); };
  return days_from_civil(year_of(date_code), two_digits(8), two_digits(0));
}

Value normalise(Kind kind, std::string_view raw) {
  // More than anybody types into a field; the rest is not compared.
  constexpr std::size_t kMostCompared = 16'384;
  raw = raw.substr(0, kMostCompared);
  if (raw.size() < 64 && says_nothing(fold_characters(raw))) return {};
  switch (kind) {
    case Kind::kGivenName: return given_name(raw);
    case Kind::kSurname: return surname(raw);
    case Kind::kName: return whole_name(raw);
    case Kind::kDate: return date(raw);
    case Kind::kPhone: return phone(raw);
    case Kind::kEmail: return email(raw);
    case Kind::kHandle: return handle(raw);
    case Kind::kPlate: return plate(raw);
    case Kind::kCode:
    case Kind::kPostcode: return code(raw);
    case Kind::kPlace: return place(raw);
    case Kind::kPoint: return point(raw, true);
    case Kind::kPosition: return point(raw, false);
    case Kind::kCategory: return category(raw);
    case Kind::kSet: return set(raw);
    case Kind::kText: return text(raw);
    case Kind::kNumber: return number(raw);
    case Kind::kTime: return time(raw);
    case Kind::kLongTermKey: return long_term_key(raw);
  }
  return {};
}

}  // namespace parasol::linkage
