#include "api/endpoint.h"

#include "api/json.h"
#include "base/check.h"
#include "base/fault.h"
#include "base/log.h"

namespace parasol::api {
namespace {

std::uint16_t status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid: return 400;
    case ErrorCode::kUnauthorised: return 401;
    case ErrorCode::kNotFound: return 404;
    case ErrorCode::kConflict: return 409;
    case ErrorCode::kTooLarge: return 413;
    case ErrorCode::kRateLimited: return 429;
    case ErrorCode::kUnavailable: return 503;
    case ErrorCode::kInternal: return 500;
  }
  check_failed(__FILE__, __LINE__);
}

bool changes_state(http::Method method) { return method != http::Method::kGet && method != http::Method::kHead; }

// Cross-site request forgery: a browser names the page's origin on every state-changing request; ours must match. A
// client that is not a browser names none, and then must not carry a cookie, which only a browser attaches by itself.
bool is_from_our_pages(const http::Request& request, const OriginSettings& settings) {
  const auto origin = request.headers.find("origin");
  if (origin) return *origin == settings.url;
  return !request.headers.find("sec-fetch-site") && !request.headers.find("cookie");
}

Result<Reply> dispatch(const Endpoint& endpoint, const OriginSettings& settings, const SessionResolver& resolve,
                       const http::Request& request, const http::PathParameters& path) {
  const Access::Kind kind = endpoint.access.kind();
  if (kind != Access::Kind::kOpen && changes_state(request.method) && !is_from_our_pages(request, settings)) return failure(ErrorCode::kNotFound);
  Call call{request, path, settings.origin, std::nullopt};
  if (kind != Access::Kind::kReportKey && kind != Access::Kind::kOpen) {
    if (const auto token = http::find_cookie(request, settings.cookie_name())) {
      PARASOL_TRY(call.session, resolve(settings.origin, *token));
    }
  }
  if (kind == Access::Kind::kSignedIn) {
    if (!call.session) return failure(ErrorCode::kUnauthorised);
    if (!endpoint.access.allows(call.principal().role)) return failure(ErrorCode::kNotFound);
  }
#ifdef PARASOL_TEST_HOOKS
  const test_hooks::Fault fault(request.headers.find(test_hooks::Fault::kHeader));
  auto reply = endpoint.handler(call);
  fault.at_end_of_handler();
  return reply;
#else
  return endpoint.handler(call);
#endif
}

}  // namespace

std::string OriginSettings::cookie_name() const {
  const std::string name = origin == Origin::kMember ? "parasol-member" : "parasol-staff";
  return is_secure ? "__Host-" + name : name;
}

http::Response error_response(const Error& error) {
  http::Response response;
  response.status = status_of(error.code);
  JsonWriter json;
  json.object().text("error", error_code_name(error.code));
  if ((error.code == ErrorCode::kInvalid || error.code == ErrorCode::kConflict) && !error.field.empty()) json.text("field", error.field);
  json.end();
  response.headers.set("content-type", "application/json");
  response.body = to_bytes(as_bytes(json.take()));
  return response;
}

http::Response not_found_response() { return error_response(failure(ErrorCode::kNotFound)); }

void add_security_headers(http::Response& response, const OriginSettings& settings) {
  auto& h = response.headers;
  h.set("content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types scripts");
  h.set("x-content-type-options", "nosniff");
  h.set("referrer-policy", "no-referrer");
  h.set("cross-origin-opener-policy", "same-origin");
  h.set("cross-origin-resource-policy", "same-origin");
  h.set("permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
        "idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()");
  // Pages say themselves whether they may be found; words, data and films without their page are not to be.
  if (const auto type = h.find("content-type"); !type || !type->starts_with("text/html")) h.set("x-robots-tag", "noindex, noarchive");
  if (!h.find("cache-control")) h.set("cache-control", "no-store");
  if (settings.is_secure) h.set("strict-transport-security", "max-age=63072000");
}

std::vector<http::Route> guarded_routes(const OriginSettings& settings, const std::vector<Endpoint>& endpoints,
                                        const SessionResolver& resolve) {
  std::vector<http::Route> routes;
  for (const auto& endpoint : endpoints) {
    if (!endpoint.access.is_on(settings.origin)) continue;
    // Whatever any site's page may ask for changes nothing.
    PARASOL_CHECK(endpoint.access.kind() != Access::Kind::kOpen || endpoint.method == http::Method::kGet || endpoint.method == http::Method::kOptions);
    auto handler = [endpoint, settings, resolve](const http::Request& request, const http::PathParameters& path) {
      Result<Reply> reply = dispatch(endpoint, settings, resolve, request, path);
      if (!reply) {
        if (reply.error().code == ErrorCode::kInternal || reply.error().code == ErrorCode::kUnavailable)
          log::error("request_failed", {{"route", log::Word::of_constant(endpoint.path)},
                                        {"code", log::Word::of_constant(error_code_name(reply.error().code))}});
        return error_response(reply.error());
      }
      http::Response response;
      response.status = reply->status;
      if (!reply->content_type.empty()) response.headers.set("content-type", reply->content_type);
      for (auto& field : reply->headers) response.headers.add(field.name, field.value);
      response.body = to_bytes(as_bytes(reply->body));
      return response;
    };
    http::Route route{endpoint.method, endpoint.path, endpoint.body_limit, endpoint.access.packed(), std::move(handler)};
    if (endpoint.complete)
      route.complete = [complete = endpoint.complete, settings](const http::Request& request, http::Response& response) { complete(request, settings, response); };
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace parasol::api
