#pragma once
// What a directory's objects hold: HSDS 3.0 in the form of the Open Referral UK profile, and fields of our own, which begin
// with x_. The shapes are data: the parser of our files, the reader of other directories' feeds and what is published all go
// by them.
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "directory/json.h"

namespace parasol::directory {

enum class Kind : std::uint8_t {
  kText,          // of at most `most` characters
  kMark,          // likewise, but nothing that people search for
  kUuid,
  kSlug,
  kPage,          // the three signs in the address of a page
  kCode,          // [a-z0-9_]
  kDate,
  kRoughDate,     // a day, a month, a year, "undated", or "undated, 2023 or later"
  kTime,
  kHour,
  kWebAddress,
  kEmail,
  kPhoneNumber,
  kLanguage,
  kByDay,
  kByMonthDay,
  kNumber,        // from 0 to `most`
  kLatitude,      // to three decimals, so that they are no house
  kLongitude,
  kBoolean,
  kOneOf,         // one of `words`
  kSeveralOf,     // a list of `words`
  kCodes,         // a list of codes
  kTexts,         // a list of texts of at most `most` characters
  kTranslations,  // texts of at most `most` characters by the code of their language
  kObject,        // of the shape `of`
  kObjects,       // a list of at most `most`
  kAnything,
};

enum class Use : std::uint8_t { kOptional, kRequired, kPrivate };  // what is private is never published

struct Shape;

struct Field {
  std::string_view name;
  Kind kind;
  std::size_t most = 0;
  const Shape* of = nullptr;
  std::span<const std::string_view> words = {};
  Use use = Use::kOptional;
};

struct Shape {
  std::span<const Field> fields;
  const Field* find(std::string_view name) const;
};

extern const Shape kService;
extern const Shape kOrganization;
extern const Shape kTaxonomies;  // of taxonomies.json
extern const Shape kTaxonomy;
extern const Shape kTaxonomyTerm;
extern const Shape kAreas;       // of areas.json

// What a description may be at most, in characters.
constexpr std::size_t kMostDescription = 600;

// What is wrong with a value that is neither an object of a shape nor a list of such; empty if nothing is.
std::string fault_of(const Field& field, const Json& value);

// Names each fault with the path of the field, such as "phones[0].number".
using Report = std::function<void(std::string field, std::string what)>;
void check(const Json& value, const Shape& shape, const std::string& path, const Report& report);

// Without what is private and what is empty, in the shape's order; `with_lists`: also lists of objects.
Json published(const Json& value, const Shape& shape, bool with_lists);

// Calls visit(text) for everything that people may search for: texts, their translations, telephone numbers.
void visit_texts(const Json& value, const Shape& shape, const std::function<void(std::string_view)>& visit);

}  // namespace parasol::directory
