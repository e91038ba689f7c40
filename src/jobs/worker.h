#pragma once
// What must happen again and again without anybody asking: a table of jobs and a thread that runs them when the clock says
// so. When each last ran is known in memory only, so after a start every job runs once. That is harmless, and so are
// several processes on one database: each job either looks in its own transaction for what is still to be done, or
// repeats to a daemon what the daemon answers alike.
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/result.h"

namespace parasol::jobs {

struct Job {
  log::Word name;
  Millis every;
  std::function<Status()> run;
};

// Not thread-safe.
class Worker {
 public:
  explicit Worker(std::vector<Job> jobs);

  // Runs every job whose time has come, in the order of the table. One that fails is noted in the log and tried again after
  // a quarter of its time. A clock that was set back makes every job due. Returns how many ran.
  std::size_t run_due(Millis now);

 private:
  struct Entry {
    Job job;
    Millis ran = 0;
    Millis due = 0;  // 0: it has not run yet
  };
  std::vector<Entry> entries_;
};

// Looks at the clock once a second of real time: a demo's clock may jump by a day. Ends the thread, after the job that is
// running, when it is destroyed.
class WorkerThread {
 public:
  // `clock` must outlive it.
  WorkerThread(Worker worker, const Clock& clock);
  ~WorkerThread();
  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

 private:
  void run();

  Worker worker_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopped_ = false;
  std::thread thread_;
};

}  // namespace parasol::jobs
