#pragma once
// keyd's one append-only file: who is enrolled, who is revoked, what was charged. Stored before it counts as done; calls of
// several threads share one disk write. At opening, what no longer matters is left out and the rest written anew.
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
  // Replays `path` into `books` and rewrites it compactly. Errors of AppendFile::open; kInvalid if an entry does not decode.
  static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& path, Books& books, const Key& system_key, Millis now);

  // Queues an entry; to be called under the books' lock, so that the file's order is the books' order. Returns its ticket.
  std::uint64_t queue(std::uint8_t kind, Millis now, Bytes body);
  // Returns when everything up to the ticket is on disk. Call it without the books' lock. Errors of AppendFile::sync.
  Status wait(std::uint64_t ticket);

  static constexpr std::uint8_t kEnrolment = 1, kRevocation = 2, kCharge = 3, kHardening = 4;

 private:
  explicit Ledger(std::unique_ptr<AppendFile> file) : file_(std::move(file)) {}

  std::mutex queue_mutex_;
  std::vector<Bytes> queued_;
  std::uint64_t last_ticket_ = 0;
  std::mutex file_mutex_;
  std::unique_ptr<AppendFile> file_;
  std::uint64_t stored_ticket_ = 0;
};

}  // namespace parasol::keyd
