#pragma once
#include "db/database.h"
#include "domain/ports/account_store.h"

namespace parasol::storage {

class SqlAccountStore final : public domain::AccountStore {
 public:
  explicit SqlAccountStore(db::Transaction& tx) : tx_(tx) {}

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
