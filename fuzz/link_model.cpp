// Any bytes as a model: refused with a place, or written out so that it reads as the same.
#include "apps/cli/link/model_file.h"
#include "base/bytes.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace parasol;
  using namespace parasol::link;
  const auto read = parse_model("fuzz", as_text({data, size}));
  if (!read) {
    PARASOL_CHECK(!read.error().field.empty() && !read.error().detail.empty());
    return 0;
  }
  const std::string text = model_text(*read);
  const auto again = parse_model("fuzz", text);
  PARASOL_CHECK(again && model_text(*again) == text);
  for (std::size_t i = 0; i < read->model.fields.size(); ++i) PARASOL_CHECK(again->model.fields[i].bits == read->model.fields[i].bits);
  return 0;
}
