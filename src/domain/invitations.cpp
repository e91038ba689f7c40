#include "domain/invitations.h"

#include <algorithm>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/signature.h"
#include "domain/audit.h"
#include "domain/ports/account_store.h"
#include "trust/issuing_rules.h"
#include "trust/signed.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::Role;

constexpr std::size_t kShownAtOnce = 1000;

struct Draft {
  records::IssuedInvitation issued;
  StoredInvitation stored;  // its state follows from the signatures
};

bool has_signed(const records::IssuedInvitation& issued, const ByteArray<32>& issuer) {
  return std::any_of(issued.signatures.begin(), issued.signatures.end(),
                     [&](const auto& s) { return s.issuer == issuer; });
}

InvitationState state_of(const records::IssuedInvitation& issued) {
  return issued.signatures.size() == issued.invitation.issuers.size() ? InvitationState::kOpen
                                                                      : InvitationState::kNeedsSignature;
}

// Everything about an invitation that can be judged without knowing who its issuers are.
Result<Draft> read_draft(const Installation& installation, Millis now, ByteView encoded, ByteView sealing_key) {
  auto issued = records::decode_issued_invitation(encoded);
  if (!issued) return invalid("issued");
  const records::Invitation& invitation = issued->invitation;
  const auto role = vocabulary::role_from_wire(invitation.role);
  if (invitation.deployment != installation.deployment) return invalid("issued.deployment");
  if (!role) return invalid("issued.role");
  if (sealing_key.size() != 1216 || crypto::sha256(sealing_key) != invitation.sealing_key_hash)
    return invalid("sealing_key");
  const Millis from = trust::to_millis(invitation.issued);
  const Millis until = trust::to_millis(invitation.expires);
  if (from > now + trust::kClockTolerance || from < now - trust::kClockTolerance) return invalid("issued.issued");
  if (until <= from || until - from > trust::kInvitationLife) return invalid("issued.expires");
  const auto& issuers = invitation.issuers;
  if (issuers.empty() || (issuers.size() == 2 && issuers[0] == issuers[1])) return invalid("issued.issuers");
  const Bytes statement = records::encode(invitation);
  for (std::size_t i = 0; i < issued->signatures.size(); ++i) {
    const auto& [issuer, signature] = issued->signatures[i];
    if (std::find(issuers.begin(), issuers.end(), issuer) == issuers.end() ||
        (i == 1 && issuer == issued->signatures[0].issuer) || !crypto::verify(issuer, statement, signature))
      return invalid("issued.signatures");
  }
  Draft draft{.issued = *issued,
              .stored = {.id = InvitationId{invitation.invitation},
                         .role = *role,
                         .state = state_of(*issued),
                         .issued_day = day_of(from),
                         .expires = until,
                         .issued = to_bytes(encoded),
                         .sealing_key = to_bytes(sealing_key),
                         .issuers = issuers}};
  return draft;
}

// The roles of the issuers as they are now; nothing if one of them is not an active account.
Result<std::optional<std::vector<trust::Issuer>>> issuers_of(Stores& stores, const std::vector<ByteArray<32>>& keys) {
  std::vector<trust::Issuer> out;
  for (const auto& key : keys) {
    PARASOL_TRY(const auto account, stores.accounts.find_by_signing_key(key));
    if (!account || account->state != AccountState::kActive) return std::optional<std::vector<trust::Issuer>>();
    out.push_back({.is_root = false, .role = account->role});
  }
  return std::optional(std::move(out));
}

Status check_voucher(Stores& stores, const StoredInvitation& invitation, Millis now) {
  if (invitation.role != Role::kMember) return {};
  PARASOL_TRY(const VouchedCount count, stores.trust.vouched(invitation.issuers.front(), invitation.issued_day, now));
  if (count.on_day >= trust::kMembersPerDay || count.in_all >= trust::kMembersInAll)
    return failure(ErrorCode::kRateLimited);
  return {};
}

