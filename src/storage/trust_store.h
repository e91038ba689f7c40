#pragma once
#include "db/database.h"
#include "domain/ports/trust_store.h"

namespace parasol::storage {

class SqlTrustStore final : public domain::TrustStore {
 public:
  explicit SqlTrustStore(db::Transaction& tx) : tx_(tx) {}

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
