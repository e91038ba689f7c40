// Any bytes as another directory's feed: JSON that was read reads again as the same, and nothing that is no good comes out of it.
#include "base/bytes.h"
#include "directory_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::directory;
  const auto json = parse_json(as_text({data, size}));
  if (!json) {
    PARASOL_CHECK(!json.error().detail.empty());
    return 0;
  }
  const auto again = parse_json(file_text(*json));
  PARASOL_CHECK(again && *again == *json);
  const auto feed = read_feed(*json, [](std::string_view) { return false; });
  if (feed) check_feed(*feed);
  return 0;
}
