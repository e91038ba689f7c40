#pragma once
// What this API says of itself: its description, api/openapi.yaml, and the table of the rows that it really has.
#include "api/endpoint.h"

namespace parasol::api {

// GET /api/openapi.yaml: the file as it was when this program was built.
std::vector<Endpoint> openapi_endpoints();

// One JSON list of {"method", "path", "access": "anyone", "report_key", "signed_in" or "open", "roles", "origins", "body_limit"}, in the
// order given. `roles` names every role that may call the row; it is empty unless a session is needed.
std::string route_table(const std::vector<Endpoint>& endpoints);

}  // namespace parasol::api
