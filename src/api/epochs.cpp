#include "api/epochs.h"

#include <algorithm>

#include "api/json.h"
#include "crypto/envelope.h"

namespace parasol::api {
namespace {

using vocabulary::Role;

constexpr std::size_t kWrapsBodyLimit = 4U << 20;
constexpr std::size_t kMaxWraps = 4096;
constexpr std::size_t kMaxContentKeys = 16384;
constexpr std::size_t kContentKeyWrapLimit = 72;
constexpr std::size_t kEpochLimit = 4096;
constexpr std::int64_t kLastEpoch = 0xffff'ffff;

std::uint32_t epoch_number(JsonReader& in, std::string_view key = "epoch") {
  return static_cast<std::uint32_t>(in.integer(key, 1, kLastEpoch));
}

records::Signed signed_epoch(JsonReader& in) {
  auto envelope = records::decode_signed(in.bytes("epoch", kEpochLimit));
  if (envelope) return *std::move(envelope);
  in.fail("epoch");
  return {};
}

// For an account or an invitation.
domain::GroupWrapFor group_wrap(JsonReader& in, std::uint32_t epoch) {
  domain::GroupWrapFor out;
  if (in.has("invitation"))
    out.invitation = in.id<domain::InvitationId>("invitation");
  else
    out.account = in.id<domain::AccountId>("account");
  out.wrap = {epoch, in.bytes("wrap", crypto::kWrapSize)};
  return out;
}

std::string_view wrap_name(domain::WrapPurpose purpose) {
  switch (purpose) {
    case domain::WrapPurpose::kDesk: return "desk_wrap";
    case domain::WrapPurpose::kEditors: return "editors_wrap";
    case domain::WrapPurpose::kLink: return "link_wrap";
  }
  return {};
}

domain::TeamWrapFor team_wrap(JsonReader& in, std::uint32_t epoch) {
  domain::TeamWrapFor out;
  out.account = in.id<domain::AccountId>("account");
  out.wrap.epoch = epoch;
  out.wrap.purpose = static_cast<domain::WrapPurpose>(in.integer("purpose", 1, 6));
  if (std::ranges::find(domain::kTeamPurposes, out.wrap.purpose) == domain::kTeamPurposes.end()) in.fail("purpose");
  out.wrap.wrap = in.bytes("wrap", crypto::kWrapSize);
  return out;
}

Result<Reply> make_group_epoch(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  const records::Signed envelope = signed_epoch(in);
  // Its number stands in the statement; a statement that does not decode is refused by the office.
  const auto statement = records::decode_group_epoch(envelope.statement);
  std::vector<domain::GroupWrapFor> wraps;
  for (auto& item : in.objects("wraps", kMaxWraps)) wraps.push_back(group_wrap(item, statement ? statement->epoch : 0));
  std::vector<domain::KeyWrap> content_keys;
  for (auto& item : in.objects("content_keys", kMaxContentKeys)) {
    const auto reference = item.id<domain::WarningReference>("reference");
    const auto version = static_cast<std::uint16_t>(item.integer("version", 1, 0xffff));
    content_keys.push_back({reference, version, item.bytes("wrap", kContentKeyWrapLimit)});
  }
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(office.make_group_epoch(call.principal(), envelope, wraps, content_keys));
  return Reply{};
}

Result<Reply> give_group_wraps(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  std::vector<domain::GroupWrapFor> wraps;
  for (auto& item : in.objects("wraps", kMaxWraps)) wraps.push_back(group_wrap(item, epoch_number(item)));
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(office.give_group_wraps(call.principal(), wraps));
  return Reply{};
}

Result<Reply> make_team_epoch(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  const records::Signed envelope = signed_epoch(in);
  const auto statement = records::decode_team_epoch(envelope.statement);
  std::vector<domain::TeamWrapFor> wraps;
  for (auto& item : in.objects("wraps", kMaxWraps)) wraps.push_back(team_wrap(item, statement ? statement->epoch : 0));
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(office.make_team_epoch(call.principal(), envelope, wraps));
  return Reply{};
}

Result<Reply> give_team_wraps(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(auto in, JsonReader::parse(call.request.body));
  std::vector<domain::TrustOffice::TeamWrapOf> wraps;
  for (auto& item : in.objects("wraps", kMaxWraps)) {
    const auto team = item.id<domain::TeamId>("team");
    wraps.push_back({team, team_wrap(item, epoch_number(item))});
  }
  PARASOL_CHECK_OK(in.finish());
  PARASOL_CHECK_OK(office.give_team_wraps(call.principal(), wraps));
  return Reply{};
}

Result<Reply> group(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(const auto keys, office.group(call.principal()));
  JsonWriter json;
  json.object().key("epochs").list();
  for (const auto& epoch : keys.epochs) {
    json.object().bytes("epoch", epoch.envelope);
    if (epoch.wrap) json.bytes("wrap", *epoch.wrap);
    json.end();
  }
  json.end().end();
  return Reply{.body = json.take()};
}

Result<Reply> team(domain::TrustOffice& office, const Call& call) {
  PARASOL_TRY(const auto keys, office.team(call.principal()));
  JsonWriter json;
  json.object().bytes("team", keys.team.value).key("epochs").list();
  for (const auto& epoch : keys.epochs) {
    json.object().bytes("epoch", epoch.envelope);
    for (const auto& [purpose, wrap] : epoch.wraps) json.bytes(wrap_name(purpose), wrap);
    json.end();
  }
  json.end().end();
  return Reply{.body = json.take()};
}

}  // namespace

std::optional<domain::GroupWrap> carried_group(JsonReader& in) {
  if (!in.has("group_epoch") && !in.has("group_wrap")) return std::nullopt;
  const std::uint32_t epoch = epoch_number(in, "group_epoch");
  return domain::GroupWrap{epoch, in.bytes("group_wrap", crypto::kWrapSize)};
}

std::vector<Endpoint> epoch_endpoints(domain::TrustOffice& office) {
  using http::Method;
  const Access lead = Access::roles({Role::kCaseLead}).on(Origin::kStaff);
  const Access keyed = Access::roles({Role::kCaseworker, Role::kCaseLead, Role::kAlertEditor, Role::kAnalyst}).on(Origin::kStaff);
  const Access readers = Access::roles({Role::kMember, Role::kProjectWorker, Role::kCaseworker, Role::kCaseLead,
                                        Role::kAlertEditor, Role::kDataProtectionOfficer});
  const auto row = [&office](Method method, std::string path, Access access,
                             Result<Reply> (*handler)(domain::TrustOffice&, const Call&),
                             std::size_t limit = http::kDefaultBodyLimit) {
    return Endpoint{method, std::move(path), access,
                    [&office, handler](const Call& call) { return handler(office, call); }, limit};
  };
  return {
      row(Method::kPost, "/api/group-epochs", lead, make_group_epoch, kWrapsBodyLimit),
      row(Method::kPost, "/api/group-wraps", lead, give_group_wraps, kWrapsBodyLimit),
      row(Method::kGet, "/api/group", readers, group),
      row(Method::kPost, "/api/team-epochs", lead, make_team_epoch, kWrapsBodyLimit),
      row(Method::kPost, "/api/team-wraps", lead, give_team_wraps, kWrapsBodyLimit),
      row(Method::kGet, "/api/team", keyed, team),
  };
}

}  // namespace parasol::api
