#pragma once
// The directory of services, for anybody's program and from any site's page: /open/, /open/services, /open/service_at_locations,
// /open/taxonomies, /open/taxonomy_terms, in the form of Open Referral UK 3.0. Members' origin only. No cookie is read or set.
#include "api/endpoint.h"
#include "api/rate_limiter.h"
#include "directory/index.h"

namespace parasol::api {

constexpr std::uint32_t kOpenRequestsPerMinute = 60;

// `member_url` is where the origin is, for the answer that names the API's description.
std::vector<Endpoint> directory_endpoints(const directory::Index& index, RateLimiter& limiter, const std::string& member_url);

}  // namespace parasol::api
