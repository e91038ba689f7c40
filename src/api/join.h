#pragma once
// GET /api/join/{invitation} and POST /api/join: nobody is signed in yet.
#include "api/endpoint.h"
#include "domain/joining.h"

namespace parasol::api {

std::vector<Endpoint> join_endpoints(domain::Joining& joining);

}  // namespace parasol::api
