// Any bytes as two values of each kind: they are values or none, always the same ones, and as alike one way as the other, whichever way
// they are compared.
#include "base/bytes.h"
#include "base/check.h"
#include "linkage/dictionary.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::linkage;
  const std::string_view input = as_text({data, size}), one = input.substr(0, input.find('\n')), other = input.substr(std::min(one.size() + 1, input.size()));
  for (std::size_t number = 0; number < kKinds; ++number) {
    const Kind kind = static_cast<Kind>(number);
    Dictionary dictionary(kind, 10);
    const Value a = normalise(kind, one), b = normalise(kind, other);
    const ValueId first = dictionary.add(a), second = dictionary.add(b);
    PARASOL_CHECK((first == kNoValue) == a.is_missing && (second == kNoValue) == b.is_missing && dictionary.find(a) == first);
    const Level level = dictionary.compare(first, second);
    PARASOL_CHECK(level <= top_level(kind) && dictionary.compare(second, first) == level && dictionary.compare(a, second) == level);
    std::vector<Level> levels(dictionary.size());
    dictionary.levels(a, levels);
    PARASOL_CHECK(second == kNoValue || levels[second] == level);
    dictionary.remove(first);
    dictionary.remove(second);
    PARASOL_CHECK(dictionary.uses() == 0 && dictionary.find(a) == kNoValue);
  }
  return 0;
}
