#pragma once
// A report's consent: a hash chain of signed events, and what it permits now. The one place that decides whether something
// may be read or used; whoever delivers asks here, at the moment of delivery.
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/clock.h"
#include "crypto/records.h"
#include "domain/identifiers.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

using vocabulary::Scope;
using vocabulary::ReportSection;

struct Receipt {
  ReceiptId id;
  Scope scope;
  vocabulary::Purpose purpose;
  std::set<ReportSection> sections;
  std::optional<TeamId> recipient;  // nobody: members of the network
  std::optional<ByteArray<32>> commitment;
  Millis expires;
  bool has_ended = false;  // withdrawn or superseded
};

// What every event of one report must agree with.
struct ConsentContext {
  ByteArray<16> deployment;
  ReportId report;
  ByteArray<32> signing_key;  // the report's own
  std::optional<TeamId> team;
};

// Receipts state the UTC day in which they are given, of a clock that differs from ours by no more than this.
constexpr Millis kReceiptClockTolerance = 2 * kHour;

class Consent {
 public:
  // Folds stored events, which were checked when they were appended. kInternal if they no longer decode.
  static Result<Consent> fold(const std::vector<Bytes>& stored);

  // Checks one more event against the context, the chain, the clock and the rules of its scope, and applies it.
  // kInvalid (field: the part at fault), kUnauthorised (signature), kConflict (chain, or a receipt that is not live).
  Status append(const ConsentContext& context, const records::Signed& event, Millis now);

  // True for a receipt that was granted, not ended and not expired.
  bool is_live(const Receipt& receipt, Millis now) const { return !receipt.has_ended && now < receipt.expires; }
  // The live receipt of this scope, if there is one.
  const Receipt* live(Scope scope, Millis now) const;
  const Receipt* find(ReceiptId id) const;
  // True if the scope and everything that it needs are live: what must hold when an artefact is made under it.
  bool permits(Scope scope, Millis now) const;
  // True if this section may be delivered to this team now: a live receipt of the section's scope names both.
  bool may_read(ReportSection section, TeamId team, Millis now) const;

  // Commitment of an approval: SHA-256("approve" ‖ artefact hash ‖ opening).
  static ByteArray<32> commitment(const ByteArray<32>& artefact_hash, const ByteArray<32>& opening);
  // The receipt, if it is live, of this scope and opens to the artefact hash.
  const Receipt* opens(ReceiptId id, Scope scope, const ByteArray<32>& artefact_hash, const ByteArray<32>& opening, Millis now) const;

  const std::vector<Receipt>& receipts() const { return receipts_; }
  std::uint32_t next_sequence() const { return next_sequence_; }

 private:
  Status grant(const ConsentContext& context, const records::ConsentReceipt& receipt, Millis now);
  Status withdraw(const records::ConsentWithdrawal& withdrawal);
  Receipt* find_mutable(const ByteArray<16>& id);
  void apply(const records::ConsentReceipt& receipt);

  std::vector<Receipt> receipts_;
  std::uint32_t next_sequence_ = 0;
  ByteArray<32> head_{};
};

}  // namespace parasol::domain
