#include "net/frame_stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <climits>

#include "base/check.h"
#include "net/frame_socket.h"

namespace parasol::net {
namespace {

using std::chrono::milliseconds;

Error unavailable(const char* what) { return failure(ErrorCode::kUnavailable, what); }

// For poll(2), rounded up so that a wait does not end before its deadline.
int poll_timeout(FrameDeadline deadline) {
  if (deadline == FrameDeadline::max()) return -1;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

Status receive_exactly(int fd, std::span<std::uint8_t> out, FrameDeadline deadline, int stop_fd) {
  while (!out.empty()) {
    const ssize_t size = recv(fd, out.data(), out.size(), 0);
    if (size == 0) return unavailable("closed");
    if (size > 0) {
      out = out.subspan(static_cast<std::size_t>(size));
    } else if (would_block()) {
      PARASOL_CHECK_OK(wait_until_ready(fd, POLLIN, deadline, stop_fd));
    } else if (errno != EINTR) {
      return unavailable("recv");
    }
  }
  return {};
}

}  // namespace

Status wait_until_ready(int fd, short events, FrameDeadline deadline, int stop_fd) {
  for (;;) {
    std::array<pollfd, 2> waits = {{{fd, events, 0}, {stop_fd, POLLIN, 0}}};
    const int ready = poll(waits.data(), waits.size(), poll_timeout(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return unavailable("poll");
    if (ready == 0) return unavailable("timeout");
    if (waits[1].revents != 0) return unavailable("stopped");
    return {};
  }
}

Status send_frame(int fd, ByteView payload, FrameDeadline deadline) {
  PARASOL_CHECK(payload.size() <= kLargestFrame);
  const auto length = static_cast<std::uint32_t>(payload.size());
  const ByteArray<4> header = {static_cast<std::uint8_t>(length >> 24), static_cast<std::uint8_t>(length >> 16),
                               static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
  Bytes frame;
  frame.reserve(header.size() + payload.size());
  append(frame, header);
  append(frame, payload);
  ByteView rest = frame;
  while (!rest.empty()) {
    const ssize_t size = send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size >= 0) {
      rest = rest.subspan(static_cast<std::size_t>(size));
    } else if (would_block()) {
      PARASOL_CHECK_OK(wait_until_ready(fd, POLLOUT, deadline));
    } else if (errno != EINTR) {
      return unavailable("send");
    }
  }
  return {};
}

Result<Bytes> receive_frame(int fd, FrameDeadline deadline, int stop_fd) {
  ByteArray<4> header;
  PARASOL_CHECK_OK(receive_exactly(fd, header, deadline, stop_fd));
  const std::size_t length = std::size_t{header[0]} << 24 | std::size_t{header[1]} << 16 |
                             std::size_t{header[2]} << 8 | std::size_t{header[3]};
  if (length > kLargestFrame) return unavailable("frame over the limit");
  Bytes payload(length);
  PARASOL_CHECK_OK(receive_exactly(fd, payload, deadline, stop_fd));
  return payload;
}

}  // namespace parasol::net
