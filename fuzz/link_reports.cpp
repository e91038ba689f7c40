// Requests to the linkage engine of browsers, one after the other: none may break it, and what it says adds up.
#include "base/check.h"
#include "linkage/report_wire.h"

namespace parasol::linkage {
namespace {

// Each request has two bytes of length before it.
void check_history(ByteView input) {
  Reports reports;
  while (input.size() >= 2) {
    const std::size_t size = std::min<std::size_t>(input.size() - 2, static_cast<std::size_t>(input[0] << 8 | input[1]));
    const std::size_t held = reports.size();
    const auto answer = answer_request(reports, input.subspan(2, size));
    if (answer) PARASOL_CHECK(!answer->empty());
    else PARASOL_CHECK(reports.size() == held);
    input = input.subspan(2 + size);
  }
  for (const std::vector<std::string>& cluster : reports.clusters()) {
    PARASOL_CHECK(cluster.size() > 1);
    const auto found = reports.candidates(cluster.front(), reports.size());
    PARASOL_CHECK(found && found->candidates.size() == reports.size() - 1);
    for (const ReportCandidate& candidate : found->candidates) {
      MilliBits total = kReportPrior;
      for (const ReportEvidence& evidence : candidate.explanation.fields) total += evidence.counted;
      PARASOL_CHECK(total == candidate.explanation.total);
      PARASOL_CHECK(reports.explain(candidate.entry, cluster.front()).total == total);
    }
  }
}

}  // namespace
}  // namespace parasol::linkage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parasol::linkage::check_history({data, size});
  return 0;
}
