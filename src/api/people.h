#pragma once
// GET /api/people and POST /api/revocations.
#include "api/endpoint.h"
#include "domain/trust_office.h"

namespace parasol::api {

std::vector<Endpoint> people_endpoints(domain::TrustOffice& office);

}  // namespace parasol::api
