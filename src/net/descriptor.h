#pragma once
// Owned file descriptors and listening sockets, in plain POSIX.
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace parasol::net {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (is_open()) ::close(fd_);
  }

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  // Gives the descriptor up; the caller closes it.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// A counter that wakes whoever polls it, for good: once raised it stays readable (eventfd(2)).
class Event {
 public:
  Event();
  // Async-signal-safe and thread-safe; keeps errno.
  void raise() const;
  int get() const { return fd_.get(); }

 private:
  Descriptor fd_;
};

// Sockets that listen, non-blocking. `address` is a numeric IPv4 or IPv6 address; port 0 takes a free one.
// Errors: kInvalid (not an address, or a path over 107 bytes), kConflict (somebody listens there), kInternal.
Result<Descriptor> listen_tcp(const std::string& address, std::uint16_t port);
// A stale socket file is replaced; the file is never more accessible than `mode`.
Result<Descriptor> listen_unix(const std::filesystem::path& path, mode_t mode);
// A socket connected to `path`, non-blocking. Waits at most `timeout` (> 0) for a listener with a full queue.
// Errors: kInvalid (a path over 107 bytes), kUnavailable (nobody listens, or not in time), kInternal.
Result<Descriptor> connect_unix(const std::filesystem::path& path, std::chrono::milliseconds timeout);
// The port that a TCP socket is bound to; 0 for any other.
std::uint16_t bound_port(int fd);

}  // namespace parasol::net
