#include "directory/forms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/fold.h"
#include "crypto/primitives.h"

namespace parasol::directory {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostSlug = 60;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Takes a number of exactly so many digits off the text.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits || !std::ranges::all_of(text.substr(0, digits), is_digit)) return std::nullopt;
  int out = 0;
  for (const char c : text.substr(0, digits)) out = 10 * out + (c - '0');
  text.remove_prefix(digits);
  return out;
}

bool take(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  using namespace std::chrono;
  const auto y = take_number(text, 4);
  if (!y || !take(text, "-")) return std::nullopt;
  const auto m = take_number(text, 2);
  if (!m || !take(text, "-")) return std::nullopt;
  const auto d = take_number(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date).time_since_epoch().count();
}

// "+01:00", "-0500" or "Z", in minutes.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, "Z") || take(text, "z")) return 0;
  const bool is_behind = text.starts_with('-');
  if (!take(text, "+") && !take(text, "-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  if (!hours) return std::nullopt;
  take(text, ":");
  const auto minutes = take_number(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (is_behind ? -1 : 1) * (*hours * 60 + *minutes);
}

std::optional<Millis> take_hour(std::string_view& text, bool wants_seconds) {
  const auto hours = take_number(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = take_number(text, 2);
  if (!minutes) return std::nullopt;
  Millis out = *hours * kHour + *minutes * kMinute;
  if (take(text, ":")) {
    const auto seconds = take_number(text, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    out += *seconds * kSecond;
    if (take(text, ".")) {
      Millis unit = 100;
      if (text.empty() || !is_digit(text.front())) return std::nullopt;
      for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1), unit /= 10) out += (text.front() - '0') * unit;
    }
  } else if (wants_seconds) {
    return std::nullopt;
  }
  if (*minutes > 59 || out > kDay) return std::nullopt;
  return out;
}

// Whether each part between commas is as it should be; there is at least one.
template <class IsGood>
bool all_parts(std::string_view list, IsGood is_good) {
  for (;;) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (!is_good(list.substr(0, comma))) return false;
    if (comma == list.size()) return true;
    list.remove_prefix(comma + 1);
  }
}

// A whole number from 1 to `most`, which may have a sign.
bool is_ordinal(std::string_view text, int most) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() && is_digit(text.front()) && number >= 1 && number <= most;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
  if (c < 0x80) return byte(c);
  if (c < 0x800) {
    byte(0xc0 | c >> 6);
  } else {
    if (c < 0x10000) {
      byte(0xe0 | c >> 12);
    } else {
      byte(0xf0 | c >> 18);
      byte(0x80 | (c >> 12 & 0x3f));
    }
    byte(0x80 | (c >> 6 & 0x3f));
  }
  byte(0x80 | (c & 0x3f));
}

// Punctuation and spaces of ASCII, Latin-1, general punctuation and CJK; what is no character.
bool is_between_words(char32_t c) {
  if (c < 0x80) return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
  return c <= 0xbf || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f && !is_han(c)) || c == 0xfffd || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff;
}

}  // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_hyphen ? text[i] != '-' : !(is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'f'))) return false;
  }
  return true;
}

std::string derived_uuid(std::string_view seed) {
  auto hash = crypto::sha256(as_bytes(seed));
  hash[6] = static_cast<std::uint8_t>(0x80 | (hash[6] & 0x0f));
  hash[8] = static_cast<std::uint8_t>(0x80 | (hash[8] & 0x3f));
  std::string out = to_hex(ByteView(hash).first(16));
  for (const std::size_t at : {8U, 13U, 18U, 23U}) out.insert(at, 1, '-');
  return out;
}

bool is_slug(std::string_view text) {
  if (text.empty() || text.size() > kMostSlug || text.front() == '-' || text.back() == '-' || text.find("--") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_page(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c); });
}

