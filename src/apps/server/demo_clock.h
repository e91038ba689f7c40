#pragma once
// The demo's permanent banner can let time pass: these rows exist only in an installation whose trust file says demo.
#include <filesystem>

#include "api/endpoint.h"

namespace parasol::server {

// GET and POST /api/demo/clock over the file with the offset.
std::vector<api::Endpoint> demo_clock_endpoints(std::filesystem::path clock_file);

}  // namespace parasol::server
