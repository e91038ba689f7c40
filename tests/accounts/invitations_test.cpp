// Who may invite whom.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <set>

#include "circle.h"
#include "crypto/records.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using domain::InvitationState;
using test_support::Circle;
using test_support::code_of;
using test_support::field_of;
using test_support::Person;
using vocabulary::AuditAction;
using vocabulary::Role;

Bytes code_sealing_key(std::string_view code) {
  return test_support::sealing_key_of("sealing of code " + std::string(code));
}
Bytes code_wrap(std::string_view code) { return test_support::wrap_to("sealing of code " + std::string(code)); }

struct InvitationsTest : testing::Test {
  Circle circle;
  Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  Person lead = circle.join_by_root("lead", Role::kCaseLead);
  Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);

  Result<domain::Invitations::Issued> invite_member(const Person& voucher, const std::string& code) {
    const auto issued = circle.invitation(code, Role::kMember, {&voucher.signing}, {&voucher.signing});
    return circle.invitations.issue(voucher.principal, records::encode(issued), code_sealing_key(code), std::nullopt);
  }
};

// Policy: for every approval that needs two people they are two, both active, in the two roles. Whoever the issuers
// are, an invitation becomes open only if the roles fit, each has signed with her own key, and nobody has left. Break:
// may_issue in Invitations::sign, has_signed in issue, or the AccountState check in issuers_of.
RC_GTEST_PROP(InvitationsProperty, OpenMeansThatTheRightPeopleSigned, ()) {
  static Circle circle;
  static const Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  static const Person administrator2 = circle.join_by_root("administrator-2", Role::kAdministrator);
  static const Person lead = circle.join_by_root("lead", Role::kCaseLead);
  static const Person lead2 = circle.join_by_root("lead-2", Role::kCaseLead);
  static const Person officer = circle.join_by_root("officer", Role::kDataProtectionOfficer);
  static const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  static const Person caseworker = circle.join_staff("caseworker", Role::kCaseworker, administrator, lead);
  static const Person former = [] {
    Person person = circle.join_by_root("former-lead", Role::kCaseLead);
    circle.revoke(lead, person);
    return person;
  }();
  static int serial = 0;
  const std::string code = "code-" + std::to_string(++serial);
  circle.clock.advance(kDay);

  const Role role = *rc::gen::weightedElement<Role>({{6, Role::kMember},
                                                     {3, Role::kProjectWorker},
                                                     {3, Role::kCaseworker},
                                                     {3, Role::kAlertEditor},
                                                     {1, Role::kCaseLead},
                                                     {1, Role::kAdministrator},
                                                     {1, Role::kDataProtectionOfficer}});
  const auto pick = [&] {
    return *rc::gen::weightedElement<const Person*>({{4, &administrator},
                                                     {2, &administrator2},
                                                     {4, &lead},
                                                     {2, &lead2},
                                                     {1, &officer},
                                                     {2, &worker},
                                                     {1, &caseworker},
                                                     {1, &former}});
  };
  std::vector<const Person*> issuers{pick()};
  if (*rc::gen::inRange(0, 6) == 0 ? role == Role::kMember : role != Role::kMember) issuers.push_back(pick());
  std::vector<const crypto::SigningKey*> keys;
  for (const Person* issuer : issuers) keys.push_back(&issuer->signing);
  const Person* poster = *rc::gen::weightedElement<bool>({{6, true}, {1, false}}) ? issuers.front() : pick();
  const auto issued = circle.invitation(code, role, keys, {keys.front()});

  bool is_open = false;
  const auto first =
      circle.invitations.issue(poster->principal, records::encode(issued), code_sealing_key(code), std::nullopt);
  if (first) is_open = first->state == InvitationState::kOpen;
  if (first && !is_open) {
    const Person* second = *rc::gen::weightedElement<bool>({{6, true}, {1, false}}) ? issuers.back() : pick();
    const crypto::SigningKey& key =
        *rc::gen::weightedElement<bool>({{6, true}, {1, false}}) ? second->signing : pick()->signing;
    const auto signed_again =
        circle.invitations.sign(second->principal, domain::InvitationId{trust::test::id_of(code)},
                                second->signing.public_key(), key.sign(records::encode(issued.invitation)));
    if (signed_again) is_open = *signed_again == InvitationState::kOpen;
  }
  const auto has = [&](Role wanted) {
    return std::any_of(issuers.begin(), issuers.end(),
                       [&](const Person* p) { return p->principal.role == wanted && p != &former; });
  };
  const auto certifier = vocabulary::entry(role).certified_by;
  if (is_open) {
    RC_ASSERT(certifier != vocabulary::Certifier::kRoot);
    if (certifier == vocabulary::Certifier::kVoucher) {
      RC_ASSERT(issuers.size() == 1U);
      RC_ASSERT(issuers[0] == &lead || issuers[0] == &lead2 || issuers[0] == &worker);
      RC_ASSERT(poster == issuers[0]);
    } else {
      RC_ASSERT(issuers.size() == 2U);
      RC_ASSERT(has(Role::kAdministrator));
      RC_ASSERT(has(Role::kCaseLead));
    }
  }
  RC_TAG(is_open ? "open" : "not open");
  // What is stored agrees, and whoever is not open admits nobody.
  RC_ASSERT(circle.joining.offer(domain::InvitationId{trust::test::id_of(code)}).has_value() == is_open);
}

