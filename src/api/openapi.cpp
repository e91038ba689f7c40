#include "api/openapi.h"

#include "api/json.h"
#include "base/check.h"

namespace parasol::api {
namespace {

constexpr std::string_view kDocument =
#include "api/openapi.inc"
    ;

std::string_view name_of(Access::Kind kind) {
  switch (kind) {
    case Access::Kind::kAnyone: return "anyone";
    case Access::Kind::kReportKey: return "report_key";
    case Access::Kind::kSignedIn: return "signed_in";
    case Access::Kind::kOpen: return "open";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace

std::vector<Endpoint> openapi_endpoints() {
  return {{http::Method::kGet, "/api/openapi.yaml", Access::anyone(), [](const Call&) -> Result<Reply> {
             return Reply{.body = std::string(kDocument), .content_type = "application/yaml"};
           }}};
}

std::string route_table(const std::vector<Endpoint>& endpoints) {
  JsonWriter json;
  json.list();
  for (const auto& endpoint : endpoints) {
    const Access access = endpoint.access;
    json.object().text("method", http::method_name(endpoint.method)).text("path", endpoint.path).text("access", name_of(access.kind()));
    json.key("roles").list();
    for (const auto& role : vocabulary::kRoles)
      if (access.kind() == Access::Kind::kSignedIn && access.allows(role.value)) json.text(role.code);
    json.end().key("origins").list();
    if (access.is_on(Origin::kMember)) json.text("member");
    if (access.is_on(Origin::kStaff)) json.text("staff");
    json.end().integer("body_limit", static_cast<std::int64_t>(endpoint.body_limit)).end();
  }
  json.end();
  return json.take();
}

}  // namespace parasol::api
