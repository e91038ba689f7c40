// Any bytes as a table of services: nothing that is no good comes out of it, nor a value that a spreadsheet would run.
#include "apps/cli/directory/feed_table.h"
#include "base/bytes.h"
#include "directory_support.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::directory;
  const auto table = link::Table::parse("fuzz", std::string(as_text({data, size})));
  if (!table) return 0;
  const auto feed = cli::read_feed_table(*table, "fuzz", [](std::string_view) { return false; });
  if (!feed) {
    PARASOL_CHECK(is_clean_utf8(feed.error().field) && !feed.error().detail.empty());
    return 0;
  }
  check_feed(*feed);
  for (const FeedEntry& entry : feed->entries)
    visit_texts(entry.service, kService, [](std::string_view text) { PARASOL_CHECK(std::string_view("=-@\t\r").find(text.front()) == std::string_view::npos); });
  return 0;
}
