#include "domain/trust_office.h"

#include <algorithm>
#include <set>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/accounts.h"
#include "domain/audit.h"
#include "domain/invitations.h"
#include "domain/ports/outbox_store.h"
#include "trust/issuing_rules.h"
#include "trust/registry.h"
#include "trust/signed.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::Role;

// Nonce, key and tag.
constexpr std::size_t kContentKeyWrapSize = 24 + 32 + 16;

// A statement by the caller's own key. What is wrong with it is the field's fault: kUnauthorised is for sessions.
template <class Record>
Result<Record> own_statement(const Principal& who, const Installation& installation, const records::Signed& envelope,
                             Result<Record> (*decode)(ByteView), std::string field) {
  auto record = trust::verify_signed_by(who.signing_key, envelope, decode, installation.deployment);
  if (!record) return invalid(std::move(field));
  return record;
}

Status check_period(std::uint64_t not_before, std::uint64_t not_after) {
  if (not_after <= not_before || trust::to_millis(not_after - not_before) > trust::kEpochLife) return invalid("epoch");
  return {};
}

// The number must be above the last one, and not so far that it would end all numbers (the daemons have the same rule).
Status check_number(const std::optional<StoredEpoch>& last, std::uint32_t number) {
  const std::uint32_t before = last ? last->number : 0;
  if (number <= before || number - before > trust::kMaxEpochGap) return Error{ErrorCode::kConflict, "epoch", {}};
  return {};
}

bool contains(const std::vector<StoredEpoch>& epochs, std::uint32_t number) {
  return std::any_of(epochs.begin(), epochs.end(), [&](const StoredEpoch& epoch) { return epoch.number == number; });
}

bool has_envelope(const std::vector<StoredEpoch>& epochs, const Bytes& envelope) {
  return std::any_of(epochs.begin(), epochs.end(),
                     [&](const StoredEpoch& epoch) { return epoch.envelope == envelope; });
}

Result<Account> active_account(Stores& stores, AccountId id) {
  PARASOL_TRY(auto account, stores.accounts.find(id));
  if (!account || account->state != AccountState::kActive) return failure(ErrorCode::kNotFound);
  return *std::move(account);
}

Status check_recipient(const Bytes& wrap, ByteView sealing_key) {
  if (!crypto::check_wrap(wrap, crypto::sha256(sealing_key))) return invalid("wraps");
  return {};
}

Status put_group_wrap(Stores& stores, const GroupWrapFor& given, Millis now) {
  if (given.account.has_value() == given.invitation.has_value()) return invalid("wraps");
  Role role;
  if (given.account) {
    PARASOL_TRY(const Account account, active_account(stores, *given.account));
    role = account.role;
    PARASOL_CHECK_OK(check_recipient(given.wrap.wrap, account.sealing_key));
  } else {
    PARASOL_TRY(const auto invitation, stores.trust.find_invitation(*given.invitation));
    if (!invitation || !is_running(*invitation, now)) return failure(ErrorCode::kNotFound);
    role = invitation->role;
    PARASOL_CHECK_OK(check_recipient(given.wrap.wrap, invitation->sealing_key));
  }
  if (!vocabulary::entry(role).receives_group_key) return failure(ErrorCode::kNotFound);
  return stores.trust.put_group_wrap(given.account ? given.account->value : given.invitation->value, given.wrap);
}

Status put_team_wrap(Stores& stores, TeamId team, const TeamWrapFor& given) {
  PARASOL_TRY(const Account account, active_account(stores, given.account));
  if (account.team != team || !receives(account.role, given.wrap.purpose)) return failure(ErrorCode::kNotFound);
  PARASOL_CHECK_OK(check_recipient(given.wrap.wrap, account.sealing_key));
  return stores.trust.put_team_wrap(given.account, team, given.wrap);
}

// Whoever joins under the new key can read only what is wrapped for it: also what was handed over while its wraps were made.
Status check_all_named(Stores& stores, const std::vector<KeyWrap>& content_keys) {
  std::set<std::pair<WarningReference, std::uint16_t>> named;
  for (const auto& key : content_keys) named.emplace(key.reference, key.version);
  PARASOL_TRY(const auto publications, stores.warnings.publications());
  for (const auto& publication : publications)
    if (!named.contains({publication.reference, publication.version})) return Error{ErrorCode::kConflict, "content_keys", {}};
  return {};
}

}  // namespace

