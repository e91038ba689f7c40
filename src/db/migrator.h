#pragma once
// Numbered, forward-only changes of the schema. Each runs once and is recorded with its full text, so that a database
// whose history differs from this program's is refused instead of guessed at. One process migrates at a time.
#include <span>
#include <string_view>

#include "base/result.h"
#include "db/database.h"

namespace parasol::db {

struct Migration {
  std::int64_t number;  // 1, 2, 3, … without gaps
  std::string_view name;
  std::string_view sqlite_sql;    // several statements; no BEGIN, COMMIT or ROLLBACK
  std::string_view postgres_sql;
};

// Applies what is missing, all of it or nothing. `migrations` is the program's whole list.
// Errors: kConflict (the database is newer than this program, or an applied migration has another name or text),
// and those of Database::write.
Status migrate(Database& database, std::span<const Migration> migrations);

// For a server's start: kConflict unless exactly `migrations` have been applied; detail says what to do.
Status check_schema(Database& database, std::span<const Migration> migrations);

}  // namespace parasol::db
