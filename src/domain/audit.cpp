#include "domain/audit.h"

#include <map>
#include <set>

#include "crypto/primitives.h"
#include "crypto/records.h"

namespace parasol::domain {
namespace {

constexpr ChainId kOrganisation{};

bool is_on_report(vocabulary::AuditAction action) { return vocabulary::entry(action).on_report; }

Status append_event(AuditStore& audit, const ChainId& chain, records::AuditEvent event) {
  PARASOL_TRY(const ChainHead head, audit.head(chain));
  event.chain = chain;
  event.sequence = head.next_sequence;
  event.previous = head.hash;
  const Bytes encoded = records::encode(event);
  return audit.append(chain, head.next_sequence, encoded, crypto::sha256(encoded));
}

// The head that a chain had before the day that begins at `day`; nothing if a checkpoint has that, or if all of it is younger.
Result<std::optional<ChainHead>> last_before(AuditStore& audit, const ChainId& chain, std::uint64_t day) {
  PARASOL_TRY(const auto events, audit.events(chain));
  PARASOL_TRY(const std::uint64_t checked, audit.checked_sequence(chain));
  for (std::uint64_t next = events.size(); next > checked; --next) {
    const Bytes& encoded = events[next - 1];
    const auto event = records::decode_audit_event(encoded);
    // One that does not decode is for verify_audit to find.
    if (event && event->time < day) return std::optional(ChainHead{next, crypto::sha256(encoded)});
  }
  return std::optional<ChainHead>();
}

Error broken(const ChainId& chain, std::uint64_t sequence) {
  return failure(ErrorCode::kConflict, "audit chain " + to_hex(chain) + " is broken at event " + std::to_string(sequence));
}

}  // namespace

Status append_audit(Stores& stores, const AuditEntry& entry, Millis now) {
  const bool on_report = is_on_report(entry.action);
  records::AuditEvent event;
  event.action = static_cast<std::uint8_t>(entry.action);
  if (entry.actor) event.actor = entry.actor->value;
  event.role = entry.role ? static_cast<std::uint8_t>(*entry.role) : 0;
  event.object = entry.object;
  if (entry.receipt) event.receipt = entry.receipt->value;
  event.time = static_cast<std::uint64_t>(day_of(now) * kDay);
  event.result = entry.was_refused ? 2 : 1;
  return append_event(stores.audit, on_report ? ChainId(entry.object) : kOrganisation, std::move(event));
}

Status append_audit_once_a_day(Stores& stores, const AuditEntry& entry, Millis now) {
  PARASOL_TRY(const auto accesses, accesses_of(stores, ReportId{entry.object}));
  for (const auto& access : accesses)
    if (access.action == entry.action && day_of(access.day) == day_of(now)) return {};
  return append_audit(stores, entry, now);
}

Result<std::size_t> checkpoint_audit(UnitOfWork& unit, Millis now) {
  constexpr std::size_t kBatch = 1000;
  const auto today = static_cast<std::uint64_t>(day_of(now) * kDay);
  std::size_t total = 0;
  for (ChainId after = kOrganisation;;) {
    PARASOL_TRY(const auto chains, unit.write([&](Stores& stores) -> Result<std::vector<ChainId>> {
      PARASOL_TRY(const auto unchecked, stores.audit.unchecked_chains(after, kBatch));
      for (const auto& chain : unchecked) {
        PARASOL_TRY(const auto past, last_before(stores.audit, chain, today));
        if (!past) continue;
        records::AuditEvent event;
        event.action = static_cast<std::uint8_t>(vocabulary::AuditAction::kCheckpoint);
        event.object = chain;
        event.head = past->hash;
        event.time = today;
        event.result = 1;
        PARASOL_CHECK_OK(append_event(stores.audit, kOrganisation, std::move(event)));
        PARASOL_CHECK_OK(stores.audit.mark_checked(chain, past->next_sequence));
        ++total;
      }
      return unchecked;
    }));
    if (chains.size() < kBatch) return total;
    after = chains.back();
  }
}

Result<AuditSummary> verify_audit(UnitOfWork& unit) {
  return unit.read([&](Stores& stores) -> Result<AuditSummary> {
    AuditSummary summary;
    std::map<ChainId, std::set<ByteArray<32>>> seen;        // every hash that each chain went through
    struct Claim {
      ChainId chain;
      ByteArray<32> head;
      std::uint64_t sequence;  // of the checkpoint
    };
    std::vector<Claim> claims;
    PARASOL_TRY(const auto chains, stores.audit.chains());
    for (const auto& chain : chains) {
      PARASOL_TRY(const auto events, stores.audit.events(chain));
      PARASOL_TRY(const ChainHead head, stores.audit.head(chain));
      ByteArray<32> previous{};
      std::uint64_t sequence = 0;
      for (const auto& encoded : events) {
        const auto event = records::decode_audit_event(encoded);
        if (!event || event->sequence != sequence || event->previous != previous || event->chain != chain) return broken(chain, sequence);
        previous = crypto::sha256(encoded);
        seen[chain].insert(previous);
        if (chain == kOrganisation && event->head) claims.push_back({event->object, *event->head, sequence});
        ++sequence;
      }
      if (head.next_sequence != sequence || head.hash != previous) return broken(chain, sequence);
      ++summary.chains;
      summary.events += events.size();
    }
    for (const auto& claim : claims)
      if (!seen[claim.chain].contains(claim.head)) return broken(claim.chain, claim.sequence);
    return summary;
  });
}

Result<std::vector<AccessEvent>> accesses_of(Stores& stores, ReportId report) {
  PARASOL_TRY(const auto events, stores.audit.events(report.value));
  std::vector<AccessEvent> out;
  for (const auto& encoded : events) {
    const auto event = records::decode_audit_event(encoded);
    if (!event) return failure(ErrorCode::kInternal, "stored audit event does not decode");
    std::optional<vocabulary::Role> role;
    if (event->role != 0) role = static_cast<vocabulary::Role>(event->role);
    out.push_back({static_cast<vocabulary::AuditAction>(event->action), role, static_cast<Millis>(event->time), event->result == 2});
  }
  return out;
}

}  // namespace parasol::domain
