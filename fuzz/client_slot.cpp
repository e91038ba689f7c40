// A bucket from anywhere, and what a sealed slot may hold: opened content seals to the same plaintext again.
#include <algorithm>

#include "base/check.h"
#include "client/slot.h"

namespace parasol::client {
namespace {

const Derived& derived() {
  static const Derived value = derive(crypto::OprfOutput(), 1);
  return value;
}

void check_bucket(ByteView bucket) {
  const auto found = find_slots(bucket, derived());
  PARASOL_CHECK(found.has_value() == (bucket.size() % kSlotSize == 0));
  if (!found) return;
  for (std::size_t j = 0; j < kTagsPerIdentifier; ++j)
    if (const auto place = (*found)[j]) static_cast<void>(open_slot(bucket.subspan(*place * kSlotSize, kSlotSize), derived(), j));
}

void check_plaintext(ByteView input) {
  Bytes plaintext = to_bytes(input.first(std::min<std::size_t>(input.size(), 200)));
  plaintext.resize(200);
  const crypto::Nonce nonce{};
  Bytes place = to_bytes(as_bytes("parasol/slot/1"));
  for (const auto number : {derived().epoch, derived().prefix})
    for (const int shift : {24, 16, 8, 0}) place.push_back(static_cast<std::uint8_t>(number >> shift));
  Bytes slot = to_bytes(derived().tags[0]);
  append(slot, nonce);
  append(slot, crypto::seal(derived().keys[0], nonce, plaintext, place));
  const auto opened = open_slot(slot, derived(), 0);
  if (!opened) {
    PARASOL_CHECK(opened.error().detail == "content");  // the harness seals rightly
    return;
  }
  Bytes again{1, static_cast<std::uint8_t>(opened->content.kind), static_cast<std::uint8_t>(opened->content.level)};
  append(again, opened->content.reference);
  append(again, opened->signer_id);
  append(again, opened->signature);
  again.resize(200);
  PARASOL_CHECK(again == plaintext);
}

}  // namespace
}  // namespace parasol::client

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  parasol::client::check_bucket({data, size});
  parasol::client::check_plaintext({data, size});
  return 0;
}
