#pragma once
#include "api/endpoint.h"
#include "domain/desk.h"

namespace parasol::api {

// A request by a report's key can hold all its sections.
constexpr std::size_t kReportBodyLimit = 4U << 20;

// POST /api/reports, /api/owner/read, /api/owner/change.
std::vector<Endpoint> report_endpoints(domain::Reports& reports);

}  // namespace parasol::api
