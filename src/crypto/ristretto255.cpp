#include "crypto/ristretto255.h"

#include <sodium.h>

#include <algorithm>
#include <atomic>

#include "base/random.h"
#include "crypto/primitives.h"

namespace parasol::crypto {
namespace {

// ℓ = 2^252 + 27742317777372353535851937790883648493, little-endian.
constexpr ByteArray<32> kOrder{0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                               0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                               0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// Constant time: subtracts with borrow; the value is less than ℓ exactly if a borrow is left.
bool is_less_than_order(ByteView value) {
  unsigned borrow = 0;
  for (std::size_t i = 0; i < kOrder.size(); ++i) borrow = (value[i] - (kOrder[i] + borrow)) >> 31;
  return borrow == 1;
}

#ifdef PARASOL_TEST_HOOKS
std::atomic<std::uint64_t> multiplication_count = 0;
void count_multiplication() { multiplication_count.fetch_add(1, std::memory_order_relaxed); }
#else
void count_multiplication() {}
#endif

Error identity() { return invalid("element", "identity"); }

}  // namespace

// The one way past the filter, for results of the group's own operations.
struct ElementAccess {
  static Element trusted(const ByteArray<32>& encoding) { return Element(encoding); }
};

Result<Element> Element::decode(ByteView encoding) {
  const auto bytes = to_array<32>(encoding);
  if (!bytes) return invalid("element", "not 32 bytes");
  if ((bytes->back() & 0x80) != 0) return invalid("element", "bit 255 is set");
  if (sodium_is_zero(bytes->data(), bytes->size()) != 0) return identity();
  if (crypto_core_ristretto255_is_valid_point(bytes->data()) != 1) return invalid("element", "not an encoding");
  return Element(*bytes);
}

Result<Scalar> Scalar::decode(ByteView encoding) {
  if (encoding.size() != 32) return invalid("scalar", "not 32 bytes");
  if (!is_less_than_order(encoding)) return invalid("scalar", "not less than the group order");
  return Scalar(*Secret<32>::from(encoding));
}

Scalar Scalar::random() {
  for (;;) {
    Secret<64> wide;
    fill_random(wide.expose_mutable());
    Scalar out = reduce(std::span<const std::uint8_t, 64>(wide.expose_mutable()));
    if (!out.is_zero()) return out;
  }
}

Scalar Scalar::reduce(std::span<const std::uint8_t, 64> wide) {
  Secret<32> out;
  crypto_core_ristretto255_scalar_reduce(out.expose_mutable().data(), wide.data());
  return Scalar(std::move(out));
}

bool Scalar::is_zero() const { return sodium_is_zero(expose().data(), 32) != 0; }

Scalar Scalar::plus(const Scalar& other) const {
  Secret<32> out;
  crypto_core_ristretto255_scalar_add(out.expose_mutable().data(), expose().data(), other.expose().data());
  return Scalar(std::move(out));
}

Scalar Scalar::minus(const Scalar& other) const {
  Secret<32> out;
  crypto_core_ristretto255_scalar_sub(out.expose_mutable().data(), expose().data(), other.expose().data());
  return Scalar(std::move(out));
}

Scalar Scalar::times(SecretView<32> other) const {
  Secret<32> out;
  crypto_core_ristretto255_scalar_mul(out.expose_mutable().data(), expose().data(), other.expose().data());
  return Scalar(std::move(out));
}

Scalar Scalar::inverse() const {
  Secret<32> out;
  PARASOL_CHECK(crypto_core_ristretto255_scalar_invert(out.expose_mutable().data(), expose().data()) == 0);
  return Scalar(std::move(out));
}

Result<Element> multiply(SecretView<32> scalar, const Element& element) {
  count_multiplication();
  ByteArray<32> out;
  if (crypto_scalarmult_ristretto255(out.data(), scalar.expose().data(), element.encoding().data()) != 0)
    return identity();
  return ElementAccess::trusted(out);
}

Result<Element> multiply_base(SecretView<32> scalar) {
  count_multiplication();
  ByteArray<32> out;
  if (crypto_scalarmult_ristretto255_base(out.data(), scalar.expose().data()) != 0) return identity();
  return ElementAccess::trusted(out);
}

Result<Element> add(const Element& left, const Element& right) {
  ByteArray<32> out;
  PARASOL_CHECK(crypto_core_ristretto255_add(out.data(), left.encoding().data(), right.encoding().data()) == 0);
  if (sodium_is_zero(out.data(), out.size()) != 0) return identity();
  return ElementAccess::trusted(out);
}

void expand_message(std::span<std::uint8_t> out, ByteView message, ByteView domain) {
  constexpr std::size_t kHash = crypto_hash_sha512_BYTES;
  const std::size_t blocks = (out.size() + kHash - 1) / kHash;
  PARASOL_CHECK(blocks <= 255 && out.size() <= 0xffff && domain.size() <= 255);
  const auto domain_size = static_cast<std::uint8_t>(domain.size());

  // b_0 = H(Z_pad || msg || l_i_b || 0 || DST_prime)
  constexpr ByteArray<128> kZeros{};
  const ByteArray<3> length_and_zero{static_cast<std::uint8_t>(out.size() >> 8), static_cast<std::uint8_t>(out.size()), 0};
  Secret<kHash> first;
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, kZeros.data(), kZeros.size());
  crypto_hash_sha512_update(&state, message.data(), message.size());
  crypto_hash_sha512_update(&state, length_and_zero.data(), length_and_zero.size());
  crypto_hash_sha512_update(&state, domain.data(), domain.size());
  crypto_hash_sha512_update(&state, &domain_size, 1);
  crypto_hash_sha512_final(&state, first.expose_mutable().data());

  // b_i = H((b_0 xor b_(i-1)) || i || DST_prime), where the b before the first is zero.
  Secret<kHash> block, mixed;
  for (std::size_t i = 1; i <= blocks; ++i) {
    const auto number = static_cast<std::uint8_t>(i);
    for (std::size_t j = 0; j < kHash; ++j)
      mixed.expose_mutable()[j] = static_cast<std::uint8_t>(first.expose()[j] ^ block.expose()[j]);
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, mixed.expose().data(), kHash);
    crypto_hash_sha512_update(&state, &number, 1);
    crypto_hash_sha512_update(&state, domain.data(), domain.size());
    crypto_hash_sha512_update(&state, &domain_size, 1);
    crypto_hash_sha512_final(&state, block.expose_mutable().data());
    const auto rest = out.subspan((i - 1) * kHash);
    std::copy_n(block.expose().begin(), std::min(kHash, rest.size()), rest.begin());
  }
  sodium_memzero(&state, sizeof state);
}

Result<Element> hash_to_group(ByteView message, ByteView domain) {
  Secret<64> wide;
  expand_message(wide.expose_mutable(), message, domain);
  ByteArray<32> out;
  PARASOL_CHECK(crypto_core_ristretto255_from_hash(out.data(), wide.expose().data()) == 0);
  if (sodium_is_zero(out.data(), out.size()) != 0) return identity();
  return ElementAccess::trusted(out);
}

Scalar hash_to_scalar(ByteView message, ByteView domain) {
  Secret<64> wide;
  expand_message(wide.expose_mutable(), message, domain);
  return Scalar::reduce(std::span<const std::uint8_t, 64>(wide.expose_mutable()));
}

#ifdef PARASOL_TEST_HOOKS
namespace test_hooks {
std::uint64_t multiplications() { return multiplication_count.load(); }
}  // namespace test_hooks
#endif

}  // namespace parasol::crypto
