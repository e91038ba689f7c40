#include "trust/registry.h"

#include <gtest/gtest.h>

#include "trust/test_support.h"

namespace parasol::trust {
namespace {

using test::key_of;
using test::kStart;

class RegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* person : {&administrator, &lead, &officer, &worker, &caseworker, &editor})
      ASSERT_EQ(*registry.enrol(person->enrolment(), kStart), Added::kNew);
  }
  template <class T>
  static ErrorCode code(const Result<T>& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }

  test::Organisation organisation;
  test::Member administrator = organisation.by_root("administrator", Role::kAdministrator);
  test::Member lead = organisation.by_root("lead", Role::kCaseLead);
  test::Member officer = organisation.by_root("officer", Role::kDataProtectionOfficer);
  test::Member worker = organisation.by({&administrator, &lead}, "worker", Role::kProjectWorker);
  test::Member caseworker = organisation.by({&administrator, &lead}, "caseworker", Role::kCaseworker);
  test::Member editor = organisation.by({&administrator, &lead}, "editor", Role::kAlertEditor);
  test::Member member = organisation.by({&worker}, "member", Role::kMember);
  Registry registry{organisation.trust, Admits::kEveryone};
};

TEST_F(RegistryTest, KnowsWhomItEnrolled) {
  ASSERT_EQ(*registry.enrol(member.enrolment(), kStart), Added::kNew);
  EXPECT_EQ(registry.role_of(member.key()), Role::kMember);
  EXPECT_EQ(registry.role_of(worker.key()), Role::kProjectWorker);
  EXPECT_EQ(registry.member_of_check_key(member.check.public_key())->signing_key, member.key());
  EXPECT_EQ(registry.role_of(key_of("stranger").public_key()), std::nullopt);
  EXPECT_EQ(registry.member_of_check_key(member.key()), nullptr);
  // A keyring shows staff only.
  EXPECT_EQ(registry.staff_links().size(), 6U);
}

TEST_F(RegistryTest, RepeatsAreAnsweredAlike) {
  // Long after the invitation has expired, and although its issuer has been revoked.
  ASSERT_TRUE(registry.revoke(organisation.revocation(administrator.signing, lead.key())));
  EXPECT_EQ(*registry.enrol(worker.enrolment(), kStart + 900 * kDay), Added::kAlready);
}

// Break: drop the first line of check_fresh.
TEST_F(RegistryTest, ExpiresOnOurClock) {
  EXPECT_EQ(code(registry.enrol(member.enrolment(), kStart + kInvitationLife + kClockTolerance + 1)), ErrorCode::kConflict);
  EXPECT_TRUE(registry.enrol(member.enrolment(), kStart + kInvitationLife + kClockTolerance));
}

// Break: drop the second line of check_fresh.
TEST_F(RegistryTest, BeginsOnOurClock) {
  EXPECT_EQ(code(registry.enrol(member.enrolment(), kStart - kClockTolerance - 1)), ErrorCode::kConflict);
}

// Break: drop used_invitations_ from check_fresh.
TEST_F(RegistryTest, AnInvitationWorksOnce) {
  ASSERT_TRUE(registry.enrol(member.enrolment(), kStart));
  // Whoever holds the code signs a second membership with it.
  auto chain = member.chain;
  auto& link = chain.links.back();
  link.membership.signing_key = key_of("second").public_key();
  link.membership.check_key = key_of("second check").public_key();
  link.signature = key_of("invitation of member").sign(records::encode(link.membership));
  EXPECT_TRUE(verify_chain(chain, registry.root(), registry.deployment()));
  EXPECT_EQ(code(registry.enrol({chain}, kStart)), ErrorCode::kConflict);
}

// Break: drop one of the three conditions in check_keys_unused.
TEST_F(RegistryTest, KeysAreNobodyElses) {
  const auto with_keys = [&](const Key& signing, const Key& check) {
    auto chain = member.chain;
    auto& link = chain.links.back();
    link.membership.signing_key = signing;
    link.membership.check_key = check;
    link.signature = key_of("invitation of member").sign(records::encode(link.membership));
    return registry.enrol({chain}, kStart);
  };
  const Key fresh = key_of("fresh").public_key();
  EXPECT_EQ(code(with_keys(editor.key(), fresh)), ErrorCode::kConflict);
  EXPECT_EQ(code(with_keys(fresh, editor.check.public_key())), ErrorCode::kConflict);
  EXPECT_EQ(code(with_keys(fresh, editor.key())), ErrorCode::kConflict);
  EXPECT_EQ(code(with_keys(organisation.trust.list_key, fresh)), ErrorCode::kConflict);
  EXPECT_EQ(code(with_keys(fresh, organisation.trust.system_key)), ErrorCode::kConflict);
  EXPECT_TRUE(with_keys(fresh, key_of("fresh check").public_key()));
}

