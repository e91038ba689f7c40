#include "storage/unit_of_work.h"

#include "base/fault.h"
#include "storage/account_store.h"
#include "storage/audit_store.h"
#include "storage/link_store.h"
#include "storage/outbox_store.h"
#include "storage/report_store.h"
#include "storage/trust_store.h"
#include "storage/warning_store.h"

namespace parasol::storage {
namespace {

class SqlUnitOfWork final : public domain::UnitOfWork {
 public:
  explicit SqlUnitOfWork(db::Database& database) : database_(database) {}

 protected:
  Status attempt(Mode mode, const std::function<Status(domain::Stores&)>& work) override {
    const auto run = [&](db::Transaction& tx) -> Status {
      SqlAccountStore accounts(tx);
      SqlTrustStore trust(tx);
      SqlReportStore reports(tx);
      SqlWarningStore warnings(tx);
      SqlLinkStore links(tx);
      SqlAuditStore audit(tx);
      SqlOutboxStore outbox(tx);
      domain::Stores stores{accounts, trust, reports, warnings, links, audit, outbox};
      const Status done = work(stores);
#ifdef PARASOL_TEST_HOOKS
      test_hooks::Fault::at_end_of_transaction(mode == Mode::kWrite);
#endif
      return done;
    };
    return mode == Mode::kWrite ? database_.write(run) : database_.read(run);
  }

 private:
  db::Database& database_;
};

}  // namespace

std::unique_ptr<domain::UnitOfWork> sql_unit_of_work(db::Database& database) { return std::make_unique<SqlUnitOfWork>(database); }

}  // namespace parasol::storage
