#include "apps/cli/link/model_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <set>
#include <sstream>
#include <toml++/toml.h>

#include "apps/cli/link/table.h"
#include "linkage/normalise.h"

namespace parasol::link {
namespace {

using linkage::Field;
using linkage::Group;
using linkage::Kind;
using linkage::MilliBits;
using linkage::Model;

constexpr std::size_t kMostBytes = 4U << 20;
constexpr std::int32_t kWhole = 1024;  // of a further share

// One table of the file: its keys, of which none may stay unread.
class Section {
 public:
  // `place` stands before the key in errors.
  Section(const toml::table& table, std::string place) : table_(table), place_(std::move(place)) {}

  Error fault(std::string_view key, std::string what) const { return invalid(place_ + std::string(key), std::move(what)); }
  const toml::node* find(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
  }
  Result<std::optional<std::string>> text(std::string_view key) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::optional<std::string>();
    if (!node->is_string()) return fault(key, "should be a text");
    return node->value<std::string>();
  }
  Result<std::optional<double>> number(std::string_view key, double least, double most) {
    const toml::node* node = find(key);
    if (node == nullptr) return std::optional<double>();
    PARASOL_TRY(const double number, in_range(key, *node, least, most));
    return std::optional<double>(number);
  }
  Result<std::optional<MilliBits>> bits(std::string_view key, double least, double most) {
    PARASOL_TRY(const auto bits, number(key, least, most));
    if (!bits) return std::optional<MilliBits>();
    return std::optional<MilliBits>(static_cast<MilliBits>(std::lround(*bits * 1000)));
  }
  Result<std::optional<std::vector<double>>> numbers(std::string_view key, double least, double most) {
    using Numbers = std::optional<std::vector<double>>;
    const toml::node* node = find(key);
    if (node == nullptr) return Numbers();
    if (!node->is_array()) return fault(key, "should be a list of numbers");
    std::vector<double> out;
    for (const toml::node& one : *node->as_array()) {
      PARASOL_TRY(const double number, in_range(key, one, least, most));
      out.push_back(number);
    }
    return Numbers(std::move(out));
  }
  Status nothing_else() const {
    for (const auto& [key, value] : table_)
      if (!known_.contains(key.str())) return fault(printable(key.str()), "is not known here");
    return {};
  }

 private:
  Result<double> in_range(std::string_view key, const toml::node& node, double least, double most) const {
    const auto number = node.is_number() ? node.value<double>() : std::nullopt;
    if (number && *number >= least && *number <= most) return *number;
    std::ostringstream range;
    range << "should be a number from " << least << " to " << most;
    return fault(key, range.str());
  }