// Break: drop is_revoked(issuer) in check_fresh.
TEST_F(RegistryTest, RevokedIssuersInviteNobody) {
  ASSERT_TRUE(registry.revoke(organisation.revocation(lead.signing, worker.key())));
  EXPECT_EQ(code(registry.enrol(member.enrolment(), kStart)), ErrorCode::kUnauthorised);
}

TEST_F(RegistryTest, AChainMayBringItsIssuersAlong) {
  Registry fresh(organisation.trust, Admits::kEveryone);
  EXPECT_EQ(*fresh.enrol(member.enrolment(), kStart), Added::kNew);
  EXPECT_EQ(fresh.role_of(worker.key()), Role::kProjectWorker);
  EXPECT_EQ(fresh.staff_links().size(), 3U);
  // An issuer who would be too late herself can't be smuggled in.
  Registry late(organisation.trust, Admits::kEveryone);
  const auto young = organisation.by({&worker}, "young", Role::kMember, kStart + 9 * kDay);
  EXPECT_EQ(code(late.enrol(young.enrolment(), kStart + 9 * kDay)), ErrorCode::kConflict);
  EXPECT_EQ(late.find(administrator.key()), nullptr);
}

// Break: commit newcomers inside the loop of enrol.
TEST_F(RegistryTest, AllOrNothing) {
  Registry fresh(organisation.trust, Admits::kStaffOnly);
  EXPECT_EQ(code(fresh.enrol(member.enrolment(), kStart)), ErrorCode::kInvalid);
  EXPECT_EQ(fresh.find(administrator.key()), nullptr);
  EXPECT_TRUE(fresh.staff_links().empty());
}

// Break: kMembersPerDay or kMembersInAll off by one, or count by the day of joining.
TEST_F(RegistryTest, VouchersHaveLimits) {
  const auto admit = [&](int day, int number) {
    const Millis at = kStart + day * kDay;
    const auto newcomer = organisation.by({&worker}, std::to_string(day) + "/" + std::to_string(number), Role::kMember, at);
    return registry.enrol(newcomer.enrolment(), kStart + 3 * kDay);  // they all join on one day
  };
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(admit(0, i)) << i;
  EXPECT_EQ(code(admit(0, 20)), ErrorCode::kRateLimited);
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(admit(1, i)) << i;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(admit(2, i)) << i;
  EXPECT_EQ(code(admit(2, 10)), ErrorCode::kRateLimited);
  EXPECT_EQ(code(admit(3, 0)), ErrorCode::kRateLimited);
  // Each voucher has her own.
  EXPECT_TRUE(registry.enrol(organisation.by({&lead}, "hers", Role::kMember).enrolment(), kStart));
  // And what was refused did not count twice: repeats are still answered.
  EXPECT_EQ(*admit(0, 3), Added::kAlready);
}

