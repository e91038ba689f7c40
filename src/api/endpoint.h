#pragma once
// One row of the API: method, path, who may call it, and a handler that decodes, calls a use case and encodes. Everything
// that must hold for every row (origin, session, role, headers, the shape of errors) is done here, once.
//
// Forbidden and absent are the same bytes: a caller who may not use a row, on an origin that does not have it, or on an
// object that is not hers, gets exactly the answer of a path that does not exist.
#include <functional>

#include "domain/principal.h"
#include "http/router.h"

namespace parasol::api {

// The two web origins. Each has its own listener, cookie and sessions.
enum class Origin : std::uint8_t { kMember = 0, kStaff = 1 };

// Who may call a row. Packed into http::Route::access, where the route walker reads it.
class Access {
 public:
  enum class Kind : std::uint8_t {
    kAnyone = 0,     // no credentials are read, but handlers may look at the session
    kReportKey = 1,  // the body is a Signed request by a report's key; no cookie is read
    kSignedIn = 2,   // a session whose role is in the set
    kOpen = 3,       // as anyone, from any site's page: no cookie is read, nothing is changed
  };
  static constexpr Access anyone() { return Access(Kind::kAnyone, 0); }
  static constexpr Access report_key() { return Access(Kind::kReportKey, 0); }
  static constexpr Access open() { return Access(Kind::kOpen, 0); }
  static constexpr Access any_role() { return Access(Kind::kSignedIn, 0xffff); }
  static constexpr Access roles(std::initializer_list<vocabulary::Role> roles) {
    std::uint32_t set = 0;
    for (auto r : roles) set |= 1U << static_cast<unsigned>(r);
    return Access(Kind::kSignedIn, set);
  }
  static constexpr Access unpack(std::uint32_t packed) {
    return Access(static_cast<Kind>(packed >> 16 & 3), packed & 0xffff, packed >> 18);
  }
  // Restricts the row to one origin.
  constexpr Access on(Origin origin) const { return Access(kind_, roles_, 1U << static_cast<unsigned>(origin)); }

  constexpr Kind kind() const { return kind_; }
  constexpr bool allows(vocabulary::Role role) const { return (roles_ >> static_cast<unsigned>(role) & 1U) != 0; }
  constexpr bool is_on(Origin origin) const { return (origins_ >> static_cast<unsigned>(origin) & 1U) != 0; }
  constexpr std::uint32_t packed() const { return roles_ | static_cast<std::uint32_t>(kind_) << 16 | origins_ << 18; }

 private:
  constexpr Access(Kind kind, std::uint32_t roles, std::uint32_t origins = 3) : kind_(kind), roles_(roles), origins_(origins) {}
  Kind kind_;
  std::uint32_t roles_;
  std::uint32_t origins_;
};

// A session that was found for this request.
struct Session {
  domain::Principal principal;
  ByteArray<32> token_hash;  // SHA-256 of the cookie's token
};

struct Call {
  const http::Request& request;
  const http::PathParameters& path;
  Origin origin;
  std::optional<Session> session;  // always set for kSignedIn, never for kReportKey and kOpen

  const domain::Principal& principal() const { return session->principal; }
  // A path parameter that is 16 bytes in base64url; kNotFound otherwise.
  template <class IdType>
  Result<IdType> path_id(std::string_view name) const {
    auto decoded = from_base64url(path[name]);
    auto id = decoded ? IdType::from(*decoded) : std::nullopt;
    if (!id) return failure(ErrorCode::kNotFound);
    return *id;
  }
};

// What a handler answers. JSON unless content_type says otherwise; none for an answer without a body.
struct Reply {
  std::string body = "{}";
  std::uint16_t status = 200;
  std::string content_type = "application/json";
  std::vector<http::Headers::Field> headers{};
};

struct OriginSettings {
  Origin origin = Origin::kMember;
  std::string url;         // e.g. "https://member.example": what the Origin header must be
  std::string host;        // what the Host header must be
  bool is_secure = false;  // TLS in front: __Host- cookies, HSTS

  std::string cookie_name() const;
};

struct Endpoint {
  http::Method method;
  std::string path;
  Access access;
  std::function<Result<Reply>(const Call&)> handler;
  std::size_t body_limit = http::kDefaultBodyLimit;
  // Has the last word on every answer of this row, errors included. May be empty.
  std::function<void(const http::Request&, const OriginSettings&, http::Response&)> complete{};
};

// Looks up the session of a cookie token; nothing if there is none that lives on this origin.
using SessionResolver = std::function<Result<std::optional<Session>>(Origin, std::string_view token)>;

// The router's rows for one origin: every endpoint wrapped in the common rules. Rows that this origin does not have are
// left out, so that they answer as any unknown path does.
std::vector<http::Route> guarded_routes(const OriginSettings& settings, const std::vector<Endpoint>& endpoints,
                                        const SessionResolver& resolve);

// The answer to a use case's error; the only place that knows HTTP statuses of our error codes.
http::Response error_response(const Error& error);
// The one answer to everything absent or forbidden.
http::Response not_found_response();
// Adds the headers that every response of this server carries, pages and errors included.
void add_security_headers(http::Response& response, const OriginSettings& settings);

}  // namespace parasol::api
