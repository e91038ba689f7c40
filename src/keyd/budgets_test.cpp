#include "keyd/budgets.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parasol::keyd {
namespace {

using vocabulary::CheckClass;

constexpr Millis kNow = 20'000 * kDay + 12 * kHour;

Key key(std::uint8_t i) {
  Key out{};
  out[0] = i;
  out[7] = i;
  return out;
}

std::uint32_t spend_all(Budgets& budgets, const Key& who, CheckClass check_class, Millis now, Millis pace) {
  std::uint32_t granted = 0;
  while (granted < 2000 && budgets.check(who, check_class, 1, now)) {
    budgets.charge(who, check_class, 1, now);
    ++granted;
    now += pace;
  }
  return granted;
}

TEST(Budgets, MemberHasFiveAMinuteThirtyADayTwoHundredIn30Days) {
  Budgets budgets{Limits{}};
  EXPECT_EQ(spend_all(budgets, key(1), CheckClass::kMember, kNow, 0), 5U);
  EXPECT_EQ(spend_all(budgets, key(1), CheckClass::kMember, kNow + kMinute, kMinute), 25U);
  std::uint32_t granted = 30;
  for (int day = 1; day < 30; ++day) granted += spend_all(budgets, key(1), CheckClass::kMember, kNow + day * kDay, kMinute);
  EXPECT_EQ(granted, 200U);
  EXPECT_EQ(spend_all(budgets, key(1), CheckClass::kMember, kNow + 30 * kDay, kMinute), 30U);
}

TEST(Budgets, PublishersShareOneDay) {
  Budgets budgets{Limits{}};
  EXPECT_EQ(spend_all(budgets, key(1), CheckClass::kPublisher, kNow, 0), 500U);
  EXPECT_EQ(spend_all(budgets, key(2), CheckClass::kPublisher, kNow, 0), 0U);
  EXPECT_EQ(budgets.remaining(key(2), CheckClass::kPublisher, kNow).today, 0U);
}

TEST(Budgets, NoClassNothing) {
  const Budgets budgets{Limits{}};
  EXPECT_EQ(budgets.check(key(1), CheckClass::kNone, 1, kNow).error().code, ErrorCode::kUnauthorised);
  EXPECT_EQ(budgets.check(key(1), CheckClass::kMember, 17, kNow).error().code, ErrorCode::kTooLarge);
}

TEST(Budgets, AFloodOfLoginsDoesNotForgetTheOneThatIsGuessedAt) {
  Limits limits;
  limits.logins = 64;
  Budgets budgets{limits};
  const Key victim = key(255);
  budgets.charge_hardening(victim, 29, kNow);
  for (int i = 0; i < 5000; ++i) {
    Key other{};
    std::memcpy(other.data(), &i, sizeof i);
    other[31] = 1;
    budgets.charge_hardening(other, 1, kNow);
  }
  EXPECT_TRUE(budgets.check_hardening(victim, kNow));
  budgets.charge_hardening(victim, 1, kNow);
  EXPECT_EQ(budgets.check_hardening(victim, kNow).error().code, ErrorCode::kRateLimited);
  EXPECT_TRUE(budgets.check_hardening(victim, kNow + kHour));
}

// Whatever the order, size and time of requests: what was granted never exceeds a limit, and what is shown as remaining is
// what can still be granted that day. Dies if the period's window is a day too short (in_period), or charge forgets a batch.
RC_GTEST_PROP(Budgets, NeverOverGranted, ()) {
  Budgets budgets{Limits{}};
  Millis now = kNow;
  std::map<std::int64_t, std::uint32_t> granted;
  const auto steps = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint16_t>>>(300, rc::gen::arbitrary<std::pair<std::uint8_t, std::uint16_t>>());
  for (const auto& [size, wait] : steps) {
    now += Millis{wait} * kMinute / 4;
    const std::uint32_t elements = size % 7U + 1;
    if (!budgets.check(key(1), CheckClass::kMember, elements, now)) continue;
    RC_ASSERT(elements <= budgets.remaining(key(1), CheckClass::kMember, now).today);
    budgets.charge(key(1), CheckClass::kMember, elements, now);
    granted[day_of(now)] += elements;
    RC_ASSERT(granted[day_of(now)] <= 30U);
    std::uint32_t period = 0;
    for (auto day = granted.lower_bound(day_of(now) - 29); day != granted.end(); ++day) period += day->second;
    RC_ASSERT(period <= 200U);
  }
}

}  // namespace
}  // namespace parasol::keyd
