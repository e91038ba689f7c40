#pragma once
// Guessing what the columns of a table hold, from their names and contents.
#include <span>
#include <string>
#include <vector>

#include "linkage/model.h"

namespace parasol::linkage {

struct Suggestion {
  Field field;
  std::string because;
};

struct SkippedColumn {
  std::string column;
  std::string because;
};

struct Suggestions {
  std::vector<Suggestion> fields;
  std::vector<SkippedColumn> skipped;
};

// `rows` are some rows of the table (a few thousand are plenty), each as long as `columns`.
Suggestions suggest(std::span<const std::string> columns, std::span<const std::vector<std::string>> rows);

}  // namespace parasol::linkage
