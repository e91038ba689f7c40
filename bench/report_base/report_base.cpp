#include "report_base/report_base.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "base/check.h"

namespace parasol::bench {
namespace {

// ---- Chance ----

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
  return x ^ x >> 31;
}

// Splitmix64 (Steele, Lea, Flood 2014), and what is drawn with it: sums, products and square roots only, which IEEE 754 fixes to
// the last digit.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() { return mixed(state_ += 0x9e3779b97f4a7c15ULL); }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  bool chance(double p) { return unit() < p; }
  // Below `limit`, low ones more often: of n the first 1/√n of the time.
  std::size_t skewed(std::size_t limit) {
    const double u = unit();
    return static_cast<std::size_t>(u * u * static_cast<double>(limit));
  }
  double normal() {  // near enough: twelve uniform ones
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += unit();
    return sum;
  }
  template <std::size_t N>
  std::string_view pick(const std::array<std::string_view, N>& from) { return from[below(N)]; }
  template <std::size_t N>
  std::string_view pick_skewed(const std::array<std::string_view, N>& from) { return from[skewed(N)]; }

 private:
  std::uint64_t state_;
};

// Everything is drawn from a stream of its own, so that one more draw here changes nothing there.
enum class Aspect : std::uint64_t { kCount, kOrder, kFalse, kTimes, kHome, kCompany, kPhone, kPhones, kVenue, kVenues, kEmail, kEmails, kHandle, kHandles, kAlias,
    kAliases, kCar, kCars, kBody, kHair, kHairs, kMarks, kHabits, kTown, kGivenName, kFamilyName, kReport };

// ---- Words ----

constexpr std::array<std::string_view, 26> kOnsets{"b", "br", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "l", "m", "n", "p", "pr", "r", "s", "sh", "st", "t", "tr", "v", "w", "y", "z"};
constexpr std::array<std::string_view, 8> kVowels{"a", "e", "i", "o", "u", "ai", "ea", "oo"};
constexpr std::array<std::string_view, 12> kCodas{"", "", "", "n", "l", "r", "s", "m", "nd", "rt", "ck", "th"};
constexpr std::size_t kGivenNames = 1'500;
constexpr std::size_t kFamilyNames = 6'000;

// The same name for the same number, whatever the seed.
std::string name(Aspect which, std::size_t number) {
  Random random(mixed(static_cast<std::uint64_t>(which) << 32 | number));
  std::string out;
  const std::size_t syllables = 2 + random.below(5) / 3;
  for (std::size_t i = 0; i < syllables; ++i) {
    out += random.pick(kOnsets);
    out += random.pick(kVowels);
    if (i + 1 == syllables || random.chance(0.3)) out += random.pick(kCodas);
  }
  return out;
}

std::string given_name(Random& random) { return name(Aspect::kGivenName, random.skewed(kGivenNames)); }
std::string family_name(Random& random) { return name(Aspect::kFamilyName, random.skewed(kFamilyNames)); }

