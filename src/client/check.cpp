#include "client/check.h"

#include "base/check.h"
#include "crypto/encoding.h"
#include "crypto/primitives.h"

namespace parasol::client {
namespace {

Bytes label(std::string_view name, std::uint32_t epoch) {
  Bytes out = to_bytes(as_bytes(name));
  crypto::append_u32(out, epoch);
  return out;
}

}  // namespace

Result<Secret<32>> slow_hash(const Identifier& identifier, const DeploymentId& deployment) {
  Bytes salted = to_bytes(as_bytes("parasol/slow/"));
  append(salted, deployment);
  const auto salt = crypto::blake2b<16>({}, salted);
  return crypto::argon2id<32>(as_bytes(identifier.token().expose()), salt, 2, 19);
}

Sensitive oprf_input(std::string_view type, const Secret<32>& slow) {
  using namespace std::string_view_literals;
  std::string out("parasol/chk/v1\0"sv);
  out += type;
  out.push_back('\0');
  out += as_text(slow.expose());
  return Sensitive(std::move(out));
}

Derived derive(const crypto::OprfOutput& y, std::uint32_t epoch) {
  Derived out;
  out.epoch = epoch;
  const auto prefix = crypto::kdf<4>(y.expose(), label("bucket", epoch));
  out.prefix = crypto::read_u32(prefix.expose().first<4>());
  Bytes tag_label = label("tag", epoch), key_label = label("key", epoch);
  tag_label.push_back(0);
  key_label.push_back(0);
  for (std::size_t j = 0; j < kTagsPerIdentifier; ++j) {
    tag_label.back() = key_label.back() = static_cast<std::uint8_t>(j);
    out.tags[j] = *to_array<16>(crypto::kdf<16>(y.expose(), tag_label).expose());
    out.keys[j] = crypto::kdf<32>(y.expose(), key_label);
  }
  return out;
}

std::uint32_t bucket_index(std::uint32_t prefix, unsigned bits) {
  PARASOL_CHECK(bits <= 32);
  return bits == 0 ? 0 : prefix >> (32 - bits);
}

}  // namespace parasol::client
