// Any bytes as a table: every value is in reach, no row's bytes lie outside the file, and a table written from what was read
// reads as the same.
#include "apps/cli/link/table.h"
#include "base/bytes.h"
#include "base/check.h"
#include "base/utf8.h"

namespace parasol::link {
namespace {

void append_quoted(std::string& out, std::string_view value) {
  out += '"';
  for (const char c : value) out.append(c == '"' ? 2 : 1, c);
  out += '"';
}

void append_row(std::string& out, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(out, values[i]);
  }
  out += '\n';
}

}  // namespace
}  // namespace parasol::link

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::link;
  const auto table = Table::parse("fuzz", std::string(as_text({data, size})));
  if (!table) {
    PARASOL_CHECK(is_clean_utf8(table.error().field) && !table.error().detail.empty());
    return 0;
  }
  std::string again;
  append_row(again, table->columns());
  std::vector<std::string> values;
  for (std::size_t row = 0; row < table->size(); ++row) {
    table->row(row, values);
    PARASOL_CHECK(values.size() == table->columns().size() && values.back() == table->value(row, values.size() - 1));
    PARASOL_CHECK(!table->row_bytes(row).ends_with('\n') && table->row_bytes(row).size() <= size);
    append_row(again, values);
  }
  const auto second = Table::parse("fuzz", again);
  PARASOL_CHECK(second && second->columns() == table->columns() && second->size() == table->size());
  std::vector<std::string> others;
  for (std::size_t row = 0; row < table->size(); ++row) {
    table->row(row, values);
    second->row(row, others);
    PARASOL_CHECK(values == others);
  }
  return 0;
}
