#include "support/postgres_cluster.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>
#include <vector>

namespace parasol::test_support {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInstallations = "/usr/lib/postgresql";
constexpr auto kPollInterval = std::chrono::milliseconds(20);
constexpr int kMaxPolls = 1500;  // 30 seconds

// The bin folder of the newest installed major version.
std::optional<fs::path> find_programs() {
  std::optional<fs::path> newest;
  int newest_version = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(kInstallations, error)) {
    const int version = ::atoi(entry.path().filename().c_str());
    if (version > newest_version && fs::exists(entry.path() / "bin/postgres", error)) {
      newest_version = version;
      newest = entry.path() / "bin";
    }
  }
  return newest;
}

// Whom to become; nobody else if we are unprivileged already.
std::optional<passwd> find_account() {
  if (::geteuid() != 0) return std::nullopt;
  for (const char* name : {"postgres", "nobody"}) {
    if (const passwd* account = ::getpwnam(name)) return *account;
  }
  return std::nullopt;
}

// Starts a program in `folder` under `account`, in its own session (a Ctrl-C is for the tests, not for the server)
// and ending with this process. Its output goes to the file "log" in `folder`.
pid_t spawn(const fs::path& folder, const std::optional<passwd>& account, const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;

  ::setsid();
  if (account) {
    if (::setgroups(0, nullptr) != 0 || ::setgid(account->pw_gid) != 0 || ::setuid(account->pw_uid) != 0) ::_exit(126);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGINT);  // for PostgreSQL: disconnect everybody and stop
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  const int log = ::open("log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (log < 0 || nothing < 0) ::_exit(126);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

bool has_succeeded(pid_t child) {
  int status = 0;
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void print_log(const fs::path& folder) {
  if (std::FILE* log = std::fopen((folder / "log").c_str(), "r")) {
    for (int c = std::fgetc(log); c != EOF; c = std::fgetc(log)) std::fputc(c, stderr);
    std::fclose(log);
  }
}

}  // namespace

Result<std::unique_ptr<PostgresCluster>> PostgresCluster::start() {
  const auto programs = find_programs();
  if (!programs) {
    return failure(ErrorCode::kUnavailable, "PostgreSQL is not installed: no /usr/lib/postgresql/*/bin/postgres");
  }
  const auto account = find_account();
  std::unique_ptr<PostgresCluster> cluster(new PostgresCluster);

  // Not $TMPDIR: the account must be able to get there, and a socket's path has room for 107 characters.
  std::string folder = "/tmp/parasol-postgres-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return failure(ErrorCode::kInternal, "cannot make a temporary folder");
  cluster->folder_ = folder;
  if (account && ::chown(folder.c_str(), account->pw_uid, account->pw_gid) != 0) {
    return failure(ErrorCode::kInternal, "cannot give the folder to the unprivileged account");
  }

  // Trust is harmless: only the account (and root) can reach the socket in its folder of mode 0700.
  const std::string data = folder + "/data";
  if (!has_succeeded(spawn(folder, account,
                           {*programs / "initdb", "--pgdata=" + data, "--username=parasol", "--auth=trust",
                            "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"}))) {
    print_log(folder);
    return failure(ErrorCode::kInternal, "initdb failed");
  }
  cluster->server_ = spawn(folder, account,
                           {*programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c",
                            "fsync=off", "-c", "full_page_writes=off", "-c", "log_error_verbosity=terse"});
  cluster->url_ = "postgresql://parasol@/postgres?host=" + folder;
  for (int poll = 0; poll < kMaxPolls; ++poll) {
    if (PQping(cluster->url_.c_str()) == PQPING_OK) return cluster;
    if (::waitpid(cluster->server_, nullptr, WNOHANG) != 0) {
      cluster->server_ = -1;
      break;
    }
    std::this_thread::sleep_for(kPollInterval);
  }
  print_log(folder);
  return failure(ErrorCode::kInternal, "the PostgreSQL server does not start");
}

PostgresCluster::~PostgresCluster() {
  if (server_ > 0) {
    ::kill(server_, SIGINT);
    ::waitpid(server_, nullptr, 0);
  }
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

}  // namespace parasol::test_support
