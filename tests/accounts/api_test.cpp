// The rows of accounts and trust as a browser meets them.
#include <map>
#include <nlohmann/json.hpp>

#include "api/accounts.h"
#include "api/check.h"
#include "api/epochs.h"
#include "api/invitations.h"
#include "api/join.h"
#include "api/people.h"
#include "api/sign_in.h"
#include "api/trust.h"
#include "circle.h"
#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "crypto/voprf.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using nlohmann::json;
using test_support::Circle;
using test_support::Person;
using vocabulary::Role;

std::string text_of(const Bytes& bytes) { return std::string(as_text(bytes)); }

struct ApiTest : testing::Test {
  Circle circle;
  Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  Person lead = circle.join_by_root("lead", Role::kCaseLead);
  Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  Person caseworker = circle.join_staff("caseworker", Role::kCaseworker, administrator, lead);
  Person member = circle.join_member("member", worker);

  std::vector<api::Endpoint> endpoints() {
    std::vector<api::Endpoint> all;
    const auto take = [&](std::vector<api::Endpoint> more) { all.insert(all.end(), more.begin(), more.end()); };
    take(api::trust_endpoints({Bytes{1, 2, 3}, {{circle.installation.team, "North", "north_east"}}, "Example", true}));
    take(api::sign_in_endpoints(circle.sign_in, circle.accounts, true));
    take(api::account_endpoints(circle.accounts));
    take(api::join_endpoints(circle.joining));
    take(api::invitation_endpoints(circle.invitations, circle.clock));
    take(api::people_endpoints(circle.office));
    take(api::epoch_endpoints(circle.office));
    take(api::check_endpoints(circle.accounts));
    return all;
  }
  http::Router router(api::Origin origin) {
    const api::OriginSettings settings{origin, "https://here.example.org", "here.example.org", true};
    auto made = http::Router::create(api::guarded_routes(settings, endpoints(), api::session_resolver(circle.sign_in)));
    EXPECT_TRUE(made) << made.error().detail;
    return *std::move(made);
  }
  http::Router member_side = router(api::Origin::kMember);
  http::Router staff_side = router(api::Origin::kStaff);

  static http::Request request(http::Method method, std::string_view path, const json& body, std::string_view cookie) {
    http::Request out;
    out.method = method;
    std::string_view rest = path.substr(1);
    for (std::size_t slash; (slash = rest.find('/')) != std::string_view::npos; rest = rest.substr(slash + 1))
      out.segments.emplace_back(rest.substr(0, slash));
    out.segments.emplace_back(rest);
    if (!cookie.empty()) out.headers.set("cookie", std::string(cookie));
    if (method != http::Method::kGet) {
      out.headers.set("origin", "https://here.example.org");
      out.body = to_bytes(as_bytes(body.dump()));
    }
    return out;
  }
  http::Response get(const http::Router& side, std::string_view path, std::string_view cookie = {}) {
    return side.answer(request(http::Method::kGet, path, {}, cookie));
  }
  http::Response post(const http::Router& side, std::string_view path, const json& body, std::string_view cookie = {}) {
    return side.answer(request(http::Method::kPost, path, body, cookie));
  }
  static http::Request request_put(std::string_view path, const json& body, std::string_view cookie) {
    return request(http::Method::kPut, path, body, cookie);
  }
  // To the sealing key that this row of /api/people shows.
  static Bytes wrap_for(const json& person) {
    Bytes wrap{crypto::kSuite};
    append(wrap, crypto::sha256(*from_base64url(person["sealing_key"].get<std::string>())));
    wrap.resize(crypto::kWrapSize, 0x77);
    return wrap;
  }
  static json body_of(const http::Response& response) { return json::parse(text_of(response.body)); }

