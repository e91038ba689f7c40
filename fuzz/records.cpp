// Every record's decoder: it refuses the bytes, or they are exactly the encoding of what it read.
#include "base/check.h"
#include "crypto/records_dispatch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const parasol::ByteView input(data, size);
  for (const std::string_view record : parasol::records::record_names()) {
    const auto again = parasol::records::dispatch(record, input);
    PARASOL_CHECK(!again || parasol::as_text(*again) == parasol::as_text(input));
  }
  return 0;
}
