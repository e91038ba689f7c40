#pragma once
// Comparing reports on the road: what the browsers of a case lead and an analyst make, as far as a server sees it.
#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "road.h"

namespace parasol::test_support {

// The road's first team epoch has no link key of its own: this is what stands in its place.
inline Bytes link_key() { return Bytes(1216, 0); }

inline Bytes wrap_for(ByteView key) {
  Bytes sealed = sealed_to(key);
  sealed.resize(crypto::kWrapSize);
  return sealed;
}

inline Bytes link_body(std::uint8_t content = 1, std::size_t padded = 2048) { return Bytes(24 + padded + 16, content); }

inline Bytes sealed_entry(std::uint8_t content = 1) {
  Bytes sealed = wrap_for(link_key());
  append(sealed, link_body(content));
  return sealed;
}

inline domain::LinkDecision decision_about(domain::LinkEntryId first, domain::LinkEntryId second, const Bytes& desk_key) {
  domain::LinkDecision decision;
  decision.id = domain::LinkDecisionId::random();
  decision.one = std::min(first, second);
  decision.other = std::max(first, second);
  decision.body = link_body();
  decision.link_wrap = wrap_for(link_key());
  decision.desk_wrap = wrap_for(desk_key);
  return decision;
}

inline domain::Principal analyst_of(const Road& road) {
  return {domain::AccountId::random(), Role::kAnalyst, road.installation.team, random_array<32>()};
}

}  // namespace parasol::test_support
