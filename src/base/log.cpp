#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace parasol::log {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("parasol", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("{\"t\":\"%Y-%m-%dT%H:00Z\",\"level\":\"%l\",%v}", spdlog::pattern_time_type::utc);
    return made;
  }();
  return *instance;
}

}  // namespace

void write(Level level, Word event, std::initializer_list<Field> fields) {
  std::string line = "\"event\":\"" + std::string(event.value) + "\"";
  for (const auto& field : fields) {
    line += ",\"" + std::string(field.name.value) + "\":";
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      line += "\"" + std::string(std::get<Word>(field.value).value) + "\"";
    }
  }
  switch (level) {
    case Level::kInfo: logger().info("{}", line); break;
    case Level::kWarning: logger().warn("{}", line); break;
    case Level::kError: logger().error("{}", line); break;
  }
}

}  // namespace parasol::log
