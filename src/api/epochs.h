#pragma once
// The keys of each period: /api/group, /api/group-epochs, /api/group-wraps, /api/team, /api/team-epochs,
// /api/team-wraps.
#include "api/endpoint.h"
#include "domain/trust_office.h"

namespace parasol::api {

std::vector<Endpoint> epoch_endpoints(domain::TrustOffice& office);

}  // namespace parasol::api
