#include "net/stop_signals.h"

#include <signal.h>

#include <array>
#include <atomic>

#include "base/check.h"

namespace parasol::net {
namespace {

constexpr std::array<int, 2> kSignals = {SIGTERM, SIGINT};
std::array<struct sigaction, 2> previous_actions;
std::atomic<const std::function<void()>*> stop_function = nullptr;
static_assert(std::atomic<const std::function<void()>*>::is_always_lock_free);

extern "C" void on_stop_signal(int) {
  if (const auto* stop = stop_function.load()) (*stop)();
}

}  // namespace

StopSignals::StopSignals(std::function<void()> stop) {
  PARASOL_CHECK(stop && stop_function.load() == nullptr);
  stop_function = new std::function<void()>(std::move(stop));
  struct sigaction action{};
  action.sa_handler = on_stop_signal;
  action.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &previous_actions[i]);
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &previous_actions[i], nullptr);
  delete stop_function.exchange(nullptr);
}

}  // namespace parasol::net