  const toml::table& table_;
  std::string place_;
  std::set<std::string, std::less<>> known_;
};

Status read_shares(Section& section, std::string_view key, Field& field, std::array<double, linkage::kMaxLevels>& out, bool& is_there) {
  PARASOL_TRY(const auto shares, section.numbers(key, 1e-15, 1));
  is_there = shares.has_value();
  if (!shares) return {};
  const std::size_t levels = linkage::traits_of(field.kind).levels.size();
  if (shares->size() != levels)
    return section.fault(key, "has " + std::to_string(shares->size()) + " numbers; " + std::string(linkage::traits_of(field.kind).name) + " has " + std::to_string(levels) + " levels");
  double sum = 0;
  for (std::size_t level = 1; level <= levels; ++level) sum += out[level] = (*shares)[level - 1];
  if (sum < 0.99 || sum > 1.01) return section.fault(key, "should add up to 1");
  return {};
}

struct ReadField {
  Field field;
  bool is_learned;
};

Result<ReadField> read_field(Section& section) {
  PARASOL_TRY(const auto kind_name, section.text("kind"));
  if (!kind_name) return section.fault("kind", "is missing");
  const auto kind = linkage::kind_named(*kind_name);
  if (!kind) return section.fault("kind", "there is no kind \"" + printable(*kind_name) + "\"");

  std::vector<std::string> columns;
  const toml::node* list = section.find("columns");
  if (list == nullptr || !list->is_array() || list->as_array()->empty()) return section.fault("columns", "should be a list of column names");
  for (const toml::node& one : *list->as_array()) {
    if (!one.is_string()) return section.fault("columns", "should be a list of column names");
    columns.push_back(*one.value<std::string>());
  }
  PARASOL_TRY(const auto given_name, section.text("name"));
  std::string name = given_name.value_or(columns.front());
  ReadField out{linkage::new_field(std::move(name), std::move(columns), *kind), false};
  Field& field = out.field;
  if (field.name.empty()) return section.fault("name", "is empty");

  PARASOL_TRY(const auto group_name, section.text("group"));
  if (group_name) {
    const auto group = linkage::group_named(*group_name);
    if (!group) return section.fault("group", "there is no group \"" + printable(*group_name) + "\"");
    field.group = *group;
  }
  PARASOL_TRY(const auto scale, section.number("scale", 1e-30, 1e30));
  if (scale) field.scale = static_cast<float>(*scale);

  bool has_matched = false, has_random = false;
  PARASOL_CHECK_OK(read_shares(section, "matched", field, field.matched, has_matched));
  PARASOL_CHECK_OK(read_shares(section, "random", field, field.random, has_random));
  if (has_matched != has_random) return section.fault(has_matched ? "random" : "matched", "is missing; it goes with the other");
  out.is_learned = has_matched;
  PARASOL_CHECK_OK(section.nothing_else());
  weigh(field);
  return out;
}

Result<std::size_t> field_named(const Model& model, Section& section, std::string_view key) {
  PARASOL_TRY(const auto name, section.text(key));
  if (!name) return section.fault(key, "is missing");
  const auto found = std::find_if(model.fields.begin(), model.fields.end(), [&](const Field& field) { return field.name == *name; });
  if (found == model.fields.end()) return section.fault(key, "there is no field \"" + printable(*name) + "\"");
  return static_cast<std::size_t>(found - model.fields.begin());
}

Status read_crossing(const toml::node& node, const std::string& place, Model& model) {
  if (node.is_boolean() && !*node.value<bool>()) {
    model.crossing.reset();
    return {};
  }
  if (!node.is_table()) return invalid(place, "should be false or a table with first, second and cost");
  Section section(*node.as_table(), place + ", ");
  linkage::Crossing crossing;
  PARASOL_TRY(crossing.first, field_named(model, section, "first"));
  PARASOL_TRY(crossing.second, field_named(model, section, "second"));
  PARASOL_TRY(const auto cost, section.bits("cost", 0, 60));
  PARASOL_CHECK_OK(section.nothing_else());
  if (cost) crossing.cost = *cost;
  if (crossing.first == crossing.second) return section.fault("second", "is the same field as first");
  const auto is_spelled = [&](std::size_t field) { return linkage::traits_of(model.fields[field].kind).family == linkage::Family::kSpelling; };
  if (!is_spelled(crossing.first) || !is_spelled(crossing.second)) return section.fault("first", "only fields compared by spelling can be swapped");
  model.crossing = crossing;
  return {};
}

Status read_further_share(const toml::node& node, const std::string& place, Model& model) {
  if (!node.is_table()) return invalid(place, "should be a table of groups");
  Section section(*node.as_table(), place + ", ");
  for (std::size_t i = 0; i < linkage::kGroups; ++i) {
    PARASOL_TRY(const auto share, section.number(linkage::group_name(static_cast<Group>(i)), 0, 1));
    if (share) model.further_share[i] = static_cast<std::int32_t>(std::lround(*share * kWhole));
  }
  return section.nothing_else();
}

Status read_calibration(const toml::node& node, const std::string& place, Model& model) {
  if (!node.is_table()) return invalid(place, "should be a table with offset and slope");
  Section section(*node.as_table(), place + ", ");
  PARASOL_TRY(const auto offset, section.bits("offset", -60, 60));
  PARASOL_TRY(const auto slope, section.number("slope", 0, 10));
  if (offset) model.calibration.offset = *offset;
  if (slope) model.calibration.slope = static_cast<std::int32_t>(std::lround(*slope * linkage::kWholeSlope));
  return section.nothing_else();
}

// The line of a "[" that no name follows: toml++ 3.3 stops the program there.
std::optional<std::size_t> find_nameless_header(std::string_view text) {
  constexpr std::string_view kNames = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-\"'";
  std::size_t number = 1;
  for (std::size_t start = 0; start < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    std::string_view line = text.substr(start, end - start);
    start = end + 1;
    const std::size_t bracket = line.find('[');
    if (bracket == std::string_view::npos || line.substr(0, bracket).find_first_of("#=") < bracket || line.find_first_of(kNames) < bracket) continue;
    line.remove_prefix(bracket + 1);
    if (line.starts_with('[')) line.remove_prefix(1);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (line.empty() || kNames.find(line[0]) == std::string_view::npos) return number;
  }
  return std::nullopt;
}

// The line of a character beyond ASCII outside of texts and comments, where TOML has none: what toml++ 3.3 does with some of
// them is not defined.
std::optional<std::size_t> find_stray_character(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::size_t number = 1;
  std::string quotes;  // that end the text we are in
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      ++number;
      if (quotes.size() == 1) quotes.clear();
    } else if (quotes.empty()) {
      if (c == '#') i = std::min(text.find('\n', i), text.size()) - 1;
      else if (c == '"' || c == '\'') quotes = text.substr(i).starts_with(std::string(3, c)) ? std::string(3, c) : std::string(1, c);
      else if (static_cast<unsigned char>(c) >= 0x80) return number;
      if (quotes.size() == 3) i += 2;
    } else if (c == '\\' && quotes[0] == '"') {
      if (i + 1 < text.size() && text[i + 1] != '\n') ++i;
    } else if (text.substr(i).starts_with(quotes)) {
      i += quotes.size() - 1;
      quotes.clear();
    }
  }
  return std::nullopt;
}

