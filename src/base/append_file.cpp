#include "base/append_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.h"
#include "base/file.h"

namespace parasol {
namespace {

constexpr std::size_t kHeader = 8;
constexpr std::uint32_t kMaxPayload = 16U << 20;

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0x82f63b78U ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}
constexpr auto kCrcTable = crc_table();

// CRC-32C of the length and the payload, without the final inversion: zeros, which a crash may leave, do not sum to zero.
std::uint32_t checksum(std::uint32_t length, ByteView payload) {
  std::uint32_t c = 0xffffffffU;
  const auto take = [&c](std::uint8_t b) { c = kCrcTable[(c ^ b) & 255] ^ (c >> 8); };
  for (int shift = 24; shift >= 0; shift -= 8) take(static_cast<std::uint8_t>(length >> shift));
  for (auto b : payload) take(b);
  return c;
}

void put_u32(Bytes& out, std::uint32_t v) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(v >> shift));
}
std::uint32_t get_u32(ByteView in) {
  return std::uint32_t{in[0]} << 24 | std::uint32_t{in[1]} << 16 | std::uint32_t{in[2]} << 8 | in[3];
}

}  // namespace

Result<std::unique_ptr<AppendFile>> AppendFile::open(const std::filesystem::path& path,
                                                     const std::function<Status(ByteView)>& replay) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failure(ErrorCode::kInternal, "open append file");
  std::unique_ptr<AppendFile> file(new AppendFile(fd, 0));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) return failure(ErrorCode::kConflict, "append file is held by another process");
  PARASOL_TRY(const Bytes content, read_file(path, std::size_t{1} << 34));

  const ByteView all = content;
  std::size_t at = 0;
  while (at < all.size()) {
    if (all.size() - at < kHeader) break;
    const std::uint32_t length = get_u32(all.subspan(at));
    if (length > kMaxPayload || all.size() - at - kHeader < length) break;
    const ByteView payload = all.subspan(at + kHeader, length);
    if (checksum(length, payload) != get_u32(all.subspan(at + 4))) {
      // Only the last record may be torn, or the space reserved for it left zero: a whole record with a wrong sum and
      // more behind it is damage.
      const bool is_zero = std::all_of(all.begin() + static_cast<std::ptrdiff_t>(at), all.end(), [](std::uint8_t b) { return b == 0; });
      if (!is_zero && at + kHeader + length < all.size()) return invalid("append_file", "damaged record before the tail");
      break;
    }
    PARASOL_CHECK_OK(replay(payload));
    at += kHeader + length;
  }
  if (at < all.size() && ftruncate(fd, static_cast<off_t>(at)) != 0) return failure(ErrorCode::kInternal, "truncate torn tail");
  if (lseek(fd, static_cast<off_t>(at), SEEK_SET) < 0 || fsync(fd) != 0) return failure(ErrorCode::kInternal, "seek");
  file->size_ = at;
  return file;
}

AppendFile::~AppendFile() { close(fd_); }

void AppendFile::append(ByteView payload) {
  PARASOL_CHECK(payload.size() <= kMaxPayload);
  put_u32(pending_, static_cast<std::uint32_t>(payload.size()));
  put_u32(pending_, checksum(static_cast<std::uint32_t>(payload.size()), payload));
  parasol::append(pending_, payload);
}

Status AppendFile::sync() {
  if (has_failed_) return failure(ErrorCode::kUnavailable, "append file failed before");
  if (pending_.empty()) return {};
  std::size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t put = write(fd_, pending_.data() + done, pending_.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      has_failed_ = true;
      return failure(ErrorCode::kUnavailable, "append file write");
    }
    done += static_cast<std::size_t>(put);
  }
  if (fdatasync(fd_) != 0) {
    has_failed_ = true;
    return failure(ErrorCode::kUnavailable, "append file sync");
  }
  size_ += pending_.size();
  pending_.clear();
  return {};
}

}  // namespace parasol
