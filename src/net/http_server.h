#pragma once
// HTTP/1.1 over TCP or Unix sockets: one I/O thread that never blocks, and a pool of threads on which handlers run as
// plain synchronous functions. Every phase of a connection has an absolute deadline, so a client that sends one byte a
// second is cut off like one that sends nothing. Deadlines use the steady clock: they are not the service's time.
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/codec.h"
#include "http/message.h"

namespace parasol::net {

struct HttpListener {
  std::string address = "127.0.0.1";  // numeric
  std::uint16_t port = 0;             // 0 takes a free one
  // If set, a Unix socket in place of address and port.
  std::filesystem::path unix_path;
  mode_t unix_mode = 0660;
  // Called on a worker thread, several at a time. An exception becomes a 500.
  std::function<http::Response(const http::Request&)> handler;
  // Called on the I/O thread: must be quick. See RequestReader.
  http::RequestReader::BodyLimit body_limit = [](const http::Request&) { return http::kDefaultBodyLimit; };
  // What is answered without the handler, or in its place: a refused request, too much work, a handler that threw or
  // took too long, and may still run. `request` is null where none was read whole. Called on any thread; must be quick.
  std::function<http::Response(std::uint16_t status, const http::Request* request)> refusal =
      [](std::uint16_t status, const http::Request*) { return http::plain_response(status); };
};

struct HttpDeadlines {
  using Duration = std::chrono::milliseconds;
  Duration header{10'000};  // from accepting, or from the first byte of a later request
  // From the end of the header; grows evenly with the body's size up to the longer one at 4 MiB.
  Duration body{30'000};
  Duration largest_body{120'000};
  Duration handler{30'000};  // queue and handler; afterwards the client gets 503
  // Likewise by the reply's size.
  Duration write{30'000};
  Duration largest_write{120'000};
  Duration idle{60'000};   // between two requests
  Duration linger{2'000};  // from our last byte to the client's
  Duration drain{3'000};   // from stop() to closing by force
  Duration sweep{500};     // how often deadlines are looked at
};

struct HttpServerOptions {
  std::vector<HttpListener> listeners;
  std::size_t worker_threads = 4;
  std::size_t queue_limit = 256;  // requests waiting for a worker; further ones get 503
  std::size_t max_connections = 2000;
  std::size_t max_connections_per_address = 0;  // 0: no such limit. An IPv6 address counts as its /64.
  // Of all requests together. Beyond it the unfinished ones that have cost most, in bytes times the time since their header, get
  // 503: slow senders of large bodies make room for others, and not the other way round.
  std::size_t max_held_bytes = 256U << 20;
  std::size_t max_reply_bytes = 256U << 20;     // of all replies that wait for their readers; in place of further large ones goes 503
  HttpDeadlines deadlines;
};

class HttpServer {
 public:
  // Listens; connections wait until run(). Errors: kInvalid (an option), kConflict (an address is in use), kInternal.
  static Result<std::unique_ptr<HttpServer>> create(HttpServerOptions options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Serves until stop(), at most once. Then: no new connections, idle ones are closed, requests that have begun get
  // `drain` to finish, the rest are closed by force. Returns when no connection is left and no handler runs.
  void run();
  // Async-signal-safe and thread-safe; also before run().
  void stop();

  // The port that listener number `index` got; 0 for a Unix socket.
  std::uint16_t port(std::size_t index = 0) const;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parasol::net
