#include "support/test_database.h"

#include <libpq-fe.h>
#include <stdlib.h>

#include "base/random.h"

namespace parasol::test_support {
namespace {

constexpr const char* kVariable = "PARASOL_TEST_POSTGRES";

// CREATE and DROP DATABASE cannot run in a transaction, hence not through db::Database.
bool run_on_server(const std::string& sql) {
  PGconn* session = PQconnectdb(::getenv(kVariable));
  PGresult* answer = PQexec(session, sql.c_str());
  const bool is_done = PQresultStatus(answer) == PGRES_COMMAND_OK;
  PQclear(answer);
  PQfinish(session);
  return is_done;
}

}  // namespace

bool is_testable(db::Dialect dialect) { return dialect == db::Dialect::kSqlite || ::getenv(kVariable) != nullptr; }

Result<std::unique_ptr<TestDatabase>> TestDatabase::create(db::Dialect dialect) {
  if (!is_testable(dialect)) return failure(ErrorCode::kUnavailable, kWhyNotTestable);
  std::unique_ptr<TestDatabase> database(new TestDatabase);
  if (dialect == db::Dialect::kSqlite) {
    database->folder_.emplace();
    database->url_ = "sqlite:" + database->file().string();
    return database;
  }
  const std::string name = "test_" + to_hex(random_array<8>());
  if (!run_on_server("CREATE DATABASE " + name + " ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")) {
    return failure(ErrorCode::kInternal, "cannot create a PostgreSQL database");
  }
  database->name_ = name;
  const std::string server = ::getenv(kVariable);
  database->url_ = server + (server.find('?') == std::string::npos ? "?" : "&") + "dbname=" + name;
  return database;
}

TestDatabase::~TestDatabase() {
  if (!name_.empty()) run_on_server("DROP DATABASE " + name_ + " WITH (FORCE)");
}

std::filesystem::path TestDatabase::file() const { return folder_ ? *folder_ / "parasol.db" : std::filesystem::path(); }

}  // namespace parasol::test_support
