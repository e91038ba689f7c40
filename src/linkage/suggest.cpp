#include "linkage/suggest.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

#include "linkage/normalise.h"

namespace parasol::linkage {
namespace {

// What a column's contents look like: shares of its values that are not missing.
struct Contents {
  std::size_t values = 0;
  std::size_t distinct = 0;
  double emails = 0, links = 0, phones = 0, dates = 0, numbers = 0, integers = 0, postcodes = 0, plates = 0, lists = 0;
  double words = 0;       // on average
  double letters = 0;     // share of values that have any
  double digits = 0;      // on average
  double same_width = 0;  // share of the most usual count of digits
  double least = 0, most = 0;  // of the numbers
  int first_year = 9999, last_year = 0;
  bool are_in_order = true;    // of whole numbers: each above the one before
  double encoded = 0;          // vectors of bits, as long as the first
  std::size_t bits = 0;        // of that one
  double set_bits = 0;         // share of those vectors' bits that is set
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80) != 0; }

std::size_t count_digits(std::string_view text) { return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_digit)); }

// "sw1a 1aa": one or two letters, a digit, perhaps a letter or digit, then a digit and two letters.
bool is_british_postcode(std::string_view raw) {
  const std::string code = normalise(Kind::kPostcode, raw).text;
  if (code.size() < 5 || code.size() > 7) return false;
  const std::string_view inward = std::string_view(code).substr(code.size() - 3);
  return is_alpha(code[0]) && is_digit(inward[0]) && is_alpha(inward[1]) && is_alpha(inward[2]) && count_digits(code.substr(0, code.size() - 3)) >= 1;
}

// "AB12 CDE", and older ones.
bool is_british_plate(std::string_view raw) {
  const std::string code = normalise(Kind::kCode, raw).text;
  return code.size() == 7 && is_alpha(code[0]) && is_alpha(code[1]) && is_digit(code[2]) && is_digit(code[3]) && is_alpha(code[4]) && is_alpha(code[5]) && is_alpha(code[6]);
}

bool is_number(std::string_view raw) {
  const std::size_t strange = static_cast<std::size_t>(std::count_if(raw.begin(), raw.end(), is_alpha));
  return strange <= 2 && count_digits(raw) > 0 && !normalise(Kind::kNumber, raw).is_missing && std::none_of(raw.begin(), raw.end(), [](char c) { return c == '/' || c == ':'; });
}

