#include "api/json.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/check.h"
#include "base/utf8.h"

namespace parasol::api {

using Json = nlohmann::json;

namespace {

constexpr int kMaxDepth = 8;

// True if some object of the text repeats a key, or nesting is too deep: nlohmann keeps the last of two silently.
class Strictness : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    keys_.emplace_back();
    return deeper();
  }
  bool key(string_t& name) override { return keys_.back().insert(name).second; }
  bool end_object() override {
    keys_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool deeper() { return ++depth_ <= kMaxDepth; }
  int depth_ = 0;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

// An object read from another one shares its document and its first error.
struct JsonReader::State {
  struct Document {
    Json root;
    std::optional<Error> error;
    // Every object that was handed out, with the keys asked for.
    std::vector<std::pair<const Json*, std::set<std::string, std::less<>>>> objects;
    std::vector<std::string> prefixes;
  };
  std::shared_ptr<Document> document;
  std::size_t object;  // index into document->objects

  const Json& value() const { return *document->objects[object].first; }
  std::string path(std::string_view key) const { return document->prefixes[object] + std::string(key); }
  void fail(std::string_view key) const {
    if (!document->error) document->error = invalid(path(key));
  }
  // The member, or nothing (and an error) if it is absent.
  const Json* take(std::string_view key) const {
    if (document->error) return nullptr;
    document->objects[object].second.emplace(key);
    const auto found = value().find(std::string(key));
    if (found == value().end()) {
      fail(key);
      return nullptr;
    }
    return &*found;
  }
};

JsonReader::JsonReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;
JsonReader::~JsonReader() = default;

Result<JsonReader> JsonReader::parse(ByteView body) {
  const std::string_view text = as_text(body);
  // nlohmann would skip a byte order mark.
  if (!is_clean_utf8(text) || text.starts_with("\xef\xbb\xbf")) return invalid("body");
  Strictness strictness;
  if (!Json::sax_parse(text, &strictness)) return invalid("body");
  auto document = std::make_shared<State::Document>();
  document->root = Json::parse(text, nullptr, false);
  if (!document->root.is_object()) return invalid("body");
  document->objects.emplace_back(&document->root, std::set<std::string, std::less<>>{});
  document->prefixes.emplace_back();
  return JsonReader(std::make_unique<State>(State{std::move(document), 0}));
}

bool JsonReader::has(std::string_view key) const { return state_->value().contains(std::string(key)); }

std::string JsonReader::text(std::string_view key, std::size_t max) {
  const Json* value = state_->take(key);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    fail(key);
    return {};
  }
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > max || !is_clean_utf8(text)) {
    fail(key);
    return {};
  }
  return text;
}

Bytes JsonReader::bytes(std::string_view key, std::size_t max) {
  const std::string encoded = text(key, (max * 4 + 2) / 3);
  auto decoded = from_base64url(encoded);
  if (!decoded || decoded->size() > max) {
    fail(key);
    return {};
  }
  return *std::move(decoded);
}

bool JsonReader::boolean(std::string_view key) {
  const Json* value = state_->take(key);
  if (value == nullptr) return false;
  if (!value->is_boolean()) {
    fail(key);
    return false;
  }
  return value->get<bool>();
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t low, std::int64_t high) {
  const Json* value = state_->take(key);
  if (value == nullptr) return low;
  if (value->is_number_unsigned() ? value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX) : !value->is_number_integer()) {
    fail(key);
    return low;
  }
  const auto number = value->get<std::int64_t>();
  if (number < low || number > high) {
    fail(key);
    return low;
  }
  return number;
}

std::vector<JsonReader> JsonReader::objects(std::string_view key, std::size_t max_items) {
  const Json* value = state_->take(key);
  if (value == nullptr) return {};
  if (!value->is_array() || value->size() > max_items) {
    fail(key);
    return {};
  }
  std::vector<JsonReader> out;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string item = std::string(key) + "[" + std::to_string(i) + "]";
    if (!(*value)[i].is_object()) {
      fail(item);
      return {};
    }
    auto& document = *state_->document;
    document.prefixes.push_back(state_->path(item) + ".");
    document.objects.emplace_back(&(*value)[i], std::set<std::string, std::less<>>{});
    out.push_back(JsonReader(std::make_unique<State>(State{state_->document, document.objects.size() - 1})));
  }
  return out;
}

std::vector<Bytes> JsonReader::bytes_list(std::string_view key, std::size_t max_items, std::size_t max) {
  const Json* value = state_->take(key);
  if (value == nullptr) return {};
  if (!value->is_array() || value->size() > max_items) {
    fail(key);
    return {};
  }
  std::vector<Bytes> out;
  for (std::size_t i = 0; i < value->size(); ++i) {
    const Json& item = (*value)[i];
    auto decoded = item.is_string() ? from_base64url(item.get_ref<const std::string&>()) : std::nullopt;
    if (!decoded || decoded->size() > max) {
      fail(std::string(key) + "[" + std::to_string(i) + "]");
      return {};
    }
    out.push_back(*std::move(decoded));
  }
  return out;
}

void JsonReader::fail(std::string_view key) { state_->fail(key); }

Status JsonReader::finish() {
  auto& document = *state_->document;
  if (document.error) return *document.error;
  for (std::size_t i = 0; i < document.objects.size(); ++i)
    for (const auto& [key, value] : document.objects[i].first->items())
      if (!document.objects[i].second.contains(key)) {
        // The key itself is the sender's text: name the place, not the key.
        return invalid(document.prefixes[i] + "(unknown key)");
      }
  return {};
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  closers_.push_back(bracket == '{' ? '}' : ']');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end() {
  PARASOL_CHECK(!closers_.empty());
  out_.push_back(closers_.back());
  closers_.pop_back();
  needs_comma_ = true;
  return *this;
}

void JsonWriter::separate() {
  if (needs_comma_) out_.push_back(',');
  needs_comma_ = true;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  text(name);
  out_.push_back(':');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  PARASOL_CHECK(is_clean_utf8(value));
  separate();
  out_.push_back('"');
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      out_.push_back('\\');
      out_.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out_ += "\\u00";
      out_.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
      out_.push_back(kHex[static_cast<unsigned char>(c) & 15]);
    } else {
      out_.push_back(c);
    }
  }
  out_.push_back('"');
  return *this;
}

JsonWriter& JsonWriter::bytes(ByteView value) { return text(to_base64url(value)); }

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  out_ += std::to_string(value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

std::string JsonWriter::take() {
  PARASOL_CHECK(closers_.empty());
  return std::move(out_);
}

}  // namespace parasol::api
