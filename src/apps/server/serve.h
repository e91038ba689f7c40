#pragma once
// `parasol serve`: puts the parts together and runs until a signal.
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace parasol::server {

struct ServeOptions {
  std::filesystem::path data;          // the installation's folder, with serve/ in it
  std::filesystem::path web;           // built web apps, member/ and staff/; the directory of services, directory/
  std::optional<std::uint16_t> port;   // loopback instead of the configured addresses
};

// Errors of the configuration, the database and the listeners; a failed self-test is kInternal.
Status serve(const ServeOptions& options);

// The router's own table, with a demo's rows too: see api::route_table. Needs no installation.
std::string routes();

}  // namespace parasol::server
