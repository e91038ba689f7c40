#include "net/http_server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <asio/basic_socket_acceptor.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <map>
#include <set>

#include "base/check.h"
#include "base/log.h"
#include "net/descriptor.h"
#include "net/worker_pool.h"

// Two rules keep g++ 12 from miscompiling coroutines: a co_await expression holds no capturing lambda and no temporary
// with a destructor; and a coroutine's parameters are values, or `this` of an object that outlives it.

namespace parasol::net {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Deadline = SteadyClock::time_point;
using Duration = HttpDeadlines::Duration;
using Protocol = asio::generic::stream_protocol;
using Socket = Protocol::socket;
using Acceptor = asio::basic_socket_acceptor<Protocol>;
using asio::awaitable;

constexpr std::size_t kReadBytes = 64U << 10;
constexpr std::size_t kLargestDiscard = 1U << 20;
// Replies up to this size are always sent, a vault among them: connections are bounded, too.
constexpr std::size_t kSmallReply = 256U << 10;

// From `least` for nothing to `most` for the largest body.
Duration by_size(Duration least, Duration most, std::size_t bytes) {
  const auto share = static_cast<std::int64_t>(std::min(bytes, http::kLargestBodyLimit));
  return least + (most - least) * share / static_cast<std::int64_t>(http::kLargestBodyLimit);
}

// What connections of one client have in common: an IPv4 address, also where an IPv6 one stands for it, the /64 of any other
// IPv6 address, nothing for a Unix socket.
std::string address_key(const Socket& socket) {
  asio::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return {};
  const auto* address = reinterpret_cast<const char*>(endpoint.data());
  if (endpoint.data()->sa_family == AF_INET) return {address + offsetof(sockaddr_in, sin_addr), 4};
  if (endpoint.data()->sa_family != AF_INET6) return {};
  const std::string v6(address + offsetof(sockaddr_in6, sin6_addr), 16);
  const bool is_mapped = v6.starts_with(std::string(10, '\0') + "\xff\xff");
  return is_mapped ? v6.substr(12) : v6.substr(0, 8);
}

class Connection;

// What the connections share. Touched by the I/O thread only, except for the pool and posting to io_context.
struct Shared {
  explicit Shared(HttpServerOptions chosen)
      : options(std::move(chosen)), sweeper(io_context), pool(options.worker_threads, options.queue_limit) {}

  HttpServerOptions options;
  std::set<std::shared_ptr<Connection>> connections;
  std::map<std::string, std::size_t> connections_by_address;
  std::size_t held_bytes = 0;
  std::size_t reply_bytes = 0;
  bool is_draining = false;
  Deadline drain_end = Deadline::max();
  std::array<char, kReadBytes> read_buffer;  // for the moment between reading and feeding; idle clients cost no buffer
  // What follows is destroyed first: the pool's jobs use io_context, and what io_context holds uses the above.
  asio::io_context io_context{1};
  asio::steady_timer sweeper;
  WorkerPool pool;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, const HttpListener& listener, Socket socket, std::string address)
      : shared_(shared),
        listener_(listener),
        address_(std::move(address)),
        socket_(std::move(socket)),
        wake_(shared.io_context),
        reader_(listener.body_limit) {}

  // Serves requests until one side closes.
  awaitable<void> run();

  const std::string& address() const { return address_; }
  bool is_idle() const { return phase_ == Phase::kReading && reader_.state() == http::RequestReader::State::kIdle; }
  // If the deadline has passed: a handler's client is answered, any other is closed.
  void expire(Deadline now);
  // Ends run() soon, whatever it waits for.
  void close();
  // Bytes times nanoseconds that an unfinished body has cost so far; nothing if none is being read.
  std::uint64_t cost(Deadline now) const;
  // Answers 503 to the request that is being read, and holds nothing of it any more.
  void give_up();
  void release_bytes() {
    hold_bytes(0);
    hold_reply(0);
  }

 private:
  enum class Phase : std::uint8_t { kReading, kHandling, kWriting };
  struct Exchange {
    http::Request request;
    http::Response response;
    bool is_done = false;
  };

  awaitable<void> read_request();
  awaitable<void> receive();
  awaitable<void> handle();
  awaitable<void> send();
  awaitable<void> linger();

  void allow(Duration time) { deadline_ = SteadyClock::now() + time; }
  void allow_reading();
  void hold_bytes(std::size_t bytes);
  void hold_reply(std::size_t bytes);

