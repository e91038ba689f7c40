#pragma once
// The records: one value id for each field and record, field by field.
#include <span>
#include <string_view>
#include <vector>

#include "linkage/column.h"
#include "linkage/dictionary.h"
#include "linkage/model.h"

namespace parasol::linkage {

// Its place in the base, which is what it is called here. Removing a record gives its place to the last one.
using Row = std::uint32_t;

// A record's values, one for each field.
using Record = std::vector<Value>;

class Base {
 public:
  explicit Base(std::span<const Field> fields);

  // `record` has a value for each field.
  Row add(const Record& record);
  // Forgets it: nothing of its values is left in memory that no other record has. The last record moves to `row`.
  void remove(Row row);

  // Puts the records in an order that depends on their contents alone, so that whatever is drawn or done in order is the same
  // for a table however it was sorted. Returns, by new row, the old one.
  std::vector<Row> put_in_order();
  // Distances of this field are counted in parts of `scale` from now on.
  void set_scale(std::size_t field, float scale) { dictionaries_[field].set_scale(scale); }

  std::size_t size() const { return size_; }
  std::size_t fields() const { return dictionaries_.size(); }
  const Dictionary& dictionary(std::size_t field) const { return dictionaries_[field]; }
  ValueId value_id(std::size_t field, Row row) const { return columns_[field][row]; }
  const Column& column(std::size_t field) const { return columns_[field]; }
  Record record(Row row) const;

 private:
  std::vector<Dictionary> dictionaries_;
  std::vector<Column> columns_;
  std::size_t size_ = 0;
};

// The raw texts of a record, one for each field, normalised.
Record read_record(std::span<const Field> fields, std::span<const std::string> raw);

}  // namespace parasol::linkage
