#include "storage/trust_store.h"

namespace parasol::storage {
namespace {

using domain::InvitationId;
using domain::InvitationState;
using domain::StoredEpoch;
using domain::StoredInvitation;

constexpr auto kNeedsSignature = static_cast<std::int64_t>(InvitationState::kNeedsSignature);
constexpr auto kOpen = static_cast<std::int64_t>(InvitationState::kOpen);
constexpr auto kUsed = static_cast<std::int64_t>(InvitationState::kUsed);

#define SELECT_INVITATION \
  "SELECT v.invitation, v.role, v.state, v.issued_day, v.expires, v.issued, v.sealing_key FROM invitation v "

std::vector<StoredEpoch> epochs_of(const db::Rows& rows) {
  std::vector<StoredEpoch> out;
  for (const auto& row : rows) out.push_back({static_cast<std::uint32_t>(row.int64(0)), row.bytes(1)});
  return out;
}

std::optional<StoredEpoch> epoch_of(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return StoredEpoch{static_cast<std::uint32_t>(row->int64(0)), row->bytes(1)};
}

}  // namespace

Status SqlTrustStore::add_invitation(const StoredInvitation& invitation) {
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO invitation (invitation, role, state, issued_day, expires, issued, sealing_key) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7)",
      {invitation.id, static_cast<std::int64_t>(invitation.role), static_cast<std::int64_t>(invitation.state),
       invitation.issued_day, invitation.expires, invitation.issued, invitation.sealing_key}));
  std::int64_t position = 0;
  for (const auto& issuer : invitation.issuers)
    PARASOL_CHECK_OK(tx_.execute("INSERT INTO invitation_issuer (issuer, invitation, position) VALUES ($1, $2, $3)",
                                 {issuer, invitation.id, position++}));
  return {};
}

Result<StoredInvitation> SqlTrustStore::invitation_of(const db::Row& row) {
  StoredInvitation out{.id = row.id<InvitationId>(0),
                       .role = static_cast<vocabulary::Role>(row.int64(1)),
                       .state = static_cast<InvitationState>(row.int64(2)),
                       .issued_day = row.int64(3),
                       .expires = row.int64(4),
                       .issued = row.bytes(5),
                       .sealing_key = row.bytes(6),
                       .issuers = {}};
  PARASOL_TRY(const auto issuers,
              tx_.query("SELECT issuer FROM invitation_issuer WHERE invitation = $1 ORDER BY position", {out.id}));
  for (const auto& issuer : issuers) out.issuers.push_back(issuer.array<32>(0));
  return out;
}

Result<std::vector<StoredInvitation>> SqlTrustStore::invitations_of(const db::Rows& rows) {
  std::vector<StoredInvitation> out;
  for (const auto& row : rows) {
    PARASOL_TRY(StoredInvitation invitation, invitation_of(row));
    out.push_back(std::move(invitation));
  }
  return out;
}

Result<std::optional<StoredInvitation>> SqlTrustStore::find_invitation(InvitationId invitation) {
  PARASOL_TRY(const auto row, tx_.query_row(SELECT_INVITATION "WHERE v.invitation = $1", {invitation}));
  if (!row) return std::optional<StoredInvitation>();
  PARASOL_TRY(StoredInvitation found, invitation_of(*row));
  return std::optional(std::move(found));
}

Result<std::vector<StoredInvitation>> SqlTrustStore::invitations_of(const ByteArray<32>& issuer) {
  PARASOL_TRY(const auto rows, tx_.query(SELECT_INVITATION "JOIN invitation_issuer i ON i.invitation = v.invitation "
                                                           "WHERE i.issuer = $1 ORDER BY v.invitation",
                                         {issuer}));
  return invitations_of(rows);
}

Status SqlTrustStore::set_signatures(InvitationId invitation, ByteView issued, InvitationState state) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE invitation SET issued = $2, state = $3 WHERE invitation = $1",
                               {invitation, issued, static_cast<std::int64_t>(state)}));
  return {};
}

