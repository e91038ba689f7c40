#pragma once
// `parasol directory`: other directories' services into the queue, out of it, and whether all is well. docs/parasol-directory.1
// says how it is used.
#include <filesystem>
#include <ostream>
#include <string>

#include "base/clock.h"

namespace CLI {
class App;
}

namespace parasol::cli {

class DirectoryCommands {
 public:
  explicit DirectoryCommands(CLI::App& program);
  DirectoryCommands(const DirectoryCommands&) = delete;
  DirectoryCommands& operator=(const DirectoryCommands&) = delete;

  bool is_chosen() const;
  // Does what was chosen: 0, or 1 after what is wrong was said.
  int run(std::ostream& out, std::ostream& errors, Millis now) const;

 private:
  std::filesystem::path folder_, feed_;
  std::string source_, id_, because_;
  CLI::App *directory_, *import_, *review_, *accept_, *refuse_, *check_;
};

}  // namespace parasol::cli
