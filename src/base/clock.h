#pragma once
// One injectable clock per process. Nothing else asks the system for the time; no SQL uses now().
#include <cstdint>
#include <filesystem>
#include <memory>

namespace parasol {

// Milliseconds since 1970-01-01 UTC.
using Millis = std::int64_t;
constexpr Millis kSecond = 1000;
constexpr Millis kMinute = 60 * kSecond;
constexpr Millis kHour = 60 * kMinute;
constexpr Millis kDay = 24 * kHour;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Millis now() const = 0;
};

// The system's clock.
std::unique_ptr<Clock> system_clock();

// A demo's clock: the system's clock plus the offset (whole milliseconds, decimal text) that stands in `file`,
// read again whenever the file changes. An unreadable or missing file counts as offset 0.
std::unique_ptr<Clock> demo_clock(std::filesystem::path file);

// A clock for tests: stands still until told otherwise.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Millis start) : now_(start) {}
  Millis now() const override { return now_; }
  void advance(Millis by) { now_ += by; }
  void set(Millis to) { now_ = to; }

 private:
  Millis now_;
};

// Days since 1970-01-01 UTC; hours since then.
inline std::int64_t day_of(Millis t) { return t / kDay; }
inline std::int64_t hour_of(Millis t) { return t / kHour; }

}  // namespace parasol
