#pragma once
// One of the two web origins: its pages, its API, the list's files. Answers only to its own Host name.
#include "api/endpoint.h"
#include "http/static_files.h"

namespace parasol::server {

class Site {
 public:
  // `pages` must outlive the site. Errors of Router::create.
  static Result<std::unique_ptr<Site>> create(api::OriginSettings settings, const std::vector<api::Endpoint>& endpoints,
                                              const api::SessionResolver& resolve, const http::StaticFiles& pages);

  http::Response answer(const http::Request& request) const;
  // To what is no sound HTTP (no `request`), and to what cannot be answered in time: the same words and headers as everything else.
  http::Response refusal(std::uint16_t status, const http::Request* request) const;
  std::size_t body_limit(const http::Request& head) const { return router_.body_limit(head); }
  const http::Router& router() const { return router_; }

 private:
  Site(api::OriginSettings settings, http::Router router, const http::StaticFiles& pages)
      : settings_(std::move(settings)), router_(std::move(router)), pages_(pages) {}
  // A page on another name that resolves to this address (DNS rebinding) reaches nothing.
  bool is_for_us(const http::Request& request) const { return request.headers.find("host") == settings_.host; }
  http::Response route(const http::Request& request) const;

  const api::OriginSettings settings_;
  const http::Router router_;
  const http::StaticFiles& pages_;
};

}  // namespace parasol::server
