#include "trust/chain.h"

#include <algorithm>
#include <map>
#include <set>

namespace parasol::trust {
namespace {

Status verify_issuers(const records::IssuedInvitation& issued, Role role, const Key& root, const FindRole& role_of_issuer) {
  const records::Invitation& invitation = issued.invitation;
  if (issued.signatures.size() != invitation.issuers.size()) return invalid("signatures");
  if (std::set<Key>(invitation.issuers.begin(), invitation.issuers.end()).size() != invitation.issuers.size())
    return invalid("issuers");
  const Bytes statement = records::encode(invitation);
  std::vector<Issuer> issuers;
  for (const Key& key : invitation.issuers) {
    const auto own = std::find_if(issued.signatures.begin(), issued.signatures.end(),
                                  [&](const records::IssuerSignature& s) { return s.issuer == key; });
    if (own == issued.signatures.end() || !crypto::verify(key, statement, own->signature))
      return failure(ErrorCode::kUnauthorised, "issuer's signature");
    if (key == root) {
      issuers.push_back({.is_root = true});
      continue;
    }
    const auto issuer_role = role_of_issuer(key);
    if (!issuer_role) return failure(ErrorCode::kUnauthorised, "unknown issuer");
    issuers.push_back({.is_root = false, .role = *issuer_role});
  }
  if (!may_issue(role, issuers)) return failure(ErrorCode::kUnauthorised, "issuers may not invite to this role");
  return {};
}

}  // namespace

Result<Person> verify_link(const records::Link& link, const Key& root, const Deployment& deployment,
                           const FindRole& role_of_issuer) {
  const records::Invitation& invitation = link.issued.invitation;
  const records::Membership& membership = link.membership;
  if (invitation.deployment != deployment || membership.deployment != deployment) return invalid("deployment");
  const auto role = vocabulary::role_from_wire(invitation.role);
  if (!role || membership.role != invitation.role) return invalid("role");
  if (membership.invitation != invitation.invitation) return invalid("invitation");
  if (invitation.expires < invitation.issued || to_millis(invitation.expires - invitation.issued) > kInvitationLife)
    return invalid("expires");
  if (membership.joined > invitation.expires) return invalid("joined");
  if (membership.signing_key == root || membership.check_key == root || membership.signing_key == membership.check_key)
    return invalid("signing_key");
  PARASOL_CHECK_OK(verify_issuers(link.issued, *role, root, role_of_issuer));
  if (!crypto::verify(invitation.key, records::encode(membership), link.signature))
    return failure(ErrorCode::kUnauthorised, "invitation's signature");
  return Person{.role = *role,
                .signing_key = membership.signing_key,
                .check_key = membership.check_key,
                .sealing_key_hash = membership.sealing_key_hash,
                .invitation = invitation.invitation,
                .issuers = invitation.issuers,
                .issued = to_millis(invitation.issued),
                .expires = to_millis(invitation.expires),
                .joined = to_millis(membership.joined)};
}

Result<Person> verify_chain(const records::Chain& chain, const Key& root, const Deployment& deployment) {
  if (chain.links.empty()) return invalid("links");
  std::map<Key, Role> earlier;
  std::set<ByteArray<16>> invitations;
  const FindRole find_earlier = [&](const Key& key) -> std::optional<Role> {
    const auto found = earlier.find(key);
    return found == earlier.end() ? std::nullopt : std::optional(found->second);
  };
  Person last;
  for (const records::Link& link : chain.links) {
    PARASOL_TRY(last, verify_link(link, root, deployment, find_earlier));
    if (!earlier.emplace(last.signing_key, last.role).second) return invalid("links");
    if (!invitations.insert(last.invitation).second) return invalid("links");
  }
  return last;
}

}  // namespace parasol::trust