// The shortest text that reads back as the same number.
std::string number_text(double number) {
  std::array<char, 32> room{};
  return {room.data(), std::to_chars(room.data(), room.data() + room.size(), number).ptr};
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += {'\\', c};
    else if (code < 0x20 || code == 0x7f) out += std::string("\\u00") + "0123456789abcdef"[code >> 4] + "0123456789abcdef"[code & 15];
    else out += c;
  }
  return out + '"';
}

std::string list_text(const std::array<double, linkage::kMaxLevels>& shares, std::size_t levels) {
  std::string out = "[";
  for (std::size_t level = 1; level <= levels; ++level) out += (level > 1 ? ", " : "") + number_text(shares[level]);
  return out + "]";
}

std::string field_text(const Field& field, bool is_learned, const std::string& because) {
  const linkage::KindTraits& traits = linkage::traits_of(field.kind);
  std::string out = "\n[[field]]\nname = " + toml_text(field.name) + "\ncolumns = [";
  for (std::size_t i = 0; i < field.columns.size(); ++i) out += (i > 0 ? ", " : "") + toml_text(field.columns[i]);
  out += "]\nkind = " + toml_text(traits.name);
  if (!because.empty()) out += "  # " + printable(because, 400);
  out += "\ngroup = " + toml_text(linkage::group_name(field.group)) + '\n';
  if (!is_learned) return out;
  if (traits.family == linkage::Family::kDistance) out += "scale = " + number_text(static_cast<double>(field.scale)) + '\n';
  out += "matched = " + list_text(field.matched, traits.levels.size()) + "\nrandom = " + list_text(field.random, traits.levels.size()) + '\n';
  for (std::size_t level = 1; level <= traits.levels.size(); ++level) {
    std::string bits = bits_text(field.bits[level]);
    bits.insert(0, bits.size() < 7 ? 7 - bits.size() : 0, ' ');
    out += "# " + bits + " bits: " + std::string(traits.levels[level - 1].name) + '\n';
  }
  return out;
}

}  // namespace

std::string bits_text(MilliBits bits) {
  const unsigned size = bits < 0 ? 0U - static_cast<unsigned>(bits) : static_cast<unsigned>(bits);
  const std::string thousandths = std::to_string(size % 1000);
  return (bits < 0 ? "-" : "") + std::to_string(size / 1000) + "." + std::string(3 - thousandths.size(), '0') + thousandths;
}

