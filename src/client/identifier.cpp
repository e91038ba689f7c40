#include "client/identifier.h"

#include <phonenumbers/phonenumberutil.h>
#include <unicode/idna.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

#include "base/utf8.h"

namespace parasol::client {
namespace {

constexpr std::size_t kLongestInput = 320;  // bytes; the longest e-mail address (RFC 3696 erratum 1690)

// Providers that deliver name+tag to name, besides Gmail.
constexpr auto kPlusTagDomains = std::to_array<std::string_view>(
    {"outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "icloud.com", "me.com", "mac.com",
     "fastmail.com", "fastmail.fm", "proton.me", "protonmail.com", "protonmail.ch", "pm.me"});

template <class Function>
void for_each_character(const icu::UnicodeString& text, Function function) {
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) function(text.char32At(i));
}

template <class Predicate>
bool all_characters(const icu::UnicodeString& text, Predicate predicate) {
  bool all = true;
  for_each_character(text, [&](UChar32 c) { all = all && predicate(c); });
  return all;
}

// Marks that come along when text is copied: soft hyphen, zero-width, direction marks, byte order mark.
bool is_invisible(UChar32 c) {
  return c == 0x00AD || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

bool is_in(UChar32 c, std::u16string_view set) {
  return c <= 0xFFFF && set.find(static_cast<char16_t>(c)) != std::u16string_view::npos;
}

bool is_letter_mark_or_number(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

Result<icu::UnicodeString> nfc(const icu::UnicodeString& text) {
  UErrorCode code = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFCInstance(code);
  if (U_FAILURE(code)) return failure(ErrorCode::kInternal, u_errorName(code));
  auto out = normalizer->normalize(text, code);
  if (U_FAILURE(code)) return failure(ErrorCode::kInternal, u_errorName(code));
  return out;
}

icu::UnicodeString trimmed(const icu::UnicodeString& text) {
  const auto is_space = [](char16_t c) { return u_isUWhiteSpace(c) || is_invisible(c); };
  std::int32_t begin = 0, end = text.length();
  while (begin < end && is_space(text[begin])) ++begin;
  while (begin < end && is_space(text[end - 1])) --end;
  return text.tempSubStringBetween(begin, end);
}

Result<std::string> domain_to_ascii(const icu::UnicodeString& domain) {
  if (!all_characters(domain, [](UChar32 c) { return is_letter_mark_or_number(c) || is_in(c, u".-\u3002\uff0e\uff61"); }))
    return invalid("email", "domain");
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, code));
  if (U_FAILURE(code)) return failure(ErrorCode::kInternal, u_errorName(code));
  icu::UnicodeString ascii;
  icu::IDNAInfo info;
  idna->nameToASCII(domain, ascii, info, code);
  if (U_FAILURE(code) || info.hasErrors()) return invalid("email", "domain");
  auto out = to_utf8(ascii);
  // UTS #46 lets the empty label of the root pass. A last label of digits is an IPv4 address.
  const auto last_dot = out.rfind('.');
  if (last_dot == std::string::npos || out.find_first_not_of("0123456789", last_dot + 1) == std::string::npos)
    return invalid("email", "domain");
  return out;
}

// What one would dial: at most one "+" in front of digits, without punctuation and without an extension after "#".
// Anything else is refused: the library would read over a letter O typed for a zero, or turn letters into digits.
Result<std::string> dialled_characters(const icu::UnicodeString& text) {
  constexpr std::u16string_view kPunctuation = u"().-/~\u00b7\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c\u30fc";
  std::string out;
  const bool is_known = all_characters(text, [&](UChar32 c) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full-width forms of ASCII
    if (u_isUWhiteSpace(c) || is_invisible(c) || is_in(c, kPunctuation)) return true;
    if (const auto digit = u_charDigitValue(c); digit >= 0)
      out.push_back(static_cast<char>('0' + digit));
    else if (c == '+' || c == '#')
      out.push_back(static_cast<char>(c));
    else
      return false;
    return true;
  });
  if (!is_known) return invalid("phone", "characters");

