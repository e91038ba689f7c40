#include "apps/cli/link/link.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <thread>

#include "apps/cli/link/evaluate.h"
#include "apps/cli/link/output.h"
#include "apps/cli/link/picture.h"
#include "apps/cli/link/query.h"
#include "apps/cli/link/records.h"
#include "apps/cli/link/truth.h"
#include "apps/cli/link/words.h"
#include "linkage/calibrate.h"
#include "linkage/cluster.h"
#include "linkage/decisions.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"

namespace parasol::link {
namespace {

using linkage::MilliBits;
using linkage::Scorer;

// Takes the number that a text begins with off it; nothing if it begins with none.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || !(std::abs(number) <= 1e6)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

MilliBits thousandths(double bits) { return static_cast<MilliBits>(std::lround(bits * 1000)); }

// "2bits", "80%"; a number alone between 0 and 1 is a probability, any other is in bits.
std::optional<MilliBits> read_line(std::string_view text) {
  const auto number = take_number(text);
  if (!number || (!text.empty() && text != "bits" && text != "%")) return std::nullopt;
  if (text == "bits" || (text.empty() && (*number <= 0 || *number >= 1))) return thousandths(*number);
  const double probability = text == "%" ? *number / 100 : *number;
  if (probability <= 0 || probability >= 1) return std::nullopt;
  return linkage::log2_milli_bits(probability / (1 - probability));
}

std::optional<MilliBits> read_bits(std::string_view text) {
  const auto number = take_number(text);
  return number && text.empty() ? std::optional(thousandths(*number)) : std::nullopt;
}

std::optional<double> read_probability(std::string_view text) {
  const auto number = take_number(text);
  return number && text.empty() && *number >= 0 && *number <= 1 ? number : std::nullopt;
}

// One run of a command.
class Run {
 public:
  Run(const Options& options, std::istream& in, std::ostream& out, std::ostream& errors, bool is_terminal)
      : options_(options), in_(in), out_(out), progress_(errors, options.shows_progress || is_terminal, is_terminal) {}

  Status suggest();
  Status train();
  Status dedupe();
  Status join();
  Status query();
  Status explain();
  Status evaluate();

 private:
  unsigned threads() const { return options_.threads > 0 ? options_.threads : std::clamp(std::thread::hardware_concurrency(), 1U, 64U); }
  std::function<void(double)> progress() {
    return [this](double share) { progress_.at(share); };
  }

  Result<std::vector<NamedTable>> read_tables(const std::vector<std::filesystem::path>& files) const;
  Result<ModelFile> find_model(const std::vector<NamedTable>& tables) const;
  Result<Records> load(const std::vector<NamedTable>& tables);
  Result<std::vector<linkage::Label>> read_labels(const std::vector<NamedTable>& tables, const Records& records) const;
  void learn(Records& records, std::span<const linkage::Label> labels);
  Result<Records> learned(const std::vector<NamedTable>& tables);
  MilliBits line(const linkage::Model& model) const { return options_.line.empty() ? model.line : *read_line(options_.line); }
  std::vector<linkage::Pair> find_pairs(const Scorer& scorer, MilliBits line);
  struct Clustered {
    std::vector<linkage::Pair> pairs;
    std::vector<linkage::Row> clusters;  // by row
  };
  // What `labels` say holds. Calibrates the records' model if that was not done before.
  Clustered cluster(Records& records, std::span<const linkage::Label> labels);
  Status answer_lines(const QuestionReader& reader, const Answerer& answerer, Output& output);
  void answer_all(const QuestionReader::Questions& asked, const Answerer& answerer, Output& output);
  Status evaluate_pairs(const Table& result, const Truth& truth);
  Status evaluate_clusters(const NamedTable& result, const Truth& truth);
  Result<Truth> read_truth() const;

