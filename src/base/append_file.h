#pragma once
// The one append-only file of a daemon. A record is: length (4 bytes, big-endian), checksum (4 bytes), payload.
// A torn or damaged tail is dropped at opening (nobody was told it was stored); damage before the tail is an error.
// Not thread-safe; one writer per file, held by an advisory lock.
#include <filesystem>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol {

class AppendFile {
 public:
  // Opens or creates `path` and hands every stored payload, in order, to `replay`.
  // Errors: kConflict (another process holds it), kInvalid (damaged before its tail, or replay refused), kInternal.
  static Result<std::unique_ptr<AppendFile>> open(const std::filesystem::path& path,
                                                  const std::function<Status(ByteView)>& replay);
  ~AppendFile();
  AppendFile(const AppendFile&) = delete;
  AppendFile& operator=(const AppendFile&) = delete;

  // Buffers one record (≤ 16 MiB). It is stored only when sync() has returned without error.
  void append(ByteView payload);
  // Writes what is buffered and waits until it is on disk. After an error the file refuses everything.
  Status sync();
  // Bytes on disk.
  std::uint64_t size() const { return size_; }

 private:
  AppendFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}
  int fd_;
  std::uint64_t size_;
  bool has_failed_ = false;
  Bytes pending_;
};

}  // namespace parasol