Status append_links(Stores& stores, const ByteArray<32>& root_key, const ByteArray<32>& issuer, bool must_be_active,
                    records::Chain& chain) {
  if (issuer == root_key) return {};
  PARASOL_TRY(const auto account, stores.accounts.find_by_signing_key(issuer));
  if (!account || (must_be_active && account->state != AccountState::kActive))
    return failure(ErrorCode::kUnauthorised, "issuer");
  PARASOL_TRY(const auto link, records::decode_link(account->link));
  if (std::find(chain.links.begin(), chain.links.end(), link) != chain.links.end()) return {};
  // Whoever invited her may have left since: what was signed before stays good.
  for (const auto& above : link.issued.invitation.issuers)
    PARASOL_CHECK_OK(append_links(stores, root_key, above, false, chain));
  chain.links.push_back(link);
  return {};
}

}  // namespace

bool is_running(const StoredInvitation& invitation, Millis now) {
  const bool is_over = invitation.state == InvitationState::kUsed || invitation.state == InvitationState::kCancelled;
  return !is_over && now <= invitation.expires + trust::kClockTolerance;
}

Result<records::Chain> chain_of_issuers(Stores& stores, const ByteArray<32>& root_key,
                                        const std::vector<ByteArray<32>>& issuers, bool may_have_left) {
  records::Chain chain;
  for (const auto& issuer : issuers) PARASOL_CHECK_OK(append_links(stores, root_key, issuer, !may_have_left, chain));
  return chain;
}

Result<Invitations::Issued> Invitations::issue(const Principal& who, ByteView issued, ByteView sealing_key,
                                               std::optional<GroupWrap> group) {
  const Millis now = clock_.now();
  PARASOL_TRY(const Draft draft, read_draft(installation_, now, issued, sealing_key));
  const StoredInvitation& invitation = draft.stored;
  if (group && (!vocabulary::entry(invitation.role).receives_group_key ||
                !crypto::check_wrap(group->wrap, draft.issued.invitation.sealing_key_hash)))
    return invalid("group_wrap");
  const Issued answer{invitation.id, invitation.state};

  PARASOL_TRY(const auto known,
              unit_.read([&](Stores& stores) { return stores.trust.find_invitation(invitation.id); }));
  if (known && known->issued == invitation.issued && has_signed(draft.issued, who.signing_key)) return Issued{known->id, known->state};
  return with_audit(
      unit_, audit_by(who, AuditAction::kInvitationIssued, invitation.id.value), now,
      [&](Stores& stores) -> Result<Issued> {
        PARASOL_TRY(const auto issuers, issuers_of(stores, invitation.issuers));
        if (!has_signed(draft.issued, who.signing_key) || !issuers || !trust::may_issue(invitation.role, *issuers))
          return failure(ErrorCode::kNotFound);
        PARASOL_TRY(const auto taken, stores.trust.find_invitation(invitation.id));
        if (taken) return Error{ErrorCode::kConflict, "invitation", {}};
        PARASOL_CHECK_OK(check_voucher(stores, invitation, now));
        PARASOL_CHECK_OK(stores.trust.add_invitation(invitation));
        if (group) {
          PARASOL_TRY(const auto epoch, stores.trust.last_group_epoch());
          if (!epoch || epoch->number != group->epoch) return Error{ErrorCode::kConflict, "group_epoch", {}};
          PARASOL_CHECK_OK(stores.trust.put_group_wrap(invitation.id.value, *group));
        }
        return answer;
      });
}

