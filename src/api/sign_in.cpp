#include "api/sign_in.h"

#include "api/accounts.h"
#include "api/json.h"

namespace parasol::api {
namespace {

// Says nothing about where somebody was.
constexpr std::string_view kLeavePage =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\">"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\"><title>Notes</title></head><body></body></html>\n";

domain::Entrance entrance_of(Origin origin) {
  return origin == Origin::kStaff ? domain::Entrance::kStaff : domain::Entrance::kMember;
}

std::string cookie(Origin origin, bool is_secure, std::string_view value, std::string_view more) {
  const OriginSettings settings{.origin = origin, .url = {}, .host = {}, .is_secure = is_secure};
  std::string out = settings.cookie_name() + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
  if (is_secure) out += "; Secure";
  out += more;
  return out;
}

void clear_browser(const OriginSettings& settings, http::Response& response) {
  response.headers.set("set-cookie", cookie(settings.origin, settings.is_secure, "", "; Max-Age=0"));
  response.headers.set("clear-site-data", "\"cache\", \"cookies\", \"storage\"");
}

// A GET that ends something: only for our own pages and for whoever typed the address, not for a link or an image of
// somebody else's. A browser that does not say who asks is believed.
bool is_asked_by_us(const http::Request& request) {
  const std::string_view from = request.headers.find("sec-fetch-site").value_or("none");
  return from == "none" || from == "same-origin";
}

// Who leaves without a script has this answer and nothing else: it is empty and clears the browser whatever became of the
// session. One that could not be ended has no cookie any more, and runs out by itself.
void show_empty_page(const http::Request& request, const OriginSettings& settings, http::Response& response) {
  response.headers.set("content-type", "text/html; charset=utf-8");
  response.body = to_bytes(as_bytes(kLeavePage));
  if (is_asked_by_us(request)) clear_browser(settings, response);
}

class SignInHandlers {
 public:
  SignInHandlers(domain::SignIn& sign_in, domain::Accounts& accounts, bool is_secure)
      : sign_in_(sign_in), accounts_(accounts), is_secure_(is_secure) {}

  Result<Reply> start(const Call& call) const {
    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
    const std::string login = in.text("login", 64);
    const auto element = in.array<32>("element");
    PARASOL_CHECK_OK(in.finish());
    PARASOL_TRY(const auto started, sign_in_.start(login, element));
    JsonWriter json;
    json.object().bytes("element", started.element).bytes("nonce", started.nonce).end();
    return Reply{.body = json.take()};
  }

  Result<Reply> finish(const Call& call) const {
    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
    const std::string login = in.text("login", 64);
    const auto nonce = in.array<32>("nonce");
    const auto signature = in.array<64>("signature");
    PARASOL_CHECK_OK(in.finish());
    PARASOL_TRY(const auto signed_in, sign_in_.finish(entrance_of(call.origin), login, nonce, signature));
    // Whoever signs in again in the same browser leaves no session behind that no cookie names any more.
    if (call.session) PARASOL_CHECK_OK(sign_in_.leave(call.session->token_hash));
    PARASOL_TRY(const auto view, accounts_.me({signed_in.account.id, signed_in.account.role, signed_in.account.team,
                                               signed_in.account.signing_key}));
    JsonWriter json;
    write_account(json, view);
    return Reply{.body = json.take(),
                 .headers = {{"set-cookie", cookie(call.origin, is_secure_, to_base64url(signed_in.token), "")}}};
  }

  Result<Reply> leave(const Call& call) const {
    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
    PARASOL_CHECK_OK(in.finish());
    return end_session(call);
  }

  // show_empty_page() does the rest.
  Result<Reply> leave_page(const Call& call) const { return is_asked_by_us(call.request) ? end_session(call) : Reply{}; }

  Result<Reply> passphrase_nonce(const Call& call) const {
    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
    PARASOL_CHECK_OK(in.finish());
    PARASOL_TRY(const auto nonce, sign_in_.passphrase_nonce(call.principal()));
    JsonWriter json;
    json.object().bytes("nonce", nonce).end();
    return Reply{.body = json.take()};
  }

  Result<Reply> passphrase(const Call& call) const {
    PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
    const auto nonce = in.array<32>("nonce");
    const auto signature = in.array<64>("signature");
    const auto auth_key = in.array<32>("auth_key");
    const Bytes secret_wrap = in.bytes("secret_wrap", domain::kSecretWrapSize);
    PARASOL_CHECK_OK(in.finish());
    PARASOL_CHECK_OK(sign_in_.change_passphrase(call.principal(), call.session->token_hash, nonce, signature, auth_key,
                                                secret_wrap));
    return Reply{};
  }

 private:
  Result<Reply> end_session(const Call& call) const {
    if (call.session) PARASOL_CHECK_OK(sign_in_.leave(call.session->token_hash));
    return Reply{};
  }

  domain::SignIn& sign_in_;
  domain::Accounts& accounts_;
  bool is_secure_;
};

}  // namespace

std::vector<Endpoint> sign_in_endpoints(domain::SignIn& sign_in, domain::Accounts& accounts, bool is_secure) {
  using http::Method;
  const SignInHandlers handlers(sign_in, accounts, is_secure);
  return {
      {Method::kPost, "/api/sign-in/start", Access::anyone(),
       [handlers](const Call& call) { return handlers.start(call); }},
      {Method::kPost, "/api/sign-in/finish", Access::anyone(),
       [handlers](const Call& call) { return handlers.finish(call); }},
      {Method::kPost, "/api/session/leave", Access::anyone(),
       [handlers](const Call& call) { return handlers.leave(call); }, http::kDefaultBodyLimit,
       [](const http::Request&, const OriginSettings& settings, http::Response& response) {
         if (response.status == 200) clear_browser(settings, response);
       }},
      {Method::kGet, "/leave", Access::anyone(), [handlers](const Call& call) { return handlers.leave_page(call); },
       http::kDefaultBodyLimit, show_empty_page},
      {Method::kPost, "/api/passphrase/nonce", Access::any_role(),
       [handlers](const Call& call) { return handlers.passphrase_nonce(call); }},
      {Method::kPost, "/api/passphrase", Access::any_role(),
       [handlers](const Call& call) { return handlers.passphrase(call); }},
  };
}

SessionResolver session_resolver(domain::SignIn& sign_in) {
  return [&sign_in](Origin origin, std::string_view token) -> Result<std::optional<Session>> {
    PARASOL_TRY(const auto found, sign_in.session(entrance_of(origin), token));
    if (!found) return std::optional<Session>();
    return std::optional(Session{found->principal, found->token_hash});
  };
}

}  // namespace parasol::api
