#include "storage/account_store.h"

namespace parasol::storage {
namespace {

using domain::Account;
using domain::AccountState;

#define SELECT_ACCOUNT                                                                                    \
  "SELECT account, login, role, team, signing_key, check_key, auth_key, sealing_key, link, secret_wrap, " \
  "joined_month, "                                                                                        \
  "state FROM account "

Account account_of(const db::Row& row) {
  return {.id = row.id<domain::AccountId>(0),
          .login = row.text(1),
          .role = static_cast<vocabulary::Role>(row.int64(2)),
          .team = row.optional_id<domain::TeamId>(3),
          .signing_key = row.array<32>(4),
          .check_key = row.array<32>(5),
          .auth_key = row.array<32>(6),
          .sealing_key = row.bytes(7),
          .link = row.bytes(8),
          .secret_wrap = row.bytes(9),
          .joined_month = row.int64(10),
          .state = static_cast<AccountState>(row.int64(11))};
}

std::optional<Account> account_of(const std::optional<db::Row>& row) {
  return row ? std::optional(account_of(*row)) : std::nullopt;
}

}  // namespace

Status SqlAccountStore::add(const Account& account, ByteView vault) {
  PARASOL_CHECK_OK(
      tx_.execute("INSERT INTO account (account, login, role, team, signing_key, check_key, auth_key, sealing_key, "
                  "link, secret_wrap, joined_month, state) "
                  "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                  {account.id, account.login, static_cast<std::int64_t>(account.role), account.team,
                   account.signing_key, account.check_key, account.auth_key, account.sealing_key, account.link,
                   account.secret_wrap, account.joined_month, static_cast<std::int64_t>(account.state)}));
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO vault (account, content) VALUES ($1, $2)", {account.id, vault}));
  return {};
}

Result<std::optional<Account>> SqlAccountStore::find(domain::AccountId account) {
  PARASOL_TRY(const auto row, tx_.query_row(SELECT_ACCOUNT "WHERE account = $1", {account}));
  return account_of(row);
}

Result<std::optional<Account>> SqlAccountStore::find_by_login(std::string_view login) {
  PARASOL_TRY(const auto row, tx_.query_row(SELECT_ACCOUNT "WHERE login = $1", {login}));
  return account_of(row);
}

Result<std::optional<Account>> SqlAccountStore::find_by_signing_key(const ByteArray<32>& key) {
  PARASOL_TRY(const auto row, tx_.query_row(SELECT_ACCOUNT "WHERE signing_key = $1", {key}));
  return account_of(row);
}

Result<bool> SqlAccountStore::is_key_known(const ByteArray<32>& key) {
  PARASOL_TRY(const auto row,
              tx_.query_row("SELECT COUNT(*) FROM account WHERE signing_key = $1 OR check_key = $1", {key}));
  return row->int64(0) > 0;
}

Result<std::vector<Account>> SqlAccountStore::staff() {
  PARASOL_TRY(const auto rows, tx_.query(SELECT_ACCOUNT "WHERE role <> $1 ORDER BY account",
                                         {static_cast<std::int64_t>(vocabulary::Role::kMember)}));
  std::vector<Account> out;
  for (const auto& row : rows) out.push_back(account_of(row));
  return out;
}

Result<std::vector<Account>> SqlAccountStore::joined_since(std::int64_t month) {
  PARASOL_TRY(const auto rows, tx_.query(SELECT_ACCOUNT "WHERE state = $1 AND joined_month >= $2 ORDER BY account",
                                         {static_cast<std::int64_t>(AccountState::kActive), month}));
  std::vector<Account> out;
  for (const auto& row : rows) out.push_back(account_of(row));
  return out;
}

Status SqlAccountStore::set_passphrase(domain::AccountId account, const ByteArray<32>& auth_key, ByteView secret_wrap) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE account SET auth_key = $2, secret_wrap = $3 WHERE account = $1",
                               {account, auth_key, secret_wrap}));
  return {};
}

