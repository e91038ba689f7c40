#pragma once
// The rows of /api/invitations.
#include "api/endpoint.h"
#include "domain/invitations.h"

namespace parasol::api {

std::vector<Endpoint> invitation_endpoints(domain::Invitations& invitations, const Clock& clock);

}  // namespace parasol::api
