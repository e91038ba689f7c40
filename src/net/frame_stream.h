#pragma once
// Frames over a connected non-blocking socket, within a deadline. Shared by FrameServer and FrameClient.
#include <chrono>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::net {

using FrameDeadline = std::chrono::steady_clock::time_point;

// Waits until `fd` is ready for `events` (poll(2)). kUnavailable if the deadline passes first (max: none) or if
// `stop_fd` (-1: none) becomes readable.
Status wait_until_ready(int fd, short events, FrameDeadline deadline, int stop_fd = -1);

// kUnavailable: the deadline passed, `stop_fd` became readable, the other side is gone, its frame is over kLargestFrame,
// or it sent more before it was answered. After an error the connection is of no further use.
Status send_frame(int fd, ByteView payload, FrameDeadline deadline);
Result<Bytes> receive_frame(int fd, FrameDeadline deadline, int stop_fd = -1);

}  // namespace parasol::net
