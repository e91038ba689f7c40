#include "apps/daemon/daemon.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdio>

#include "base/file.h"
#include "crypto/primitives.h"
#include "crypto/self_test.h"
#include "trust/signed.h"

namespace parasol::daemon {

Status harden_process() {
  umask(0077);
  const rlimit no_core{0, 0};
  if (setrlimit(RLIMIT_CORE, &no_core) != 0) return failure(ErrorCode::kInternal, "core limit");
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return failure(ErrorCode::kInternal, "dumpable");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failure(ErrorCode::kInternal, "no new privileges");
  PARASOL_CHECK_OK(crypto::initialise());
  return crypto::self_test();
}

std::unique_ptr<Clock> clock_of(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder / "demo", ignored)) return demo_clock(folder / ".." / "clock");
  return system_clock();
}

Result<Folder> open_folder(const std::filesystem::path& path) {
  PARASOL_TRY(const Bytes file, read_file(path / "trust", 65536));
  PARASOL_TRY(const auto envelope, records::decode_signed(file));
  PARASOL_TRY(auto statement, trust::verify_trust(envelope));
  return Folder{path, std::move(statement), clock_of(path)};
}

std::optional<Arguments> parse_arguments(int argc, char** argv, std::string_view socket_name) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--data" && has_value) {
      arguments.data = argv[++i];
    } else if (word == "--socket" && has_value) {
      arguments.socket = argv[++i];
    } else {
      arguments.data.clear();
      break;
    }
  }
  if (arguments.data.empty()) {
    std::fprintf(stderr, "usage: %s --data DIR [--socket PATH]\n", argv[0]);
    return std::nullopt;
  }
  if (arguments.socket.empty()) arguments.socket = arguments.data / ".." / "run" / socket_name;
  return arguments;
}

}  // namespace parasol::daemon
