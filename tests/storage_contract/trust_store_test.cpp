// Invitations, epochs and wraps.
#include "domain/ports/trust_store.h"

#include <set>

#include "domain/ports/account_store.h"
#include "storage_contract.h"

namespace parasol {
namespace {

using domain::InvitationState;
using domain::StoredInvitation;
using domain::Stores;
using vocabulary::Role;

class TrustContract : public test_support::StorageContract {
 protected:
  StoredInvitation invite(std::vector<ByteArray<32>> issuers, Role role, InvitationState state, std::int64_t day,
                          Millis expires) {
    StoredInvitation invitation;
    invitation.id = domain::InvitationId::random();
    invitation.role = role;
    invitation.state = state;
    invitation.issued_day = day;
    invitation.expires = expires;
    invitation.issued = {1, 2};
    invitation.sealing_key = Bytes(1216, 3);
    invitation.issuers = std::move(issuers);
    EXPECT_TRUE(write([&](Stores& s) { return s.trust.add_invitation(invitation); }));
    return invitation;
  }
  domain::AccountId join(Role role) {
    domain::Account account;
    account.id = domain::AccountId::random();
    account.login = to_hex(account.id.value);
    account.role = role;
    account.signing_key = random_array<32>();
    account.check_key = random_array<32>();
    account.sealing_key = Bytes(1216, 3);
    EXPECT_TRUE(write([&](Stores& s) { return s.accounts.add(account, Bytes{}); }));
    return account.id;
  }
  void make_group_epochs(std::uint32_t count) {
    for (std::uint32_t number = 1; number <= count; ++number)
      EXPECT_TRUE(write([&](Stores& s) { return s.trust.add_group_epoch({number, {7}}); }));
  }
};
PARASOL_ON_EVERY_DATABASE(TrustContract);

TEST_P(TrustContract, InvitationsAreFoundByIdAndIssuer) {
  const auto lead = random_array<32>();
  const auto administrator = random_array<32>();
  const auto invitation = invite({lead, administrator}, Role::kCaseworker, InvitationState::kNeedsSignature, 9, 1000);
  invite({lead}, Role::kMember, InvitationState::kOpen, 9, 1000);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.invitations_of(lead); })->size(), 2U);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.invitations_of(administrator); })->size(), 1U);

  ASSERT_TRUE(
      write([&](Stores& s) { return s.trust.set_signatures(invitation.id, Bytes{4}, InvitationState::kOpen); }));
  const auto found = read([&](Stores& s) { return s.trust.find_invitation(invitation.id); });
  ASSERT_TRUE(found);
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->role, Role::kCaseworker);
  EXPECT_EQ((*found)->state, InvitationState::kOpen);
  EXPECT_EQ((*found)->issued_day, 9);
  EXPECT_EQ((*found)->expires, 1000);
  EXPECT_EQ((*found)->issued, Bytes{4});
  EXPECT_EQ((*found)->sealing_key, Bytes(1216, 3));
  EXPECT_EQ((*found)->issuers, (std::vector{lead, administrator}));
  EXPECT_FALSE(*read([&](Stores& s) { return s.trust.find_invitation(domain::InvitationId::random()); }));
  const Status again = write([&](Stores& s) { return s.trust.add_invitation(invitation); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_P(TrustContract, CountsAVouchersMembers) {
  const auto voucher = random_array<32>();
  invite({voucher}, Role::kMember, InvitationState::kOpen, 9, 1000);
  const auto used = invite({voucher}, Role::kMember, InvitationState::kOpen, 8, 100);
  invite({voucher}, Role::kMember, InvitationState::kOpen, 9, 100);
  invite({voucher}, Role::kCaseworker, InvitationState::kOpen, 9, 1000);
  invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 9, 1000);
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.end_invitation(used.id, InvitationState::kUsed); }));
  const auto count = read([&](Stores& s) { return s.trust.vouched(voucher, 9, 500); });
  ASSERT_TRUE(count);
  EXPECT_EQ(count->on_day, 2U);
  EXPECT_EQ(count->in_all, 2U);  // one used, one running; one ran out
  const auto cancelled = invite({voucher}, Role::kMember, InvitationState::kOpen, 9, 1000);
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.end_invitation(cancelled.id, InvitationState::kCancelled); }));
  const auto after = read([&](Stores& s) { return s.trust.vouched(voucher, 9, 500); });
  EXPECT_EQ(after->on_day, 3U);
  EXPECT_EQ(after->in_all, 2U);
}

TEST_P(TrustContract, PurgesWhatRanOutUnused) {
  make_group_epochs(1);
  const auto old = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  const auto used = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  const auto open = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 200);
  for (const auto& invitation : {old, used, open})
    ASSERT_TRUE(write([&](Stores& s) { return s.trust.put_group_wrap(invitation.id.value, {1, {5}}); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.end_invitation(used.id, InvitationState::kUsed); }));
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.purge_invitations(200); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.trust.find_invitation(old.id); }));
  EXPECT_TRUE(*read([&](Stores& s) { return s.trust.find_invitation(open.id); }));
  const auto kept = read([&](Stores& s) { return s.trust.find_invitation(used.id); });
  ASSERT_TRUE(*kept);
  EXPECT_EQ((*kept)->state, InvitationState::kUsed);
  EXPECT_TRUE((*kept)->sealing_key.empty());
  EXPECT_EQ(read([&](Stores& s) { return s.trust.group_wraps(old.id.value); })->size(), 0U);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.group_wraps(used.id.value); })->size(), 0U);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.group_wraps(open.id.value); })->size(), 1U);
}

