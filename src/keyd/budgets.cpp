#include "keyd/budgets.h"

#include <algorithm>
#include <tuple>

namespace parasol::keyd {
namespace {

using vocabulary::CheckClass;

constexpr std::int64_t kPeriodDays = 30;
constexpr std::int64_t kKeptDays = 35;
constexpr std::size_t kSample = 8;

std::int64_t minute_of(Millis t) { return t / kMinute; }

std::uint32_t at(const std::map<std::int64_t, std::uint32_t>& counts, std::int64_t when) {
  const auto found = counts.find(when);
  return found == counts.end() ? 0 : found->second;
}

std::uint32_t left(std::uint32_t allowed, std::uint32_t used) { return used >= allowed ? 0 : allowed - used; }

}  // namespace

#ifdef PARASOL_TEST_HOOKS
Limits Limits::raised() {
  constexpr std::uint32_t kPlenty = 1U << 30;
  Limits limits;
  limits.member = {0, kPlenty, kPlenty, 0, 256};
  limits.project_worker = {0, kPlenty, 0, 0, 256};
  limits.publisher = {0, kPlenty, 0, kPlenty, 256};
  limits.system = {0, kPlenty, 0, 0, 256};
  limits.hardenings_per_hour = kPlenty;
  limits.hardenings_per_day = kPlenty;
  return limits;
}
#endif

const Allowance* Limits::of(CheckClass check_class) const {
  switch (check_class) {
    case CheckClass::kNone: return nullptr;
    case CheckClass::kMember: return &member;
    case CheckClass::kProjectWorker: return &project_worker;
    case CheckClass::kPublisher: return &publisher;
    case CheckClass::kSystem: return &system;
  }
  return nullptr;
}

std::uint32_t Budgets::KeyCount::in_period(std::int64_t today) const {
  std::uint32_t total = 0;
  for (auto day = by_day.lower_bound(today - kPeriodDays + 1); day != by_day.end() && day->first <= today; ++day) total += day->second;
  return total;
}

std::uint32_t Budgets::LoginCount::since(std::int64_t hour) const {
  std::uint32_t total = 0;
  for (auto it = by_hour.lower_bound(hour); it != by_hour.end(); ++it) total += it->second;
  return total;
}

Status Budgets::check(const Key& key, CheckClass check_class, std::uint32_t elements, Millis now) const {
  const Allowance* allowed = limits_.of(check_class);
  if (allowed == nullptr) return failure(ErrorCode::kUnauthorised, "class may not check");
  if (elements > allowed->batch) return failure(ErrorCode::kTooLarge, "batch");
  const auto found = keys_.find(key);
  static const KeyCount kNothing;
  const KeyCount& count = found == keys_.end() ? kNothing : found->second;
  const auto over = [&](std::uint32_t limit, std::uint32_t used) { return limit != 0 && elements > left(limit, used); };
  const std::int64_t today = day_of(now);
  const bool same_minute = count.minute == minute_of(now);
  if (over(allowed->per_minute, same_minute ? count.in_minute : 0)) return failure(ErrorCode::kRateLimited, "minute");
  if (over(allowed->per_day, at(count.by_day, today))) return failure(ErrorCode::kRateLimited, "day");
  if (over(allowed->per_period, count.in_period(today))) return failure(ErrorCode::kRateLimited, "period");
  if (over(allowed->class_per_day, at(publisher_days_, today))) return failure(ErrorCode::kRateLimited, "class");
  return {};
}

void Budgets::charge(const Key& key, CheckClass check_class, std::uint32_t elements, Millis now) {
  KeyCount& count = keys_[key];
  count.by_day[day_of(now)] += elements;
  if (count.minute != minute_of(now)) {
    count.minute = minute_of(now);
    count.in_minute = 0;
  }
  count.in_minute += elements;
  if (check_class == CheckClass::kPublisher) publisher_days_[day_of(now)] += elements;
}

Remaining Budgets::remaining(const Key& key, CheckClass check_class, Millis now) const {
  const Allowance* allowed = limits_.of(check_class);
  if (allowed == nullptr) return {};
  const auto found = keys_.find(key);
  const std::int64_t today = day_of(now);
  std::uint32_t used_today = 0, used_period = 0;
  if (found != keys_.end()) {
    used_today = at(found->second.by_day, today);
    used_period = found->second.in_period(today);
  }
  Remaining out;
  out.today = left(allowed->per_day, used_today);
  if (allowed->class_per_day != 0) out.today = std::min(out.today, left(allowed->class_per_day, at(publisher_days_, today)));
  out.period = allowed->per_period != 0 ? left(allowed->per_period, used_period) : out.today;
  out.today = std::min(out.today, out.period);
  return out;
}

Status Budgets::check_hardening(const Key& login_hash, Millis now) const {
  const auto found = logins_.find(login_hash);
  if (found == logins_.end()) return {};
  const std::int64_t hour = hour_of(now);
  if (found->second.since(hour) >= limits_.hardenings_per_hour) return failure(ErrorCode::kRateLimited, "hour");
  if (found->second.since(hour - 23) >= limits_.hardenings_per_day) return failure(ErrorCode::kRateLimited, "day");
  return {};
}

void Budgets::charge_hardening(const Key& login_hash, std::uint32_t attempts, Millis now) {
  if (!logins_.contains(login_hash) && logins_.size() >= limits_.logins) make_room_for_login();
  LoginCount& count = logins_[login_hash];
  count.by_hour[hour_of(now)] += attempts;
  count.by_hour.erase(count.by_hour.begin(), count.by_hour.lower_bound(hour_of(now) - 23));
}

void Budgets::make_room_for_login() {
  // The table's own order is that of hashes, which nobody outside can choose cheaply; the search goes round it.
  const Key* victim = nullptr;
  std::uint32_t fewest = UINT32_MAX;
  std::size_t seen = 0;
  for (std::size_t step = 0; step < logins_.bucket_count() && seen < kSample; ++step) {
    next_bucket_ = (next_bucket_ + 1) % logins_.bucket_count();
    for (auto it = logins_.cbegin(next_bucket_); it != logins_.cend(next_bucket_); ++it) {
      ++seen;
      const std::uint32_t attempts = it->second.since(INT64_MIN);
      if (attempts < fewest) {
        fewest = attempts;
        victim = &it->first;
      }
    }
  }
  if (victim != nullptr) logins_.erase(Key(*victim));
}

void Budgets::forget_old(Millis now) {
  const std::int64_t oldest_day = day_of(now) - kKeptDays;
  for (auto& [key, count] : keys_) count.by_day.erase(count.by_day.begin(), count.by_day.lower_bound(oldest_day));
  std::erase_if(keys_, [](const auto& entry) { return entry.second.by_day.empty(); });
  publisher_days_.erase(publisher_days_.begin(), publisher_days_.lower_bound(oldest_day));
  for (auto& [login, count] : logins_) count.by_hour.erase(count.by_hour.begin(), count.by_hour.lower_bound(hour_of(now) - 23));
  std::erase_if(logins_, [](const auto& entry) { return entry.second.by_hour.empty(); });
}

std::vector<Budgets::KeyDay> Budgets::key_days() const {
  std::vector<KeyDay> out;
  for (const auto& [key, count] : keys_)
    for (const auto& [day, elements] : count.by_day) out.push_back({key, day, elements});
  std::sort(out.begin(), out.end(), [](const KeyDay& one, const KeyDay& other) { return std::tie(one.key, one.day) < std::tie(other.key, other.day); });
  return out;
}

std::vector<Budgets::LoginDay> Budgets::login_days() const {
  std::vector<LoginDay> out;
  for (const auto& [login, count] : logins_) {
    std::map<std::int64_t, std::uint32_t> by_day;
    for (const auto& [hour, attempts] : count.by_hour) by_day[day_of(hour * kHour)] += attempts;
    for (const auto& [day, attempts] : by_day) out.push_back({login, day, attempts});
  }
  std::sort(out.begin(), out.end(),
            [](const LoginDay& one, const LoginDay& other) { return std::tie(one.login_hash, one.day) < std::tie(other.login_hash, other.day); });
  return out;
}

}  // namespace parasol::keyd
