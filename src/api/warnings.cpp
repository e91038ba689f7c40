#include "api/warnings.h"

#include "api/json.h"

namespace parasol::api {
namespace {

using domain::WarningReference;
using vocabulary::Role;

// Artefact with extract, source and fairness records are a page of JSON; a sealed body of 64 KiB is plenty.
constexpr std::size_t kSealedLimit = 80'000;
constexpr std::size_t kStatementLimit = 4096;
constexpr std::size_t kPacketLimit = 80'000;
constexpr std::size_t kMostPackets = 9;
constexpr std::size_t kMostSources = 16;
constexpr std::size_t kHandOverLimit = 2U << 20;
constexpr std::size_t kKeyWrapSize = 72;
constexpr std::int64_t kLastVersion = 0xffff, kLastEpoch = 0xffff'ffff;

constexpr auto kDesk = Access::roles({Role::kCaseworker, Role::kCaseLead}).on(Origin::kStaff);
constexpr auto kTeam = Access::roles({Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor}).on(Origin::kStaff);
constexpr auto kEditors = Access::roles({Role::kAlertEditor, Role::kCaseLead}).on(Origin::kStaff);
constexpr auto kEditor = Access::roles({Role::kAlertEditor}).on(Origin::kStaff);
constexpr auto kLead = Access::roles({Role::kCaseLead}).on(Origin::kStaff);
constexpr auto kHiders = Access::roles({Role::kAlertEditor, Role::kCaseLead, Role::kDataProtectionOfficer}).on(Origin::kStaff);
constexpr auto kRestorers = Access::roles({Role::kCaseLead, Role::kDataProtectionOfficer}).on(Origin::kStaff);
constexpr auto kReaders = Access::roles({Role::kMember, Role::kProjectWorker, Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor,
                                         Role::kDataProtectionOfficer});

records::Signed signed_statement(JsonReader& json, std::string_view key) {
  auto envelope = records::decode_signed(json.bytes(key, kStatementLimit));
  if (envelope) return *std::move(envelope);
  json.fail(key);
  return {};
}

// A body with one signed statement in it.
Result<records::Signed> one_statement(const http::Request& request, std::string_view key) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  auto envelope = signed_statement(json, key);
  PARASOL_CHECK_OK(json.finish());
  return envelope;
}

Result<Bytes> sealed_of(const http::Request& request) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  Bytes sealed = json.bytes("sealed", kSealedLimit);
  PARASOL_CHECK_OK(json.finish());
  return sealed;
}

Status nothing_in(const http::Request& request) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(request.body));
  return json.finish();
}

Reply state_reply(vocabulary::WarningState state, std::uint16_t status = 200) {
  JsonWriter json;
  json.object().text("state", vocabulary::code(state)).end();
  return {json.take(), status};
}

void write_head(JsonWriter& json, const domain::WarningHead& head) {
  json.bytes("reference", head.reference.value).integer("version", head.version).text("state", vocabulary::code(head.state));
  json.text("level", vocabulary::code(head.level)).integer("day", head.day);
}

void write_optional(JsonWriter& json, std::string_view key, const std::optional<Bytes>& value) {
  json.key(key);
  if (value) json.bytes(*value); else json.null();
}

void write_key(JsonWriter& json, const domain::Publication& publication) {
  json.bytes("reference", publication.reference.value).integer("version", publication.version);
  json.integer("group_epoch", publication.group_epoch).bytes("key_wrap", publication.key_wrap);
}

// ---- Until hand-over ----

Result<Reply> draft(domain::Warnings& warnings, const Call& call) {
  PARASOL_TRY(JsonReader json, JsonReader::parse(call.request.body));
  domain::Warnings::Draft wanted;
  wanted.report = json.id<domain::ReportId>("report");
  wanted.receipt = json.id<domain::ReceiptId>("receipt");
  wanted.reference = json.id<WarningReference>("reference");
  wanted.version = static_cast<std::uint16_t>(json.integer("version", 1, kLastVersion));
  wanted.draft = signed_statement(json, "draft");
  wanted.recognition = signed_statement(json, "recognition");
  wanted.sealed = json.bytes("sealed", kSealedLimit);
  PARASOL_CHECK_OK(json.finish());
  PARASOL_TRY(const auto state, warnings.draft(call.principal(), wanted));
  return state_reply(state, 201);
}