std::string capitalised(std::string text) {
  bool at_start = true;
  for (char& c : text) {
    if (at_start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    at_start = c == ' ';
  }
  return text;
}

constexpr std::array<std::string_view, 12> kEpithets{"big", "little", "old", "young", "mad", "tall", "red", "lucky", "quiet", "posh", "mister", "baker"};
constexpr std::array<std::string_view, 24> kHandleWords{"blue", "night", "river", "north", "fox", "rider", "stone", "cloud", "seven", "gold", "rain", "wolf", "max", "real", "lad",
    "city", "uno", "star", "king", "fish", "storm", "echo", "zero", "moon"};
constexpr std::array<std::string_view, 5> kPlatforms{"quorl", "plinx", "zwipp", "hovva", "tattlo"};
constexpr std::array<std::string_view, 6> kMailHosts{"example.org", "mail.example.org", "post.example.org", "box.example.org", "letters.example.org", "inbox.example.org"};
constexpr std::array<std::string_view, 24> kMakes{"Norvane", "Tessaro", "Calbrix", "Odrel", "Vantini", "Hexley", "Brunsa", "Kavero", "Sorrin", "Palmex", "Druva", "Elkor", "Fennick",
    "Gaspel", "Imbrio", "Jorvek", "Lunaro", "Mistell", "Nacoro", "Pellor", "Quinta", "Rasmo", "Stavan", "Ulvex"};
constexpr std::array<std::string_view, 12> kColours{"black", "silver", "white", "grey", "blue", "red", "green", "brown", "beige", "yellow", "orange", "purple"};
constexpr std::array<std::string_view, 6> kBodies{"hatchback", "saloon", "estate", "van", "pickup", "coupe"};
constexpr std::array<std::string_view, 6> kBuilds{"medium", "slim", "stocky", "heavy", "muscular", "very thin"};
constexpr std::array<std::string_view, 8> kHairs{"brown", "black", "shaved", "grey", "fair", "bald", "ginger", "dyed"};
constexpr std::array<std::string_view, 9> kAccents{"local", "northern", "southern", "western", "eastern", "valleys", "highland", "island", "from abroad"};
constexpr std::array<std::string_view, 24> kMotifs{"anchor tattoo", "rose tattoo", "snake tattoo", "star tattoo", "skull tattoo", "eagle tattoo", "dagger tattoo", "heart tattoo",
    "name tattoo", "number tattoo", "dragon tattoo", "wolf tattoo", "tree tattoo", "compass tattoo", "lettering tattoo", "band tattoo", "scar", "long scar", "burn", "mole", "birthmark",
    "piercing", "missing tooth", "bite marks"};
constexpr std::array<std::string_view, 14> kBodyParts{"left hand", "right hand", "left forearm", "right forearm", "left arm", "right arm", "neck", "chest", "back", "face", "chin",
    "left leg", "right leg", "shoulder"};
constexpr std::array<std::string_view, 48> kBehaviours{"haggles", "late night", "pays after", "refuses protection", "removes protection", "films", "follows home", "demands refund",
    "shows weapon", "grabs phone", "takes money", "brings others", "false name", "poses as police", "drunk", "on drugs", "insists on outcall", "no deposit", "blocks door", "strangles",
    "slaps", "shouts", "threatens exposure", "asks for address", "many calls", "silent calls", "hidden number", "cancels late", "arrives early", "overstays", "fake notes", "fake transfer",
    "books as couple", "new account", "asks for photographs", "reads out details", "waits outside", "drives to woods", "locks car", "changes plates", "wears gloves", "covers face",
    "asks about colleagues", "mentions family", "brings gifts", "pretends to be ill", "uses voucher", "leaves reviews"};

// ---- Mistakes ----

constexpr std::array<std::pair<char, char>, 13> kSoundAlikes{{{'a', 'e'}, {'e', 'i'}, {'i', 'y'}, {'o', 'u'}, {'u', 'o'}, {'c', 'k'}, {'k', 'c'}, {'s', 'z'}, {'z', 's'}, {'v', 'f'},
    {'d', 't'}, {'b', 'p'}, {'m', 'n'}}};

// One slip of the ear or the finger, rarely at the first letter.
std::string misspelt(std::string text, Random& random) {
  if (text.size() < 3) return text;
  const std::size_t at = random.chance(0.1) ? 0 : 1 + random.below(text.size() - 1);
  switch (random.below(5)) {
    case 0:
      if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
      else text.pop_back();
      break;
    case 1: text.erase(at, 1); break;
    case 2: text.insert(at, 1, text[at]); break;
    case 3: text[at] = static_cast<char>('a' + random.below(26)); break;
    default:
      for (std::size_t i = 0; i < text.size(); ++i) {
        char& c = text[(at + i) % text.size()];
        const auto sound = std::find_if(kSoundAlikes.begin(), kSoundAlikes.end(), [&](const auto& one) { return one.first == c; });
        if (sound == kSoundAlikes.end()) continue;
        c = sound->second;
        break;
      }
  }
  return text;
}

constexpr std::array<std::pair<char, char>, 6> kLookAlikes{{{'a', '4'}, {'e', '3'}, {'i', '1'}, {'o', '0'}, {'s', '5'}, {'t', '7'}}};

// Written so that a search does not find it.
std::string disguised(const std::string& text, Random& random) {
  std::string out;
  const std::size_t way = random.below(3);
  for (const char c : text) {
    const auto alike = std::find_if(kLookAlikes.begin(), kLookAlikes.end(), [&](const auto& one) { return one.first == c; });
    const bool is_letter = c >= 'a' && c <= 'z';
    if (way == 0 && alike != kLookAlikes.end() && random.chance(0.7)) out += alike->second;
    else out += c;
    if (way == 1 && is_letter && random.chance(0.3)) out += c;
    if (way == 2 && is_letter && random.chance(0.2)) out += random.chance(0.5) ? '.' : '_';
  }
  return out;
}

// ---- Numbers ----

// No area code of the United Kingdom begins with 010: nobody can have these numbers.
constexpr std::uint64_t kPhones = 100'000'000;
constexpr std::size_t kMostReports = 20;  // of one offender

// Different for every `which`, without any order.
std::string phone_number(std::uint64_t seed, std::uint64_t which) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "010%08llu", static_cast<unsigned long long>((which * 38'196'601 + mixed(seed) % kPhones) % kPhones));
  return digits;
}

