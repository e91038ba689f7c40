#include "crypto/voprf.h"

#include "crypto/encoding.h"
#include "crypto/primitives.h"

namespace parasol::crypto {
namespace {

// The domain separators of one mode: a purpose before contextString = "OPRFV1-" || mode || "-ristretto255-SHA512" (§3.1).
struct Domains {
  std::string_view hash_to_group;
  std::string_view hash_to_scalar;
  std::string_view derive_key_pair;
};
#define PARASOL_OPRF_CONTEXT(mode) "OPRFV1-" mode "-ristretto255-SHA512"
using namespace std::string_view_literals;  // lengths that keep the zero byte of mode 0
constexpr Domains kOprfDomains{"HashToGroup-" PARASOL_OPRF_CONTEXT("\0") ""sv,
                               "HashToScalar-" PARASOL_OPRF_CONTEXT("\0") ""sv,
                               "DeriveKeyPair" PARASOL_OPRF_CONTEXT("\0") ""sv};
constexpr Domains kVoprfDomains{"HashToGroup-" PARASOL_OPRF_CONTEXT("\1") ""sv,
                                "HashToScalar-" PARASOL_OPRF_CONTEXT("\1") ""sv,
                                "DeriveKeyPair" PARASOL_OPRF_CONTEXT("\1") ""sv};
constexpr std::string_view kSeedDomain = "Seed-" PARASOL_OPRF_CONTEXT("\1") ""sv;
#undef PARASOL_OPRF_CONTEXT
static_assert(kOprfDomains.hash_to_group.size() == 12 + 28 && kSeedDomain.size() == 5 + 28);

const Domains& domains(OprfMode mode) { return mode == OprfMode::kOprf ? kOprfDomains : kVoprfDomains; }

constexpr std::size_t kLongest = 0xffff;

Result<Element> hash_input(OprfMode mode, ByteView input) {
  if (input.size() > kLongest) return invalid("input", "longer than 65,535 bytes");
  return hash_to_group(input, as_bytes(domains(mode).hash_to_group));
}

OprfOutput hash_output(ByteView input, const Element& element) {
  Bytes transcript;
  transcript.reserve(2 + input.size() + 2 + 32 + 8);
  append_length_prefixed(transcript, input);
  append_length_prefixed(transcript, element.encoding());
  append(transcript, as_bytes("Finalize"));
  auto hash = sha512(transcript);
  wipe(transcript);
  OprfOutput out(hash);
  wipe(hash);
  return out;
}

Result<Blinded> blind_by(OprfMode mode, ByteView input, Scalar blind) {
  PARASOL_TRY(const auto hashed, hash_input(mode, input));
  PARASOL_TRY(auto element, multiply(blind, hashed));
  return Blinded{std::move(blind), std::move(element)};
}

Status check_batch(std::size_t size) {
  if (size == 0 || size > kMaxOprfBatch) return invalid("elements", "batch size");
  return {};
}

// The weights d_i of ComputeComposites (§2.2.1): they depend on the key and on all of both lists' members.
class Weights {
 public:
  explicit Weights(const Element& public_key) {
    Bytes transcript;
    append_length_prefixed(transcript, public_key.encoding());
    append_length_prefixed(transcript, as_bytes(kSeedDomain));
    seed_ = sha512(transcript);
  }
  Scalar at(std::size_t index, const Element& blinded, const Element& evaluated) const {
    Bytes transcript;
    transcript.reserve(2 + 64 + 2 + 2 * (2 + 32) + 9);
    append_length_prefixed(transcript, seed_);
    append_u16(transcript, static_cast<std::uint16_t>(index));
    append_length_prefixed(transcript, blinded.encoding());
    append_length_prefixed(transcript, evaluated.encoding());
    append(transcript, as_bytes("Composite"));
    return hash_to_scalar(transcript, as_bytes(kVoprfDomains.hash_to_scalar));
  }

