#pragma once
// JSON from files and feeds of unknown origin. Keys keep their order.
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/result.h"

namespace parasol::directory {

using Json = nlohmann::ordered_json;

// One value. kTooLarge beyond the limits below; kInvalid (detail: what is wrong, and as far as it is known where) for what is
// no JSON or not UTF-8, and for an object that has a key twice. What is read takes at most some 100 bytes for each value and a
// few for each byte of text.
constexpr std::size_t kMostJsonBytes = 64U << 20;
constexpr std::size_t kMostJsonDepth = 16;
constexpr std::size_t kMostJsonValues = 2'000'000;
constexpr std::size_t kMostJsonKeys = 256;  // of one object
Result<Json> parse_json(std::string_view text);

// As it stands in files: indented, with a line end behind it.
std::string file_text(const Json& value);

}  // namespace parasol::directory
