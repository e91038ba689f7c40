#pragma once
// Chains of trust: root → invitation → membership → invitation → … → one person. Pure functions: no clock, no memory.
// What only a daemon can know (the time, used invitations, revocations) is added by Registry.
#include <functional>

#include "trust/issuing_rules.h"
#include "trust/signed.h"

namespace parasol::trust {

struct Person {
  Role role = Role::kMember;
  Key signing_key{};
  Key check_key{};
  ByteArray<32> sealing_key_hash{};
  ByteArray<16> invitation{};
  std::vector<Key> issuers;
  Millis issued = 0;   // of the invitation
  Millis expires = 0;  // of the invitation
  Millis joined = 0;
};

// The role in which a key may stand as an issuer, or nothing.
using FindRole = std::function<std::optional<Role>(const Key&)>;

// One joint: invitation and membership belong together and to `deployment`, all issuers signed and may issue this role,
// joined ≤ expires ≤ issued + 7 days.
// kInvalid (field) if it contradicts itself; kUnauthorised if a signature, an issuer or her role is wrong.
Result<Person> verify_link(const records::Link& link, const Key& root, const Deployment& deployment,
                           const FindRole& role_of_issuer);

// Every link, each issued by the root or by people earlier in the chain; the person shown is the last.
// Errors of verify_link; kInvalid (field "links") also if it is empty, or a key or an invitation stands twice.
Result<Person> verify_chain(const records::Chain& chain, const Key& root, const Deployment& deployment);

}  // namespace parasol::trust
