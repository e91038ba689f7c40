#include "apps/cli/supervisor.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

namespace parasol::cli {
namespace {

constexpr int kPollsUntilKill = 500;   // of 20 ms
constexpr int kPollsUntilReady = 500;

void pause_briefly() {
  const timespec pause{0, 20'000'000};
  nanosleep(&pause, nullptr);
}

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGCHLD);
  return set;
}

}  // namespace

Supervisor::Supervisor() {
  // Blocked before the first child, so that no signal falls between two steps; children start with none blocked.
  const sigset_t blocked = stop_signals();
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
}

Status Supervisor::add(const ChildProgram& program) {
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return failure(ErrorCode::kInternal, "fork");
  if (pid == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    // A child must not outlive a supervisor that was killed, nor get the terminal's Ctrl-C before it.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(1);
    setpgid(0, 0);
    std::vector<char*> arguments;
    for (const auto& word : program.command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(arguments.front(), arguments.data());
    std::fprintf(stderr, "parasol: cannot start %s\n", program.name.c_str());
    _exit(127);
  }
  children_.push_back({program.name, pid, program.may_end});
  return {};
}

Supervisor::~Supervisor() { stop(); }

bool Supervisor::has_lost_a_child() {
  for (auto child = children_.begin(); child != children_.end(); ++child) {
    int status = 0;
    if (waitpid(child->pid, &status, WNOHANG) != child->pid) continue;
    if (status != 0 || !child->may_end) std::fprintf(stderr, "parasol: %s has ended (status %d)\n", child->name.c_str(), status);
    children_.erase(child);
    return true;
  }
  return false;
}

bool Supervisor::wait_for_signal() {
  const sigset_t awaited = stop_signals();
  for (;;) {
    if (has_lost_a_child()) return false;
    const int got = sigwaitinfo(&awaited, nullptr);
    if (got == SIGTERM || got == SIGINT) return true;
  }
}

Status Supervisor::wait_until(const std::function<bool()>& is_ready) {
  for (int poll = 0; poll < kPollsUntilReady; ++poll) {
    if (is_ready()) return {};
    if (has_lost_a_child()) return failure(ErrorCode::kUnavailable, "a daemon ended at its start");
    pause_briefly();
  }
  return failure(ErrorCode::kUnavailable, "a daemon did not become ready");
}

bool Supervisor::stop() {
  bool all_well = true;
  while (!children_.empty()) {
    const Child child = children_.back();
    children_.pop_back();
    kill(child.pid, SIGTERM);
    int status = 0;
    for (int poll = 0; waitpid(child.pid, &status, WNOHANG) == 0; ++poll) {
      if (poll == kPollsUntilKill) kill(child.pid, SIGKILL);
      pause_briefly();
    }
    if (status == 0) continue;
    all_well = false;
    std::fprintf(stderr, "parasol: %s did not end well (status %d)\n", child.name.c_str(), status);
  }
  return all_well;
}

}  // namespace parasol::cli
