#include "apps/server/site.h"

namespace parasol::server {
namespace {

// The staff guide as data, for pages of intranets: public, the same for everybody and whoever asks, so any site's page may read it.
bool is_open_data(const http::Request& request) {
  const auto& path = request.segments;
  return path.size() == 3 && path[1] == "w" && path[2] == "guide.json";
}

}  // namespace

Result<std::unique_ptr<Site>> Site::create(api::OriginSettings settings, const std::vector<api::Endpoint>& endpoints,
                                           const api::SessionResolver& resolve, const http::StaticFiles& pages) {
  PARASOL_TRY(http::Router router, http::Router::create(api::guarded_routes(settings, endpoints, resolve)));
  return std::unique_ptr<Site>(new Site(std::move(settings), std::move(router), pages));
}

http::Response Site::route(const http::Request& request) const {
  if (!is_for_us(request)) return api::not_found_response();
  const auto found = router_.find(request);
  if (const auto* match = std::get_if<http::Router::Match>(&found)) return match->answer(request);
  if (std::holds_alternative<http::Router::NoSuchPath>(found))
    if (auto page = pages_.answer(request)) return *std::move(page);
  // A path that exists for another method, or not for this caller, is answered like one that does not exist.
  return api::not_found_response();
}

http::Response Site::answer(const http::Request& request) const {
  http::Response response = route(request);
  // Whoever opens such an address sees a page with the way out, whatever the reason is.
  if (response.status == 404 && is_for_us(request))
    if (auto page = pages_.not_found(request)) response = *std::move(page);
  api::add_security_headers(response, settings_);
  if ((response.status == 200 || response.status == 304) && is_open_data(request)) {
    response.headers.set("access-control-allow-origin", "*");
    response.headers.set("access-control-expose-headers", "etag");
    response.headers.set("cross-origin-resource-policy", "cross-origin");
  }
  return response;
}

http::Response Site::refusal(std::uint16_t status, const http::Request* request) const {
  const auto code = [status] {
    switch (status) {
      case 413:
      case 414:
      case 431: return ErrorCode::kTooLarge;
      case 500: return ErrorCode::kInternal;
      case 503: return ErrorCode::kUnavailable;
      default: return ErrorCode::kInvalid;
    }
  }();
  http::Response response = api::error_response(failure(code));
  response.status = status;
  if (request && is_for_us(*request)) router_.complete(*request, response);
  api::add_security_headers(response, settings_);
  return response;
}

}  // namespace parasol::server
