#include "domain/joining.h"

#include <algorithm>
#include <chrono>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/accounts.h"
#include "domain/audit.h"
#include "domain/sign_in.h"
#include "trust/chain.h"

namespace parasol::domain {
namespace {

using vocabulary::Role;

std::int64_t month_of(Millis time) {
  const std::chrono::sys_days day{std::chrono::days{day_of(time)}};
  const std::chrono::year_month_day date{day};
  return (static_cast<int>(date.year()) - 1970) * 12 + static_cast<std::int64_t>(static_cast<unsigned>(date.month())) -
         1;
}

Status check_shape(const JoinRequest& request, const records::Link& link) {
  if (!is_login(request.login)) return invalid("login");
  if (request.sealing_key.size() != 1216 || crypto::sha256(request.sealing_key) != link.membership.sealing_key_hash)
    return invalid("sealing_key");
  if (request.secret_wrap.size() != kSecretWrapSize) return invalid("secret_wrap");
  if (request.group && !crypto::check_wrap(request.group->wrap, link.membership.sealing_key_hash))
    return invalid("group_wrap");
  return check_vault(request.vault);
}

}  // namespace

Result<Joining::Offer> Joining::offer(InvitationId id) {
  const Millis now = clock_.now();
  return unit_.read([&](Stores& stores) -> Result<Offer> {
    PARASOL_TRY(auto invitation, stores.trust.find_invitation(id));
    if (!invitation || invitation->state != InvitationState::kOpen || !is_running(*invitation, now))
      return failure(ErrorCode::kNotFound);
    auto chain = chain_of_issuers(stores, installation_.root_key, invitation->issuers);
    if (!chain) {
      if (chain.error().code == ErrorCode::kUnauthorised) return failure(ErrorCode::kNotFound);
      return chain.error();
    }
    PARASOL_TRY(auto wraps, stores.trust.group_wraps(id.value));
    Offer offer{.issued = std::move(invitation->issued),
                .chain = *std::move(chain),
                .role = invitation->role,
                .group = std::nullopt};
    if (!wraps.empty()) offer.group = std::move(wraps.back());
    return offer;
  });
}

Result<Joining::Checked> Joining::check(Stores& stores, const JoinRequest& request, const records::Link& link,
                                        Millis now) const {
  Checked out;
  PARASOL_TRY(auto invitation, stores.trust.find_invitation(InvitationId{link.issued.invitation.invitation}));
  if (!invitation) return failure(ErrorCode::kNotFound);
  PARASOL_TRY(const auto same_key, stores.accounts.find_by_signing_key(link.membership.signing_key));
  if (same_key && same_key->state == AccountState::kActive && same_key->link == request.link &&
      same_key->login == request.login && same_key->auth_key == request.auth_key) {
    out.joined = same_key->id;
    return out;
  }
  if (invitation->state != InvitationState::kOpen || !is_running(*invitation, now))
    return failure(ErrorCode::kNotFound);
  if (records::encode(link.issued) != invitation->issued) return invalid("link.issued");
  PARASOL_TRY(out.chain, chain_of_issuers(stores, installation_.root_key, invitation->issuers));
  out.chain.links.push_back(link);
  PARASOL_CHECK_OK(trust::verify_chain(out.chain, installation_.root_key, installation_.deployment));

  if (request.group) {
    PARASOL_TRY(const auto carried, stores.trust.group_wraps(invitation->id.value));
    const bool has_carried = std::ranges::any_of(carried, [&](const GroupWrap& wrap) { return wrap.epoch == request.group->epoch; });
    if (!has_carried) return invalid("group_epoch");
  }
  PARASOL_TRY(const auto same_login, stores.accounts.find_by_login(request.login));
  if (same_login) return Error{ErrorCode::kConflict, "login", {}};
  for (const auto& key : {link.membership.signing_key, link.membership.check_key}) {
    PARASOL_TRY(const bool is_known, stores.accounts.is_key_known(key));
    if (is_known) return Error{ErrorCode::kConflict, "link", {}};
  }
  out.invitation = *std::move(invitation);
  return out;
}

Result<AccountId> Joining::join(const JoinRequest& request) {
  const auto link = records::decode_link(request.link);
  if (!link) return invalid("link");
  PARASOL_CHECK_OK(check_shape(request, *link));
  const Millis now = clock_.now();
  PARASOL_TRY(const Checked before, unit_.read([&](Stores& stores) { return check(stores, request, *link, now); }));
  if (before.joined) return *before.joined;

  const Role role = before.invitation.role;
  const Bytes enrolment = records::encode(before.chain);
  PARASOL_CHECK_OK(keyd_.enrol(enrolment));
  if (role != Role::kMember) PARASOL_CHECK_OK(listd_.enrol(enrolment));

  Account account{.id = AccountId::random(),
                  .login = request.login,
                  .role = role,
                  .team = receives_team_keys(role) ? std::optional(installation_.team) : std::nullopt,
                  .signing_key = link->membership.signing_key,
                  .check_key = link->membership.check_key,
                  .auth_key = request.auth_key,
                  .sealing_key = request.sealing_key,
                  .link = request.link,
                  .secret_wrap = request.secret_wrap,
                  .joined_month = month_of(now),
                  .state = AccountState::kActive};
  const auto add = [&](Stores& stores) -> Result<AccountId> {
    PARASOL_TRY(const Checked still, check(stores, request, *link, now));
    if (still.joined) return *still.joined;
    PARASOL_CHECK_OK(stores.accounts.add(account, request.vault));
    if (request.group) PARASOL_CHECK_OK(stores.trust.put_group_wrap(account.id.value, *request.group));
    PARASOL_TRY(const auto state, next_state(invitation_lifecycle(), still.invitation.state, InvitationEvent::kUse, std::nullopt));
    PARASOL_CHECK_OK(stores.trust.end_invitation(still.invitation.id, state));
    return account.id;
  };
  if (role == Role::kMember) return unit_.write(add);
  return with_audit(
      unit_, AuditEntry{vocabulary::AuditAction::kStaffJoined, account.id, role, account.id.value, std::nullopt, false},
      now, add);
}

Status repeat_enrolments(UnitOfWork& unit, KeyDaemon& keyd, const Installation& installation, Millis now) {
  PARASOL_TRY(const auto chains, unit.read([&](Stores& stores) -> Result<std::vector<Bytes>> {
    std::vector<Bytes> out;
    PARASOL_TRY(const auto accounts, stores.accounts.joined_since(month_of(now - trust::kInvitationLife - kDay)));
    for (const auto& account : accounts) {
      PARASOL_TRY(auto link, records::decode_link(account.link));
      const auto& invitation = link.issued.invitation;
      if (now > trust::to_millis(invitation.expires) + trust::kClockTolerance) continue;
      PARASOL_TRY(auto chain, chain_of_issuers(stores, installation.root_key, invitation.issuers, true));
      chain.links.push_back(std::move(link));
      out.push_back(records::encode(chain));
    }
    return out;
  }));
  for (const Bytes& chain : chains) {
    if (const Status told = keyd.enrol(chain); !told && told.error().code == ErrorCode::kUnavailable) return told;
  }
  return {};
}

}  // namespace parasol::domain
