// Signing in and sessions.
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "circle.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "crypto/voprf.h"

namespace parasol {
namespace {

using domain::Entrance;
using domain::NonceMint;
using test_support::Circle;
using test_support::code_of;
using test_support::field_of;
using test_support::Person;
using vocabulary::Role;

ByteArray<32> some_element() { return crypto::blind(crypto::OprfMode::kOprf, as_bytes("words"))->element.encoding(); }

struct SignInTest : testing::Test {
  Circle circle;
  Person lead = circle.join_by_root("lead", Role::kCaseLead);
  Person member = circle.join_member("member", lead);
};

TEST(LoginTest, IsShortAndPlain) {
  for (const char* good : {"abc", "quiet-river-42", "---"}) EXPECT_TRUE(domain::is_login(good)) << good;
  for (const char* bad : {"", "ab", "Abc", "a b c", "abc\n", "äbc"}) EXPECT_FALSE(domain::is_login(bad)) << bad;
  EXPECT_TRUE(domain::is_login(std::string(64, 'a')));
  EXPECT_FALSE(domain::is_login(std::string(65, 'a')));
}

TEST(NonceMintTest, BindsPurposeLoginTimeAndProcess) {
  const NonceMint mint, other;
  const auto nonce = mint.issue(NonceMint::Purpose::kSignIn, "quiet", 1000);
  EXPECT_EQ(NonceMint::expires(nonce), 1000 + domain::kNonceLife);
  EXPECT_TRUE(mint.is_valid(nonce, NonceMint::Purpose::kSignIn, "quiet", 1000 + domain::kNonceLife));
  EXPECT_FALSE(mint.is_valid(nonce, NonceMint::Purpose::kSignIn, "quiet", 1001 + domain::kNonceLife));
  EXPECT_FALSE(mint.is_valid(nonce, NonceMint::Purpose::kPassphrase, "quiet", 1000));
  EXPECT_FALSE(mint.is_valid(nonce, NonceMint::Purpose::kSignIn, "quite", 1000));
  EXPECT_FALSE(other.is_valid(nonce, NonceMint::Purpose::kSignIn, "quiet", 1000));
  for (std::size_t i = 0; i < nonce.size(); ++i) {
    auto spoilt = nonce;
    spoilt[i] ^= 1;
    EXPECT_FALSE(mint.is_valid(spoilt, NonceMint::Purpose::kSignIn, "quiet", 1000)) << i;
  }
}

TEST_F(SignInTest, OpensASessionAtOnesOwnEntranceOnly) {
  const auto member_token = circle.enter(member, Entrance::kMember);
  const auto lead_token = circle.enter(lead, Entrance::kStaff);
  ASSERT_TRUE(member_token);
  ASSERT_TRUE(lead_token);
  EXPECT_FALSE(circle.enter(member, Entrance::kStaff));
  EXPECT_FALSE(circle.enter(lead, Entrance::kMember));
  const auto session = circle.sign_in.session(Entrance::kStaff, *lead_token);
  ASSERT_TRUE(session);
  ASSERT_TRUE(*session);
  EXPECT_EQ((*session)->principal.account, lead.principal.account);
  EXPECT_EQ((*session)->principal.role, Role::kCaseLead);
  EXPECT_EQ((*session)->principal.team, circle.installation.team);
  EXPECT_EQ((*session)->principal.signing_key, lead.signing.public_key());
  EXPECT_FALSE(*circle.sign_in.session(Entrance::kMember, *lead_token));
  EXPECT_FALSE(*circle.sign_in.session(Entrance::kStaff, *member_token));
  for (const std::string_view nobodys : {"", "x", "////", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    EXPECT_FALSE(*circle.sign_in.session(Entrance::kMember, nobodys)) << nobodys;
}

TEST_F(SignInTest, TheTokenIsNotStored) {
  const auto token = circle.enter(member, Entrance::kMember);
  std::string hex = to_hex(*from_base64url(*token));
  for (char& c : hex) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(circle.snapshot().find(hex), std::string::npos);
}

// Break: skip consume_nonce.
TEST_F(SignInTest, ANonceWorksOnce) {
  const auto started = circle.sign_in.start("member", some_element());
  ASSERT_TRUE(started);
  const auto answer = circle.answer(member, started->nonce);
  EXPECT_TRUE(circle.sign_in.finish(Entrance::kMember, "member", started->nonce, answer));
  const auto again = circle.sign_in.finish(Entrance::kMember, "member", started->nonce, answer);
  ASSERT_FALSE(again);
  EXPECT_EQ(code_of(again), ErrorCode::kUnauthorised);
  // Nor does purging bring it back.
  circle.clock.advance(domain::kNonceLife + 1);
  ASSERT_TRUE(circle.sign_in.purge());
  EXPECT_FALSE(circle.sign_in.finish(Entrance::kMember, "member", started->nonce, answer));
}

TEST_F(SignInTest, LeavesNothingBehind) {
  const std::string before = circle.snapshot();
  const auto token = circle.enter(member, Entrance::kMember);
  const auto session = circle.sign_in.session(Entrance::kMember, *token);
  ASSERT_TRUE(*session);
  EXPECT_NE(circle.snapshot(), before);
  ASSERT_TRUE(circle.sign_in.leave((*session)->token_hash));
  circle.clock.advance(domain::kNonceLife + 1);
  ASSERT_TRUE(circle.sign_in.purge());
  EXPECT_EQ(circle.snapshot(), before);
}

// Unknown, revoked and misplaced people, wrong signatures and bad nonces: one answer, the same number of reads, no
// write, the same hardening. Break: return early in finish() when the login is unknown, or check the state first.
RC_GTEST_PROP(SignInProperty, RefusalsTakeTheSameSteps, ()) {
  static Circle circle;
  static const Person lead = circle.join_by_root("lead", Role::kCaseLead);
  static const Person member = circle.join_member("member", lead);
  static const Person former = [] {
    Person person = circle.join_member("former", lead);
    circle.revoke(lead, person);
    return person;
  }();

  enum class Fault {
    kUnknownLogin,
    kWrongSignature,
    kRevoked,
    kWrongEntrance,
    kSpoiltNonce,
    kOldNonce,
    kOtherLoginsNonce,
    kOtherDeployment
  };
  const auto fault = *rc::gen::element<Fault>(Fault::kUnknownLogin, Fault::kWrongSignature, Fault::kRevoked,
                                              Fault::kWrongEntrance, Fault::kSpoiltNonce, Fault::kOldNonce,
                                              Fault::kOtherLoginsNonce, Fault::kOtherDeployment);
  std::string login = "member";
  if (fault == Fault::kUnknownLogin) login = "nobody-" + std::to_string(*rc::gen::inRange(0, 1000));
  if (fault == Fault::kRevoked) login = "former";
  const auto hardened = circle.keyd.hardened_logins.size();
  const auto started = circle.sign_in.start(login, some_element());
  RC_ASSERT(started.has_value());
  RC_ASSERT(circle.keyd.hardened_logins.size() == hardened + 1);
  RC_ASSERT(circle.keyd.hardened_logins.back() == login);

  auto nonce = started->nonce;
  if (fault == Fault::kOtherLoginsNonce) nonce = circle.sign_in.start("lead", some_element())->nonce;
  if (fault == Fault::kSpoiltNonce)
    nonce[*rc::gen::inRange<std::size_t>(0, 32)] ^= static_cast<std::uint8_t>(*rc::gen::inRange(1, 256));
  if (fault == Fault::kOldNonce) circle.clock.advance(domain::kNonceLife + 1);
  const Person& signer = fault == Fault::kRevoked ? former : member;
  records::SignInStatement statement{circle.organisation.deployment, login, nonce};
  if (fault == Fault::kOtherDeployment) statement.deployment[0] ^= 1;
  ByteArray<64> signature = signer.auth.sign(records::encode(statement));
  if (fault == Fault::kWrongSignature) signature[*rc::gen::inRange<std::size_t>(0, 64)] ^= 1;

  const std::string before = circle.snapshot();
  const auto reads = circle.unit.reads;
  const auto writes = circle.unit.writes;
  const auto refused = circle.sign_in.finish(fault == Fault::kWrongEntrance ? Entrance::kStaff : Entrance::kMember,
                                             login, nonce, signature);
  RC_ASSERT(!refused.has_value());
  RC_ASSERT(refused.error().code == ErrorCode::kUnauthorised);
  RC_ASSERT(refused.error().field.empty());
  RC_ASSERT(circle.unit.reads == reads + 1);
  RC_ASSERT(circle.unit.writes == writes);
  RC_ASSERT(circle.snapshot() == before);
}

// A session runs while it is used within 15 minutes and until 12 hours are over; revoking ends it at once.
// Break: touch without the idle rule, or count the 12 hours from the last request.
RC_GTEST_PROP(SessionProperty, EndsAsStated, ()) {
  static Circle circle;
  static const Person lead = circle.join_by_root("lead", Role::kCaseLead);
  static const Person member = circle.join_member("member", lead);
  const auto token = circle.enter(member, Entrance::kMember);
  RC_ASSERT(token.has_value());
  std::int64_t started = circle.clock.now() / kMinute;
  std::int64_t seen = started;
  bool has_ended = false;
  // Half of the histories are of somebody who is never away for long, so that the 12 hours come into play.
  const auto pause = *rc::gen::arbitrary<bool>()
                         ? rc::gen::inRange(12, 14)
                         : rc::gen::weightedElement<int>({{10, 1}, {10, 9}, {10, 14}, {1, 15}, {1, 20}});
  for (const int minutes : *rc::gen::container<std::vector<int>>(62, pause)) {
    circle.clock.advance(minutes * kMinute + *rc::gen::inRange<Millis>(0, kMinute));
    const std::int64_t now = circle.clock.now() / kMinute;
    has_ended = has_ended || now - seen >= 15 || now - started >= 12 * 60;
    if (*rc::gen::weightedElement<bool>({{1, true}, {5, false}})) RC_ASSERT(circle.sign_in.purge().has_value());
    const auto session = circle.sign_in.session(Entrance::kMember, *token);
    RC_ASSERT(session.has_value());
    RC_ASSERT(session->has_value() == !has_ended);
    if (has_ended) break;
    seen = now;
  }
  circle.clock.advance(13 * kHour);
  RC_ASSERT(circle.sign_in.purge().has_value());
  RC_ASSERT(circle.snapshot({"session"}) == "session\n");
}

TEST_F(SignInTest, SessionsAreNotedOnceAMinute) {
  const auto token = circle.enter(member, Entrance::kMember);
  const auto writes = circle.unit.writes;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(*circle.sign_in.session(Entrance::kMember, *token));
  EXPECT_EQ(circle.unit.writes, writes);
  circle.clock.advance(kMinute);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(*circle.sign_in.session(Entrance::kMember, *token));
  EXPECT_EQ(circle.unit.writes, writes + 1);
}

TEST_F(SignInTest, RevokingEndsSessionsAndSignIns) {
  const auto token = circle.enter(member, Entrance::kMember);
  circle.revoke(lead, member);
  EXPECT_FALSE(*circle.sign_in.session(Entrance::kMember, *token));
  EXPECT_EQ(circle.snapshot({"session"}), "session\n");
  EXPECT_FALSE(circle.enter(member, Entrance::kMember));
}

TEST_F(SignInTest, ANewPassphraseNeedsTheOldOneAndEndsOtherSessions) {
  const auto first = circle.enter(member, Entrance::kMember);
  const auto second = circle.enter(member, Entrance::kMember);
  const auto here = circle.sign_in.session(Entrance::kMember, *first);
  const auto new_auth = trust::test::key_of("new auth");
  const Bytes secret_wrap(domain::kSecretWrapSize, 9);
  const auto change = [&](const ByteArray<32>& nonce, const ByteArray<64>& signature, const Bytes& wrap) {
    return circle.sign_in.change_passphrase(member.principal, (*here)->token_hash, nonce, signature,
                                            new_auth.public_key(), wrap);
  };
  const auto nonce = *circle.sign_in.passphrase_nonce(member.principal);
  const auto sign_in_nonce = circle.sign_in.start("member", some_element())->nonce;
  const std::string before = circle.snapshot();
  EXPECT_EQ(code_of(change(nonce, new_auth.sign(Bytes{}), secret_wrap)), ErrorCode::kUnauthorised);
  EXPECT_EQ(code_of(change(sign_in_nonce, circle.answer(member, sign_in_nonce), secret_wrap)),
            ErrorCode::kUnauthorised);
  EXPECT_EQ(field_of(change(nonce, circle.answer(member, nonce), Bytes(71))), "secret_wrap");
  EXPECT_EQ(circle.snapshot(), before);

  ASSERT_TRUE(change(nonce, circle.answer(member, nonce), secret_wrap));
  EXPECT_TRUE(*circle.sign_in.session(Entrance::kMember, *first));
  EXPECT_FALSE(*circle.sign_in.session(Entrance::kMember, *second));
  EXPECT_FALSE(circle.enter(member, Entrance::kMember));
  Person changed{member.name, member.principal, trust::test::key_of("member"), trust::test::key_of("check of member"),
                 trust::test::key_of("new auth")};
  EXPECT_TRUE(circle.enter(changed, Entrance::kMember));
  EXPECT_FALSE(change(nonce, circle.answer(changed, nonce), secret_wrap));
}

TEST_F(SignInTest, KeydsAnswerIsPassedOn) {
  for (const ErrorCode code : {ErrorCode::kRateLimited, ErrorCode::kUnavailable}) {
    circle.keyd.fails_with = failure(code);
    const auto started = circle.sign_in.start("member", some_element());
    ASSERT_FALSE(started);
    EXPECT_EQ(code_of(started), code);
  }
  EXPECT_EQ(field_of(circle.sign_in.start("No Login", some_element())), "login");
}

TEST_F(SignInTest, VaultsHaveOneSize) {
  EXPECT_EQ(domain::vault_size(), 20U + 65536 + 4 * 16);
  EXPECT_EQ(*circle.accounts.vault(member.principal), test_support::vault_of("member"));
  Bytes vault = test_support::vault_of("member");
  vault.back() ^= 1;
  const std::string before = circle.snapshot({"session", "account", "consumed_nonce"});
  const auto first = crypto::sha256(test_support::vault_of("member"));
  ASSERT_TRUE(circle.accounts.replace_vault(member.principal, vault, first));
  EXPECT_EQ(*circle.accounts.vault(member.principal), vault);
  EXPECT_EQ(circle.snapshot({"session", "account", "consumed_nonce"}), before);
  Bytes longer = vault;
  longer.push_back(0);
  Bytes other_suite = vault;
  other_suite.front() ^= 1;
  for (const Bytes& bad : {Bytes{}, longer, other_suite})
    EXPECT_EQ(field_of(circle.accounts.replace_vault(member.principal, bad, crypto::sha256(vault))), "vault");
  EXPECT_EQ(*circle.accounts.vault(member.principal), vault);
}

TEST_F(SignInTest, AVaultReplacesTheOneItWasMadeFromAndNoOther) {
  const Bytes first = test_support::vault_of("member");
  Bytes second = first, third = first;
  second.back() ^= 1;
  third.back() ^= 2;
  ASSERT_TRUE(circle.accounts.replace_vault(member.principal, second, crypto::sha256(first)));
  const Status overtaken = circle.accounts.replace_vault(member.principal, third, crypto::sha256(first));
  ASSERT_FALSE(overtaken);
  EXPECT_EQ(overtaken.error().code, ErrorCode::kConflict);
  EXPECT_EQ(overtaken.error().field, "replaces");
  EXPECT_EQ(*circle.accounts.vault(member.principal), second);
  ASSERT_TRUE(circle.accounts.replace_vault(member.principal, third, crypto::sha256(second)));
  EXPECT_EQ(*circle.accounts.vault(member.principal), third);
}

TEST_F(SignInTest, ChecksAreRelayedForOnesOwnKeyOnly) {
  records::EvaluateRequest request;
  request.deployment = circle.organisation.deployment;
  request.epoch = 1;
  request.key = member.check.public_key();
  request.elements = {some_element()};
  const auto signed_by = [](const crypto::SigningKey& key, const auto& record) {
    return records::encode(trust::sign(key, records::encode(record)));
  };
  const std::string before = circle.snapshot();

  const Bytes good = signed_by(member.check, request);
  const auto reply = circle.accounts.evaluate(member.principal, good);
  ASSERT_TRUE(reply);
  EXPECT_EQ(circle.keyd.evaluations, std::vector<Bytes>{good});
  EXPECT_EQ(records::decode_evaluate_reply(*reply)->elements.size(), 1U);

  auto elsewhere = request;
  elsewhere.deployment[0] ^= 1;
  auto of_lead = request;
  of_lead.key = lead.check.public_key();
  const records::BudgetRequest budget{request.deployment, request.key, 1};
  for (const Bytes& bad : {Bytes{1, 2}, signed_by(member.check, elsewhere), signed_by(lead.check, of_lead),
                           signed_by(lead.check, request), signed_by(member.check, budget)})
    EXPECT_EQ(field_of(circle.accounts.evaluate(member.principal, bad)), "request");
  EXPECT_EQ(circle.keyd.evaluations.size(), 1U);
  EXPECT_TRUE(circle.accounts.budget(member.principal, signed_by(member.check, budget)));
  EXPECT_FALSE(circle.accounts.budget(lead.principal, signed_by(member.check, budget)));
  EXPECT_EQ(circle.keyd.budgets.size(), 1U);
  EXPECT_EQ(circle.snapshot(), before);
}

}  // namespace
}  // namespace parasol
