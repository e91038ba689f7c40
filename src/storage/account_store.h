#pragma once
#include "db/database.h"
#include "domain/ports/account_store.h"

namespace parasol::storage {

class SqlAccountStore final : public domain::AccountStore {
 public:
  explicit SqlAccountStore(db::Transaction& tx) : tx_(tx) {}
  Status add(const domain::Account& account, ByteView vault) override;
  Result<std::optional<domain::Account>> find(domain::AccountId account) override;
  Result<std::optional<domain::Account>> find_by_login(std::string_view login) override;
  Result<std::optional<domain::Account>> find_by_signing_key(const ByteArray<32>& key) override;
  Result<bool> is_key_known(const ByteArray<32>& key) override;
  Result<std::vector<domain::Account>> staff() override;
  Result<std::vector<domain::Account>> joined_since(std::int64_t month) override;
  Status set_passphrase(domain::AccountId account, const ByteArray<32>& auth_key, ByteView secret_wrap) override;
  Status revoke(domain::AccountId account) override;
  Result<Bytes> vault(domain::AccountId account) override;
  Status replace_vault(domain::AccountId account, ByteView vault) override;
  Status add_session(const domain::StoredSession& session) override;
  Result<std::optional<domain::HeldSession>> find_session(const ByteArray<32>& token_hash) override;
  Status touch_session(const ByteArray<32>& token_hash, std::int64_t seen_minute) override;
  Status shift_sessions(std::int64_t minutes) override;
  Status end_session(const ByteArray<32>& token_hash) override;
  Status end_other_sessions(domain::AccountId account, const ByteArray<32>& kept_token_hash) override;
  Status purge_sessions(std::int64_t seen_minute, std::int64_t started_minute) override;
  Result<bool> consume_nonce(const ByteArray<32>& nonce, Millis expires) override;
  Status purge_nonces(Millis now) override;

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
