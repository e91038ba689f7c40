#pragma once
#include "db/database.h"
#include "domain/ports/warning_store.h"

namespace parasol::storage {

class SqlWarningStore final : public domain::WarningStore {
 public:
  explicit SqlWarningStore(db::Transaction& tx) : tx_(tx) {}

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
