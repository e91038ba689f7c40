#include "crypto/encoding.h"

#include "base/utf8.h"

namespace parasol::crypto {
namespace {
constexpr std::uint64_t kGreatestU53 = (std::uint64_t{1} << 53) - 1;
}

void Writer::u53(std::uint64_t value) {
  PARASOL_CHECK(value <= kGreatestU53);
  append_u64(out_, value);
}

void Writer::bytes(ByteView value, std::uint32_t max) {
  length(value.size(), max);
  append(out_, value);
}

void Writer::text(std::string_view value, std::uint32_t max) {
  PARASOL_CHECK(is_clean_utf8(value));
  bytes(as_bytes(value), max);
}

void Writer::length(std::size_t value, std::uint32_t max) {
  PARASOL_CHECK(value <= max);
  append_u32(out_, static_cast<std::uint32_t>(value));
}

void Reader::label(std::string_view expected) {
  const auto size = static_cast<std::size_t>(integer(2));
  if (has_failed_) return;
  if (size != expected.size() || as_text(take(size)) != expected) fail("wrong label");
}

std::uint8_t Reader::u8() { return static_cast<std::uint8_t>(integer(1)); }
std::uint16_t Reader::u16() { return static_cast<std::uint16_t>(integer(2)); }
std::uint32_t Reader::u32() { return static_cast<std::uint32_t>(integer(4)); }

std::uint64_t Reader::u53() {
  const std::uint64_t value = integer(8);
  if (value <= kGreatestU53) return value;
  fail("over 2^53 - 1");
  return 0;
}

bool Reader::boolean() {
  const std::uint8_t value = u8();
  if (value > 1) fail("neither 0 nor 1");
  return value == 1;
}

Bytes Reader::bytes(std::uint32_t max) { return to_bytes(take(length(max, 1))); }

std::string Reader::text(std::uint32_t max) {
  const std::string_view value = as_text(take(length(max, 1)));
  if (is_clean_utf8(value)) return std::string(value);
  fail("not clean UTF-8");
  return {};
}

Status Reader::finish() {
  if (!has_failed_ && !rest_.empty()) fail("bytes left over");
  if (has_failed_) return error_;
  return {};
}

// A count that stands for at least count × least_size bytes to come.
std::uint32_t Reader::length(std::uint32_t max, std::size_t least_size) {
  const std::uint32_t count = u32();
  if (count <= max && count <= rest_.size() / least_size) return count;
  fail(count > max ? "over the limit" : "too short");
  return 0;
}

ByteView Reader::take(std::size_t count) {
  if (count > rest_.size()) fail("too short");
  if (has_failed_) return {};
  const ByteView taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

std::uint64_t Reader::integer(std::size_t size) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
  return value;
}

void Reader::fail(std::string_view detail) {
  if (has_failed_) return;
  has_failed_ = true;
  error_ = invalid({}, std::string(detail));
}

void Reader::prepend(std::string_view name) {
  error_.field = error_.field.empty() ? std::string(name) : std::string(name) + "." + error_.field;
}

}  // namespace parasol::crypto
