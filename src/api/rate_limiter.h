#pragma once
// So many requests a minute from one address, for what anybody may ask. It keeps no address: only counters, in places that a
// hash with a key of this minute tells. Two addresses may share one; its memory does not grow.
#include <mutex>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "http/message.h"

namespace parasol::api {

class RateLimiter {
 public:
  RateLimiter(const Clock& clock, std::uint32_t per_minute) : clock_(clock), per_minute_(per_minute) {}

  // Counts a request, unless there have been too many in this minute: then false. Thread-safe.
  bool admit(std::string_view client);
  // Whole seconds until the next minute.
  std::int64_t seconds_left() const;

 private:
  const Clock& clock_;
  const std::uint32_t per_minute_;
  std::mutex mutex_;
  Millis minute_ = -1;
  ByteArray<32> key_{};
  std::vector<std::uint32_t> counts_;
};

// Whom a request is from, as RateLimiter counts: the peer; behind a proxy on this machine, the last address of
// x-forwarded-for, which the proxy wrote.
std::string client_of(const http::Request& request);

}  // namespace parasol::api
