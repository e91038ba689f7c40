#pragma once
// An invitation's life. The table is in invitation.cpp. That it runs out is no event: whoever uses one looks at its expiry.
#include "domain/lifecycles/lifecycle.h"

namespace parasol::domain {

// Wire numbers; stored.
enum class InvitationState : std::uint8_t { kNeedsSignature = 1, kOpen = 2, kUsed = 3, kCancelled = 4 };

enum class InvitationEvent : std::uint8_t {
  kSign,    // the second issuer's signature
  kUse,     // somebody joined with it
  kCancel,  // whoever made it, or an administrator, takes it back
};

std::string_view name_of(InvitationEvent event);
std::span<const Transition<InvitationState, InvitationEvent>> invitation_lifecycle();

}  // namespace parasol::domain
