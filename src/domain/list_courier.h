#pragma once
// Takes what waits in the outbox to listd: withdrawals first, then everything else in its order, for listd judges each by what it
// heard before. Called right after a use case has committed, and again by a job until listd answers. Thread-safe.
#include <atomic>
#include <mutex>

#include "base/clock.h"
#include "domain/ports/daemons.h"
#include "domain/ports/outbox_store.h"
#include "domain/ports/unit_of_work.h"

namespace parasol::domain {

// An outbox item for these bytes; its key is their SHA-256.
OutboxItem outbox_item(OutboxKind kind, ByteView payload);

class ListCourier {
 public:
  ListCourier(UnitOfWork& unit, ListDaemon& listd, const Clock& clock) : unit_(unit), listd_(listd), clock_(clock) {}

  // Stops when listd does not answer; one caller at a time then goes on asking, and the others return at once. To a listd that is
  // dark only withdrawals go: it may not know again yet who signed the rest. What listd refuses is dropped, but hides and
  // revocations stay until it takes them. Errors: those of the database.
  Status deliver() { return deliver(false); }
  // For light_list(), when listd has heard who is here.
  Status deliver_to_dark() { return deliver(true); }

 private:
  enum class Sent : std::uint8_t { kDone, kWaits, kNoAnswer };

  Status deliver(bool to_dark);
  Result<Bytes> send(const OutboxItem& item);
  Result<Sent> carry(const OutboxItem& item);

  UnitOfWork& unit_;
  ListDaemon& listd_;
  const Clock& clock_;
  std::mutex turn_;
  std::atomic<bool> is_silent_ = false;  // listd did not answer when it was last asked
};

}  // namespace parasol::domain