Status SqlAccountStore::revoke(domain::AccountId account) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM session WHERE account = $1", {account}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM vault WHERE account = $1", {account}));
  PARASOL_CHECK_OK(
      tx_.execute("UPDATE account SET state = $2, auth_key = $3, secret_wrap = $4 WHERE account = $1",
                  {account, static_cast<std::int64_t>(AccountState::kRevoked), ByteArray<32>{}, ByteView()}));
  return {};
}

Result<Bytes> SqlAccountStore::vault(domain::AccountId account) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT content FROM vault WHERE account = $1", {account}));
  if (!row) return failure(ErrorCode::kNotFound);
  return row->bytes(0);
}

Status SqlAccountStore::replace_vault(domain::AccountId account, ByteView vault) {
  PARASOL_TRY(const auto changed, tx_.execute("UPDATE vault SET content = $2 WHERE account = $1", {account, vault}));
  if (changed == 0) return failure(ErrorCode::kNotFound);
  return {};
}

Status SqlAccountStore::add_session(const domain::StoredSession& session) {
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO session (token_hash, account, entrance, started_minute, seen_minute) VALUES ($1, $2, $3, $4, $5)",
      {session.token_hash, session.account, static_cast<std::int64_t>(session.entrance), session.started_minute,
       session.seen_minute}));
  return {};
}

Result<std::optional<domain::HeldSession>> SqlAccountStore::find_session(const ByteArray<32>& token_hash) {
  PARASOL_TRY(const auto row,
              tx_.query_row("SELECT s.entrance, s.started_minute, s.seen_minute, a.account, a.role, a.team, a.signing_key, "
                            "a.check_key, a.state FROM session s JOIN account a ON a.account = s.account "
                            "WHERE s.token_hash = $1",
                            {token_hash}));
  if (!row) return std::optional<domain::HeldSession>();
  const auto account = row->id<domain::AccountId>(3);
  return std::optional(domain::HeldSession{
      {token_hash, account, static_cast<domain::Entrance>(row->int64(0)), row->int64(1), row->int64(2)},
      {account, static_cast<vocabulary::Role>(row->int64(4)), row->optional_id<domain::TeamId>(5), row->array<32>(6), row->array<32>(7)},
      static_cast<AccountState>(row->int64(8))});
}

Status SqlAccountStore::touch_session(const ByteArray<32>& token_hash, std::int64_t seen_minute) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE session SET seen_minute = $2 WHERE token_hash = $1 AND seen_minute < $2",
                               {token_hash, seen_minute}));
  return {};
}

Status SqlAccountStore::shift_sessions(std::int64_t minutes) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE session SET started_minute = started_minute + $1, seen_minute = seen_minute + $1", {minutes}));
  return {};
}

Status SqlAccountStore::end_session(const ByteArray<32>& token_hash) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM session WHERE token_hash = $1", {token_hash}));
  return {};
}

Status SqlAccountStore::end_other_sessions(domain::AccountId account, const ByteArray<32>& kept_token_hash) {
  PARASOL_CHECK_OK(
      tx_.execute("DELETE FROM session WHERE account = $1 AND token_hash <> $2", {account, kept_token_hash}));
  return {};
}

Status SqlAccountStore::purge_sessions(std::int64_t seen_minute, std::int64_t started_minute) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM session WHERE seen_minute <= $1 OR started_minute <= $2",
                               {seen_minute, started_minute}));
  return {};
}

Result<bool> SqlAccountStore::consume_nonce(const ByteArray<32>& nonce, Millis expires) {
  PARASOL_TRY(const auto inserted,
              tx_.execute("INSERT INTO consumed_nonce (nonce, expires) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                          {nonce, expires}));
  return inserted == 1;
}

Status SqlAccountStore::purge_nonces(Millis now) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM consumed_nonce WHERE expires < $1", {now}));
  return {};
}

}  // namespace parasol::storage
