#pragma once
// What `query` is asked, records as JSON, and what it answers.
#include <filesystem>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "apps/cli/link/records.h"
#include "linkage/key_index.h"
#include "linkage/score.h"

namespace parasol::link {

// Reads records that are asked about: JSON objects of columns' names and values. What is left out, or null, is missing.
class QuestionReader {
 public:
  static constexpr std::size_t kMostBytes = 16U << 20;  // of a record, or of an array of them

  // Both must outlive it.
  static Result<QuestionReader> make(const Table& table, const linkage::Model& model);

  struct Questions {
    std::vector<linkage::Record> records;
    bool is_one = true;  // an object by itself
  };
  // One object, an array of them, or one on each line. `name` is what errors call it.
  Result<Questions> read_all(const std::string& name, std::string_view text) const;
  // The line's one object.
  Result<linkage::Record> read_line(const std::string& place, std::string_view line) const;

 private:
  QuestionReader(const Table& table, const linkage::Model& model, FieldColumns columns) : table_(table), model_(model), columns_(std::move(columns)) {}

  const Table& table_;
  const linkage::Model& model_;
  FieldColumns columns_;
};

// The next line without its end, or the first bytes, too many, of one that is too long; false if there is none.
bool next_line(std::istream& in, std::string& line);
// A line that asks nothing.
inline bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

// Answers as JSON.
class Answerer {
 public:
  // Where there is an index it says which rows are compared; otherwise all are.
  Answerer(const NamedTable& table, const Records& records, const linkage::Scorer& scorer, const linkage::KeyIndex* index, std::size_t top, linkage::MilliBits line)
      : table_(table), records_(records), scorer_(scorer), index_(index), top_(top), line_(line) {}

  // `number` counts the records that are asked about from 1. Indented, or on one line; with a line's end.
  std::string answer(const linkage::Record& record, std::size_t number, bool is_indented, linkage::Scorer::Workspace& workspace) const;

 private:
  const NamedTable& table_;
  const Records& records_;
  const linkage::Scorer& scorer_;
  const linkage::KeyIndex* index_;
  std::size_t top_;
  linkage::MilliBits line_;
};

}  // namespace parasol::link