  http::Response start(const http::Router& side, std::string_view login) {
    const auto element = crypto::blind(crypto::OprfMode::kOprf, as_bytes("words"))->element.encoding();
    return post(side, "/api/sign-in/start", {{"login", login}, {"element", to_base64url(element)}});
  }
  http::Response finish(const http::Router& side, std::string_view login, const json& nonce, const Person& as) {
    const auto bytes = to_array<32>(*from_base64url(nonce.get<std::string>()));
    const auto signature = as.auth.sign(
        records::encode(records::SignInStatement{circle.organisation.deployment, std::string(login), *bytes}));
    return post(side, "/api/sign-in/finish",
                {{"login", login}, {"nonce", nonce}, {"signature", to_base64url(signature)}});
  }
  // name=value
  std::string cookie_of(const http::Router& side, const Person& person) {
    const auto finished = finish(side, person.name, body_of(start(side, person.name))["nonce"], person);
    EXPECT_EQ(finished.status, 200);
    const std::string set(finished.headers.find("set-cookie").value_or(""));
    return set.substr(0, set.find(';'));
  }
};

TEST_F(ApiTest, SignsInWithACookieThatScriptsCannotRead) {
  const auto started = start(member_side, "member");
  ASSERT_EQ(started.status, 200);
  const auto finished = finish(member_side, "member", body_of(started)["nonce"], member);
  ASSERT_EQ(finished.status, 200);
  const std::string cookie(*finished.headers.find("set-cookie"));
  EXPECT_TRUE(cookie.starts_with("__Host-parasol-member="));
  EXPECT_TRUE(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"));
  const auto account = body_of(finished);
  EXPECT_EQ(account["login"], "member");
  EXPECT_EQ(account["role"], "member");
  EXPECT_EQ(account["joined_before_epoch"], true);
  EXPECT_FALSE(account.contains("team"));
  const std::string own = cookie.substr(0, cookie.find(';'));
  EXPECT_EQ(body_of(get(member_side, "/api/session", own)), account);
  EXPECT_EQ(get(staff_side, "/api/session", own).status, 401);
  EXPECT_EQ(body_of(get(staff_side, "/api/session", cookie_of(staff_side, lead)))["team"],
            to_base64url(circle.installation.team.value));
}

// Break: answer unknown logins before harden, or with another code.
TEST_F(ApiTest, UnknownLoginsGetTheSameBytes) {
  const auto known = start(member_side, "member");
  const auto unknown = start(member_side, "nobody");
  EXPECT_EQ(known.status, unknown.status);
  EXPECT_EQ(known.body.size(), unknown.body.size());
  const auto wrong = finish(member_side, "member", body_of(known)["nonce"], lead);
  const auto nobody = finish(member_side, "nobody", body_of(unknown)["nonce"], lead);
  const auto wrong_entrance = finish(member_side, "lead", body_of(start(member_side, "lead"))["nonce"], lead);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(text_of(wrong.body), R"({"error":"unauthorised"})");
  for (const auto* other : {&nobody, &wrong_entrance}) {
    EXPECT_EQ(other->status, wrong.status);
    EXPECT_EQ(other->body, wrong.body);
    EXPECT_EQ(other->headers.size(), wrong.headers.size());
  }
}

TEST_F(ApiTest, LeavingEndsTheSessionAndClearsTheBrowser) {
  for (const bool by_page : {false, true}) {
    const std::string cookie = cookie_of(staff_side, lead);
    EXPECT_EQ(get(staff_side, "/api/session", cookie).status, 200);
    const auto left =
        by_page ? get(staff_side, "/leave", cookie) : post(staff_side, "/api/session/leave", json::object(), cookie);
    EXPECT_EQ(left.status, 200);
    EXPECT_EQ(left.headers.find("clear-site-data"), "\"cache\", \"cookies\", \"storage\"");
    EXPECT_TRUE(left.headers.find("set-cookie")->starts_with("__Host-parasol-staff=;"));
    EXPECT_NE(left.headers.find("set-cookie")->find("Max-Age=0"), std::string_view::npos);
    EXPECT_EQ(get(staff_side, "/api/session", cookie).status, 401);
    if (by_page) {
      EXPECT_EQ(left.headers.find("content-type"), "text/html; charset=utf-8");
      EXPECT_EQ(text_of(left.body).find("arasol"), std::string::npos);
    }
    // Without a session it is the same.
    EXPECT_EQ(
        by_page ? get(staff_side, "/leave").status : post(staff_side, "/api/session/leave", json::object()).status,
        200);
  }
}

// Break: left() for every GET.
TEST_F(ApiTest, NoOtherSiteSignsAnybodyOut) {
  const std::string cookie = cookie_of(staff_side, lead);
  const auto leave_from = [&](std::string_view site) {
    auto asked = request(http::Method::kGet, "/leave", {}, cookie);
    asked.headers.set("sec-fetch-site", std::string(site));
    return staff_side.answer(asked);
  };
  for (const std::string_view site : {"cross-site", "same-site", "anything else"}) {
    const auto answer = leave_from(site);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.find("content-type"), "text/html; charset=utf-8");
    EXPECT_FALSE(answer.headers.find("set-cookie"));
    EXPECT_FALSE(answer.headers.find("clear-site-data"));
    EXPECT_EQ(get(staff_side, "/api/session", cookie).status, 200);
  }
  EXPECT_TRUE(leave_from("same-origin").headers.find("clear-site-data"));
  EXPECT_EQ(get(staff_side, "/api/session", cookie).status, 401);
  EXPECT_TRUE(leave_from("none").headers.find("clear-site-data"));
}

