#include "domain/lifecycles/report.h"

#include <array>

#include "base/check.h"

namespace parasol::domain {
namespace {

using S = vocabulary::ReportState;
using E = ReportEvent;
using R = vocabulary::Role;

constexpr auto kDesk = by({R::kCaseworker, R::kCaseLead});
constexpr auto kLead = by({R::kCaseLead});

constexpr std::array kTable = {
    // from, event, who, guard, to, effect
    Transition<S, E>{S::kHeld, E::kGrantRead, by_reporter(), "READ is live", S::kTriage, "team wraps are stored"},
    Transition<S, E>{S::kClosedHeld, E::kGrantRead, by_reporter(), "READ is live", S::kTriage, "team wraps are stored"},
    Transition<S, E>{S::kClosedHeld, E::kWrite, by_reporter(), "READ is live", S::kTriage, "it waits for somebody again"},
    Transition<S, E>{S::kTriage, E::kClaim, kDesk, "own team, nobody has it", S::kActive, "assigned to the one who claims"},
    Transition<S, E>{S::kTriage, E::kAssign, kLead, "own team", S::kActive, "assigned to the one named"},
    Transition<S, E>{S::kActive, E::kAssign, kLead, "own team", S::kActive, "assigned to the one named"},
    Transition<S, E>{S::kPrepared, E::kAssign, kLead, "own team", S::kPrepared, "assigned to the one named"},
    Transition<S, E>{S::kActive, E::kPrepare, kDesk, "assigned, READ is live", S::kPrepared, ""},
    Transition<S, E>{S::kPrepared, E::kPrepare, kDesk, "assigned, READ is live", S::kPrepared, ""},
    Transition<S, E>{S::kActive, E::kClose, kDesk, "assigned", S::kClosedHeld, "assignment ends"},
    Transition<S, E>{S::kPrepared, E::kClose, kDesk, "assigned", S::kClosedHeld, "assignment ends"},
    Transition<S, E>{S::kTriage, E::kReadEnds, {0, true, true}, "READ is not live", S::kHeld, "team wraps are deleted"},
    Transition<S, E>{S::kActive, E::kReadEnds, {0, true, true}, "READ is not live", S::kHeld, "team wraps are deleted, assignment ends"},
    Transition<S, E>{S::kPrepared, E::kReadEnds, {0, true, true}, "READ is not live", S::kHeld, "team wraps are deleted, assignment ends"},
    Transition<S, E>{S::kClosedHeld, E::kReadEnds, {0, true, true}, "READ is not live", S::kClosedHeld, "team wraps are deleted"},
    Transition<S, E>{S::kHeld, E::kWithdraw, by_reporter(), "", S::kWithdrawing, "all receipts end, wraps are deleted, secrets go to listd"},
    Transition<S, E>{S::kTriage, E::kWithdraw, by_reporter(), "", S::kWithdrawing, "all receipts end, wraps are deleted, secrets go to listd"},
    Transition<S, E>{S::kActive, E::kWithdraw, by_reporter(), "", S::kWithdrawing, "all receipts end, wraps are deleted, secrets go to listd"},
    Transition<S, E>{S::kPrepared, E::kWithdraw, by_reporter(), "", S::kWithdrawing, "all receipts end, wraps are deleted, secrets go to listd"},
    Transition<S, E>{S::kClosedHeld, E::kWithdraw, by_reporter(), "", S::kWithdrawing, "all receipts end, wraps are deleted, secrets go to listd"},
    Transition<S, E>{S::kWithdrawing, E::kSettled, by_system(), "listd has acknowledged every secret", S::kWithdrawn, ""},
    Transition<S, E>{S::kHeld, E::kErase, {0, true, true}, "", S::kErased, "sections and messages are deleted"},
    Transition<S, E>{S::kWithdrawn, E::kErase, {0, true, true}, "", S::kErased, "sections and messages are deleted"},
};

}  // namespace

std::span<const Transition<S, E>> report_lifecycle() { return kTable; }

std::string_view name_of(ReportEvent event) {
  switch (event) {
    case E::kSubmit: return "submit";
    case E::kGrantRead: return "grant_read";
    case E::kWrite: return "write";
    case E::kClaim: return "claim";
    case E::kAssign: return "assign";
    case E::kPrepare: return "prepare";
    case E::kClose: return "close";
    case E::kReadEnds: return "read_ends";
    case E::kWithdraw: return "withdraw";
    case E::kSettled: return "settled";
    case E::kErase: return "erase";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace parasol::domain
