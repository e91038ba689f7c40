#pragma once
// Comparing reports: what the desk makes for it, what case leads and analysts read and decide.
#include "api/endpoint.h"
#include "api/json.h"
#include "domain/linkage.h"

namespace parasol::api {

std::vector<Endpoint> linkage_endpoints(domain::Linkage& linkage);

// The entry of a report that was opened, and the decisions about it with their desk wraps.
void write_link(JsonWriter& json, const domain::ReportLink& link);

}  // namespace parasol::api
