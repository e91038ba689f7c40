// One connection to an SQLite file. The settings below are what "deleted means gone" and "answered means stored" rest
// on; each is read back after opening.
#include <sqlite3.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "db/connection.h"

namespace parasol::db {
namespace {

constexpr std::size_t kMaxCachedStatements = 500;

struct Pragma {
  const char* name;
  std::string_view value;
};

// trusted_schema, defensive mode, foreign keys and the ban on "strings" in double quotes come from kSwitches.
constexpr Pragma kPragmas[] = {
    {"journal_mode", "wal"},      // readers do not stop the writer
    {"synchronous", "2"},         // FULL: a commit is on disk before it is answered
    {"secure_delete", "1"},       // freed space is overwritten with zeros; see Database::scrub for its limits
    {"journal_size_limit", "0"},  // the log is cut when it starts again, so old pages do not linger in its tail
    {"cell_size_check", "1"},     // notice a damaged page early
    {"temp_store", "2"},          // MEMORY: sorting leaves nothing on disk
    {"mmap_size", "0"},           // an I/O error is an error code, not a signal
};

struct Switch {
  int option;
  int value;
};

constexpr Switch kSwitches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_FKEY, 1},    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},        {SQLITE_DBCONFIG_DQS_DML, 0},
};

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

struct CloseHandle {
  void operator()(sqlite3* handle) const { sqlite3_close(handle); }
};
using Handle = std::unique_ptr<sqlite3, CloseHandle>;

// A cached statement must neither hold its read mark on the log nor keep the parameters it borrowed.
class ResetGuard {
 public:
  explicit ResetGuard(sqlite3_stmt* statement) : statement_(statement) {}
  ~ResetGuard() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  ResetGuard(const ResetGuard&) = delete;
  ResetGuard& operator=(const ResetGuard&) = delete;

 private:
  sqlite3_stmt* statement_;
};

