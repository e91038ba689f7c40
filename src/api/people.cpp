#include "api/people.h"

#include "api/json.h"

namespace parasol::api {
namespace {

using vocabulary::Role;

std::string people_json(const domain::People& people, bool with_keys) {
  JsonWriter json;
  json.object().key("people").list();
  for (const auto& person : people.persons) {
    const domain::Account& account = person.account;
    json.object()
        .bytes("account", account.id.value)
        .text("role", vocabulary::code(account.role))
        .bytes("link", account.link);
    if (with_keys) {
      json.bytes("sealing_key", account.sealing_key);
      json.boolean("has_group_wrap", person.has_group_wrap).boolean("has_team_wraps", person.has_team_wraps);
    }
    json.text("status", account.state == domain::AccountState::kActive ? "active" : "revoked").end();
  }
  for (const auto& invitation : people.invitations) {
    json.object()
        .bytes("invitation", invitation.id.value)
        .text("role", vocabulary::code(invitation.role))
        .bytes("issued", invitation.issued);
    json.bytes("sealing_key", invitation.sealing_key).boolean("has_group_wrap", false).text("status", "invited").end();
  }
  json.end().end();
  return json.take();
}

}  // namespace

std::vector<Endpoint> people_endpoints(domain::TrustOffice& office) {
  std::vector<Endpoint> rows;
  rows.push_back({http::Method::kGet, "/api/people",
                  Access::roles({Role::kAdministrator, Role::kCaseLead}).on(Origin::kStaff),
                  [&office](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto people, office.people(call.principal()));
                    return Reply{.body = people_json(people, call.principal().role == Role::kCaseLead)};
                  }});
  rows.push_back({http::Method::kPost, "/api/revocations",
                  Access::roles({Role::kAdministrator, Role::kCaseLead, Role::kProjectWorker}).on(Origin::kStaff),
                  [&office](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
                    const Bytes encoded = in.bytes("revocation", 1024);
                    PARASOL_CHECK_OK(in.finish());
                    const auto revocation = records::decode_signed(encoded);
                    if (!revocation) return invalid("revocation");
                    PARASOL_CHECK_OK(office.revoke(call.principal(), *revocation));
                    return Reply{};
                  }});
  return rows;
}

}  // namespace parasol::api