  Shared& shared_;
  const HttpListener& listener_;
  const std::string address_;
  Socket socket_;
  asio::steady_timer wake_;  // never expires: cancelled when a handler is done, or overdue
  http::RequestReader reader_;
  Phase phase_ = Phase::kReading;
  Deadline deadline_ = Deadline::max();
  Deadline body_since_;
  bool is_closed_ = false;
  bool is_overdue_ = false;
  bool is_first_request_ = true;
  std::size_t held_bytes_ = 0;
  std::size_t reply_bytes_ = 0;
  http::Method method_ = http::Method::kGet;
  http::AfterReply after_ = http::AfterReply::kClose;
  http::Response response_;
  http::Wire wire_;  // its body points into response_
};

// Holds no more of unfinished bodies than it may.
void make_room(Shared& shared) {
  const auto now = SteadyClock::now();
  const auto is_cheaper = [now](const auto& a, const auto& b) { return a->cost(now) < b->cost(now); };
  while (shared.held_bytes > shared.options.max_held_bytes) {
    const auto dearest = std::max_element(shared.connections.begin(), shared.connections.end(), is_cheaper);
    if (dearest == shared.connections.end() || (*dearest)->cost(now) == 0) return;  // the rest is being handled
    (*dearest)->give_up();
  }
}

awaitable<void> Connection::run() {
  for (;;) {
    co_await read_request();
    if (is_closed_) co_return;
    if (reader_.state() == http::RequestReader::State::kRefused) {
      response_ = listener_.refusal(reader_.refusal(), nullptr);
      if (reader_.refusal() == 503) response_.headers.set("retry-after", "1");
      method_ = http::Method::kGet;
      after_ = http::AfterReply::kClose;
    } else {
      co_await handle();
      if (is_closed_) co_return;
    }
    if (shared_.is_draining) after_ = http::AfterReply::kClose;
    wire_ = http::serialise(response_, method_, after_);
    const auto& deadlines = shared_.options.deadlines;
    phase_ = Phase::kWriting;
    allow(by_size(deadlines.write, deadlines.largest_write, wire_.body.size()));
    co_await send();
    wire_ = {};
    response_ = {};
    hold_reply(0);
    if (is_closed_) co_return;
    if (after_ == http::AfterReply::kClose) {
      co_await linger();
      co_return;
    }
    phase_ = Phase::kReading;
    is_first_request_ = false;
  }
}

awaitable<void> Connection::read_request() {
  using State = http::RequestReader::State;
  allow_reading();
  while (reader_.state() != State::kComplete && reader_.state() != State::kRefused) {
    if (is_idle() && shared_.is_draining) close();
    if (reader_.take_expectation()) {
      wire_.head = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await send();
    }
    if (is_closed_) co_return;
    const State before = reader_.state();
    co_await receive();
    if (is_closed_) co_return;
    if (reader_.state() != before) allow_reading();
    make_room(shared_);
  }
}

void Connection::allow_reading() {
  const auto& deadlines = shared_.options.deadlines;
  switch (reader_.state()) {
    case http::RequestReader::State::kIdle: return allow(is_first_request_ ? deadlines.header : deadlines.idle);
    case http::RequestReader::State::kHeader: return allow(deadlines.header);
    case http::RequestReader::State::kBody:
      body_since_ = SteadyClock::now();
      return allow(by_size(deadlines.body, deadlines.largest_body, reader_.body_bytes()));
    case http::RequestReader::State::kComplete:
    case http::RequestReader::State::kRefused: return;
  }
}

// Feeds the reader what has arrived, waiting until something has.
awaitable<void> Connection::receive() {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  for (;;) {
    const std::size_t size = socket_.read_some(asio::buffer(shared_.read_buffer), error);
    if (!error) {
      reader_.feed(as_bytes(std::string_view(shared_.read_buffer.data(), size)));
      hold_bytes(reader_.held_bytes());
      co_return;
    }
    if (error == asio::error::would_block) co_await socket_.async_wait(Socket::wait_read, token);
    if (reader_.state() == http::RequestReader::State::kRefused) co_return;  // given up while it waited
    if (error) {
      close();
      co_return;
    }
  }
}