TEST_P(TrustContract, EpochsByNumber) {
  const auto team = domain::TeamId::random();
  EXPECT_FALSE(*read([&](Stores& s) { return s.trust.last_group_epoch(); }));
  EXPECT_FALSE(*read([&](Stores& s) { return s.trust.last_team_epoch(team); }));
  for (const std::uint32_t number : {9U, 10U}) {
    ASSERT_TRUE(write([&](Stores& s) -> Status {
      PARASOL_CHECK_OK(s.trust.add_group_epoch({number, {1}}));
      return s.trust.add_team_epoch(team, {number, {2}});
    }));
  }
  EXPECT_EQ((*read([&](Stores& s) { return s.trust.last_group_epoch(); }))->number, 10U);
  EXPECT_EQ((*read([&](Stores& s) { return s.trust.last_team_epoch(team); }))->number, 10U);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.group_epochs(); })->front().number, 9U);
  EXPECT_EQ(read([&](Stores& s) { return s.trust.team_epochs(team); })->back().envelope, Bytes{2});
  EXPECT_TRUE(read([&](Stores& s) { return s.trust.team_epochs(domain::TeamId::random()); })->empty());
  EXPECT_FALSE(write([&](Stores& s) { return s.trust.add_group_epoch({9, {1}}); }));
}

TEST_P(TrustContract, WrapsAreGivenReplacedAndRemoved) {
  make_group_epochs(2);
  const auto team = domain::TeamId::random();
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.add_team_epoch(team, {1, {2}}); }));
  const auto account = join(Role::kCaseLead);
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.trust.put_group_wrap(account.value, {1, {1}}));
    PARASOL_CHECK_OK(s.trust.put_group_wrap(account.value, {2, {1}}));
    PARASOL_CHECK_OK(s.trust.put_group_wrap(account.value, {2, {8}}));
    PARASOL_CHECK_OK(s.trust.put_team_wrap(account, team, {1, domain::WrapPurpose::kDesk, {3}}));
    PARASOL_CHECK_OK(s.trust.put_team_wrap(account, team, {1, domain::WrapPurpose::kLink, {5}}));
    return s.trust.put_team_wrap(account, team, {1, domain::WrapPurpose::kEditors, {4}});
  }));
  const auto group = read([&](Stores& s) { return s.trust.group_wraps(account.value); });
  ASSERT_EQ(group->size(), 2U);
  EXPECT_EQ(group->back().wrap, Bytes{8});
  const auto of_team = read([&](Stores& s) { return s.trust.team_wraps(account, team); });
  ASSERT_EQ(of_team->size(), 3U);
  EXPECT_EQ(of_team->front().purpose, domain::WrapPurpose::kDesk);
  EXPECT_EQ((*of_team)[1].wrap, Bytes{4});
  EXPECT_EQ(of_team->back().purpose, domain::WrapPurpose::kLink);
  ASSERT_TRUE(write([&](Stores& s) { return s.trust.remove_wraps(account); }));
  EXPECT_TRUE(read([&](Stores& s) { return s.trust.group_wraps(account.value); })->empty());
  EXPECT_TRUE(read([&](Stores& s) { return s.trust.team_wraps(account, team); })->empty());
}

TEST_P(TrustContract, KnowsWhoLacksAWrap) {
  make_group_epochs(2);
  const auto lacking = join(Role::kMember);
  const auto served = join(Role::kMember);
  const auto revoked = join(Role::kMember);
  join(Role::kCaseworker);
  const auto open = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  const auto waiting = invite({random_array<32>()}, Role::kCaseworker, InvitationState::kNeedsSignature, 1, 100);
  invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 99);
  const auto used = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  const auto cancelled = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  const auto has_one = invite({random_array<32>()}, Role::kMember, InvitationState::kOpen, 1, 100);
  ASSERT_TRUE(write([&](Stores& s) -> Status {
    PARASOL_CHECK_OK(s.trust.end_invitation(used.id, InvitationState::kUsed));
    PARASOL_CHECK_OK(s.trust.end_invitation(cancelled.id, InvitationState::kCancelled));
    PARASOL_CHECK_OK(s.trust.put_group_wrap(has_one.id.value, {2, {1}}));
    PARASOL_CHECK_OK(s.trust.put_group_wrap(lacking.value, {1, {1}}));
    PARASOL_CHECK_OK(s.trust.put_group_wrap(served.value, {2, {1}}));
    return s.accounts.revoke(revoked);
  }));
  EXPECT_EQ(*read([&](Stores& s) { return s.trust.members_lacking(2, 10); }), std::vector{lacking});
  EXPECT_TRUE(read([&](Stores& s) { return s.trust.members_lacking(2, 0); })->empty());
  const auto invitations = read([&](Stores& s) { return s.trust.invitations_lacking(2, 100, 10); });
  std::set<domain::InvitationId> ids;
  for (const auto& invitation : *invitations) ids.insert(invitation.id);
  EXPECT_EQ(ids, (std::set{open.id, waiting.id}));
  const auto running = read([&](Stores& s) { return s.trust.running_invitations(100, 10); });
  std::set<domain::InvitationId> usable;
  for (const auto& invitation : *running) usable.insert(invitation.id);
  EXPECT_EQ(usable, (std::set{open.id, waiting.id, has_one.id}));
  EXPECT_EQ(read([&](Stores& s) { return s.trust.running_invitations(100, 2); })->size(), 2U);
}

}  // namespace
}  // namespace parasol
