#include "net/frame_stream.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>

#include "base/check.h"
#include "net/frame_socket.h"

namespace parasol::net {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kHeaderBytes = 4;

Error unavailable(const char* what) { return failure(ErrorCode::kUnavailable, what); }

// For poll(2), rounded up so that a wait does not end before its deadline.
int poll_timeout(FrameDeadline deadline) {
  if (deadline == FrameDeadline::max()) return -1;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

// What has arrived, at most `out`, at least a byte.
Result<std::size_t> receive_some(int fd, std::span<std::uint8_t> out, FrameDeadline deadline, int stop_fd) {
  for (;;) {
    const ssize_t size = recv(fd, out.data(), out.size(), 0);
    if (size > 0) return static_cast<std::size_t>(size);
    if (size == 0) return unavailable("closed");
    if (would_block()) {
      PARASOL_CHECK_OK(wait_until_ready(fd, POLLIN, deadline, stop_fd));
    } else if (errno != EINTR) {
      return unavailable("recv");
    }
  }
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
  const ByteArray<kHeaderBytes> header = {static_cast<std::uint8_t>(length >> 24), static_cast<std::uint8_t>(length >> 16),
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
  // Nearly every frame is short and arrives whole: one call reads its length and all of it.
  std::array<std::uint8_t, kHeaderBytes + 2048> start;
  std::size_t have = 0;
  while (have < kHeaderBytes) {
    PARASOL_TRY(const std::size_t size, receive_some(fd, std::span(start).subspan(have), deadline, stop_fd));
    have += size;
  }
  const std::size_t length = std::size_t{start[0]} << 24 | std::size_t{start[1]} << 16 |
                             std::size_t{start[2]} << 8 | std::size_t{start[3]};
  if (length > kLargestFrame) return unavailable("frame over the limit");
  const auto body = std::span(start).first(have).subspan(kHeaderBytes);
  if (body.size() > length) return unavailable("more than one frame");
  Bytes payload(length);
  std::ranges::copy(body, payload.begin());
  explicit_bzero(body.data(), body.size());  // it may have held a withdrawal secret
  std::span<std::uint8_t> rest = std::span(payload).subspan(body.size());
  while (!rest.empty()) {
    PARASOL_TRY(const std::size_t size, receive_some(fd, rest, deadline, stop_fd));
    rest = rest.subspan(size);
  }
  return payload;
}

}  // namespace parasol::net