Result<People> TrustOffice::people(const Principal& who) {
  const Millis now = clock_.now();
  return unit_.read([&](Stores& stores) -> Result<People> {
    People people;
    PARASOL_TRY(auto accounts, stores.accounts.staff());
    if (who.role == Role::kCaseLead) {
      PARASOL_TRY(const auto epoch, stores.trust.last_group_epoch());
      const std::uint32_t number = epoch ? epoch->number : 0;
      PARASOL_TRY(const auto members, stores.trust.members_lacking(number, kShownAtOnce));
      for (const AccountId member : members) {
        PARASOL_TRY(auto account, active_account(stores, member));
        accounts.push_back(std::move(account));
      }
      PARASOL_TRY(auto invitations,
                  stores.trust.invitations_lacking(number, now - trust::kClockTolerance, kShownAtOnce));
      // The root's invitations have no sealing key (`parasol init` cannot make one): whoever joins with them waits.
      for (auto& invitation : invitations)
        if (vocabulary::entry(invitation.role).receives_group_key &&
            invitation.issuers != std::vector{installation_.root_key})
          people.invitations.push_back(std::move(invitation));
    }
    for (auto& account : accounts) {
      PARASOL_TRY(const bool has_group, has_group_wrap(stores, account));
      PARASOL_TRY(const bool has_team, has_team_wraps(stores, account));
      people.persons.push_back({std::move(account), has_group, has_team});
    }
    return people;
  });
}

Status TrustOffice::revoke(const Principal& who, const records::Signed& envelope) {
  PARASOL_TRY(const auto revocation,
              own_statement(who, installation_, envelope, records::decode_revocation, "revocation"));
  const Millis now = clock_.now();
  const Bytes encoded = records::encode(envelope);
  PARASOL_TRY(const auto person,
              unit_.read([&](Stores& stores) { return stores.accounts.find_by_signing_key(revocation.key); }));
  const bool is_ended = person && person->state == AccountState::kRevoked && trust::may_revoke(who.role, person->role);
  if (is_ended) {
    // Said before; listd hears it again unless it has taken this very statement.
    PARASOL_CHECK_OK(unit_.write([&](Stores& stores) -> Status {
      const OutboxItem item = outbox_item(OutboxKind::kRevocation, encoded);
      PARASOL_TRY(const auto copy, stores.outbox.answer(item.key));
      return copy ? Status{} : stores.outbox.add(item);
    }));
  } else {
    const ByteArray<16> object = person ? person->id.value : ByteArray<16>{};
    PARASOL_CHECK_OK(
        with_audit(unit_, audit_by(who, AuditAction::kKeyRevoked, object), now, [&](Stores& stores) -> Status {
          PARASOL_TRY(const auto target, stores.accounts.find_by_signing_key(revocation.key));
          if (!target || !trust::may_revoke(who.role, target->role)) return failure(ErrorCode::kNotFound);
          PARASOL_CHECK_OK(stores.accounts.revoke(target->id));
          PARASOL_CHECK_OK(stores.trust.remove_wraps(target->id));
          return stores.outbox.add(outbox_item(OutboxKind::kRevocation, encoded));
        }));
  }
  // What listd does not take now, the job takes to it again.
  static_cast<void>(courier_.deliver());
  return keyd_.revoke(encoded);
}

Status TrustOffice::make_group_epoch(const Principal& who, const records::Signed& envelope,
                                     const std::vector<GroupWrapFor>& wraps, const std::vector<KeyWrap>& content_keys) {
  PARASOL_TRY(const auto epoch, own_statement(who, installation_, envelope, records::decode_group_epoch, "epoch"));
  PARASOL_CHECK_OK(check_period(epoch.not_before, epoch.not_after));
  for (const auto& key : content_keys)
    if (key.wrap.size() != kContentKeyWrapSize) return invalid("content_keys");
  const Millis now = clock_.now();
  const Bytes encoded = records::encode(envelope);
  PARASOL_TRY(const auto epochs, unit_.read([&](Stores& stores) { return stores.trust.group_epochs(); }));
  if (!has_envelope(epochs, encoded)) {
    PARASOL_CHECK_OK(
        with_audit(unit_, audit_by(who, AuditAction::kGroupEpochMade, {}), now, [&](Stores& stores) -> Status {
          PARASOL_TRY(const auto last, stores.trust.last_group_epoch());
          PARASOL_CHECK_OK(check_number(last, epoch.epoch));
          PARASOL_CHECK_OK(stores.trust.add_group_epoch({epoch.epoch, encoded}));
          for (const auto& given : wraps) {
            if (given.wrap.epoch != epoch.epoch) return invalid("wraps");
            PARASOL_CHECK_OK(put_group_wrap(stores, given, now));
          }
          PARASOL_CHECK_OK(check_all_named(stores, content_keys));
          PARASOL_CHECK_OK(stores.warnings.replace_key_wraps(epoch.epoch, content_keys));
          return stores.outbox.add(outbox_item(OutboxKind::kGroupEpoch, encoded));
        }));
  }
  static_cast<void>(courier_.deliver());
  return {};
}

