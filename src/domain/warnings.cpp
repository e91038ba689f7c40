#include "domain/warnings.h"

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/desk.h"
#include "domain/ports/trust_store.h"
#include "trust/signed.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::RecognitionLevel;
using vocabulary::Role;

Status conflict(const char* why) { return failure(ErrorCode::kConflict, why); }

Status move(Warning& warning, WarningEvent event, const Principal& who, Millis now) {
  PARASOL_TRY(warning.state, next_state(warning_lifecycle(), warning.state, event, who.role));
  warning.day = day_of(now);
  return {};
}

// This receipt is the report's WARN receipt and permits drafting at this moment.
Result<Receipt> warn_receipt(Stores& stores, ReportId report, ReceiptId receipt, Millis now) {
  PARASOL_TRY(const Consent consent, consent_of(stores, report));
  const Receipt* live = consent.live(Scope::kWarn, now);
  if (live == nullptr || live->id != receipt || !consent.permits(Scope::kWarn, now)) return failure(ErrorCode::kConflict, "WARN is not live");
  return *live;
}

// What the owner sees: her report was used. The warning's reference does not stand there: how often a warning was written anew
// must not be counted in a report.
Status note_use(Stores& stores, const Principal& who, ReportId report, Millis now) {
  return append_audit_once_a_day(stores, audit_by(who, AuditAction::kSourceUsed, report.value), now);
}

}  // namespace

Result<Warning> find_warning(Stores& stores, const Principal& who, WarningReference reference) {
  PARASOL_TRY(auto warning, stores.warnings.find(reference));
  if (!warning || !who.team || warning->team != *who.team) return failure(ErrorCode::kNotFound);
  return *std::move(warning);
}

Status check_sealed_to_editors(Stores& stores, TeamId team, ByteView sealed, std::string_view field) {
  PARASOL_TRY(const auto epoch, stores.trust.last_team_epoch(team));
  if (!epoch) return conflict("the team has no keys yet");
  PARASOL_TRY(const auto envelope, records::decode_signed(epoch->envelope));
  PARASOL_TRY(const auto statement, records::decode_team_epoch(envelope.statement));
  if (sealed.size() <= crypto::kWrapSize || !crypto::check_wrap(sealed.first(crypto::kWrapSize), crypto::sha256(statement.editors_key)) ||
      !crypto::check_sealed_body(sealed.subspan(crypto::kWrapSize)))
    return invalid(std::string(field));
  return {};
}

Result<Drafted> drafted(const Warning& warning) {
  const auto envelope = records::decode_signed(warning.draft);
  if (!envelope) return failure(ErrorCode::kInternal, "stored draft does not decode");
  const auto statement = records::decode_draft_statement(envelope->statement);
  if (!statement) return failure(ErrorCode::kInternal, "stored draft does not decode");
  return Drafted{*envelope, *statement};
}

Result<bool> has_worked_on(const Warning& warning, const ByteArray<32>& signing_key) {
  PARASOL_TRY(const Drafted by, drafted(warning));
  const auto recognition = records::decode_signed(warning.recognition);
  if (!recognition) return failure(ErrorCode::kInternal, "stored recognition record does not decode");
  return by.envelope.signer == signing_key || recognition->signer == signing_key;
}

Result<WarningState> Warnings::draft(const Principal& who, const Draft& wanted) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kWarningDrafted, wanted.reference.value), now, [&](Stores& stores) -> Result<WarningState> {
    PARASOL_CHECK_OK(find_assigned(stores, who, wanted.report, now));
    PARASOL_CHECK_OK(warn_receipt(stores, wanted.report, wanted.receipt, now));

    PARASOL_TRY(const auto statement, trust::verify_signed_by(who.signing_key, wanted.draft, records::decode_draft_statement, installation_.deployment));
    if (statement.reference != wanted.reference.value) return invalid("draft.reference");
    if (wanted.version == 0 || statement.version != wanted.version) return invalid("draft.version");
    PARASOL_TRY(const auto recognition,
                trust::verify_signed_by(who.signing_key, wanted.recognition, records::decode_recognition_record, installation_.deployment));
    if (recognition.reference != wanted.reference.value) return invalid("recognition.reference");
    if (recognition.artefact_hash != statement.artefact_hash) return invalid("recognition.artefact_hash");
    const auto level = vocabulary::recognition_level_from_wire(recognition.level);
    if (!level) return invalid("recognition.level");
    PARASOL_CHECK_OK(check_sealed_to_editors(stores, *who.team, wanted.sealed, "sealed"));

    PARASOL_TRY(const auto before, stores.warnings.find(wanted.reference));
    if (before) {
      if (before->team != *who.team) return failure(ErrorCode::kNotFound);
      if (before->state != WarningState::kHandedOver && before->state != WarningState::kAbandoned) return failure(ErrorCode::kConflict, "state");
    }
    if (wanted.version != (before ? before->version + 1 : 1)) return failure(ErrorCode::kConflict, "version");

    Warning warning;
    warning.reference = wanted.reference;
    warning.version = wanted.version;
    warning.team = *who.team;
    warning.state = WarningState::kDrafted;
    warning.level = *level;
    warning.draft = records::encode(wanted.draft);
    warning.recognition = records::encode(wanted.recognition);
    warning.sealed = wanted.sealed;
    PARASOL_CHECK_OK(move(warning, WarningEvent::kRecognise, who, now));
    PARASOL_CHECK_OK(stores.warnings.add(warning));
    PARASOL_CHECK_OK(note_use(stores, who, wanted.report, now));
    return warning.state;
  });
}

