#include "base/clock.h"

#include <sys/stat.h>

#include <chrono>
#include <fstream>
#include <mutex>

namespace parasol {
namespace {

Millis system_now() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

class SystemClock final : public Clock {
 public:
  Millis now() const override { return system_now(); }
};

class DemoClock final : public Clock {
 public:
  explicit DemoClock(std::filesystem::path file) : file_(std::move(file)) {}
  Millis now() const override { return system_now() + offset(); }

 private:
  Millis offset() const {
    struct stat info {};
    if (stat(file_.c_str(), &info) != 0) return 0;
    const std::lock_guard lock(mutex_);
    const bool is_same = info.st_ino == inode_ && info.st_mtim.tv_sec == changed_.tv_sec &&
                         info.st_mtim.tv_nsec == changed_.tv_nsec;
    if (!is_same) {
      std::ifstream in(file_);
      Millis value = 0;
      if (in >> value) offset_ = value;
      inode_ = info.st_ino;
      changed_ = info.st_mtim;
    }
    return offset_;
  }
  std::filesystem::path file_;
  mutable std::mutex mutex_;
  mutable Millis offset_ = 0;
  mutable ino_t inode_ = 0;
  mutable timespec changed_{};
};

}  // namespace

std::unique_ptr<Clock> system_clock() { return std::make_unique<SystemClock>(); }
std::unique_ptr<Clock> demo_clock(std::filesystem::path file) {
  return std::make_unique<DemoClock>(std::move(file));
}

}  // namespace parasol
