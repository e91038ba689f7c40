#pragma once
// Accounts, sessions and vaults. Nothing here leads to a report, and nothing says when somebody was here except her
// running session.
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/identifiers.h"
#include "domain/principal.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

// Wire numbers; stored.
enum class AccountState : std::uint8_t { kActive = 1, kRevoked = 2 };

// Which of the two web origins. Wire numbers; stored.
enum class Entrance : std::uint8_t { kMember = 0, kStaff = 1 };
inline Entrance entrance_of(vocabulary::Role role) {
  return vocabulary::entry(role).is_staff ? Entrance::kStaff : Entrance::kMember;
}

struct Account {
  AccountId id;
  std::string login;
  vocabulary::Role role = vocabulary::Role::kMember;
  std::optional<TeamId> team;
  ByteArray<32> signing_key{};
  ByteArray<32> check_key{};
  ByteArray<32> auth_key{};
  Bytes sealing_key;              // X-Wing, 1216 bytes
  Bytes link;                     // encoded Link
  Bytes secret_wrap;              // the account secret under a key of the passphrase
  std::int64_t joined_month = 0;  // months since January 1970
  AccountState state = AccountState::kActive;
};

// Minutes since 1970: nothing finer is kept of a session.
struct StoredSession {
  ByteArray<32> token_hash{};
  AccountId account;
  Entrance entrance = Entrance::kMember;
  std::int64_t started_minute = 0;
  std::int64_t seen_minute = 0;
};

// A session and whose it is: what every signed-in request asks for.
struct HeldSession {
  StoredSession session;
  Principal holder;
  AccountState state = AccountState::kActive;  // of the holder's account
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;
  // The caller has seen that login and keys are free; kConflict if they are not.
  virtual Status add(const Account& account, ByteView vault) = 0;
  virtual Result<std::optional<Account>> find(AccountId account) = 0;
  virtual Result<std::optional<Account>> find_by_login(std::string_view login) = 0;
  virtual Result<std::optional<Account>> find_by_signing_key(const ByteArray<32>& key) = 0;
  // True if an account, revoked or not, has this as its signing or check key.
  virtual Result<bool> is_key_known(const ByteArray<32>& key) = 0;
  // Everybody but members, revoked ones too, in the order of their ids.
  virtual Result<std::vector<Account>> staff() = 0;
  // Active ones that joined in this month or later, in the order of their ids. Months since January 1970.
  virtual Result<std::vector<Account>> joined_since(std::int64_t month) = 0;
  virtual Status set_passphrase(AccountId account, const ByteArray<32>& auth_key, ByteView secret_wrap) = 0;
  // Ends the account for ever: no session, vault or account secret is left.
  virtual Status revoke(AccountId account) = 0;

  virtual Result<Bytes> vault(AccountId account) = 0;  // kNotFound after revoke()
  virtual Status replace_vault(AccountId account, ByteView vault) = 0;

  virtual Status add_session(const StoredSession& session) = 0;
  virtual Result<std::optional<HeldSession>> find_session(const ByteArray<32>& token_hash) = 0;
  // Never moves backwards.
  virtual Status touch_session(const ByteArray<32>& token_hash, std::int64_t seen_minute) = 0;
  // Moves both times of every session on.
  virtual Status shift_sessions(std::int64_t minutes) = 0;
  virtual Status end_session(const ByteArray<32>& token_hash) = 0;
  virtual Status end_other_sessions(AccountId account, const ByteArray<32>& kept_token_hash) = 0;
  // Sessions last seen, or started, at these minutes or before.
  virtual Status purge_sessions(std::int64_t seen_minute, std::int64_t started_minute) = 0;

  // False if it was consumed before.
  virtual Result<bool> consume_nonce(const ByteArray<32>& nonce, Millis expires) = 0;
  virtual Status purge_nonces(Millis now) = 0;
};

}  // namespace parasol::domain
