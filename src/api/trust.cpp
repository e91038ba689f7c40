#include "api/trust.h"

#include "api/json.h"

namespace parasol::api {

std::vector<Endpoint> trust_endpoints(const TrustSettings& settings) {
  JsonWriter json;
  json.object().bytes("trust", settings.trust).key("teams").list();
  for (const auto& team : settings.teams)
    json.object().bytes("team", team.team.value).text("name", team.name).text("region", team.region).end();
  json.end().text("organisation", settings.organisation).boolean("demo", settings.is_demo).end();
  return {{http::Method::kGet, "/api/trust", Access::anyone(),
           [answer = json.take()](const Call&) -> Result<Reply> { return Reply{.body = answer}; }}};
}

}  // namespace parasol::api