awaitable<void> Connection::handle() {
  const auto exchange = std::make_shared<Exchange>();
  exchange->request = reader_.take();
  exchange->request.peer = address_;
  method_ = exchange->request.method;
  after_ = exchange->request.wants_keep_alive ? http::AfterReply::kKeepAlive : http::AfterReply::kClose;
  phase_ = Phase::kHandling;
  allow(shared_.options.deadlines.handler);
  wake_.expires_at(Deadline::max());

  // The reply travels back inside the posted function, so the exchange is touched by one thread at a time.
  std::function<void()> job = [self = shared_from_this(), exchange] {
    http::Response response;
    try {
      response = self->listener_.handler(exchange->request);
    } catch (...) {
      log::error("http_handler_threw");
      response = self->listener_.refusal(500, &exchange->request);
    }
    asio::post(self->shared_.io_context, [self, exchange, response = std::move(response)]() mutable {
      exchange->response = std::move(response);
      exchange->is_done = true;
      self->wake_.cancel();
    });
  };
  if (!shared_.pool.try_submit(std::move(job))) {
    response_ = listener_.refusal(503, &exchange->request);
    response_.headers.set("retry-after", "1");
    hold_bytes(reader_.held_bytes());
    co_return;
  }
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (!exchange->is_done && !is_overdue_ && !is_closed_) co_await wake_.async_wait(token);
  hold_bytes(reader_.held_bytes());
  if (exchange->is_done) {
    response_ = std::move(exchange->response);
    const std::size_t size = response_.shared_body ? 0 : response_.body.size();
    if (size > kSmallReply && shared_.reply_bytes + size > shared_.options.max_reply_bytes) {
      response_ = listener_.refusal(503, &exchange->request);
      response_.headers.set("retry-after", "1");
    } else {
      hold_reply(size);
    }
  } else {
    response_ = listener_.refusal(503, &exchange->request);
    after_ = http::AfterReply::kClose;
  }
}

// Writes wire_.
awaitable<void> Connection::send() {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  const std::array<asio::const_buffer, 2> buffers = {asio::buffer(wire_.head),
                                                     asio::const_buffer(wire_.body.data(), wire_.body.size())};
  co_await asio::async_write(socket_, buffers, token);
  if (error) close();
}

// A socket closed over unread bytes resets the connection, and the client may never see the reply. So: say that we are
// done, then read until the client is, within bounds.
awaitable<void> Connection::linger() {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  allow(shared_.options.deadlines.linger);
  socket_.shutdown(Socket::shutdown_send, error);
  for (std::size_t discarded = 0; !error && discarded < kLargestDiscard;) {
    discarded += socket_.read_some(asio::buffer(shared_.read_buffer), error);
    if (error == asio::error::would_block) co_await socket_.async_wait(Socket::wait_read, token);
  }
}

void Connection::expire(Deadline now) {
  if (now < deadline_) return;
  if (phase_ == Phase::kHandling) {
    is_overdue_ = true;
    wake_.cancel();
  } else {
    close();
  }
}

void Connection::close() {
  is_closed_ = true;
  asio::error_code ignored;
  socket_.close(ignored);
  wake_.cancel();
}

std::uint64_t Connection::cost(Deadline now) const {
  if (phase_ != Phase::kReading || reader_.state() != http::RequestReader::State::kBody) return 0;
  const auto time = std::chrono::nanoseconds(now - body_since_).count();
  return held_bytes_ * static_cast<std::uint64_t>(std::max<std::int64_t>(time, 1));
}

void Connection::give_up() {
  reader_.give_up(503);
  hold_bytes(0);
  asio::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::hold_bytes(std::size_t bytes) {
  shared_.held_bytes = shared_.held_bytes - held_bytes_ + bytes;
  held_bytes_ = bytes;
}

void Connection::hold_reply(std::size_t bytes) {
  shared_.reply_bytes = shared_.reply_bytes - reply_bytes_ + bytes;
  reply_bytes_ = bytes;
}

}  // namespace

struct HttpServer::Impl : Shared {
  explicit Impl(HttpServerOptions chosen) : Shared(std::move(chosen)), stop_waiter(io_context) {}

  awaitable<void> accept_connections(std::size_t index);
  awaitable<void> wait_for_stop();
  awaitable<void> sweep();

  void admit(const HttpListener& listener, Socket socket);
  void forget(const std::shared_ptr<Connection>& connection);
  void drain();
  void close_listeners();

  Event stop_event;
  asio::posix::stream_descriptor stop_waiter;
  std::vector<Acceptor> acceptors;
  std::vector<std::uint16_t> ports;
};

awaitable<void> HttpServer::Impl::accept_connections(std::size_t index) {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  asio::steady_timer pause(io_context);
  while (!is_draining) {
    Socket socket(io_context);
    co_await acceptors[index].async_accept(socket, token);
    if (is_draining) co_return;
    if (!error) {
      admit(options.listeners[index], std::move(socket));
      continue;
    }
    // Out of descriptors or memory: trying at once would only spin.
    pause.expires_after(options.deadlines.sweep);
    co_await pause.async_wait(token);
  }
}

