#include "api/invitations.h"

#include "api/epochs.h"
#include "base/check.h"

namespace parasol::api {
namespace {

using vocabulary::Role;

constexpr std::size_t kIssuedLimit = 4096;

std::string_view state_name(domain::InvitationState state) {
  switch (state) {
    case domain::InvitationState::kNeedsSignature:
      return "needs_signature";
    case domain::InvitationState::kOpen:
      return "open";
    case domain::InvitationState::kUsed:
      return "used";
    case domain::InvitationState::kCancelled:
      return "cancelled";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace

std::vector<Endpoint> invitation_endpoints(domain::Invitations& invitations, const Clock& clock) {
  const Access issuers =
      Access::roles({Role::kProjectWorker, Role::kCaseLead, Role::kAdministrator}).on(Origin::kStaff);
  const Access seconders = Access::roles({Role::kAdministrator, Role::kCaseLead}).on(Origin::kStaff);
  std::vector<Endpoint> rows;
  rows.push_back(
      {http::Method::kPost, "/api/invitations", issuers, [&invitations](const Call& call) -> Result<Reply> {
         PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
         const Bytes issued = in.bytes("issued", kIssuedLimit);
         const Bytes sealing_key = in.bytes("sealing_key", 1216);
         auto group = carried_group(in);
         PARASOL_CHECK_OK(in.finish());
         PARASOL_TRY(const auto answer,
                     invitations.issue(call.principal(), issued, sealing_key, std::move(group)));
         JsonWriter json;
         json.object().bytes("invitation", answer.invitation.value).text("state", state_name(answer.state)).end();
         return Reply{.body = json.take()};
       }});
  rows.push_back(
      {http::Method::kGet, "/api/invitations", issuers, [&invitations, &clock](const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto list, invitations.list(call.principal()));
         JsonWriter json;
         json.object().key("invitations").list();
         for (const auto& invitation : list) {
           const bool is_waiting =
               invitation.state == domain::InvitationState::kNeedsSignature || invitation.state == domain::InvitationState::kOpen;
           const bool has_run_out = is_waiting && !domain::is_running(invitation, clock.now());
           json.object().bytes("invitation", invitation.id.value).bytes("issued", invitation.issued);
           json.text("role", vocabulary::code(invitation.role))
               .text("state", has_run_out ? "expired" : state_name(invitation.state));
           json.integer("expires", invitation.expires).end();
         }
         json.end().end();
         return Reply{.body = json.take()};
       }});
  rows.push_back({http::Method::kPost, "/api/invitations/{invitation}/sign", seconders,
                  [&invitations](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<domain::InvitationId>("invitation"));
                    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
                    const auto issuer = in.array<32>("issuer");
                    const auto signature = in.array<64>("signature");
                    PARASOL_CHECK_OK(in.finish());
                    PARASOL_TRY(const auto state, invitations.sign(call.principal(), id, issuer, signature));
                    JsonWriter json;
                    json.object().text("state", state_name(state)).end();
                    return Reply{.body = json.take()};
                  }});
  rows.push_back({http::Method::kPost, "/api/invitations/{invitation}/cancel", issuers,
                  [&invitations](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<domain::InvitationId>("invitation"));
                    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
                    PARASOL_CHECK_OK(in.finish());
                    PARASOL_TRY(const auto state, invitations.cancel(call.principal(), id));
                    JsonWriter json;
                    json.object().text("state", state_name(state)).end();
                    return Reply{.body = json.take()};
                  }});
  return rows;
}

}  // namespace parasol::api
