#pragma once
// Byte strings and their two text forms. Decoders are strict: one byte string, one text.
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parasol {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }
inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }

// Copies exactly N bytes; nothing if the size differs.
template <std::size_t N>
std::optional<ByteArray<N>> to_array(ByteView view) {
  if (view.size() != N) return std::nullopt;
  ByteArray<N> out;
  std::memcpy(out.data(), view.data(), N);
  return out;
}

// Lower-case hexadecimal. The decoder accepts lower case only.
std::string to_hex(ByteView bytes);
std::optional<Bytes> from_hex(std::string_view text);

// base64url without padding (RFC 4648 §5). The decoder refuses padding, other alphabets and stray trailing bits.
std::string to_base64url(ByteView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace parasol