  const Options& options_;
  std::istream& in_;
  std::ostream& out_;
  Progress progress_;
};

Result<std::vector<NamedTable>> Run::read_tables(const std::vector<std::filesystem::path>& files) const {
  std::vector<NamedTable> out;
  for (const std::filesystem::path& file : files) {
    PARASOL_TRY(Table table, Table::read(file));
    PARASOL_TRY(NamedTable named, name_rows(std::move(table), options_.id));
    out.push_back(std::move(named));
  }
  return out;
}

Result<ModelFile> Run::find_model(const std::vector<NamedTable>& tables) const {
  if (!options_.model.empty()) return read_model(options_.model);
  return suggested_model(suggest_fields(tables), tables.front().table().name());
}

Result<Records> Run::load(const std::vector<NamedTable>& tables) {
  PARASOL_TRY(ModelFile model, find_model(tables));
  progress_.begin("reading");
  auto out = Records::load(tables, std::move(model), progress());
  progress_.end();
  return out;
}

Run::Clustered Run::cluster(Records& records, std::span<const linkage::Label> labels) {
  const linkage::Model& model = records.file().model;
  const Scorer scorer(records.base(), model);
  Clustered out{find_pairs(scorer, line(model)), {}};
  progress_.begin("clustering");
  linkage::ClusterOptions options;
  options.line = linkage::cluster_line(line(model));
  std::vector<linkage::Decision> decisions;
  for (const linkage::Label& label : labels) decisions.push_back({label.a, label.b, label.same});
  out.clusters = linkage::cluster(scorer, out.pairs, options, decisions);
  if (model.calibration == linkage::Calibration{}) records.set_calibration(linkage::calibrate(scorer, out.pairs, out.clusters));
  progress_.end();
  return out;
}

// Columns id_l, id_r and same; of two tables id_l names rows of the first. A row that contradicts those above it is refused.
Result<std::vector<linkage::Label>> Run::read_labels(const std::vector<NamedTable>& tables, const Records& records) const {
  std::vector<linkage::Label> out;
  if (options_.labels.empty()) return out;
  PARASOL_TRY(const Table labels, Table::read(options_.labels));
  PARASOL_TRY(const std::size_t left, labels.column("id_l"));
  PARASOL_TRY(const std::size_t right, labels.column("id_r"));
  PARASOL_TRY(const std::size_t same, labels.column("same"));
  const std::size_t in_first = tables.front().table().size();
  linkage::Decisions decisions;
  // "a1 = b1 ≠ c1".
  const auto in_words = [&](const linkage::Decisions::Path& path) {
    std::string words;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (i > 0) words += decisions.between(path[i - 1], path[i])->same ? " = " : " ≠ ";
      words += printable(path[i] < in_first ? tables.front().name(path[i]) : tables.back().name(path[i] - in_first));
    }
    return words;
  };
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto find = [&](const NamedTable& table, std::size_t column) -> Result<std::size_t> {
      const auto found = table.find(labels.value(row, column));
      if (!found) return labels.fault(row, column, found.error().field + ": " + found.error().detail);
      return *found;
    };
    PARASOL_TRY(const std::size_t a, find(tables.front(), left));
    PARASOL_TRY(const std::size_t b, find(tables.back(), right));
    const std::size_t other = tables.size() == 2 ? in_first + b : b;
    if (a == other) return labels.fault(row, right, "is the same row as id_l");
    const auto answer = read_answer(labels.value(row, same));
    if (!answer) return labels.fault(row, same, "should be yes or no, 1 or 0");
    const auto contradicted = *answer ? decisions.confirm(a, other) : decisions.refute(a, other);
    if (!contradicted.empty()) return labels.fault(row, same, "contradicts rows above it: " + in_words(contradicted));
    out.push_back({records.row_of(a), records.row_of(other), *answer});
  }
  return out;
}

void Run::learn(Records& records, std::span<const linkage::Label> labels) {
  progress_.begin("learning");
  linkage::LearnOptions options;
  options.threads = threads();
  options.progress = progress();
  records.learn(options, labels);
  progress_.end();
}

// With a model that has learned, from these very tables if need be.
Result<Records> Run::learned(const std::vector<NamedTable>& tables) {
  PARASOL_TRY(Records records, load(tables));
  PARASOL_TRY(const auto labels, read_labels(tables, records));
  if (!records.file().is_learned) learn(records, labels);
  return records;
}

std::vector<linkage::Pair> Run::find_pairs(const Scorer& scorer, MilliBits line) {
  progress_.begin("comparing");
  linkage::PairOptions options;
  options.least = std::min(options.least, line);
  options.threads = threads();
  options.progress = progress();
  auto out = linkage::find_pairs(scorer, options);
  progress_.end();
  return out;
}