Status TrustOffice::make_team_epoch(const Principal& who, const records::Signed& envelope,
                                    const std::vector<TeamWrapFor>& wraps) {
  PARASOL_TRY(const auto epoch, own_statement(who, installation_, envelope, records::decode_team_epoch, "epoch"));
  PARASOL_CHECK_OK(check_period(epoch.not_before, epoch.not_after));
  const Millis now = clock_.now();
  const TeamId team{epoch.team};
  const Bytes encoded = records::encode(envelope);
  PARASOL_TRY(const auto epochs, unit_.read([&](Stores& stores) { return stores.trust.team_epochs(team); }));
  if (!has_envelope(epochs, encoded)) {
    PARASOL_CHECK_OK(
        with_audit(unit_, audit_by(who, AuditAction::kTeamEpochMade, team.value), now, [&](Stores& stores) -> Status {
          if (who.team != team) return failure(ErrorCode::kNotFound);
          PARASOL_TRY(const auto last, stores.trust.last_team_epoch(team));
          PARASOL_CHECK_OK(check_number(last, epoch.epoch));
          PARASOL_CHECK_OK(stores.trust.add_team_epoch(team, {epoch.epoch, encoded}));
          for (const auto& given : wraps) {
            if (given.wrap.epoch != epoch.epoch) return invalid("wraps");
            PARASOL_CHECK_OK(put_team_wrap(stores, team, given));
          }
          return stores.outbox.add(outbox_item(OutboxKind::kTeamEpoch, encoded));
        }));
  }
  static_cast<void>(courier_.deliver());
  return {};
}

Status TrustOffice::give_group_wraps(const Principal& who, const std::vector<GroupWrapFor>& wraps) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kWrapsGiven, {}), now, [&](Stores& stores) -> Status {
    PARASOL_TRY(const auto epochs, stores.trust.group_epochs());
    for (const auto& given : wraps) {
      if (!contains(epochs, given.wrap.epoch)) return Error{ErrorCode::kConflict, "epoch", {}};
      PARASOL_CHECK_OK(put_group_wrap(stores, given, now));
    }
    return {};
  });
}

Status TrustOffice::give_team_wraps(const Principal& who, const std::vector<TeamWrapOf>& wraps) {
  const ByteArray<16> object = who.team ? who.team->value : ByteArray<16>{};
  return with_audit(unit_, audit_by(who, AuditAction::kWrapsGiven, object), clock_.now(),
                    [&](Stores& stores) -> Status {
                      for (const auto& [team, given] : wraps) {
                        if (who.team != team) return failure(ErrorCode::kNotFound);
                        PARASOL_TRY(const auto epochs, stores.trust.team_epochs(team));
                        if (!contains(epochs, given.wrap.epoch)) return Error{ErrorCode::kConflict, "epoch", {}};
                        PARASOL_CHECK_OK(put_team_wrap(stores, team, given));
                      }
                      return {};
                    });
}

Result<GroupKeys> TrustOffice::group(const Principal& who) {
  return unit_.read([&](Stores& stores) -> Result<GroupKeys> {
    PARASOL_TRY(auto epochs, stores.trust.group_epochs());
    PARASOL_TRY(const auto wraps, stores.trust.group_wraps(who.account.value));
    GroupKeys keys;
    for (auto& epoch : epochs) {
      GroupKeys::Epoch shown{std::move(epoch.envelope), std::nullopt};
      for (const auto& wrap : wraps)
        if (wrap.epoch == epoch.number) shown.wrap = wrap.wrap;
      keys.epochs.push_back(std::move(shown));
    }
    return keys;
  });
}

Result<TeamKeys> TrustOffice::team(const Principal& who) {
  if (!who.team) return failure(ErrorCode::kNotFound);
  return unit_.read([&](Stores& stores) -> Result<TeamKeys> {
    PARASOL_TRY(auto epochs, stores.trust.team_epochs(*who.team));
    PARASOL_TRY(const auto wraps, stores.trust.team_wraps(who.account, *who.team));
    TeamKeys keys{*who.team, {}};
    for (auto& epoch : epochs) {
      TeamKeys::Epoch shown{std::move(epoch.envelope), {}};
      for (const auto& wrap : wraps)
        if (wrap.epoch == epoch.number) shown.wraps.emplace(wrap.purpose, wrap.wrap);
      keys.epochs.push_back(std::move(shown));
    }
    return keys;
  });
}

Status repeat_revocations(UnitOfWork& unit, KeyDaemon& keyd) {
  constexpr std::size_t kAll = 100'000;
  PARASOL_TRY(const auto revocations, unit.read([](Stores& stores) -> Result<std::vector<Bytes>> {
    PARASOL_TRY(auto out, stores.outbox.copies(OutboxKind::kRevocation));
    PARASOL_TRY(auto pending, stores.outbox.pending(kAll));
    for (auto& item : pending)
      if (item.kind == OutboxKind::kRevocation) out.push_back(std::move(item.payload));
    return out;
  }));
  for (const Bytes& revocation : revocations) {
    // A refusal is final: it will not become a yes.
    if (const Status told = keyd.revoke(revocation); !told && told.error().code == ErrorCode::kUnavailable) return told;
  }
  return {};
}

}  // namespace parasol::domain