Result<ModelFile> parse_model(const std::string& name, std::string_view text) {
  if (const auto line = find_nameless_header(text)) return invalid(name + ": line " + std::to_string(*line), "not TOML: a table without a name");
  if (const auto line = find_stray_character(text)) return invalid(name + ": line " + std::to_string(*line), "not TOML: a character that only a text in quotation marks may have");
  toml::table table;
  try {
    table = toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    return invalid(name + ": line " + std::to_string(error.source().begin.line), "not TOML: " + printable(error.description(), 200));
  }
  Section section(table, name + ": ");
  const toml::node* normalisation = section.find("normalisation");
  if (normalisation != nullptr && normalisation->value<std::int64_t>() != linkage::kNormalisationVersion)
    return section.fault("normalisation", "this program has version " + std::to_string(linkage::kNormalisationVersion) + "; train the model again");

  const toml::node* list = section.find("field");
  if (list == nullptr || !list->is_array_of_tables() || list->as_array()->empty()) return section.fault("field", "there is no [[field]]");
  const toml::array& fields = *list->as_array();
  if (fields.size() > Table::kMostColumns) return section.fault("field", "more than " + std::to_string(Table::kMostColumns));
  std::vector<Field> read;
  std::size_t learned = 0;
  std::string first_unlearned;
  std::set<std::string> names;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const toml::table& one = *fields[i].as_table();
    const auto called = one["name"].value<std::string>();
    const std::string place = name + ": field " + std::to_string(i + 1) + (called ? " (" + printable(*called) + ")" : "");
    Section field_section(one, place + ", ");
    PARASOL_TRY(ReadField field, read_field(field_section));
    if (!names.insert(field.field.name).second) return invalid(place, "another field has this name");
    if (field.is_learned) ++learned;
    else if (first_unlearned.empty()) first_unlearned = place;
    read.push_back(std::move(field.field));
  }

  ModelFile out{linkage::new_model(std::move(read)), learned > 0};
  if (learned > 0 && !first_unlearned.empty()) return invalid(first_unlearned, "has no matched and random, others have: take out all of them and train again");
  PARASOL_TRY(const auto prior, section.bits("prior", -60, 0));
  if (prior.has_value() != out.is_learned) return section.fault("prior", prior ? "is there, but no field has matched and random" : "is missing; it goes with matched and random");
  if (prior) out.model.prior = *prior;
  PARASOL_TRY(const auto line, section.bits("line", -60, 60));
  if (line) out.model.line = *line;
  if (const toml::node* crossing = section.find("crossing")) PARASOL_CHECK_OK(read_crossing(*crossing, name + ": crossing", out.model));
  if (const toml::node* share = section.find("further_share")) PARASOL_CHECK_OK(read_further_share(*share, name + ": further_share", out.model));
  if (const toml::node* calibration = section.find("calibration")) PARASOL_CHECK_OK(read_calibration(*calibration, name + ": calibration", out.model));
  PARASOL_CHECK_OK(section.nothing_else());
  return out;
}

Result<ModelFile> read_model(const std::filesystem::path& file) {
  PARASOL_TRY(const std::string text, read_whole(file));
  const std::string name = printable(file.filename().string(), 200);
  if (text.size() > kMostBytes) return invalid(name, "larger than 4 MiB");
  return parse_model(name, text);
}

std::string model_text(const ModelFile& file, const linkage::Suggestions* why) {
  const Model& model = file.model;
  std::string out =
      "# What parasol link compares in a table, and what agreement is worth. Change what is wrong: take a [[field]] out, give it\n"
      "# another kind, put columns that belong together into one. The kinds are\n#";
  std::size_t width = 1;
  for (std::size_t i = 0; i < linkage::kKinds; ++i) {
    const std::string_view kind = linkage::traits_of(static_cast<Kind>(i)).name;
    if (width + kind.size() > 118) {
      out += "\n#";
      width = 1;
    }
    out += " " + std::string(kind) + (i + 1 < linkage::kKinds ? "," : ".");
    width += kind.size() + 2;
  }
  out += "\nnormalisation = " + std::to_string(linkage::kNormalisationVersion) + "\n\n# In bits: pairs from here on are called likely.\nline = " + bits_text(model.line) + '\n';
  if (file.is_learned) out += "# That two records taken at random are of the same person.\nprior = " + bits_text(model.prior) + '\n';
  if (model.crossing)
    out += "\n# Two fields whose contents people swap, and what that costs.\n[crossing]\nfirst = " + toml_text(model.fields[model.crossing->first].name) + "\nsecond = " + toml_text(model.fields[model.crossing->second].name) +
           "\ncost = " + bits_text(model.crossing->cost) + '\n';
  else
    out += "crossing = false\n";
  out += "\n# Fields of a group come from one source: this share counts of what they say beyond the strongest of them.\n[further_share]\n";
  for (std::size_t i = 0; i < linkage::kGroups; ++i) out += std::string(linkage::group_name(static_cast<Group>(i))) + " = " + number_text(static_cast<double>(model.further_share[i]) / kWhole) + '\n';
  if (model.calibration != linkage::Calibration{})
    out += "\n# How likely so many bits make a pair: as offset + slope * bits would, if fields did not hang together.\n[calibration]\noffset = " + bits_text(model.calibration.offset) +
           "\nslope = " + number_text(static_cast<double>(model.calibration.slope) / linkage::kWholeSlope) + '\n';
  for (std::size_t i = 0; i < model.fields.size(); ++i) out += field_text(model.fields[i], file.is_learned, why != nullptr ? why->fields[i].because : std::string());
  if (why != nullptr && !why->skipped.empty()) {
    out += "\n# Not compared:\n";
    for (const linkage::SkippedColumn& skipped : why->skipped) out += "# " + printable(skipped.column, 100) + ": " + printable(skipped.because, 400) + '\n';
  }
  return out;
}

}  // namespace parasol::link
