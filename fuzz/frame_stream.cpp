// receive_frame on arbitrary bytes from a peer that then closes: the frames read are the bytes sent, and what cannot be
// a whole frame is an error.
#include "net/frame_stream.h"

#include <sys/socket.h>

#include <array>
#include <cstdlib>

#include "net/descriptor.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  std::array<int, 2> ends{};
  require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
  const net::Descriptor reader(ends[0]);
  {
    const net::Descriptor writer(ends[1]);
    if (size > 0 && send(writer.get(), data, size, 0) != static_cast<ssize_t>(size)) return 0;
  }
  const ByteView input(data, size);
  std::size_t read = 0;
  while (const auto frame = net::receive_frame(reader.get(), net::FrameDeadline::max())) {
    require(read + 4 + frame->size() <= input.size());
    const ByteView header = input.subspan(read, 4);
    require((std::size_t{header[0]} << 24 | std::size_t{header[1]} << 16 | std::size_t{header[2]} << 8 | header[3]) ==
            frame->size());
    require(to_bytes(input.subspan(read + 4, frame->size())) == *frame);
    read += 4 + frame->size();
  }
  return 0;
}
