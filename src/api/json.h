#pragma once
// JSON at the edge, typed: a reader that names the field at fault and refuses unknown and duplicate keys, and a writer.
// Byte strings are base64url without padding. Nothing here throws.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace parasol::api {

// One JSON object being read. Every getter marks its key as seen; finish() refuses what was not asked for.
// Errors of all getters: kInvalid with the dotted path of the field. After the first error every getter returns an empty
// value and finish() returns that error, so that a decoder reads straight on and checks once.
class JsonReader {
 public:
  // Parses `body` (UTF-8, depth ≤ 8). kInvalid with field "body" if it is not one JSON object without duplicate keys.
  static Result<JsonReader> parse(ByteView body);
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;
  ~JsonReader();

  bool has(std::string_view key) const;
  // Clean UTF-8 of at most `max` bytes.
  std::string text(std::string_view key, std::size_t max);
  // base64url text of at most `max` bytes.
  Bytes bytes(std::string_view key, std::size_t max);
  template <std::size_t N>
  ByteArray<N> array(std::string_view key) {
    const Bytes value = bytes(key, N);
    if (auto exact = to_array<N>(value)) return *exact;
    fail(key);
    return {};
  }
  template <class IdType>
  IdType id(std::string_view key) { return IdType{array<16>(key)}; }
  bool boolean(std::string_view key);
  // A whole number from `low` to `high`.
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high);
  // A list of objects, or of byte strings.
  std::vector<JsonReader> objects(std::string_view key, std::size_t max_items);
  std::vector<Bytes> bytes_list(std::string_view key, std::size_t max_items, std::size_t max);
  // Marks the field as wrong, for checks that only the caller can make.
  void fail(std::string_view key);

  // The first error of this object and of every object read from it, or a key that nobody asked for.
  Status finish();

 private:
  struct State;
  explicit JsonReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Builds one JSON value. Text must be clean UTF-8 (a bug otherwise).
class JsonWriter {
 public:
  JsonWriter& object() { return open('{'); }
  JsonWriter& list() { return open('['); }
  JsonWriter& end();
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& bytes(ByteView value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  // key + value in one call.
  JsonWriter& text(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonWriter& bytes(std::string_view name, ByteView value) { return key(name).bytes(value); }
  JsonWriter& integer(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  JsonWriter& boolean(std::string_view name, bool value) { return key(name).boolean(value); }

  // The finished text; every object and list must be closed.
  std::string take();

 private:
  JsonWriter& open(char bracket);
  void separate();
  std::string out_;
  std::string closers_;
  bool needs_comma_ = false;
};

}  // namespace parasol::api
