#pragma once
// Who may invite whom, who may revoke whom, and how often: docs/protocol.md §3, as pure functions.
#include <optional>
#include <span>

#include "base/clock.h"
#include "vocabulary/vocabulary.h"

namespace parasol::trust {

using vocabulary::Role;

// Of one voucher, by the day of issue, and for ever.
inline constexpr std::size_t kMembersPerDay = 20;
inline constexpr std::size_t kMembersInAll = 50;
inline constexpr Millis kInvitationLife = 7 * kDay;
inline constexpr Millis kEpochLife = 90 * kDay;

// The root key, or a person in a role.
struct Issuer {
  bool is_root = false;
  Role role = Role::kMember;  // of a person
};

// True if exactly these issuers together may invite someone to `role`.
bool may_issue(Role role, std::span<const Issuer> issuers);

// True if someone in role `by` may revoke a person in role `of`; nothing: a person unknown here. What a project worker
// says of someone unknown counts only until she turns out to be more than a member.
bool may_revoke(Role by, std::optional<Role> of);

}  // namespace parasol::trust
