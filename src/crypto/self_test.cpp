#include "crypto/self_test.h"

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/primitives.h"
#include "crypto/signature.h"
#include "crypto/voprf.h"

namespace parasol::crypto {
namespace {

Bytes hex(std::string_view text) {
  auto bytes = from_hex(text);
  PARASOL_CHECK(bytes.has_value());
  return *std::move(bytes);
}
template <std::size_t N>
ByteArray<N> fixed(std::string_view text) {
  return to_array<N>(hex(text)).value();
}
bool is(ByteView bytes, std::string_view expected) { return to_hex(bytes) == expected; }

// FIPS 180-4 examples; RFC 4231 case 2; RFC 7693 appendix A.
bool hashes() {
  return is(sha256(as_bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") &&
         is(sha512(as_bytes("abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f") &&
         is(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")).expose(),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737") &&
         is(blake2b<64>({}, as_bytes("abc")),
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

// 2 passes, 2 MiB, one lane; the value comes from another implementation (hash-wasm 4).
bool slow_hash() {
  const auto salt = *to_array<16>(as_bytes("sixteen byte sal"));
  const auto hash = argon2id<32>(as_bytes("password"), salt, 2, 2);
  return hash && is(hash->expose(), "cad006214eeee6b3caf20c2f2fbf59265f0eee27f83b44455111059caca6b0b8");
}

// RFC 8032 §7.1, test 2.
bool signature() {
  const SigningKey key(Secret<32>(fixed<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  const Bytes message{0x72};
  auto made = key.sign(message);
  const bool good =
      is(key.public_key(), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c") &&
      is(made,
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00") &&
      verify(key.public_key(), message, made);
  made[0] ^= 1;
  return good && !verify(key.public_key(), message, made);
}

// draft-irtf-cfrg-xchacha-03 appendix A.3.1.
bool sealing() {
  const Secret<32> key(fixed<32>("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
  const auto nonce = fixed<24>("404142434445464748494a4b4c4d4e4f5051525354555657");
  const auto data = hex("50515253c0c1c2c3c4c5c6c7");
  const std::string_view plaintext =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
  auto sealed = seal(key, nonce, as_bytes(plaintext), data);
  if (!is(sealed,
          "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
          "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
          "21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"))
    return false;
  const auto opened = open(key, nonce, sealed, data);
  if (!opened || as_text(*opened) != plaintext) return false;
  sealed[0] ^= 1;
  return !open(key, nonce, sealed, data);
}

// RFC 9497 appendix A.1.2.1 (mode 1, batch of one), with its proof; then a proof of our own.
Result<bool> oprf() {
  const Secret<32> seed(fixed<32>("a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3"));
  PARASOL_TRY(const auto key, derive_key_pair(OprfMode::kVoprf, seed, as_bytes("test key")));
  if (!is(key.public_key.encoding(), "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e")) return false;
  const Bytes input{0x00};
  PARASOL_TRY(auto blind, Scalar::decode(hex("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706")));
  PARASOL_TRY(auto blinded, Element::decode(hex("863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945")));
  PARASOL_TRY(auto proof,
              Proof::decode(hex("ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
                                "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d")));
  const std::span<const Element> sent(&blinded, 1);
  PARASOL_TRY(const auto evaluation, evaluate_and_prove(key, sent));
  if (!is(evaluation.elements[0].encoding(), "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"))
    return false;
  PARASOL_CHECK_OK(verify_proof(key.public_key, sent, evaluation.elements, proof));
  PARASOL_CHECK_OK(verify_proof(key.public_key, sent, evaluation.elements, evaluation.proof));
  constexpr std::string_view kOutput =
      "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
      "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c";
  PARASOL_TRY(const auto finalised, finalize(input, blind, evaluation.elements[0]));
  PARASOL_TRY(const auto direct, evaluate(OprfMode::kVoprf, key.private_key, input));
  proof.response[0] ^= 1;
  return is(finalised.expose(), kOutput) && is(direct.expose(), kOutput) &&
         !verify_proof(key.public_key, sent, evaluation.elements, proof);
}

// What libsodium 1.0.18 lets through and the filter must not: bit 255, the identity, ℓ itself as a scalar.
bool filter() {
  auto element = hex("c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e");
  const bool good = Element::decode(element).has_value();
  element[31] |= 0x80;
  return good && !Element::decode(element) && !Element::decode(Bytes(32)) &&
         !Scalar::decode(hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"));
}

Error mismatch(std::string what) { return failure(ErrorCode::kInternal, "self-test: " + std::move(what)); }

}  // namespace

Status self_test() {
  PARASOL_CHECK_OK(initialise());
  if (!hashes()) return mismatch("hashes");
  if (!slow_hash()) return mismatch("Argon2id");
  if (!signature()) return mismatch("Ed25519");
  if (!sealing()) return mismatch("XChaCha20-Poly1305");
  const auto evaluated = oprf();
  if (!evaluated || !*evaluated) return mismatch("VOPRF");
  if (!filter()) return mismatch("element filter");
  return {};
}

}  // namespace parasol::crypto