Result<WarningState> Warnings::add_source(const Principal& who, WarningReference reference, ReportId report, ReceiptId receipt, Bytes sealed) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kWarningApproved, reference.value), now, [&](Stores& stores) -> Result<WarningState> {
    PARASOL_TRY(Warning warning, find_warning(stores, who, reference));
    PARASOL_CHECK_OK(find_assigned(stores, who, report, now));
    PARASOL_TRY(const Receipt approving, warn_receipt(stores, report, receipt, now));
    if (!approving.commitment) return failure(ErrorCode::kConflict, "the receipt approves nothing");
    PARASOL_CHECK_OK(check_sealed_to_editors(stores, warning.team, sealed, "sealed"));
    PARASOL_CHECK_OK(move(warning, WarningEvent::kApprove, who, now));
    warning.source = sealed;
    PARASOL_CHECK_OK(stores.warnings.update(warning));
    PARASOL_CHECK_OK(note_use(stores, who, report, now));
    return warning.state;
  });
}

Result<WarningState> Warnings::judge(const Principal& who, WarningReference reference, WarningEvent event, AuditAction action, Bytes sealed) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, action, reference.value), now, [&](Stores& stores) -> Result<WarningState> {
    PARASOL_TRY(Warning warning, find_warning(stores, who, reference));
    PARASOL_TRY(const bool is_hers, has_worked_on(warning, who.signing_key));
    if (is_hers) return failure(ErrorCode::kConflict, "her own draft");
    PARASOL_CHECK_OK(check_sealed_to_editors(stores, warning.team, sealed, "sealed"));
    PARASOL_CHECK_OK(move(warning, event, who, now));
    warning.fairness = sealed;
    PARASOL_CHECK_OK(stores.warnings.update(warning));
    return warning.state;
  });
}

Result<WarningState> Warnings::review(const Principal& who, WarningReference reference, Bytes sealed) {
  return judge(who, reference, WarningEvent::kReview, AuditAction::kWarningReviewed, std::move(sealed));
}

Result<WarningState> Warnings::send_back(const Principal& who, WarningReference reference, Bytes sealed) {
  return judge(who, reference, WarningEvent::kReturn, AuditAction::kWarningReturned, std::move(sealed));
}

Result<WarningState> Warnings::lead(const Principal& who, WarningReference reference, const records::Signed& envelope) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kWarningLed, reference.value), now, [&](Stores& stores) -> Result<WarningState> {
    PARASOL_TRY(Warning warning, find_warning(stores, who, reference));
    PARASOL_TRY(const Drafted by, drafted(warning));
    PARASOL_TRY(const bool is_hers, has_worked_on(warning, who.signing_key));
    if (is_hers) return failure(ErrorCode::kConflict, "her own draft");
    if (warning.level != RecognitionLevel::kHigh) return failure(ErrorCode::kConflict, "needs no third signature");
    PARASOL_TRY(const auto statement, trust::verify_signed_by(who.signing_key, envelope, records::decode_lead_statement, installation_.deployment));
    if (statement.reference != reference.value) return invalid("statement.reference");
    if (statement.artefact_hash != by.statement.artefact_hash) return invalid("statement.artefact_hash");
    PARASOL_CHECK_OK(move(warning, WarningEvent::kLead, who, now));
    warning.lead = records::encode(envelope);
    PARASOL_CHECK_OK(stores.warnings.update(warning));
    return warning.state;
  });
}

Result<WarningState> Warnings::abandon(const Principal& who, WarningReference reference) {
  const Millis now = clock_.now();
  return with_audit(unit_, audit_by(who, AuditAction::kWarningAbandoned, reference.value), now, [&](Stores& stores) -> Result<WarningState> {
    PARASOL_TRY(Warning warning, find_warning(stores, who, reference));
    PARASOL_CHECK_OK(move(warning, WarningEvent::kAbandon, who, now));
    warning.sealed.reset();
    warning.source.reset();
    warning.fairness.reset();
    PARASOL_CHECK_OK(stores.warnings.update(warning));
    return warning.state;
  });
}

Result<Warning> Warnings::open(const Principal& who, WarningReference reference) {
  return with_audit(unit_, audit_by(who, AuditAction::kWarningOpened, reference.value), clock_.now(), [&](Stores& stores) -> Result<Warning> {
    if (!vocabulary::entry(who.role).receives_editors_key) return failure(ErrorCode::kNotFound);
    return find_warning(stores, who, reference);
  });
}

Status Warnings::purge() {
  return unit_.write([&](Stores& stores) { return stores.warnings.purge(day_of(clock_.now())); });
}

}  // namespace parasol::domain
