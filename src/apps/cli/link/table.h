#pragma once
// A table from a file of comma-separated values (RFC 4180, and what spreadsheets make of it): the file's bytes and where each
// row begins. A row's values are read when they are wanted.
//
// The first row names the columns. Values are separated by commas; if the first row has none, by tabs, or else by semicolons.
// Spaces around a value, a byte order mark and blank lines count for nothing. Everything else that is not as it should be is
// an error that names the place.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parasol::link {

// The whole of a file, or of a pipe.
Result<std::string> read_whole(const std::filesystem::path& file);

// Text of unknown origin for a message or a picture: characters that move the cursor or change the direction of writing show as
// "·", and what is longer than `most` characters ends in "…".
std::string printable(std::string_view text, std::size_t most = 40);

class Table {
 public:
  static constexpr std::size_t kMostColumns = 1'000;
  static constexpr std::size_t kMostRows = 100'000'000;

  static Result<Table> read(const std::filesystem::path& file);
  // `name` is what errors call it.
  static Result<Table> parse(std::string name, std::string content);

  const std::string& name() const { return name_; }
  const std::vector<std::string>& columns() const { return columns_; }
  // Without the first row.
  std::size_t size() const { return starts_.size(); }
  std::optional<std::size_t> find_column(std::string_view name) const;
  Result<std::size_t> column(std::string_view name) const;

  // One for each column, in `values`, whose room is used again.
  void row(std::size_t row, std::vector<std::string>& values) const;
  std::string value(std::size_t row, std::size_t column) const;

  // The bytes of a row as they stand in the file, without the line's end; those of the first row begin with the byte order
  // mark if the file does.
  std::string_view row_bytes(std::size_t row) const;
  std::string_view header_bytes() const;
  char separator() const { return separator_; }
  std::string_view line_end() const;

  // What is wrong with a value; rows count from 1 for people, from 0 here.
  Error fault(std::size_t row, std::size_t column, std::string what) const;

 private:
  class Reader;
  Status read_header(Reader& reader);
  Status read_rows(Reader& reader);
  Status check_text() const;
  std::string place(std::size_t start) const;
  std::string_view bytes_between(std::size_t start, std::size_t end) const;

  std::string name_;
  std::string content_;
  char separator_ = ',';
  std::vector<std::string> columns_;
  std::size_t header_end_ = 0;
  std::vector<std::uint64_t> starts_;
};

}  // namespace parasol::link
