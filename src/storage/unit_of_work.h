#pragma once
// The domain's transactions over either database.
#include <memory>

#include "db/database.h"
#include "domain/ports/unit_of_work.h"

namespace parasol::storage {

// `database` must outlive the result and be migrated. Thread-safe.
std::unique_ptr<domain::UnitOfWork> sql_unit_of_work(db::Database& database);

}  // namespace parasol::storage
