#pragma once
// A warning's life up to its hand-over (policy: warning lifecycle). After it, listd's signed index tells what is live,
// hidden or expired. The table is in warning.cpp.
#include "domain/lifecycles/lifecycle.h"

namespace parasol::domain {

enum class WarningEvent : std::uint8_t {
  kDraft,        // a drafter seals artefact and extract to the editors
  kRecognise,    // the assigned caseworker's recognition record on exactly this artefact
  kApprove,      // the reporter's approval arrived as a source record
  kReview,       // an alert editor's fairness record
  kReturn,       // the alert editor sends it back
  kLead,         // a case lead's statement, where the recognition level is high
  kHandOver,     // packets go to listd
  kRefuse,       // listd will never take one of the packets
  kWithdraw,     // its last source has withdrawn, and listd has acknowledged it
  kAbandon,      // no source is left, or nobody wants it
};

std::string_view name_of(WarningEvent event);
std::span<const Transition<vocabulary::WarningState, WarningEvent>> warning_lifecycle();

}  // namespace parasol::domain
