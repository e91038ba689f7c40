#include "jobs/worker.h"

#include <algorithm>

namespace parasol::jobs {

Worker::Worker(std::vector<Job> jobs) {
  for (auto& job : jobs) entries_.push_back({std::move(job)});
}

std::size_t Worker::run_due(Millis now) {
  std::size_t ran = 0;
  for (auto& entry : entries_) {
    if (entry.due != 0 && now < entry.due && now >= entry.ran) continue;
    const Status status = entry.job.run();
    if (!status)
      log::warning("job_failed", {{"job", entry.job.name}, {"code", log::Word::of_constant(error_code_name(status.error().code))}});
    entry.ran = now;
    entry.due = now + (status ? entry.job.every : std::max<Millis>(entry.job.every / 4, 1));
    ++ran;
  }
  return ran;
}

WorkerThread::WorkerThread(Worker worker, const Clock& clock) : worker_(std::move(worker)), clock_(clock), thread_([this] { run(); }) {}

WorkerThread::~WorkerThread() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void WorkerThread::run() {
  const auto is_stopped = [this] { return is_stopped_; };
  do {
    worker_.run_due(clock_.now());
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, std::chrono::seconds(1), is_stopped)) return;
  } while (true);
}

}  // namespace parasol::jobs
