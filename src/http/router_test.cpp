#include "http/router.h"

#include <gtest/gtest.h>

namespace parasol::http {
namespace {

Request request_for(Method method, std::vector<std::string> segments) {
  Request request;
  request.method = method;
  request.segments = std::move(segments);
  return request;
}

// Answers with its own template and the value of {id}, if it has one.
Route row(Method method, const std::string& path) {
  Route route;
  route.method = method;
  route.path = path;
  route.handler = [path](const Request&, const PathParameters& parameters) {
    Response response;
    const std::string id = path.find("{id}") == std::string::npos ? "" : parameters["id"];
    response.body = to_bytes(as_bytes(path + "|" + id));
    return response;
  };
  return route;
}

std::string answered_by(const Router& router, Method method, std::vector<std::string> segments) {
  const Response response = router.answer(request_for(method, std::move(segments)));
  return response.status == 200 ? std::string(as_text(response.body)) : std::to_string(response.status);
}

TEST(Router, TheBestFittingTemplateAnswers) {
  const auto router = Router::create({row(Method::kGet, "/api/reports/{id}"), row(Method::kGet, "/api/reports/open"),
                                      row(Method::kGet, "/api/{kind}/open"), row(Method::kGet, "/"),
                                      row(Method::kPost, "/api/reports/{id}/sections"),
                                      row(Method::kGet, "/api/reports/{id}/sections")});
  ASSERT_TRUE(router);
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "reports", "7"}), "/api/reports/{id}|7");
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "reports", "open"}), "/api/reports/open|");
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "cases", "open"}), "/api/{kind}/open|");
  EXPECT_EQ(answered_by(*router, Method::kPost, {"api", "reports", "7", "sections"}), "/api/reports/{id}/sections|7");
  EXPECT_EQ(answered_by(*router, Method::kHead, {"api", "reports", "7", "sections"}), "/api/reports/{id}/sections|7");
  EXPECT_EQ(answered_by(*router, Method::kGet, {""}), "/|");
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "reports", ""}), "404") << "a parameter is never empty";
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "reports"}), "404");
  EXPECT_EQ(answered_by(*router, Method::kGet, {"api", "reports", "7", "sections", "1"}), "404");
}

TEST(Router, AKnownPathWithAnotherMethodSaysWhatIsAllowed) {
  const auto router = Router::create({row(Method::kPost, "/a"), row(Method::kGet, "/a"), row(Method::kDelete, "/b")});
  ASSERT_TRUE(router);
  const Response response = router->answer(request_for(Method::kPut, {"a"}));
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.find("allow"), "GET, HEAD, POST");
  EXPECT_EQ(router->answer(request_for(Method::kHead, {"b"})).headers.find("allow"), "DELETE");
  EXPECT_EQ(router->answer(request_for(Method::kHead, {"c"})).status, 404);
}

TEST(Router, TheLiteralTemplateDecidesEvenIfAParameterHasTheMethod) {
  const auto router = Router::create({row(Method::kGet, "/{id}"), row(Method::kPost, "/open")});
  ASSERT_TRUE(router);
  EXPECT_EQ(answered_by(*router, Method::kGet, {"open"}), "405");
}

TEST(Router, LimitsBelongToRoutes) {
  Route large = row(Method::kPost, "/large");
  large.body_limit = kLargestBodyLimit;
  const auto router = Router::create({std::move(large), row(Method::kPost, "/small")});
  ASSERT_TRUE(router);
  EXPECT_EQ(router->body_limit(request_for(Method::kPost, {"large"})), kLargestBodyLimit);
  EXPECT_EQ(router->body_limit(request_for(Method::kPost, {"small"})), kDefaultBodyLimit);
  EXPECT_EQ(router->body_limit(request_for(Method::kPost, {"absent"})), kDefaultBodyLimit);
}

TEST(Router, TheTableCanBeWalked) {
  Route guarded = row(Method::kPost, "/b");
  guarded.access = 7;
  const auto router = Router::create({std::move(guarded), row(Method::kGet, "/a")});
  ASSERT_TRUE(router);
  ASSERT_EQ(router->routes().size(), 2U);
  EXPECT_EQ(router->routes()[0].path, "/a");
  EXPECT_EQ(router->routes()[1].access, 7U);
}

TEST(Router, RefusesATableWithMistakes) {
  for (auto bad : {"a", "", "/a//b", "/{}", "/{Id}", "/{id", "/x{id}", "/{a}/{a}", "/a b", "/%41"})
    EXPECT_FALSE(Router::create({row(Method::kGet, bad)})) << bad;
  EXPECT_FALSE(Router::create({row(Method::kGet, "/a"), row(Method::kGet, "/a")}));
  EXPECT_FALSE(Router::create({row(Method::kGet, "/{a}"), row(Method::kPost, "/{b}")}));
  EXPECT_FALSE(Router::create({row(Method::kHead, "/a")}));
  Route no_handler = row(Method::kGet, "/a");
  no_handler.handler = nullptr;
  EXPECT_FALSE(Router::create({std::move(no_handler)}));
  Route too_large = row(Method::kPost, "/a");
  too_large.body_limit = kLargestBodyLimit + 1;
  EXPECT_FALSE(Router::create({std::move(too_large)}));
}

}  // namespace
}  // namespace parasol::http