TEST_F(InvitationsTest, StaffNeedTwoSignatures) {
  const auto issued =
      circle.invitation("code", Role::kCaseworker, {&administrator.signing, &lead.signing}, {&administrator.signing});
  const domain::InvitationId id{issued.invitation.invitation};
  const auto first = circle.invitations.issue(administrator.principal, records::encode(issued),
                                              code_sealing_key("code"), std::nullopt);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->state, InvitationState::kNeedsSignature);
  EXPECT_EQ(code_of(circle.joining.offer(id)), ErrorCode::kNotFound);
  EXPECT_EQ(circle.invitations.list(lead.principal)->size(), 2U);  // this and the worker's
  EXPECT_EQ(circle.invitations.list(worker.principal)->size(), 0U);

  const Bytes statement = records::encode(issued.invitation);
  const auto sign = [&](const Person& who, const crypto::SigningKey& key) {
    return circle.invitations.sign(who.principal, id, who.signing.public_key(), key.sign(statement));
  };
  EXPECT_EQ(code_of(sign(worker, worker.signing)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(sign(administrator, administrator.signing)), ErrorCode::kConflict);
  EXPECT_EQ(field_of(sign(lead, worker.signing)), "signature");
  EXPECT_EQ(field_of(circle.invitations.sign(lead.principal, id, administrator.signing.public_key(),
                                             administrator.signing.sign(statement))),
            "issuer");
  EXPECT_EQ(*sign(lead, lead.signing), InvitationState::kOpen);
  EXPECT_TRUE(circle.joining.offer(id));
  EXPECT_EQ(code_of(sign(lead, lead.signing)), ErrorCode::kConflict);
  EXPECT_EQ(circle.audit_events(AuditAction::kInvitationSigned), 2U);
  EXPECT_EQ(circle.audit_events(AuditAction::kInvitationSigned, true), 5U);
}

TEST_F(InvitationsTest, ThePosterMustStillBeThereWhenTheSecondSigns) {
  const auto issued =
      circle.invitation("code", Role::kCaseworker, {&administrator.signing, &lead.signing}, {&administrator.signing});
  ASSERT_TRUE(circle.invitations.issue(administrator.principal, records::encode(issued), code_sealing_key("code"),
                                       std::nullopt));
  circle.revoke(lead, administrator);
  EXPECT_EQ(code_of(circle.invitations.sign(lead.principal, domain::InvitationId{issued.invitation.invitation},
                                            lead.signing.public_key(),
                                            lead.signing.sign(records::encode(issued.invitation)))),
            ErrorCode::kNotFound);
}

