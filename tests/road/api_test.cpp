// The rows of warnings and of the list's files as a browser meets them.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/list_files.h"
#include "api/warnings.h"
#include "base/file.h"
#include "crypto/primitives.h"
#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using nlohmann::json;
using test_support::expect;
using test_support::Person;
using test_support::Reporter;
using test_support::Road;
using test_support::text_of;
using vocabulary::Scope;

constexpr const char* kUrl = "https://here.example.org";

std::string b64(ByteView bytes) { return to_base64url(bytes); }
std::string signed_text(const records::Signed& envelope) { return b64(records::encode(envelope)); }

struct ApiTest : testing::Test {
  Road road;
  Reporter reporter{road, "one"};
  const test_support::Text text = text_of("warning");
  const std::string path = "/api/desk/warnings/" + b64(text.reference.value);
  std::optional<domain::Principal> caller;  // whose session the cookie is

  http::Router router(api::Origin origin) {
    auto endpoints = api::warning_endpoints(road.warnings, road.publishing);
    auto files = api::list_file_endpoints(road.list_folder);
    endpoints.insert(endpoints.end(), files.begin(), files.end());
    const auto resolve = [this](api::Origin, std::string_view) -> Result<std::optional<api::Session>> {
      if (!caller) return std::optional<api::Session>();
      return std::optional(api::Session{*caller, {}});
    };
    return expect(http::Router::create(api::guarded_routes({origin, kUrl, "here.example.org", true}, endpoints, resolve)));
  }
  http::Router staff_side = router(api::Origin::kStaff), member_side = router(api::Origin::kMember);

  http::Response ask(http::Method method, std::string_view where, const json& body = {}, bool on_member_side = false) {
    http::Request request;
    request.method = method;
    std::string_view rest = where.substr(1);
    for (std::size_t slash; (slash = rest.find('/')) != std::string_view::npos; rest = rest.substr(slash + 1))
      request.segments.emplace_back(rest.substr(0, slash));
    request.segments.emplace_back(rest);
    request.headers.set("cookie", on_member_side ? "__Host-parasol-member=x" : "__Host-parasol-staff=x");
    if (method != http::Method::kGet) {
      request.headers.set("origin", kUrl);
      request.body = to_bytes(as_bytes(body.dump()));
    }
    return (on_member_side ? member_side : staff_side).answer(request);
  }
  http::Response post(const Person& by, const std::string& where, const json& body) {
    caller = by.principal;
    return ask(http::Method::kPost, where, body);
  }
  json get(const domain::Principal& by, const std::string& where, std::uint16_t status = 200) {
    caller = by;
    const auto response = ask(http::Method::kGet, where, {}, by.role == vocabulary::Role::kMember);
    EXPECT_EQ(response.status, status) << as_text(response.body);
    return json::parse(as_text(response.body));
  }
  static json body_of(const http::Response& response, std::uint16_t status = 200) {
    EXPECT_EQ(response.status, status) << as_text(response.body);
    return json::parse(as_text(response.body));
  }
  std::string sealed() const { return b64(test_support::sealed_to(road.editors_key)); }

  json hand_over_body(const domain::HandOver& plan) const {
    json body{{"packets", json::array()}, {"group_epoch", plan.group_epoch}, {"key_wrap", b64(plan.key_wrap)}, {"slot_map", json::array()},
              {"warn", json::array()}, {"check", json::array()}};
    for (const auto& packet : plan.packets) body["packets"].push_back(signed_text(packet));
    for (const auto& row : plan.slot_map) body["slot_map"].push_back(b64(row));
    for (const auto& [receipt, opening] : plan.warn) body["warn"].push_back({{"receipt", b64(receipt.value)}, {"opening", b64(opening)}});
    for (const auto& [receipt, opening] : plan.check) body["check"].push_back({{"receipt", b64(receipt.value)}, {"opening", b64(opening)}});
    return body;
  }
};

