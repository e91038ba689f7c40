#pragma once
// What the root-signed trust statement and the configuration say about this installation.
#include "domain/identifiers.h"

namespace parasol::domain {

struct Installation {
  ByteArray<16> deployment{};
  ByteArray<32> root_key{};
  TeamId team;  // of everybody who joins in a role that receives a team's keys
};

}  // namespace parasol::domain
