// The module for browsers: it holds what reports say until they are forgotten; the caller drops the instance when the desk locks.
#include "base/wasm.h"
#include "linkage/report_wire.h"

namespace parasol::wasm {

const std::size_t kLargestRequest = linkage::kLargestReportRequest;

Result<Bytes> answer(ByteView request) {
  static linkage::Reports reports;
  return linkage::answer_request(reports, request);
}

}  // namespace parasol::wasm
