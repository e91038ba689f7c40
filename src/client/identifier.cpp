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

bool is_direction_or_zero_width(UChar32 c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
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
  const auto is_space = [](char16_t c) { return u_isUWhiteSpace(c) || c == 0xFEFF; };
  std::int32_t begin = 0, end = text.length();
  while (begin < end && is_space(text[begin])) ++begin;
  while (begin < end && is_space(text[end - 1])) --end;
  return text.tempSubStringBetween(begin, end);
}

Result<std::string> domain_to_ascii(const icu::UnicodeString& domain) {
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
      UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, code));
  if (U_FAILURE(code)) return failure(ErrorCode::kInternal, u_errorName(code));
  icu::UnicodeString ascii;
  icu::IDNAInfo info;
  idna->nameToASCII(domain, ascii, info, code);
  if (U_FAILURE(code) || info.hasErrors()) return invalid("email", "domain");
  auto out = to_utf8(ascii);
  // UTS #46 lets the empty label of the root pass.
  if (out.find('.') == std::string::npos || out.starts_with('.') || out.ends_with('.')) return invalid("email", "domain");
  return out;
}

enum class Length { kAny, kPossible };

Result<std::string> to_e164(const std::string& text, std::string_view region, Length length = Length::kAny) {
  using i18n::phonenumbers::PhoneNumber;
  using i18n::phonenumbers::PhoneNumberUtil;
  const auto& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  if (util.Parse(text, std::string(region), &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return invalid("phone", "not a phone number");
  if (length == Length::kPossible && util.IsPossibleNumberWithReason(number) != PhoneNumberUtil::IS_POSSIBLE)
    return invalid("phone", "impossible length");
  std::string out;
  util.Format(number, PhoneNumberUtil::E164, &out);
  return out;
}

}  // namespace

Result<Identifier> Identifier::phone(std::string_view text, std::string_view region) {
  if (text.size() > kLongestInput || !is_clean_utf8(text)) return invalid("phone", "length or encoding");
  icu::UnicodeString visible;
  bool has_letter = false;
  for_each_character(from_utf8(text), [&](UChar32 c) {
    has_letter = has_letter || (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0;
    if (!is_direction_or_zero_width(c)) visible.append(c);
  });
  // The library would read over a letter O typed for a zero, or turn letters into digits.
  if (has_letter) return invalid("phone", "letters");

  PARASOL_TRY(auto value, to_e164(to_utf8(visible), region));
  // Mexico's former mobile prefix, which people still write; newer metadata calls such numbers too long.
  constexpr std::string_view kMexicoMobile = "+521";
  if (value.starts_with(kMexicoMobile) && value.size() == kMexicoMobile.size() + 10) value.erase(3, 1);
  // One number, one token: the result must read as itself (an odd trunk prefix can survive the first reading).
  PARASOL_TRY(const auto again, to_e164(value, "ZZ", Length::kPossible));
  if (again != value) return invalid("phone", "ambiguous");
  return Identifier("tel", std::move(value));
}

Result<Identifier> Identifier::email(std::string_view text) {
  if (text.size() > kLongestInput || !is_clean_utf8(text)) return invalid("email", "length or encoding");
  PARASOL_TRY(const auto address, nfc(trimmed(from_utf8(text))));
  bool has_stray = false;
  for_each_character(address, [&](UChar32 c) {
    has_stray = has_stray || u_isUWhiteSpace(c) || (U_GET_GC_MASK(c) & (U_GC_CC_MASK | U_GC_CF_MASK)) != 0;
  });
  if (has_stray) return invalid("email", "space or invisible character");
  const auto at = address.indexOf(u'@');
  if (at <= 0 || at != address.lastIndexOf(u'@')) return invalid("email", "not one @");

  PARASOL_TRY(auto domain, domain_to_ascii(address.tempSubString(at + 1)));
  icu::UnicodeString lower(address, 0, at);
  PARASOL_TRY(const auto local_part, nfc(lower.toLower(icu::Locale::getRoot())));
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
