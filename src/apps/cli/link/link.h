#pragma once
// `parasol link`: which rows of a table, or of two, are about the same person. docs/parasol-link.1 says how it is used.
#include <cstddef>
#include <filesystem>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace parasol::link {

// What the command line says.
struct Options {
  std::filesystem::path input, other, record;
  std::vector<std::filesystem::path> truth;
  std::string first, second;                // ids
  std::filesystem::path output, pairs, picture;
  std::filesystem::path model, labels;      // empty: guessed, none
  std::optional<std::string> id;
  std::string truth_column;
  std::string line;                         // as read_line reads it; empty: the model's
  std::size_t top = 20;
  unsigned threads = 0;                     // 0: as many as there are processors
  bool one_to_one = false;
  bool is_by_keys = false;
  bool is_join = false;
  bool shows_progress = false;
};

// The subcommands of `link`, described to the parser of the command line.
class Commands {
 public:
  explicit Commands(CLI::App& program);
  Commands(const Commands&) = delete;
  Commands& operator=(const Commands&) = delete;

  bool is_chosen() const;
  // Does what was chosen: 0, or 1 after a message on `errors`, which may be a terminal.
  int run(std::istream& in, std::ostream& out, std::ostream& errors, bool is_terminal) const;

 private:
  Options options_;
  CLI::App* link_;
};

}  // namespace parasol::link
