#include "api/directory.h"

#include <algorithm>
#include <charconv>

#include "api/json.h"
#include "crypto/primitives.h"
#include "directory/forms.h"
#include "http/static_files.h"

namespace parasol::api {
namespace {

using directory::Index;
using directory::Resource;

constexpr std::size_t kMostPage = 1'000'000'000;
constexpr std::size_t kMostPerPage = 100;
constexpr std::size_t kMostSearch = 100;  // characters

struct ResourceRow {
  Resource resource;
  std::string_view path;
  std::vector<std::string_view> parameters;  // of its list
};

std::vector<ResourceRow> resource_rows() {
  return {{Resource::kServices, "/open/services", {"page", "per_page", "search", "modified_after", "full", "taxonomy_term_id", "taxonomy_id", "organization_id"}},
          {Resource::kServiceAtLocations, "/open/service_at_locations", {"page", "per_page", "search", "modified_after", "full", "taxonomy_term_id", "taxonomy_id", "organization_id"}},
          {Resource::kTaxonomies, "/open/taxonomies", {"page", "per_page", "search"}},
          {Resource::kTaxonomyTerms, "/open/taxonomy_terms", {"page", "per_page", "search", "taxonomy_id", "parent_id"}}};
}

// What every answer carries, so that any site's page may read it.
std::vector<http::Headers::Field> open_headers() { return {{"access-control-allow-origin", "*"}, {"access-control-expose-headers", "etag, retry-after"}}; }

// RFC 9457.
Reply problem(std::uint16_t status, std::string_view field, std::string_view detail) {
  JsonWriter json;
  json.object().text("type", "about:blank").text("title", http::reason_phrase(status)).integer("status", status).text("detail", detail);
  if (!field.empty()) json.text("field", field);
  json.end();
  return {.body = json.take(), .status = status, .content_type = "application/problem+json", .headers = open_headers()};
}

// Answered with 304 if the caller has it.
Reply tagged(const Call& call, const std::string& etag, const std::function<std::string()>& body) {
  Reply reply{.headers = open_headers()};
  reply.headers.push_back({"etag", etag});
  reply.headers.push_back({"cache-control", "no-cache"});
  if (http::names_tag(call.request.headers.find("if-none-match").value_or(""), etag)) {
    reply.status = 304;
    reply.body.clear();
    reply.content_type.clear();
  } else {
    reply.body = body();
  }
  return reply;
}

// The index never changes while it is served, so its version and what is asked of it are the answer.
std::string etag_of(const Index& index, std::string_view asked) {
  return '"' + to_hex(ByteView(crypto::sha256(as_bytes(index.version() + std::string(asked)))).first(16)) + '"';
}

std::optional<std::size_t> read_number(std::string_view text, std::size_t most) {
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number < 1 || number > most) return std::nullopt;
  return number;
}

// kInvalid with the parameter and what it should be.
Result<directory::Query> read_query(const http::Request& request, const ResourceRow& row) {
  const auto given = http::parse_encoded_query(request.query);
  if (!given) return invalid("query", "name=value pairs joined by &, each name once, values percent-encoded UTF-8");
  directory::Query out;
  for (const auto& [name, value] : *given) {
    if (std::ranges::find(row.parameters, name) == row.parameters.end()) {
      std::string known;
      for (const auto one : row.parameters) known.append(known.empty() ? "" : ", ").append(one);
      return invalid("query", "the parameters are " + known);
    }
    if (name == "page" || name == "per_page") {
      const std::size_t most = name == "page" ? kMostPage : kMostPerPage;
      const auto number = read_number(value, most);
      if (!number) return invalid(name, "a whole number from 1 to " + std::to_string(most));
      (name == "page" ? out.page : out.per_page) = *number;
    } else if (name == "search") {
      if (directory::length_of(value) > kMostSearch) return invalid(name, "at most " + std::to_string(kMostSearch) + " characters");
      out.search = value;
    } else if (name == "full") {
      if (value != "true" && value != "false") return invalid(name, "true or false");
      out.full = value == "true";
    } else if (name == "modified_after") {
      std::string time = value;
      // An offset's + that was not encoded has become a space.
      if (time.size() > 19 && time[time.size() - 6] == ' ') time[time.size() - 6] = '+';
      out.modified_after = directory::read_time(time);
      if (!out.modified_after) return invalid(name, "a date, or a time such as 2026-11-22T20:15:00Z");
    } else {
      if (!directory::is_uuid(value)) return invalid(name, "a UUID in lower case");
      (name == "taxonomy_id" ? out.taxonomy_id : name == "organization_id" ? out.organization_id : out.taxonomy_term_id) = value;
    }
  }
  return out;
}

Reply list(const Index& index, const ResourceRow& row, const Call& call) {
  const auto query = read_query(call.request, row);
  if (!query) return problem(400, query.error().field, query.error().detail);
  return tagged(call, etag_of(index, std::string(row.path) + '?' + call.request.query), [&] { return index.list(row.resource, *query); });
}

Reply one(const Index& index, const ResourceRow& row, const Call& call) {
  const std::string* found = index.find(row.resource, call.path["id"]);
  if (found == nullptr) return problem(404, "", "There is no such entry.");
  return tagged(call, etag_of(index, std::string(row.path) + '/' + call.path["id"]), [&] { return *found; });
}

Reply preflight() {
  Reply reply{.body = {}, .status = 204, .content_type = {}, .headers = open_headers()};
  reply.headers.push_back({"access-control-allow-methods", "GET, HEAD, OPTIONS"});
  reply.headers.push_back({"access-control-allow-headers", "if-none-match"});
  reply.headers.push_back({"access-control-max-age", "86400"});
  return reply;
}

}  // namespace

std::vector<Endpoint> directory_endpoints(const Index& index, RateLimiter& limiter, const std::string& member_url) {
  const Access access = Access::open().on(Origin::kMember);
  std::vector<Endpoint> rows;
  const auto add = [&](std::string path, std::function<Reply(const Call&)> answer) {
    rows.push_back({http::Method::kGet, path, access, [&limiter, answer = std::move(answer)](const Call& call) -> Result<Reply> {
                      if (limiter.admit(client_of(call.request))) return answer(call);
                      Reply reply = problem(429, "", "Too many requests in this minute.");
                      reply.headers.push_back({"retry-after", std::to_string(limiter.seconds_left())});
                      return reply;
                    }});
    rows.push_back({http::Method::kOptions, std::move(path), access, [](const Call&) -> Result<Reply> { return preflight(); }});
  };
  JsonWriter about;
  about.object().text("version", "HSDS-UK-3.0").text("profile", "https://docs.openreferraluk.org/en/latest/").text("openapi_url", member_url + "/api/openapi.yaml").end();
  const std::string description = about.take();
  for (const char* path : {"/open", "/open/"})
    add(path, [&index, description](const Call& call) { return tagged(call, etag_of(index, description), [&] { return description; }); });
  for (const ResourceRow& row : resource_rows()) {
    add(std::string(row.path), [&index, row](const Call& call) { return list(index, row, call); });
    add(std::string(row.path) + "/{id}", [&index, row](const Call& call) { return one(index, row, call); });
  }
  return rows;
}

}  // namespace parasol::api
