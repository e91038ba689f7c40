#include "apps/cli/link/records.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace parasol::link {
namespace {

constexpr std::size_t kSampledRows = 3'000;     // of all tables together
constexpr std::size_t kSampledBytes = 1'000;    // of a value

using Hashed = std::pair<std::uint64_t, std::uint32_t>;
using Pointers = std::vector<const Table*>;

// A row of one of several tables.
struct Place {
  std::size_t table;
  std::size_t row;
};

std::uint64_t hash_of(std::string_view text) { return std::hash<std::string_view>()(text); }

// The first row, in order, whose value stands in an earlier one too, and that one. Empty values do not count.
std::optional<std::pair<Place, Place>> find_repeated(const Pointers& tables, const std::string& column) {
  std::vector<Hashed> hashes;
  std::vector<std::size_t> columns;
  std::size_t all = 0;
  for (const Table* table : tables) {
    columns.push_back(*table->find_column(column));
    for (std::size_t row = 0; row < table->size(); ++row, ++all)
      if (const std::string value = table->value(row, columns.back()); !value.empty()) hashes.emplace_back(hash_of(value), static_cast<std::uint32_t>(all));
  }
  std::sort(hashes.begin(), hashes.end());
  const auto place = [&](std::size_t number) {
    std::size_t table = 0;
    for (; number >= tables[table]->size(); ++table) number -= tables[table]->size();
    return Place{table, number};
  };
  const auto value = [&](const Place& at) { return tables[at.table]->value(at.row, columns[at.table]); };
  std::optional<std::pair<std::uint32_t, std::uint32_t>> found;  // the later first
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    if (hashes[i].first != hashes[i - 1].first || (found && hashes[i].second >= found->first)) continue;
    if (value(place(hashes[i].second)) == value(place(hashes[i - 1].second))) found = {hashes[i].second, hashes[i - 1].second};
  }
  if (!found) return std::nullopt;
  return std::pair(place(found->first), place(found->second));
}

std::vector<std::string> shortened(std::vector<std::string> values) {
  for (std::string& value : values) {
    if (value.size() <= kSampledBytes) continue;
    std::size_t end = kSampledBytes;
    while ((static_cast<unsigned char>(value[end]) & 0xc0) == 0x80) --end;
    value.resize(end);
  }
  return values;
}

// What these columns, which all the tables have, may hold, from a sample of the rows. That a column is never the same twice is
// looked up in all of them: rows that show otherwise join the sample.
linkage::Suggestions suggest_columns(const Pointers& tables, const std::vector<std::string>& columns) {
  std::vector<std::set<std::size_t>> sampled(tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::size_t size = tables[i]->size(), some = std::min(size, kSampledRows / tables.size());
    for (std::size_t k = 0; k < some; ++k) sampled[i].insert(k * size / some);
  }
  for (;;) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      std::vector<std::size_t> places;
      for (const std::string& column : columns) places.push_back(*tables[i]->find_column(column));
      std::vector<std::string> values;
      for (const std::size_t row : sampled[i]) {
        tables[i]->row(row, values);
        std::vector<std::string> chosen;
        for (const std::size_t place : places) chosen.push_back(std::move(values[place]));
        rows.push_back(shortened(std::move(chosen)));
      }
    }
    linkage::Suggestions out = linkage::suggest(columns, rows);
    const auto found = std::find_if(out.skipped.begin(), out.skipped.end(), [](const auto& skipped) { return skipped.because == linkage::kNamesTheRow; });
    const auto repeated = found == out.skipped.end() ? std::nullopt : find_repeated(tables, found->column);
    if (!repeated) return out;
    const auto size_before = sampled[repeated->first.table].size() + sampled[repeated->second.table].size();
    sampled[repeated->first.table].insert(repeated->first.row);
    sampled[repeated->second.table].insert(repeated->second.row);
    // Values that differ in their spelling only are known already.
    if (sampled[repeated->first.table].size() + sampled[repeated->second.table].size() == size_before) return out;
  }
}

}  // namespace

Result<NamedTable> NamedTable::make(Table table, std::optional<std::size_t> column) {
  NamedTable out(std::move(table));
  out.column_ = column;
  if (!column) return out;
  const Table& own = out.table_;
  out.rows_.reserve(own.size());
  for (std::size_t row = 0; row < own.size(); ++row) {
    const std::string name = own.value(row, *column);
    if (name.empty()) return own.fault(row, *column, "is empty; this column should name the row");
    out.rows_.emplace_back(hash_of(name), static_cast<std::uint32_t>(row));
  }
  if (const auto repeated = find_repeated({&own}, own.columns()[*column]))
    return own.fault(repeated->first.row, *column, "names the row and is the same as in row " + std::to_string(repeated->second.row + 1) + ": \"" + printable(out.name(repeated->first.row)) + "\"");
  std::sort(out.rows_.begin(), out.rows_.end());
  return out;
}

std::string NamedTable::name(std::size_t row) const { return column_ ? table_.value(row, *column_) : std::to_string(row + 1); }

