#pragma once
// The keys of each period: /api/group, /api/group-epochs, /api/group-wraps, /api/team, /api/team-epochs,
// /api/team-wraps.
#include "api/endpoint.h"
#include "api/json.h"
#include "domain/trust_office.h"

namespace parasol::api {

std::vector<Endpoint> epoch_endpoints(domain::TrustOffice& office);

// The group key that an invitation carries: group_epoch and group_wrap of a body, both or neither.
std::optional<domain::GroupWrap> carried_group(JsonReader& in);

}  // namespace parasol::api
