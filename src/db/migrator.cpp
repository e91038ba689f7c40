#include "db/migrator.h"

#include <algorithm>

namespace parasol::db {
namespace {

struct Applied {
  std::int64_t number;
  std::string name;
  std::string text;
};

std::string_view text_for(const Migration& migration, Dialect dialect) {
  return dialect == Dialect::kSqlite ? migration.sqlite_sql : migration.postgres_sql;
}

Result<std::vector<Applied>> read_applied(Transaction& tx) {
  constexpr Sql kIsThereSqlite = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migration'";
  constexpr Sql kIsTherePostgres =
      "SELECT count(*) FROM (SELECT to_regclass('schema_migration') AS r) AS t WHERE r IS NOT NULL";
  PARASOL_TRY(auto present, tx.query(tx.dialect() == Dialect::kSqlite ? kIsThereSqlite : kIsTherePostgres));
  std::vector<Applied> applied;
  if (present.front().int64(0) == 0) return applied;
  PARASOL_TRY(auto rows, tx.query("SELECT number, name, text FROM schema_migration ORDER BY number"));
  for (const Row& row : rows) applied.push_back({row.int64(0), row.text(1), row.text(2)});
  return applied;
}

// The applied ones must be a prefix of ours, word for word.
Status check_history(const std::vector<Applied>& applied, std::span<const Migration> migrations, Dialect dialect) {
  if (applied.size() > migrations.size()) {
    return failure(ErrorCode::kConflict, "the database is newer than this program");
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const bool is_ours = applied[i].number == migrations[i].number && applied[i].name == migrations[i].name &&
                         applied[i].text == text_for(migrations[i], dialect);
    if (!is_ours) {
      return failure(ErrorCode::kConflict,
                     "migration " + std::to_string(migrations[i].number) + " differs from the one in the database");
    }
  }
  return {};
}

void check_numbers(std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    PARASOL_CHECK(migrations[i].number == static_cast<std::int64_t>(i) + 1);
  }
}

}  // namespace

Status migrate(Database& database, std::span<const Migration> migrations) {
  check_numbers(migrations);
  auto work = [&](Transaction& tx) -> Status {
    PARASOL_TRY(const auto applied, read_applied(tx));
    PARASOL_CHECK_OK(check_history(applied, migrations, tx.dialect()));
    if (applied.size() == migrations.size()) return {};
    if (applied.empty()) {
      constexpr Sql kCreateSqlite =
          "CREATE TABLE IF NOT EXISTS schema_migration "
          "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL) STRICT";
      constexpr Sql kCreatePostgres =
          "CREATE TABLE IF NOT EXISTS schema_migration "
          "(number BIGINT PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL)";
      PARASOL_CHECK_OK(tx.execute(tx.dialect() == Dialect::kSqlite ? kCreateSqlite : kCreatePostgres));
    }
    for (const Migration& migration : migrations.subspan(applied.size())) {
      const std::string_view text = text_for(migration, tx.dialect());
      if (Status status = tx.run_script(text); !status) {
        Error error = std::move(status).error();
        error.detail = "migration " + std::to_string(migration.number) + ": " + error.detail;
        return error;
      }
      PARASOL_CHECK_OK(tx.execute("INSERT INTO schema_migration (number, name, text) VALUES ($1, $2, $3)",
                                  {migration.number, migration.name, text}));
    }
    return {};
  };
  return database.run(Access::kMigrate, work);
}

Status check_schema(Database& database, std::span<const Migration> migrations) {
  check_numbers(migrations);
  return database.read([&](Transaction& tx) -> Status {
    PARASOL_TRY(const auto applied, read_applied(tx));
    PARASOL_CHECK_OK(check_history(applied, migrations, tx.dialect()));
    if (applied.size() < migrations.size()) {
      return failure(ErrorCode::kConflict,
                     "the database lacks " + std::to_string(migrations.size() - applied.size()) +
                         " migrations: run parasol migrate");
    }
    return {};
  });
}

}  // namespace parasol::db