Contents look_at(std::span<const std::vector<std::string>> rows, std::size_t column) {
  Contents seen;
  std::unordered_set<std::string> distinct;
  std::array<std::size_t, 32> widths{};
  double before = 0;
  for (const std::vector<std::string>& row : rows) {
    const std::string& raw = row[column];
    const std::string folded = fold_words(raw);
    if (normalise(Kind::kCategory, raw).is_missing) continue;
    ++seen.values;
    distinct.insert(folded);
    const std::size_t at = raw.find('@');
    seen.emails += at != std::string::npos && at > 0 && raw.find('.', at) != std::string::npos ? 1 : 0;
    seen.links += raw.find("://") != std::string::npos || raw.starts_with('@') ? 1 : 0;
    const std::size_t digits = count_digits(raw);
    const bool spelled = std::any_of(raw.begin(), raw.end(), is_alpha);
    seen.letters += spelled ? 1 : 0;
    seen.digits += static_cast<double>(digits);
    ++widths[std::min<std::size_t>(digits, 31)];
    seen.phones += digits >= 9 && digits <= 15 && !spelled && (raw.find('+') != std::string::npos || raw.find_first_of("0123456789") == raw.find('0')) ? 1 : 0;
    if (const Value date = normalise(Kind::kDate, raw); !date.is_missing && raw.size() <= 40) {
      const int year = year_of(date.code);
      if (year >= 1850 && year <= 2100) {
        seen.dates += 1;
        seen.first_year = std::min(seen.first_year, year);
        seen.last_year = std::max(seen.last_year, year);
      }
    }
    if (is_number(raw)) {
      seen.numbers += 1;
      const double number = range_of(normalise(Kind::kNumber, raw).code).first;
      seen.least = seen.numbers > 1 ? std::min(seen.least, number) : number;
      seen.most = seen.numbers > 1 ? std::max(seen.most, number) : number;
      seen.integers += raw.find('.') == std::string::npos && !spelled ? 1 : 0;
      if (seen.numbers > 1 && number <= before) seen.are_in_order = false;
      before = number;
    }
    if (const Value vector = normalise(Kind::kLongTermKey, raw); !vector.is_missing) {
      if (seen.bits == 0) seen.bits = 8 * vector.text.size();
      if (seen.bits == 8 * vector.text.size()) {
        seen.encoded += 1;
        seen.set_bits += static_cast<double>(vector.code) / static_cast<double>(seen.bits);
      }
    }
    seen.postcodes += is_british_postcode(raw) ? 1 : 0;
    seen.plates += is_british_plate(raw) ? 1 : 0;
    seen.lists += raw.find_first_of(";|") != std::string::npos || std::count(raw.begin(), raw.end(), ',') >= 2 ? 1 : 0;
    seen.words += 1 + static_cast<double>(std::count(folded.begin(), folded.end(), ' '));
  }
  seen.distinct = distinct.size();
  if (seen.values == 0) return seen;
  if (seen.encoded > 0) seen.set_bits /= seen.encoded;
  const auto share = [&](double& count) { count /= static_cast<double>(seen.values); };
  for (double* count : {&seen.encoded, &seen.emails, &seen.links, &seen.phones, &seen.dates, &seen.numbers, &seen.integers, &seen.postcodes, &seen.plates, &seen.lists, &seen.words, &seen.letters, &seen.digits}) share(*count);
  seen.same_width = static_cast<double>(*std::max_element(widths.begin(), widths.end())) / static_cast<double>(seen.values);
  return seen;
}

// The words of a column's name: "dateOfBirth" and "date_of_birth" alike.
std::vector<std::string> words_of_name(std::string_view name) {
  std::string spaced;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z') spaced += ' ';
    if (i > 0 && is_digit(name[i]) && !is_digit(name[i - 1])) spaced += ' ';
    spaced += name[i];
  }
  std::vector<std::string> out;
  const std::string folded = fold_words(spaced);
  for (const std::string_view word : words_of(folded)) out.emplace_back(word);
  return out;
}

class Name {
 public:
  explicit Name(std::string_view column) : words_(words_of_name(column)) {
    for (const std::string& word : words_) joined_ += word;
  }
  // Any of these words is in the name, or the whole name without its separators.
  bool says(std::initializer_list<std::string_view> hints) const {
    return std::any_of(hints.begin(), hints.end(), [&](std::string_view hint) { return joined_ == hint || std::find(words_.begin(), words_.end(), hint) != words_.end(); });
  }
  // A longer hint, anywhere in the name.
  bool holds(std::initializer_list<std::string_view> hints) const {
    return std::any_of(hints.begin(), hints.end(), [&](std::string_view hint) { return joined_.find(hint) != std::string::npos; });
  }
  // The whole name is one of these.
  bool is(std::initializer_list<std::string_view> hints) const {
    return std::any_of(hints.begin(), hints.end(), [&](std::string_view hint) { return words_of(hint) == std::vector<std::string_view>(words_.begin(), words_.end()); });
  }
  bool ends_in(std::initializer_list<std::string_view> hints) const {
    return !words_.empty() && std::find(hints.begin(), hints.end(), words_.back()) != hints.end();
  }

 private:
  std::vector<std::string> words_;
  std::string joined_;
};

struct Guess {
  Kind kind;
  std::string because;
};

std::string percent(double share) { return std::to_string(static_cast<int>(share * 100 + 0.5)) + " %"; }

