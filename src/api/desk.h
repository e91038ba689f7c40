#pragma once
#include "api/endpoint.h"
#include "domain/desk.h"

namespace parasol::api {

// The rows of /api/desk/reports.
std::vector<Endpoint> desk_endpoints(domain::Desk& desk);

}  // namespace parasol::api
