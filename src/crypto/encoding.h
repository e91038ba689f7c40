#pragma once
// The canonical encoding of everything that is hashed or signed: one value, one byte string, in C++ and TypeScript
// (web/shared/client/encoding.ts). Records are written in protocol/records.json, from which crypto/records.h is made.
//
//   u8 u16 u32      big-endian
//   u53             8 bytes big-endian, at most 2^53 - 1 (a JavaScript number holds it)
//   bool            one byte, 0 or 1
//   bytesN          N bytes
//   bytes, text     u32 length, then that many bytes; a text is clean UTF-8 (base/utf8.h), never normalised here
//   list<T>         u32 count, then the items
//   optional<T>     one byte, 0 or 1, then the value if 1
//   a record        LP(label) if it has one, then its fields in order; nested likewise, without a length
//   LP(x)           u16 length, then x
//
// Decoding is strict: limits are enforced before memory is taken, and no byte may be left over.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/result.h"

namespace parasol::crypto {

inline void append_u8(Bytes& out, std::uint8_t value) { out.push_back(value); }
inline void append_u16(Bytes& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}
inline void append_u32(Bytes& out, std::uint32_t value) {
  append_u16(out, static_cast<std::uint16_t>(value >> 16));
  append_u16(out, static_cast<std::uint16_t>(value));
}
inline void append_u64(Bytes& out, std::uint64_t value) {
  append_u32(out, static_cast<std::uint32_t>(value >> 32));
  append_u32(out, static_cast<std::uint32_t>(value));
}

// LP(x). `value` has at most 65,535 bytes; more is a bug in the caller, who knows its own limits.
inline void append_length_prefixed(Bytes& out, ByteView value) {
  PARASOL_CHECK(value.size() <= 0xffff);
  append_u16(out, static_cast<std::uint16_t>(value.size()));
  append(out, value);
}

inline std::uint32_t read_u32(std::span<const std::uint8_t, 4> bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 24 | static_cast<std::uint32_t>(bytes[1]) << 16 |
         static_cast<std::uint32_t>(bytes[2]) << 8 | static_cast<std::uint32_t>(bytes[3]);
}

// Appends values one after the other. A value over its limit, or a text that is not clean UTF-8, is a bug in the
// caller, who has checked what came from outside (PARASOL_CHECK).
class Writer {
 public:
  void label(std::string_view text) { append_length_prefixed(out_, as_bytes(text)); }
  void u8(std::uint8_t value) { append_u8(out_, value); }
  void u16(std::uint16_t value) { append_u16(out_, value); }
  void u32(std::uint32_t value) { append_u32(out_, value); }
  void u53(std::uint64_t value);
  void boolean(bool value) { append_u8(out_, value ? 1 : 0); }
  void fixed(ByteView value) { append(out_, value); }
  void bytes(ByteView value, std::uint32_t max);
  void text(std::string_view value, std::uint32_t max);

  // `write_item` is called with each item in order.
  template <class T, class WriteItem>
  void list(const std::vector<T>& items, std::uint32_t max, WriteItem write_item) {
    length(items.size(), max);
    for (const auto& item : items) write_item(item);
  }

  template <class T, class WriteValue>
  void optional(const std::optional<T>& value, WriteValue write_value) {
    boolean(value.has_value());
    if (value) write_value(*value);
  }

  Bytes take() && { return std::move(out_); }

 private:
  void length(std::size_t value, std::uint32_t max);
  Bytes out_;
};

// Reads the same from a byte string. The first mistake sticks: from then on every read returns an empty value, and
// finish() returns the error. The view must outlive the reader.
class Reader {
 public:
  explicit Reader(ByteView input) : rest_(input) {}

  void label(std::string_view expected);
  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u53();
  bool boolean();
  template <std::size_t N>
  ByteArray<N> fixed() {
    ByteArray<N> value{};
    const ByteView from = take(N);
    if (from.size() == N) std::copy(from.begin(), from.end(), value.begin());
    return value;
  }
  Bytes bytes(std::uint32_t max);
  std::string text(std::uint32_t max);

  // At most `max` items, each at least `least_size` bytes long, so that a count is refused before memory is taken.
  template <class ReadItem>
  auto list(std::uint32_t max, std::size_t least_size, ReadItem read_item) {
    std::vector<std::invoke_result_t<ReadItem>> items;
    const std::uint32_t count = length(max, least_size);
    items.reserve(count);
    for (std::uint32_t i = 0; i < count && !has_failed_; ++i)
      items.push_back(field(std::to_string(i), read_item));
    return items;
  }

  template <class ReadValue>
  auto optional(ReadValue read_value) {
    std::optional<std::invoke_result_t<ReadValue>> value;
    if (boolean()) value = read_value();
    return value;
  }

  // Calls `read`; if the first mistake happens in it, `name` comes before the error's field.
  template <class Read>
  auto field(std::string_view name, Read read) {
    const bool had_failed = has_failed_;
    auto value = read();
    if (has_failed_ && !had_failed) prepend(name);
    return value;
  }

  // kInvalid with the dotted path of the field at fault (empty: a label, or bytes left over) and what is wrong.
  Status finish();

 private:
  std::uint32_t length(std::uint32_t max, std::size_t least_size);
  ByteView take(std::size_t count);
  std::uint64_t integer(std::size_t size);
  void fail(std::string_view detail);
  void prepend(std::string_view name);

  ByteView rest_;
  bool has_failed_ = false;
  Error error_;
};

}  // namespace parasol::crypto
