#pragma once
// One small interface over SQLite and PostgreSQL. A Database is a pool of connections; work happens in transactions:
//
//   Result<std::int64_t> id = database.write([&](db::Transaction& tx) -> Result<std::int64_t> {
//     PARASOL_TRY(auto rows, tx.query("INSERT INTO team (name) VALUES ($1) RETURNING id", {name}));
//     return rows.front().int64(0);
//   });
//
// A value commits, an error rolls back. All calls block: never make them on the I/O thread. A Database is thread-safe,
// a Transaction belongs to the call that received it.
//
// The same guarantees on both: write transactions are serialisable (SQLite runs one at a time, PostgreSQL runs them
// SERIALIZABLE and the losers of a conflict run again), read transactions see one snapshot and cannot write. Hence a
// rule checked by reading first ("no receipt, no delivery") holds without explicit locks, on either database.
//
// Errors of every call that reaches the database:
//   kConflict     a unique, foreign-key or check constraint, or a trigger, refused; detail names kind and constraint
//   kUnavailable  busy, out of connections or resources, timed out, connection lost
//   kInvalid      a text parameter is not clean UTF-8
//   kInternal     anything else: wrong SQL, NULL in a NOT NULL column, damaged file
// No error ever quotes a parameter or a stored value.
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "db/value.h"

namespace parasol::db {

class Connection;
class Database;
class Pool;
struct Fault;
struct Migration;
struct Outcome;
enum class Access : std::uint8_t { kRead, kWrite, kMigrate };

struct Options {
  // "sqlite:/path/to/file", or anything libpq accepts that starts with "postgresql://". A PgBouncer in between must
  // run in session mode.
  std::string url;
  // PostgreSQL: all connections. SQLite: readers; there is one writer besides.
  std::size_t connections = 8;
  // How long one call waits for a free connection (on SQLite: for the writers before it).
  Millis lease_timeout = 10 * kSecond;
  // PostgreSQL: longest single statement, and longest wait for one lock. SQLite: the lock wait is its busy timeout.
  Millis statement_timeout = 15 * kSecond;
  Millis lock_timeout = 5 * kSecond;
};

// What one pooled connection says about itself when asked now: names and values as the database spells them, e.g.
// {"secure_delete", "1"}, {"journal_mode", "wal"}; on PostgreSQL {"synchronous_commit", "on"}, …
struct ConnectionSettings {
  std::string connection;  // "writer", "reader" or "postgres"
  std::vector<std::pair<std::string, std::string>> settings;
};

class Transaction {
 public:
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

  // Runs one statement and returns its rows (SELECT, or RETURNING), all of them.
  Result<Rows> query(Sql sql, std::initializer_list<Value> parameters = {});
  Result<Rows> query(Sql sql, std::span<const Value> parameters);
  // The same for statements that give at most one row; more than one is kInternal.
  Result<std::optional<Row>> query_row(Sql sql, std::initializer_list<Value> parameters = {});
  // Runs one statement; the number of rows it inserted, changed or deleted (not counting cascades).
  Result<std::int64_t> execute(Sql sql, std::initializer_list<Value> parameters = {});
  Result<std::int64_t> execute(Sql sql, std::span<const Value> parameters);

  // After the first failed statement every further one fails with kInternal and nothing can be committed, on both
  // databases: to go on after a duplicate, write ON CONFLICT DO NOTHING.
  bool has_failed() const;

  // For the rare statement that differs, e.g. "FOR UPDATE SKIP LOCKED".
  Dialect dialect() const;

 private:
  friend class Database;
  friend Status migrate(Database& database, std::span<const Migration> migrations);

  explicit Transaction(Connection& connection);
  Result<Outcome> run(Sql sql, std::span<const Value> parameters);
  Status run_script(std::string_view script);  // several statements, no parameters

  Connection& connection_;
  std::unique_ptr<Fault> fault_;
};

class Database {
 public:
  // SQLite: creates the file (mode 0600) if absent. PostgreSQL: connects once, so that a wrong URL shows at once.
  // Errors: kInvalid (url), kConflict (another process has the SQLite file open), kUnavailable (server does not
  // answer or refuses us), kInternal (file not usable, a required setting does not hold).
  static Result<std::unique_ptr<Database>> open(const Options& options);
  ~Database();  // no transaction may be running
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Dialect dialect() const { return dialect_; }

  // Runs `work(Transaction&) -> Result<T>` and returns its result. Work may run several times (a serialisation
  // conflict; one lost connection or demoted server), each time in a new transaction: it must have no effect outside
  // it, and start from the same captured state. kUnavailable "lost while committing" means that it may or may not be
  // stored. Transactions do not nest: starting one inside another aborts.
  template <class Work>
  auto write(Work&& work) -> std::invoke_result_t<Work&, Transaction&> {
    return run(Access::kWrite, work);
  }
  // The same, read-only, on one snapshot.
  template <class Work>
  auto read(Work&& work) -> std::invoke_result_t<Work&, Transaction&> {
    return run(Access::kRead, work);
  }

  // SQLite: moves the write-ahead log into the file and truncates it. Cheap. What secure_delete overwrote is then gone
  // from both; but moving rows between pages leaves stale copies that secure_delete does not see (SQLite 3.40): they
  // go with scrub(). kUnavailable if a reader still holds an old snapshot after the lock timeout.
  // PostgreSQL: does nothing.
  Status checkpoint();

  // SQLite: writes the whole file anew (VACUUM) and checkpoints, so that of deleted rows not a byte is left in file or
  // log. Writers wait meanwhile; needs memory and log space of the file's size. To be run after erasures.
  // PostgreSQL: does nothing. There, deleted rows leave the files only as the server vacuums and reuses their pages
  // and recycles its log: whoever can read its disk can read them until then.
  Status scrub();

  // Asks every pooled connection, in use or not (it waits for each), for its settings.
  Result<std::vector<ConnectionSettings>> settings_report();

 private:
  friend Status migrate(Database& database, std::span<const Migration> migrations);
  class LockFile;

  explicit Database(Dialect dialect);

  template <class Work>
  auto run(Access access, Work& work) -> std::invoke_result_t<Work&, Transaction&> {
    std::optional<std::invoke_result_t<Work&, Transaction&>> result;
    Status status = attempt(access, [&](Transaction& tx) {
      result.emplace(work(tx));
      return result->has_value();
    });
    if (!status) return std::move(status).error();
    return *std::move(result);
  }
  // Leases, begins, runs `work` (true: commit), ends; runs again where that helps. An error is one that `work` could
  // not see: no connection, no begin, no commit.
  Status attempt(Access access, const std::function<bool(Transaction&)>& work);

  Dialect dialect_;
  std::unique_ptr<LockFile> lock_file_;
  std::unique_ptr<Pool> writers_;
  std::unique_ptr<Pool> readers_;  // SQLite only
  std::mutex report_mutex_;
};

}  // namespace parasol::db