  if (const auto mark = out.find('#'); mark != std::string::npos) {
    auto extension = std::string_view(out).substr(mark + 1);
    if (extension.ends_with('#')) extension.remove_suffix(1);
    if (extension.empty() || extension.size() > 7 || extension.find_first_not_of("0123456789") != std::string::npos)
      return invalid("phone", "characters");
    out.resize(mark);
  }
  const auto first_digit = out.find_first_not_of('+');
  if (first_digit == std::string::npos || out.find('+', first_digit) != std::string::npos)
    return invalid("phone", "characters");
  if (first_digit > 1) out.erase(1, first_digit - 1);
  return out;
}

enum class Length { kAny, kPossible };

Result<std::string> to_e164(const std::string& text, std::string_view region, Length length = Length::kAny) {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  std::string country(region);
  std::ranges::transform(country, country.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  if (util.Parse(text, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return invalid("phone", "not a phone number");
  if (length == Length::kPossible && util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE)
    return invalid("phone", "impossible length");
  std::string out;
  util.Format(number, PhoneNumberUtil::E164, &out);
  return out;
}

// Mexico's former "1" behind the country code, which people still write; newer metadata calls such numbers too long.
std::string without_mexican_mobile_prefix(const std::string& number) {
  constexpr std::string_view kPrefix = "+521";
  return number.starts_with(kPrefix) && number.size() == kPrefix.size() + 10 ? "+52" + number.substr(kPrefix.size()) : number;
}

}  // namespace

Result<Identifier> Identifier::phone(std::string_view text, std::string_view region) {
  if (text.size() > kLongestInput || !is_clean_utf8(text)) return invalid("phone", "length or encoding");
  PARASOL_TRY(const auto dialled, dialled_characters(from_utf8(text)));
  PARASOL_TRY(const auto first, to_e164(dialled, region));
  std::string value = without_mexican_mobile_prefix(first);
  // One number, one token: the result must read as itself (an odd trunk prefix can survive the first reading).
  PARASOL_TRY(const auto again, to_e164(value, "ZZ", Length::kPossible));
  if (again != value) return invalid("phone", "ambiguous");
  return Identifier("tel", std::move(value));
}

Result<Identifier> Identifier::email(std::string_view text) {
  if (text.size() > kLongestInput || !is_clean_utf8(text)) return invalid("email", "length or encoding");
  PARASOL_TRY(const auto address, nfc(trimmed(from_utf8(text))));
  const auto at = address.indexOf(u'@');
  if (at <= 0 || at != address.lastIndexOf(u'@')) return invalid("email", "not one @");

  PARASOL_TRY(auto domain, domain_to_ascii(address.tempSubString(at + 1)));
  icu::UnicodeString lower(address, 0, at);
  PARASOL_TRY(const auto local_part, nfc(lower.toLower(icu::Locale::getRoot())));
  // RFC 5322 "atext" and dots, and letters and digits of any script.
  if (!all_characters(local_part, [](UChar32 c) { return is_letter_mark_or_number(c) || is_in(c, u".!#$%&'*+/=?^_`{|}~-"); }))
    return invalid("email", "characters");
  auto local = to_utf8(local_part);
  if (domain == "googlemail.com") domain = "gmail.com";
  const bool is_gmail = domain == "gmail.com";
  if (is_gmail || std::ranges::find(kPlusTagDomains, domain) != kPlusTagDomains.end()) local = local.substr(0, local.find('+'));
  if (is_gmail) std::erase(local, '.');
  if (local.empty()) return invalid("email", "no name before the @");
  return Identifier("eml", local + '@' + domain);
}

Sensitive Identifier::token() const {
  std::string out(type_);
  out.push_back('\0');
  out += value_.expose();
  return Sensitive(std::move(out));
}

}  // namespace parasol::client
