#pragma once
// Invitations, revocations, epochs and wraps.

namespace parasol::domain {

class TrustStore {
 public:
  virtual ~TrustStore() = default;
};

}  // namespace parasol::domain
