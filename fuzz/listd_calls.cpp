// Raw calls to listd's rules, in the form of its journal: whatever is accepted is accepted again without a change, and
// nothing unsigned ever changes anything. Input: operation (1 byte), length (2), body; again and again.
#include "base/check.h"
#include "listd/test_support.h"

using namespace parasol;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const listd::test::Staff staff;
  static const listd::ListState start = listd::test::state_of(staff);
  constexpr Millis kNow = listd::test::kStart;

  listd::ListState state = start;
  ByteView rest(data, size);
  for (int calls = 0; calls < 16 && rest.size() >= 3; ++calls) {
    const auto operation = static_cast<listd::Operation>(rest[0]);
    const std::size_t length = std::min<std::size_t>(std::size_t{rest[1]} << 8 | rest[2], rest.size() - 3);
    const ByteView body = rest.subspan(3, length);
    rest = rest.subspan(3 + length);

    const auto applied = state.apply(operation, body, kNow);
    if (!applied || applied->added == trust::Added::kAlready) continue;
    const auto again = state.apply(operation, body, kNow + kDay);
    PARASOL_CHECK(again && again->added == trust::Added::kAlready);
    static_cast<void>(state.shown_at(kNow + kDay));
    PARASOL_CHECK(!records::encode(state.keyring()).empty());
  }
  return 0;
}
