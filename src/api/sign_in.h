#pragma once
// Signing in, sessions, leaving, passphrase.
#include "api/endpoint.h"
#include "domain/accounts.h"
#include "domain/sign_in.h"

namespace parasol::api {

// `is_secure`: as in OriginSettings. Both must outlive the endpoints.
std::vector<Endpoint> sign_in_endpoints(domain::SignIn& sign_in, domain::Accounts& accounts, bool is_secure);
// For guarded_routes().
SessionResolver session_resolver(domain::SignIn& sign_in);

}  // namespace parasol::api
