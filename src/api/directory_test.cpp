#include "api/directory.h"

#include <gtest/gtest.h>

#include "directory/invented.h"

namespace parasol::api {
namespace {

using directory::Index;
using directory::Json;
namespace invented = directory::invented;

class DirectoryApiTest : public testing::Test {
 protected:
  http::Router router(Origin origin) {
    const auto resolve = [this](Origin, std::string_view) -> Result<std::optional<Session>> {
      ++sessions_looked_up;
      return std::optional<Session>();
    };
    auto made = http::Router::create(guarded_routes({origin, "https://here.example.org", "here.example.org", true}, directory_endpoints(index, limiter, "https://here.example.org"), resolve));
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  http::Response ask(std::string_view path, std::string_view query = "", std::vector<http::Headers::Field> headers = {}, http::Method method = http::Method::kGet) {
    http::Request request;
    request.method = method;
    request.query = query;
    for (const auto& field : headers) request.headers.set(field.name, field.value);
    for (std::string_view rest = path.substr(1);;) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      request.segments.emplace_back(rest.substr(0, slash));
      if (slash == rest.size()) break;
      rest.remove_prefix(slash + 1);
    }
    return member_side.answer(request);
  }
  static Json json(const http::Response& response) { return *directory::parse_json(as_text(response.body)); }
  static std::string header(const http::Response& response, std::string_view name) { return std::string(response.headers.find(name).value_or("-")); }

