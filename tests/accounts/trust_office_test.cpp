// The circle of people and its keys.
#include "circle.h"
#include "crypto/records.h"
#include "domain/ports/outbox_store.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using domain::GroupWrapFor;
using domain::TeamWrapFor;
using domain::WrapPurpose;
using test_support::Circle;
using test_support::code_of;
using test_support::field_of;
using test_support::Person;
using test_support::wrap_to;
using vocabulary::AuditAction;
using vocabulary::Role;

struct TrustOfficeTest : testing::Test {
  Circle circle;
  Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  Person lead = circle.join_by_root("lead", Role::kCaseLead);
  Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  Person caseworker = circle.join_staff("caseworker", Role::kCaseworker, administrator, lead);
  Person editor = circle.join_staff("editor", Role::kAlertEditor, administrator, lead);
  Person member = circle.join_member("member", worker);

  Status revoke(const Person& by, const Person& whom) {
    return circle.office.revoke(by.principal, circle.organisation.revocation(by.signing, whom.signing.public_key()));
  }
  Status group_epoch(std::uint32_t number, const std::vector<GroupWrapFor>& wraps = {}) {
    return circle.office.make_group_epoch(lead.principal, circle.organisation.group_epoch(lead.signing, number), wraps,
                                          {});
  }
  Status team_epoch(std::uint32_t number, const std::vector<TeamWrapFor>& wraps = {}) {
    return circle.office.make_team_epoch(lead.principal, circle.organisation.team_epoch(lead.signing, number), wraps);
  }
  GroupWrapFor for_account(const Person& person, std::uint32_t epoch) {
    return {person.principal.account, std::nullopt, {epoch, wrap_to(person.name)}};
  }
  TeamWrapFor for_team(const Person& person, WrapPurpose purpose, std::uint32_t epoch) {
    return {person.principal.account, {epoch, purpose, wrap_to(person.name)}};
  }
  const domain::Person* find(const domain::People& people, const Person& person) {
    for (const auto& entry : people.persons)
      if (entry.account.id == person.principal.account) return &entry;
    return nullptr;
  }
};

