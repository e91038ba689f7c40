#include "trust/chain.h"

#include <gtest/gtest.h>

#include "trust/test_support.h"

namespace parasol::trust {
namespace {

using test::key_of;
using test::kStart;

class ChainTest : public testing::Test {
 protected:
  Result<Person> verify(const records::Chain& chain) const {
    return verify_chain(chain, organisation.trust.root_key, organisation.deployment);
  }
  Result<Person> verify(const test::Member& person) const { return verify(person.chain); }
  ErrorCode refusal(const records::Chain& chain) const {
    const auto result = verify(chain);
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }

  // Her last link, made again after `spoil` has changed it.
  records::Chain respun(const test::Member& person, std::vector<const crypto::SigningKey*> issuers,
                        const std::function<void(test::LinkDraft&)>& spoil) const {
    records::Chain chain = person.chain;
    const crypto::SigningKey invitation_key = key_of("respun");
    test::LinkDraft draft{chain.links.back().issued.invitation, chain.links.back().membership, std::move(issuers),
                          &invitation_key};
    draft.invitation.key = invitation_key.public_key();
    spoil(draft);
    chain.links.back() = test::sign_link(draft);
    return chain;
  }

  test::Organisation organisation;
  test::Member administrator = organisation.by_root("administrator", Role::kAdministrator);
  test::Member lead = organisation.by_root("lead", Role::kCaseLead);
  test::Member worker = organisation.by({&administrator, &lead}, "worker", Role::kProjectWorker);
  test::Member member = organisation.by({&worker}, "member", Role::kMember);
};

TEST_F(ChainTest, GoodChains) {
  auto person = verify(member);
  ASSERT_TRUE(person);
  EXPECT_EQ(person->role, Role::kMember);
  EXPECT_EQ(person->signing_key, member.key());
  EXPECT_EQ(person->check_key, member.check.public_key());
  EXPECT_EQ(person->issuers, std::vector<Key>{worker.key()});
  EXPECT_EQ(verify(administrator)->role, Role::kAdministrator);
  EXPECT_TRUE(verify(organisation.by({&lead}, "hers", Role::kMember)));
  // Who signed first does not matter.
  auto swapped = worker.chain;
  std::swap(swapped.links.back().issued.signatures[0], swapped.links.back().issued.signatures[1]);
  EXPECT_TRUE(verify(swapped));
}

// Break: any line of may_issue. Every role against every set of at most two issuers.
TEST_F(ChainTest, WhoIssuesWhat) {
  std::vector<Issuer> single{{.is_root = true}};
  for (const auto& row : vocabulary::kRoles) single.push_back({.is_root = false, .role = row.value});
  const auto is = [](const Issuer& issuer, Role role) { return !issuer.is_root && issuer.role == role; };
  for (const auto& row : vocabulary::kRoles) {
    const Role role = row.value;
    const bool from_root = role == Role::kAdministrator || role == Role::kCaseLead || role == Role::kDataProtectionOfficer;
    EXPECT_FALSE(may_issue(role, {}));
    for (const Issuer& a : single) {
      const bool voucher = is(a, Role::kProjectWorker) || is(a, Role::kCaseLead);
      const std::vector<Issuer> one{a};
      EXPECT_EQ(may_issue(role, one), (from_root && a.is_root) || (role == Role::kMember && voucher));
      for (const Issuer& b : single) {
        const std::vector<Issuer> two{a, b};
        const bool both = (is(a, Role::kAdministrator) && is(b, Role::kCaseLead)) ||
                          (is(a, Role::kCaseLead) && is(b, Role::kAdministrator));
        EXPECT_EQ(may_issue(role, two), both && !from_root && role != Role::kMember);
      }
    }
  }
}

// Break: drop `!may_issue` in verify_issuers.
TEST_F(ChainTest, WrongIssuersAreRefused) {
  EXPECT_EQ(refusal(organisation.by_root("x", Role::kMember).chain), ErrorCode::kUnauthorised);
  EXPECT_EQ(refusal(organisation.by_root("x", Role::kAlertEditor).chain), ErrorCode::kUnauthorised);
  EXPECT_EQ(refusal(organisation.by({&administrator}, "x", Role::kCaseworker).chain), ErrorCode::kUnauthorised);
  EXPECT_EQ(refusal(organisation.by({&administrator}, "x", Role::kAdministrator).chain), ErrorCode::kUnauthorised);
  EXPECT_EQ(refusal(organisation.by({&member}, "x", Role::kMember).chain), ErrorCode::kUnauthorised);
}

// Break: drop the check of the issuers' signatures, or of their number.
TEST_F(ChainTest, EveryIssuerMustHaveSigned) {
  auto chain = worker.chain;
  chain.links.back().issued.signatures.pop_back();
  EXPECT_EQ(refusal(chain), ErrorCode::kInvalid);
  chain = worker.chain;
  chain.links.back().issued.signatures[1] = chain.links.back().issued.signatures[0];
  EXPECT_EQ(refusal(chain), ErrorCode::kUnauthorised);
  chain = worker.chain;
  chain.links.back().issued.signatures[1].signature[7] ^= 1;
  EXPECT_EQ(refusal(chain), ErrorCode::kUnauthorised);
  // One person in both places.
  EXPECT_EQ(refusal(respun(worker, {&lead.signing, &lead.signing},
                           [&](auto& d) { d.invitation.issuers = {lead.key(), lead.key()}; })),
            ErrorCode::kInvalid);
}

// Break: `if (!issuer_role)` in verify_issuers, or look up issuers anywhere but in earlier links.
TEST_F(ChainTest, IssuersStandBefore) {
  auto chain = member.chain;
  chain.links.erase(chain.links.begin() + 2);  // the worker
  EXPECT_EQ(refusal(chain), ErrorCode::kUnauthorised);
  chain = worker.chain;
  std::swap(chain.links[1], chain.links[2]);
  EXPECT_EQ(refusal(chain), ErrorCode::kUnauthorised);
  EXPECT_EQ(refusal({}), ErrorCode::kInvalid);
  EXPECT_EQ(verify_chain(member.chain, key_of("another root").public_key(), organisation.deployment).error().code,
            ErrorCode::kUnauthorised);
}

// Break: the two lines of verify_chain that insert into `earlier` and `invitations`.
TEST_F(ChainTest, NobodyStandsTwice) {
  auto chain = administrator.chain;
  chain.links.push_back(chain.links[0]);
  EXPECT_EQ(refusal(chain), ErrorCode::kInvalid);
  const auto same_invitation = respun(lead, {&organisation.root}, [&](auto& d) {
    d.invitation.invitation = d.membership.invitation = test::id_of("administrator");
  });
  chain = administrator.chain;
  chain.links.push_back(same_invitation.links[0]);
  EXPECT_EQ(refusal(chain), ErrorCode::kInvalid);
}

// Each contradiction dies with the line of verify_link that names its field.
TEST_F(ChainTest, ContradictionsAreRefused) {
  struct Case {
    std::string field;
    std::function<void(test::LinkDraft&)> spoil;
  };
  const std::vector<Case> cases{
      {"", [](auto&) {}},
      {"deployment", [](auto& d) { d.invitation.deployment = test::id_of("x"); }},
      {"deployment", [](auto& d) { d.membership.deployment = test::id_of("x"); }},
      {"role", [](auto& d) { d.membership.role = static_cast<std::uint8_t>(Role::kAdministrator); }},
      {"role", [](auto& d) { d.invitation.role = d.membership.role = 99; }},
      {"invitation", [](auto& d) { d.membership.invitation = test::id_of("x"); }},
      {"expires", [](auto& d) { d.invitation.expires += 1; }},
      {"expires", [](auto& d) { d.invitation.expires = d.invitation.issued - 1; }},
      {"", [](auto& d) { d.membership.joined = d.invitation.expires; }},
      {"joined", [](auto& d) { d.membership.joined = d.invitation.expires + 1; }},
      {"signing_key", [&](auto& d) { d.membership.signing_key = organisation.trust.root_key; }},
      {"signing_key", [&](auto& d) { d.membership.check_key = d.membership.signing_key; }},
  };
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const auto result = verify(respun(lead, {&organisation.root}, cases[i].spoil));
    EXPECT_EQ(result.has_value(), cases[i].field.empty()) << i;
    if (!result) {
      EXPECT_EQ(result.error().field, cases[i].field) << i;
    }
  }
}

// Break: drop the check of link.signature in verify_link.
TEST_F(ChainTest, MembershipIsSignedByTheInvitation) {
  const crypto::SigningKey thief = key_of("thief");
  EXPECT_EQ(refusal(respun(lead, {&organisation.root}, [&](auto& d) { d.invitation_key = &thief; })), ErrorCode::kUnauthorised);
  auto chain = lead.chain;
  chain.links[0].membership.signing_key = thief.public_key();
  EXPECT_EQ(refusal(chain), ErrorCode::kUnauthorised);
}

}  // namespace
}  // namespace parasol::trust
