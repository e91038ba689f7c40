#include "domain/lifecycles/invitation.h"

#include <array>

#include "base/check.h"

namespace parasol::domain {
namespace {

using S = InvitationState;
using E = InvitationEvent;
using R = vocabulary::Role;

constexpr auto kSeconders = by({R::kAdministrator, R::kCaseLead});
constexpr auto kIssuers = by({R::kProjectWorker, R::kCaseLead, R::kAdministrator});

constexpr std::array kTable = {
    // from, event, who, guard, to, effect
    Transition<S, E>{S::kNeedsSignature, E::kSign, kSeconders, "named as an issuer, both are still who they were, not run out", S::kOpen, ""},
    Transition<S, E>{S::kOpen, E::kUse, by_system(), "the membership is signed with its code, not run out", S::kUsed, "its sealing key and wraps are erased"},
    Transition<S, E>{S::kNeedsSignature, E::kCancel, kIssuers, "named as an issuer, or an administrator; not run out", S::kCancelled, "its sealing key and wraps are erased"},
    Transition<S, E>{S::kOpen, E::kCancel, kIssuers, "named as an issuer, or an administrator; not run out", S::kCancelled, "its sealing key and wraps are erased"},
};

}  // namespace

std::span<const Transition<S, E>> invitation_lifecycle() { return kTable; }

std::string_view name_of(InvitationEvent event) {
  switch (event) {
    case E::kSign: return "sign";
    case E::kUse: return "use";
    case E::kCancel: return "cancel";
  }
  check_failed(__FILE__, __LINE__);
}

}  // namespace parasol::domain
