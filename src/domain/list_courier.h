#pragma once
// Takes what waits in the outbox to listd. Called right after a use case has committed, and again by a job until listd answers.
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

  struct Delivery {
    std::size_t delivered = 0;
    std::size_t refused = 0;  // listd will never take them; they are dropped
    std::size_t waiting = 0;  // listd did not answer
  };
  // Errors: those of the database.
  Result<Delivery> deliver();

 private:
  Result<Bytes> send(const OutboxItem& item);
  UnitOfWork& unit_;
  ListDaemon& listd_;
  const Clock& clock_;
};

}  // namespace parasol::domain
