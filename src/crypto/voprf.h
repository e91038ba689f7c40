#pragma once
// The oblivious PRF of RFC 9497, suite ristretto255-SHA512, modes 0 (OPRF) and 1 (VOPRF: with a proof).
// The client blinds; the server, which learns nothing about the input, evaluates and, in mode 1, proves that it used
// the key whose public half everybody knows; the client verifies and finalises.
// All functions are thread safe. A private key is a canonical scalar in guarded or ordinary secret memory.
#include <vector>

#include "crypto/ristretto255.h"

namespace parasol::crypto {

enum class OprfMode : std::uint8_t { kOprf = 0x00, kVoprf = 0x01 };

using OprfOutput = Secret<64>;
// Elements in one request, at most; the wire and the budgets allow no more.
inline constexpr std::size_t kMaxOprfBatch = 256;

struct OprfKeyPair {
  GuardedSecret<32> private_key;
  Element public_key;
};

// The private scalar of DeriveKeyPair (RFC 9497 §3.2.1) without its public half, for keys derived on every request.
// kInvalid if `info` has more than 65,535 bytes; kInternal with probability 2^-2000.
Result<Scalar> derive_private_key(OprfMode mode, SecretView<32> seed, ByteView info);
// DeriveKeyPair; same errors.
Result<OprfKeyPair> derive_key_pair(OprfMode mode, SecretView<32> seed, ByteView info);

struct Blinded {
  Scalar blind;     // the client keeps it until finalize
  Element element;  // what it sends
};

// Blind (§3.3.1) with a fresh random scalar. `input` has at most 65,535 bytes, or kInvalid.
Result<Blinded> blind(OprfMode mode, ByteView input);

// BlindEvaluate (§3.3.1): one multiplication. kInvalid if the key is zero.
Result<Element> blind_evaluate(SecretView<32> private_key, const Element& blinded);

// The proof that one key made a whole batch: two scalars (§2.2).
struct Proof {
  ByteArray<32> challenge;
  ByteArray<32> response;
  // kInvalid unless 64 bytes with both scalars less than ℓ.
  static Result<Proof> decode(ByteView encoding);
  ByteArray<64> encode() const;
  bool operator==(const Proof&) const = default;
};

struct Evaluation {
  std::vector<Element> elements;
  Proof proof;
};

// BlindEvaluate of a batch in mode 1 with GenerateProof (§2.2.1, composites the fast way).
// Costs 2m + 2 multiplications and 1 with the generator for m elements. kInvalid unless 1 ≤ m ≤ kMaxOprfBatch.
Result<Evaluation> evaluate_and_prove(const OprfKeyPair& key, std::span<const Element> blinded);

// VerifyProof (§2.2.2). kInvalid if the batch is empty, too large or of unequal sizes, or the proof does not hold.
Status verify_proof(const Element& public_key, std::span<const Element> blinded, std::span<const Element> evaluated,
                    const Proof& proof);

// Finalize of mode 0 (§3.3.1), and the last step of mode 1: unblinds and hashes. Does not verify anything.
// kInvalid if `input` has more than 65,535 bytes.
Result<OprfOutput> finalize(ByteView input, const Scalar& blind, const Element& evaluated);

// Finalize of mode 1 (§3.3.2) for a batch: verifies first, then finalises each. inputs[i] was blinded to blinded[i].
// Errors of verify_proof and finalize.
Result<std::vector<OprfOutput>> finalize_batch(const Element& public_key, std::span<const ByteView> inputs,
                                               std::span<const Blinded> blinded, std::span<const Element> evaluated,
                                               const Proof& proof);

// Evaluate (§3.3.1): what the owner of the key gets without a blind. Errors of blind.
Result<OprfOutput> evaluate(OprfMode mode, SecretView<32> private_key, ByteView input);

#ifdef PARASOL_TEST_HOOKS
// Fixed randomness for known answers. A proof scalar used twice gives the key away, so release builds lack these.
namespace test_hooks {
Result<Blinded> blind_with(OprfMode mode, ByteView input, Scalar blind);
Result<Evaluation> evaluate_and_prove_with(const OprfKeyPair& key, std::span<const Element> blinded, Scalar random);
}  // namespace test_hooks
#endif

}  // namespace parasol::crypto
