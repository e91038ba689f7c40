#pragma once
// How the daemons are spoken to: frames over a Unix stream socket, one reply to one request. A frame is its payload's
// length (4 bytes, big-endian, at most 4 MiB), then the payload. What stands in a payload is the daemon's business.
#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/descriptor.h"

namespace parasol::net {

constexpr std::size_t kLargestFrame = 4U << 20;

struct FrameServerOptions {
  std::filesystem::path path;
  mode_t mode = 0660;
  // Request to reply, at most kLargestFrame bytes. Called on the connection's thread, several at a time. If it throws,
  // the connection is closed without a reply.
  std::function<Bytes(ByteView request)> handler;
  std::size_t max_connections = 64;  // further ones are closed at once
  // Users that may connect besides our own, as the kernel reports them. Without a list the file's mode decides alone.
  std::optional<std::vector<uid_t>> allowed_peers = std::vector<uid_t>{};
  std::chrono::milliseconds frame_timeout{10'000};  // from a frame's first byte to its last; between frames, no limit
};

// One thread a connection.
class FrameServer {
 public:
  // Listens; connections wait until run(). Errors: kInvalid (an option), kConflict (the path is in use), kInternal.
  static Result<std::unique_ptr<FrameServer>> create(FrameServerOptions options);
  ~FrameServer();
  FrameServer(const FrameServer&) = delete;
  FrameServer& operator=(const FrameServer&) = delete;

  // Serves until stop(), at most once. Requests that are being handled get their reply; then every connection is
  // closed and the socket file removed.
  void run();
  // Async-signal-safe and thread-safe; also before run().
  void stop() { stop_event_.raise(); }

 private:
  FrameServer(FrameServerOptions options, Descriptor listener)
      : options_(std::move(options)), listener_(std::move(listener)) {}
  void serve(Descriptor connection) const;
  bool is_welcome(int fd) const;
  void close_listener();

  const FrameServerOptions options_;
  Descriptor listener_;
  Event stop_event_;
};

struct FrameClientOptions {
  std::filesystem::path path;
  std::size_t max_connections = 8;  // further calls wait for one
  std::chrono::milliseconds connect_timeout{1'000};
  std::chrono::milliseconds call_timeout{10'000};  // for a whole call
};

// Blocking and thread-safe. Keeps connections open between calls and opens new ones as needed, so a daemon may be
// started late or again.
class FrameClient {
 public:
  explicit FrameClient(FrameClientOptions options) : options_(std::move(options)) {}
  FrameClient(const FrameClient&) = delete;
  FrameClient& operator=(const FrameClient&) = delete;

  // The reply. Never sent twice: after kUnavailable the request may or may not have been acted upon.
  // Errors: kTooLarge (the request, nothing was sent), kUnavailable (everything else).
  Result<Bytes> call(ByteView request) { return call(request, options_.call_timeout); }
  Result<Bytes> call(ByteView request, std::chrono::milliseconds timeout);

 private:
  using Deadline = std::chrono::steady_clock::time_point;
  Result<Descriptor> lease(Deadline deadline);
  // A closed descriptor makes room for a new one.
  void give_back(Descriptor connection);

  const FrameClientOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Descriptor> idle_;
  std::size_t open_ = 0;  // idle or leased
};

}  // namespace parasol::net
