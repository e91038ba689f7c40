#pragma once
// The small forms that values of a directory have, and what a text is searched by.
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace parasol::directory {

// RFC 9562, in lower case: what names an entry, and its file in the review queue.
bool is_uuid(std::string_view text);
// Always the same for the same seed (RFC 9562 version 8, from SHA-256), for what comes without an identifier of its own.
std::string derived_uuid(std::string_view seed);

// "night-owl": a file's name without its ending; [a-z0-9] and single hyphens between, at most 60 characters.
bool is_slug(std::string_view text);
// From a name; "entry" if no letter of it has a place in a slug.
std::string slug_of(std::string_view name);

// "k3f": three small letters or digits, the address of a page, which says nothing of what is on it.
bool is_page(std::string_view text);

// "2026-11-22": its day counted from 1970-01-01.
std::optional<std::int64_t> read_date(std::string_view text);
std::string date_text(std::int64_t day);
// RFC 3339, "2026-11-22T20:15:00.123Z" or with an offset; or a date, which is its beginning in UTC.
std::optional<Millis> read_time(std::string_view text);
std::string time_text(Millis time);
// "09:30", with seconds if need be, and "Z" or an offset; "24:00" is the day's end.
bool is_hour(std::string_view text);

// http or https, a host, and no character that ends an attribute or a line.
bool is_web_address(std::string_view text);
bool is_email(std::string_view text);
// Digits, spaces and +()-, at least three digits.
bool is_phone_number(std::string_view text);
// "en", "zh-Hans", "pt-BR".
bool is_language(std::string_view text);
// RFC 5545 BYDAY, "MO,TU" or "2MO,-1FR"; BYMONTHDAY, "1,15,-1".
bool is_by_day(std::string_view text);
bool is_by_month_day(std::string_view text);

// Characters of clean UTF-8.
std::size_t length_of(std::string_view utf8);
// Without case, accents and punctuation: words with one space between them. Bytes that are no UTF-8 are between words.
std::string folded(std::string_view utf8);

}  // namespace parasol::directory
