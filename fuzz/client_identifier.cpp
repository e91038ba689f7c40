// Normalising is idempotent: the value of an accepted identifier gives itself again, under any region.
#include "base/check.h"
#include "client/identifier.h"

using parasol::client::Identifier;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = parasol::as_text({data, size});
  if (const auto phone = Identifier::phone(text)) {
    const auto again = Identifier::phone(phone->value().expose(), "FR");
    PARASOL_CHECK(again && again->value().expose() == phone->value().expose());
  }
  if (const auto email = Identifier::email(text)) {
    const auto again = Identifier::email(email->value().expose());
    PARASOL_CHECK(again && again->value().expose() == email->value().expose());
  }
  return 0;
}
