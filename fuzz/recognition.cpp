// Requests from anywhere, and any text against itself: hits lie in their texts, and what was told in full is found.
#include <algorithm>

#include "base/check.h"
#include "recognition/text.h"
#include "recognition/verbatim.h"
#include "recognition/wire.h"

namespace parasol::recognition {
namespace {

void check_hits(const Input& input) {
  const Recognition result = recognise(input);
  Level greatest = Level::kLow;
  for (const Hit& hit : result.hits) {
    PARASOL_CHECK(hit.text < input.artefact.size());
    const std::uint32_t length = read_text(input.artefact[hit.text].text).length;
    PARASOL_CHECK(hit.start + hit.length <= length && (hit.length > 0 || length == 0));
    PARASOL_CHECK(!why_name(hit.why).empty() && !rule_name(hit.rule).empty());
    greatest = std::max(greatest, hit.level);
  }
  PARASOL_CHECK(result.level == greatest);
  PARASOL_CHECK(encode_answer(result).size() == 7 + 13 * result.hits.size());
}

void check_request(ByteView request) {
  const auto input = decode_request(request);
  if (!input) return;
  PARASOL_CHECK(std::ranges::equal(encode_request(*input), request));
  check_hits(*input);
}

void check_text(std::string_view text) {
  Input input;
  for (std::uint8_t kind = 1; kind <= kReporterKinds; ++kind) input.reporter.push_back({static_cast<ReporterKind>(kind), std::string(text)});
  for (std::uint8_t field = 1; field <= kArtefactFields; ++field) input.artefact.push_back({static_cast<ArtefactField>(field), std::string(text)});
  check_hits(input);
  const Text read = read_text(text);
  PARASOL_CHECK(contains_reporter_value(input, text) == !read.tokens.empty());
  unsigned weight = 0;
  for (const RunWord& word : run_words(read)) weight += word.weight;
  PARASOL_CHECK(contains_verbatim_run(input, text) == (weight >= kRunWeight));
}

}  // namespace
}  // namespace parasol::recognition

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parasol::recognition::check_request({data, size});
  parasol::recognition::check_text(parasol::as_text({data, size}));
  return 0;
}
