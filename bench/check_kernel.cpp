// check_kernel ELEMENTS REPETITIONS: the curve operations that one check request of so many elements cannot do without, and
// nothing else. Prints the processor time of one such request in nanoseconds. bench/run lets it alternate with the server.
#include <time.h>

#include <charconv>
#include <cstdio>
#include <cstring>

#include "base/check.h"
#include "base/random.h"
#include "crypto/primitives.h"
#include "crypto/signature.h"
#include "crypto/voprf.h"

namespace parasol::crypto {
namespace {

double processor_nanoseconds() {
  timespec now{};
  PARASOL_CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) == 0);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// Two multiplications for each element (its evaluation, its weight in the proof) and one addition for each but the first;
// two more and one of the generator for the proof; one verification of the request's signature.
double measure(std::size_t elements, std::size_t repetitions) {
  PARASOL_CHECK(initialise().has_value());
  const auto key = derive_key_pair(OprfMode::kVoprf, Secret<32>(random_array<32>()), as_bytes("bench")).value();
  std::vector<Element> blinded;
  while (blinded.size() < elements) blinded.push_back(blind(OprfMode::kVoprf, random_array<16>()).value().element);
  const auto signer = SigningKey::generate();
  const Bytes statement(64 + 32 * elements, 7);  // as long as an encoded EvaluateRequest
  const auto signature = signer.sign(statement);

  const double start = processor_nanoseconds();
  for (std::size_t repetition = 0; repetition < repetitions; ++repetition) {
    PARASOL_CHECK(verify(signer.public_key(), statement, signature));
    for (std::size_t i = 0; i < elements; ++i) {
      PARASOL_CHECK(multiply(key.private_key, blinded[i]).has_value());
      PARASOL_CHECK(multiply(key.private_key, blinded[i]).has_value());
      if (i > 0) PARASOL_CHECK(add(blinded[i], blinded[i - 1]).has_value());
    }
    PARASOL_CHECK(multiply(key.private_key, key.public_key).has_value());
    PARASOL_CHECK(multiply(key.private_key, key.public_key).has_value());
    PARASOL_CHECK(multiply_base(key.private_key).has_value());
  }
  return (processor_nanoseconds() - start) / static_cast<double>(repetitions);
}

std::size_t number(const char* text) {
  std::size_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stopped, failed] = std::from_chars(text, end, value);
  return failed == std::errc{} && stopped == end ? value : 0;
}

}  // namespace
}  // namespace parasol::crypto

int main(int argc, char** argv) {
  const std::size_t elements = argc == 3 ? parasol::crypto::number(argv[1]) : 0;
  const std::size_t repetitions = argc == 3 ? parasol::crypto::number(argv[2]) : 0;
  if (elements == 0 || repetitions == 0) {
    std::fprintf(stderr, "usage: %s ELEMENTS REPETITIONS\n", argv[0]);
    return 2;
  }
  std::printf("%.0f\n", parasol::crypto::measure(elements, repetitions));
  return 0;
}
