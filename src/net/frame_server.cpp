#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <list>
#include <system_error>
#include <thread>

#include "base/log.h"
#include "net/frame_socket.h"
#include "net/frame_stream.h"

namespace parasol::net {
namespace {

struct ConnectionThread {
  std::atomic<bool> is_done = false;
  std::thread thread;
};

FrameDeadline after(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

}  // namespace

Result<std::unique_ptr<FrameServer>> FrameServer::create(FrameServerOptions options) {
  if (!options.handler) return invalid("handler");
  PARASOL_TRY(Descriptor listener, listen_unix(options.path, options.mode));
  return std::unique_ptr<FrameServer>(new FrameServer(std::move(options), std::move(listener)));
}

FrameServer::~FrameServer() { close_listener(); }

void FrameServer::close_listener() {
  if (!listener_.is_open()) return;
  listener_ = Descriptor();
  unlink(options_.path.c_str());
}

void FrameServer::run() {
  std::list<ConnectionThread> connections;
  const auto join_finished = [&] {
    connections.remove_if([](ConnectionThread& connection) {
      if (!connection.is_done) return false;
      connection.thread.join();
      return true;
    });
  };
  while (wait_until_ready(listener_.get(), POLLIN, FrameDeadline::max(), stop_event_.get())) {
    Descriptor accepted(accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    join_finished();
    if (!accepted.is_open()) {
      // Out of descriptors or memory: trying at once would only spin.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
        static_cast<void>(wait_until_ready(-1, 0, after(std::chrono::milliseconds(100)), stop_event_.get()));
      continue;
    }
    if (connections.size() >= options_.max_connections || !is_welcome(accepted.get())) continue;
    ConnectionThread& connection = connections.emplace_back();
    try {
      connection.thread = std::thread([this, &connection, fd = std::move(accepted)]() mutable {
        serve(std::move(fd));
        connection.is_done = true;
      });
    } catch (const std::system_error&) {  // out of threads: refused, like one too many
      connections.pop_back();
    }
  }
  close_listener();
  for (auto& connection : connections) connection.thread.join();
}

bool FrameServer::is_welcome(int fd) const {
  if (!options_.allowed_peers) return true;
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == geteuid() || std::ranges::find(*options_.allowed_peers, peer.uid) != options_.allowed_peers->end();
}

void FrameServer::serve(Descriptor connection) const {
  const int fd = connection.get();
  while (wait_until_ready(fd, POLLIN, FrameDeadline::max(), stop_event_.get())) {
    const auto request = receive_frame(fd, after(options_.frame_timeout), stop_event_.get());
    if (!request) return;
    Bytes reply;
    try {
      reply = options_.handler(*request);
    } catch (...) {
      log::error("frame_handler_threw");
      return;
    }
    if (!send_frame(fd, reply, after(options_.frame_timeout))) return;
  }
}

}  // namespace parasol::net
