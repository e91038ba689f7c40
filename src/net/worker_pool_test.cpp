#include "net/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace parasol::net {
namespace {

TEST(WorkerPool, RunsEverythingItAccepted) {
  std::atomic<int> count = 0;
  WorkerPool pool(3, 1000);
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(pool.try_submit([&] { ++count; }));
  pool.join();
  EXPECT_EQ(count, 500);
  EXPECT_FALSE(pool.try_submit([] {}));
}

TEST(WorkerPool, TurnsAwayWhatTheQueueCannotHold) {
  std::promise<void> begun;
  std::promise<void> release;
  std::atomic<int> count = 0;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.try_submit([&] {
    begun.set_value();
    release.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(pool.try_submit([&] { ++count; }));
  EXPECT_TRUE(pool.try_submit([&] { ++count; }));
  EXPECT_FALSE(pool.try_submit([&] { ++count; }));
  release.set_value();
  pool.join();
  EXPECT_EQ(count, 2);
}

}  // namespace
}  // namespace parasol::net
