// Accounts, sessions, nonces and vaults.
#include "domain/ports/account_store.h"

#include <future>

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/accounts.h"
#include "storage_contract.h"
#include "support/fake_daemons.h"

namespace parasol {
namespace {

using domain::Account;
using domain::Stores;

class AccountContract : public test_support::StorageContract {};
PARASOL_ON_EVERY_DATABASE(AccountContract);

Account some_account(std::string login, vocabulary::Role role) {
  Account account;
  account.id = domain::AccountId::random();
  account.login = std::move(login);
  account.role = role;
  if (role == vocabulary::Role::kCaseworker) account.team = domain::TeamId::random();
  account.signing_key = random_array<32>();
  account.check_key = random_array<32>();
  account.auth_key = random_array<32>();
  account.sealing_key = Bytes(1216, 3);
  account.link = {1, 2, 3};
  account.secret_wrap = Bytes(72, 4);
  account.joined_month = 672;
  return account;
}

void expect_same(const Result<std::optional<Account>>& found, const Account& wanted) {
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  const Account& account = **found;
  EXPECT_EQ(account.id, wanted.id);
  EXPECT_EQ(account.login, wanted.login);
  EXPECT_EQ(account.role, wanted.role);
  EXPECT_EQ(account.team, wanted.team);
  EXPECT_EQ(account.signing_key, wanted.signing_key);
  EXPECT_EQ(account.check_key, wanted.check_key);
  EXPECT_EQ(account.auth_key, wanted.auth_key);
  EXPECT_EQ(account.sealing_key, wanted.sealing_key);
  EXPECT_EQ(account.link, wanted.link);
  EXPECT_EQ(account.secret_wrap, wanted.secret_wrap);
  EXPECT_EQ(account.joined_month, wanted.joined_month);
  EXPECT_EQ(account.state, wanted.state);
}

TEST_P(AccountContract, FindsWhatItWasGiven) {
  const Account member = some_account("quiet-river", vocabulary::Role::kMember);
  const Account worker = some_account("old-gate", vocabulary::Role::kCaseworker);
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.add(member, Bytes{5}); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.add(worker, Bytes{6}); }));
  expect_same(read([&](Stores& s) { return s.accounts.find(member.id); }), member);
  expect_same(read([&](Stores& s) { return s.accounts.find_by_login("old-gate"); }), worker);
  expect_same(read([&](Stores& s) { return s.accounts.find_by_signing_key(worker.signing_key); }), worker);
  EXPECT_FALSE(*read([&](Stores& s) { return s.accounts.find_by_login("Old-gate"); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.accounts.find_by_signing_key(worker.check_key); }));
  EXPECT_TRUE(*read([&](Stores& s) { return s.accounts.is_key_known(worker.check_key); }));
  EXPECT_TRUE(*read([&](Stores& s) { return s.accounts.is_key_known(member.signing_key); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.accounts.is_key_known(member.auth_key); }));
  const auto staff = read([&](Stores& s) { return s.accounts.staff(); });
  ASSERT_TRUE(staff);
  ASSERT_EQ(staff->size(), 1U);
  EXPECT_EQ(staff->front().id, worker.id);
  const auto joined_since = [&](std::int64_t month) { return read([&](Stores& s) { return s.accounts.joined_since(month); })->size(); };
  EXPECT_EQ(joined_since(672), 2U);
  EXPECT_EQ(joined_since(673), 0U);
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.revoke(worker.id); }));
  EXPECT_EQ(joined_since(672), 1U);
}

TEST_P(AccountContract, LoginAndKeysAreTakenOnce) {
  const Account first = some_account("quiet-river", vocabulary::Role::kMember);
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.add(first, Bytes{5}); }));
  Account same_login = some_account("quiet-river", vocabulary::Role::kMember);
  Account same_key = some_account("loud-river", vocabulary::Role::kMember);
  same_key.signing_key = first.signing_key;
  for (const Account& second : {same_login, same_key}) {
    const Status refused = write([&](Stores& s) { return s.accounts.add(second, Bytes{5}); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  }
}

TEST_P(AccountContract, RevokingLeavesNoSessionVaultOrSecret) {
  const Account account = some_account("quiet-river", vocabulary::Role::kMember);
  const auto token = random_array<32>();
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.accounts.add(account, Bytes{5}));
    return s.accounts.add_session({token, account.id, domain::Entrance::kMember, 10, 10});
  }));
  EXPECT_EQ(*read([&](Stores& s) { return s.accounts.vault(account.id); }), Bytes{5});
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.replace_vault(account.id, Bytes{9}); }));
  EXPECT_EQ(*read([&](Stores& s) { return s.accounts.vault(account.id); }), Bytes{9});

  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.revoke(account.id); }));
  const auto after = read([&](Stores& s) { return s.accounts.find(account.id); });
  EXPECT_EQ((*after)->state, domain::AccountState::kRevoked);
  EXPECT_TRUE((*after)->secret_wrap.empty());
  EXPECT_EQ((*after)->auth_key, ByteArray<32>{});
  EXPECT_FALSE(*read([&](Stores& s) { return s.accounts.find_session(token); }));
  const auto vault = read([&](Stores& s) { return s.accounts.vault(account.id); });
  ASSERT_FALSE(vault);
  EXPECT_EQ(vault.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(write([&](Stores& s) { return s.accounts.replace_vault(account.id, Bytes{9}); }));
}

