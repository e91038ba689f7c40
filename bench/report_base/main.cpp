// report_base FILE [--reports N] [--seed S] [--rate NAME=VALUE]…: writes a made-up report base as CSV. `report_base --rates`
// prints the rates and their usual values.
#include <charconv>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "report_base/report_base.h"

namespace parasol::bench {
namespace {

template <class Number>
bool read(std::string_view text, Number& out) {
  const auto [stopped, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failed == std::errc{} && stopped == text.data() + text.size();
}

bool set_rate(std::string_view text, Rates& rates) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  for (const auto& [name, rate] : named_rates())
    if (name == text.substr(0, equals)) return read(text.substr(equals + 1), rates.*rate);
  return false;
}

bool write(const char* path, const ReportBase& base) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return false;
  const auto put = [&](const std::string& line) { return std::fwrite(line.data(), 1, line.size(), file) == line.size(); };
  bool is_written = put(header_line());
  for (std::size_t i = 0; is_written && i < base.size(); ++i) is_written = put(csv_line(base.report(i)));
  return std::fclose(file) == 0 && is_written;
}

}  // namespace
}  // namespace parasol::bench

int main(int argc, char** argv) {
  using namespace parasol::bench;
  ReportBaseOptions options;
  if (argc == 2 && std::string_view(argv[1]) == "--rates") {
    for (const auto& [name, rate] : named_rates()) std::printf("%-22.*s %g\n", static_cast<int>(name.size()), name.data(), options.rates.*rate);
    return 0;
  }
  bool is_understood = argc >= 2 && argc % 2 == 0;
  for (int i = 2; is_understood && i < argc; i += 2) {
    const std::string_view option = argv[i], value = argv[i + 1];
    is_understood = (option == "--reports" && read(value, options.reports)) || (option == "--seed" && read(value, options.seed)) ||
        (option == "--rate" && set_rate(value, options.rates));
  }
  if (!is_understood) {
    std::fprintf(stderr, "usage: %s FILE [--reports N] [--seed S] [--rate NAME=VALUE]…\n       %s --rates\n", argv[0], argv[0]);
    return 2;
  }
  if (!write(argv[1], ReportBase(options))) {
    std::fprintf(stderr, "%s: cannot write %s\n", argv[0], argv[1]);
    return 1;
  }
  return 0;
}