Result<std::vector<StoredInvitation>> SqlTrustStore::running_invitations(Millis now, std::size_t limit) {
  PARASOL_TRY(const auto rows, tx_.query(SELECT_INVITATION "WHERE v.state IN ($1, $2) AND v.expires >= $3 ORDER BY v.invitation LIMIT $4",
                                         {kNeedsSignature, kOpen, now, static_cast<std::int64_t>(limit)}));
  return invitations_of(rows);
}

Status SqlTrustStore::end_invitation(InvitationId invitation, InvitationState state) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM group_wrap WHERE recipient = $1", {invitation}));
  PARASOL_CHECK_OK(tx_.execute("UPDATE invitation SET state = $2, sealing_key = $3 WHERE invitation = $1",
                               {invitation, static_cast<std::int64_t>(state), ByteView()}));
  return {};
}

Result<domain::VouchedCount> SqlTrustStore::vouched(const ByteArray<32>& issuer, std::int64_t day, Millis now) {
  const auto member = static_cast<std::int64_t>(vocabulary::Role::kMember);
  PARASOL_TRY(const auto on_day,
              tx_.query_row("SELECT COUNT(*) FROM invitation v JOIN invitation_issuer i ON i.invitation = v.invitation "
                            "WHERE i.issuer = $1 AND v.role = $2 AND v.issued_day = $3",
                            {issuer, member, day}));
  PARASOL_TRY(const auto in_all,
              tx_.query_row("SELECT COUNT(*) FROM invitation v JOIN invitation_issuer i ON i.invitation = v.invitation "
                            "WHERE i.issuer = $1 AND v.role = $2 AND (v.state = $3 OR (v.state IN ($4, $5) AND v.expires >= $6))",
                            {issuer, member, kUsed, kNeedsSignature, kOpen, now}));
  return domain::VouchedCount{static_cast<std::size_t>(on_day->int64(0)), static_cast<std::size_t>(in_all->int64(0))};
}

Status SqlTrustStore::purge_invitations(Millis before) {
  PARASOL_CHECK_OK(
      tx_.execute("DELETE FROM group_wrap WHERE recipient IN (SELECT invitation FROM invitation WHERE state <> $1 AND "
                  "expires < $2)",
                  {kUsed, before}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM invitation WHERE state <> $1 AND expires < $2", {kUsed, before}));
  return {};
}

Status SqlTrustStore::add_group_epoch(const StoredEpoch& epoch) {
  PARASOL_CHECK_OK(
      tx_.execute("INSERT INTO group_epoch (epoch, envelope) VALUES ($1, $2)", {epoch.number, epoch.envelope}));
  return {};
}

Result<std::vector<StoredEpoch>> SqlTrustStore::group_epochs() {
  PARASOL_TRY(const auto rows, tx_.query("SELECT epoch, envelope FROM group_epoch ORDER BY epoch"));
  return epochs_of(rows);
}

Result<std::optional<StoredEpoch>> SqlTrustStore::last_group_epoch() {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT epoch, envelope FROM group_epoch ORDER BY epoch DESC LIMIT 1"));
  return epoch_of(row);
}

Status SqlTrustStore::add_team_epoch(domain::TeamId team, const StoredEpoch& epoch) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO team_epoch (team, epoch, envelope) VALUES ($1, $2, $3)",
                               {team, epoch.number, epoch.envelope}));
  return {};
}

Result<std::vector<StoredEpoch>> SqlTrustStore::team_epochs(domain::TeamId team) {
  PARASOL_TRY(const auto rows,
              tx_.query("SELECT epoch, envelope FROM team_epoch WHERE team = $1 ORDER BY epoch", {team}));
  return epochs_of(rows);
}

Result<std::optional<StoredEpoch>> SqlTrustStore::last_team_epoch(domain::TeamId team) {
  PARASOL_TRY(
      const auto row,
      tx_.query_row("SELECT epoch, envelope FROM team_epoch WHERE team = $1 ORDER BY epoch DESC LIMIT 1", {team}));
  return epoch_of(row);
}