TEST_F(ApiTest, SigningInAgainEndsTheOldSessionOfThisBrowser) {
  const std::string first = cookie_of(member_side, member);
  const auto nonce = body_of(start(member_side, "member"))["nonce"];
  const auto bytes = to_array<32>(*from_base64url(nonce.get<std::string>()));
  const auto again =
      post(member_side, "/api/sign-in/finish",
           {{"login", "member"}, {"nonce", nonce}, {"signature", to_base64url(circle.answer(member, *bytes))}}, first);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(get(member_side, "/api/session", first).status, 401);
}

// The access column of docs/protocol.md §9. Break: widen any row.
TEST_F(ApiTest, EveryRowIsForThoseItNames) {
  struct Row {
    std::string roles;  // letters as in the table; "-" anyone, "*" everybody signed in
    bool is_staff_only;
  };
  const std::map<std::string, Row> table{
      {"GET /api/trust", {"-", false}},
      {"POST /api/sign-in/start", {"-", false}},
      {"POST /api/sign-in/finish", {"-", false}},
      {"GET /api/session", {"*", false}},
      {"POST /api/session/leave", {"-", false}},
      {"GET /leave", {"-", false}},
      {"POST /api/passphrase", {"*", false}},
      {"POST /api/passphrase/nonce", {"*", false}},
      {"GET /api/vault", {"*", false}},
      {"PUT /api/vault", {"*", false}},
      {"GET /api/join/{invitation}", {"-", false}},
      {"POST /api/join", {"-", false}},
      {"POST /api/invitations", {"PLA", true}},
      {"GET /api/invitations", {"PLA", true}},
      {"POST /api/invitations/{invitation}/sign", {"AL", true}},
      {"POST /api/invitations/{invitation}/cancel", {"PLA", true}},
      {"GET /api/people", {"AL", true}},
      {"POST /api/revocations", {"ALP", true}},
      {"POST /api/group-epochs", {"L", true}},
      {"POST /api/group-wraps", {"L", true}},
      {"GET /api/group", {"MPCLED", false}},
      {"POST /api/team-epochs", {"L", true}},
      {"POST /api/team-wraps", {"L", true}},
      {"GET /api/team", {"CLEN", true}},
      {"POST /api/check", {"MPCLE", false}},
      {"POST /api/check/budget", {"MPCLE", false}},
  };
  const std::map<Role, char> letters{{Role::kMember, 'M'},
                                     {Role::kProjectWorker, 'P'},
                                     {Role::kCaseworker, 'C'},
                                     {Role::kCaseLead, 'L'},
                                     {Role::kAlertEditor, 'E'},
                                     {Role::kAdministrator, 'A'},
                                     {Role::kDataProtectionOfficer, 'D'},
                                     {Role::kAnalyst, 'N'}};
  const auto all = endpoints();
  EXPECT_EQ(all.size(), table.size());
  for (const auto& endpoint : all) {
    const std::string name = std::string(http::method_name(endpoint.method)) + " " + endpoint.path;
    const auto row = table.find(name);
    ASSERT_NE(row, table.end()) << name;
    EXPECT_EQ(endpoint.access.kind() == api::Access::Kind::kAnyone, row->second.roles == "-") << name;
    EXPECT_EQ(endpoint.access.is_on(api::Origin::kMember), !row->second.is_staff_only) << name;
    EXPECT_TRUE(endpoint.access.is_on(api::Origin::kStaff)) << name;
    if (row->second.roles == "-") continue;
    for (const auto& [role, letter] : letters)
      EXPECT_EQ(endpoint.access.allows(role),
                row->second.roles == "*" || row->second.roles.find(letter) != std::string::npos)
          << name << " " << letter;
  }
}