Status Run::suggest() {
  PARASOL_TRY(const auto tables, read_tables({options_.input}));
  const linkage::Suggestions suggestions = suggest_fields(tables);
  PARASOL_TRY(const ModelFile model, suggested_model(suggestions, tables.front().table().name()));
  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  output.write(model_text(model, &suggestions));
  return output.commit();
}

Status Run::train() {
  PARASOL_TRY(const auto tables, read_tables({options_.input}));
  PARASOL_TRY(ModelFile model, find_model(tables));
  // Whatever it had learned elsewhere plays no part.
  for (linkage::Field& field : model.model.fields) {
    const linkage::Group group = field.group;
    field = linkage::new_field(std::move(field.name), std::move(field.columns), field.kind);
    field.group = group;
  }
  model.model.calibration = {};
  progress_.begin("reading");
  PARASOL_TRY(Records records, Records::load(tables, std::move(model), progress()));
  PARASOL_TRY(const auto labels, read_labels(tables, records));
  learn(records, labels);
  cluster(records, labels);
  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  output.write(model_text(records.file()));
  return output.commit();
}

// A pair in people's terms: the numbers of two records, and what speaks for their being of one person.
struct FoundPair {
  std::size_t a, b;
  MilliBits bits;
};

// Strongest first.
std::vector<FoundPair> in_order(const Records& records, std::span<const linkage::Pair> pairs) {
  std::vector<FoundPair> out;
  out.reserve(pairs.size());
  for (const linkage::Pair& pair : pairs) {
    const std::size_t a = records.record_of(pair.a), b = records.record_of(pair.b);
    out.push_back({std::min(a, b), std::max(a, b), pair.total});
  }
  std::sort(out.begin(), out.end(), [](const FoundPair& x, const FoundPair& y) { return x.bits != y.bits ? x.bits > y.bits : x.a != y.a ? x.a < y.a : x.b < y.b; });
  return out;
}

Status write_pairs(Output output, const std::vector<NamedTable>& tables, const linkage::Model& model, std::span<const FoundPair> pairs) {
  const std::size_t first = tables.front().table().size();
  const auto name = [&](std::size_t record) { return quoted_value(record < first ? tables[0].name(record) : tables[1].name(record - first)); };
  output.write("id_l,id_r,bits,probability\n");
  for (const FoundPair& pair : pairs)
    output.write(name(pair.a) + "," + name(pair.b) + "," + bits_text(pair.bits) + "," + probability_text(model.probability(pair.bits)) + "\n");
  return output.commit();
}

Status Run::dedupe() {
  PARASOL_TRY(const auto tables, read_tables({options_.input}));
  const Table& table = tables.front().table();
  if (table.find_column("cluster_id")) return invalid(table.name(), "already has a column \"cluster_id\"");
  PARASOL_TRY(Records records, load(tables));
  PARASOL_TRY(const auto labels, read_labels(tables, records));
  // Opened first: what can not be written is found out before the work is done.
  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  if (!records.file().is_learned) learn(records, labels);
  const Clustered found = cluster(records, labels);
  if (!options_.pairs.empty()) {
    PARASOL_TRY(Output pairs_output, Output::open(options_.pairs, out_));
    PARASOL_CHECK_OK(write_pairs(std::move(pairs_output), tables, records.file().model, in_order(records, found.pairs)));
  }
  const std::vector<linkage::Row>& clusters = found.clusters;

  const auto write = [&](std::string_view bytes, const std::string& cluster) {
    output.write(bytes);
    output.write(table.separator() + cluster);
    output.write(table.line_end());
  };
  write(table.header_bytes(), "cluster_id");
  std::vector<std::uint32_t> numbers(clusters.size(), 0);  // by the engine's
  std::uint32_t last = 0;
  for (std::size_t row = 0; row < table.size(); ++row) {
    std::uint32_t& number = numbers[clusters[records.row_of(row)]];
    if (number == 0) number = ++last;
    write(table.row_bytes(row), std::to_string(number));
  }
  return output.commit();
}