std::string phone_as_written(const std::string& number, Random& random) {
  switch (random.below(5)) {
    case 0: return number;
    case 1: return number.substr(0, 5) + " " + number.substr(5);
    case 2: return number.substr(0, 4) + " " + number.substr(4, 3) + " " + number.substr(7);
    case 3: return "+44 " + number.substr(1, 4) + " " + number.substr(5);
    default: return "+44" + number.substr(1);
  }
}

// The letters that plates use, but the first is a Z, with which no British plate of this form begins.
std::string plate_number(Random& random) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNOPRSTUVWXY";
  std::string out = "Z";
  for (const char kind : {'a', '0', '0', 'a', 'a', 'a'}) out += kind == 'a' ? kLetters[random.below(kLetters.size())] : static_cast<char>('0' + random.below(10));
  return out;
}

std::string plate_as_written(std::string plate, const Rates& rates, Random& random) {
  if (random.chance(rates.plate_misread)) {
    constexpr std::array<std::string_view, 8> kSeenAlike{"0OQD", "1IL", "2Z", "5S", "6G", "8B", "VY", "MN"};
    const std::size_t at = 1 + random.below(plate.size() - 1);
    const auto seen = std::find_if(kSeenAlike.begin(), kSeenAlike.end(), [&](std::string_view group) { return group.find(plate[at]) != std::string_view::npos; });
    if (seen != kSeenAlike.end() && random.chance(0.7)) plate[at] = (*seen)[random.below(seen->size())];
    else plate[at] = plate[at] <= '9' ? static_cast<char>('0' + random.below(10)) : static_cast<char>('A' + random.below(26));
  }
  if (!random.chance(rates.plate_part)) return random.chance(0.6) ? plate.substr(0, 4) + " " + plate.substr(4) : plate;
  const std::size_t known = 3 + random.below(3);
  switch (random.below(4)) {
    case 0: return "starts " + plate.substr(0, known);
    case 1: return plate.substr(0, known) + "*";
    case 2: return "ends " + plate.substr(plate.size() - known);
    default:
      for (int i = 0; i < 2; ++i) plate[random.below(plate.size())] = '?';
      return plate;
  }
}

std::string rounded(double value, std::size_t step) {
  const auto steps = static_cast<long>(value / static_cast<double>(step) + 0.5);
  return std::to_string(steps * static_cast<long>(step));
}

// How a witness puts a measure: to the unit, to the nearest five, or between two.
std::string estimate(double truth, double error, double far_off, Random& random) {
  const double seen = std::max(1.0, truth + random.normal() * error * (random.chance(far_off) ? 3 : 1));
  const double way = random.unit();
  if (way < 0.25) return rounded(seen, 1);
  if (way < 0.75) return rounded(seen, 5);
  const double low = std::max(0.0, seen - 5);
  return rounded(low, 5) + "-" + rounded(low + 10, 5);
}

