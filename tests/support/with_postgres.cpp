// with_postgres COMMAND [ARGUMENT…]: runs a command with PARASOL_TEST_POSTGRES set to the URL of a throw-away
// PostgreSQL server. Exits as the command does; 77 ("skipped") if PostgreSQL is not installed.
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "support/postgres_cluster.h"

namespace {

volatile sig_atomic_t command_pid = 0;

// So that the server is stopped and its folder removed after the command has ended.
void pass_on(int signal_number) {
  if (command_pid > 0) ::kill(command_pid, signal_number);
}

}  // namespace

int main(int count, char** arguments) {
  constexpr int kSkipped = 77;
  constexpr int kSignalBase = 128;
  if (count < 2) {
    std::fputs("usage: with_postgres COMMAND [ARGUMENT…]\n", stderr);
    return 2;
  }
  auto cluster = parasol::test_support::PostgresCluster::start();
  if (!cluster) {
    std::fprintf(stderr, "with_postgres: %s\n", cluster.error().detail.c_str());
    return cluster.error().code == parasol::ErrorCode::kUnavailable ? kSkipped : 1;
  }
  ::setenv("PARASOL_TEST_POSTGRES", (*cluster)->url().c_str(), 1);

  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(arguments[1], arguments + 1);
    std::perror("with_postgres");
    ::_exit(127);
  }
  command_pid = child;
  ::signal(SIGTERM, pass_on);
  ::signal(SIGINT, SIG_IGN);  // the terminal sends it to the command as well
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalBase + WTERMSIG(status);
}
