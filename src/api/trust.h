#pragma once
// GET /api/trust: who this installation is. The same for everybody.
#include "api/endpoint.h"

namespace parasol::api {

struct TrustSettings {
  struct Team {
    domain::TeamId team;
    std::string name;
    std::string region;
  };
  Bytes trust;  // encoded Signed TrustStatement
  std::vector<Team> teams;
  std::string organisation;
  bool is_demo = false;
};

std::vector<Endpoint> trust_endpoints(const TrustSettings& settings);

}  // namespace parasol::api
