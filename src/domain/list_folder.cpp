#include "domain/list_folder.h"

#include "base/file.h"
#include "crypto/primitives.h"

namespace parasol::domain {

Result<Bytes> ListFolder::manifest() const {
  auto content = read_file(folder_ / "manifest", kLargestFile);
  if (!content) return failure(ErrorCode::kUnavailable, "manifest: " + content.error().detail);
  return content;
}

Result<ListFolder::File> ListFolder::file(const ByteArray<32>& hash) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = cache_.find(hash); found != cache_.end()) {
      uses_.splice(uses_.begin(), uses_, found->second.use);
      return found->second.file;
    }
  }
  PARASOL_TRY(Bytes content, read_file(folder_ / to_hex(hash), kLargestFile));
  if (crypto::sha256(content) != hash) return failure(ErrorCode::kInternal, "file of the list does not have its hash");
  auto file = std::make_shared<const Bytes>(std::move(content));
  keep(hash, file);
  return file;
}

void ListFolder::keep(const ByteArray<32>& hash, File file) {
  const std::lock_guard lock(mutex_);
  if (cache_.contains(hash)) return;  // two asked at once
  cached_bytes_ += file->size();
  uses_.push_front(hash);
  cache_.emplace(hash, Cached{std::move(file), uses_.begin()});
  while (cached_bytes_ > kCacheSize) {
    const auto oldest = cache_.find(uses_.back());
    cached_bytes_ -= oldest->second.file->size();
    cache_.erase(oldest);
    uses_.pop_back();
  }
}

}  // namespace parasol::domain
