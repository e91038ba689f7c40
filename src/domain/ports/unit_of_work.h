#pragma once
// How use cases reach stored state: all stores of one transaction together. Implemented by storage/ over either database.
#include <functional>
#include <optional>

#include "base/result.h"

namespace parasol::domain {

class AccountStore;  // ports/account_store.h: accounts, sessions, vaults
class TrustStore;    // ports/trust_store.h: invitations, revocations, group and team epochs, wraps
class ReportStore;   // ports/report_store.h: reports, sections, consent events, messages, withdrawals
class WarningStore;  // ports/warning_store.h: warnings until hand-over, packets, content keys, slot map
class LinkStore;     // ports/link_store.h: what reports may be compared by, decisions about pairs
class AuditStore;    // ports/audit_store.h: hash chains
class OutboxStore;   // ports/outbox_store.h: what must reach listd

struct Stores {
  AccountStore& accounts;
  TrustStore& trust;
  ReportStore& reports;
  WarningStore& warnings;
  LinkStore& links;
  AuditStore& audit;
  OutboxStore& outbox;
};

class UnitOfWork {
 public:
  virtual ~UnitOfWork() = default;

  // Runs `work(Stores&) -> Result<T>` in one serialisable transaction: a value commits, an error rolls back. Work may run more than
  // once and must have no effect outside. Adds kUnavailable (database) to the errors of `work`.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work&, Stores&> {
    return run(Mode::kWrite, work);
  }
  // The same on one read-only snapshot.
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work&, Stores&> {
    return run(Mode::kRead, work);
  }

 protected:
  enum class Mode : bool { kRead, kWrite };
  // Calls `work` inside a transaction; commits if it returns success.
  virtual Status attempt(Mode mode, const std::function<Status(Stores&)>& work) = 0;

 private:
  template <class Work>
  auto run(Mode mode, Work& work) -> std::invoke_result_t<Work&, Stores&> {
    std::optional<std::invoke_result_t<Work&, Stores&>> result;
    Status status = attempt(mode, [&](Stores& stores) -> Status {
      result.emplace(work(stores));
      if (!*result) return result->error();
      return {};
    });
    if (!status) return std::move(status).error();
    return *std::move(result);
  }
};

}  // namespace parasol::domain