  const Index index = Index::build(invented::contents({invented::service("Night Owl"), invented::service("Sunrise")}));
  ManualClock clock{0};
  RateLimiter limiter{clock, 1000};
  int sessions_looked_up = 0;
  const http::Router member_side = router(Origin::kMember);
  const std::string owl = invented::uuid("service Night Owl");
};

TEST_F(DirectoryApiTest, AnswersAnySitesPageAndReadsNoCookie) {
  for (const std::string& path : {std::string("/open"), std::string("/open/"), std::string("/open/services"), "/open/services/" + owl, std::string("/open/service_at_locations"),
                                  "/open/service_at_locations/" + invented::uuid(owl + "place"), std::string("/open/taxonomies"), "/open/taxonomies/" + invented::uuid("need"),
                                  std::string("/open/taxonomy_terms"), "/open/taxonomy_terms/" + invented::uuid("term Talk")}) {
    const auto response = ask(path, "", {{"cookie", "__Host-parasol-member=x"}, {"origin", "https://other.example.org"}, {"sec-fetch-site", "cross-site"}});
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(header(response, "access-control-allow-origin"), "*") << path;
    EXPECT_EQ(header(response, "set-cookie"), "-") << path;
    EXPECT_EQ(header(response, "content-type"), "application/json") << path;
    const auto options = ask(path, "", {{"origin", "https://other.example.org"}, {"access-control-request-method", "GET"}}, http::Method::kOptions);
    EXPECT_EQ(options.status, 204) << path;
    EXPECT_EQ(header(options, "access-control-allow-methods"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(header(options, "content-type"), "-");
  }
  EXPECT_EQ(sessions_looked_up, 0);
  EXPECT_TRUE(router(Origin::kStaff).routes().empty());
}

TEST_F(DirectoryApiTest, WhoeverHasItIsNotSentIt) {
  const auto first = ask("/open/services", "page=1");
  const std::string etag = header(first, "etag");
  const auto again = ask("/open/services", "page=1", {{"if-none-match", "\"x\", W/" + etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(header(again, "etag"), etag);
  EXPECT_EQ(header(again, "access-control-allow-origin"), "*");
  EXPECT_EQ(ask("/open/services", "page=2", {{"if-none-match", etag}}).status, 200);
  EXPECT_EQ(ask("/open/services", "page=1&full=true", {{"if-none-match", etag}}).status, 200);
  EXPECT_EQ(ask("/open/taxonomies", "page=1", {{"if-none-match", etag}}).status, 200);
}

TEST_F(DirectoryApiTest, EachParameterDoesWhatItSays) {
  const auto total = [&](std::string_view path, std::string_view query) { return json(ask(path, query)).at("total_items").get<int>(); };
  EXPECT_EQ(total("/open/services", "search=night+owl"), 1);
  EXPECT_EQ(total("/open/services", "search=%C3%B3wl"), 1);
  EXPECT_EQ(total("/open/services", "modified_after=2026-11-20"), 2);
  EXPECT_EQ(total("/open/services", "modified_after=2026-11-20T10:00:00Z"), 2);
  EXPECT_EQ(total("/open/services", "modified_after=2026-11-20T12:00:00+02:00"), 2);
  EXPECT_EQ(total("/open/services", "modified_after=2026-11-20T10:00:00.001Z"), 0);
  EXPECT_EQ(total("/open/services", "taxonomy_term_id=" + invented::uuid("term Talk")), 2);
  EXPECT_EQ(total("/open/services", "taxonomy_term_id=" + invented::uuid("term Health")), 0);
  EXPECT_EQ(total("/open/services", "taxonomy_id=" + invented::uuid("need")), 2);
  EXPECT_EQ(total("/open/services", "organization_id=" + invented::uuid("nobody")), 0);
  EXPECT_EQ(total("/open/taxonomy_terms", "taxonomy_id=" + invented::uuid("need")), 2);
  EXPECT_EQ(total("/open/taxonomy_terms", "parent_id=" + invented::uuid("need")), 0);
  EXPECT_EQ(json(ask("/open/services", "per_page=1&page=2")).at("contents")[0].at("name"), "Sunrise");
  EXPECT_TRUE(json(ask("/open/services", "full=true")).at("contents")[0].contains("phones"));
}

TEST_F(DirectoryApiTest, WhatIsNoGoodIsAProblemThatNamesItsField) {
  const auto refused = [&](std::string_view query, std::string_view path = "/open/services") {
    const auto response = ask(path, query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(header(response, "content-type"), "application/problem+json") << query;
    EXPECT_EQ(header(response, "access-control-allow-origin"), "*") << query;
    const Json body = json(response);
    EXPECT_EQ(body.at("status"), 400);
    EXPECT_EQ(body.at("title"), "Bad Request");
    return body.at("field").get<std::string>() + ": " + body.at("detail").get<std::string>();
  };
  for (const char* page : {"0", "-1", "1.5", "", "1e3", "1000000001", "99999999999999999999999", "%201", "0x1", "'1"}) EXPECT_EQ(refused("page=" + std::string(page)), "page: a whole number from 1 to 1000000000") << page;
  for (const char* size : {"0", "101", "-5", "all"}) EXPECT_EQ(refused("per_page=" + std::string(size)), "per_page: a whole number from 1 to 100") << size;
  EXPECT_EQ(refused("search=" + std::string(101, 'x')), "search: at most 100 characters");
  EXPECT_EQ(refused("full=yes"), "full: true or false");
  EXPECT_EQ(refused("modified_after=yesterday"), "modified_after: a date, or a time such as 2026-11-22T20:15:00Z");
  EXPECT_EQ(refused("taxonomy_id=1'%20OR%20'1'='1"), "taxonomy_id: a UUID in lower case");
  EXPECT_EQ(refused("taxonomy_id=1%27%20OR%20%271"), "taxonomy_id: a UUID in lower case");
  EXPECT_EQ(refused("search=%ff"), "query: name=value pairs joined by &, each name once, values percent-encoded UTF-8");
  EXPECT_EQ(refused("page=1&page=2"), "query: name=value pairs joined by &, each name once, values percent-encoded UTF-8");
  EXPECT_EQ(refused("postcode=M1", "/open/taxonomies"), "query: the parameters are page, per_page, search");
  EXPECT_EQ(json(ask("/open/services", "search=%27%3B%20DROP%20TABLE%20services%3B--")).at("total_items"), 0);
  // Words like any others.
  EXPECT_EQ(json(ask("/open/services", "search=%7B%22%24ne%22%3A1%7D")), json(ask("/open/services", "search=ne+1")));
  EXPECT_EQ(ask("/open/services", "page=1000000000").status, 200);

  const auto absent = ask("/open/services/" + invented::uuid("nobody"));
  EXPECT_EQ(absent.status, 404);
  EXPECT_EQ(header(absent, "content-type"), "application/problem+json");
  EXPECT_EQ(as_text(ask("/open/services/" + std::string(4000, 'x')).body), as_text(absent.body));
  EXPECT_EQ(ask("/open/taxonomies/" + owl).status, 404);
}

TEST_F(DirectoryApiTest, TooManyRequestsAreToldWhenToComeAgain) {
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(ask("/open").status, 200);
  clock.advance(15 * kSecond);
  const auto refused = ask("/open/services");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(header(refused, "retry-after"), "45");
  EXPECT_EQ(header(refused, "access-control-allow-origin"), "*");
  EXPECT_EQ(header(refused, "content-type"), "application/problem+json");
  EXPECT_EQ(ask("/open", "", {}, http::Method::kOptions).status, 204);
  clock.advance(45 * kSecond);
  EXPECT_EQ(ask("/open/services").status, 200);
}

}  // namespace
}  // namespace parasol::api
