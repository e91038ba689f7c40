#pragma once
// From tables to what the engine works on: what rows are called, which columns are compared, and the base.
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "apps/cli/link/model_file.h"
#include "apps/cli/link/table.h"
#include "linkage/learn.h"
#include "linkage/suggest.h"

namespace parasol::link {

// A table and what its rows are called: the values of a column, each there and never the same twice, or their numbers from 1.
class NamedTable {
 public:
  static Result<NamedTable> make(Table table, std::optional<std::size_t> column);

  const Table& table() const { return table_; }
  std::optional<std::size_t> column() const { return column_; }
  std::string name(std::size_t row) const;
  Result<std::size_t> find(std::string_view name) const;

 private:
  explicit NamedTable(Table table) : table_(std::move(table)) {}

  Table table_;
  std::optional<std::size_t> column_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> rows_;  // by the hash of what they are called
};

// Names the rows by the column called `id`; without one by the column that looks as if it did that, if any.
Result<NamedTable> name_rows(Table table, const std::optional<std::string>& id);

// What the columns that all the tables have may hold, but for those that name their rows.
linkage::Suggestions suggest_fields(const std::vector<NamedTable>& tables);
// `name` is what an error calls the table of which no column can be compared.
Result<ModelFile> suggested_model(const linkage::Suggestions& suggestions, const std::string& name);

// The records of one or two tables in a base, in an order that depends on their contents alone. A record's number is its row
// in the first table, or, behind those, in the second.
class Records {
 public:
  // The model's fields name columns that every table must have.
  static Result<Records> load(const std::vector<NamedTable>& tables, ModelFile file, const std::function<void(double)>& progress);

  const linkage::Base& base() const { return base_; }
  const ModelFile& file() const { return file_; }
  // Learns what the model's levels are worth here.
  void learn(const linkage::LearnOptions& options, std::span<const linkage::Label> labels);
  void set_calibration(const linkage::Calibration& calibration) { file_.model.calibration = calibration; }
  linkage::Row row_of(std::size_t record) const { return rows_[record]; }
  std::size_t record_of(linkage::Row row) const { return records_[row]; }

 private:
  explicit Records(ModelFile file) : file_(std::move(file)), base_(file_.model.fields) {}

  ModelFile file_;
  linkage::Base base_;
  std::vector<linkage::Row> rows_;       // by record
  std::vector<linkage::Row> records_;    // by row
};

// A record of the fields' raw texts, which stand in these columns.
using FieldColumns = std::vector<std::vector<std::size_t>>;
Result<FieldColumns> columns_of(const Table& table, const linkage::Model& model);
void raw_texts(const FieldColumns& columns, const std::vector<std::string>& values, std::vector<std::string>& raw);

}  // namespace parasol::link