void HttpServer::Impl::admit(const HttpListener& listener, Socket socket) {
  if (connections.size() >= options.max_connections) return;
  const std::string address = address_key(socket);
  const bool is_counted = options.max_connections_per_address > 0 && !address.empty();
  if (is_counted && connections_by_address[address] >= options.max_connections_per_address) return;
  asio::error_code error;
  socket.non_blocking(true, error);
  if (error) return;
  const int on = 1;
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // no such option on a Unix socket
  auto connection = std::make_shared<Connection>(*this, listener, std::move(socket), address);
  connections.insert(connection);
  if (is_counted) ++connections_by_address[address];
  asio::co_spawn(io_context, connection->run(), [this, connection](const std::exception_ptr&) { forget(connection); });
}

void HttpServer::Impl::forget(const std::shared_ptr<Connection>& connection) {
  connection->close();
  connection->release_bytes();
  connections.erase(connection);
  if (const auto count = connections_by_address.find(connection->address()); count != connections_by_address.end())
    if (--count->second == 0) connections_by_address.erase(count);
  if (is_draining && connections.empty()) sweeper.cancel();
}

awaitable<void> HttpServer::Impl::sweep() {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  while (!is_draining || !connections.empty()) {
    sweeper.expires_after(options.deadlines.sweep);
    co_await sweeper.async_wait(token);
    const auto now = SteadyClock::now();
    for (const auto& connection : connections) {
      if (now >= drain_end)
        connection->close();
      else
        connection->expire(now);
    }
  }
}

awaitable<void> HttpServer::Impl::wait_for_stop() {
  asio::error_code error;
  auto token = asio::redirect_error(asio::use_awaitable, error);
  co_await stop_waiter.async_wait(asio::posix::stream_descriptor::wait_read, token);
  drain();
}

void HttpServer::Impl::drain() {
  is_draining = true;
  drain_end = SteadyClock::now() + options.deadlines.drain;
  close_listeners();
  for (const auto& connection : connections)
    if (connection->is_idle()) connection->close();
  sweeper.cancel();
}

void HttpServer::Impl::close_listeners() {
  for (std::size_t i = 0; i < acceptors.size(); ++i) {
    if (!acceptors[i].is_open()) continue;
    asio::error_code ignored;
    acceptors[i].close(ignored);
    if (const auto& path = options.listeners[i].unix_path; !path.empty()) unlink(path.c_str());
  }
}

Result<std::unique_ptr<HttpServer>> HttpServer::create(HttpServerOptions options) {
  if (options.worker_threads == 0) return invalid("worker_threads");
  for (const auto& listener : options.listeners)
    if (!listener.handler || !listener.body_limit) return invalid("listeners");
  auto impl = std::make_unique<Impl>(std::move(options));
  for (const auto& listener : impl->options.listeners) {
    const bool is_unix = !listener.unix_path.empty();
    PARASOL_TRY(Descriptor fd, is_unix ? listen_unix(listener.unix_path, listener.unix_mode)
                                       : listen_tcp(listener.address, listener.port));
    impl->ports.push_back(bound_port(fd.get()));
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound), &size);
    impl->acceptors.emplace_back(impl->io_context, Protocol(bound.ss_family, 0), fd.release());
  }
  impl->stop_waiter.assign(dup(impl->stop_event.get()));
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() { impl_->close_listeners(); }

void HttpServer::run() {
  Impl& impl = *impl_;
  PARASOL_CHECK(!impl.is_draining);
  const auto ignore = [](const std::exception_ptr&) {};
  for (std::size_t i = 0; i < impl.acceptors.size(); ++i) asio::co_spawn(impl.io_context, impl.accept_connections(i), ignore);
  asio::co_spawn(impl.io_context, impl.wait_for_stop(), ignore);
  asio::co_spawn(impl.io_context, impl.sweep(), ignore);
  impl.io_context.run();
  PARASOL_CHECK(impl.connections.empty());
  // A handler that outlived its client still has a reply to hand in; nobody waits for it, but it must be released
  // before what it refers to.
  impl.pool.join();
  impl.io_context.restart();
  impl.io_context.poll();
}

void HttpServer::stop() { impl_->stop_event.raise(); }

std::uint16_t HttpServer::port(std::size_t index) const { return impl_->ports.at(index); }

}  // namespace parasol::net