Result<InvitationState> Invitations::sign(const Principal& who, InvitationId id, const ByteArray<32>& issuer,
                                          const ByteArray<64>& signature) {
  const Millis now = clock_.now();
  return with_audit(
      unit_, audit_by(who, AuditAction::kInvitationSigned, id.value), now,
      [&](Stores& stores) -> Result<InvitationState> {
        PARASOL_TRY(const auto found, stores.trust.find_invitation(id));
        if (!found || !is_running(*found, now) ||
            std::find(found->issuers.begin(), found->issuers.end(), who.signing_key) == found->issuers.end())
          return failure(ErrorCode::kNotFound);
        if (issuer != who.signing_key) return invalid("issuer");
        PARASOL_TRY(auto issued, records::decode_issued_invitation(found->issued));
        if (has_signed(issued, issuer)) return failure(ErrorCode::kConflict);
        if (!crypto::verify(issuer, records::encode(issued.invitation), signature)) return invalid("signature");
        // Both must still be who they were.
        PARASOL_TRY(const auto issuers, issuers_of(stores, found->issuers));
        if (!issuers || !trust::may_issue(found->role, *issuers)) return failure(ErrorCode::kNotFound);
        PARASOL_TRY(const auto state, next_state(invitation_lifecycle(), found->state, InvitationEvent::kSign, who.role));
        issued.signatures.push_back({issuer, signature});
        PARASOL_CHECK_OK(stores.trust.set_signatures(id, records::encode(issued), state));
        return state;
      });
}

Result<InvitationState> Invitations::cancel(const Principal& who, InvitationId id) {
  const Millis now = clock_.now();
  const auto find_hers = [&](Stores& stores) -> Result<StoredInvitation> {
    PARASOL_TRY(auto found, stores.trust.find_invitation(id));
    const bool is_hers = found && (who.role == Role::kAdministrator || std::ranges::find(found->issuers, who.signing_key) != found->issuers.end());
    if (!is_hers) return failure(ErrorCode::kNotFound);
    return *std::move(found);
  };
  const auto before = unit_.read(find_hers);
  if (before && before->state == InvitationState::kCancelled) return before->state;
  return with_audit(unit_, audit_by(who, AuditAction::kInvitationCancelled, id.value), now, [&](Stores& stores) -> Result<InvitationState> {
    PARASOL_TRY(const auto found, find_hers(stores));
    PARASOL_TRY(const auto state, next_state(invitation_lifecycle(), found.state, InvitationEvent::kCancel, who.role));
    if (!is_running(found, now)) return failure(ErrorCode::kConflict);
    PARASOL_CHECK_OK(stores.trust.end_invitation(id, state));
    return state;
  });
}

Result<std::vector<StoredInvitation>> Invitations::list(const Principal& who) {
  const Millis now = clock_.now();
  return unit_.read([&](Stores& stores) -> Result<std::vector<StoredInvitation>> {
    PARASOL_TRY(auto shown, stores.trust.invitations_of(who.signing_key));
    if (who.role != Role::kAdministrator) return shown;
    PARASOL_TRY(auto running, stores.trust.running_invitations(now - trust::kClockTolerance, kShownAtOnce));
    for (auto& invitation : running)
      if (std::ranges::find(invitation.issuers, who.signing_key) == invitation.issuers.end()) shown.push_back(std::move(invitation));
    return shown;
  });
}

Status import_root_invitation(UnitOfWork& unit, const Installation& installation, Millis now, ByteView issued,
                              ByteView sealing_key) {
  PARASOL_TRY(const Draft draft, read_draft(installation, now, issued, sealing_key));
  const bool is_by_root =
      draft.stored.issuers == std::vector{installation.root_key} && draft.stored.state == InvitationState::kOpen;
  const std::vector<trust::Issuer> root{{.is_root = true, .role = Role::kMember}};
  if (!is_by_root || !trust::may_issue(draft.stored.role, root)) return failure(ErrorCode::kUnauthorised);
  const AuditEntry entry{AuditAction::kInvitationIssued, std::nullopt, std::nullopt,
                         draft.stored.id.value,          std::nullopt, false};
  return with_audit(unit, entry, now, [&](Stores& stores) -> Status {
    PARASOL_TRY(const auto taken, stores.trust.find_invitation(draft.stored.id));
    if (taken) return Error{ErrorCode::kConflict, "invitation", {}};
    return stores.trust.add_invitation(draft.stored);
  });
}

Status purge_invitations(UnitOfWork& unit, Millis now) {
  // A day later than needed, so that the count of a voucher's day never shrinks.
  return unit.write(
      [&](Stores& stores) { return stores.trust.purge_invitations(now - kDay - trust::kClockTolerance); });
}

}  // namespace parasol::domain
