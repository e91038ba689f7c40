#pragma once
// listd's public folder as we read it: the manifest, and files named by the hash of what is in them. Anybody may be given
// either. Thread-safe.
#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <mutex>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol::domain {

class ListFolder {
 public:
  static constexpr std::size_t kLargestFile = 4U << 20;
  static constexpr std::size_t kCacheSize = 32U << 20;
  using File = std::shared_ptr<const Bytes>;

  explicit ListFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The encoded Signed Manifest, as it stands now. kUnavailable while there is none: listd shows nothing.
  Result<Bytes> manifest() const;
  // The file with this SHA-256; files that were asked for lately are kept in memory. kNotFound; kInternal.
  Result<File> file(const ByteArray<32>& hash);

 private:
  struct Cached {
    File file;
    std::list<ByteArray<32>>::iterator use;
  };
  void keep(const ByteArray<32>& hash, File file);

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::list<ByteArray<32>> uses_;  // latest first
  std::map<ByteArray<32>, Cached> cache_;
  std::size_t cached_bytes_ = 0;
};

}  // namespace parasol::domain
