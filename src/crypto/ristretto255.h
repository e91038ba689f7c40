#pragma once
// The group ristretto255 (RFC 9496) and its scalars, strictly decoded: one byte string for one element.
// libsodium 1.0.18 ignores the top bit of an encoding, takes the identity for valid, and accepts scalars beyond the
// group order; the filters here refuse all three before any multiplication.
#include "base/result.h"
#include "crypto/guarded.h"

namespace parasol::crypto {

// A valid element other than the identity. Public data.
class Element {
 public:
  // kInvalid unless `encoding` is the canonical encoding (32 bytes) of an element other than the identity.
  static Result<Element> decode(ByteView encoding);
  const ByteArray<32>& encoding() const { return encoding_; }
  bool operator==(const Element&) const = default;

 private:
  friend struct ElementAccess;
  explicit Element(const ByteArray<32>& encoding) : encoding_(encoding) {}
  ByteArray<32> encoding_;
};

// An integer modulo the group order ℓ, wiped at the end; 32 bytes little-endian, always less than ℓ.
class Scalar {
 public:
  // kInvalid unless `encoding` has 32 bytes and is less than ℓ.
  static Result<Scalar> decode(ByteView encoding);
  // Uniform and not zero, from the system's generator.
  static Scalar random();
  // A 64-byte little-endian integer modulo ℓ.
  static Scalar reduce(std::span<const std::uint8_t, 64> wide);

  ByteView expose() const { return value_.expose(); }
  operator SecretView<32>() const { return value_; }
  bool is_zero() const;
  Scalar clone() const { return Scalar(value_.clone()); }
  Secret<32> release() && { return std::move(value_); }

  Scalar plus(const Scalar& other) const;
  Scalar minus(const Scalar& other) const;
  Scalar times(SecretView<32> other) const;
  // 1 / this; the scalar must not be zero.
  Scalar inverse() const;

 private:
  explicit Scalar(Secret<32> value) : value_(std::move(value)) {}
  Secret<32> value_;
};

// scalar · element. The scalar is canonical (that of a Scalar, or of a key made from one).
// kInvalid if the result is the identity (the scalar is zero).
Result<Element> multiply(SecretView<32> scalar, const Element& element);
// scalar · generator; errors as multiply.
Result<Element> multiply_base(SecretView<32> scalar);
// left + right; kInvalid if the sum is the identity.
Result<Element> add(const Element& left, const Element& right);

// expand_message_xmd with SHA-512 (RFC 9380 §5.3.1). `out` ≤ 255 · 64 bytes, `domain` (the DST) ≤ 255 bytes.
void expand_message(std::span<std::uint8_t> out, ByteView message, ByteView domain);
// hash_to_ristretto255 (RFC 9380 appendix B). kInvalid for the identity, which nobody will ever see.
Result<Element> hash_to_group(ByteView message, ByteView domain);
// 64 expanded bytes modulo ℓ (RFC 9497 §4.1).
Scalar hash_to_scalar(ByteView message, ByteView domain);

#ifdef PARASOL_TEST_HOOKS
namespace test_hooks {
// Multiplications, with any point or the generator, since the program began: proves that refused input costs none.
std::uint64_t multiplications();
}  // namespace test_hooks
#endif

}  // namespace parasol::crypto
