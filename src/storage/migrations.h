#pragma once
// The schema's history. Each file of migrations/ is one text for both databases; @BYTES@, @INTEGER@ and @TABLE@ stand for the
// column types and, on SQLite, for "STRICT, WITHOUT ROWID": rows lie in the order of their random keys, not of their arrival.
#include <span>

#include "db/migrator.h"

namespace parasol::storage {

std::span<const db::Migration> migrations();

}  // namespace parasol::storage
