#include "jobs/worker.h"

#include <gtest/gtest.h>

namespace parasol::jobs {
namespace {

struct Counter {
  int runs = 0;
  Status answer{};
  Job every(Millis interval) {
    return {"counted", interval, [this] {
              ++runs;
              return answer;
            }};
  }
};

constexpr Millis kStart = 1'767'225'600'000;

TEST(WorkerTest, EveryJobRunsAtTheStartAndThenInItsTime) {
  Counter minutely, hourly;
  Worker worker({minutely.every(kMinute), hourly.every(kHour)});
  EXPECT_EQ(worker.run_due(kStart), 2U);
  EXPECT_EQ(worker.run_due(kStart + kMinute - 1), 0U);
  for (Millis now = kStart; now < kStart + kHour; now += kMinute) worker.run_due(now);
  EXPECT_EQ(minutely.runs, 60);
  EXPECT_EQ(hourly.runs, 1);
  worker.run_due(kStart + kHour);
  EXPECT_EQ(hourly.runs, 2);
}

// A demo's clock jumps: what was missed runs once, not as often as it was missed.
TEST(WorkerTest, AJumpOfTheClockMakesEverythingDueOnce) {
  Counter minutely, hourly;
  Worker worker({minutely.every(kMinute), hourly.every(kHour)});
  worker.run_due(kStart);
  EXPECT_EQ(worker.run_due(kStart + kDay), 2U);
  EXPECT_EQ(minutely.runs, 2);
  EXPECT_EQ(worker.run_due(kStart + kDay + 1), 0U);
}

// Break: drop `now >= entry.ran` in run_due.
TEST(WorkerTest, AClockSetBackDoesNotStopAJob) {
  Counter hourly;
  Worker worker({hourly.every(kHour)});
  worker.run_due(kStart);
  EXPECT_EQ(worker.run_due(kStart - 30 * kDay), 1U);
}

TEST(WorkerTest, AFailureIsTriedAgainSooner) {
  Counter hourly;
  hourly.answer = failure(ErrorCode::kUnavailable);
  Worker worker({hourly.every(kHour)});
  worker.run_due(kStart);
  EXPECT_EQ(worker.run_due(kStart + 15 * kMinute - 1), 0U);
  hourly.answer = {};
  EXPECT_EQ(worker.run_due(kStart + 15 * kMinute), 1U);
  EXPECT_EQ(worker.run_due(kStart + 30 * kMinute), 0U);
}

TEST(WorkerThreadTest, RunsWhatIsDueAndEndsWhenItIsDestroyed) {
  ManualClock clock(kStart);
  std::mutex mutex;
  std::condition_variable changed;
  int runs = 0;
  {
    WorkerThread thread(Worker({{"counted", kMinute, [&]() -> Status {
                                   const std::lock_guard lock(mutex);
                                   ++runs;
                                   changed.notify_one();
                                   return {};
                                 }}}),
                        clock);
    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return runs == 1; }));
  }
  EXPECT_EQ(runs, 1);
}

}  // namespace
}  // namespace parasol::jobs