// ---- Places and times ----

constexpr std::size_t kTowns = 90;
constexpr double kKilometreNorth = 0.009, kKilometreEast = 0.0145;  // in degrees, at 52° north
constexpr double kMinutesOfDay = 1440;
constexpr double kPeriod = 5 * 365.25 * kMinutesOfDay;

struct Point {
  double lat, lon;
};

Point around(Point centre, double kilometres, Random& random) {
  const double north = random.normal() * kilometres * kKilometreNorth;
  const double east = random.normal() * kilometres * kKilometreEast;
  return {centre.lat + north, centre.lon + east};
}

std::string degrees(double value, int decimals) {
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string moment(double minutes, bool with_time, Random& random) {
  const auto minute = static_cast<long>(minutes);
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1} + std::chrono::days{minute / 1440}};
  const int year = static_cast<int>(day.year());
  const unsigned month = static_cast<unsigned>(day.month()), of_month = static_cast<unsigned>(day.day());
  char text[48];
  if (random.chance(0.3)) std::snprintf(text, sizeof text, "%02u/%02u/%04d", of_month, month, year);
  else std::snprintf(text, sizeof text, "%04d-%02u-%02u", year, month, of_month);
  std::string out = text;
  if (!with_time) return out;
  std::snprintf(text, sizeof text, " %02ld:%02ld", minute % 1440 / 60, minute % 60 / 5 * 5);
  return out + text;
}

// ---- Offenders ----

// What is true of an offender: everything is drawn anew, from the number alone, whenever it is asked for.
class Offender {
 public:
  Offender(const ReportBaseOptions& options, std::uint32_t number) : options_(options), number_(number) {}

  Random random(Aspect aspect, std::uint64_t which = 0) const {
    return Random(mixed(mixed(mixed(options_.seed) + static_cast<std::uint64_t>(aspect)) + (std::uint64_t{number_} << 16 | which)));
  }

  std::size_t reports() const {
    Random random = this->random(Aspect::kCount);
    if (random.chance(options_.rates.one_off)) return 1;
    const double u = random.unit();
    return 2 + static_cast<std::size_t>(u * u * u * u * static_cast<double>(kMostReports - 1));
  }

  // How often something has changed before the report of this ordinal.
  std::uint64_t changes(Aspect aspect, double rate, std::uint32_t ordinal) const {
    Random random = this->random(aspect);
    std::uint64_t count = 0;
    for (std::uint32_t i = 0; i < ordinal; ++i) count += random.chance(rate) ? 1 : 0;
    return count;
  }

  std::string phone(std::uint32_t ordinal) const {
    return phone_number(options_.seed, number_ * std::uint64_t{kMostReports} + changes(Aspect::kPhones, options_.rates.new_phone, ordinal));
  }

