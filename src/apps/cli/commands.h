#pragma once
// What each word of the command line does. All print to standard output and return the process's exit status.
#include <filesystem>
#include <optional>
#include <string>

#include "apps/cli/ceremony.h"

namespace parasol::cli {

namespace fs = std::filesystem;

// The folder this program runs from: the daemons stand beside it, the web apps in ../web.
fs::path program_folder();

// Asks the five questions on the terminal, with these as proposals.
Answers ask(const Answers& proposals);
// init: makes DIR and prints fingerprint, invitations and the root's paper form; as one JSON object if `as_json`.
int init(const fs::path& folder, const Answers& answers, bool is_demo, bool as_json);
// migrate: brings the database to this program's schema.
int migrate(const fs::path& folder);
// up: the three daemons until a signal; 0 if it was the signal and all three ended well. Prints both addresses, and of a demo the invented people's sign-ins.
int up(const fs::path& folder, const fs::path& web, std::optional<std::uint16_t> port);
// demo: makes DIR and fills it by running the real client over the real API on a simulated clock.
struct DemoOptions {
  fs::path folder;
  fs::path web;
  fs::path node;    // Node 22
  fs::path script;  // the demo client, run as it is
  std::string seed;
  std::string scale;   // "full", or "small" for a few people and reports
  std::uint16_t port;  // of the server while the demo is made, with the one after it
};
int demo(const DemoOptions& options);
// verify-audit: checks every chain. 1 if one is broken.
int verify_audit(const fs::path& folder);
// doctor: settings, files, hashes of what browsers are served, and whether the daemons answer. 1 if something is wrong.
int doctor(const fs::path& folder, const fs::path& web);

// Prints "parasol: …" to standard error; 1.
int report(const Error& error);

}  // namespace parasol::cli