TEST_F(ApiTest, TheWholeRoad) {
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(reporter.grant({Scope::kWarn}));
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  const auto draft = road.draft_of(road.caseworker, reporter, text, vocabulary::RecognitionLevel::kHigh);
  json wanted{{"report", b64(draft.report.value)},   {"receipt", b64(draft.receipt.value)},
              {"reference", b64(text.reference.value)}, {"version", 1},
              {"draft", signed_text(draft.draft)},     {"recognition", signed_text(draft.recognition)},
              {"sealed", sealed()}};
  EXPECT_EQ(body_of(post(road.caseworker, "/api/desk/warnings", wanted), 201), (json{{"state", "scored"}}));
  wanted["more"] = 1;
  EXPECT_EQ(body_of(post(road.caseworker, "/api/desk/warnings", wanted), 400)["error"], "invalid");

  ASSERT_TRUE(reporter.grants({{Scope::kWarn, text.artefact}, {Scope::kCheck, text.artefact}}));
  const json source{{"report", b64(reporter.id.value)}, {"receipt", b64(reporter.receipt(Scope::kWarn).value)}, {"sealed", sealed()}};
  EXPECT_EQ(body_of(post(road.caseworker, path + "/source", source)), (json{{"state", "member_ok"}}));
  EXPECT_EQ(body_of(post(road.caseworker, path + "/open", json::object()), 404), (json{{"error", "not_found"}}));
  const json opened = body_of(post(road.editor, path + "/open", json::object()));
  EXPECT_EQ(opened["sealed"], sealed());
  EXPECT_EQ(opened["draft"], signed_text(draft.draft));
  EXPECT_EQ(opened["level"], "high");
  EXPECT_TRUE(opened["fairness"].is_null());
  const records::LeadStatement third{road.staff.deployment, text.reference.value, text.artefact};
  EXPECT_EQ(body_of(post(road.lead, path + "/lead", {{"statement", signed_text(trust::sign(road.lead.signing(), records::encode(third)))}})),
            (json{{"state", "member_ok"}}));
  EXPECT_EQ(body_of(post(road.editor, path + "/review", {{"sealed", sealed()}})), (json{{"state", "reviewed"}}));

  const auto plan = road.plan(road.editor, text, {&reporter}, {"tag"});
  EXPECT_EQ(body_of(post(road.lead, path + "/hand-over", hand_over_body(plan)), 404), (json{{"error", "not_found"}}));
  EXPECT_EQ(body_of(post(road.editor, path + "/hand-over", hand_over_body(plan))), (json{{"state", "handed_over"}, {"accepted", true}}));
  road.wait(listd::kTurn);

  const json rows = get(road.caseworker.principal, "/api/desk/warnings")["warnings"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["state"], "handed_over");
  EXPECT_EQ(rows[0]["showing"], "live");
  EXPECT_EQ(get(road.editor.principal, "/api/desk/slot-map")["rows"].size(), 2U);
  const json live = get(road.member, "/api/warnings");
  EXPECT_EQ(live["missing"], 0);
  ASSERT_EQ(live["warnings"].size(), 1U);
  EXPECT_EQ(live["warnings"][0]["reference"], b64(text.reference.value));
  EXPECT_EQ(live["warnings"][0]["group_epoch"], 1);
  EXPECT_EQ(live["warnings"][0]["key_wrap"], b64(plan.key_wrap));
  EXPECT_EQ(live["warnings"][0]["bytes"], b64(expect(records::decode_packet(plan.packets[0].statement)).payload));
  EXPECT_EQ(get(road.lead.principal, "/api/content-keys")["content_keys"].size(), 1U);

  EXPECT_EQ(body_of(post(road.officer, path + "/hide", {{"order", signed_text(road.hide_order(road.officer, text))}})), (json{{"accepted", true}}));
  EXPECT_TRUE(get(road.member, "/api/warnings")["warnings"].empty());
  road.wait(kMinute);
  const auto order = records::encode(records::RestoreOrder{road.staff.deployment, text.reference.value, trust::to_u53(road.clock.now())});
  const std::string first = signed_text(trust::sign(road.lead.signing(), order));
  EXPECT_TRUE(get(road.officer.principal, path + "/restore")["order"].is_null());
  EXPECT_EQ(body_of(post(road.lead, path + "/restore", {{"order", first}})), (json{{"state", "waiting"}}));
  EXPECT_EQ(get(road.officer.principal, path + "/restore")["order"], first);
  EXPECT_EQ(body_of(post(road.officer, path + "/restore", {{"order", signed_text(trust::sign(road.officer.signing(), order))}})),
            (json{{"state", "restored"}}));
}

