#include "http/router.h"

#include <algorithm>
#include <optional>

#include "base/check.h"

namespace parasol::http {
namespace {

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
std::string_view parameter_name(std::string_view segment) { return segment.substr(1, segment.size() - 2); }

bool is_template_segment(std::string_view segment) {
  const auto is_lower = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  if (is_parameter(segment)) {
    if (segment.size() < 3 || !segment.ends_with('}')) return false;
    return std::ranges::all_of(parameter_name(segment), is_lower);
  }
  return std::ranges::all_of(segment, [&](char c) {
    return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

std::optional<std::vector<std::string>> split_template(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> out;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, slash);
    if (!is_template_segment(segment) || (segment.empty() && slash < path.size())) return std::nullopt;
    if (is_parameter(segment) && std::ranges::find(out, segment) != out.end()) return std::nullopt;
    out.emplace_back(segment);
    path.remove_prefix(slash);
  }
  return out;
}

// Literals before parameters, from the left; parameters are all equal. So a template's rows stand together and the
// first one that fits fits best.
std::strong_ordering compare(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (is_parameter(a[i]) != is_parameter(b[i]))
      return is_parameter(a[i]) ? std::strong_ordering::greater : std::strong_ordering::less;
    if (!is_parameter(a[i]) && a[i] != b[i]) return a[i] <=> b[i];
  }
  return a.size() <=> b.size();
}

bool fits(const std::vector<std::string>& segments, const std::vector<std::string>& path) {
  return std::ranges::equal(segments, path, [](const std::string& segment, const std::string& part) {
    return is_parameter(segment) ? !part.empty() : segment == part;
  });
}

}  // namespace

const std::string& PathParameters::operator[](std::string_view name) const {
  const auto found = std::ranges::find(values_, name, [](const auto& pair) { return std::string_view(pair.first); });
  PARASOL_CHECK(found != values_.end());
  return found->second;
}

Result<Router> Router::create(std::vector<Route> routes) {
  std::vector<std::pair<std::vector<std::string>, Route>> rows;
  for (auto& route : routes) {
    auto segments = split_template(route.path);
    if (!segments || !route.handler || route.method == Method::kHead || route.body_limit > kLargestBodyLimit)
      return invalid("path", route.path);
    rows.emplace_back(std::move(*segments), std::move(route));
  }
  std::ranges::sort(rows, [](const auto& a, const auto& b) {
    const auto order = compare(a.first, b.first);
    return order != 0 ? order < 0 : a.second.method < b.second.method;
  });
  Router router({});
  for (auto& [segments, route] : rows) {
    if (!router.routes_.empty() && compare(router.segments_.back(), segments) == 0) {
      const Route& before = router.routes_.back();
      if (before.path != route.path || before.method == route.method) return invalid("path", route.path);
    }
    router.segments_.push_back(std::move(segments));
    router.routes_.push_back(std::move(route));
  }
  return router;
}

std::variant<Router::Match, Router::NoSuchPath, Router::NoSuchMethod> Router::find(const Request& request) const {
  const auto first = std::ranges::find_if(segments_, [&](const auto& segments) { return fits(segments, request.segments); });
  if (first == segments_.end()) return NoSuchPath{};
  const auto start = static_cast<std::size_t>(first - segments_.begin());
  const Method wanted = request.method == Method::kHead ? Method::kGet : request.method;
  NoSuchMethod other;
  for (std::size_t row = start; row < routes_.size() && segments_[row] == segments_[start]; ++row) {
    const Route& route = routes_[row];
    if (route.method == wanted) {
      Match match{&route, {}};
      for (std::size_t i = 0; i < first->size(); ++i)
        if (is_parameter((*first)[i]))
          match.parameters.values_.emplace_back(parameter_name((*first)[i]), request.segments[i]);
      return match;
    }
    if (!other.allow.empty()) other.allow += ", ";
    other.allow += method_name(route.method);
    if (route.method == Method::kGet) other.allow += ", HEAD";
  }
  return other;
}

Response Router::Match::answer(const Request& request) const {
  Response response = route->handler(request, parameters);
  if (route->complete) route->complete(request, response);
  return response;
}

Response Router::answer(const Request& request) const {
  const auto found = find(request);
  if (const auto* match = std::get_if<Match>(&found)) return match->answer(request);
  if (const auto* other = std::get_if<NoSuchMethod>(&found)) {
    Response response = plain_response(405);
    response.headers.set("allow", other->allow);
    return response;
  }
  return plain_response(404);
}

void Router::complete(const Request& request, Response& response) const {
  const auto found = find(request);
  const auto* match = std::get_if<Match>(&found);
  if (match && match->route->complete) match->route->complete(request, response);
}

std::size_t Router::body_limit(const Request& head) const {
  const auto found = find(head);
  const auto* match = std::get_if<Match>(&found);
  return match ? match->route->body_limit : kDefaultBodyLimit;
}

}  // namespace parasol::http
