#pragma once
// Who is asking. Made by the API from a session; every use case that is not open to anyone takes one.
#include "domain/identifiers.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

struct Principal {
  AccountId account;
  vocabulary::Role role;
  std::optional<TeamId> team;  // staff of a team: caseworker, case lead, alert editor
  ByteArray<32> signing_key;   // certified by the account's chain
  ByteArray<32> check_key{};   // likewise

  bool has_role(std::initializer_list<vocabulary::Role> roles) const {
    for (auto r : roles)
      if (r == role) return true;
    return false;
  }
};

}  // namespace parasol::domain
