#pragma once
// What both daemons' main programs share: a hardened process, their folder, and the loop from frame to answer.
#include <filesystem>

#include "base/clock.h"
#include "crypto/records.h"
#include "base/result.h"

namespace parasol::daemon {

// No core dumps, not traceable, files readable by ourselves only, libsodium ready and its known answers right.
// kInternal if any of it cannot be had: then the process must not serve.
Status harden_process();

struct Folder {
  std::filesystem::path path;
  records::TrustStatement trust;  // verified against the root key that it names: init pinned it here
  std::unique_ptr<Clock> clock;   // with the demo's offset, if the folder holds init's demo mark
};
// Reads `path`/trust. kNotFound if there is no trust file, kInvalid or kUnauthorised if it is not good.
Result<Folder> open_folder(const std::filesystem::path& path);

// Command line of a daemon: --data DIR [--socket PATH]. Prints usage and returns nothing if it is wrong.
struct Arguments {
  std::filesystem::path data;
  std::filesystem::path socket;
};
std::optional<Arguments> parse_arguments(int argc, char** argv, std::string_view socket_name);

// The clock of an installation's folder: the system's, or the demo's if the folder holds the file "demo".
std::unique_ptr<Clock> clock_of(const std::filesystem::path& folder);

}  // namespace parasol::daemon
