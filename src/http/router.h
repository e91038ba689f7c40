#pragma once
// The one table of what this server answers to. It is data: a test walks it and checks every row's access policy.
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "http/codec.h"
#include "http/message.h"

namespace parasol::http {

// What stood in the place of each {name} of the template.
class PathParameters {
 public:
  // The value of {name}. A name that is not in the route's template is a bug.
  const std::string& operator[](std::string_view name) const;

 private:
  friend class Router;
  std::vector<std::pair<std::string, std::string>> values_;
};

struct Route {
  Method method = Method::kGet;
  // "/api/reports/{id}/sections": literal parts of [A-Za-z0-9._-] and whole-part parameters of [a-z_].
  std::string path;
  std::size_t body_limit = kDefaultBodyLimit;
  // Who may call it: a value of the caller's own closed list. The router only carries it.
  std::uint32_t access = 0;
  std::function<Response(const Request&, const PathParameters&)> handler;
  // Has the last word on every answer of this row, one that is given in place of the handler's included. May be empty.
  std::function<void(const Request&, Response&)> complete{};
};

class Router {
 public:
  // kInvalid (field "path", detail the template): a malformed template, the same method and template twice, two
  // templates that differ only in a parameter's name, a row for HEAD or without handler, a body limit over 4 MiB.
  static Result<Router> create(std::vector<Route> routes);

  struct Match {
    const Route* route;
    PathParameters parameters;

    // What the route's handler answers and `complete` makes of it.
    Response answer(const Request& request) const;
  };
  struct NoSuchPath {};
  struct NoSuchMethod {
    std::string allow;  // value of the allow field (RFC 9110 §10.2.1)
  };
  // The template that fits best decides (a literal part beats a parameter, from the left), then its method. HEAD is
  // served by GET. A parameter never stands for an empty part.
  std::variant<Match, NoSuchPath, NoSuchMethod> find(const Request& request) const;

  // As the match does; 404 or 405 (with allow) if there is none.
  Response answer(const Request& request) const;
  // Calls the route's complete on what is answered without its handler.
  void complete(const Request& request, Response& response) const;
  // For RequestReader: the limit of the route; the default if there is none, so that the 404 can be heard.
  std::size_t body_limit(const Request& head) const;

  // Every row, most specific first.
  const std::vector<Route>& routes() const { return routes_; }

 private:
  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}
  std::vector<Route> routes_;                      // rows of one template stand together
  std::vector<std::vector<std::string>> segments_;  // of each row's template
};

}  // namespace parasol::http
