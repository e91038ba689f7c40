// What the oblivious PRF costs, and how near the server's work for one request comes to the bare curve operations that it
// cannot do without: of_kernel = time of those operations / time of the whole request (1 would be perfect).
#include <benchmark/benchmark.h>

#include <chrono>

#include "base/check.h"
#include "base/random.h"
#include "crypto/primitives.h"
#include "crypto/signature.h"
#include "crypto/voprf.h"

namespace parasol::crypto {
namespace {

using Clock = std::chrono::steady_clock;

OprfKeyPair make_key() {
  PARASOL_CHECK(initialise().has_value());
  return derive_key_pair(OprfMode::kVoprf, Secret<32>(random_array<32>()), as_bytes("bench")).value();
}

std::vector<Element> make_batch(std::size_t size) {
  std::vector<Element> out;
  while (out.size() < size) out.push_back(blind(OprfMode::kVoprf, random_array<16>()).value().element);
  return out;
}

void multiplication(benchmark::State& state) {
  const auto key = make_key();
  for (auto _ : state) benchmark::DoNotOptimize(multiply(key.private_key, key.public_key));
}
BENCHMARK(multiplication);

void multiplication_with_generator(benchmark::State& state) {
  const auto key = make_key();
  for (auto _ : state) benchmark::DoNotOptimize(multiply_base(key.private_key));
}
BENCHMARK(multiplication_with_generator);

// One request of m elements as keyd serves it: verify a signature, decode, evaluate, prove, encode. Request and kernel
// alternate, so that both see the same machine.
void request(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto key = make_key();
  const auto signer = SigningKey::generate();
  const auto batch = make_batch(size);
  Bytes wire;
  for (const auto& element : batch) append(wire, element.encoding());
  const auto signature = signer.sign(wire);

  Clock::duration whole{}, kernel{};
  for (auto _ : state) {
    const auto start = Clock::now();
    PARASOL_CHECK(verify(signer.public_key(), wire, signature));
    std::vector<Element> decoded;
    for (std::size_t i = 0; i < size; ++i) decoded.push_back(Element::decode(ByteView(wire).subspan(32 * i, 32)).value());
    const auto evaluation = evaluate_and_prove(key, decoded).value();
    Bytes reply;
    for (const auto& element : evaluation.elements) append(reply, element.encoding());
    append(reply, evaluation.proof.encode());
    benchmark::DoNotOptimize(reply.data());
    const auto middle = Clock::now();
    PARASOL_CHECK(verify(signer.public_key(), wire, signature));
    for (std::size_t i = 0; i < size; ++i) {
      benchmark::DoNotOptimize(multiply(key.private_key, batch[i]));
      benchmark::DoNotOptimize(multiply(key.private_key, batch[i]));
      if (i > 0) benchmark::DoNotOptimize(add(batch[i], batch[i - 1]));
    }
    benchmark::DoNotOptimize(multiply(key.private_key, key.public_key));
    benchmark::DoNotOptimize(multiply(key.private_key, key.public_key));
    benchmark::DoNotOptimize(multiply_base(key.private_key));
    const auto end = Clock::now();
    state.SetIterationTime(std::chrono::duration<double>(middle - start).count());
    whole += middle - start;
    kernel += end - middle;
  }
  state.counters["of_kernel"] = std::chrono::duration<double>(kernel) / std::chrono::duration<double>(whole);
}
BENCHMARK(request)->Arg(1)->Arg(16)->Arg(256)->UseManualTime();

void client_verify_and_finalise(benchmark::State& state) {
  const auto key = make_key();
  const Bytes input(51, 7);
  std::vector<Blinded> blinded;
  blinded.push_back(blind(OprfMode::kVoprf, input).value());
  const std::vector<Element> sent{blinded[0].element};
  const std::vector<ByteView> inputs{input};
  const auto evaluation = evaluate_and_prove(key, sent).value();
  for (auto _ : state)
    benchmark::DoNotOptimize(finalize_batch(key.public_key, inputs, blinded, evaluation.elements, evaluation.proof));
}
BENCHMARK(client_verify_and_finalise);

}  // namespace
}  // namespace parasol::crypto
