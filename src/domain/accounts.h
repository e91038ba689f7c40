#pragma once
// What an account does for herself: see herself, keep her vault, check. Vault writes and checks leave no event and no
// time.
#include "domain/ports/account_store.h"
#include "domain/ports/daemons.h"
#include "domain/ports/trust_store.h"
#include "domain/ports/unit_of_work.h"
#include "domain/principal.h"

namespace parasol::domain {

// A sealed body with 64 KiB of padded plaintext; every vault has this size.
inline constexpr std::size_t kVaultPadded = 64U << 10;
std::size_t vault_size();
// kInvalid (field "vault") unless it has the form of a vault. Whose it is, only she can tell.
Status check_vault(ByteView vault);

struct AccountView {
  Account account;
  bool awaits_keys = false;  // her role receives keys of which the current epoch's are not wrapped to her yet
};
Result<AccountView> account_view(Stores& stores, Account account);
// The current team epoch's wraps that this role receives are all there. True if it receives none.
Result<bool> has_team_wraps(Stores& stores, const Account& account);
Result<bool> has_group_wrap(Stores& stores, const Account& account);
// People in this role get this key of their team, or any of its keys.
bool receives(vocabulary::Role role, WrapPurpose purpose);
bool receives_team_keys(vocabulary::Role role);

class Accounts {
 public:
  Accounts(UnitOfWork& unit, KeyDaemon& keyd, const ByteArray<16>& deployment)
      : unit_(unit), keyd_(keyd), deployment_(deployment) {}

  Result<AccountView> me(const Principal& who);
  Result<Bytes> vault(const Principal& who);
  // Puts a vault in the place of the one with this hash, so that no session overwrites what another has kept.
  // kConflict (field "replaces") if another is there; kInvalid (field "vault").
  Status replace_vault(const Principal& who, ByteView vault, const ByteArray<32>& replaces);

  // Relays a Signed EvaluateRequest (BudgetRequest) by the account's own check key to keyd; its answer as it is.
  // kInvalid (field "request": does not decode, another installation, another key), and keyd's errors.
  Result<Bytes> evaluate(const Principal& who, ByteView signed_request);
  Result<Bytes> budget(const Principal& who, ByteView signed_request);

 private:
  UnitOfWork& unit_;
  KeyDaemon& keyd_;
  const ByteArray<16> deployment_;
};

}  // namespace parasol::domain
