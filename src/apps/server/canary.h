#pragma once
// The hourly proof that a check works from end to end: the reserved value goes the way that every checked value goes (slow
// hash, blinding, keyd, proof, manifest, bucket, tags, slot, signature), and only if it is found does listd hear of it.
#include "crypto/signature.h"
#include "domain/live_list.h"
#include "domain/ports/daemons.h"

namespace parasol::server {

class Canary {
 public:
  // Found less than this ago, perhaps by another process: nothing to do, and keyd's budget is spared.
  static constexpr Millis kFresh = 30 * kMinute;

  struct Parts {
    const Clock& clock;
    domain::KeyDaemon& keyd;
    domain::ListDaemon& listd;
    domain::ListFolder& folder;
    domain::LiveList& list;
  };
  // `system_key`: the system check key that the trust statement names.
  Canary(const Parts& parts, const domain::Installation& installation, const crypto::SigningKey& system_key)
      : parts_(parts), installation_(installation), system_key_(system_key) {}

  // kUnavailable (list or keyd), kNotFound (the canary is not in its bucket), kUnauthorised (not signed by the root),
  // kInvalid (proof or slot), errors of the daemons.
  Status run() const;

 private:
  Status find(const records::Manifest& manifest) const;

  const Parts parts_;
  const domain::Installation installation_;
  const crypto::SigningKey& system_key_;
};

}  // namespace parasol::server