// Break: is_hers always or never true for administrators; is_running in cancel; or drop a row of the lifecycle.
TEST_F(InvitationsTest, WhoeverMadeItOrAnAdministratorTakesItBack) {
  const auto staff = circle.invitation("staff", Role::kCaseworker, {&administrator.signing, &lead.signing}, {&administrator.signing});
  ASSERT_TRUE(circle.invitations.issue(administrator.principal, records::encode(staff), code_sealing_key("staff"), std::nullopt));
  for (const char* code : {"hers", "second", "third", "late"}) ASSERT_TRUE(invite_member(worker, code));
  const Person other = circle.join_by_root("other", Role::kAdministrator);
  const Person caseworker = circle.join_staff("caseworker", Role::kCaseworker, administrator, lead);
  const auto cancel = [&](const Person& who, std::string_view code) {
    return circle.invitations.cancel(who.principal, domain::InvitationId{trust::test::id_of(code)});
  };
  EXPECT_EQ(code_of(cancel(lead, "hers")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(cancel(caseworker, "staff")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(cancel(administrator, "nobody's")), ErrorCode::kNotFound);

  EXPECT_EQ(*cancel(worker, "hers"), InvitationState::kCancelled);
  EXPECT_EQ(*cancel(other, "second"), InvitationState::kCancelled);
  EXPECT_EQ(*cancel(lead, "staff"), InvitationState::kCancelled);  // before she has signed
  EXPECT_EQ(code_of(circle.invitations.sign(lead.principal, domain::InvitationId{staff.invitation.invitation}, lead.signing.public_key(),
                                            lead.signing.sign(records::encode(staff.invitation)))),
            ErrorCode::kNotFound);
  const std::string before = circle.snapshot();
  EXPECT_EQ(*cancel(worker, "hers"), InvitationState::kCancelled);
  EXPECT_EQ(circle.invitations.issue(administrator.principal, records::encode(staff), code_sealing_key("staff"), std::nullopt)->state,
            InvitationState::kCancelled);
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_EQ(code_of(invite_member(lead, "hers")), ErrorCode::kConflict);  // its id stays taken

  const auto third = circle.invitation("third", Role::kMember, {&worker.signing}, {&worker.signing});
  ASSERT_TRUE(circle.joining.join(circle.join_request(third, "third", "member")));
  EXPECT_EQ(code_of(cancel(worker, "third")), ErrorCode::kConflict);
  circle.clock.advance(trust::kInvitationLife + trust::kClockTolerance + 1);
  EXPECT_EQ(code_of(cancel(worker, "late")), ErrorCode::kConflict);
  EXPECT_EQ(circle.audit_events(AuditAction::kInvitationCancelled), 3U);
  EXPECT_EQ(circle.audit_events(AuditAction::kInvitationCancelled, true), 5U);
}

// Break: give the day's place back with the invitation, or never the place among fifty.
TEST_F(InvitationsTest, CancellingGivesNoFurtherInvitationOnTheSameDay) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(invite_member(worker, "code " + std::to_string(i)));
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(circle.invitations.cancel(worker.principal, domain::InvitationId{trust::test::id_of("code " + std::to_string(i))}));
  EXPECT_EQ(code_of(invite_member(worker, "one more")), ErrorCode::kRateLimited);
  for (int day = 0; day < 3; ++day) {
    circle.clock.advance(kDay);
    for (int i = 0; i < (day == 2 ? 10 : 20); ++i) ASSERT_TRUE(invite_member(worker, std::to_string(day) + "/" + std::to_string(i))) << day << i;
  }
  EXPECT_EQ(code_of(invite_member(worker, "fifty-first")), ErrorCode::kRateLimited);
}

TEST_F(InvitationsTest, AdministratorsSeeWhatCanStillBeUsed) {
  ASSERT_TRUE(invite_member(worker, "open"));
  ASSERT_TRUE(invite_member(worker, "cancelled"));
  ASSERT_TRUE(circle.invitations.cancel(worker.principal, domain::InvitationId{trust::test::id_of("cancelled")}));
  const auto seen = [&](const Person& who) {
    std::set<domain::InvitationId> ids;
    const auto list = circle.invitations.list(who.principal);
    for (const auto& invitation : *list)
      if (domain::is_running(invitation, circle.clock.now())) ids.insert(invitation.id);
    return ids;
  };
  const std::set open{domain::InvitationId{trust::test::id_of("open")}};
  EXPECT_EQ(seen(administrator), open);
  EXPECT_EQ(seen(worker), open);
  EXPECT_TRUE(seen(lead).empty());
  EXPECT_EQ(circle.invitations.list(worker.principal)->size(), 2U);
  circle.clock.advance(trust::kInvitationLife + trust::kClockTolerance + 1);
  EXPECT_TRUE(seen(administrator).empty());
}

TEST_F(InvitationsTest, RefusesWhatContradictsItself) {
  const std::string before = circle.snapshot();
  const auto field = [&](auto spoil, Bytes sealing_key) -> std::string {
    auto issued = circle.invitation("code", Role::kMember, {&lead.signing}, {});
    spoil(issued);
    if (issued.signatures.empty())
      issued.signatures.push_back({lead.signing.public_key(), lead.signing.sign(records::encode(issued.invitation))});
    const auto refused = circle.invitations.issue(lead.principal, records::encode(issued), sealing_key, std::nullopt);
    return refused ? "accepted" : refused.error().field;
  };
  const Bytes key = code_sealing_key("code");
  const auto in = [](std::uint64_t& time, Millis by) { time = trust::to_u53(trust::to_millis(time) + by); };
  EXPECT_EQ(field([](auto&) {}, code_sealing_key("other")), "sealing_key");
  EXPECT_EQ(field([](auto& i) { i.invitation.deployment[0] ^= 1; }, key), "issued.deployment");
  EXPECT_EQ(field([](auto& i) { i.invitation.role = 99; }, key), "issued.role");
  EXPECT_EQ(field([](auto& i) { i.invitation.issuers.clear(); }, key), "issued.issuers");
  EXPECT_EQ(field([](auto& i) { i.invitation.issuers.push_back(i.invitation.issuers[0]); }, key), "issued.issuers");
  EXPECT_EQ(field([&](auto& i) { in(i.invitation.expires, 1); }, key), "issued.expires");
  EXPECT_EQ(field([&](auto& i) { i.invitation.expires = i.invitation.issued; }, key), "issued.expires");
  EXPECT_EQ(field([&](auto& i) { in(i.invitation.issued, 11 * kMinute); }, key), "issued.issued");
  EXPECT_EQ(field(
                [&](auto& i) {
                  in(i.invitation.issued, -11 * kMinute);
                  in(i.invitation.expires, -11 * kMinute);
                },
                key),
            "issued.issued");
  EXPECT_EQ(
      field(
          [&](auto& i) {
            i.signatures.push_back({lead.signing.public_key(), worker.signing.sign(records::encode(i.invitation))});
          },
          key),
      "issued.signatures");
  EXPECT_EQ(
      field(
          [&](auto& i) {
            i.signatures.push_back({worker.signing.public_key(), worker.signing.sign(records::encode(i.invitation))});
          },
          key),
      "issued.signatures");
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_EQ(field([](auto&) {}, key), "accepted");
}

TEST_F(InvitationsTest, TheSameAgainIsTheSame) {
  ASSERT_TRUE(invite_member(lead, "code"));
  const std::string before = circle.snapshot();
  EXPECT_TRUE(invite_member(lead, "code"));
  EXPECT_EQ(circle.snapshot(), before);
  EXPECT_EQ(circle.audit_events(AuditAction::kInvitationIssued), 4U);  // root twice, worker, this
  EXPECT_EQ(code_of(invite_member(worker, "code")), ErrorCode::kConflict);
}

// Break: count before the day's end, or forget those that were used.
TEST_F(InvitationsTest, AVoucherBringsTwentyADayAndFiftyInAll) {
  int made = 0;
  const auto invite_until_refused = [&](const Person& voucher) {
    for (int count = 0;; ++count) {
      const auto issued = invite_member(voucher, voucher.name + std::to_string(++made));
      if (!issued) {
        EXPECT_EQ(code_of(issued), ErrorCode::kRateLimited);
        return count;
      }
    }
  };
  EXPECT_EQ(invite_until_refused(worker), 20);
  EXPECT_EQ(invite_until_refused(lead), 20);  // each her own
  circle.clock.advance(kDay);
  EXPECT_EQ(invite_until_refused(worker), 20);
  circle.clock.advance(kDay);
  EXPECT_EQ(invite_until_refused(worker), 10);
  const std::string used = worker.name + std::to_string(made - 1);
  const auto issued = circle.invitation(used, Role::kMember, {&worker.signing}, {&worker.signing});
  ASSERT_TRUE(circle.joining.join(circle.join_request(issued, used, "member")));
  // What ran out unused is free again; who joined stays counted.
  circle.clock.advance(9 * kDay);
  ASSERT_TRUE(domain::purge_invitations(circle.unit, circle.clock.now()));
  EXPECT_EQ(circle.invitations.list(worker.principal)->size(), 1U);
  EXPECT_EQ(invite_until_refused(worker), 20);
  circle.clock.advance(kDay);
  EXPECT_EQ(invite_until_refused(worker), 20);
  circle.clock.advance(kDay);
  EXPECT_EQ(invite_until_refused(worker), 9);
}

TEST_F(InvitationsTest, TheGroupKeyIsSealedToTheInvitationOnly) {
  const auto issue = [&](Bytes wrap) {
    const auto issued = circle.invitation("code", Role::kMember, {&lead.signing}, {&lead.signing});
    return circle.invitations.issue(lead.principal, records::encode(issued), code_sealing_key("code"), domain::GroupWrap{1, std::move(wrap)});
  };
  EXPECT_EQ(field_of(issue(code_wrap("code"))), "group_epoch");  // there is none yet
  ASSERT_TRUE(circle.office.make_group_epoch(lead.principal, circle.organisation.group_epoch(lead.signing, 1), {}, {}));
  EXPECT_EQ(field_of(issue(code_wrap("other"))), "group_wrap");
  EXPECT_TRUE(issue(code_wrap("code")));
}

TEST_F(InvitationsTest, OnlyTheRootsOwnAreImported) {
  const auto import = [&](Role role, const crypto::SigningKey& issuer) {
    const auto issued = circle.invitation("import", role, {&issuer}, {&issuer});
    return domain::import_root_invitation(circle.unit, circle.installation, circle.clock.now(), records::encode(issued),
                                          code_sealing_key("import"));
  };
  EXPECT_EQ(code_of(import(Role::kCaseworker, circle.organisation.root)), ErrorCode::kUnauthorised);
  EXPECT_EQ(code_of(import(Role::kMember, circle.organisation.root)), ErrorCode::kUnauthorised);
  EXPECT_EQ(code_of(import(Role::kMember, lead.signing)), ErrorCode::kUnauthorised);
  EXPECT_EQ(code_of(import(Role::kCaseLead, lead.signing)), ErrorCode::kUnauthorised);
  EXPECT_TRUE(import(Role::kCaseLead, circle.organisation.root));
  EXPECT_EQ(code_of(import(Role::kCaseLead, circle.organisation.root)), ErrorCode::kConflict);
}

}  // namespace
}  // namespace parasol
