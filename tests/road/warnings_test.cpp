// A warning from its draft to the point where it may be handed over.
#include <functional>

#include "road.h"
#include "trust/signed.h"

namespace parasol {
namespace {

using test_support::expect;
using test_support::Reporter;
using test_support::Road;
using test_support::Text;
using test_support::text_of;
using vocabulary::AuditAction;
using vocabulary::RecognitionLevel;
using vocabulary::Scope;
using vocabulary::WarningState;

struct WarningsTest : testing::Test {
  Road road;
  Reporter reporter{road, "one"};
  const Text text = text_of("warning");

  WarningsTest() {
    EXPECT_TRUE(reporter.submit());
    EXPECT_TRUE(road.desk.claim(road.caseworker.principal, reporter.id));
    EXPECT_TRUE(reporter.grant({Scope::kWarn}));
  }
  void reach_member_ok(RecognitionLevel level = RecognitionLevel::kLow) {
    ASSERT_TRUE(road.draft(road.caseworker, reporter, text, level));
    ASSERT_TRUE(reporter.grant({Scope::kWarn, text.artefact}));
    ASSERT_EQ(expect(road.add_source(road.caseworker, reporter, text)), WarningState::kMemberOk);
  }
  ErrorCode code_of(const auto& result) {
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code;
  }
};

TEST_F(WarningsTest, ADraftNeedsWhatTheReporterPermits) {
  EXPECT_EQ(expect(road.draft(road.caseworker, reporter, text)), WarningState::kScored);
  const Text other = text_of("other");
  EXPECT_EQ(code_of(road.draft(road.second_caseworker, reporter, other)), ErrorCode::kNotFound);  // not assigned to her
  EXPECT_EQ(code_of(road.draft(road.editor, reporter, other)), ErrorCode::kNotFound);
  const auto old_receipt = road.draft_of(road.caseworker, reporter, other, RecognitionLevel::kLow);
  ASSERT_TRUE(reporter.grant({Scope::kWarn}));
  EXPECT_EQ(code_of(road.warnings.draft(road.caseworker.principal, old_receipt)), ErrorCode::kConflict);  // superseded
  ASSERT_TRUE(reporter.withdraw(Scope::kWarn));
  EXPECT_EQ(code_of(road.draft(road.caseworker, reporter, other)), ErrorCode::kConflict);
}

// Each spoils one field of a good draft. Break: the line of Warnings::draft that refuses it.
TEST_F(WarningsTest, ADraftIsCheckedPartByPart) {
  using Draft = domain::Warnings::Draft;
  const auto resign = [](const test_support::Person& by, records::Signed& envelope) { envelope = trust::sign(by.signing(), envelope.statement); };
  const auto with = [&](records::Signed& envelope, auto decode, auto spoil) {
    auto statement = expect(decode(envelope.statement));
    spoil(statement);
    envelope = trust::sign(road.caseworker.signing(), records::encode(statement));
  };
  struct Case {
    const char* what;
    std::function<void(Draft&)> spoil;
    ErrorCode expected;
  };
  const std::vector<Case> cases{
      {"another's draft", [&](Draft& d) { resign(road.second_caseworker, d.draft); }, ErrorCode::kUnauthorised},
      {"another's recognition", [&](Draft& d) { resign(road.second_caseworker, d.recognition); }, ErrorCode::kUnauthorised},
      {"broken signature", [](Draft& d) { d.draft.signature[5] ^= 1; }, ErrorCode::kUnauthorised},
      {"deployment", [&](Draft& d) { with(d.draft, records::decode_draft_statement, [](auto& s) { s.deployment[0] ^= 1; }); }, ErrorCode::kInvalid},
      {"reference", [&](Draft& d) { with(d.draft, records::decode_draft_statement, [](auto& s) { s.reference[0] ^= 1; }); }, ErrorCode::kInvalid},
      {"version", [&](Draft& d) { with(d.draft, records::decode_draft_statement, [](auto& s) { s.version = 2; }); }, ErrorCode::kInvalid},
      {"recognition of another warning",
       [&](Draft& d) { with(d.recognition, records::decode_recognition_record, [](auto& s) { s.reference[0] ^= 1; }); }, ErrorCode::kInvalid},
      {"recognition of another text",
       [&](Draft& d) { with(d.recognition, records::decode_recognition_record, [](auto& s) { s.artefact_hash[0] ^= 1; }); }, ErrorCode::kInvalid},
      {"level", [&](Draft& d) { with(d.recognition, records::decode_recognition_record, [](auto& s) { s.level = 3; }); }, ErrorCode::kInvalid},
      {"sealed to the desk", [&](Draft& d) { d.sealed = test_support::sealed_to(road.desk_key); }, ErrorCode::kInvalid},
      {"not sealed", [](Draft& d) { d.sealed = Bytes(2000, 1); }, ErrorCode::kInvalid},
      {"second version first", [&](Draft& d) {
         d.version = 2;
         with(d.draft, records::decode_draft_statement, [](auto& s) { s.version = 2; });
       }, ErrorCode::kConflict},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.what);
    auto draft = road.draft_of(road.caseworker, reporter, text, RecognitionLevel::kLow);
    c.spoil(draft);
    const std::size_t before = road.audit_size();
    EXPECT_EQ(code_of(road.warnings.draft(road.caseworker.principal, draft)), c.expected);
    ASSERT_EQ(road.audit_size(), before + 1);
    EXPECT_EQ(road.audit().back().result, 2);
  }
  EXPECT_TRUE(road.draft(road.caseworker, reporter, text));
}

TEST_F(WarningsTest, ASourceNeedsAnApprovingReceipt) {
  ASSERT_TRUE(road.draft(road.caseworker, reporter, text));
  EXPECT_EQ(code_of(road.add_source(road.caseworker, reporter, text)), ErrorCode::kConflict);  // WARN, but nothing approved
  ASSERT_TRUE(reporter.grant({Scope::kWarn, text.artefact}));
  EXPECT_EQ(code_of(road.add_source(road.second_caseworker, reporter, text)), ErrorCode::kNotFound);
  EXPECT_EQ(expect(road.add_source(road.caseworker, reporter, text)), WarningState::kMemberOk);
  EXPECT_EQ(code_of(road.add_source(road.caseworker, reporter, text)), ErrorCode::kConflict);
}

// Two people (invariant 12). Break: leave out has_worked_on in judge(), or in lead().
TEST_F(WarningsTest, NobodyPassesHerOwnDraft) {
  ASSERT_TRUE(road.desk.assign(road.lead.principal, reporter.id, road.lead.principal.account));
  ASSERT_TRUE(road.draft(road.lead, reporter, text, RecognitionLevel::kHigh));
  ASSERT_TRUE(reporter.grant({Scope::kWarn, text.artefact}));
  ASSERT_TRUE(road.add_source(road.lead, reporter, text));
  EXPECT_EQ(code_of(road.lead_signs(road.lead, text)), ErrorCode::kConflict);
  EXPECT_TRUE(road.lead_signs(road.second_lead, text));
  // The same key in another role.
  auto herself = road.editor;
  herself.principal.signing_key = road.lead.principal.signing_key;
  EXPECT_EQ(code_of(road.review(herself, text)), ErrorCode::kConflict);
  EXPECT_EQ(expect(road.review(road.editor, text)), WarningState::kReviewed);
}

TEST_F(WarningsTest, AThirdSignatureIsForHighLevelsAndOverThisArtefact) {
  reach_member_ok();
  EXPECT_EQ(code_of(road.lead_signs(road.lead, text)), ErrorCode::kConflict);
  const Text other = text_of("high");
  ASSERT_TRUE(road.draft(road.caseworker, reporter, other, RecognitionLevel::kHigh));
  EXPECT_EQ(code_of(road.lead_signs(road.lead, other)), ErrorCode::kConflict);  // not yet approved
  ASSERT_TRUE(road.add_source(road.caseworker, reporter, other));
  Text wrong = other;
  wrong.artefact[0] ^= 1;
  EXPECT_EQ(code_of(road.lead_signs(road.lead, wrong)), ErrorCode::kInvalid);
  EXPECT_EQ(code_of(road.lead_signs(road.editor, other)), ErrorCode::kConflict);  // no case lead
  EXPECT_EQ(expect(road.lead_signs(road.lead, other)), WarningState::kMemberOk);
}

TEST_F(WarningsTest, SentBackAndAbandonedAndDraftedAnew) {
  reach_member_ok();
  EXPECT_EQ(expect(road.warnings.send_back(road.editor.principal, text.reference, test_support::sealed_to(road.editors_key))), WarningState::kReturned);
  EXPECT_EQ(code_of(road.review(road.editor, text)), ErrorCode::kConflict);
  const Text second = text_of("warning", 2);
  EXPECT_EQ(code_of(road.draft(road.caseworker, reporter, second)), ErrorCode::kConflict);  // the first is not closed
  EXPECT_EQ(expect(road.warnings.abandon(road.caseworker.principal, text.reference)), WarningState::kAbandoned);
  const auto abandoned = expect(road.warnings.open(road.editor.principal, text.reference));
  EXPECT_FALSE(abandoned.sealed);
  EXPECT_FALSE(abandoned.source);
  EXPECT_FALSE(abandoned.fairness);
  EXPECT_EQ(code_of(road.draft(road.caseworker, reporter, text)), ErrorCode::kConflict);  // the version is used up
  EXPECT_EQ(expect(road.draft(road.caseworker, reporter, second)), WarningState::kScored);
}

TEST_F(WarningsTest, AWarningIsOpenedByItsOwnTeamsEditors) {
  reach_member_ok();
  const auto opened = expect(road.warnings.open(road.editor.principal, text.reference));
  EXPECT_EQ(opened.sealed, test_support::sealed_to(road.editors_key));
  EXPECT_TRUE(opened.source);
  EXPECT_EQ(road.audit().back().action, static_cast<std::uint8_t>(AuditAction::kWarningOpened));
  EXPECT_EQ(code_of(road.warnings.open(road.caseworker.principal, text.reference)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.warnings.open(road.stranger.principal, text.reference)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.warnings.open(road.editor.principal, domain::WarningReference::random())), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.review(road.stranger, text)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(road.warnings.abandon(road.stranger.principal, text.reference)), ErrorCode::kNotFound);
}

// The report's chain says that it was used, and by whom; the warning's reference stands in the organisation's chain only.
TEST_F(WarningsTest, TheChainsDoNotNameEachOther) {
  reach_member_ok();
  std::size_t uses = 0;
  for (const auto& event : road.audit(reporter.id.value)) {
    EXPECT_NE(event.object, text.reference.value);
    uses += event.action == static_cast<std::uint8_t>(AuditAction::kSourceUsed);
  }
  EXPECT_EQ(uses, 1U);  // drafted and approved on one day
  for (const auto& event : road.audit()) {
    EXPECT_NE(event.object, reporter.id.value);
    EXPECT_EQ(event.receipt, ByteArray<16>{});
    EXPECT_EQ(event.time % static_cast<std::uint64_t>(kDay), 0U);
  }
}

}  // namespace
}  // namespace parasol