// Nothing if the column is not evidence; `because` then says why. `may_name` is false if another column names the row.
std::optional<Guess> guess(const Name& name, const Contents& seen, bool may_name, std::string& because) {
  const auto is = [](Kind kind, std::string reason) { return Guess{kind, std::move(reason)}; };
  const bool all_distinct = seen.distinct == seen.values && seen.values > 20;
  if (seen.values == 0) {
    because = "empty";
    return std::nullopt;
  }
  if (seen.distinct == 1) {
    because = "always the same";
    return std::nullopt;
  }
  if (name.says({"cluster", "clusterid", "entity", "entityid", "entid", "truth", "groundtruth", "label", "ismatch", "duplicateof", "matchid"})) {
    because = "its name says that it is the answer, not evidence";
    return std::nullopt;
  }
  if (seen.emails > 0.6 || (name.holds({"email"}) && seen.emails > 0.2)) return is(Kind::kEmail, percent(seen.emails) + " have an @ and a domain");
  // Shorter ones may be anything, hashes among them; those are compared as well this way, but who names them knows better.
  const bool encoded_name = name.says({"clk", "clks", "bloom", "bloomfilter", "encoded", "encoding", "longtermkey"});
  const bool is_long = seen.bits >= 512 && seen.set_bits <= 0.6;
  if (seen.encoded > 0.9 && (encoded_name || is_long))
    return is(Kind::kLongTermKey, percent(seen.encoded) + " are " + std::to_string(seen.bits) + " bits in hexadecimal digits or base64, " + percent(seen.set_bits) + " of which are set");
  const bool id_like = name.says({"id", "key", "uuid", "guid", "rowid", "recid", "uniqueid", "index", "serial", "record", "ref", "reference"});
  // In a short table values that differ prove nothing: there the name must end so.
  const bool is_id = name.ends_in({"id", "uuid", "guid"}) && seen.distinct == seen.values;
  if (may_name && (is_id || (all_distinct && (id_like || (seen.integers > 0.99 && seen.are_in_order))))) {
    because = kNamesTheRow;
    return std::nullopt;
  }
  if (name.is({"id", "uid", "uuid", "guid", "unique id", "row id", "rec id", "record id"})) {
    because = "its name says that it names a row, but rows share it or another column does";
    return std::nullopt;
  }
  const bool phone_name = name.says({"phone", "tel", "telephone", "mobile", "msisdn", "cell", "fax", "landline", "whatsapp", "phonenumber"}) || name.holds({"phone", "mobile"});
  if ((phone_name && seen.digits > 3) || seen.phones > 0.7) return is(Kind::kPhone, phone_name ? "its name" : percent(seen.phones) + " are written like telephone numbers");
  if (name.says({"handle", "username", "screenname", "nick", "nickname", "profile", "telegram", "instagram", "twitter", "snapchat", "kik", "tiktok", "facebook", "social"}) || seen.links > 0.5)
    return is(Kind::kHandle, seen.links > 0.5 ? percent(seen.links) + " are links or begin with @" : "its name");
  if (name.says({"plate", "registration", "vrm", "numberplate", "licenceplate", "licenseplate", "carreg", "vehiclereg", "reg"}) || seen.plates > 0.6)
    return is(Kind::kPlate, seen.plates > 0.6 ? percent(seen.plates) + " have the form of plates" : "its name");
  if (name.says({"postcode", "zip", "zipcode", "postal", "postalcode", "plz"}) || seen.postcodes > 0.6) return is(Kind::kPostcode, seen.postcodes > 0.6 ? percent(seen.postcodes) + " have the form of postcodes" : "its name");
  const bool birth = name.says({"dob", "birth", "born", "birthdate", "birthday", "dateofbirth"});
  if (seen.dates > 0.7 && (seen.integers < 0.5 || birth || name.holds({"date"}) || seen.same_width > 0.9)) {
    const bool moment = name.says({"time", "when", "incident", "seen", "occurred", "reported", "transaction", "created", "from", "until", "to", "start", "end", "dt", "datetime", "timestamp"}) || name.holds({"time"});
    const bool recent = seen.first_year >= 1990 && seen.last_year - seen.first_year <= 25;
    if (!birth && (moment || recent)) return is(Kind::kTime, percent(seen.dates) + " are moments between " + std::to_string(seen.first_year) + " and " + std::to_string(seen.last_year));
    return is(Kind::kDate, percent(seen.dates) + " are dates between " + std::to_string(seen.first_year) + " and " + std::to_string(seen.last_year));
  }
  const bool few = seen.distinct <= std::max<std::size_t>(12, seen.values / 100);
  if (seen.numbers > 0.85) {
    const bool amount = name.says({"height", "weight", "age", "amount", "price", "size", "count", "cm", "kg", "year", "sum", "total", "value"}) || name.holds({"height", "weight"});
    const bool code_name = id_like || name.says({"number", "no", "num", "ssn", "account", "card", "house", "code", "nhs", "passport", "sec", "door", "flat"});
    const bool long_code = seen.integers > 0.95 && seen.digits >= 6 && seen.same_width > 0.8;
    if (!amount && (code_name || long_code)) return is(Kind::kCode, code_name ? "numbers, and its name" : percent(seen.same_width) + " have equally many digits");
    if (!amount && seen.integers > 0.95 && seen.distinct <= 6) return is(Kind::kCategory, "only " + std::to_string(seen.distinct) + " different numbers");
    return is(Kind::kNumber, percent(seen.numbers) + " are numbers");
  }
  if (seen.lists > 0.3 || name.says({"tags", "marks", "mo", "features", "keywords"})) return is(Kind::kSet, seen.lists > 0.3 ? percent(seen.lists) + " are lists" : "its name");
  const bool of_person = !name.says({"business", "company", "organisation", "organization", "venue", "place", "street", "file", "user"});
  if (name.says({"surname", "lastname", "familyname", "lname", "last", "family", "sname"})) return is(Kind::kSurname, "its name");
  if (name.says({"firstname", "forename", "givenname", "given", "fname", "first", "christianname", "middlename", "middle"})) return is(Kind::kGivenName, "its name");
  if (of_person && (name.says({"name", "fullname", "alias", "aka", "person", "client"}) || name.holds({"name"})))
    return seen.words > 1.4 ? is(Kind::kName, "its name, and several words in most") : is(Kind::kGivenName, "its name, and one word in most");
  if (name.says({"city", "town", "suburb", "street", "address", "addr", "place", "area", "location", "district", "venue", "village", "county", "road", "borough", "region"}) || name.holds({"address", "street"})) {
    if (few && seen.words < 1.5 && seen.distinct <= 60) return is(Kind::kCategory, "its name, and only " + std::to_string(seen.distinct) + " different ones");
    return is(Kind::kPlace, "its name");
  }
  if (seen.distinct <= 2 || (few && seen.words < 4)) return is(Kind::kCategory, "only " + std::to_string(seen.distinct) + " different ones");
  if (name.holds({"name", "title"})) return is(Kind::kName, "its name");
  if (seen.words > 4) return is(Kind::kText, "several words in most");
  if (seen.digits > 4 && seen.letters > 0.5 && seen.words < 1.5) return is(Kind::kCode, "letters and digits in one word");
  return seen.words > 2.5 ? is(Kind::kText, "several words in most") : is(Kind::kPlace, "one or two words, many different ones");
}

