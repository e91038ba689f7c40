#pragma once
// How many elements each check key may have evaluated, and how often each login may be tried. Pure counting: the caller
// stores every charge before it acts on it, and replays the stored ones at start.
//
// The table of logins is bounded. When it is full the entry with the fewest attempts of a small sample makes room, so that
// a flood of invented logins pushes out its own entries before one that is being guessed at.
#include <map>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "vocabulary/vocabulary.h"

namespace parasol::keyd {

using Key = ByteArray<32>;

// Random keys and hashes need no further hashing.
struct KeyHash {
  std::size_t operator()(const Key& key) const {
    std::size_t value;
    std::memcpy(&value, key.data(), sizeof value);
    return value;
  }
};

// Elements allowed to one key. Zero means no limit of that kind.
struct Allowance {
  std::uint32_t per_minute = 0;
  std::uint32_t per_day = 0;
  std::uint32_t per_period = 0;    // 30 days
  std::uint32_t class_per_day = 0;  // for all keys of the class together
  std::uint32_t batch = 0;          // elements in one request
};

struct Limits {
  Allowance member{5, 30, 200, 0, 16};
  Allowance project_worker{0, 100, 0, 0, 16};
  Allowance publisher{0, 500, 0, 500, 256};
  Allowance system{0, 100, 0, 0, 16};
  std::uint32_t hardenings_per_hour = 30;
  std::uint32_t hardenings_per_day = 150;
  std::size_t logins = 65536;
#ifdef PARASOL_TEST_HOOKS
  // Limits so high that a benchmark or a scripted story never meets them.
  static Limits raised();
#endif

  // Nothing for a class that may not check.
  const Allowance* of(vocabulary::CheckClass check_class) const;
};

struct Remaining {
  std::uint32_t today = 0;
  std::uint32_t period = 0;
};

class Budgets {
 public:
  explicit Budgets(Limits limits) : limits_(limits) {}

  // kRateLimited if `elements` more would be over a limit now; changes nothing.
  Status check(const Key& key, vocabulary::CheckClass check_class, std::uint32_t elements, Millis now) const;
  // Counts them; also for replaying. Days follow `now`, so a clock set back charges an earlier day.
  void charge(const Key& key, vocabulary::CheckClass check_class, std::uint32_t elements, Millis now);
  // What is left today, and of 30 days (the day's again where there is no such limit).
  Remaining remaining(const Key& key, vocabulary::CheckClass check_class, Millis now) const;

  Status check_hardening(const Key& login_hash, Millis now) const;
  void charge_hardening(const Key& login_hash, std::uint32_t attempts, Millis now);

  // Drops counters that can no longer matter (35 days; a day for logins).
  void forget_old(Millis now);

  const Limits& limits() const { return limits_; }

  // Everything that still counts, for a compacted file: in the order of the keys, for a table's own order tells who came first.
  struct KeyDay {
    Key key;
    std::int64_t day;
    std::uint32_t elements;
  };
  std::vector<KeyDay> key_days() const;
  struct LoginDay {
    Key login_hash;
    std::int64_t day;
    std::uint32_t attempts;
  };
  std::vector<LoginDay> login_days() const;

 private:
  struct KeyCount {
    std::map<std::int64_t, std::uint32_t> by_day;
    std::int64_t minute = 0;
    std::uint32_t in_minute = 0;
    std::uint32_t in_period(std::int64_t today) const;
  };
  struct LoginCount {
    std::map<std::int64_t, std::uint32_t> by_hour;
    std::uint32_t since(std::int64_t hour) const;
  };
  void make_room_for_login();

  Limits limits_;
  std::unordered_map<Key, KeyCount, KeyHash> keys_;
  std::map<std::int64_t, std::uint32_t> publisher_days_;
  std::unordered_map<Key, LoginCount, KeyHash> logins_;
  std::size_t next_bucket_ = 0;  // where the search for room goes on
};

}  // namespace parasol::keyd
