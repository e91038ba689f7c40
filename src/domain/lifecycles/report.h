#pragma once
// A report's life (policy: report lifecycle). The table is in report.cpp.
#include "domain/lifecycles/lifecycle.h"

namespace parasol::domain {

enum class ReportEvent : std::uint8_t {
  kSubmit,          // the reporter sends it (there is no state before: a draft is not known here)
  kGrantRead,       // a READ receipt became live
  kWrite,           // the reporter writes to the team
  kClaim,           // a caseworker takes it
  kAssign,          // a case lead gives it to somebody
  kPrepare,         // an extract was prepared
  kClose,           // nothing more is wanted
  kReadEnds,        // the READ receipt was withdrawn or lapsed
  kWithdraw,        // the reporter withdraws everything
  kSettled,         // every artefact made from it is gone
  kErase,           // the reporter, or the end of its retention, erases it
};

std::string_view name_of(ReportEvent event);
std::span<const Transition<vocabulary::ReportState, ReportEvent>> report_lifecycle();

}  // namespace parasol::domain
