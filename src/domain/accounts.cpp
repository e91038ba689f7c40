#include "domain/accounts.h"

#include <algorithm>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/records.h"

namespace parasol::domain {

std::size_t vault_size() { return crypto::sealed_body_size(kVaultPadded); }

Status check_vault(ByteView vault) {
  if (vault.size() != vault_size() || !crypto::check_sealed_body(vault)) return invalid("vault");
  return {};
}

bool receives(vocabulary::Role role, WrapPurpose purpose) {
  const auto& entry = vocabulary::entry(role);
  switch (purpose) {
    case WrapPurpose::kDesk: return entry.receives_desk_key;
    case WrapPurpose::kEditors: return entry.receives_editors_key;
    case WrapPurpose::kLink: return entry.receives_link_key;
  }
  return false;
}

bool receives_team_keys(vocabulary::Role role) {
  return std::ranges::any_of(kTeamPurposes, [&](WrapPurpose purpose) { return receives(role, purpose); });
}

Result<bool> has_group_wrap(Stores& stores, const Account& account) {
  PARASOL_TRY(const auto epoch, stores.trust.last_group_epoch());
  if (!epoch) return false;
  PARASOL_TRY(const auto wraps, stores.trust.group_wraps(account.id.value));
  return std::any_of(wraps.begin(), wraps.end(), [&](const GroupWrap& wrap) { return wrap.epoch == epoch->number; });
}

Result<bool> has_team_wraps(Stores& stores, const Account& account) {
  if (!account.team || !receives_team_keys(account.role)) return true;
  PARASOL_TRY(const auto epoch, stores.trust.last_team_epoch(*account.team));
  if (!epoch) return false;
  PARASOL_TRY(const auto wraps, stores.trust.team_wraps(account.id, *account.team));
  const auto has = [&](WrapPurpose purpose) {
    return std::any_of(wraps.begin(), wraps.end(),
                       [&](const TeamWrap& wrap) { return wrap.epoch == epoch->number && wrap.purpose == purpose; });
  };
  return std::ranges::all_of(kTeamPurposes, [&](WrapPurpose purpose) { return !receives(account.role, purpose) || has(purpose); });
}

Result<AccountView> account_view(Stores& stores, Account account) {
  AccountView view;
  PARASOL_TRY(const bool has_teams, has_team_wraps(stores, account));
  PARASOL_TRY(const bool has_groups, has_group_wrap(stores, account));
  view.awaits_keys = !has_teams || (vocabulary::entry(account.role).receives_group_key && !has_groups);
  view.account = std::move(account);
  return view;
}

Result<AccountView> Accounts::me(const Principal& who) {
  return unit_.read([&](Stores& stores) -> Result<AccountView> {
    PARASOL_TRY(auto account, stores.accounts.find(who.account));
    if (!account) return failure(ErrorCode::kNotFound);
    return account_view(stores, *std::move(account));
  });
}

Result<Bytes> Accounts::vault(const Principal& who) {
  return unit_.read([&](Stores& stores) { return stores.accounts.vault(who.account); });
}

Status Accounts::replace_vault(const Principal& who, ByteView vault, const ByteArray<32>& replaces) {
  PARASOL_CHECK_OK(check_vault(vault));
  return unit_.write([&](Stores& stores) -> Status {
    PARASOL_TRY(const Bytes stored, stores.accounts.vault(who.account));
    if (crypto::sha256(stored) != replaces) return Error{ErrorCode::kConflict, "replaces", {}};
    return stores.accounts.replace_vault(who.account, vault);
  });
}

namespace {

// keyd names no field; all that it was shown is in this one.
Result<Bytes> naming_request(Result<Bytes> answer) {
  if (!answer && answer.error().code == ErrorCode::kInvalid) return invalid("request");
  return answer;
}

}  // namespace

Result<Bytes> Accounts::evaluate(const Principal& who, ByteView signed_request) {
  const auto envelope = records::decode_signed(signed_request);
  if (!envelope) return invalid("request");
  const auto request = records::decode_evaluate_request(envelope->statement);
  if (!request || request->deployment != deployment_ || request->key != envelope->signer) return invalid("request");
  if (request->key != who.check_key) return invalid("request");
  return naming_request(keyd_.evaluate(signed_request));
}

Result<Bytes> Accounts::budget(const Principal& who, ByteView signed_request) {
  const auto envelope = records::decode_signed(signed_request);
  if (!envelope) return invalid("request");
  const auto request = records::decode_budget_request(envelope->statement);
  if (!request || request->deployment != deployment_ || request->key != envelope->signer) return invalid("request");
  if (request->key != who.check_key) return invalid("request");
  return naming_request(keyd_.budget(signed_request));
}

}  // namespace parasol::domain
