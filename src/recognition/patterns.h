#pragma once
// Rules precision and content: what a text says about time, place and her, found by the patterns of lists.h and by the
// form of numbers. Knows nothing about a particular reporter but the day of the incident.
//
// A pattern is a sequence of items, each one token:
//   word|word   one of these, folded; Han words are cut into characters      ^word|word  the same, with a capital
//   {n}      a number of up to four digits, or a number word                 {digits}    only the former
//   {day}    1 to 31 in one or two digits                                    {month}     the name of a month
//   {ordinal} first, second …                                                {letter}    one capital letter
//   {cap}    a word with a capital that is no function word                  {w}         any word
//   {han}    a Han character that is no function word
#include <optional>
#include <vector>

#include "recognition/recognise.h"
#include "recognition/text.h"

namespace parasol::recognition {

struct Found {
  Why why;
  std::uint32_t start;  // code points of the original
  std::uint32_t end;
};

// Everything in `text` that the patterns object to. A day that is `incident` is kIncidentDate.
std::vector<Found> find_patterns(const Text& text, const std::optional<Date>& incident);

bool is_function_word(std::u32string_view word);
// Function words and common words, or a common pair of Han characters.
bool is_common_word(std::u32string_view word);
// The value of a number word in any language, from 0 to 12; nothing for other words.
std::optional<std::uint8_t> number_word(std::u32string_view word);

// Whether a list holds an item that can never match. For the tests.
bool has_unusable_pattern();

}  // namespace parasol::recognition
