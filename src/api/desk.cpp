#include "api/desk.h"

#include "api/json.h"
#include "api/linkage.h"

namespace parasol::api {
namespace {

using domain::ReportId;
using vocabulary::Role;

constexpr std::size_t kMessageLimit = 300'000;
constexpr auto kDeskRoles = Access::roles({Role::kCaseworker, Role::kCaseLead}).on(Origin::kStaff);

Status nothing_in(const http::Request& request) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  return json.finish();
}

Result<Bytes> sealed_body_of(const http::Request& request) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  Bytes body = json.bytes("body", kMessageLimit);
  PARASOL_CHECK_OK(json.finish());
  return body;
}

Reply state_reply(vocabulary::ReportState state) {
  JsonWriter json;
  json.object().text("state", vocabulary::code(state)).end();
  return {json.take()};
}

void write_common(JsonWriter& json, const domain::Report& report) {
  json.bytes("report", report.id.value).text("state", vocabulary::code(report.state)).integer("day", report.day);
  json.text("urgency", vocabulary::code(report.urgency)).text("language", vocabulary::code(report.language));
  json.text("jurisdiction", vocabulary::code(report.jurisdiction));
}

Result<Reply> queue(domain::Desk& desk, const Call& call) {
  PARASOL_TRY(const auto query, http::parse_query(call.request.query));
  std::optional<vocabulary::ReportState> state = vocabulary::ReportState::kTriage;
  std::optional<ReportId> after;
  for (const auto& [name, value] : query) {
    if (name == "state") {
      state = vocabulary::parse_report_state(value);
      if (!state) return invalid("state");
    } else if (name == "after") {
      const auto id = from_base64url(value);
      if (!id || id->size() != 16) return invalid("after");
      after = ReportId::from(*id);
    } else {
      return invalid("query");
    }
  }
  PARASOL_TRY(const auto page, desk.queue(call.principal(), *state, after));
  JsonWriter json;
  json.object().key("reports").list();
  for (const auto& row : page.rows) {
    json.object();
    write_common(json, row.report);
    json.key("scopes").list();
    for (const auto scope : row.scopes) json.text(vocabulary::code(scope));
    json.end().key("assigned");
    if (row.report.assigned) json.text(row.is_mine ? "me" : "other"); else json.null();
    json.end();
  }
  json.end().key("next");
  if (page.next) json.bytes(page.next->value); else json.null();
  json.end();
  return Reply{json.take()};
}

Result<Reply> open(domain::Desk& desk, const Call& call) {
  PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
  PARASOL_CHECK_OK(nothing_in(call.request));
  PARASOL_TRY(const auto view, desk.open(call.principal(), id));
  const domain::Report& report = view.report;
  JsonWriter json;
  json.object();
  write_common(json, report);
  json.bytes("signing_key", report.signing_key).bytes("sealing_key", report.sealing_key);
  json.bytes("team", report.team->value).integer("team_epoch", report.team_epoch);
  json.key("sections").list();
  for (const auto& section : view.sections)
    json.object().text("section", vocabulary::code(section.section)).bytes("body", section.body).bytes("team_wrap", *section.team_wrap).end();
  json.end().key("events").list();
  for (const auto& event : view.events) json.bytes(event);
  json.end().key("messages").list();
  for (const auto& message : view.messages)
    json.object().text("from", message.from_team ? "team" : "reporter").bytes("body", message.body).integer("day", message.day).end();
  json.end().key("notes").list();
  for (const auto& note : view.notes) json.object().bytes("body", note.body).integer("day", note.day).end();
  json.end();
  if (view.link) write_link(json.key("link"), *view.link);
  json.end();
  return Reply{json.take()};
}

}  // namespace

std::vector<Endpoint> desk_endpoints(domain::Desk& desk) {
  std::vector<Endpoint> rows;
  rows.push_back({http::Method::kGet, "/api/desk/reports", kDeskRoles, [&desk](const Call& call) { return queue(desk, call); }});
  // Opening leaves an audit event, so it is no GET.
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/open", kDeskRoles, [&desk](const Call& call) { return open(desk, call); }});
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/claim", kDeskRoles, [&desk](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
                    PARASOL_CHECK_OK(nothing_in(call.request));
                    PARASOL_TRY(const auto state, desk.claim(call.principal(), id));
                    return state_reply(state);
                  }});
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/assign", Access::roles({Role::kCaseLead}).on(Origin::kStaff),
                  [&desk](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
                    PARASOL_TRY(JsonReader json, JsonReader::parse(call.request.body));
                    const auto to = json.id<domain::AccountId>("account");
                    PARASOL_CHECK_OK(json.finish());
                    PARASOL_TRY(const auto state, desk.assign(call.principal(), id, to));
                    return state_reply(state);
                  }});
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/messages", kDeskRoles,
                  [&desk](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
                    PARASOL_TRY(Bytes body, sealed_body_of(call.request));
                    PARASOL_CHECK_OK(desk.send_message(call.principal(), id, std::move(body)));
                    return Reply{"{}", 201};
                  },
                  kMessageLimit * 4 / 3 + 100});
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/notes", kDeskRoles,
                  [&desk](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
                    PARASOL_TRY(Bytes body, sealed_body_of(call.request));
                    PARASOL_CHECK_OK(desk.write_note(call.principal(), id, std::move(body)));
                    return Reply{"{}", 201};
                  },
                  kMessageLimit * 4 / 3 + 100});
  rows.push_back({http::Method::kPost, "/api/desk/reports/{report}/transition", kDeskRoles, [&desk](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto id, call.path_id<ReportId>("report"));
                    PARASOL_TRY(JsonReader json, JsonReader::parse(call.request.body));
                    const std::string event = json.text("event", 20);
                    PARASOL_CHECK_OK(json.finish());
                    if (event != "prepare" && event != "close") return invalid("event");
                    PARASOL_TRY(const auto state,
                                desk.transition(call.principal(), id, event == "prepare" ? domain::ReportEvent::kPrepare : domain::ReportEvent::kClose));
                    return state_reply(state);
                  }});
  return rows;
}

}  // namespace parasol::api
