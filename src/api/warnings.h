#pragma once
// The rows of /api/desk/warnings and /api/desk/slot-map, and GET /api/warnings.
#include "api/endpoint.h"
#include "domain/publishing.h"

namespace parasol::api {

std::vector<Endpoint> warning_endpoints(domain::Warnings& warnings, domain::Publishing& publishing);

}  // namespace parasol::api
