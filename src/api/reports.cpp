#include "api/reports.h"

#include "api/json.h"
#include "crypto/records.h"

namespace parasol::api {
namespace {

using vocabulary::Role;

Result<records::Signed> signed_request(const http::Request& request) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  const Bytes encoded = json.bytes("request", kReportBodyLimit);
  PARASOL_CHECK_OK(json.finish());
  auto envelope = records::decode_signed(encoded);
  if (!envelope) return invalid("request");
  return envelope;
}

Reply view_reply(const domain::OwnerView& view) {
  const domain::Report& report = view.report;
  JsonWriter json;
  json.object();
  json.bytes("report", report.id.value).text("state", vocabulary::code(report.state)).integer("day", report.day);
  json.text("urgency", vocabulary::code(report.urgency)).text("language", vocabulary::code(report.language));
  json.text("jurisdiction", vocabulary::code(report.jurisdiction));
  json.key("team");
  if (report.team) json.bytes(report.team->value); else json.null();
  json.integer("team_epoch", report.team_epoch);
  json.key("sections").list();
  for (const auto& section : view.sections)
    json.object().text("section", vocabulary::code(section.section)).bytes("body", section.body).bytes("owner_wrap", section.owner_wrap).end();
  json.end().key("events").list();
  for (const auto& event : view.events) json.bytes(event);
  json.end().key("messages").list();
  for (const auto& message : view.messages)
    json.object().text("from", message.from_team ? "team" : "me").bytes("body", message.body).integer("day", message.day).end();
  json.end().key("accesses").list();
  for (const auto& access : view.accesses) {
    json.object().text("action", vocabulary::code(access.action)).key("role");
    if (access.role) json.text(vocabulary::code(*access.role)); else json.null();
    json.integer("time", access.day).boolean("refused", access.was_refused).end();
  }
  json.end().key("withdrawals").list();
  for (const auto& withdrawal : view.withdrawals) {
    json.object().bytes("hash", withdrawal.hash).key("acknowledgement");
    if (withdrawal.acknowledgement) json.bytes(*withdrawal.acknowledgement); else json.null();
    json.end();
  }
  json.end().end();
  return {json.take()};
}

}  // namespace

std::vector<Endpoint> report_endpoints(domain::Reports& reports) {
  std::vector<Endpoint> rows;
  rows.push_back({http::Method::kPost, "/api/reports", Access::roles({Role::kMember, Role::kProjectWorker}),
                  [&reports](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto request, signed_request(call.request));
                    PARASOL_TRY(const auto state, reports.submit(request, call.principal().account));
                    JsonWriter json;
                    json.object().text("state", vocabulary::code(state)).end();
                    return Reply{json.take(), 201};
                  },
                  kReportBodyLimit});
  rows.push_back({http::Method::kPost, "/api/owner/read", Access::report_key(),
                  [&reports](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto request, signed_request(call.request));
                    PARASOL_TRY(const auto view, reports.read(request));
                    return view_reply(view);
                  }});
  rows.push_back({http::Method::kPost, "/api/owner/change", Access::report_key(),
                  [&reports](const Call& call) -> Result<Reply> {
                    PARASOL_TRY(const auto request, signed_request(call.request));
                    PARASOL_TRY(const auto view, reports.change(request));
                    return view_reply(view);
                  },
                  kReportBodyLimit});
  return rows;
}

}  // namespace parasol::api
