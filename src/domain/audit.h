#pragma once
// Audit events: a delivery, share, transition or refusal. Each is one link of a hash chain; none carries content, nor a finer
// time than the day: the organisation's chain and listd's journal have an order, and with hours in a report's chain whoever
// holds all of them could tell which report a warning came from. Members' sign-ins, checks and vault writes leave no event.
#include "base/clock.h"
#include "domain/ports/audit_store.h"
#include "domain/ports/unit_of_work.h"
#include "domain/principal.h"

namespace parasol::domain {

struct AuditEntry {
  vocabulary::AuditAction action;
  std::optional<AccountId> actor;  // nobody: the reporter or the system
  std::optional<vocabulary::Role> role;
  ByteArray<16> object{};          // report, warning, account … by the action
  std::optional<ReceiptId> receipt;
  bool was_refused = false;
};
inline AuditEntry audit_by(const Principal& who, vocabulary::AuditAction action, const ByteArray<16>& object) {
  return {action, who.account, who.role, object, std::nullopt, false};
}

// Appends to the report's chain if the action stands there (vocabulary: on_report; `object` is then the report), else to the organisation's.
// Errors: those of the store.
Status append_audit(Stores& stores, const AuditEntry& entry, Millis now);

// The same for what stands once a day in a report's chain, however often it was done: how often must not be counted there.
Status append_audit_once_a_day(Stores& stores, const AuditEntry& entry, Millis now);

// Runs `work` in one write transaction that also appends `entry`. If `work` refuses (any error but kUnavailable and kInternal),
// its transaction rolls back and the entry is appended as refused in a transaction of its own.
template <class Work>
auto with_audit(UnitOfWork& unit, const AuditEntry& entry, Millis now, Work&& work) -> std::invoke_result_t<Work&, Stores&> {
  using Out = std::invoke_result_t<Work&, Stores&>;
  Out result = unit.write([&](Stores& stores) -> Out {
    Out inner = work(stores);
    if (inner) PARASOL_CHECK_OK(append_audit(stores, entry, now));
    return inner;
  });
  if (!result && result.error().code != ErrorCode::kUnavailable && result.error().code != ErrorCode::kInternal) {
    AuditEntry refused = entry;
    refused.was_refused = true;
    if (Status noted = unit.write([&](Stores& stores) { return append_audit(stores, refused, now); }); !noted) return noted.error();
  }
  return result;
}

// Writes into the organisation's chain how far report chains had come by the end of yesterday, in the order of their ids;
// a day that is not over stays out, so that its place there tells no hour. Returns how many.
Result<std::size_t> checkpoint_audit(UnitOfWork& unit, Millis now);

// Checks every chain: sequence, links, encoding, and that each checkpointed head is still in its chain.
// kConflict names the first broken place in `detail` (chain in hex, sequence).
struct AuditSummary {
  std::size_t chains = 0;
  std::size_t events = 0;
};
Result<AuditSummary> verify_audit(UnitOfWork& unit);

// What the owner sees of her report's chain.
struct AccessEvent {
  vocabulary::AuditAction action;
  std::optional<vocabulary::Role> role;  // nobody: herself or the system
  Millis day;  // its start
  bool was_refused;
};
Result<std::vector<AccessEvent>> accesses_of(Stores& stores, ReportId report);

}  // namespace parasol::domain
