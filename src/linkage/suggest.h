#pragma once
// Guessing what the columns of a table hold, from their names and contents.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/model.h"

namespace parasol::linkage {

struct Suggestion {
  Field field;
  std::string because;
};

// Why a column is skipped that names its row: at most one does.
inline constexpr std::string_view kNamesTheRow = "names the row: never the same twice";

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
