#pragma once
// Whole small files. Writes are atomic: temporary name, fsync, rename, fsync of the folder.
#include <filesystem>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/result.h"

namespace parasol {

// kNotFound if absent, kTooLarge over `limit` bytes, kInternal otherwise.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit = 64U << 20);
// Replaces `path` in one step; mode is that of a new file.
Status write_file(const std::filesystem::path& path, ByteView content, mode_t mode = 0600);

}  // namespace parasol