Status Run::join() {
  PARASOL_TRY(const auto tables, read_tables({options_.input, options_.other}));
  PARASOL_TRY(const Records records, learned(tables));
  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  const linkage::Model& model = records.file().model;
  const Scorer scorer(records.base(), model);
  std::vector<FoundPair> pairs = in_order(records, find_pairs(scorer, line(model)));
  const std::size_t first = tables.front().table().size();
  std::erase_if(pairs, [&](const FoundPair& pair) { return pair.a >= first || pair.b < first; });
  if (!options_.pairs.empty()) {
    PARASOL_TRY(Output pairs_output, Output::open(options_.pairs, out_));
    PARASOL_CHECK_OK(write_pairs(std::move(pairs_output), tables, model, pairs));
  }
  std::erase_if(pairs, [&](const FoundPair& pair) { return pair.bits < line(model); });
  if (options_.one_to_one) {
    // The strongest first: whoever is taken stays so.
    std::vector<bool> is_taken(first + tables.back().table().size(), false);
    std::erase_if(pairs, [&](const FoundPair& pair) {
      if (is_taken[pair.a] || is_taken[pair.b]) return true;
      is_taken[pair.a] = is_taken[pair.b] = true;
      return false;
    });
  }
  return write_pairs(std::move(output), tables, model, pairs);
}

Status Run::query() {
  PARASOL_TRY(const auto tables, read_tables({options_.input}));
  const NamedTable& table = tables.front();
  const bool is_stream = options_.record == "-";
  std::string text;
  if (!is_stream) {
    PARASOL_TRY(text, read_whole(options_.record));
  }
  PARASOL_TRY(const Records records, learned(tables));
  const linkage::Model& model = records.file().model;
  PARASOL_TRY(const QuestionReader reader, QuestionReader::make(table.table(), model));
  QuestionReader::Questions asked;
  if (!is_stream) {
    PARASOL_TRY(asked, reader.read_all(printable(options_.record.filename().string(), 200), text));
  }
  const Scorer scorer(records.base(), model);
  std::optional<linkage::KeyIndex> index;
  if (options_.is_by_keys) index.emplace(records.base());
  const Answerer answerer(table, records, scorer, index ? &*index : nullptr, options_.top, line(model));
  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  if (is_stream) {
    PARASOL_CHECK_OK(answer_lines(reader, answerer, output));
  } else {
    answer_all(asked, answerer, output);
  }
  return output.commit();
}

// Each line's answer is written before the next one is read.
Status Run::answer_lines(const QuestionReader& reader, const Answerer& answerer, Output& output) {
  Scorer::Workspace workspace;
  std::size_t answered = 0;
  std::string line;
  for (std::size_t number = 1; next_line(in_, line); ++number) {
    if (is_blank(line)) continue;
    PARASOL_TRY(const linkage::Record record, reader.read_line("standard input: line " + std::to_string(number), line));
    output.write(answerer.answer(record, ++answered, false, workspace));
    output.flush();
  }
  return {};
}

void Run::answer_all(const QuestionReader::Questions& asked, const Answerer& answerer, Output& output) {
  constexpr std::size_t kAtOnce = 256;
  std::vector<Scorer::Workspace> workspaces(threads());
  progress_.begin("comparing");
  for (std::size_t start = 0; start < asked.records.size(); start += kAtOnce) {
    std::vector<std::string> answers(std::min(kAtOnce, asked.records.size() - start));
    linkage::in_parallel(answers.size(), threads(), [&](std::size_t i, unsigned thread) {
      answers[i] = answerer.answer(asked.records[start + i], start + i + 1, asked.is_one, workspaces[thread]);
    });
    for (const std::string& answer : answers) output.write(answer);
    progress_.at(static_cast<double>(start + answers.size()) / static_cast<double>(asked.records.size()));
  }
  progress_.end();
}

std::string padded(std::string text, std::size_t width) {
  // Bytes that go on with a character take no room.
  const auto shown = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  if (shown < width) text.append(width - shown, ' ');
  return text;
}