Result<Reply> add_source(domain::Warnings& warnings, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_TRY(JsonReader json, JsonReader::parse(call.request.body));
  const auto report = json.id<domain::ReportId>("report");
  const auto receipt = json.id<domain::ReceiptId>("receipt");
  Bytes sealed = json.bytes("sealed", kSealedLimit);
  PARASOL_CHECK_OK(json.finish());
  PARASOL_TRY(const auto state, warnings.add_source(call.principal(), reference, report, receipt, std::move(sealed)));
  return state_reply(state);
}

Result<Reply> open(domain::Warnings& warnings, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_CHECK_OK(nothing_in(call.request));
  PARASOL_TRY(const auto warning, warnings.open(call.principal(), reference));
  JsonWriter json;
  json.object();
  write_head(json, warning);
  write_optional(json, "sealed", warning.sealed);
  write_optional(json, "source", warning.source);
  write_optional(json, "fairness", warning.fairness);
  json.bytes("draft", warning.draft).bytes("recognition", warning.recognition);
  write_optional(json, "lead", warning.lead);
  json.end();
  return Reply{json.take()};
}

// ---- Hand-over and after ----

std::vector<domain::Opening> openings(JsonReader& json, std::string_view key) {
  std::vector<domain::Opening> out;
  for (auto& item : json.objects(key, kMostSources)) out.push_back({item.id<domain::ReceiptId>("receipt"), item.array<32>("opening")});
  return out;
}

Result<Reply> hand_over(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_TRY(JsonReader json, JsonReader::parse(call.request.body));
  domain::HandOver wanted;
  for (const auto& encoded : json.bytes_list("packets", kMostPackets, kPacketLimit)) {
    auto packet = records::decode_signed(encoded);
    if (packet) wanted.packets.push_back(*std::move(packet)); else json.fail("packets");
  }
  wanted.group_epoch = static_cast<std::uint32_t>(json.integer("group_epoch", 1, kLastEpoch));
  wanted.key_wrap = json.bytes("key_wrap", kKeyWrapSize);
  wanted.slot_map = json.bytes_list("slot_map", kMostPackets, kSealedLimit);
  wanted.warn = openings(json, "warn");
  wanted.check = openings(json, "check");
  PARASOL_CHECK_OK(json.finish());
  PARASOL_TRY(const auto done, publishing.hand_over(call.principal(), reference, wanted));
  JsonWriter out;
  out.object().text("state", vocabulary::code(done.state)).boolean("accepted", done.is_accepted).end();
  return Reply{out.take()};
}

Result<Reply> hide(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_TRY(const auto order, one_statement(call.request, "order"));
  PARASOL_TRY(const bool is_accepted, publishing.hide(call.principal(), reference, order));
  JsonWriter json;
  json.object().boolean("accepted", is_accepted).end();
  return Reply{json.take()};
}

Result<Reply> restore(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_TRY(const auto order, one_statement(call.request, "order"));
  PARASOL_TRY(const auto state, publishing.restore(call.principal(), reference, order));
  JsonWriter json;
  const std::string_view name = state == domain::RestoreState::kWaiting ? "waiting" : state == domain::RestoreState::kAsked ? "asked" : "restored";
  json.object().text("state", name).end();
  return Reply{json.take()};
}

Result<Reply> restore_to_sign(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
  PARASOL_TRY(const auto order, publishing.restore_to_sign(call.principal(), reference));
  JsonWriter json;
  json.object();
  write_optional(json, "order", order);
  json.end();
  return Reply{json.take()};
}

Result<Reply> desk_list(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto rows, publishing.list(call.principal()));
  JsonWriter json;
  json.object().key("warnings").list();
  for (const auto& row : rows) {
    json.object();
    write_head(json, row.head);
    json.text("showing", name_of(row.showing)).end();
  }
  json.end().end();
  return Reply{json.take()};
}

Result<Reply> slot_map(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto rows, publishing.slot_map(call.principal()));
  JsonWriter json;
  json.object().key("rows").list();
  for (const auto& row : rows) json.bytes(row.sealed);
  json.end().end();
  return Reply{json.take()};
}

