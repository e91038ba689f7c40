#include "api/linkage.h"

#include "crypto/envelope.h"

namespace parasol::api {
namespace {

using domain::LinkDecisionId;
using domain::LinkEntryId;
using domain::LinkSegmentId;
using vocabulary::Role;

constexpr std::size_t kSegmentBodyLimit = 4U << 20;
constexpr std::int64_t kLastEpoch = 0xffff'ffff;
constexpr auto kDeskRoles = Access::roles({Role::kCaseworker, Role::kCaseLead}).on(Origin::kStaff);
constexpr auto kReaders = Access::roles({Role::kCaseLead, Role::kAnalyst}).on(Origin::kStaff);

std::uint32_t epoch_number(JsonReader& in) { return static_cast<std::uint32_t>(in.integer("epoch", 1, kLastEpoch)); }

// Where a page begins.
template <class IdType>
Result<std::optional<IdType>> page_of(const http::Request& request) {
  PARASOL_TRY(auto in, JsonReader::parse(request.body));
  std::optional<IdType> after;
  if (in.has("after")) after = in.id<IdType>("after");
  PARASOL_CHECK_OK(in.finish());
  return after;
}

template <class IdType>
void write_next(JsonWriter& json, const std::optional<IdType>& next) {
  json.key("next");
  if (next) json.bytes(next->value); else json.null();
}

void write_entry(JsonWriter& json, const domain::LinkEntryView& view) {
  json.bytes("entry", view.entry.id.value).integer("day", view.entry.day).bytes("sealed", view.entry.sealed);
  if (view.may_name_report) json.bytes("report", view.entry.report.value);
}

void write_decision(JsonWriter& json, const domain::LinkDecision& decision, const Bytes& wrap) {
  json.object().bytes("decision", decision.id.value).bytes("one", decision.one.value).bytes("other", decision.other.value);
  json.integer("day", decision.day).bytes("wrap", wrap).bytes("body", decision.body).end();
}

Result<Reply> put_entry(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(const auto report, call.path_id<domain::ReportId>("report"));
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  const auto entry = in.id<LinkEntryId>("entry");
  const std::uint32_t epoch = epoch_number(in);
  Bytes sealed = in.bytes("sealed", crypto::kWrapSize + crypto::kLinkBodyLargest);
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(linkage.put_entry(call.principal(), report, entry, epoch, std::move(sealed)));
  return Reply{};
}

Result<Reply> entries(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(const auto after, page_of<LinkEntryId>(call.request));
  PARASOL_TRY(const auto page, linkage.entries(call.principal(), after));
  JsonWriter json;
  json.object().key("entries").list();
  for (const auto& view : page.entries) {
    json.object().integer("epoch", view.entry.epoch);
    write_entry(json, view);
    json.end();
  }
  json.end().key("segments").list();
  for (const auto& segment : page.segments)
    json.object().bytes("segment", segment.id.value).integer("entries", static_cast<std::int64_t>(segment.entries)).end();
  json.end();
  write_next(json, page.next);
  json.end();
  return Reply{json.take()};
}

Result<Reply> segment(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(const auto id, call.path_id<LinkSegmentId>("segment"));
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  PARASOL_CHECK_OK(in.finish());
  PARASOL_TRY(const auto view, linkage.segment(call.principal(), id));
  JsonWriter json;
  json.object().integer("epoch", view.segment.epoch).bytes("wrap", view.segment.wrap).key("entries").list();
  for (const auto& entry : view.entries) {
    json.object();
    write_entry(json, entry);
    json.end();
  }
  json.end().end();
  return Reply{json.take()};
}

Result<Reply> make_segment(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  const auto id = in.id<LinkSegmentId>("segment");
  const std::uint32_t epoch = epoch_number(in);
  Bytes wrap = in.bytes("wrap", crypto::kWrapSize);
  std::vector<domain::Linkage::Resealed> resealed;
  for (auto& item : in.objects("entries", domain::kLinkSegmentHolds)) {
    const auto entry = item.id<LinkEntryId>("entry");
    const auto replaces = item.array<32>("replaces");
    resealed.push_back({entry, replaces, item.bytes("sealed", crypto::kLinkBodyLargest)});
  }
  PARASOL_CHECK_OK(in.finish());
  PARASOL_TRY(const std::size_t holds, linkage.make_segment(call.principal(), id, epoch, std::move(wrap), resealed));
  JsonWriter json;
  json.object().integer("entries", static_cast<std::int64_t>(holds)).end();
  return Reply{json.take(), 201};
}

Result<Reply> decisions(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(const auto after, page_of<LinkDecisionId>(call.request));
  PARASOL_TRY(const auto page, linkage.decisions(call.principal(), after));
  JsonWriter json;
  json.object().key("decisions").list();
  for (const auto& decision : page.decisions) write_decision(json, decision, decision.link_wrap);
  json.end();
  write_next(json, page.next);
  json.end();
  return Reply{json.take()};
}

Result<Reply> decide(domain::Linkage& linkage, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  domain::LinkDecision decision;
  decision.id = in.id<LinkDecisionId>("decision");
  decision.one = in.id<LinkEntryId>("one");
  decision.other = in.id<LinkEntryId>("other");
  decision.body = in.bytes("body", crypto::kLinkBodyLargest);
  decision.link_wrap = in.bytes("link_wrap", crypto::kWrapSize);
  decision.desk_wrap = in.bytes("desk_wrap", crypto::kWrapSize);
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(linkage.decide(call.principal(), std::move(decision)));
  return Reply{"{}", 201};
}

}  // namespace

void write_link(JsonWriter& json, const domain::ReportLink& link) {
  json.object().bytes("entry", link.entry.id.value).integer("day", link.entry.day).key("decisions").list();
  for (const auto& decision : link.decisions) write_decision(json, decision, decision.desk_wrap);
  json.end().end();
}

std::vector<Endpoint> linkage_endpoints(domain::Linkage& linkage) {
  using http::Method;
  const auto row = [&linkage](Method method, std::string path, Access access, Result<Reply> (*handler)(domain::Linkage&, const Call&),
                              std::size_t limit = http::kDefaultBodyLimit) {
    return Endpoint{method, std::move(path), access, [&linkage, handler](const Call& call) { return handler(linkage, call); }, limit};
  };
  // Reading leaves an audit event, so it is no GET.
  return {
      row(Method::kPut, "/api/desk/reports/{report}/link-entry", kDeskRoles, put_entry),
      row(Method::kPost, "/api/link/entries/read", kReaders, entries),
      row(Method::kPost, "/api/link/segments", kReaders, make_segment, kSegmentBodyLimit),
      row(Method::kPost, "/api/link/segments/{segment}/read", kReaders, segment),
      row(Method::kPost, "/api/link/decisions/read", kReaders, decisions),
      row(Method::kPost, "/api/link/decisions", kReaders, decide),
  };
}

}  // namespace parasol::api