TEST_F(ApiTest, ForbiddenIsAbsent) {
  const std::string absent = text_of(get(staff_side, "/api/team", cookie_of(staff_side, worker)).body);
  EXPECT_EQ(absent, R"({"error":"not_found"})");
  EXPECT_EQ(text_of(get(staff_side, "/api/people", cookie_of(staff_side, caseworker)).body), absent);
  EXPECT_EQ(text_of(get(staff_side, "/api/join/AAAAAAAAAAAAAAAAAAAAAA").body), absent);
  EXPECT_EQ(text_of(get(staff_side, "/api/join/short").body), absent);
  const auto of_caseworker = circle.organisation.revocation(worker.signing, caseworker.signing.public_key());
  EXPECT_EQ(text_of(post(staff_side, "/api/revocations", {{"revocation", to_base64url(records::encode(of_caseworker))}},
                         cookie_of(staff_side, worker))
                        .body),
            absent);
}

TEST_F(ApiTest, AVoucherBringsAMemberInEndToEnd) {
  const std::string cookie = cookie_of(staff_side, worker);
  const auto issued = circle.invitation("code", Role::kMember, {&worker.signing}, {&worker.signing});
  const std::string id = to_base64url(issued.invitation.invitation);
  const json body{{"issued", to_base64url(records::encode(issued))},
                  {"sealing_key", to_base64url(test_support::sealing_key_of("sealing of code code"))}};
  const auto answer = post(staff_side, "/api/invitations", body, cookie);
  ASSERT_EQ(answer.status, 200) << text_of(answer.body);
  EXPECT_EQ(body_of(answer), (json{{"invitation", id}, {"state", "open"}}));
  const auto offer = body_of(get(member_side, "/api/join/" + id));
  EXPECT_EQ(offer["role"], "member");
  EXPECT_EQ(offer["issued"], body["issued"]);
  EXPECT_FALSE(offer.contains("group"));
  EXPECT_EQ(records::decode_chain(*from_base64url(offer["chain"].get<std::string>()))->links.size(), 3U);

  const auto request = circle.join_request(issued, "code", "newcomer");
  json join{{"link", to_base64url(request.link)},
            {"login", "member"},
            {"auth_key", to_base64url(request.auth_key)},
            {"sealing_key", to_base64url(request.sealing_key)},
            {"secret_wrap", to_base64url(request.secret_wrap)},
            {"vault", to_base64url(request.vault)}};
  EXPECT_EQ(text_of(post(member_side, "/api/join", join).body), R"({"error":"conflict","field":"login"})");
  join["login"] = "newcomer";
  EXPECT_EQ(post(member_side, "/api/join", join).status, 201);
  const auto list = body_of(get(staff_side, "/api/invitations", cookie))["invitations"];
  ASSERT_EQ(list.size(), 2U);
  for (const auto& entry : list) EXPECT_EQ(entry["state"], "used");
  Person newcomer{"newcomer",
                  {},
                  trust::test::key_of("newcomer"),
                  trust::test::key_of("check of newcomer"),
                  trust::test::key_of("auth of newcomer")};
  const std::string own = cookie_of(member_side, newcomer);
  EXPECT_EQ(body_of(get(member_side, "/api/vault", own))["vault"], join["vault"]);
  const json replacing = {{"vault", join["vault"]}, {"replaces", to_base64url(crypto::sha256(request.vault))}};
  EXPECT_EQ(member_side.answer(request_put("/api/vault", replacing, own)).status, 200);
  const json overtaken = {{"vault", join["vault"]}, {"replaces", to_base64url(ByteArray<32>{})}};
  const auto refused = member_side.answer(request_put("/api/vault", overtaken, own));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(text_of(refused.body), R"({"error":"conflict","field":"replaces"})");
}