Result<std::size_t> NamedTable::find(std::string_view name) const {
  if (column_) {
    const std::uint64_t hash = hash_of(name);
    for (auto at = std::lower_bound(rows_.begin(), rows_.end(), Hashed(hash, 0)); at != rows_.end() && at->first == hash; ++at)
      if (table_.value(at->second, *column_) == name) return at->second;
    return invalid(table_.name(), "no row's \"" + printable(table_.columns()[*column_]) + "\" is \"" + printable(name) + "\"");
  }
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (failed == std::errc() && end == name.data() + name.size() && number >= 1 && number <= table_.size()) return number - 1;
  return invalid(table_.name(), "there is no row \"" + printable(name) + "\"; rows are called by their numbers from 1 to " + std::to_string(table_.size()));
}

Result<NamedTable> name_rows(Table table, const std::optional<std::string>& id) {
  if (id) {
    PARASOL_TRY(const std::size_t column, table.column(*id));
    return NamedTable::make(std::move(table), column);
  }
  const linkage::Suggestions suggestions = suggest_columns({&table}, table.columns());
  for (const linkage::SkippedColumn& skipped : suggestions.skipped) {
    if (skipped.because != linkage::kNamesTheRow) continue;
    const std::size_t column = *table.find_column(skipped.column);
    bool is_whole = true;
    for (std::size_t row = 0; row < table.size() && is_whole; ++row) is_whole = !table.value(row, column).empty();
    if (is_whole) return NamedTable::make(std::move(table), column);
  }
  return NamedTable::make(std::move(table), std::nullopt);
}

linkage::Suggestions suggest_fields(const std::vector<NamedTable>& tables) {
  Pointers pointers;
  for (const NamedTable& table : tables) pointers.push_back(&table.table());
  std::vector<std::string> columns;
  std::vector<linkage::SkippedColumn> skipped;
  for (const std::string& column : pointers.front()->columns()) {
    const auto names = [&](const NamedTable& table) { return table.column() && table.table().columns()[*table.column()] == column; };
    if (std::any_of(tables.begin(), tables.end(), names)) skipped.push_back({column, std::string(linkage::kNamesTheRow)});
    else if (std::all_of(pointers.begin(), pointers.end(), [&](const Table* table) { return table->find_column(column).has_value(); })) columns.push_back(column);
    else skipped.push_back({column, "not in every table"});
  }
  linkage::Suggestions out = suggest_columns(pointers, columns);
  out.skipped.insert(out.skipped.begin(), skipped.begin(), skipped.end());
  return out;
}

Result<ModelFile> suggested_model(const linkage::Suggestions& suggestions, const std::string& name) {
  std::vector<linkage::Field> fields;
  for (const linkage::Suggestion& one : suggestions.fields) fields.push_back(one.field);
  if (fields.empty()) {
    std::string what = "no column can be compared";
    for (const linkage::SkippedColumn& skipped : suggestions.skipped) what += "; " + printable(skipped.column) + ": " + skipped.because;
    return invalid(name, printable(what, 1'000));
  }
  return ModelFile{linkage::new_model(std::move(fields)), false};
}

Result<FieldColumns> columns_of(const Table& table, const linkage::Model& model) {
  FieldColumns out;
  for (const linkage::Field& field : model.fields) {
    auto& columns = out.emplace_back();
    for (const std::string& name : field.columns) {
      const auto column = table.find_column(name);
      if (!column) return invalid(table.name(), "has no column \"" + printable(name) + "\", which the model's field \"" + printable(field.name) + "\" compares");
      columns.push_back(*column);
    }
  }
  return out;
}

void raw_texts(const FieldColumns& columns, const std::vector<std::string>& values, std::vector<std::string>& raw) {
  raw.resize(columns.size());
  for (std::size_t field = 0; field < columns.size(); ++field) {
    raw[field] = values[columns[field].front()];
    for (std::size_t i = 1; i < columns[field].size(); ++i) (raw[field] += linkage::kPartSeparator) += values[columns[field][i]];
  }
}

Result<Records> Records::load(const std::vector<NamedTable>& tables, ModelFile file, const std::function<void(double)>& progress) {
  Records out(std::move(file));
  std::size_t all = 0, done = 0;
  for (const NamedTable& table : tables) all += table.table().size();
  std::vector<std::string> values, raw;
  for (const NamedTable& named : tables) {
    const Table& table = named.table();
    PARASOL_TRY(const FieldColumns columns, columns_of(table, out.file_.model));
    for (std::size_t row = 0; row < table.size(); ++row) {
      table.row(row, values);
      raw_texts(columns, values, raw);
      out.base_.add(linkage::read_record(out.file_.model.fields, raw));
      if (++done % 4096 == 0) progress(static_cast<double>(done) / static_cast<double>(all));
    }
  }
  out.records_ = out.base_.put_in_order();
  out.rows_.resize(all);
  for (linkage::Row row = 0; row < all; ++row) out.rows_[out.records_[row]] = row;
  return out;
}

void Records::learn(const linkage::LearnOptions& options, std::span<const linkage::Label> labels) {
  linkage::find_scales(base_, file_.model);
  file_.model = linkage::learn(base_, std::move(file_.model), options, labels);
  file_.is_learned = true;
}

}  // namespace parasol::link
