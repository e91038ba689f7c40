#include <poll.h>

#include "net/frame_socket.h"
#include "net/frame_stream.h"

namespace parasol::net {
namespace {

// Between calls a daemon has nothing to say: a readable connection is one that it has closed.
bool is_stale(int fd) {
  pollfd wait{fd, POLLIN, 0};
  return poll(&wait, 1, 0) != 0;
}

}  // namespace

Result<Bytes> FrameClient::call(ByteView request, std::chrono::milliseconds timeout) {
  if (request.size() > kLargestFrame) return failure(ErrorCode::kTooLarge);
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  PARASOL_TRY(Descriptor connection, lease(deadline));
  if (auto sent = send_frame(connection.get(), request, deadline); !sent) {
    give_back(Descriptor());
    return std::move(sent).error();
  }
  auto reply = [&]() -> Result<Bytes> {
    // It takes its time: looking before there is anything would be a call for nothing.
    PARASOL_CHECK_OK(wait_until_ready(connection.get(), POLLIN, deadline));
    return receive_frame(connection.get(), deadline);
  }();
  give_back(reply ? std::move(connection) : Descriptor());
  return reply;
}

Result<Descriptor> FrameClient::lease(Deadline deadline) {
  {
    std::unique_lock lock(mutex_);
    const bool is_free = changed_.wait_until(
        lock, deadline, [this] { return !idle_.empty() || open_ < options_.max_connections; });
    if (!is_free) return failure(ErrorCode::kUnavailable, "every connection is busy");
    while (!idle_.empty()) {
      Descriptor connection = std::move(idle_.back());
      idle_.pop_back();
      if (!is_stale(connection.get())) return connection;
      --open_;
    }
    ++open_;
  }
  auto connection = connect_unix(options_.path, options_.connect_timeout);
  if (!connection) {
    give_back(Descriptor());
    return failure(ErrorCode::kUnavailable, std::move(connection).error().detail);
  }
  return connection;
}

void FrameClient::give_back(Descriptor connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection.is_open())
      idle_.push_back(std::move(connection));
    else
      --open_;
  }
  changed_.notify_one();
}

}  // namespace parasol::net
