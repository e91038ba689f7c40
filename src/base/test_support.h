#pragma once
// For tests only: a folder that is gone afterwards.
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/check.h"

namespace parasol::test_support {

// New and empty; in memory if the system has such a place, for waiting for a disk would only make tests slow. Whatever
// holds files in it should be declared after it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const std::filesystem::path memory = "/dev/shm";
    std::string name = (::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path()) / "parasol-test-XXXXXX";
    PARASOL_CHECK(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  operator const std::filesystem::path&() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace parasol::test_support
