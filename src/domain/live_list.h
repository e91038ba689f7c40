#pragma once
// What listd shows just now, read from its signed manifest. Whether a warning is live, only this tells.
#include "base/clock.h"
#include "crypto/records.h"
#include "domain/installation.h"
#include "domain/list_folder.h"

namespace parasol::domain {

constexpr Millis kManifestLife = 24 * kHour;

class LiveList {
 public:
  LiveList(ListFolder& folder, const Clock& clock, const Installation& installation, const ByteArray<32>& list_key)
      : folder_(folder), clock_(clock), deployment_(installation.deployment), list_key_(list_key) {}

  // kUnavailable: there is none, it is older than 24 hours, or it is not ours.
  Result<records::Manifest> manifest() const;
  // Sorted by reference. kUnavailable.
  Result<records::LiveIndex> index() const;

 private:
  ListFolder& folder_;
  const Clock& clock_;
  const ByteArray<16> deployment_;
  const ByteArray<32> list_key_;
};

}  // namespace parasol::domain
