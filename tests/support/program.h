#pragma once
// A program of ours as a child of the test: started, watched until it serves, and ended.
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parasol::test_support {

class Program {
 public:
  Program() = default;
  ~Program();  // kills it
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // Starts it and waits until it says `ready` on standard error (true), or ends. With `largest_file` its files can't grow beyond
  // so many bytes: writing further fails as on a full disk.
  bool start(const std::string& path, std::vector<std::string> arguments, std::string_view ready, std::optional<std::uint64_t> largest_file = std::nullopt);
  // SIGTERM.
  void ask_to_end() const;
  // Its exit status; -1 if a signal ended it.
  int wait_for_end();

 private:
  pid_t child_ = -1;
  int output_ = -1;
};

}  // namespace parasol::test_support
