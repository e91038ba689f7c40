// Joining: no chain, no account.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "circle.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "trust/chain.h"
#include "trust/registry.h"

namespace parasol {
namespace {

using test_support::Circle;
using test_support::code_of;
using test_support::field_of;
using test_support::Person;
using trust::test::key_of;
using vocabulary::AuditAction;
using vocabulary::Role;

Bytes code_sealing_key(std::string_view code) {
  return test_support::sealing_key_of("sealing of code " + std::string(code));
}
Bytes code_wrap(std::string_view code) { return test_support::wrap_to("sealing of code " + std::string(code)); }

struct JoiningTest : testing::Test {
  Circle circle;
  Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  Person lead = circle.join_by_root("lead", Role::kCaseLead);

  domain::JoinRequest invited_member(std::string_view code, std::string_view name) {
    const auto issued = circle.invitation(code, Role::kMember, {&lead.signing}, {&lead.signing});
    EXPECT_TRUE(
        circle.invitations.issue(lead.principal, records::encode(issued), code_sealing_key(code), std::nullopt));
    return circle.join_request(issued, code, name);
  }
  domain::InvitationId id(std::string_view code) { return {trust::test::id_of(code)}; }
};

TEST_F(JoiningTest, EveryRoleJoinsAndTheDaemonsLearnWhatTheyNeed) {
  const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  const Person caseworker = circle.join_staff("caseworker", Role::kCaseworker, administrator, lead);
  const Person editor = circle.join_staff("editor", Role::kAlertEditor, administrator, lead);
  const Person officer = circle.join_by_root("officer", Role::kDataProtectionOfficer);
  EXPECT_EQ(circle.keyd.chains.size(), 6U);
  EXPECT_EQ(circle.listd.chains.size(), 6U);
  const Person member = circle.join_member("member", worker);
  EXPECT_EQ(circle.keyd.chains.size(), 7U);
  EXPECT_EQ(circle.listd.chains.size(), 6U);
  const auto chain = records::decode_chain(circle.keyd.chains.back());
  ASSERT_TRUE(chain);
  EXPECT_EQ(chain->links.size(), 4U);  // administrator, lead, worker, member
  EXPECT_TRUE(trust::verify_chain(*chain, circle.installation.root_key, circle.installation.deployment));

  for (const Person* person : std::initializer_list<const Person*>{&lead, &caseworker, &editor})
    EXPECT_EQ(person->principal.team, circle.installation.team) << person->name;
  for (const Person* person : std::initializer_list<const Person*>{&administrator, &worker, &officer, &member})
    EXPECT_EQ(person->principal.team, std::nullopt) << person->name;
  EXPECT_EQ(circle.audit_events(AuditAction::kStaffJoined), 6U);
  const auto account = circle.unit.read([&](domain::Stores& s) { return s.accounts.find_by_login("member"); });
  EXPECT_EQ((*account)->joined_month, (2026 - 1970) * 12);
}

TEST_F(JoiningTest, AnInvitationShowsItsIssuersUntilItIsUsed) {
  const auto request = invited_member("code", "member");
  const auto offer = circle.joining.offer(id("code"));
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->role, Role::kMember);
  EXPECT_EQ(offer->chain.links.size(), 1U);
  EXPECT_FALSE(offer->group);
  ASSERT_TRUE(circle.joining.join(request));
  EXPECT_EQ(code_of(circle.joining.offer(id("code"))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(circle.joining.offer(id("other"))), ErrorCode::kNotFound);

  invited_member("late", "late");
  circle.clock.advance(7 * kDay + trust::kClockTolerance);
  EXPECT_TRUE(circle.joining.offer(id("late")));
  circle.clock.advance(1);
  EXPECT_EQ(code_of(circle.joining.offer(id("late"))), ErrorCode::kNotFound);
}

TEST_F(JoiningTest, TheSameRequestAgainIsTheSameAccount) {
  const auto request = invited_member("code", "member");
  circle.keyd.fails_with = failure(ErrorCode::kUnavailable);
  const std::string before = circle.snapshot();
  EXPECT_EQ(code_of(circle.joining.join(request)), ErrorCode::kUnavailable);
  EXPECT_EQ(circle.snapshot(), before);
  circle.keyd.fails_with = std::nullopt;
  const auto account = circle.joining.join(request);
  ASSERT_TRUE(account);
  const std::string after = circle.snapshot();
  EXPECT_EQ(*circle.joining.join(request), *account);
  EXPECT_EQ(circle.snapshot(), after);
  EXPECT_EQ(circle.keyd.chains.size(), 3U);
  auto other_login = request;
  other_login.login = "other";
  EXPECT_EQ(code_of(circle.joining.join(other_login)), ErrorCode::kNotFound);
}

TEST_F(JoiningTest, StaffWaitForListdToo) {
  const auto issued =
      circle.invitation("code", Role::kCaseLead, {&circle.organisation.root}, {&circle.organisation.root});
  ASSERT_TRUE(domain::import_root_invitation(circle.unit, circle.installation, circle.clock.now(),
                                             records::encode(issued), code_sealing_key("code")));
  const auto request = circle.join_request(issued, "code", "second-lead");
  circle.listd.fails_with = failure(ErrorCode::kUnavailable);
  const std::string before = circle.snapshot();
  EXPECT_FALSE(circle.joining.join(request));
  EXPECT_EQ(circle.snapshot(), before);
  circle.listd.fails_with = std::nullopt;
  EXPECT_TRUE(circle.joining.join(request));
}

// keyd's file was set back to before anybody joined. Break: is the invitation still running, or joined_since, the other way round.
TEST_F(JoiningTest, AKeydThatWasSetBackHearsOfThemAgainForAWeek) {
  circle.clock.advance(8 * kDay);  // both of the root's invitations have run out
  const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  const Person member = circle.join_member("member", worker);
  const Person gone = circle.join_member("gone", worker);
  circle.revoke(lead, gone);
  trust::Registry known(circle.organisation.trust, trust::Admits::kEveryone);
  for (const Person* first : {&administrator, &lead}) {
    const auto link = records::decode_link((*circle.unit.read([&](domain::Stores& s) { return s.accounts.find(first->principal.account); }))->link);
    ASSERT_TRUE(known.enrol({{{*link}}}, trust::test::kStart));
  }
  const auto repeat = [&] {
    circle.keyd.chains.clear();
    EXPECT_TRUE(domain::repeat_enrolments(circle.unit, circle.keyd, circle.installation, circle.clock.now()));
    return circle.keyd.chains.size();
  };
  EXPECT_EQ(repeat(), 2U);
  for (const Bytes& chain : circle.keyd.chains) EXPECT_TRUE(known.enrol({*records::decode_chain(chain)}, circle.clock.now()));
  EXPECT_EQ(known.role_of(member.principal.signing_key), Role::kMember);
  EXPECT_EQ(known.role_of(worker.principal.signing_key), Role::kProjectWorker);
  EXPECT_EQ(known.find(gone.principal.signing_key), nullptr);

  circle.keyd.fails_with = failure(ErrorCode::kUnauthorised);  // it judges for itself
  EXPECT_TRUE(domain::repeat_enrolments(circle.unit, circle.keyd, circle.installation, circle.clock.now()));
  circle.keyd.fails_with = failure(ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(domain::repeat_enrolments(circle.unit, circle.keyd, circle.installation, circle.clock.now())), ErrorCode::kUnavailable);
  circle.keyd.fails_with = std::nullopt;
  circle.clock.advance(trust::kInvitationLife + trust::kClockTolerance + 1);
  EXPECT_EQ(repeat(), 0U);
}

TEST_F(JoiningTest, ATakenLoginIsAConflictBeforeAnyDaemonHears) {
  auto request = invited_member("code", "member");
  request.login = "lead";
  const auto chains = circle.keyd.chains.size();
  const auto refused = circle.joining.join(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(code_of(refused), ErrorCode::kConflict);
  EXPECT_EQ(field_of(refused), "login");
  EXPECT_EQ(circle.keyd.chains.size(), chains);
  request.login = "member";
  EXPECT_TRUE(circle.joining.join(request));
}

TEST_F(JoiningTest, TheGroupKeyComesWithTheInvitation) {
  ASSERT_TRUE(circle.office.make_group_epoch(lead.principal, circle.organisation.group_epoch(lead.signing, 1), {}, {}));
  const auto issued = circle.invitation("code", Role::kMember, {&lead.signing}, {&lead.signing});
  ASSERT_TRUE(
      circle.invitations.issue(lead.principal, records::encode(issued), code_sealing_key("code"), domain::GroupWrap{1, code_wrap("code")}));
  const auto offer = circle.joining.offer(id("code"));
  ASSERT_TRUE(offer);
  ASSERT_TRUE(offer->group);
  EXPECT_EQ(offer->group->epoch, 1U);
  EXPECT_EQ(offer->group->wrap, code_wrap("code"));
  auto request = circle.join_request(issued, "code", "member");
  request.group = {1, code_wrap("code")};
  EXPECT_EQ(field_of(circle.joining.join(request)), "group_wrap");
  // A rotation meanwhile: what she was shown is filed under its own epoch, and she waits for the newer one.
  ASSERT_TRUE(circle.office.make_group_epoch(lead.principal, circle.organisation.group_epoch(lead.signing, 2), {}, {}));
  request.group = {2, test_support::wrap_to("member")};
  EXPECT_EQ(field_of(circle.joining.join(request)), "group_epoch");
  ASSERT_TRUE(circle.office.give_group_wraps(lead.principal, {{std::nullopt, id("code"), {2, code_wrap("code")}}}));
  request.group = {1, test_support::wrap_to("member")};
  const auto account = circle.joining.join(request);
  ASSERT_TRUE(account);
  const auto wraps = circle.unit.read([&](domain::Stores& s) { return s.trust.group_wraps(account->value); });
  ASSERT_EQ(wraps->size(), 1U);
  EXPECT_EQ(wraps->front().epoch, 1U);
  EXPECT_EQ(wraps->front().wrap, test_support::wrap_to("member"));
  EXPECT_TRUE(circle.unit.read([&](domain::Stores& s) { return s.trust.group_wraps(id("code").value); })->empty());

  // None was carried: none is taken.
  auto without = invited_member("code-2", "member-2");
  without.group = {1, test_support::wrap_to("member-2")};
  EXPECT_EQ(field_of(circle.joining.join(without)), "group_epoch");
}

// One flaw, no account, nothing changed; without the flaw the same request is accepted.
// Break: drop any line of Joining::check, or any check of check_shape.
RC_GTEST_PROP(JoiningProperty, NoChainNoAccount, ()) {
  static Circle circle;
  static const Person administrator = circle.join_by_root("administrator", Role::kAdministrator);
  static const Person lead = circle.join_by_root("lead", Role::kCaseLead);
  static const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  static int serial = 0;
  const std::string name = "newcomer-" + std::to_string(++serial);
  const std::string code = "code of " + name;
  circle.clock.advance(kDay);  // so that no voucher reaches her daily number

  const Role role = *rc::gen::element(Role::kCaseworker, Role::kAlertEditor, Role::kProjectWorker);
  const auto by = std::vector<const crypto::SigningKey*>{&administrator.signing, &lead.signing};
  const auto issued = circle.invitation(code, role, by, by);
  RC_ASSERT(circle.invitations.issue(lead.principal, records::encode(issued), code_sealing_key(code), std::nullopt)
                .has_value());
  const domain::JoinRequest good = circle.join_request(issued, code, name);
  domain::JoinRequest request = good;
  records::Link link = *records::decode_link(good.link);
  const crypto::SigningKey invitation_key = key_of(code);
  const auto resign = [&] {
    link.signature = invitation_key.sign(records::encode(link.membership));
    request.link = records::encode(link);
  };
  const auto reissue = [&](const std::vector<const crypto::SigningKey*>& signers) {
    link.issued.signatures.clear();
    for (const auto* key : signers)
      link.issued.signatures.push_back({key->public_key(), key->sign(records::encode(link.issued.invitation))});
    request.link = records::encode(link);
  };

  const int flaw = *rc::gen::inRange(0, 21);
  Millis late = 0;
  switch (flaw) {
    case 0:
      link.membership.role = static_cast<std::uint8_t>(Role::kAdministrator);
      resign();
      break;
    case 1:
      late = 7 * kDay + trust::kClockTolerance + 1;
      break;
    case 2:
      link.membership.joined = link.issued.invitation.expires + 1;
      resign();
      break;
    case 3:
      link.membership.deployment[0] ^= 1;
      resign();
      break;
    case 4:
      link.issued.signatures.pop_back();
      request.link = records::encode(link);
      break;
    case 5:
      link.issued.invitation.role = static_cast<std::uint8_t>(Role::kMember);
      link.membership.role = link.issued.invitation.role;
      resign();
      reissue(by);
      break;
    case 6:
      link.issued.invitation.issuers = {worker.signing.public_key()};
      reissue({&worker.signing});
      break;
    case 7:
      link.issued.invitation.expires -= 1;
      reissue(by);
      break;
    case 8:
      link.membership.invitation[3] ^= 1;
      resign();
      break;
    case 9:
      link.signature[5] ^= 1;
      request.link = records::encode(link);
      break;
    case 10:
      link.signature = key_of("stranger").sign(records::encode(link.membership));
      request.link = records::encode(link);
      break;
    case 11:
      std::swap(link.membership.signing_key, link.membership.check_key);
      request.link = records::encode(link);
      break;
    case 12:
      link.membership.signing_key = lead.signing.public_key();
      resign();
      break;
    case 13:
      link.membership.check_key = lead.check.public_key();
      resign();
      break;
    case 14:
      link.membership.check_key = link.membership.signing_key;
      resign();
      break;
    case 15:
      request.sealing_key[7] ^= 1;
      break;
    case 16:
      link.membership.sealing_key_hash[0] ^= 1;
      resign();
      break;
    case 17:
      request.vault.pop_back();
      break;
    case 18:
      request.secret_wrap.pop_back();
      break;
    case 19:
      request.link.push_back(0);
      break;
    case 20:
      request.login = "Not A Login";
      break;
  }
  circle.clock.advance(late);
  const std::string before = circle.snapshot();
  const auto keyd_chains = circle.keyd.chains.size();
  const auto listd_chains = circle.listd.chains.size();
  RC_ASSERT(!circle.joining.join(request).has_value());
  RC_ASSERT(circle.snapshot() == before);
  RC_ASSERT(circle.keyd.chains.size() == keyd_chains);
  RC_ASSERT(circle.listd.chains.size() == listd_chains);
  circle.clock.advance(-late);
  RC_ASSERT(circle.joining.join(good).has_value());
  RC_ASSERT(!circle.joining.join(circle.join_request(issued, code, name + "-again")).has_value());  // used
}

// Break: ask chain_of_issuers for links only.
TEST_F(JoiningTest, ARevokedIssuerAdmitsNobody) {
  const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  const auto by_worker = circle.invitation("code", Role::kMember, {&worker.signing}, {&worker.signing});
  ASSERT_TRUE(
      circle.invitations.issue(worker.principal, records::encode(by_worker), code_sealing_key("code"), std::nullopt));
  ASSERT_TRUE(circle.joining.offer(id("code")));
  circle.revoke(lead, worker);
  const std::string before = circle.snapshot();
  EXPECT_EQ(code_of(circle.joining.offer(id("code"))), ErrorCode::kNotFound);
  EXPECT_FALSE(circle.joining.join(circle.join_request(by_worker, "code", "member")));
  EXPECT_EQ(circle.snapshot(), before);
}

TEST_F(JoiningTest, WhomARevokedPersonBroughtInStays) {
  const Person worker = circle.join_staff("worker", Role::kProjectWorker, administrator, lead);
  circle.revoke(administrator, lead);
  const Person member = circle.join_member("member", worker);
  EXPECT_TRUE(circle.enter(member, domain::Entrance::kMember));
}

}  // namespace
}  // namespace parasol
