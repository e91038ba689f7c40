#include "api/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/random.h"
#include "crypto/primitives.h"

namespace parasol::api {
namespace {

constexpr std::size_t kPlaces = 1U << 16;
constexpr std::size_t kNetworkBytes = 8;  // an IPv6 address counts as its /64

bool is_loopback(std::string_view peer) {
  return peer.empty() || (peer.size() == 4 && peer[0] == 127) || peer == std::string(kNetworkBytes, '\0');
}

// In the form of Request::peer; nothing if it is no address.
std::string read_address(const std::string& text) {
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return {reinterpret_cast<const char*>(&v4), sizeof v4};
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return {};
  const std::string bytes(reinterpret_cast<const char*>(&v6), sizeof v6);
  return IN6_IS_ADDR_V4MAPPED(&v6) ? bytes.substr(12) : bytes.substr(0, kNetworkBytes);
}

}  // namespace

bool RateLimiter::admit(std::string_view client) {
  const std::lock_guard lock(mutex_);
  if (const Millis minute = clock_.now() / kMinute; minute != minute_) {
    minute_ = minute;
    key_ = random_array<32>();
    counts_.assign(kPlaces, 0);
  }
  Bytes keyed(key_.begin(), key_.end());
  append(keyed, as_bytes(client));
  const auto hash = crypto::sha256(keyed);
  std::uint32_t& count = counts_[static_cast<std::size_t>(hash[0] << 8 | hash[1])];
  if (count >= per_minute_) return false;
  ++count;
  return true;
}

std::int64_t RateLimiter::seconds_left() const { return (kMinute - clock_.now() % kMinute + kSecond - 1) / kSecond; }

std::string client_of(const http::Request& request) {
  const auto forwarded = request.headers.find("x-forwarded-for");
  if (!forwarded || !is_loopback(request.peer)) return request.peer;
  std::string_view last = forwarded->substr(forwarded->rfind(',') + 1);
  while (last.starts_with(' ')) last.remove_prefix(1);
  while (last.ends_with(' ')) last.remove_suffix(1);
  std::string address = read_address(std::string(last));
  return address.empty() ? request.peer : address;
}

}  // namespace parasol::api