TEST_F(TrustOfficeTest, WhoMayEndWhom) {
  const Person member2 = circle.join_member("member-2", lead);
  const std::string before = circle.snapshot();
  EXPECT_EQ(code_of(revoke(worker, caseworker)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(revoke(caseworker, member)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(revoke(member, member2)), ErrorCode::kNotFound);
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_EQ(circle.audit_events(AuditAction::kKeyRevoked, true), 3U);
  EXPECT_TRUE(revoke(worker, member2));  // any voucher for any member
  EXPECT_TRUE(revoke(lead, worker));
  EXPECT_TRUE(revoke(administrator, lead));
  EXPECT_EQ(circle.audit_events(AuditAction::kKeyRevoked), 3U);
  EXPECT_EQ(circle.keyd.revocations.size(), 3U);
  EXPECT_EQ(circle.listd.revocations.size(), 3U);
}

TEST_F(TrustOfficeTest, ARevocationIsOnesOwnStatement) {
  const auto by_lead = circle.organisation.revocation(lead.signing, member.signing.public_key());
  EXPECT_EQ(field_of(circle.office.revoke(administrator.principal, by_lead)), "revocation");
  auto spoilt = by_lead;
  spoilt.signature[0] ^= 1;
  EXPECT_EQ(field_of(circle.office.revoke(lead.principal, spoilt)), "revocation");
  const auto of_nobody = circle.organisation.revocation(lead.signing, trust::test::key_of("nobody").public_key());
  EXPECT_EQ(code_of(circle.office.revoke(lead.principal, of_nobody)), ErrorCode::kNotFound);
  EXPECT_TRUE(circle.keyd.revocations.empty());
}

TEST_F(TrustOfficeTest, EndsHereFirstAndIsToldUntilEverybodyKnows) {
  ASSERT_TRUE(group_epoch(1, {for_account(member, 1)}));
  const auto token = circle.enter(member, domain::Entrance::kMember);
  circle.keyd.fails_with = failure(ErrorCode::kUnavailable);
  circle.listd.fails_with = failure(ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(revoke(lead, member)), ErrorCode::kUnavailable);
  EXPECT_FALSE(*circle.sign_in.session(domain::Entrance::kMember, *token));
  EXPECT_TRUE(circle.unit.read([&](domain::Stores& s) { return s.trust.group_wraps(member.principal.account.value); })
                  ->empty());
  EXPECT_EQ(circle.snapshot({"vault"}).find(to_hex(member.principal.account.value)), std::string::npos);

  circle.keyd.fails_with = circle.listd.fails_with = std::nullopt;
  ASSERT_TRUE(domain::repeat_revocations(circle.unit, circle.keyd));  // while it waits for listd
  EXPECT_EQ(circle.keyd.revocations.size(), 1U);
  ASSERT_TRUE(circle.courier.deliver());
  EXPECT_EQ(circle.listd.revocations, circle.keyd.revocations);
  ASSERT_TRUE(domain::repeat_revocations(circle.unit, circle.keyd));  // and from the kept copy
  EXPECT_EQ(circle.keyd.revocations.size(), 2U);

  const std::string before = circle.snapshot();
  EXPECT_TRUE(revoke(lead, member));
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_EQ(circle.audit_events(AuditAction::kKeyRevoked), 1U);
}

// Break: no outbox item for an account that has ended.
TEST_F(TrustOfficeTest, AnotherWordAboutSomebodyWhoHasEndedReachesListdToo) {
  ASSERT_TRUE(revoke(lead, editor));
  EXPECT_EQ(circle.listd.revocations.size(), 1U);
  ASSERT_TRUE(revoke(administrator, editor));
  EXPECT_EQ(circle.listd.revocations.size(), 2U);
  ASSERT_TRUE(revoke(administrator, editor));  // the same statement
  EXPECT_EQ(circle.listd.revocations.size(), 2U);
}

// Break: no check_number, or no outbox item.
TEST_F(TrustOfficeTest, EpochsRiseAndReachListd) {
  ASSERT_TRUE(group_epoch(1));
  ASSERT_TRUE(group_epoch(1));  // the same again
  EXPECT_EQ(circle.audit_events(AuditAction::kGroupEpochMade), 1U);
  auto other = circle.organisation.group_epoch(lead.signing, 1, trust::test::kStart + 1);
  EXPECT_EQ(code_of(circle.office.make_group_epoch(lead.principal, other, {}, {})), ErrorCode::kConflict);
  EXPECT_EQ(field_of(group_epoch(18)), "epoch");
  circle.listd.fails_with = failure(ErrorCode::kUnavailable);
  ASSERT_TRUE(group_epoch(3));
  EXPECT_EQ(code_of(group_epoch(2)), ErrorCode::kConflict);
  ASSERT_TRUE(team_epoch(1));
  EXPECT_EQ(circle.listd.group_epochs.size(), 1U);
  circle.listd.fails_with = std::nullopt;
  ASSERT_TRUE(circle.courier.deliver());
  EXPECT_EQ(circle.listd.group_epochs.size(), 2U);
  EXPECT_EQ(circle.listd.team_epochs.size(), 1U);
  EXPECT_EQ(circle.snapshot({"outbox"}), "outbox\n");
}

TEST_F(TrustOfficeTest, AnEpochIsOnesOwnStatementOfAtMostNinetyDays) {
  const std::string before = circle.snapshot();
  const auto refused = [&](const records::Signed& epoch) {
    return field_of(circle.office.make_group_epoch(lead.principal, epoch, {}, {}));
  };
  records::GroupEpoch statement;
  statement.deployment = circle.organisation.deployment;
  statement.epoch = 1;
  statement.not_before = trust::to_u53(circle.clock.now());
  statement.not_after = trust::to_u53(circle.clock.now() + 90 * kDay + 1);
  EXPECT_EQ(refused(trust::sign(lead.signing, records::encode(statement))), "epoch");
  statement.not_after = statement.not_before;
  EXPECT_EQ(refused(trust::sign(lead.signing, records::encode(statement))), "epoch");
  EXPECT_EQ(refused(circle.organisation.group_epoch(administrator.signing, 1)), "epoch");
  statement.not_after = statement.not_before + 1;
  statement.deployment[0] ^= 1;
  EXPECT_EQ(refused(trust::sign(lead.signing, records::encode(statement))), "epoch");
  EXPECT_EQ(refused(circle.organisation.team_epoch(lead.signing, 1)), "epoch");
  EXPECT_EQ(circle.snapshot(), before);

  domain::Principal elsewhere = lead.principal;
  elsewhere.team = domain::TeamId::random();
  EXPECT_EQ(code_of(circle.office.make_team_epoch(elsewhere, circle.organisation.team_epoch(lead.signing, 1), {})),
            ErrorCode::kNotFound);
}

TEST_F(TrustOfficeTest, GroupWrapsGoToTheirRecipients) {
  const auto issued = circle.invitation("code", Role::kMember, {&lead.signing}, {&lead.signing});
  ASSERT_TRUE(circle.invitations.issue(lead.principal, records::encode(issued),
                                       test_support::sealing_key_of("sealing of code code"), std::nullopt));
  const domain::InvitationId invitation{issued.invitation.invitation};
  const GroupWrapFor for_invitation{std::nullopt, invitation, {1, wrap_to("sealing of code code")}};
  ASSERT_TRUE(group_epoch(1, {for_account(lead, 1), for_account(member, 1), for_invitation}));
  EXPECT_TRUE(circle.joining.offer(invitation)->group);
  const auto keys = circle.office.group(member.principal);
  ASSERT_EQ(keys->epochs.size(), 1U);
  EXPECT_EQ(keys->epochs[0].wrap, wrap_to("member"));
  EXPECT_EQ(circle.office.group(caseworker.principal)->epochs[0].wrap, std::nullopt);

  const std::string before = circle.snapshot();
  const auto give = [&](GroupWrapFor wrap) {
    return circle.office.give_group_wraps(lead.principal, {for_account(caseworker, 1), std::move(wrap)});
  };
  EXPECT_EQ(code_of(give(for_account(administrator, 1))), ErrorCode::kNotFound);  // the role receives none
  EXPECT_EQ(field_of(give({member.principal.account, std::nullopt, {1, wrap_to("lead")}})), "wraps");
  EXPECT_EQ(field_of(give({member.principal.account, invitation, {1, wrap_to("member")}})), "wraps");
  EXPECT_EQ(field_of(give({std::nullopt, std::nullopt, {1, wrap_to("member")}})), "wraps");
  EXPECT_EQ(code_of(give({domain::AccountId::random(), std::nullopt, {1, wrap_to("member")}})), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give(for_account(member, 2))), ErrorCode::kConflict);
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_TRUE(give(for_account(editor, 1)));
  circle.revoke(lead, member);
  EXPECT_EQ(code_of(give(for_account(member, 1))), ErrorCode::kNotFound);
  circle.clock.advance(8 * kDay);
  EXPECT_EQ(code_of(give(for_invitation)), ErrorCode::kNotFound);
}

// Break: leave out replace_key_wraps, or check_all_named.
TEST_F(TrustOfficeTest, ANewGroupKeyCarriesTheWarnings) {
  const auto reference = domain::WarningReference::random();
  ASSERT_TRUE(group_epoch(1));
  ASSERT_TRUE(circle.unit.write([&](domain::Stores& s) {
    return s.warnings.publish({.reference = reference,
                               .version = 1,
                               .group_epoch = 1,
                               .key_wrap = Bytes(72, 1),
                               .first_day = 0,
                               .last_day = 99'999},
                              Bytes{7}, {});
  }));
  const auto next = [&](std::uint32_t number, std::size_t size) {
    return circle.office.make_group_epoch(lead.principal, circle.organisation.group_epoch(lead.signing, number), {},
                                          {{reference, 1, Bytes(size, 2)}});
  };
  EXPECT_EQ(field_of(next(2, 71)), "content_keys");
  const auto incomplete = group_epoch(2);  // the warning was handed over meanwhile
  EXPECT_EQ(code_of(incomplete), ErrorCode::kConflict);
  EXPECT_EQ(field_of(incomplete), "content_keys");
  ASSERT_TRUE(next(2, 72));
  const auto publications = circle.unit.read([](domain::Stores& s) { return s.warnings.publications(); });
  ASSERT_EQ(publications->size(), 1U);
  EXPECT_EQ(publications->front().group_epoch, 2U);
  EXPECT_EQ(publications->front().key_wrap, Bytes(72, 2));
}

TEST_F(TrustOfficeTest, TeamWrapsGoByRole) {
  ASSERT_TRUE(team_epoch(1, {for_team(lead, WrapPurpose::kDesk, 1), for_team(lead, WrapPurpose::kEditors, 1)}));
  const auto give = [&](TeamWrapFor wrap) {
    return circle.office.give_team_wraps(lead.principal, {{circle.installation.team, std::move(wrap)}});
  };
  EXPECT_EQ(code_of(give(for_team(editor, WrapPurpose::kDesk, 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give(for_team(caseworker, WrapPurpose::kEditors, 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give(for_team(worker, WrapPurpose::kDesk, 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give(for_team(member, WrapPurpose::kDesk, 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(give(for_team(caseworker, WrapPurpose::kDesk, 2))), ErrorCode::kConflict);
  EXPECT_TRUE(give(for_team(caseworker, WrapPurpose::kDesk, 1)));
  EXPECT_TRUE(give(for_team(editor, WrapPurpose::kEditors, 1)));
  EXPECT_TRUE(give(for_team(lead, WrapPurpose::kLink, 1)));
  for (const Person* person : {&caseworker, &editor, &worker, &member})
    EXPECT_EQ(code_of(give(for_team(*person, WrapPurpose::kLink, 1))), ErrorCode::kNotFound) << person->name;
  const Person analyst = circle.join_staff("analyst", Role::kAnalyst, administrator, lead);
  EXPECT_TRUE(give(for_team(analyst, WrapPurpose::kLink, 1)));
  EXPECT_EQ(circle.office.team(analyst.principal)->epochs[0].wraps, (std::map{std::pair{WrapPurpose::kLink, wrap_to("analyst")}}));
  for (const WrapPurpose purpose : {WrapPurpose::kDesk, WrapPurpose::kEditors})
    EXPECT_EQ(code_of(give(for_team(analyst, purpose, 1))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(circle.office.give_team_wraps(
                lead.principal, {{domain::TeamId::random(), for_team(editor, WrapPurpose::kEditors, 1)}})),
            ErrorCode::kNotFound);
  const auto keys = circle.office.team(editor.principal);
  ASSERT_EQ(keys->epochs.size(), 1U);
  EXPECT_EQ(keys->epochs[0].wraps, (std::map{std::pair{WrapPurpose::kEditors, wrap_to("editor")}}));
  EXPECT_EQ(code_of(circle.office.team(worker.principal)), ErrorCode::kNotFound);
  circle.revoke(lead, editor);
  EXPECT_TRUE(circle.office.team(editor.principal)->epochs[0].wraps.empty());
}

TEST_F(TrustOfficeTest, PeopleShowsWhoLacksWhat) {
  ASSERT_TRUE(group_epoch(1, {for_account(lead, 1)}));
  ASSERT_TRUE(team_epoch(1, {for_team(lead, WrapPurpose::kDesk, 1)}));
  const auto issued = circle.invitation("code", Role::kMember, {&lead.signing}, {&lead.signing});
  ASSERT_TRUE(circle.invitations.issue(lead.principal, records::encode(issued),
                                       test_support::sealing_key_of("sealing of code code"), std::nullopt));
  const auto people = circle.office.people(lead.principal);
  ASSERT_TRUE(people);
  EXPECT_EQ(people->persons.size(), 6U);
  ASSERT_TRUE(find(*people, lead));
  EXPECT_TRUE(find(*people, lead)->has_group_wrap);
  EXPECT_FALSE(find(*people, lead)->has_team_wraps);   // only one of her three
  EXPECT_TRUE(find(*people, worker)->has_team_wraps);  // needs none
  EXPECT_FALSE(find(*people, caseworker)->has_team_wraps);
  ASSERT_TRUE(find(*people, member));
  ASSERT_EQ(people->invitations.size(), 1U);

  ASSERT_TRUE(circle.office.give_group_wraps(lead.principal, {for_account(member, 1)}));
  ASSERT_TRUE(circle.office.give_team_wraps(lead.principal,
                                            {{circle.installation.team, for_team(lead, WrapPurpose::kEditors, 1)},
                                             {circle.installation.team, for_team(lead, WrapPurpose::kLink, 1)}}));
  const auto later = circle.office.people(lead.principal);
  EXPECT_FALSE(find(*later, member));
  EXPECT_TRUE(find(*later, lead)->has_team_wraps);
  EXPECT_TRUE(circle.office.people(administrator.principal)->invitations.empty());
  ASSERT_TRUE(group_epoch(2));
  EXPECT_TRUE(find(*circle.office.people(lead.principal), member));
  EXPECT_FALSE(find(*circle.office.people(administrator.principal), member));

  EXPECT_TRUE(circle.accounts.me(member.principal)->awaits_keys);
  EXPECT_FALSE(circle.accounts.me(administrator.principal)->awaits_keys);
  ASSERT_TRUE(circle.office.give_group_wraps(lead.principal, {for_account(member, 2)}));
  EXPECT_FALSE(circle.accounts.me(member.principal)->awaits_keys);
}

}  // namespace
}  // namespace parasol
