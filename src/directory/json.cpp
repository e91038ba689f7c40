#include "directory/json.h"

#include <set>

#include "base/utf8.h"

namespace parasol::directory {
namespace {

// Goes through the text before anything of it is kept: the library has no limits, and keeps the last of two equal keys.
class Strictness : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return begin(); }
  bool end_object() override { return end(); }
  bool start_array(std::size_t) override { return begin(); }
  bool end_array() override { return end(); }
  bool key(string_t& name) override {
    Level& level = levels_.back();
    if (!level.keys.insert(name).second) return fail(failure(ErrorCode::kInvalid, "one object has a key twice, \"" + name.substr(0, 40) + "\""));
    if (level.keys.size() > kMostJsonKeys) return fail(failure(ErrorCode::kTooLarge, "an object with more than " + std::to_string(kMostJsonKeys) + " keys"));
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return fail(failure(ErrorCode::kInvalid, "no JSON at byte " + std::to_string(position)));
  }

  const Error& error() const { return error_; }

 private:
  struct Level {
    std::set<std::string> keys;
  };

  bool fail(Error error) {
    error_ = std::move(error);
    return false;
  }
  bool value() {
    return ++values_ <= kMostJsonValues || fail(failure(ErrorCode::kTooLarge, "more than " + std::to_string(kMostJsonValues) + " values"));
  }
  bool begin() {
    if (levels_.size() == kMostJsonDepth) return fail(failure(ErrorCode::kTooLarge, "nested deeper than " + std::to_string(kMostJsonDepth)));
    levels_.emplace_back();
    return value();
  }
  bool end() {
    levels_.pop_back();
    return true;
  }

  std::vector<Level> levels_;
  std::size_t values_ = 0;
  Error error_;
};

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (text.size() > kMostJsonBytes) return failure(ErrorCode::kTooLarge, "larger than 64 MiB");
  // The library would skip a byte order mark.
  if (!is_clean_utf8(text) || text.starts_with("\xef\xbb\xbf")) return failure(ErrorCode::kInvalid, "not UTF-8 text without byte order mark");
  Strictness strictness;
  if (!Json::sax_parse(text, &strictness)) return strictness.error();
  return Json::parse(text, nullptr, false);
}

std::string file_text(const Json& value) { return value.dump(2) + '\n'; }

}  // namespace parasol::directory