Status Run::explain() {
  PARASOL_TRY(const auto tables, read_tables({options_.input}));
  const NamedTable& named = tables.front();
  PARASOL_TRY(const std::size_t first, named.find(options_.first));
  PARASOL_TRY(const std::size_t second, named.find(options_.second));
  if (first == second) return invalid(named.table().name(), "\"" + printable(options_.first) + "\" and \"" + printable(options_.second) + "\" are the same row");
  PARASOL_TRY(const Records records, learned(tables));
  const linkage::Model& model = records.file().model;
  const Scorer scorer(records.base(), model);
  const Words words = in_words(scorer, scorer.compare(records.row_of(first), records.row_of(second)), line(model));
  const std::string title = printable(named.name(first)) + " and " + printable(named.name(second));

  PARASOL_TRY(Output output, Output::open(options_.output, out_));
  output.write(title + ": " + words.verdict + "\n\n");
  const auto write = [&](const std::string& bits, const std::string& field, const std::string& what) {
    output.write(std::string(bits.size() < 9 ? 9 - bits.size() : 0, ' ') + bits + "  " + (what.empty() ? field : padded(field, 20) + "  " + what) + "\n");
  };
  write("bits", "field", "what speaks for and against");
  std::vector<std::string> one, two, raw_one, raw_two;
  named.table().row(first, one);
  named.table().row(second, two);
  PARASOL_TRY(const FieldColumns columns, columns_of(named.table(), model));
  raw_texts(columns, one, raw_one);
  raw_texts(columns, two, raw_two);
  for (std::size_t i = 0; i < words.items.size(); ++i) {
    const Item& item = words.items[i];
    const bool is_field = i > 0 && i <= model.fields.size();
    const std::string contents = is_field ? printable(raw_one[i - 1], 30) + " | " + printable(raw_two[i - 1], 30) + ": " : "";
    write(signed_bits(item.counted), item.field, contents + item.words);
  }
  write(signed_bits(words.total), "total", "probability " + probability_text(words.probability) + "; likely from " + bits_text(words.line) + " on");
  output.write("\n");
  for (const std::string& remark : remarks(words)) output.write(remark + "\n");
  if (!options_.picture.empty()) {
    PARASOL_TRY(Output picture, Output::open(options_.picture, out_));
    picture.write(waterfall(words, title));
    PARASOL_CHECK_OK(picture.commit());
  }
  return output.commit();
}

Result<Truth> Run::read_truth() const {
  if (options_.truth.size() == 1) {
    PARASOL_TRY(const Table table, Table::read(options_.truth.front()));
    if (options_.truth_column.empty() && table.find_column("id_l") && table.find_column("id_r")) return Truth::from_pairs(table, options_.is_join);
  }
  std::vector<NamedTable> tables;
  for (const std::filesystem::path& file : options_.truth) {
    PARASOL_TRY(Table table, Table::read(file));
    // Of two columns the first is the id, whatever they hold.
    const bool is_list = options_.truth_column.empty() && table.columns().size() == 2;
    if (options_.truth_column.empty() && !is_list)
      return invalid(table.name(), "should have two columns, an id and whose record it is, or id_l and id_r; or --truth-column names the column of a larger table");
    PARASOL_TRY(NamedTable named, is_list ? NamedTable::make(std::move(table), 0) : name_rows(std::move(table), options_.id));
    tables.push_back(std::move(named));
  }
  return Truth::from_tables(tables, options_.truth_column.empty() ? tables.front().table().columns()[1] : options_.truth_column);
}

std::string quality_text(const std::string& of, const Quality& quality) {
  return of + " precision: " + probability_text(quality.precision) + "\n" + of + " recall: " + probability_text(quality.recall) + "\n" + of + " F1: " + probability_text(quality.f1()) + "\n";
}

