#pragma once
// The recognition test: would this text give the reporter away to someone who remembers every encounter?
//
// It compares everything the reporter wrote with the text that others would see, and explains every place it objects to
// with a code. It looks at texts only and never scores a person. It runs in browsers (WebAssembly, see wire.h), where
// the reporter's words are readable, and natively in tests; both are this code.
//
//   rule            objects to                                                                    level
//   value           a reporter-side value as a whole, however it is written                       high
//   token           a part of one: a word of four letters or more, two neighbouring Han characters high
//   verbatim        six words in a row (eight Han characters) of what she told                    high
//                   the same with one word changed                                                medium
//   precision       a time finer than the week, a place finer than the area band                  medium
//   content         price, service, injury, colleagues, quotation, first person, origin, gender … medium
//   single_source   any words beyond coded facts while there is one source                        medium
//
// Language: the lists know English, Portuguese, Romanian and Chinese and are all applied to every text, so that a text
// in two languages is read in both. A word of another language passes the last three rules unseen. Traditional and
// simplified characters count as different.
//
// Cost: linear in the size of the input but for spelling variants of names, which compare each distinct word of a name
// (≤ 256 characters) with each distinct word of the texts; a mask of letters rules out nearly all. Limits are in wire.h;
// a usual report takes milliseconds, the worst request that fits into them some seconds.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parasol::recognition {

// Rises whenever an answer may differ from the version before; it stands in each signed recognition record.
constexpr std::uint16_t kRecogniserVersion = 1;

// As in vocabulary/recognition_levels.json.
enum class Level : std::uint8_t { kLow = 0, kMedium = 1, kHigh = 2 };

// What a text of the reporter is. All but kNarrative are values: found as a whole and by their parts.
enum class ReporterKind : std::uint8_t {
  kName = 1,
  kWorkingName = 2,
  kPhone = 3,
  kEmail = 4,
  kHandle = 5,
  kPlace = 6,
  kVenue = 7,
  kPrice = 8,
  kService = 9,
  kAge = 10,
  kOther = 11,
  kNarrative = 12,  // told in her own words: only runs of words count
};
constexpr std::uint8_t kReporterKinds = 12;

struct ReporterText {
  ReporterKind kind;
  std::string text;  // a value longer than kLongestValue is read as a narrative too
};
constexpr std::size_t kLongestValue = 1024;  // bytes

// Where a text stands in the artefact.
enum class ArtefactField : std::uint8_t {
  kFreeText = 1,
  kShortText = 2,
  kArea = 3,        // a code of the area bands
  kPeriod = 4,      // 2026-11, 2026-Q4 or 2026-W45
  kDescriptor = 5,  // a descriptor answered in own words
  kCoded = 6,       // a controlled word's code; anything else found here is read as free text
  kIdentifier = 7,  // of the person warned about, canonical or shown
};
constexpr std::uint8_t kArtefactFields = 7;

struct ArtefactText {
  ArtefactField field;
  std::string text;
};

struct Date {
  std::uint16_t year;
  std::uint8_t month;  // 1 to 12
  std::uint8_t day;    // 1 to 31
};

struct Input {
  std::optional<Date> incident_date;
  std::string exact_place;      // empty if not known; a value of hers
  std::uint8_t sources = 1;     // reports behind the artefact; 0 counts as 1
  // The vocabulary's controlled words, as shown (labels in every language): no part of a value is objected to for being
  // one, and no words beyond them is what "coded facts only" means.
  std::vector<std::string> controlled;
  std::vector<ReporterText> reporter;
  std::vector<ArtefactText> artefact;
};

enum class Rule : std::uint8_t { kValue = 1, kToken = 2, kVerbatim = 3, kPrecision = 4, kContent = 5, kSingleSource = 6 };

// Why a place was objected to; why_name() gives the code that the catalogues translate. The first eleven are the kinds
// of reporter values, in their order.
enum class Why : std::uint8_t {
  kOwnName = 1,
  kOwnWorkingName = 2,
  kOwnPhone = 3,
  kOwnEmail = 4,
  kOwnHandle = 5,
  kOwnPlace = 6,
  kOwnVenue = 7,
  kOwnPrice = 8,
  kOwnService = 9,
  kOwnAge = 10,
  kOwnOther = 11,
  kIncidentDate = 12,
  kVerbatim = 13,
  kNearVerbatim = 14,
  kDay = 15,
  kWeekday = 16,
  kClock = 17,
  kRecent = 18,
  kPeriodForm = 19,
  kStreet = 20,
  kBuilding = 21,
  kPostcode = 22,
  kLandmark = 23,
  kAreaForm = 24,
  kPrice = 25,
  kService = 26,
  kInjury = 27,
  kColleagues = 28,
  kQuotation = 29,
  kFirstPerson = 30,
  kOrigin = 31,
  kGender = 32,
  kSector = 33,
  kAnimal = 34,
  kTattoo = 35,
  kTargetGroup = 36,
  kSingleSource = 37,
};
constexpr std::uint8_t kWhys = 37;

// "own_name", "near_verbatim" …; stable.
std::string_view why_name(Why why);
// "value", "token", "verbatim", "precision", "content", "single_source"; stable.
std::string_view rule_name(Rule rule);

// One place that was objected to.
struct Hit {
  Rule rule;
  Why why;
  Level level;
  std::uint16_t text;    // index in Input::artefact
  std::uint32_t start;   // in code points of that text
  std::uint32_t length;  // ≥ 1 unless the text is empty
  bool operator==(const Hit&) const = default;
};

struct Recognition {
  Level level = Level::kLow;  // of the gravest hit
  std::vector<Hit> hits;      // by text, then place
};

// Cannot fail. Input texts are UTF-8; what is not counts as a sign between words.
Recognition recognise(const Input& input);

// The invariant on warnings, part by part, for property tests: rules value and token, or rule verbatim (high), object
// to `text`, read as free text.
bool contains_reporter_value(const Input& input, std::string_view text);
bool contains_verbatim_run(const Input& input, std::string_view text);

}  // namespace parasol::recognition
