#pragma once
// GET /api/session; GET and PUT /api/vault.
#include "api/endpoint.h"
#include "api/json.h"
#include "domain/accounts.h"

namespace parasol::api {

std::vector<Endpoint> account_endpoints(domain::Accounts& accounts);
// The object that docs/protocol.md calls Account.
void write_account(JsonWriter& json, const domain::AccountView& view);

}  // namespace parasol::api