Status Run::evaluate_pairs(const Table& result, const Truth& truth) {
  PARASOL_TRY(const std::size_t left, result.column("id_l"));
  PARASOL_TRY(const std::size_t right, result.column("id_r"));
  const auto bits_column = result.find_column("bits");
  const auto probability_column = result.find_column("probability");
  MilliBits at = linkage::kLikelyFrom;
  if (!options_.model.empty()) {
    PARASOL_TRY(const ModelFile model, read_model(options_.model));
    at = model.model.line;
  }
  if (!options_.line.empty()) at = *read_line(options_.line);
  std::vector<JudgedPair> judged;
  std::vector<std::pair<std::pair<std::string, std::string>, std::size_t>> seen;
  std::vector<std::string> values;
  for (std::size_t row = 0; row < result.size(); ++row) {
    result.row(row, values);
    const auto bits = bits_column ? read_bits(values[*bits_column]) : std::optional(at);
    if (!bits) return result.fault(row, *bits_column, "should be a number of bits");
    double probability = linkage::probability_of(*bits);
    if (probability_column) {
      const auto stated = read_probability(values[*probability_column]);
      if (!stated) return result.fault(row, *probability_column, "should be a number from 0 to 1");
      probability = *stated;
    }
    const auto one = truth.person(0, values[left]), other = truth.person(1, values[right]);
    if (truth.is_complete() && !one) return result.fault(row, left, "is not in the truth");
    if (truth.is_complete() && !other) return result.fault(row, right, "is not in the truth");
    judged.push_back({*bits, probability, one && one == other});
    if (!truth.is_join() && values[right] < values[left]) std::swap(values[left], values[right]);
    if (!truth.is_join() && values[left] == values[right]) return result.fault(row, right, "is the same row as id_l; --join says that the sides are two tables");
    seen.push_back({{values[left], values[right]}, row});
  }
  std::sort(seen.begin(), seen.end());
  const auto repeated = std::adjacent_find(seen.begin(), seen.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (repeated != seen.end()) return result.fault((repeated + 1)->second, right, "the same pair stands in row " + std::to_string(repeated->second + 1));
  const PairQuality found = judge_pairs(std::move(judged), truth.true_pairs(), at);
  out_ << "line: " << bits_text(at) << " bits\npairs found: " << found.found << "\npairs true: " << truth.true_pairs() << '\n' << quality_text("pair", found.at_line);
  if (!bits_column) return {};
  out_ << "best pair F1: " << probability_text(found.best.f1()) << "\nbest line: " << bits_text(found.best_line) << " bits\n"
       << "expected calibration error: " << probability_text(found.calibration_error) << '\n';
  return {};
}

Status Run::evaluate_clusters(const NamedTable& result, const Truth& truth) {
  const Table& table = result.table();
  PARASOL_TRY(const std::size_t column, table.column("cluster_id"));
  if (truth.is_join()) return invalid(table.name(), "clusters are of one table, not of two");
  std::unordered_map<std::string, std::uint32_t> clusters;
  std::vector<std::uint32_t> found, belongs;
  std::uint32_t others = ~std::uint32_t{0};  // counts down: somebody else each
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::string cluster = table.value(row, column);
    if (cluster.empty()) return table.fault(row, column, "is empty");
    const auto person = truth.person(0, result.name(row));
    if (!person && truth.is_complete()) return table.fault(row, result.column().value_or(0), "the row \"" + printable(result.name(row)) + "\" is not in the truth");
    found.push_back(clusters.emplace(cluster, static_cast<std::uint32_t>(clusters.size())).first->second);
    belongs.push_back(person.value_or(others));
    if (!person) --others;
  }
  const ClusterQuality judged = judge_clusters(found, belongs);
  out_ << "clusters found: " << judged.found << "\nclusters true: " << judged.truth << "\npairs found: " << judged.found_pairs << "\npairs true: " << judged.true_pairs << '\n'
       << quality_text("cluster pair", judged.pairs) << quality_text("B-cubed", judged.b_cubed);
  return {};
}

Status Run::evaluate() {
  PARASOL_TRY(const Truth truth, read_truth());
  PARASOL_TRY(Table table, Table::read(options_.input));
  if (table.find_column("id_l") && table.find_column("id_r")) return evaluate_pairs(table, truth);
  if (!table.find_column("cluster_id")) return invalid(table.name(), "has neither id_l and id_r nor cluster_id");
  PARASOL_TRY(const NamedTable named, name_rows(std::move(table), options_.id));
  return evaluate_clusters(named, truth);
}

using Command = Status (Run::*)();
struct Named {
  const char* name;
  Command command;
};
constexpr Named kCommands[] = {{"suggest", &Run::suggest}, {"train", &Run::train}, {"dedupe", &Run::dedupe}, {"join", &Run::join}, {"query", &Run::query}, {"explain", &Run::explain}, {"evaluate", &Run::evaluate}};

}  // namespace