TEST_F(ApiTest, SentBackAndAbandoned) {
  ASSERT_TRUE(reporter.submit());
  ASSERT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
  ASSERT_TRUE(reporter.grant({Scope::kWarn, text.artefact}));
  ASSERT_TRUE(road.draft(road.caseworker, reporter, text));
  ASSERT_TRUE(road.add_source(road.caseworker, reporter, text));
  EXPECT_EQ(body_of(post(road.editor, path + "/return", {{"sealed", sealed()}})), (json{{"state", "returned"}}));
  EXPECT_EQ(body_of(post(road.caseworker, path + "/abandon", json::object())), (json{{"state", "abandoned"}}));
  EXPECT_EQ(body_of(post(road.caseworker, "/api/desk/warnings/short/abandon", json::object()), 404), (json{{"error", "not_found"}}));
}

// ---- Files of the list ----

TEST_F(ApiTest, TheListIsGivenToAnybody) {
  const auto manifest = ask(http::Method::kGet, "/list/manifest");
  ASSERT_EQ(manifest.status, 200);
  EXPECT_EQ(manifest.headers.find("content-type"), "application/octet-stream");
  const auto listed = expect(records::decode_manifest(expect(records::decode_signed(manifest.body)).statement));
  for (const bool on_member_side : {false, true}) {
    const auto file = ask(http::Method::kGet, "/list/" + to_hex(listed.keyring), {}, on_member_side);
    ASSERT_EQ(file.status, 200);
    EXPECT_EQ(crypto::sha256(file.body), listed.keyring);
    EXPECT_EQ(file.headers.find("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_FALSE(file.headers.find("set-cookie"));
  }
}

TEST_F(ApiTest, NothingButFilesOfTheList) {
  const std::string unknown(64, 'a');
  for (const std::string& name : {unknown, std::string("journal"), std::string(".."), std::string("..%2fjournal"), std::string(64, 'A'), std::string(63, 'a'),
                                  unknown + "a", std::string("last-manifest")})
    EXPECT_EQ(ask(http::Method::kGet, "/list/" + name).status, 404) << name;
  const std::string too_long(domain::ListFolder::kLargestFile + 1, 'x');
  const auto name = to_hex(crypto::sha256(as_bytes(too_long)));
  ASSERT_TRUE(write_file(road.list_path() / "public" / name, as_bytes(too_long)));
  EXPECT_EQ(ask(http::Method::kGet, "/list/" + name).status, 413);
}

// What was read once is in memory; a file that is not its name is nobody's.
TEST_F(ApiTest, AFileOfTheListIsItsName) {
  const auto hash = expect(road.live_list.manifest()).keyring;
  const auto file = road.list_path() / "public" / to_hex(hash);
  ASSERT_EQ(ask(http::Method::kGet, "/list/" + to_hex(hash)).status, 200);
  ASSERT_TRUE(write_file(file, Bytes{1}));
  EXPECT_EQ(ask(http::Method::kGet, "/list/" + to_hex(hash)).status, 200);
  domain::ListFolder fresh(road.list_path() / "public");
  EXPECT_EQ(fresh.file(hash).error().code, ErrorCode::kInternal);
}

// Break: drop the loop at the end of ListFolder::keep.
TEST_F(ApiTest, TheMemoryOfFilesIsBounded) {
  std::vector<ByteArray<32>> names;
  for (std::uint8_t i = 0; i < 12; ++i) {
    const Bytes content(3U << 20, i);
    names.push_back(crypto::sha256(content));
    ASSERT_TRUE(write_file(road.list_path() / "public" / to_hex(names.back()), content));
    ASSERT_TRUE(road.list_folder.file(names.back()));
  }
  for (const auto& name : names) std::filesystem::remove(road.list_path() / "public" / to_hex(name));
  const auto kept = std::count_if(names.begin(), names.end(), [&](const auto& name) { return road.list_folder.file(name).has_value(); });
  EXPECT_EQ(kept, 10);  // 3 MiB each, 32 MiB in all
  EXPECT_FALSE(road.list_folder.file(names[0]));
  EXPECT_TRUE(road.list_folder.file(names[11]));
}

}  // namespace
}  // namespace parasol
