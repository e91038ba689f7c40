#pragma once
// What goes into a statement (Sql, Value) and what comes out of it (Row). The types are few on purpose, so that one
// SQL text means the same on both databases:
//   value            SQLite (STRICT tables)   PostgreSQL
//   64-bit integer   INTEGER                  BIGINT (SMALLINT and INTEGER also read)
//   truth value      INTEGER 0 or 1           BIGINT 0 or 1; a computed BOOLEAN (EXISTS, a = b) also reads as 0 or 1
//   text             TEXT                     TEXT; clean UTF-8 without a zero byte, checked for both
//   bytes            BLOB                     BYTEA
// Bytes given for a TEXT column: SQLite refuses, PostgreSQL stores hexadecimal text. Test on both.
// Sums and averages become NUMERIC on PostgreSQL: write CAST(sum(x) AS BIGINT).
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/random.h"

namespace parasol::db {

enum class Dialect : std::uint8_t { kSqlite, kPostgres };

// A statement's text, known at compile time: values can reach the database as parameters only. Parameters are written
// $1, $2, … and may be used more than once.
class Sql {
 public:
  template <std::size_t N>
  consteval Sql(const char (&text)[N]) : text_(text, N - 1) {}
  consteval Sql(std::string_view text) : text_(text) {}
  // For texts assembled from constants of this program, never from input.
  static Sql of_constant(std::string_view text) { return Sql(text, Unchecked{}); }
  std::string_view text() const { return text_; }

 private:
  struct Unchecked {};
  Sql(std::string_view text, Unchecked) : text_(text) {}
  std::string_view text_;
};

// One parameter. It borrows text and bytes: it must not outlive the call it is written in. An empty optional is a NULL
// that still knows its type; nullptr is a NULL whose type the database must be able to tell from the statement.
class Value {
 public:
  enum class Type : std::uint8_t { kUnknown, kInteger, kText, kBytes };

  Value(std::nullptr_t) : type_(Type::kUnknown) {}
  template <std::integral T>
    requires(std::signed_integral<T> || sizeof(T) < sizeof(std::int64_t))
  Value(T value) : type_(Type::kInteger), data_(static_cast<std::int64_t>(value)) {}
  Value(std::string_view value) : type_(Type::kText), data_(value) {}
  Value(const std::string& value) : Value(std::string_view(value)) {}
  Value(const char* value) : Value(std::string_view(value)) {}
  Value(ByteView value) : type_(Type::kBytes), data_(value) {}
  Value(const Bytes& value) : Value(ByteView(value)) {}
  template <std::size_t N>
  Value(const ByteArray<N>& value) : Value(ByteView(value)) {}
  template <class Tag>
  Value(const Id<Tag>& id) : Value(ByteView(id.value)) {}
  template <class T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : null_of(type_of<T>())) {}

  Type type() const { return type_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  std::int64_t integer() const { return std::get<std::int64_t>(data_); }
  std::string_view text() const { return std::get<std::string_view>(data_); }
  ByteView bytes() const { return std::get<ByteView>(data_); }

 private:
  static Value null_of(Type type) {
    Value value(nullptr);
    value.type_ = type;
    return value;
  }
  template <class T>
  static constexpr Type type_of() {
    if constexpr (std::integral<T>) return Type::kInteger;
    else if constexpr (std::convertible_to<T, std::string_view>) return Type::kText;
    else return Type::kBytes;
  }

  Type type_;
  std::variant<std::monostate, std::int64_t, std::string_view, ByteView> data_;
};

// One column of one row.
using Cell = std::variant<std::monostate, std::int64_t, std::string, Bytes>;

// One row of a result; owns its data. Columns count from 0. Asking for another type than the statement gives, or for
// a NULL through a getter that is not optional, is a bug and aborts.
class Row {
 public:
  explicit Row(std::vector<Cell> cells) : cells_(std::move(cells)) {}

  std::size_t size() const { return cells_.size(); }
  bool is_null(std::size_t i) const { return std::holds_alternative<std::monostate>(cell(i)); }
  std::int64_t int64(std::size_t i) const { return get<std::int64_t>(i); }
  bool boolean(std::size_t i) const { return int64(i) != 0; }
  const std::string& text(std::size_t i) const { return get<std::string>(i); }
  const Bytes& bytes(std::size_t i) const { return get<Bytes>(i); }
  std::optional<std::int64_t> optional_int64(std::size_t i) const { return optional<std::int64_t>(i); }
  std::optional<std::string> optional_text(std::size_t i) const { return optional<std::string>(i); }
  std::optional<Bytes> optional_bytes(std::size_t i) const { return optional<Bytes>(i); }

  // For columns whose length the schema fixes: CHECK (length(column) = N), the same words on both databases.
  template <std::size_t N>
  ByteArray<N> array(std::size_t i) const {
    auto value = to_array<N>(bytes(i));
    PARASOL_CHECK(value.has_value());
    return *value;
  }
  template <std::size_t N>
  std::optional<ByteArray<N>> optional_array(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return array<N>(i);
  }
  // row.id<MemberId>(0)
  template <class IdType>
  IdType id(std::size_t i) const {
    return IdType{array<16>(i)};
  }
  template <class IdType>
  std::optional<IdType> optional_id(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return id<IdType>(i);
  }

 private:
  const Cell& cell(std::size_t i) const {
    PARASOL_CHECK(i < cells_.size());
    return cells_[i];
  }
  template <class T>
  const T& get(std::size_t i) const {
    const T* value = std::get_if<T>(&cell(i));
    PARASOL_CHECK(value != nullptr);
    return *value;
  }
  template <class T>
  std::optional<T> optional(std::size_t i) const {
    if (is_null(i)) return std::nullopt;
    return get<T>(i);
  }

  std::vector<Cell> cells_;
};

using Rows = std::vector<Row>;

}  // namespace parasol::db
