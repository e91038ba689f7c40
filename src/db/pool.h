#pragma once
// A fixed number of connections, lent in the order of asking; private to src/db. A pool of one is a fair mutex, which
// is how SQLite's single writer is queued. Connections are made when first needed and again after one was lost.
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "db/connection.h"

namespace parasol::db {

class Pool {
 public:
  using Connect = std::function<Result<std::unique_ptr<Connection>>()>;

  // One borrowed connection; goes back at the end of its life.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept
        : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (pool_ != nullptr) pool_->give_back(std::move(connection_));
    }
    Connection& connection() { return *connection_; }
    // Closes the connection and makes a new one. After an error the lease must not be used.
    Status reconnect();

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(std::size_t size, Millis lease_timeout, Connect connect);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t size() const { return size_; }
  // Waits its turn. kUnavailable after the timeout, or the error of connecting.
  Result<Lease> lease();

 private:
  struct Waiter {
    std::condition_variable wake;
    bool is_served = false;
    std::unique_ptr<Connection> connection;
  };

  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  const std::size_t size_;
  const Millis lease_timeout_;
  const Connect connect_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // null: not connected yet
  std::deque<Waiter*> waiters_;
};

}  // namespace parasol::db
