#include "api/join.h"

#include "api/epochs.h"
#include "domain/accounts.h"
#include "domain/sign_in.h"

namespace parasol::api {
namespace {

constexpr std::size_t kJoinBodyLimit = 128U << 10;  // a vault and the keys
constexpr std::size_t kLinkLimit = 4096;

}  // namespace

std::vector<Endpoint> join_endpoints(domain::Joining& joining) {
  std::vector<Endpoint> rows;
  rows.push_back(
      {http::Method::kGet, "/api/join/{invitation}", Access::anyone(), [&joining](const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto id, call.path_id<domain::InvitationId>("invitation"));
         PARASOL_TRY(const auto offer, joining.offer(id));
         JsonWriter json;
         json.object().bytes("issued", offer.issued).bytes("chain", records::encode(offer.chain));
         if (offer.group)
           json.key("group").object().integer("epoch", offer.group->epoch).bytes("wrap", offer.group->wrap).end();
         json.text("role", vocabulary::code(offer.role)).end();
         return Reply{.body = json.take()};
       }});
  rows.push_back({http::Method::kPost, "/api/join", Access::anyone(),
                  [&joining](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
                    domain::JoinRequest request;
                    request.link = in.bytes("link", kLinkLimit);
                    request.login = in.text("login", 64);
                    request.auth_key = in.array<32>("auth_key");
                    request.sealing_key = in.bytes("sealing_key", 1216);
                    request.secret_wrap = in.bytes("secret_wrap", domain::kSecretWrapSize);
                    request.group = carried_group(in);
                    request.vault = in.bytes("vault", domain::vault_size());
                    PARASOL_CHECK_OK(in.finish());
                    PARASOL_TRY(const auto account, joining.join(request));
                    JsonWriter json;
                    json.object().bytes("account", account.value).end();
                    return Reply{.body = json.take(), .status = 201};
                  },
                  kJoinBodyLimit});
  return rows;
}

}  // namespace parasol::api
