#include "domain/consent.h"

#include <algorithm>

#include "crypto/primitives.h"
#include "crypto/signature.h"

namespace parasol::domain {
namespace {

// Scopes that end with what they are for (vocabulary: no life in days) still end some day.
constexpr std::int64_t kLongestLifeDays = 730;
constexpr std::uint8_t kStop = 1, kStopAndErase = 2;
constexpr std::uint8_t kMethods = 3;

bool is_team_scope(Scope scope) { return scope == Scope::kRead || scope == Scope::kCase; }
bool is_approvable(Scope scope) { return scope == Scope::kWarn || scope == Scope::kCheck; }

Millis life(Scope scope) { return vocabulary::entry(scope).life_days.value_or(kLongestLifeDays) * kDay; }

bool is_start_of_day(Millis time) { return time % kDay == 0; }
bool is_about_today(Millis start, Millis now) { return start <= now + kReceiptClockTolerance && now < start + kDay + kReceiptClockTolerance; }

}  // namespace

Result<Consent> Consent::fold(const std::vector<Bytes>& stored) {
  Consent consent;
  for (const auto& encoded : stored) {
    const auto event = records::decode_signed(encoded);
    if (!event) return failure(ErrorCode::kInternal, "stored consent event does not decode");
    if (const auto receipt = records::decode_consent_receipt(event->statement)) {
      consent.apply(*receipt);
    } else if (const auto withdrawal = records::decode_consent_withdrawal(event->statement)) {
      if (Receipt* target = consent.find_mutable(withdrawal->receipt)) target->has_ended = true;
    } else {
      return failure(ErrorCode::kInternal, "stored consent event does not decode");
    }
    ++consent.next_sequence_;
    consent.head_ = crypto::sha256(event->statement);
  }
  return consent;
}

Status Consent::append(const ConsentContext& context, const records::Signed& event, Millis now) {
  if (event.signer != context.signing_key) return failure(ErrorCode::kUnauthorised);
  if (!crypto::verify(event.signer, event.statement, event.signature)) return failure(ErrorCode::kUnauthorised);
  const auto receipt = records::decode_consent_receipt(event.statement);
  const auto withdrawal = receipt ? Result<records::ConsentWithdrawal>(invalid("events")) : records::decode_consent_withdrawal(event.statement);
  if (!receipt && !withdrawal) return withdrawal.error();
  const auto check_place = [&](const auto& record) -> Status {
    if (record.deployment != context.deployment) return invalid("deployment");
    if (record.report != context.report.value) return invalid("report");
    if (record.sequence != next_sequence_ || record.previous != head_) return {failure(ErrorCode::kConflict, "consent chain")};
    return {};
  };
  if (receipt) {
    PARASOL_CHECK_OK(check_place(*receipt));
    PARASOL_CHECK_OK(grant(context, *receipt, now));
  } else {
    PARASOL_CHECK_OK(check_place(*withdrawal));
    PARASOL_CHECK_OK(withdraw(*withdrawal));
  }
  ++next_sequence_;
  head_ = crypto::sha256(event.statement);
  return {};
}

Status Consent::grant(const ConsentContext& context, const records::ConsentReceipt& receipt, Millis now) {
  const auto scope = vocabulary::scope_from_wire(receipt.scope);
  if (!scope || !vocabulary::entry(*scope).available) return invalid("scope");
  const auto purpose = vocabulary::purpose_from_wire(receipt.purpose);
  if (!purpose || vocabulary::entry(*purpose).scope != *scope) return invalid("purpose");
  for (const auto wire : receipt.sections)
    if (!vocabulary::report_section_from_wire(wire)) return invalid("sections");
  if (is_team_scope(*scope)) {
    if (!context.team || receipt.recipient != context.team->value) return invalid("recipient");
    if (receipt.sections.empty()) return invalid("sections");
  } else if (receipt.recipient != ByteArray<16>{}) {
    return invalid("recipient");
  }
  if (!vocabulary::language_from_wire(receipt.language)) return invalid("language");
  if (!vocabulary::jurisdiction_from_wire(receipt.jurisdiction)) return invalid("jurisdiction");
  if (receipt.text_id.empty() || receipt.text_version == 0 || receipt.limits_version == 0) return invalid("text_id");
  if (receipt.method == 0 || receipt.method > kMethods) return invalid("method");
  if (receipt.commitment && !is_approvable(*scope)) return invalid("commitment");
  const auto granted = static_cast<Millis>(receipt.granted), expires = static_cast<Millis>(receipt.expires);
  if (!is_start_of_day(granted) || !is_about_today(granted, now)) return invalid("granted");
  if (!is_start_of_day(expires) || expires <= now || expires > granted + life(*scope) + kDay) return invalid("expires");
  if (find(ReceiptId{receipt.receipt}) != nullptr) return failure(ErrorCode::kConflict, "receipt id");
  const Receipt* current = live(*scope, now);
  if (receipt.supersedes) {
    if (current == nullptr || current->id.value != *receipt.supersedes) return failure(ErrorCode::kConflict, "supersedes");
  } else if (current != nullptr) {
    return failure(ErrorCode::kConflict, "scope is live");
  }
  // HOLD is what keeping a report means; every other need must have a receipt.
  const auto needs = vocabulary::entry(*scope).needs;
  if (needs && *needs != Scope::kHold && live(*needs, now) == nullptr) return failure(ErrorCode::kConflict, "needs");
  apply(receipt);
  return {};
}

Status Consent::withdraw(const records::ConsentWithdrawal& withdrawal) {
  if (withdrawal.mode != kStop && withdrawal.mode != kStopAndErase) return invalid("mode");
  // It counts whatever the phone's clock says; only its granularity is checked.
  if (!is_start_of_day(static_cast<Millis>(withdrawal.withdrawn))) return invalid("withdrawn");
  Receipt* target = find_mutable(withdrawal.receipt);
  if (target == nullptr || target->has_ended) return failure(ErrorCode::kConflict, "receipt");
  target->has_ended = true;
  return {};
}

void Consent::apply(const records::ConsentReceipt& receipt) {
  if (receipt.supersedes)
    if (Receipt* old = find_mutable(*receipt.supersedes)) old->has_ended = true;
  Receipt made;
  made.id = ReceiptId{receipt.receipt};
  made.scope = static_cast<Scope>(receipt.scope);
  made.purpose = static_cast<vocabulary::Purpose>(receipt.purpose);
  for (const auto wire : receipt.sections) made.sections.insert(static_cast<ReportSection>(wire));
  if (receipt.recipient != ByteArray<16>{}) made.recipient = TeamId{receipt.recipient};
  made.commitment = receipt.commitment;
  made.expires = static_cast<Millis>(receipt.expires);
  receipts_.push_back(std::move(made));
}

Receipt* Consent::find_mutable(const ByteArray<16>& id) {
  for (auto& receipt : receipts_)
    if (receipt.id.value == id) return &receipt;
  return nullptr;
}

const Receipt* Consent::find(ReceiptId id) const {
  for (const auto& receipt : receipts_)
    if (receipt.id == id) return &receipt;
  return nullptr;
}

const Receipt* Consent::live(Scope scope, Millis now) const {
  for (const auto& receipt : receipts_)
    if (receipt.scope == scope && is_live(receipt, now)) return &receipt;
  return nullptr;
}

bool Consent::permits(Scope scope, Millis now) const {
  if (live(scope, now) == nullptr) return false;
  const auto needs = vocabulary::entry(scope).needs;
  return !needs || *needs == Scope::kHold || permits(*needs, now);
}

bool Consent::may_read(ReportSection section, TeamId team, Millis now) const {
  const Scope scope = vocabulary::entry(section).scope;
  if (!permits(scope, now)) return false;
  const Receipt* receipt = live(scope, now);
  return receipt->sections.contains(section) && receipt->recipient == team;
}

ByteArray<32> Consent::commitment(const ByteArray<32>& artefact_hash, const ByteArray<32>& opening) {
  Bytes message = to_bytes(as_bytes("approve"));
  parasol::append(message, artefact_hash);
  parasol::append(message, opening);
  return crypto::sha256(message);
}

const Receipt* Consent::opens(ReceiptId id, Scope scope, const ByteArray<32>& artefact_hash, const ByteArray<32>& opening, Millis now) const {
  const Receipt* receipt = find(id);
  if (receipt == nullptr || receipt->scope != scope || !is_live(*receipt, now) || !receipt->commitment) return nullptr;
  return *receipt->commitment == commitment(artefact_hash, opening) ? receipt : nullptr;
}

}  // namespace parasol::domain