std::string slug_of(std::string_view name) {
  std::string out;
  for (const char c : folded(name)) {
    if (is_lower(c) || is_digit(c)) out.push_back(c);
    else if (c == ' ' && !out.empty() && out.back() != '-') out.push_back('-');
    if (out.size() == kMostSlug) break;
  }
  while (out.ends_with('-')) out.pop_back();
  return out.empty() ? "entry" : out;
}

std::optional<std::int64_t> read_date(std::string_view text) {
  const auto day = take_date(text);
  return text.empty() ? day : std::nullopt;
}

std::string date_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  std::array<char, 16> out{};
  const int size = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                 static_cast<unsigned>(date.day()));
  return {out.data(), static_cast<std::size_t>(size)};
}

std::optional<Millis> read_time(std::string_view text) {
  const auto day = take_date(text);
  if (!day) return std::nullopt;
  if (text.empty()) return *day * kDay;
  if (!take(text, "T") && !take(text, "t") && !take(text, " ")) return std::nullopt;
  const auto hour = take_hour(text, true);
  if (!hour) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *day * kDay + *hour - *offset * kMinute;
}

std::string time_text(Millis time) {
  const std::int64_t day = (time >= 0 ? time : time - kDay + 1) / kDay;
  const auto rest = static_cast<int>(time - day * kDay);
  std::array<char, 24> out{};
  const int size = std::snprintf(out.data(), out.size(), "T%02d:%02d:%02d.%03dZ", rest / 3'600'000 % 24, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
  return date_text(day) + std::string(out.data(), static_cast<std::size_t>(size));
}

bool is_hour(std::string_view text) {
  if (!take_hour(text, false)) return false;
  return text.empty() || (take_offset(text) && text.empty());
}

bool is_web_address(std::string_view text) {
  if (text.size() > 2000 || (!take(text, "https://") && !take(text, "http://"))) return false;
  const std::size_t host = std::min(text.find_first_of("/?#"), text.size());
  if (host == 0 || text.substr(0, host).find_first_of("@\\") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f && "\"'<>\\^`{|}"sv.find(c) == std::string_view::npos; });
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (text.size() > 254 || at == 0 || at >= text.size() - 1 || text.find('@', at + 1) != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || is_lower(c) || is_upper(c) || "@.!#$%&*+/=?^_~-"sv.find(c) != std::string_view::npos; });
}

bool is_phone_number(std::string_view text) {
  const auto is_part = [](char c) { return is_digit(c) || " +()-"sv.find(c) != std::string_view::npos; };
  return text.size() <= 30 && std::ranges::all_of(text, is_part) && std::ranges::count_if(text, is_digit) >= 3;
}

bool is_language(std::string_view text) {
  const std::size_t hyphen = std::min(text.find('-'), text.size());
  if (hyphen < 2 || hyphen > 3 || !std::ranges::all_of(text.substr(0, hyphen), is_lower)) return false;
  if (hyphen == text.size()) return true;
  const std::string_view rest = text.substr(hyphen + 1);
  if (rest.size() == 2) return std::ranges::all_of(rest, is_upper);
  return rest.size() == 4 && is_upper(rest.front()) && std::ranges::all_of(rest.substr(1), is_lower);
}

bool is_by_day(std::string_view text) {
  return all_parts(text, [](std::string_view part) {
    if (part.size() < 2) return false;
    const std::string_view day = part.substr(part.size() - 2);
    part.remove_suffix(2);
    constexpr std::array<std::string_view, 7> kDays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    return std::ranges::find(kDays, day) != kDays.end() && (part.empty() || is_ordinal(part, 5));
  });
}

bool is_by_month_day(std::string_view text) {
  return all_parts(text, [](std::string_view part) { return !part.empty() && is_ordinal(part, 31); });
}

std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string folded(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t original = next_code_point(utf8, at);
    if (is_invisible(original)) continue;
    const auto [first, second] = fold_letter(original);
    if (is_between_words(first)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
      continue;
    }
    append_utf8(out, first);
    if (second != 0) append_utf8(out, second);
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace parasol::directory
