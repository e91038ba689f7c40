#include "trust/issuing_rules.h"

#include <algorithm>

namespace parasol::trust {

bool may_issue(Role role, std::span<const Issuer> issuers) {
  const auto& has = [&](Role wanted) {
    return std::any_of(issuers.begin(), issuers.end(),
                       [&](const Issuer& issuer) { return !issuer.is_root && issuer.role == wanted; });
  };
  switch (vocabulary::entry(role).certified_by) {
    case vocabulary::Certifier::kRoot:
      return issuers.size() == 1 && issuers[0].is_root;
    case vocabulary::Certifier::kAdministratorAndCaseLead:
      return issuers.size() == 2 && has(Role::kAdministrator) && has(Role::kCaseLead);
    case vocabulary::Certifier::kVoucher:
      return issuers.size() == 1 && !issuers[0].is_root && vocabulary::entry(issuers[0].role).vouches;
  }
  return false;
}

bool may_revoke(Role by, std::optional<Role> of) {
  if (by == Role::kAdministrator || by == Role::kCaseLead) return true;
  return by == Role::kProjectWorker && of.value_or(Role::kMember) == Role::kMember;
}

}  // namespace parasol::trust
