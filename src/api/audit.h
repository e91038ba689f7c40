#pragma once
// GET /api/audit/head: the head of the organisation's chain, for people to write down where this server cannot change it.
#include "api/endpoint.h"
#include "domain/ports/unit_of_work.h"

namespace parasol::api {

std::vector<Endpoint> audit_endpoints(domain::UnitOfWork& unit);

}  // namespace parasol::api