Fault wrong_sql(std::string detail) { return {failure(ErrorCode::kInternal, std::move(detail))}; }

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(Handle handle, bool is_reader) : handle_(std::move(handle)), is_reader_(is_reader) {}

  Dialect dialect() const override { return Dialect::kSqlite; }

  std::optional<Fault> begin(Access access) override {
    // Not a deferred BEGIN for writers: upgrading it later fails with "busy" whatever the timeout.
    return run_often(access == Access::kRead ? "BEGIN" : "BEGIN IMMEDIATE");
  }

  std::optional<Fault> commit() override { return run_often("COMMIT"); }

  void roll_back() override {
    // Some errors (disk full) have ended the transaction already.
    if (sqlite3_get_autocommit(handle_.get()) == 0) run_often("ROLLBACK");
  }

  tl::expected<Outcome, Fault> run(std::string_view sql, std::span<const Value> parameters) override {
    auto prepared = prepare(sql);
    if (!prepared) return tl::unexpected(std::move(prepared).error());
    sqlite3_stmt* statement = *prepared;
    const ResetGuard guard(statement);
    if (auto fault = bind(statement, parameters)) return tl::unexpected(*std::move(fault));

    Outcome outcome;
    const sqlite3_int64 changes_before = sqlite3_total_changes64(handle_.get());
    int status = SQLITE_ROW;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
      auto row = read_row(statement);
      if (!row) return tl::unexpected(std::move(row).error());
      outcome.rows.push_back(*std::move(row));
    }
    if (status != SQLITE_DONE) return tl::unexpected(fault_of(status));
    // sqlite3_changes alone would still tell of the statement before, if this one changed nothing.
    if (sqlite3_total_changes64(handle_.get()) != changes_before) outcome.affected = sqlite3_changes64(handle_.get());
    return outcome;
  }

  std::optional<Fault> run_script(std::string_view script) override {
    if (auto fault = run_plain(std::string(script).c_str())) return fault;
    if (sqlite3_get_autocommit(handle_.get()) != 0) return wrong_sql("a script ended its transaction");
    return std::nullopt;
  }

  bool is_usable() const override { return sqlite3_get_autocommit(handle_.get()) != 0; }

  Status checkpoint() override {
    const int status =
        sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (status != SQLITE_OK) return fault_of(status).error;
    return {};
  }

  Status vacuum() override {
    if (auto fault = run_plain("VACUUM")) return std::move(fault->error);
    return {};
  }

  Result<ConnectionSettings> settings() override {
    ConnectionSettings report{is_reader_ ? "reader" : "writer", {}};
    for (const char* name : {"journal_mode", "synchronous", "secure_delete", "journal_size_limit", "cell_size_check",
                             "temp_store", "mmap_size", "foreign_keys", "trusted_schema", "query_only"}) {
      PARASOL_TRY(auto value, read_pragma(name));
      report.settings.emplace_back(name, std::move(value));
    }
    return report;
  }

  Status configure(Millis busy_timeout) {
    sqlite3* handle = handle_.get();
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout));
    for (const Switch& wanted : kSwitches) {
      int actual = -1;
      if (sqlite3_db_config(handle, wanted.option, wanted.value, &actual) != SQLITE_OK || actual != wanted.value) {
        return failure(ErrorCode::kInternal, "SQLite refuses a required switch");
      }
    }
    for (const Pragma& pragma : kPragmas) {
      const std::string text = std::string("PRAGMA ") + pragma.name + " = " + std::string(pragma.value);
      if (auto fault = run_plain(text.c_str())) return std::move(fault->error);
      PARASOL_TRY(const std::string actual, read_pragma(pragma.name));
      if (actual != pragma.value) {
        return failure(ErrorCode::kInternal, std::string("SQLite refuses a required setting: ") + pragma.name);
      }
    }
    if (is_reader_) {
      if (auto fault = run_plain("PRAGMA query_only = 1")) return std::move(fault->error);
    }
    return {};
  }

 private:
  // For the few fixed statements that carry no value.
  std::optional<Fault> run_plain(const char* sql) {
    const int status = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (status != SQLITE_OK) return fault_of(status);
    return std::nullopt;
  }

  // The same for those around every transaction: not parsed anew each time.
  std::optional<Fault> run_often(std::string_view sql) {
    const auto prepared = prepare(sql);
    if (!prepared) return prepared.error();
    const ResetGuard guard(*prepared);
    if (const int status = sqlite3_step(*prepared); status != SQLITE_DONE) return fault_of(status);
    return std::nullopt;
  }

  Result<std::string> read_pragma(const char* name) {
    sqlite3_stmt* raw = nullptr;
    const std::string text = std::string("PRAGMA ") + name;
    sqlite3_prepare_v2(handle_.get(), text.c_str(), -1, &raw, nullptr);
    const Statement statement(raw);
    if (!statement || sqlite3_step(statement.get()) != SQLITE_ROW) {
      return failure(ErrorCode::kInternal, std::string("SQLite does not know a setting: ") + name);
    }
    return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
  }

  tl::expected<sqlite3_stmt*, Fault> prepare(std::string_view sql) {
    std::string key(sql);
    if (const auto found = statements_.find(key); found != statements_.end()) return found->second.get();
    sqlite3_stmt* raw = nullptr;
    const char* tail = nullptr;
    const int status = sqlite3_prepare_v3(handle_.get(), key.c_str(), static_cast<int>(key.size() + 1),
                                          SQLITE_PREPARE_PERSISTENT, &raw, &tail);
    Statement statement(raw);
    if ((status & 0xff) == SQLITE_ERROR) {
      // No value has reached the database yet, so its words can only be about the statement's text.
      return tl::unexpected(wrong_sql(std::string("SQLite cannot prepare: ") + sqlite3_errmsg(handle_.get())));
    }
    if (status != SQLITE_OK) return tl::unexpected(fault_of(status));
    if (!statement) return tl::unexpected(wrong_sql("an empty statement"));
    if (std::string_view(tail).find_first_not_of(" \t\r\n;") != std::string_view::npos) {
      return tl::unexpected(wrong_sql("several statements where one is expected"));
    }
    if (statements_.size() >= kMaxCachedStatements) statements_.clear();
    return statements_.emplace(std::move(key), std::move(statement)).first->second.get();
  }

  // The order of appearance, not the number, sets a $n parameter's index in SQLite; hence the look at its name.
  std::optional<Fault> bind(sqlite3_stmt* statement, std::span<const Value> parameters) {
    std::size_t highest = 0;
    for (int index = 1; index <= sqlite3_bind_parameter_count(statement); ++index) {
      const char* raw_name = sqlite3_bind_parameter_name(statement, index);
      const std::string_view name = raw_name == nullptr ? std::string_view{} : std::string_view(raw_name);
      std::size_t number = 0;
      if (name.starts_with('$')) std::from_chars(name.data() + 1, name.data() + name.size(), number);
      if (number == 0 || number > parameters.size()) return wrong_sql("a parameter without a value");
      highest = std::max(highest, number);
      if (const int status = bind_one(statement, index, parameters[number - 1]); status != SQLITE_OK) {
        return fault_of(status);
      }
    }
    if (highest != parameters.size()) return wrong_sql("a value without a parameter");
    return std::nullopt;
  }

  // SQLITE_STATIC is safe: ResetGuard lets go of the parameters before run() returns to whoever lent them.
  // A null pointer would be bound as NULL, so empty text and bytes need an address.
  static int bind_one(sqlite3_stmt* statement, int index, const Value& value) {
    if (value.is_null()) return sqlite3_bind_null(statement, index);
    if (value.type() == Value::Type::kInteger) return sqlite3_bind_int64(statement, index, value.integer());
    if (value.type() == Value::Type::kText) {
      const std::string_view text = value.text();
      return sqlite3_bind_text64(statement, index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    }
    const ByteView bytes = value.bytes();
    if (bytes.empty()) return sqlite3_bind_zeroblob(statement, index, 0);
    return sqlite3_bind_blob64(statement, index, bytes.data(), bytes.size(), SQLITE_STATIC);
  }

  static tl::expected<Row, Fault> read_row(sqlite3_stmt* statement) {
    const int count = sqlite3_column_count(statement);
    std::vector<Cell> cells(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      Cell& cell = cells[static_cast<std::size_t>(i)];
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_NULL:
          break;
        case SQLITE_INTEGER:
          cell = std::int64_t{sqlite3_column_int64(statement, i)};
          break;
        case SQLITE_TEXT: {
          const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
          cell = std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
          break;
        }
        case SQLITE_BLOB: {
          const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, i));
          cell = Bytes(data, data + sqlite3_column_bytes(statement, i));
          break;
        }
        default:
          return tl::unexpected(wrong_sql("a result column is neither integer, text nor bytes"));
      }
    }
    return Row(std::move(cells));
  }

  // SQLite's own message may quote values (RAISE, CAST); only the names in constraint messages are taken from it.
  Fault fault_of(int status) const {
    const char* message = sqlite3_errmsg(handle_.get());
    const std::string_view text(message);
    constexpr std::string_view kMarker = "failed: ";
    const std::size_t marker = text.find(kMarker);
    const char* name = marker == std::string_view::npos ? nullptr : message + marker + kMarker.size();
    switch (status) {
      case SQLITE_CONSTRAINT_UNIQUE:
      case SQLITE_CONSTRAINT_PRIMARYKEY:
      case SQLITE_CONSTRAINT_ROWID:
        return {constraint_error("unique constraint", constraint_name(name))};
      case SQLITE_CONSTRAINT_FOREIGNKEY:
        return {constraint_error("foreign key constraint", {})};
      case SQLITE_CONSTRAINT_CHECK:
        return {constraint_error("check constraint", constraint_name(name))};
      case SQLITE_CONSTRAINT_TRIGGER:
        return {constraint_error("trigger", {})};
      default:
        break;
    }
    const int primary = status & 0xff;
    const bool is_passing = primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_FULL;
    return {failure(is_passing ? ErrorCode::kUnavailable : ErrorCode::kInternal,
                    "SQLite error " + std::to_string(status) + ": " + sqlite3_errstr(status))};
  }

  Handle handle_;  // outlives the statements
  bool is_reader_;
  std::unordered_map<std::string, Statement> statements_;
};

}  // namespace

Result<std::unique_ptr<Connection>> connect_sqlite(const std::string& path, bool is_reader, const Options& options) {
  sqlite3* raw = nullptr;
  const int status = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  Handle handle(raw);
  if (status != SQLITE_OK) return failure(ErrorCode::kInternal, "SQLite cannot open the database file");
  auto connection = std::make_unique<SqliteConnection>(std::move(handle), is_reader);
  PARASOL_CHECK_OK(connection->configure(options.lock_timeout));
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace parasol::db
