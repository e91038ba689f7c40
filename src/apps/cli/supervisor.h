#pragma once
// `parasol up`: the three daemons as children of one process. If one ends, all end; a signal to the supervisor ends them.
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace parasol::cli {

struct ChildProgram {
  std::string name;
  std::vector<std::string> command;  // program and arguments
  bool may_end = false;              // by itself, with status 0, without a word about it
};

class Supervisor {
 public:
  Supervisor();
  // Starts one more. kInternal if it cannot be started.
  Status add(const ChildProgram& program);
  Supervisor(Supervisor&& other) noexcept : children_(std::exchange(other.children_, {})) {}
  Supervisor& operator=(Supervisor&&) = delete;
  Supervisor(const Supervisor&) = delete;
  // Ends all that still run, and waits.
  ~Supervisor();

  // Waits until SIGTERM or SIGINT (true) or until a child ends by itself (false).
  bool wait_for_signal();
  // Polls `is_ready` every 20 ms until it is true. kUnavailable if a child ends first or after ten seconds.
  Status wait_until(const std::function<bool()>& is_ready);
  // SIGTERM to all, in reverse order, each waited for; SIGKILL after ten seconds. True if each ended with status 0.
  bool stop();

 private:
  struct Child {
    std::string name;
    int pid;
    bool may_end;
  };
  bool has_lost_a_child();
  std::vector<Child> children_;
};

}  // namespace parasol::cli
