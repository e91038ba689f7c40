#include "domain/lifecycles/warning.h"

#include <array>

#include "base/check.h"

namespace parasol::domain {
namespace {

using S = vocabulary::WarningState;
using E = WarningEvent;
using R = vocabulary::Role;

constexpr auto kDesk = by({R::kCaseworker, R::kCaseLead});
constexpr auto kEditor = by({R::kAlertEditor});
constexpr auto kLead = by({R::kCaseLead});
constexpr auto kAnyOfThem = by({R::kCaseworker, R::kCaseLead, R::kAlertEditor});

constexpr std::array kTable = {
    // from, event, who, guard, to, effect
    Transition<S, E>{S::kDrafted, E::kRecognise, kDesk, "signed by the caseworker who has the report open", S::kScored, ""},
    Transition<S, E>{S::kScored, E::kApprove, kDesk, "WARN with a commitment is live", S::kMemberOk, "source record sealed to editors"},
    Transition<S, E>{S::kMemberOk, E::kReview, kEditor, "not the drafter", S::kReviewed, "fairness record sealed to editors"},
    Transition<S, E>{S::kMemberOk, E::kReturn, kEditor, "not the drafter", S::kReturned, ""},
    Transition<S, E>{S::kReviewed, E::kReturn, kEditor, "not the drafter", S::kReturned, ""},
    Transition<S, E>{S::kReviewed, E::kLead, kLead, "level is high, neither drafter nor approver", S::kReviewed, "statement is stored"},
    Transition<S, E>{S::kMemberOk, E::kLead, kLead, "level is high, not the drafter", S::kMemberOk, "statement is stored"},
    Transition<S, E>{S::kReviewed, E::kHandOver, kEditor, "not the drafter; a case lead's statement if the level is high; every source's WARN (CHECK for slots) is live and opens to the artefact hash", S::kHandedOver, "packets go to listd"},
    Transition<S, E>{S::kHandedOver, E::kRefuse, by_system(), "listd refused a packet for good", S::kReviewed, "what belongs to the packet is deleted"},
    Transition<S, E>{S::kHandedOver, E::kWithdraw, by_system(), "listd has acknowledged the withdrawal of the last source", S::kHandedOver, "what is sealed to editors and members is deleted"},
    Transition<S, E>{S::kDrafted, E::kAbandon, kAnyOfThem, "", S::kAbandoned, "sealed rows are deleted"},
    Transition<S, E>{S::kScored, E::kAbandon, kAnyOfThem, "", S::kAbandoned, "sealed rows are deleted"},
    Transition<S, E>{S::kMemberOk, E::kAbandon, kAnyOfThem, "", S::kAbandoned, "sealed rows are deleted"},
    Transition<S, E>{S::kReviewed, E::kAbandon, kAnyOfThem, "", S::kAbandoned, "sealed rows are deleted"},
    Transition<S, E>{S::kReturned, E::kAbandon, kAnyOfThem, "", S::kAbandoned, "sealed rows are deleted"},
};

}  // namespace

std::span<const Transition<S, E>> warning_lifecycle() { return kTable; }

std::string_view name_of(WarningEvent event) {
  switch (event) {
    case E::kDraft: return "draft";
    case E::kRecognise: return "recognise";
    case E::kApprove: return "approve";
    case E::kReview: return "review";
    case E::kReturn: return "return";
    case E::kLead: return "lead";
    case E::kHandOver: return "hand_over";
    case E::kRefuse: return "refuse";
    case E::kWithdraw: return "withdraw";
    case E::kAbandon: return "abandon";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace parasol::domain