Status SqlTrustStore::put_group_wrap(const ByteArray<16>& recipient, const domain::GroupWrap& wrap) {
  PARASOL_CHECK_OK(
      tx_.execute("INSERT INTO group_wrap (recipient, epoch, wrap) VALUES ($1, $2, $3) "
                  "ON CONFLICT (recipient, epoch) DO UPDATE SET wrap = excluded.wrap",
                  {recipient, wrap.epoch, wrap.wrap}));
  return {};
}

Result<std::vector<domain::GroupWrap>> SqlTrustStore::group_wraps(const ByteArray<16>& recipient) {
  PARASOL_TRY(const auto rows,
              tx_.query("SELECT epoch, wrap FROM group_wrap WHERE recipient = $1 ORDER BY epoch", {recipient}));
  std::vector<domain::GroupWrap> out;
  for (const auto& row : rows) out.push_back({static_cast<std::uint32_t>(row.int64(0)), row.bytes(1)});
  return out;
}

Status SqlTrustStore::put_team_wrap(domain::AccountId account, domain::TeamId team, const domain::TeamWrap& wrap) {
  PARASOL_CHECK_OK(
      tx_.execute("INSERT INTO team_wrap (account, team, epoch, purpose, wrap) VALUES ($1, $2, $3, $4, $5) "
                  "ON CONFLICT (account, team, epoch, purpose) DO UPDATE SET wrap = excluded.wrap",
                  {account, team, wrap.epoch, static_cast<std::int64_t>(wrap.purpose), wrap.wrap}));
  return {};
}

Result<std::vector<domain::TeamWrap>> SqlTrustStore::team_wraps(domain::AccountId account, domain::TeamId team) {
  PARASOL_TRY(
      const auto rows,
      tx_.query("SELECT epoch, purpose, wrap FROM team_wrap WHERE account = $1 AND team = $2 ORDER BY epoch, purpose",
                {account, team}));
  std::vector<domain::TeamWrap> out;
  for (const auto& row : rows)
    out.push_back(
        {static_cast<std::uint32_t>(row.int64(0)), static_cast<domain::WrapPurpose>(row.int64(1)), row.bytes(2)});
  return out;
}

Status SqlTrustStore::remove_wraps(domain::AccountId account) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM group_wrap WHERE recipient = $1", {account}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM team_wrap WHERE account = $1", {account}));
  return {};
}

Result<std::vector<domain::AccountId>> SqlTrustStore::members_lacking(std::uint32_t group_epoch, std::size_t limit) {
  PARASOL_TRY(
      const auto rows,
      tx_.query(
          "SELECT a.account FROM account a WHERE a.role = $1 AND a.state = $2 AND NOT EXISTS "
          "(SELECT 1 FROM group_wrap w WHERE w.recipient = a.account AND w.epoch = $3) ORDER BY a.account LIMIT $4",
          {static_cast<std::int64_t>(vocabulary::Role::kMember), 1, group_epoch, static_cast<std::int64_t>(limit)}));
  std::vector<domain::AccountId> out;
  for (const auto& row : rows) out.push_back(row.id<domain::AccountId>(0));
  return out;
}

Result<std::vector<StoredInvitation>> SqlTrustStore::invitations_lacking(std::uint32_t group_epoch, Millis now,
                                                                         std::size_t limit) {
  PARASOL_TRY(
      const auto rows,
      tx_.query(
          SELECT_INVITATION "WHERE v.state IN ($1, $2) AND v.expires >= $3 AND NOT EXISTS "
                            "(SELECT 1 FROM group_wrap w WHERE w.recipient = v.invitation AND w.epoch = $4) "
                            "ORDER BY v.invitation LIMIT $5",
          {kNeedsSignature, kOpen, now, group_epoch, static_cast<std::int64_t>(limit)}));
  return invitations_of(rows);
}

}  // namespace parasol::storage