TEST_P(AccountContract, OfSessionsThatReadTheSameVaultOneReplacesIt) {
  const Account account = some_account("quiet-river", vocabulary::Role::kMember);
  const auto vault = [](std::uint8_t filling) {
    Bytes out(domain::vault_size(), filling);
    out.front() = crypto::kSuite;
    return out;
  };
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.add(account, vault(0)); }));
  test_support::FakeKeyDaemon keyd;
  domain::Accounts accounts(unit(), keyd, {});
  domain::Principal who{};
  who.account = account.id;
  const auto read_by_all = crypto::sha256(vault(0));
  std::vector<std::future<Status>> writes;
  for (std::uint8_t i = 1; i <= 4; ++i)
    writes.push_back(std::async(std::launch::async, [&, i] { return accounts.replace_vault(who, vault(i), read_by_all); }));
  Bytes stored;
  for (std::uint8_t i = 1; i <= 4; ++i) {
    const Status written = writes[i - 1U].get();
    if (written) {
      EXPECT_TRUE(stored.empty()) << "two writes took the place of one vault";
      stored = vault(i);
      continue;
    }
    EXPECT_EQ(written.error().code, ErrorCode::kConflict);
    EXPECT_EQ(written.error().field, "replaces");
  }
  EXPECT_EQ(*accounts.vault(who), stored);
}

TEST_P(AccountContract, SessionsEnd) {
  const Account account = some_account("quiet-river", vocabulary::Role::kMember);
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.add(account, Bytes{5}); }));
  std::vector<ByteArray<32>> tokens;
  for (const std::int64_t minute : {10, 20, 30}) {
    tokens.push_back(random_array<32>());
    ASSERT_TRUE(write([&](Stores& s) {
      return s.accounts.add_session({tokens.back(), account.id, domain::Entrance::kStaff, minute, minute});
    }));
  }
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.touch_session(tokens[0], 40); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.touch_session(tokens[0], 15); }));
  const auto touched = read([&](Stores& s) { return s.accounts.find_session(tokens[0]); });
  ASSERT_TRUE(*touched);
  const domain::StoredSession& session = (*touched)->session;
  EXPECT_EQ(session.seen_minute, 40);
  EXPECT_EQ(session.started_minute, 10);
  EXPECT_EQ(session.account, account.id);
  EXPECT_EQ(session.entrance, domain::Entrance::kStaff);
  const domain::Principal& holder = (*touched)->holder;
  EXPECT_EQ(holder.account, account.id);
  EXPECT_EQ(holder.role, account.role);
  EXPECT_EQ(holder.team, account.team);
  EXPECT_EQ(holder.signing_key, account.signing_key);
  EXPECT_EQ(holder.check_key, account.check_key);
  EXPECT_EQ((*touched)->state, domain::AccountState::kActive);

  const auto is_there = [&](std::size_t i) {
    return read([&](Stores& s) { return s.accounts.find_session(tokens[i]); })->has_value();
  };
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.purge_sessions(20, 0); }));
  EXPECT_TRUE(is_there(0));
  EXPECT_FALSE(is_there(1));
  EXPECT_TRUE(is_there(2));
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.purge_sessions(0, 10); }));
  EXPECT_FALSE(is_there(0));
  const auto other = random_array<32>();
  ASSERT_TRUE(
      write([&](Stores& s) { return s.accounts.add_session({other, account.id, domain::Entrance::kStaff, 1, 1}); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.end_other_sessions(account.id, other); }));
  EXPECT_FALSE(is_there(2));
  EXPECT_TRUE(*read([&](Stores& s) { return s.accounts.find_session(other); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.end_session(other); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.accounts.find_session(other); }));
}

TEST_P(AccountContract, ANonceIsConsumedOnce) {
  const auto nonce = random_array<32>();
  const auto consume = [&] { return *write([&](Stores& s) { return s.accounts.consume_nonce(nonce, 1000); }); };
  EXPECT_TRUE(consume());
  EXPECT_FALSE(consume());
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.purge_nonces(1000); }));
  EXPECT_FALSE(consume());
  ASSERT_TRUE(write([&](Stores& s) { return s.accounts.purge_nonces(1001); }));
  EXPECT_TRUE(consume());
}

}  // namespace
}  // namespace parasol