  std::string email(std::uint32_t ordinal) const {
    Random random = this->random(Aspect::kEmail, changes(Aspect::kEmails, options_.rates.new_email, ordinal));
    std::string local = given_name(random);
    if (random.chance(0.6)) local += (random.chance(0.4) ? "." : "") + family_name(random);
    if (random.chance(0.7)) local += std::to_string(random.below(random.chance(0.5) ? 100 : 10'000));
    return local + "@" + std::string(random.pick_skewed(kMailHosts));
  }

  struct Handle {
    std::string_view platform;
    std::string name;
  };
  Handle handle(std::uint32_t ordinal) const {
    Random random = this->random(Aspect::kHandle, changes(Aspect::kHandles, options_.rates.new_handle, ordinal));
    std::string text = random.chance(0.6) ? given_name(random) : std::string(random.pick(kHandleWords));
    if (random.chance(0.7)) text += (random.chance(0.5) ? "_" : "") + std::string(random.pick(kHandleWords));
    if (random.chance(0.6)) text += std::to_string(random.below(random.chance(0.7) ? 100 : 1'000));
    return {random.pick_skewed(kPlatforms), std::move(text)};
  }

  std::string alias(std::uint32_t ordinal) const {
    Random random = this->random(Aspect::kAlias, changes(Aspect::kAliases, options_.rates.new_alias, ordinal));
    const double shape = random.unit();
    const std::string given = given_name(random);
    if (shape < 0.55) return given;
    if (shape < 0.80) return given + " " + family_name(random);
    return std::string(random.pick(kEpithets)) + " " + given;
  }

  bool lives_with_the_one_before() const { return number_ > 0 && random(Aspect::kCompany).chance(options_.rates.one_address); }
  bool shares_a_car() const {
    Random random = this->random(Aspect::kCompany);
    return number_ > 0 && random.chance(options_.rates.one_address) && random.chance(options_.rates.one_car);
  }
  Offender the_one_before() const { return {options_, number_ - 1}; }

  struct Car {
    std::string plate;
    std::string_view make, colour, body;
  };
  Car car(std::uint32_t ordinal) const {
    if (shares_a_car()) return the_one_before().car(ordinal);
    Random random = this->random(Aspect::kCar, changes(Aspect::kCars, options_.rates.new_car, ordinal));
    return {plate_number(random), random.pick_skewed(kMakes), random.pick_skewed(kColours), random.pick_skewed(kBodies)};
  }

  struct Home {
    std::size_t town;
    Point point;
  };
  Home home() const {
    if (lives_with_the_one_before()) return the_one_before().home();
    Random random = this->random(Aspect::kHome);
    const std::size_t town = random.skewed(kTowns);
    return {town, around(centre_of(town), 4, random)};
  }
  static Point centre_of(std::size_t town) {
    Random random(mixed(static_cast<std::uint64_t>(Aspect::kTown) << 32 | town));
    const double lat = 50.5 + 5 * random.unit();
    return {lat, -3.5 + 4 * random.unit()};
  }

  // In minutes from the start of the period.
  double time(std::uint32_t ordinal) const {
    Random random = this->random(Aspect::kTimes);
    const double start = random.unit();
    const double hour = 14 + 10 * random.unit();
    double span = 0, until = 0;
    const std::size_t count = reports();
    for (std::uint32_t i = 1; i < std::max<std::size_t>(count, ordinal + std::size_t{1}); ++i) {
      const double u = random.unit();
      span += std::min(25 * u / (1 - u), 300.0) * kMinutesOfDay;
      if (i == ordinal) until = span;
    }
    const double day = static_cast<double>(static_cast<long>((start * std::max(0.0, kPeriod - span) + until) / kMinutesOfDay));
    const double of_day = std::clamp(hour * 60 + this->random(Aspect::kTimes, ordinal + std::uint64_t{1}).normal() * 150, 0.0, kMinutesOfDay - 1);
    return std::min(day * kMinutesOfDay + of_day, kPeriod - 1);
  }

  struct Body {
    double height_cm, age;  // at the start of the period
    std::string_view build, accent;
  };
  Body body() const {
    Random random = this->random(Aspect::kBody);
    const double height = 177 + 7 * random.normal();
    const double age = 19 + 22 * (random.unit() + random.unit());
    const std::string_view build = random.pick_skewed(kBuilds);
    return {height, age, build, random.pick_skewed(kAccents)};
  }
  std::string_view hair(std::uint32_t ordinal) const {
    return random(Aspect::kHair, changes(Aspect::kHairs, options_.rates.new_hair, ordinal)).pick_skewed(kHairs);
  }

  struct Mark {
    std::string_view motif, part;
  };
  std::vector<Mark> marks() const {
    Random random = this->random(Aspect::kMarks);
    std::vector<Mark> out(random.skewed(5));
    for (Mark& mark : out) {
      mark.motif = random.pick_skewed(kMotifs);
      mark.part = random.pick(kBodyParts);
    }
    return out;
  }

  std::vector<std::string_view> habits() const {
    Random random = this->random(Aspect::kHabits);
    std::vector<std::string_view> out(2 + random.below(5));
    for (std::string_view& habit : out) habit = random.pick_skewed(kBehaviours);
    return out;
  }

 private:
  const ReportBaseOptions& options_;
  std::uint32_t number_;
};

std::string joined(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

std::size_t column(std::string_view name) {
  const auto found = std::find(kReportColumns.begin(), kReportColumns.end(), name);
  PARASOL_CHECK(found != kReportColumns.end());
  return static_cast<std::size_t>(found - kReportColumns.begin());
}

constexpr std::array kNamedRates = std::to_array<NamedRate>({
#define PARASOL_RATE(name) {#name, &Rates::name}
    PARASOL_RATE(one_off), PARASOL_RATE(false_report), PARASOL_RATE(false_with_real_phone), PARASOL_RATE(one_address), PARASOL_RATE(one_car),
    PARASOL_RATE(new_phone), PARASOL_RATE(new_email), PARASOL_RATE(new_handle), PARASOL_RATE(new_alias), PARASOL_RATE(new_car), PARASOL_RATE(new_hair),
    PARASOL_RATE(venue_phone), PARASOL_RATE(phone_mistyped), PARASOL_RATE(phone_part), PARASOL_RATE(phone_disguised), PARASOL_RATE(email_misspelt),
    PARASOL_RATE(handle_misspelt), PARASOL_RATE(handle_disguised), PARASOL_RATE(alias_misspelt), PARASOL_RATE(alias_disguised), PARASOL_RATE(plate_part),
    PARASOL_RATE(plate_misread), PARASOL_RATE(vehicle_misjudged), PARASOL_RATE(height_error_cm), PARASOL_RATE(age_error), PARASOL_RATE(far_off),
    PARASOL_RATE(build_misjudged), PARASOL_RATE(hair_misjudged), PARASOL_RATE(accent_misjudged), PARASOL_RATE(mark_noticed), PARASOL_RATE(mark_misplaced),
    PARASOL_RATE(habit_seen), PARASOL_RATE(other_behaviour), PARASOL_RATE(elsewhere), PARASOL_RATE(place_of_district), PARASOL_RATE(place_of_town),
    PARASOL_RATE(time_of_day_unknown), PARASOL_RATE(date_wrong), PARASOL_RATE(no_phone), PARASOL_RATE(no_email), PARASOL_RATE(no_handle), PARASOL_RATE(no_alias),
    PARASOL_RATE(no_plate), PARASOL_RATE(no_vehicle), PARASOL_RATE(no_height), PARASOL_RATE(no_age), PARASOL_RATE(no_build), PARASOL_RATE(no_hair),
    PARASOL_RATE(no_accent), PARASOL_RATE(no_mo), PARASOL_RATE(no_place), PARASOL_RATE(no_when), PARASOL_RATE(thin),
#undef PARASOL_RATE
});

}  // namespace

std::span<const NamedRate> named_rates() { return kNamedRates; }

ReportBase::ReportBase(const ReportBaseOptions& options) : options_(options) {
  PARASOL_CHECK(options.reports <= kPhones / 2 / kMostReports);
  Random random(mixed(mixed(options.seed) + static_cast<std::uint64_t>(Aspect::kOrder)));
  std::size_t false_ones = 0;
  for (std::size_t i = 0; i < options.reports; ++i) false_ones += random.chance(options.rates.false_report) ? 1 : 0;
  slots_.reserve(options.reports);
  while (slots_.size() + false_ones < options.reports) {
    const std::size_t room = options.reports - false_ones - slots_.size();
    const std::size_t count = std::min(room, Offender(options_, offenders_).reports());
    for (std::size_t ordinal = 0; ordinal < count; ++ordinal) slots_.push_back({offenders_, static_cast<std::uint32_t>(ordinal)});
    ++offenders_;
  }
  for (std::size_t i = 0; i < false_ones; ++i) slots_.push_back({offenders_ + static_cast<std::uint32_t>(i), 0});
  for (std::size_t i = slots_.size(); i > 1; --i) std::swap(slots_[i - 1], slots_[random.below(i)]);
}

Report ReportBase::report(std::size_t index) const {
  static const struct {
    std::size_t report_id = column("report_id"), offender_id = column("offender_id"), phone = column("phone"), email = column("email"), handle = column("handle"),
                alias = column("alias"), plate = column("plate"), vehicle = column("vehicle"), height_cm = column("height_cm"), age = column("age"),
                build = column("build"), hair = column("hair"), accent = column("accent"), marks = column("marks"), mo = column("mo"), lat = column("lat"),
                lon = column("lon"), within_km = column("within_km"), when = column("when");
  } kColumn;
  const auto [number, ordinal] = slots_[index];
  const Rates& rates = options_.rates;
  const Offender offender(options_, number);
  Random random = offender.random(Aspect::kReport, ordinal);
  // Each part of a report has a stream of its own as well.
  const auto part = [&] { return Random(random.next()); };
  const double drop = random.chance(rates.thin) ? 0.5 : 0;
  Report out;
  out[kColumn.report_id] = std::to_string(index + 1);
  out[kColumn.offender_id] = std::to_string(number);

  if (Random r = part(); !r.chance(rates.no_phone) && !r.chance(drop)) {
    std::string phone = offender.phone(ordinal);
    const bool is_false = number >= offenders_;
    if (is_false && offenders_ > 0 && r.chance(rates.false_with_real_phone)) phone = Offender(options_, static_cast<std::uint32_t>(r.below(offenders_))).phone(0);
    const std::size_t venues = size() / 500 + 1;
    if (r.chance(rates.venue_phone)) phone = phone_number(options_.seed, kPhones - 1 - r.skewed(venues));
    if (r.chance(rates.phone_mistyped)) {
      const std::size_t at = 3 + r.below(phone.size() - 4);
      if (r.chance(0.4)) std::swap(phone[at], phone[at + 1]);
      else phone[at] = static_cast<char>('0' + r.below(10));
    }
    std::string written = phone_as_written(phone, r);
    if (r.chance(rates.phone_disguised)) {
      std::replace(written.begin(), written.end(), '0', 'o');
      std::replace(written.begin(), written.end(), '1', 'l');
    }
    if (r.chance(rates.phone_part)) written = (r.chance(0.5) ? "ends " : "...") + phone.substr(phone.size() - 4 - r.below(4));
    out[kColumn.phone] = written;
  }
  if (Random r = part(); !r.chance(rates.no_email) && !r.chance(drop)) {
    std::string email = offender.email(ordinal);
    const std::size_t at = email.find('@');
    if (r.chance(rates.email_misspelt)) email = misspelt(email.substr(0, at), r) + email.substr(at);
    out[kColumn.email] = email;
  }
  if (Random r = part(); !r.chance(rates.no_handle) && !r.chance(drop)) {
    auto [platform, text] = offender.handle(ordinal);
    if (r.chance(rates.handle_misspelt)) text = misspelt(text, r);
    if (r.chance(rates.handle_disguised)) text = disguised(text, r);
    const double way = r.unit();
    if (way < 0.3) text = "@" + text;
    else if (way < 0.7) text = std::string(platform) + ":" + text;
    else text = "https://" + std::string(platform) + ".example/" + text;
    out[kColumn.handle] = text;
  }
  if (Random r = part(); !r.chance(rates.no_alias) && !r.chance(drop)) {
    std::string alias = offender.alias(ordinal);
    if (r.chance(0.25)) alias = alias.substr(alias.find(' ') == std::string::npos || r.chance(0.5) ? 0 : alias.find(' ') + 1);
    if (r.chance(rates.alias_misspelt)) alias = misspelt(alias, r);
    if (r.chance(rates.alias_disguised)) alias = disguised(alias, r);
    out[kColumn.alias] = r.chance(0.8) ? capitalised(alias) : alias;
  }
  if (Random r = part(); !r.chance(rates.no_plate) && !r.chance(drop)) out[kColumn.plate] = plate_as_written(offender.car(ordinal).plate, rates, r);
  if (Random r = part(); !r.chance(rates.no_vehicle) && !r.chance(drop)) {
    auto [plate, make, colour, body] = offender.car(ordinal);
    if (r.chance(rates.vehicle_misjudged)) {
      if (r.chance(0.5)) make = r.pick_skewed(kMakes);
      else colour = r.pick_skewed(kColours);
    }
    std::string text = std::string(colour) + (r.chance(0.8) ? " " + std::string(make) : "");
    if (r.chance(0.5)) text += " " + std::string(body);
    out[kColumn.vehicle] = text;
  }
  const double minutes = offender.time(ordinal);
  const Offender::Body body = offender.body();
  if (Random r = part(); !r.chance(rates.no_height) && !r.chance(drop)) out[kColumn.height_cm] = estimate(body.height_cm, rates.height_error_cm, rates.far_off, r);
  if (Random r = part(); !r.chance(rates.no_age) && !r.chance(drop))
    out[kColumn.age] = estimate(body.age + minutes / kMinutesOfDay / 365.25, rates.age_error, rates.far_off, r);
  if (Random r = part(); !r.chance(rates.no_build) && !r.chance(drop)) out[kColumn.build] = r.chance(rates.build_misjudged) ? r.pick_skewed(kBuilds) : body.build;
  if (Random r = part(); !r.chance(rates.no_hair) && !r.chance(drop)) out[kColumn.hair] = r.chance(rates.hair_misjudged) ? r.pick_skewed(kHairs) : offender.hair(ordinal);
  if (Random r = part(); !r.chance(rates.no_accent) && !r.chance(drop)) out[kColumn.accent] = r.chance(rates.accent_misjudged) ? r.pick_skewed(kAccents) : body.accent;
  if (Random r = part(); !r.chance(drop)) {
    std::vector<std::string> marks;
    for (const auto& [motif, where] : offender.marks()) {
      if (!r.chance(rates.mark_noticed)) continue;
      marks.push_back(std::string(motif) + " " + std::string(r.chance(rates.mark_misplaced) ? r.pick(kBodyParts) : where));
    }
    out[kColumn.marks] = joined(std::move(marks));
  }
  if (Random r = part(); !r.chance(rates.no_mo) && !r.chance(drop)) {
    std::vector<std::string> tags;
    for (const std::string_view habit : offender.habits())
      if (r.chance(rates.habit_seen)) tags.emplace_back(habit);
    for (int i = 0; i < 4; ++i)
      if (r.chance(rates.other_behaviour / 4)) tags.emplace_back(r.pick_skewed(kBehaviours));
    out[kColumn.mo] = joined(std::move(tags));
  }
  if (Random r = part(); !r.chance(rates.no_place) && !r.chance(drop)) {
    auto [town, point] = offender.home();
    if (r.chance(rates.elsewhere)) point = Offender::centre_of(town = r.skewed(kTowns));
    point = around(point, 3, r);
    const double known = r.unit();
    const bool as_town = known < rates.place_of_town, as_district = !as_town && known < rates.place_of_town + rates.place_of_district;
    if (as_town) point = Offender::centre_of(town);
    out[kColumn.lat] = degrees(point.lat, as_district ? 2 : 4);
    out[kColumn.lon] = degrees(point.lon, as_district ? 2 : 4);
    out[kColumn.within_km] = as_town ? "10" : as_district ? "2" : "0.1";
  }
  if (Random r = part(); !r.chance(rates.no_when) && !r.chance(drop)) {
    const double wrong = r.chance(rates.date_wrong) ? (static_cast<double>(r.below(7)) - 3) * kMinutesOfDay : 0;
    out[kColumn.when] = moment(std::clamp(minutes + wrong, 0.0, kPeriod - 1), !r.chance(rates.time_of_day_unknown), r);
  }
  return out;
}

std::string header_line() {
  std::string out;
  for (const std::string_view name : kReportColumns) out += (out.empty() ? "" : ",") + std::string(name);
  return out + "\n";
}

std::string csv_line(const Report& report) {
  std::string out;
  for (const std::string& text : report) {
    if (&text != &report.front()) out += ',';
    out += text;  // nothing in it needs quoting
  }
  return out + "\n";
}

}  // namespace parasol::bench
