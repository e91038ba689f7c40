#pragma once
// For tests only: an organisation whose keys follow from fixed seeds, and everything its people can sign.
#include "trust/registry.h"

namespace parasol::trust::test {

inline constexpr Millis kStart = 1'767'225'600'000;  // 2026-01-01

// The same name, the same key.
crypto::SigningKey key_of(std::string_view name);
ByteArray<16> id_of(std::string_view name);

// A person with keys, and the chain that shows who she is.
struct Member {
  crypto::SigningKey signing;
  crypto::SigningKey check;
  records::Chain chain;

  const Key& key() const { return signing.public_key(); }
  records::Enrolment enrolment() const { return {chain}; }
};

class Organisation {
 public:
  Organisation();

  const crypto::SigningKey root;
  const crypto::SigningKey list;
  const crypto::SigningKey system;
  const Deployment deployment;
  records::TrustStatement trust;

  // Invited by the root.
  Member by_root(std::string_view name, Role role, Millis at = kStart) const;
  // Invited by people; her chain is theirs and one link more.
  Member by(std::initializer_list<const Member*> issuers, std::string_view name, Role role, Millis at = kStart) const;

  records::Signed revocation(const crypto::SigningKey& by, const Key& of, Millis at = kStart) const;
  records::Signed team_epoch(const crypto::SigningKey& by, std::uint32_t number, Millis not_before = kStart) const;
  records::Signed group_epoch(const crypto::SigningKey& by, std::uint32_t number, Millis not_before = kStart) const;
};

// The pieces of a link, to be spoilt before they are signed.
struct LinkDraft {
  records::Invitation invitation;
  records::Membership membership;
  std::vector<const crypto::SigningKey*> issuers;
  const crypto::SigningKey* invitation_key;
};
records::Link sign_link(const LinkDraft& draft);

}  // namespace parasol::trust::test