// The other column of two that belong together: the same name but for one word.
std::optional<std::size_t> partner(std::span<const std::string> columns, std::size_t of, std::string_view own, std::string_view other) {
  const auto mine = words_of_name(columns[of]);
  if (std::find(mine.begin(), mine.end(), own) == mine.end()) return std::nullopt;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto theirs = words_of_name(columns[i]);
    if (i == of || mine.size() != theirs.size()) continue;
    std::size_t changed = 0;
    bool fits = true;
    for (std::size_t k = 0; k < mine.size(); ++k) {
      if (mine[k] == theirs[k]) continue;
      ++changed;
      fits = fits && mine[k] == own && theirs[k] == other;
    }
    if (fits && changed == 1) return i;
  }
  return std::nullopt;
}

struct Together {
  std::string_view first, second;
  bool is_time;
};
constexpr std::array<Together, 12> kTogether{{{"lat", "lon", false}, {"lat", "lng", false}, {"lat", "long", false}, {"latitude", "longitude", false}, {"y", "x", false},
    {"northing", "easting", false}, {"x", "y", false}, {"from", "to", true}, {"from", "until", true}, {"start", "end", true}, {"begin", "end", true}, {"earliest", "latest", true}}};

// A whole name whose words other columns of names hold already: counted twice, one name would speak with two voices.
std::optional<std::string> repeated_by(const Suggestions& suggestions, const Suggestion& whole, std::span<const std::string> columns, std::span<const std::vector<std::string>> rows) {
  const auto place = [&](const std::string& column) { return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin()); };
  std::vector<std::size_t> parts;
  std::string names;
  for (const Suggestion& one : suggestions.fields) {
    if (one.field.kind != Kind::kGivenName && one.field.kind != Kind::kSurname) continue;
    parts.push_back(place(one.field.columns.front()));
    names += (names.empty() ? "" : " and ") + one.field.name;
  }
  if (parts.size() < 2) return std::nullopt;
  const std::size_t own = place(whole.field.columns.front());
  std::size_t seen = 0, same = 0;
  for (const std::vector<std::string>& row : rows) {
    const std::string folded = fold_words(row[own]);
    std::string others;
    for (const std::size_t part : parts) others += fold_words(row[part]) + " ";
    const std::vector<std::string_view> words = words_of(folded), known = words_of(others);
    if (words.empty() || known.empty()) continue;
    ++seen;
    // A whole name may have a middle one besides.
    const std::vector<std::string_view>&few = words.size() < known.size() ? words : known, &many = words.size() < known.size() ? known : words;
    same += std::all_of(few.begin(), few.end(), [&](std::string_view word) { return std::find(many.begin(), many.end(), word) != many.end(); }) ? 1 : 0;
  }
  // Both may have been copied with mistakes of their own.
  if (seen == 0 || same * 2 < seen) return std::nullopt;
  return "its words stand in " + names + " already";
}

}  // namespace

