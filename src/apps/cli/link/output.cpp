#include "apps/cli/link/output.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "apps/cli/link/table.h"

namespace parasol::link {
namespace {

constexpr std::size_t kPiece = 1U << 16;

}  // namespace

Result<Output> Output::open(const std::filesystem::path& file, std::ostream& otherwise) {
  if (file.empty()) return Output(&otherwise);
  Output out(nullptr);
  std::error_code ignored;
  const auto status = std::filesystem::status(file, ignored);
  out.path_ = std::filesystem::is_regular_file(status) ? std::filesystem::canonical(file, ignored) : file;
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    out.file_ = std::fopen(file.c_str(), "wbe");
  } else {
    std::string name = out.path_.string() + ".XXXXXX";
    const int descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0) {
      out.temporary_ = name;
      out.file_ = fdopen(descriptor, "wb");
    }
  }
  if (out.file_ == nullptr) return out.fault();
  return out;
}

Output::Output(Output&& other) noexcept
    : stream_(other.stream_), file_(std::exchange(other.file_, nullptr)), path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, {})), waiting_(std::move(other.waiting_)) {}

Output::~Output() {
  if (file_ != nullptr) std::fclose(file_);
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

Error Output::fault() const { return invalid(printable(path_.string(), 400), std::strerror(errno)); }

void Output::write(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() >= kPiece) flush();
}

void Output::flush() {
  if (file_ != nullptr) {
    std::fwrite(waiting_.data(), 1, waiting_.size(), file_);
    std::fflush(file_);
  } else {
    *stream_ << waiting_ << std::flush;
  }
  waiting_.clear();
}

Status Output::commit() {
  flush();
  if (file_ == nullptr) {
    if (!*stream_) return invalid("standard output", "can not be written");
    return {};
  }
  if (std::ferror(file_) != 0) return fault();
  if (temporary_.empty()) return {};
  if (fsync(fileno(file_)) != 0 || std::rename(temporary_.c_str(), path_.c_str()) != 0) return fault();
  temporary_.clear();
  return {};
}

std::string quoted_value(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos && !value.starts_with(' ') && !value.ends_with(' ')) return std::string(value);
  std::string out = "\"";
  for (const char c : value) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

void Progress::begin(std::string_view part) {
  end();
  part_ = part;
  at(0);
}

void Progress::at(double share) {
  if (!is_shown_ || part_.empty()) return;
  const int per_cent = std::clamp(static_cast<int>(share * 100), 0, 100);
  const int step = is_terminal_ ? 1 : 10;
  if (shown_ >= 0 && per_cent < shown_ + step) return;
  shown_ = per_cent;
  stream_ << (is_terminal_ ? "\r" : "") << part_ << ": " << per_cent << " %" << (is_terminal_ ? "\x1b[K" : "\n") << std::flush;
}

void Progress::end() {
  if (is_shown_ && is_terminal_ && !part_.empty()) stream_ << "\r\x1b[K" << std::flush;
  part_.clear();
  shown_ = -1;
}

}  // namespace parasol::link
