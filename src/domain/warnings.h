#pragma once
// A warning from its draft to the point where it may be handed over: who drafts, who tests recognition, whose approval
// arrives, who reviews. Each step is one person's signed statement about one exact artefact, of which only the salted hash
// is known here. Neither report nor receipt is stored with it.
#include "crypto/records.h"
#include "domain/audit.h"
#include "domain/installation.h"
#include "domain/lifecycles/warning.h"
#include "domain/ports/warning_store.h"

namespace parasol::domain {

using vocabulary::WarningState;

class Warnings {
 public:
  Warnings(UnitOfWork& unit, const Clock& clock, const Installation& installation) : unit_(unit), clock_(clock), installation_(installation) {}

  struct Draft {
    ReportId report;    // assigned to the caller
    ReceiptId receipt;  // its WARN receipt
    WarningReference reference;
    std::uint16_t version = 1;
    records::Signed draft;        // DraftStatement by the caller
    records::Signed recognition;  // RecognitionRecord by the caller
    Bytes sealed;                 // artefact and extract, to the team's editors
  };
  // A new warning, or the next version of one that was handed over or abandoned. The report is named to be checked, not
  // to be stored. kNotFound (report), kConflict (WARN is not live, or the version is not the next one), kInvalid (field),
  // kUnauthorised (a signature).
  Result<WarningState> draft(const Principal& who, const Draft& draft);

  // The reporter's approval, sealed to the editors, arrived with an approving WARN receipt. Errors as above.
  Result<WarningState> add_source(const Principal& who, WarningReference reference, ReportId report, ReceiptId receipt, Bytes sealed);

  // An alert editor who neither drafted nor tested: passes it with a fairness record, or sends it back with the reason; both
  // sealed to the editors. kNotFound, kConflict (state, or her own draft), kInvalid (field "sealed").
  Result<WarningState> review(const Principal& who, WarningReference reference, Bytes sealed);
  Result<WarningState> send_back(const Principal& who, WarningReference reference, Bytes sealed);

  // The third person's LeadStatement where the recognition level is high. kNotFound, kConflict, kInvalid, kUnauthorised.
  Result<WarningState> lead(const Principal& who, WarningReference reference, const records::Signed& statement);

  // Erases what is sealed. kNotFound, kConflict.
  Result<WarningState> abandon(const Principal& who, WarningReference reference);

  // Everything about it, for whoever holds the editors' key. kNotFound.
  Result<Warning> open(const Principal& who, WarningReference reference);

  // For a job: erases what has run out.
  Status purge();

 private:
  Result<WarningState> judge(const Principal& who, WarningReference reference, WarningEvent event, vocabulary::AuditAction action, Bytes sealed);

  UnitOfWork& unit_;
  const Clock& clock_;
  const Installation installation_;
};

// The newest version of a warning of the caller's own team. kNotFound.
Result<Warning> find_warning(Stores& stores, const Principal& who, WarningReference reference);

// kInvalid (field) unless it is sealed to the newest editors' key of the team.
Status check_sealed_to_editors(Stores& stores, TeamId team, ByteView sealed, std::string_view field);

// What the drafter signed. kInternal if it no longer decodes.
struct Drafted {
  records::Signed envelope;
  records::DraftStatement statement;
};
Result<Drafted> drafted(const Warning& warning);
// True if this person drafted it or tested its recognition.
Result<bool> has_worked_on(const Warning& warning, const ByteArray<32>& signing_key);

}  // namespace parasol::domain
