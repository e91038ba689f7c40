#pragma once
// Threads for work that may block, behind a queue with a bound: who is turned away learns it at once.
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace parasol::net {

class WorkerPool {
 public:
  // `threads` ≥ 1. At most `queue_limit` jobs wait besides those that run.
  WorkerPool(std::size_t threads, std::size_t queue_limit);
  // Joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Thread-safe. False if the queue is full or the pool was joined. A job must not throw.
  bool try_submit(std::function<void()> job);
  // Runs what is queued, then ends the threads. Not from a job.
  void join();

 private:
  void work();

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool is_joined_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace parasol::net
