#pragma once
// The demo's permanent banner can let time pass: these rows exist only in an installation whose trust file says demo.
#include <filesystem>

#include "api/endpoint.h"

namespace parasol::server {

// GET and POST /api/demo/clock over the file with the offset. `carry_sessions` is told, before time moves on, by how many
// minutes: a walk by hand must not be signed out by its own clock.
std::vector<api::Endpoint> demo_clock_endpoints(std::filesystem::path clock_file, std::function<Status(std::int64_t minutes)> carry_sessions);

}  // namespace parasol::server
