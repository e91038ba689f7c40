#include "support/program.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"

namespace parasol::test_support {

Program::~Program() {
  if (child_ <= 0) return;
  kill(child_, SIGKILL);
  wait_for_end();
}

bool Program::start(const std::string& path, std::vector<std::string> arguments, std::string_view ready, std::optional<std::uint64_t> largest_file) {
  std::vector<char*> words{const_cast<char*>(path.c_str())};
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  int ends[2];
  PARASOL_CHECK(pipe(ends) == 0);
  child_ = fork();
  PARASOL_CHECK(child_ >= 0);
  if (child_ == 0) {
    dup2(ends[1], STDERR_FILENO);
    close(ends[0]);
    close(ends[1]);
    if (largest_file) {
      const rlimit limit{*largest_file, *largest_file};
      signal(SIGXFSZ, SIG_IGN);  // stays ignored in the program
      setrlimit(RLIMIT_FSIZE, &limit);
    }
    execv(path.c_str(), words.data());
    _exit(127);
  }
  close(ends[1]);
  output_ = ends[0];
  std::string said;
  char byte = 0;
  while (said.find(ready) == std::string::npos && read(output_, &byte, 1) == 1) said.push_back(byte);
  return said.find(ready) != std::string::npos;
}

void Program::ask_to_end() const { kill(child_, SIGTERM); }

int Program::wait_for_end() {
  int status = 0;
  waitpid(child_, &status, 0);
  child_ = -1;
  close(output_);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace parasol::test_support
