#pragma once
// Small messages as bytes, for calls across the border of WebAssembly, where the canonical encodings' library is not: integers
// big-endian, text and lists with four bytes of length before them. web/shared/client/encoding.ts writes and reads the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "base/utf8.h"

namespace parasol {

class WireWriter {
 public:
  // The lowest `size` bytes of `value`.
  void integer(std::size_t size, std::uint64_t value) {
    for (std::size_t i = size; i-- > 0;) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void text(std::string_view text) {
    integer(4, text.size());
    append(bytes_, as_bytes(text));
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

// Answers kInvalid with `field` for what is not as expected.
class WireReader {
 public:
  explicit WireReader(ByteView input) : rest_(input) {}

  Result<std::uint32_t> integer(std::size_t size, const char* field) {
    if (rest_.size() < size) return invalid(field);
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = (value << 8) | rest_[i];
    rest_ = rest_.subspan(size);
    return value;
  }

  // From 1 to `most`.
  Result<std::uint8_t> choice(std::uint8_t most, const char* field) {
    PARASOL_TRY(const std::uint32_t value, integer(1, field));
    if (value < 1 || value > most) return invalid(field);
    return static_cast<std::uint8_t>(value);
  }

  // Clean UTF-8 of at most so many bytes.
  Result<std::string> text(std::size_t most, const char* field) {
    PARASOL_TRY(const std::uint32_t size, integer(4, field));
    if (size > most || size > rest_.size()) return invalid(field);
    const std::string_view text = as_text(rest_.first(size));
    if (!is_clean_utf8(text)) return invalid(field);
    rest_ = rest_.subspan(size);
    return std::string(text);
  }

  // Calls `read_item` for each item.
  template <class ReadItem>
  Status list(std::size_t most, const char* field, const ReadItem& read_item) {
    PARASOL_TRY(const std::uint32_t count, integer(4, field));
    if (count > most) return invalid(field);
    for (std::uint32_t i = 0; i < count; ++i) PARASOL_CHECK_OK(read_item());
    return {};
  }

  bool is_at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

}  // namespace parasol
