#include "apps/server/demo_clock.h"

#include <charconv>
#include <mutex>

#include "api/json.h"
#include "base/clock.h"
#include "base/file.h"

namespace parasol::server {
namespace {

// A demo can be moved on by ten years in all.
constexpr Millis kFurthest = 3653 * kDay;

Millis read_offset(const std::filesystem::path& file) {
  const auto content = read_file(file, 64);
  Millis offset = 0;
  if (content) {
    const auto text = as_text(*content);
    std::from_chars(text.data(), text.data() + text.size(), offset);
  }
  return offset;
}

api::Reply offset_reply(Millis offset) {
  api::JsonWriter json;
  json.object().integer("offset", offset).end();
  return {json.take()};
}

}  // namespace

std::vector<api::Endpoint> demo_clock_endpoints(std::filesystem::path clock_file, std::function<Status(std::int64_t minutes)> carry_sessions) {
  const auto mutex = std::make_shared<std::mutex>();
  std::vector<api::Endpoint> rows;
  rows.push_back({http::Method::kGet, "/api/demo/clock", api::Access::anyone(),
                  [clock_file](const api::Call&) -> Result<api::Reply> { return offset_reply(read_offset(clock_file)); }});
  rows.push_back({http::Method::kPost, "/api/demo/clock", api::Access::anyone(), [clock_file, mutex, carry_sessions](const api::Call& call) -> Result<api::Reply> {
                    PARASOL_TRY(api::JsonReader json, api::JsonReader::parse(call.request.body));
                    const std::string advance = json.text("advance", 20);
                    PARASOL_CHECK_OK(json.finish());
                    if (advance != "quarter_hour" && advance != "day") return invalid("advance");
                    const std::lock_guard lock(*mutex);
                    const Millis step = advance == "day" ? kDay : 15 * kMinute;
                    const Millis offset = read_offset(clock_file) + step;
                    if (offset > kFurthest) return failure(ErrorCode::kConflict, "the demo's time has run out");
                    PARASOL_CHECK_OK(carry_sessions(step / kMinute));
                    PARASOL_CHECK_OK(write_file(clock_file, as_bytes(std::to_string(offset)), 0644));
                    return offset_reply(offset);
                  }});
  return rows;
}

}  // namespace parasol::server
