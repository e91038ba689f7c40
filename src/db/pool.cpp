#include "db/pool.h"

#include <algorithm>
#include <chrono>

namespace parasol::db {

Pool::Pool(std::size_t size, Millis lease_timeout, Connect connect)
    : size_(size), lease_timeout_(lease_timeout), connect_(std::move(connect)), idle_(size) {}

Pool::~Pool() { PARASOL_CHECK(idle_.size() == size_); }

Result<Pool::Lease> Pool::lease() {
  PARASOL_TRY(auto connection, take());
  if (!connection) {
    auto made = connect_();
    if (!made) {
      give_back(nullptr);
      return std::move(made).error();
    }
    connection = *std::move(made);
  }
  return Lease(*this, std::move(connection));
}

Result<std::unique_ptr<Connection>> Pool::take() {
  std::unique_lock lock(mutex_);
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  Waiter waiter;
  waiters_.push_back(&waiter);
  waiter.wake.wait_for(lock, std::chrono::milliseconds(lease_timeout_), [&] { return waiter.is_served; });
  if (waiter.is_served) return std::move(waiter.connection);
  std::erase(waiters_, &waiter);
  return failure(ErrorCode::kUnavailable, "no database connection became free in time");
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection && !connection->is_usable()) connection.reset();
  const std::lock_guard lock(mutex_);
  // Whoever waits is served directly, so that a newcomer cannot overtake.
  if (waiters_.empty()) {
    idle_.push_back(std::move(connection));
    return;
  }
  Waiter* first = waiters_.front();
  waiters_.pop_front();
  first->connection = std::move(connection);
  first->is_served = true;
  first->wake.notify_one();
}

Status Pool::Lease::reconnect() {
  connection_.reset();
  PARASOL_TRY(connection_, pool_->connect_());
  return {};
}

}  // namespace parasol::db