// Break: in Joining, look only at whether it was used.
TEST_F(ApiTest, ACancelledCodeIsAnsweredLikeOneThatNeverWas) {
  const std::string cookie = cookie_of(staff_side, worker);
  const auto issued = circle.invitation("code", Role::kMember, {&worker.signing}, {&worker.signing});
  const std::string id = to_base64url(issued.invitation.invitation);
  ASSERT_EQ(post(staff_side, "/api/invitations",
                 {{"issued", to_base64url(records::encode(issued))},
                  {"sealing_key", to_base64url(test_support::sealing_key_of("sealing of code code"))}},
                 cookie)
                .status,
            200);
  const std::size_t enrolled = circle.keyd.chains.size();
  const auto request = circle.join_request(issued, "code", "newcomer");
  const json join{{"link", to_base64url(request.link)},
                  {"login", "newcomer"},
                  {"auth_key", to_base64url(request.auth_key)},
                  {"sealing_key", to_base64url(request.sealing_key)},
                  {"secret_wrap", to_base64url(request.secret_wrap)},
                  {"vault", to_base64url(request.vault)}};
  const auto cancel = [&](const std::string& by) { return post(staff_side, "/api/invitations/" + id + "/cancel", json::object(), by); };
  EXPECT_EQ(text_of(cancel(cookie_of(staff_side, lead)).body), R"({"error":"not_found"})");
  EXPECT_EQ(text_of(cancel(cookie).body), R"({"state":"cancelled"})");
  const auto same = [](const http::Response& one, const http::Response& other) {
    return one.status == other.status && text_of(one.body) == text_of(other.body) && one.headers.size() == other.headers.size();
  };
  EXPECT_TRUE(same(get(member_side, "/api/join/" + id), get(member_side, "/api/join/" + to_base64url(ByteArray<16>{7}))));
  const auto refused = post(member_side, "/api/join", join);
  EXPECT_EQ(refused.status, 404);
  json unknown = join;
  const auto never = circle.invitation("never stored", Role::kMember, {&worker.signing}, {&worker.signing});
  unknown["link"] = to_base64url(circle.join_request(never, "never stored", "newcomer").link);
  EXPECT_TRUE(same(refused, post(member_side, "/api/join", unknown)));
  EXPECT_EQ(circle.keyd.chains.size(), enrolled);
}