Suggestions suggest(std::span<const std::string> columns, std::span<const std::vector<std::string>> rows) {
  Suggestions out;
  std::vector<Contents> seen;
  for (std::size_t column = 0; column < columns.size(); ++column) seen.push_back(look_at(rows, column));
  // Columns that belong together first, whichever of them stands first.
  std::vector<bool> taken(columns.size(), false);
  for (std::size_t column = 0; column < columns.size(); ++column) {
    for (const Together& pair : kTogether) {
      const auto other = partner(columns, column, pair.first, pair.second);
      if (!other || taken[column] || taken[*other]) continue;
      const Contents &a = seen[column], &b = seen[*other];
      Kind kind = Kind::kTime;
      if (pair.is_time) {
        if (a.dates < 0.6 || b.dates < 0.6) continue;
      } else {
        if (a.numbers < 0.8 || b.numbers < 0.8 || a.distinct < 3) continue;
        const bool degrees = pair.first.starts_with("lat") && a.least >= -90 && a.most <= 90 && b.least >= -180 && b.most <= 180;
        kind = degrees ? Kind::kPoint : Kind::kPosition;
      }
      std::string name = columns[column] + "+" + columns[*other];
      out.fields.push_back({new_field(std::move(name), {columns[column], columns[*other]}, kind),
                            pair.is_time ? "from when until when" : kind == Kind::kPoint ? "degrees, in two columns" : "coordinates, in two columns"});
      taken[column] = taken[*other] = true;
    }
  }
  bool is_named = false;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (taken[column]) continue;
    std::string because;
    if (const auto found = guess(Name(columns[column]), seen[column], !is_named, because))
      out.fields.push_back({new_field(columns[column], {columns[column]}, found->kind), found->because});
    else
      out.skipped.push_back({columns[column], because});
    is_named = is_named || because == kNamesTheRow;
  }
  for (std::size_t i = out.fields.size(); i-- > 0;) {
    if (out.fields[i].field.kind != Kind::kName) continue;
    const auto because = repeated_by(out, out.fields[i], columns, rows);
    if (!because) continue;
    out.skipped.push_back({out.fields[i].field.columns.front(), *because});
    out.fields.erase(out.fields.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return out;
}

}  // namespace parasol::linkage
