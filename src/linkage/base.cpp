#include "linkage/base.h"

#include <algorithm>
#include <numeric>

#include "linkage/hash.h"

namespace parasol::linkage {

Base::Base(std::span<const Field> fields) : columns_(fields.size()) {
  dictionaries_.reserve(fields.size());
  for (const Field& field : fields) dictionaries_.emplace_back(field.kind, field.scale);
}

Row Base::add(const Record& record) {
  for (std::size_t field = 0; field < fields(); ++field) columns_[field].add(dictionaries_[field].add(record[field]));
  return static_cast<Row>(size_++);
}

void Base::remove(Row row) {
  --size_;
  for (std::size_t field = 0; field < fields(); ++field) {
    dictionaries_[field].remove(columns_[field][row]);
    columns_[field].remove(row);
  }
}

std::vector<Row> Base::put_in_order() {
  std::vector<std::uint64_t> contents(size_, 0);
  for (std::size_t field = 0; field < fields(); ++field)
    for (Row row = 0; row < size_; ++row) {
      const ValueId id = columns_[field][row];
      contents[row] = (contents[row] ^ (id == kNoValue ? 0 : dictionaries_[field].hash_of(id))) * kGoldenRatio + field;
    }
  std::vector<Row> order(size_);
  std::iota(order.begin(), order.end(), Row{0});
  std::sort(order.begin(), order.end(), [&](Row a, Row b) { return contents[a] != contents[b] ? contents[a] < contents[b] : a < b; });
  for (std::size_t field = 0; field < fields(); ++field) {
    std::vector<ValueId> sorted(size_);
    for (Row row = 0; row < size_; ++row) sorted[row] = columns_[field][order[row]];
    columns_[field] = Column();
    dictionaries_[field].renumber(sorted);
    columns_[field] = Column(std::move(sorted), dictionaries_[field].size());
  }
  return order;
}

Record Base::record(Row row) const {
  Record out;
  out.reserve(fields());
  for (std::size_t field = 0; field < fields(); ++field) out.push_back(dictionaries_[field].value(columns_[field][row]));
  return out;
}

Record read_record(std::span<const Field> fields, std::span<const std::string> raw) {
  Record out;
  out.reserve(fields.size());
  for (std::size_t field = 0; field < fields.size(); ++field) out.push_back(normalise(fields[field].kind, raw[field]));
  return out;
}

}  // namespace parasol::linkage