TEST_F(ApiTest, ALeadMakesTheKeysAndGivesThem) {
  const std::string cookie = cookie_of(staff_side, lead);
  const auto people = body_of(get(staff_side, "/api/people", cookie))["people"];
  EXPECT_EQ(people.size(), 5U);
  json wraps = json::array();
  for (const auto& person : people) {
    const auto role = person["role"].get<std::string>();
    EXPECT_TRUE(person.contains("sealing_key"));
    if (role != "administrator")
      wraps.push_back({{"account", person["account"]}, {"wrap", to_base64url(wrap_for(person))}});
  }
  const auto encoded = [](const records::Signed& envelope) { return to_base64url(records::encode(envelope)); };
  const json content_keys = {
      {{"reference", to_base64url(ByteArray<16>{1})}, {"version", 1}, {"wrap", to_base64url(Bytes(72))}}};
  const auto group = post(staff_side, "/api/group-epochs",
                          {{"epoch", encoded(circle.organisation.group_epoch(lead.signing, 1))},
                           {"wraps", wraps},
                           {"content_keys", content_keys}},
                          cookie);
  EXPECT_EQ(group.status, 200) << text_of(group.body);
  const std::string lead_id = to_base64url(lead.principal.account.value);
  const json desk{{"account", lead_id}, {"purpose", 1}, {"wrap", to_base64url(test_support::wrap_to("lead"))}};
  EXPECT_EQ(post(staff_side, "/api/team-epochs",
                 {{"epoch", encoded(circle.organisation.team_epoch(lead.signing, 1))}, {"wraps", {desk}}}, cookie)
                .status,
            200);
  json editors = desk;
  editors["purpose"] = 2;
  editors["epoch"] = 1;
  editors["team"] = to_base64url(circle.installation.team.value);
  EXPECT_EQ(post(staff_side, "/api/team-wraps", {{"wraps", {editors}}}, cookie).status, 200);
  const auto team = body_of(get(staff_side, "/api/team", cookie));
  EXPECT_TRUE(team["epochs"][0].contains("desk_wrap"));
  EXPECT_TRUE(team["epochs"][0].contains("editors_wrap"));
  EXPECT_FALSE(team["epochs"][0].contains("link_wrap"));
  json link = editors;
  for (const int purpose : {0, 3, 4, 5, 7}) {
    link["purpose"] = purpose;
    EXPECT_EQ(post(staff_side, "/api/team-wraps", {{"wraps", {link}}}, cookie).status, 400) << purpose;
  }
  link["purpose"] = 6;
  EXPECT_EQ(post(staff_side, "/api/team-wraps", {{"wraps", {link}}}, cookie).status, 200);
  EXPECT_TRUE(body_of(get(staff_side, "/api/team", cookie))["epochs"][0].contains("link_wrap"));
  EXPECT_EQ(body_of(get(member_side, "/api/group", cookie_of(member_side, member)))["epochs"][0]["wrap"],
            to_base64url(test_support::wrap_to("member")));
  EXPECT_EQ(body_of(get(staff_side, "/api/people", cookie))["people"].size(), 4U);
  const auto without_keys = body_of(get(staff_side, "/api/people", cookie_of(staff_side, administrator)))["people"];
  EXPECT_EQ(without_keys.size(), 4U);
  for (const auto& person : without_keys) EXPECT_FALSE(person.contains("sealing_key"));
}

TEST_F(ApiTest, RelaysAChecksBytes) {
  records::EvaluateRequest request;
  request.deployment = circle.organisation.deployment;
  request.epoch = 1;
  request.key = member.check.public_key();
  request.elements = {trust::test::key_of("any").public_key()};
  const Bytes encoded = records::encode(trust::sign(member.check, records::encode(request)));
  const std::string cookie = cookie_of(member_side, member);
  const auto reply = post(member_side, "/api/check", {{"request", to_base64url(encoded)}}, cookie);
  ASSERT_EQ(reply.status, 200);
  EXPECT_EQ(body_of(reply).size(), 1U);
  EXPECT_TRUE(records::decode_evaluate_reply(*from_base64url(body_of(reply)["reply"].get<std::string>())));
  circle.keyd.fails_with = failure(ErrorCode::kRateLimited);
  EXPECT_EQ(post(member_side, "/api/check", {{"request", to_base64url(encoded)}}, cookie).status, 429);
}

TEST_F(ApiTest, TrustIsTheSameForEverybody) {
  const auto shown = body_of(get(member_side, "/api/trust"));
  EXPECT_EQ(
      shown,
      (json{{"trust", "AQID"},
            {"teams",
             {{{"team", to_base64url(circle.installation.team.value)}, {"name", "North"}, {"region", "north_east"}}}},
            {"organisation", "Example"},
            {"demo", true}}));
  EXPECT_EQ(get(staff_side, "/api/trust", cookie_of(staff_side, lead)).body, get(member_side, "/api/trust").body);
}

}  // namespace
}  // namespace parasol
