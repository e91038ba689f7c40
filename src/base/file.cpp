#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace parasol {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Error system_failure(const char* step) { return failure(ErrorCode::kInternal, std::string(step) + " errno " + std::to_string(errno)); }

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return errno == ENOENT ? failure(ErrorCode::kNotFound) : system_failure("open");
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return system_failure("stat");
  if (static_cast<std::size_t>(info.st_size) > limit) return failure(ErrorCode::kTooLarge);
  Bytes out(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = read(file.get(), out.data() + done, out.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

Status write_file(const std::filesystem::path& path, ByteView content, mode_t mode) {
  const std::filesystem::path temporary = path.string() + ".new";
  {
    const Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (file.get() < 0) return system_failure("create");
    if (fchmod(file.get(), mode) != 0) return system_failure("mode");  // whatever the umask says
    std::size_t done = 0;
    while (done < content.size()) {
      const ssize_t put = write(file.get(), content.data() + done, content.size() - done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return system_failure("write");
      done += static_cast<std::size_t>(put);
    }
    if (fsync(file.get()) != 0) return system_failure("fsync");
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) return system_failure("rename");
  const Descriptor folder(open(path.parent_path().empty() ? "." : path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() < 0 || fsync(folder.get()) != 0) return system_failure("fsync folder");
  return {};
}

}  // namespace parasol
