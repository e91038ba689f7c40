#include "api/accounts.h"

namespace parasol::api {
namespace {

// base64url of a vault, with its key and braces.
constexpr std::size_t kVaultBodyLimit = 96U << 10;

}  // namespace

void write_account(JsonWriter& json, const domain::AccountView& view) {
  const domain::Account& account = view.account;
  json.object()
      .bytes("account", account.id.value)
      .text("login", account.login)
      .text("role", vocabulary::code(account.role));
  if (account.team) json.bytes("team", account.team->value);
  json.bytes("link", account.link).bytes("sealing_key", account.sealing_key).bytes("secret_wrap", account.secret_wrap);
  if (view.awaits_keys) json.boolean("joined_before_epoch", true);
  json.end();
}

std::vector<Endpoint> account_endpoints(domain::Accounts& accounts) {
  std::vector<Endpoint> rows;
  rows.push_back(
      {http::Method::kGet, "/api/session", Access::any_role(), [&accounts](const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto view, accounts.me(call.principal()));
         JsonWriter json;
         write_account(json, view);
         return Reply{.body = json.take()};
       }});
  rows.push_back({http::Method::kGet, "/api/vault", Access::any_role(), [&accounts](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const Bytes vault, accounts.vault(call.principal()));
                    JsonWriter json;
                    json.object().bytes("vault", vault).end();
                    return Reply{.body = json.take()};
                  }});
  rows.push_back({http::Method::kPut, "/api/vault", Access::any_role(),
                  [&accounts](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
                    const Bytes vault = in.bytes("vault", domain::vault_size());
                    const auto replaces = in.array<32>("replaces");
                    PARASOL_CHECK_OK(in.finish());
                    PARASOL_CHECK_OK(accounts.replace_vault(call.principal(), vault, replaces));
                    return Reply{};
                  },
                  kVaultBodyLimit});
  return rows;
}

}  // namespace parasol::api
