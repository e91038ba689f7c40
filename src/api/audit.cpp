#include "api/audit.h"

#include "api/json.h"
#include "domain/ports/audit_store.h"

namespace parasol::api {

std::vector<Endpoint> audit_endpoints(domain::UnitOfWork& unit) {
  using vocabulary::Role;
  const Access keepers = Access::roles({Role::kAdministrator, Role::kDataProtectionOfficer}).on(Origin::kStaff);
  return {{http::Method::kGet, "/api/audit/head", keepers, [&unit](const Call&) -> Result<Reply> {
             PARASOL_TRY(const auto head,
                         unit.read([](domain::Stores& stores) { return stores.audit.head(domain::ChainId{}); }));
             JsonWriter json;
             json.object().integer("sequence", static_cast<std::int64_t>(head.next_sequence));
             json.bytes("hash", head.hash).end();
             return Reply{.body = json.take()};
           }}};
}

}  // namespace parasol::api
