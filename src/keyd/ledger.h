#pragma once
// keyd's one append-only file: who is enrolled, who is revoked, what was charged. Stored before it counts as done; calls of
// several threads share one disk write. Charges and attempts are stored with their UTC day and no finer time, and their
// order is kept no longer than that day: at opening, when a day is over, and when the file has grown, what no longer matters is
// left out and the rest written anew, sums in no order of time.
#include <atomic>
#include <mutex>

#include "base/append_file.h"
#include "crypto/records.h"
#include "keyd/budgets.h"
#include "trust/registry.h"

namespace parasol::keyd {

struct Books {
  trust::Registry registry;
  Budgets budgets;
};

// The class that a check key is charged in: its person's, unless she is revoked; the system's for the installation's own.
vocabulary::CheckClass class_of(const trust::Registry& registry, const Key& system_key, const Key& check_key);

class Ledger {
 public:
  // Replays `path` into `books` and rewrites it compactly. Within a day it is not known when attempts at a login were made:
  // after a start they count as if just made, so that never more are granted than the limits allow. Errors of
  // AppendFile::open; kInvalid if an entry does not decode.
  static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& path, Books& books, const Key& system_key, Millis now,
                                              std::uint64_t room = kRoom);

  // Rewrites the file if a day has begun since that was last done, or if the file is longer than `room` and twice what it was
  // then. To be called under the books' lock, before `queue`. After an error the ledger refuses everything.
  Status rewrite_if_due(Books& books, Millis now);
  // Queues an entry; to be called under the books' lock, so that the file's order is the books' order. Returns its ticket.
  std::uint64_t queue(std::uint8_t kind, Millis now, Bytes body);
  // The last ticket: whoever finds something in the books waits for it, for it may not be stored yet.
  std::uint64_t last_ticket();
  // Returns when everything up to the ticket is on disk. Call it without the books' lock. Errors of AppendFile::sync.
  Status wait(std::uint64_t ticket);

  // True once something could not be stored: the books then hold what the file does not, and the process should end.
  bool has_failed() const { return has_failed_; }

  static constexpr std::uint64_t kRoom = 64U << 20;
  static constexpr std::uint8_t kEnrolment = 1, kRevocation = 2, kCharge = 3, kHardening = 4;

 private:
  Ledger(std::filesystem::path path, std::unique_ptr<AppendFile> file, std::int64_t day, std::uint64_t room)
      : path_(std::move(path)), room_(room), day_(day), compact_size_(file->size()), size_(file->size()), file_(std::move(file)) {}
  Status write_queued();
  Status rewrite(Books& books, Millis now);

  const std::filesystem::path path_;
  const std::uint64_t room_;
  // Of the last rewriting; guarded by the books' lock.
  std::int64_t day_;
  std::uint64_t compact_size_;
  std::atomic<std::uint64_t> size_;
  std::atomic<bool> has_failed_ = false;
  std::mutex queue_mutex_;
  std::vector<Bytes> queued_;
  std::uint64_t last_ticket_ = 0;
  std::mutex file_mutex_;
  std::unique_ptr<AppendFile> file_;  // null after a failed rewriting
  std::uint64_t stored_ticket_ = 0;
};

}  // namespace parasol::keyd
