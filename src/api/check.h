#pragma once
// POST /api/check and /api/check/budget: relayed to keyd; nothing is stored or logged.
#include "api/endpoint.h"
#include "domain/accounts.h"

namespace parasol::api {

std::vector<Endpoint> check_endpoints(domain::Accounts& accounts);

}  // namespace parasol::api
