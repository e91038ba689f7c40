#pragma once
// Forced faults, for the drill that looks for what a fault leaves behind. Test builds only, and there only if the process
// was started with PARASOL_TEST_FAULTS: a request that orders a fault has its handler end in an exception, before anything
// it did is committed.
#ifdef PARASOL_TEST_HOOKS
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace parasol::test_hooks {

// Lives as long as one handler runs, on its thread.
class Fault {
 public:
  static constexpr std::string_view kHeader = "x-parasol-test-fault";

  // "first": at the end of its first transaction. "write": of its first writing one. Where there is none, at its own end.
  explicit Fault(std::optional<std::string_view> order) {
    if (order && std::getenv("PARASOL_TEST_FAULTS") != nullptr) ordered = *order == "write" ? Order::kWrite : Order::kFirst;
  }
  ~Fault() { ordered = Order::kNone; }
  Fault(const Fault&) = delete;
  Fault& operator=(const Fault&) = delete;

  static void at_end_of_transaction(bool is_write) {
    if (ordered == Order::kFirst || (ordered == Order::kWrite && is_write)) raise();
  }
  static void at_end_of_handler() {
    if (ordered != Order::kNone) raise();
  }

 private:
  enum class Order : std::uint8_t { kNone, kFirst, kWrite };
  [[noreturn]] static void raise() { throw std::runtime_error("parasol_test_hook: ordered fault"); }
  static inline thread_local Order ordered = Order::kNone;
};

}  // namespace parasol::test_hooks
#endif