Commands::Commands(CLI::App& program) : link_(program.add_subcommand("link", "find the rows of a table that are about the same person")) {
  link_->require_subcommand(1);
  Options& to = options_;
  const auto is_line = [](const std::string& text) { return read_line(text) ? std::string() : "bits (2, 2bits) or a probability (0.8, 80%), not " + text; };
  const auto add = [&](const char* name, const char* what) {
    CLI::App* command = link_->add_subcommand(name, what);
    command->add_option("--id", to.id, "the column that names a row; otherwise one that seems to, or the row's number");
    return command;
  };
  const auto with_input = [&](CLI::App* command, const char* name) { command->add_option(name, to.input, "comma-separated values; the first row names the columns")->required(); };
  const auto with_output = [&](CLI::App* command) { command->add_option("-o,--output", to.output, "where to; otherwise standard output"); };
  const auto with_model = [&](CLI::App* command) { command->add_option("--model", to.model, "made by suggest or train; otherwise columns are guessed"); };
  const auto with_work = [&](CLI::App* command) {
    with_model(command);
    command->add_option("--labels", to.labels, "pairs somebody decided: id_l, id_r, same");
    command->add_option("--threads", to.threads, "how many threads; results do not depend on it")->check(CLI::Range(1, 256));
    command->add_flag("--progress", to.shows_progress, "say how far it has come, even if standard error is no terminal");
  };
  const auto with_line = [&](CLI::App* command) { command->add_option("--line", to.line, "what is called likely: bits (2, 2bits) or a probability (0.8, 80%)")->check(is_line); };
  const auto with_pairs = [&](CLI::App* command) { command->add_option("--pairs", to.pairs, "every pair worth weighing: id_l, id_r, bits, probability"); };

  CLI::App* suggest = add("suggest", "guess what the columns hold, as a model to look over");
  with_input(suggest, "IN.csv");
  with_output(suggest);
  CLI::App* train = add("train", "learn what agreement is worth in a table, as a model");
  with_input(train, "IN.csv");
  with_work(train);
  with_output(train);
  CLI::App* dedupe = add("dedupe", "the table with a column cluster_id: one number for each person");
  with_input(dedupe, "IN.csv");
  with_work(dedupe);
  with_line(dedupe);
  with_pairs(dedupe);
  with_output(dedupe);
  CLI::App* join = add("join", "pairs of rows of two tables");
  with_input(join, "A.csv");
  join->add_option("B.csv", to.other, "the other table")->required();
  with_work(join);
  with_line(join);
  with_pairs(join);
  join->add_flag("--one-to-one", to.one_to_one, "no row in more than one pair");
  with_output(join);
  CLI::App* query = add("query", "the rows that fit a record best, or each of many, with reasons, as JSON");
  with_input(query, "BASE.csv");
  query->add_option("RECORDS", to.record, "JSON: an object of columns' names and values, an array of them or one on each line; - for standard input, line by line")->required();
  with_work(query);
  with_line(query);
  query->add_option("--top", to.top, "how many rows")->check(CLI::Range(1, 10'000));
  query->add_flag("--by-keys", to.is_by_keys, "compare only rows that share something rare with the record: quicker, and others are not found");
  with_output(query);
  CLI::App* explain = add("explain", "what speaks for and against two rows being about one person");
  with_input(explain, "IN.csv");
  explain->add_option("ID1", to.first, "one row")->required();
  explain->add_option("ID2", to.second, "the other row")->required();
  with_work(explain);
  with_line(explain);
  explain->add_option("--svg", to.picture, "the same as a picture");
  with_output(explain);
  CLI::App* evaluate = add("evaluate", "compare what was found with what is true");
  with_input(evaluate, "RESULT.csv");
  evaluate->add_option("--truth", to.truth, "whose record each row is, or all true pairs; given twice, of the two joined tables")->required()->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  evaluate->add_option("--truth-column", to.truth_column, "the column of the truth that says whose record a row is");
  evaluate->add_flag("--join", to.is_join, "the pairs are of two tables: id_l of one, id_r of the other");
  with_model(evaluate);
  with_line(evaluate);
}

bool Commands::is_chosen() const { return link_->parsed(); }

int Commands::run(std::istream& in, std::ostream& out, std::ostream& errors, bool is_terminal) const {
  for (const Named& one : kCommands) {
    if (!link_->got_subcommand(one.name)) continue;
    Run run(options_, in, out, errors, is_terminal);
    const Status status = (run.*one.command)();
    if (status) return 0;
    std::string text = "parasol link";
    for (const std::string& part : {status.error().field, status.error().detail})
      if (!part.empty()) text += ": " + part;
    errors << text << std::endl;
    return 1;
  }
  return 1;
}

}  // namespace parasol::link