// Break: any line of may_revoke.
TEST_F(RegistryTest, WhoRevokesWhom) {
  ASSERT_TRUE(registry.enrol(member.enrolment(), kStart));
  const Key other = organisation.by({&worker}, "other", Role::kMember).key();
  for (const auto* nobody : {&officer, &caseworker, &editor, &member})
    EXPECT_EQ(code(registry.revoke(organisation.revocation(nobody->signing, other))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code(registry.revoke(organisation.revocation(key_of("stranger"), other))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code(registry.revoke(organisation.revocation(worker.signing, editor.key()))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code(registry.revoke(organisation.revocation(administrator.signing, registry.root()))), ErrorCode::kInvalid);
  EXPECT_EQ(*registry.revoke(organisation.revocation(worker.signing, member.key())), Added::kNew);
  EXPECT_EQ(*registry.revoke(organisation.revocation(lead.signing, editor.key())), Added::kNew);
  EXPECT_EQ(*registry.revoke(organisation.revocation(administrator.signing, lead.key())), Added::kNew);
  for (const Key& key : {member.key(), editor.key(), lead.key()}) {
    EXPECT_TRUE(registry.is_revoked(key));
    EXPECT_EQ(registry.role_of(key), std::nullopt);
    EXPECT_NE(registry.find(key), nullptr);
  }
  EXPECT_EQ(registry.revocations().size(), 3U);
}

// Break: revoke() with role_of() for the signer.
TEST_F(RegistryTest, WhatTheRevokedTookAwayMayComeLate) {
  const auto first = organisation.revocation(lead.signing, caseworker.key());
  ASSERT_TRUE(registry.revoke(organisation.revocation(administrator.signing, lead.key())));
  EXPECT_EQ(*registry.revoke(first), Added::kNew);
  EXPECT_EQ(*registry.revoke(first), Added::kAlready);
  EXPECT_EQ(code(registry.revoke(organisation.revocation(editor.signing, worker.key()))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code(registry.revoke(organisation.revocation(key_of("stranger"), worker.key()))), ErrorCode::kUnauthorised);
}

// Break: is_revoked_as without may_revoke.
TEST_F(RegistryTest, AProjectWorkersWordBindsMembersOnly) {
  const auto newcomer = organisation.by({&administrator, &lead}, "newcomer", Role::kCaseworker);
  ASSERT_EQ(*registry.revoke(organisation.revocation(worker.signing, newcomer.key())), Added::kNew);
  EXPECT_TRUE(registry.is_revoked(newcomer.key()));
  EXPECT_EQ(*registry.enrol(newcomer.enrolment(), kStart), Added::kNew);
  EXPECT_FALSE(registry.is_revoked(newcomer.key()));
  EXPECT_EQ(*registry.revoke(organisation.revocation(lead.signing, newcomer.key())), Added::kNew);
  EXPECT_TRUE(registry.is_revoked(newcomer.key()));
  // A member who was revoked before her enrolment arrives can't enrol.
  ASSERT_TRUE(registry.revoke(organisation.revocation(worker.signing, member.key())));
  EXPECT_EQ(code(registry.enrol(member.enrolment(), kStart)), ErrorCode::kUnauthorised);
}

// Break: any condition of add_epoch.
TEST_F(RegistryTest, EpochsRise) {
  EXPECT_EQ(code(registry.add_team_epoch(organisation.team_epoch(editor.signing, 1))), ErrorCode::kUnauthorised);
  EXPECT_EQ(code(registry.add_team_epoch(organisation.team_epoch(lead.signing, 0))), ErrorCode::kConflict);
  const auto first = organisation.team_epoch(lead.signing, 1);
  EXPECT_EQ(*registry.add_team_epoch(first), Added::kNew);
  EXPECT_EQ(*registry.add_team_epoch(first), Added::kAlready);
  EXPECT_EQ(code(registry.add_team_epoch(organisation.team_epoch(lead.signing, 1, kStart + 1))), ErrorCode::kConflict);
  EXPECT_EQ(*registry.add_team_epoch(organisation.team_epoch(lead.signing, 3)), Added::kNew);
  EXPECT_EQ(code(registry.add_team_epoch(organisation.team_epoch(lead.signing, 2))), ErrorCode::kConflict);
  EXPECT_EQ(code(registry.add_team_epoch(organisation.team_epoch(lead.signing, 4 + kMaxEpochGap))), ErrorCode::kConflict);
  EXPECT_EQ(*registry.add_group_epoch(organisation.group_epoch(lead.signing, 1)), Added::kNew);
  EXPECT_EQ(registry.team_epochs().size(), 2U);
  EXPECT_EQ(registry.group_epochs().size(), 1U);

  records::GroupEpoch epoch;
  epoch.deployment = organisation.deployment;
  epoch.epoch = 2;
  epoch.not_before = to_u53(kStart);
  for (const Millis life : {Millis{0}, kEpochLife + 1}) {
    epoch.not_after = to_u53(kStart + life);
    EXPECT_EQ(code(registry.add_group_epoch(sign(lead.signing, records::encode(epoch)))), ErrorCode::kInvalid);
  }
  ASSERT_TRUE(registry.revoke(organisation.revocation(administrator.signing, lead.key())));
  EXPECT_EQ(code(registry.add_group_epoch(organisation.group_epoch(lead.signing, 2))), ErrorCode::kUnauthorised);
  EXPECT_EQ(*registry.add_team_epoch(first), Added::kAlready);
}

// Break: verify nothing in remember(), or let who is only known act.
TEST_F(RegistryTest, WhoIsOnlyKnownHasNoRole) {
  const auto late = organisation.by({&administrator, &lead}, "late", Role::kCaseworker);
  auto forged = late.enrolment();
  forged.chain.links.back().signature[3] ^= 1;
  EXPECT_FALSE(registry.remember(forged));
  EXPECT_EQ(code(registry.remember(member.enrolment())), ErrorCode::kInvalid);
  EXPECT_EQ(*registry.remember(lead.enrolment()), Added::kAlready);
  EXPECT_EQ(*registry.remember(late.enrolment()), Added::kNew);
  EXPECT_EQ(*registry.remember(late.enrolment()), Added::kAlready);
  EXPECT_EQ(registry.find(late.key()), nullptr);
  EXPECT_NE(registry.find_known(late.key()), nullptr);
  EXPECT_FALSE(registry.role_of(late.key()));
}

TEST_F(RegistryTest, TheKeyringListsIssuersFirst) {
  std::set<Key> seen{registry.root()};
  for (const auto& link : registry.staff_links()) {
    for (const Key& issuer : link.issued.invitation.issuers) EXPECT_TRUE(seen.contains(issuer));
    seen.insert(link.membership.signing_key);
  }
}

}  // namespace
}  // namespace parasol::trust
