#pragma once
#include "db/database.h"
#include "domain/ports/report_store.h"

namespace parasol::storage {

class SqlReportStore final : public domain::ReportStore {
 public:
  explicit SqlReportStore(db::Transaction& tx) : tx_(tx) {}

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