 private:
  ByteArray<64> seed_;
};

// sum += weight · element
Status accumulate(std::optional<Element>& sum, const Scalar& weight, const Element& element) {
  PARASOL_TRY(auto term, multiply(weight, element));
  if (!sum) {
    sum = std::move(term);
    return {};
  }
  PARASOL_TRY(sum, add(*sum, term));
  return {};
}

Scalar challenge_of(const Element& public_key, const Element& m, const Element& z, const Element& t2, const Element& t3) {
  Bytes transcript;
  transcript.reserve(5 * (2 + 32) + 9);
  for (const auto* element : {&public_key, &m, &z, &t2, &t3}) append_length_prefixed(transcript, element->encoding());
  append(transcript, as_bytes("Challenge"));
  return hash_to_scalar(transcript, as_bytes(kVoprfDomains.hash_to_scalar));
}

Result<Evaluation> evaluate_and_prove_by(const OprfKeyPair& key, std::span<const Element> blinded, const Scalar& random) {
  PARASOL_CHECK_OK(check_batch(blinded.size()));
  const SecretView<32> k = key.private_key;
  Evaluation out;
  out.elements.reserve(blinded.size());
  const Weights weights(key.public_key);
  std::optional<Element> m;
  for (std::size_t i = 0; i < blinded.size(); ++i) {
    PARASOL_TRY(auto evaluated, multiply(k, blinded[i]));
    PARASOL_CHECK_OK(accumulate(m, weights.at(i, blinded[i], evaluated), blinded[i]));
    out.elements.push_back(std::move(evaluated));
  }
  PARASOL_TRY(const auto z, multiply(k, *m));  // the owner of k need not sum the evaluated elements
  PARASOL_TRY(const auto t2, multiply_base(random));
  PARASOL_TRY(const auto t3, multiply(random, *m));
  const Scalar challenge = challenge_of(key.public_key, *m, z, t2, t3);
  const Scalar response = random.minus(challenge.times(k));
  out.proof = {*to_array<32>(challenge.expose()), *to_array<32>(response.expose())};
  return out;
}

}  // namespace

Result<Scalar> derive_private_key(OprfMode mode, SecretView<32> seed, ByteView info) {
  if (info.size() > kLongest) return invalid("info", "longer than 65,535 bytes");
  Bytes input;
  input.reserve(32 + 2 + info.size() + 1);
  append(input, seed.expose());
  append_length_prefixed(input, info);
  append_u8(input, 0);
  std::optional<Scalar> out;
  for (unsigned counter = 0; counter <= 255 && !out; ++counter) {
    input.back() = static_cast<std::uint8_t>(counter);
    Scalar candidate = hash_to_scalar(input, as_bytes(domains(mode).derive_key_pair));
    if (!candidate.is_zero()) out = std::move(candidate);
  }
  wipe(input);
  if (!out) return failure(ErrorCode::kInternal, "DeriveKeyPair found no key");
  return *std::move(out);
}

Result<OprfKeyPair> derive_key_pair(OprfMode mode, SecretView<32> seed, ByteView info) {
  PARASOL_TRY(auto scalar, derive_private_key(mode, seed, info));
  PARASOL_TRY(auto public_key, multiply_base(scalar));
  return OprfKeyPair{GuardedSecret<32>(std::move(scalar).release()), std::move(public_key)};
}

Result<Blinded> blind(OprfMode mode, ByteView input) { return blind_by(mode, input, Scalar::random()); }

Result<Element> blind_evaluate(SecretView<32> private_key, const Element& blinded) {
  return multiply(private_key, blinded);
}

Result<Proof> Proof::decode(ByteView encoding) {
  if (encoding.size() != 64) return invalid("proof", "not 64 bytes");
  PARASOL_TRY(const auto challenge, Scalar::decode(encoding.first(32)));
  PARASOL_TRY(const auto response, Scalar::decode(encoding.last(32)));
  return Proof{*to_array<32>(challenge.expose()), *to_array<32>(response.expose())};
}

ByteArray<64> Proof::encode() const {
  ByteArray<64> out;
  std::memcpy(out.data(), challenge.data(), 32);
  std::memcpy(out.data() + 32, response.data(), 32);
  return out;
}

Result<Evaluation> evaluate_and_prove(const OprfKeyPair& key, std::span<const Element> blinded) {
  return evaluate_and_prove_by(key, blinded, Scalar::random());
}

Status verify_proof(const Element& public_key, std::span<const Element> blinded, std::span<const Element> evaluated,
                    const Proof& proof) {
  PARASOL_CHECK_OK(check_batch(blinded.size()));
  if (blinded.size() != evaluated.size()) return invalid("elements", "unequal batches");
  PARASOL_TRY(const auto challenge, Scalar::decode(proof.challenge));
  PARASOL_TRY(const auto response, Scalar::decode(proof.response));

  const Weights weights(public_key);
  std::optional<Element> m, z;
  for (std::size_t i = 0; i < blinded.size(); ++i) {
    const Scalar weight = weights.at(i, blinded[i], evaluated[i]);
    PARASOL_CHECK_OK(accumulate(m, weight, blinded[i]));
    PARASOL_CHECK_OK(accumulate(z, weight, evaluated[i]));
  }
  // t2 = s·G + c·pk, t3 = s·M + c·Z. An honest proof meets the identity here with negligible probability.
  PARASOL_TRY(const auto s_generator, multiply_base(response));
  PARASOL_TRY(const auto c_key, multiply(challenge, public_key));
  PARASOL_TRY(const auto t2, add(s_generator, c_key));
  PARASOL_TRY(const auto s_m, multiply(response, *m));
  PARASOL_TRY(const auto c_z, multiply(challenge, *z));
  PARASOL_TRY(const auto t3, add(s_m, c_z));
  if (!equal(challenge_of(public_key, *m, *z, t2, t3).expose(), proof.challenge))
    return invalid("proof", "does not hold");
  return {};
}

Result<OprfOutput> finalize(ByteView input, const Scalar& blind, const Element& evaluated) {
  if (input.size() > kLongest) return invalid("input", "longer than 65,535 bytes");
  PARASOL_CHECK(!blind.is_zero());
  PARASOL_TRY(const auto unblinded, multiply(blind.inverse(), evaluated));
  return hash_output(input, unblinded);
}

Result<std::vector<OprfOutput>> finalize_batch(const Element& public_key, std::span<const ByteView> inputs,
                                               std::span<const Blinded> blinded, std::span<const Element> evaluated,
                                               const Proof& proof) {
  if (inputs.size() != blinded.size()) return invalid("elements", "unequal batches");
  std::vector<Element> sent;
  sent.reserve(blinded.size());
  for (const auto& one : blinded) sent.push_back(one.element);
  PARASOL_CHECK_OK(verify_proof(public_key, sent, evaluated, proof));
  std::vector<OprfOutput> out;
  out.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    PARASOL_TRY(auto one, finalize(inputs[i], blinded[i].blind, evaluated[i]));
    out.push_back(std::move(one));
  }
  return out;
}

Result<OprfOutput> evaluate(OprfMode mode, SecretView<32> private_key, ByteView input) {
  PARASOL_TRY(const auto hashed, hash_input(mode, input));
  PARASOL_TRY(const auto evaluated, multiply(private_key, hashed));
  return hash_output(input, evaluated);
}

#ifdef PARASOL_TEST_HOOKS
namespace test_hooks {
Result<Blinded> blind_with(OprfMode mode, ByteView input, Scalar blind) {
  return blind_by(mode, input, std::move(blind));
}
Result<Evaluation> evaluate_and_prove_with(const OprfKeyPair& key, std::span<const Element> blinded, Scalar random) {
  return evaluate_and_prove_by(key, blinded, random);
}
}  // namespace test_hooks
#endif

}  // namespace parasol::crypto