Result<Reply> live(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto live, publishing.live(call.principal()));
  JsonWriter json;
  json.object().key("warnings").list();
  for (const auto& warning : live.warnings) {
    json.object();
    write_key(json, warning.publication);
    json.bytes("bytes", warning.content).end();
  }
  json.end().integer("missing", static_cast<std::int64_t>(live.missing));
  json.end();
  return Reply{json.take()};
}

Result<Reply> content_keys(domain::Publishing& publishing, const Call& call) {
  PARASOL_TRY(const auto publications, publishing.publications(call.principal()));
  JsonWriter json;
  json.object().key("content_keys").list();
  for (const auto& publication : publications) {
    json.object();
    write_key(json, publication);
    json.end();
  }
  json.end().end();
  return Reply{json.take()};
}

}  // namespace

std::vector<Endpoint> warning_endpoints(domain::Warnings& warnings, domain::Publishing& publishing) {
  std::vector<Endpoint> rows;
  const std::string base = "/api/desk/warnings";
  const auto desk = [&](const char* path, Access access, Result<Reply> (*handler)(domain::Warnings&, const Call&), std::size_t limit) {
    rows.push_back({http::Method::kPost, base + path, access, [&warnings, handler](const Call& call) { return handler(warnings, call); }, limit});
  };
  const auto published = [&](http::Method method, const std::string& path, Access access, Result<Reply> (*handler)(domain::Publishing&, const Call&),
                             std::size_t limit = http::kDefaultBodyLimit) {
    rows.push_back({method, path, access, [&publishing, handler](const Call& call) { return handler(publishing, call); }, limit});
  };
  constexpr std::size_t kSealedBody = kSealedLimit * 4 / 3 + 20'000;

  desk("", kDesk, draft, kSealedBody);
  desk("/{reference}/source", kDesk, add_source, kSealedBody);
  // Opening leaves an audit event, so it is no GET.
  desk("/{reference}/open", kEditors, open, http::kDefaultBodyLimit);
  desk("/{reference}/review", kEditor,
       [](domain::Warnings& all, const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
         PARASOL_TRY(Bytes sealed, sealed_of(call.request));
         PARASOL_TRY(const auto state, all.review(call.principal(), reference, std::move(sealed)));
         return state_reply(state);
       },
       kSealedBody);
  desk("/{reference}/return", kEditor,
       [](domain::Warnings& all, const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
         PARASOL_TRY(Bytes sealed, sealed_of(call.request));
         PARASOL_TRY(const auto state, all.send_back(call.principal(), reference, std::move(sealed)));
         return state_reply(state);
       },
       kSealedBody);
  desk("/{reference}/lead", kLead,
       [](domain::Warnings& all, const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
         PARASOL_TRY(const auto statement, one_statement(call.request, "statement"));
         PARASOL_TRY(const auto state, all.lead(call.principal(), reference, statement));
         return state_reply(state);
       },
       http::kDefaultBodyLimit);
  desk("/{reference}/abandon", kTeam,
       [](domain::Warnings& all, const Call& call) -> Result<Reply> {
         PARASOL_TRY(const auto reference, call.path_id<WarningReference>("reference"));
         PARASOL_CHECK_OK(nothing_in(call.request));
         PARASOL_TRY(const auto state, all.abandon(call.principal(), reference));
         return state_reply(state);
       },
       http::kDefaultBodyLimit);

  published(http::Method::kGet, base, kTeam, desk_list);
  published(http::Method::kPost, base + "/{reference}/hand-over", kEditor, hand_over, kHandOverLimit);
  published(http::Method::kPost, base + "/{reference}/hide", kHiders, hide);
  published(http::Method::kGet, base + "/{reference}/restore", kRestorers, restore_to_sign);
  published(http::Method::kPost, base + "/{reference}/restore", kRestorers, restore);
  published(http::Method::kGet, "/api/desk/slot-map", kEditors, slot_map);
  published(http::Method::kGet, "/api/warnings", kReaders, live);
  published(http::Method::kGet, "/api/content-keys", Access::roles({Role::kCaseLead}).on(Origin::kStaff), content_keys);
  return rows;
}

}  // namespace parasol::api
