#include "db/database.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/utf8.h"
#include "db/connection.h"
#include "db/pool.h"

namespace parasol::db {
namespace {

constexpr std::string_view kSqliteScheme = "sqlite:";
constexpr std::string_view kPostgresScheme = "postgresql://";

// A transaction that keeps losing is worth this many runs: with the pauses below, about a second.
constexpr int kMaxRuns = 40;

// Waits a random time that grows with the number of lost runs, so that rivals spread out.
void pause_before_run(int run) {
  constexpr std::int64_t kLongestMicros = 50'000;
  const std::int64_t ceiling_micros = std::min(std::int64_t{1000} << std::min(run, 6), kLongestMicros);
  const auto random = random_array<2>();
  const std::int64_t fraction = (random[0] << 8) | random[1];
  std::this_thread::sleep_for(std::chrono::microseconds(ceiling_micros * fraction / 0x10000));
}

// For its mode; SQLite gives the log and the shared-memory file the same one. Never while SQLite has the file open:
// closing any descriptor of a file drops the process's locks on it.
Status create_private_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return failure(ErrorCode::kInternal, "cannot open the database file");
  ::close(fd);
  return {};
}

// Transactions must not nest: on SQLite the inner one would wait for the outer one for ever.
class NestingGuard {
 public:
  NestingGuard() {
    PARASOL_CHECK(!is_inside_);
    is_inside_ = true;
  }
  ~NestingGuard() { is_inside_ = false; }
  NestingGuard(const NestingGuard&) = delete;
  NestingGuard& operator=(const NestingGuard&) = delete;

 private:
  static thread_local bool is_inside_;
};
thread_local bool NestingGuard::is_inside_ = false;

}  // namespace

std::string_view constraint_name(const char* text) {
  constexpr std::size_t kLongest = 200;
  const std::string_view name = text == nullptr ? std::string_view{} : std::string_view(text);
  const bool is_name = name.size() <= kLongest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == ',' || c == ' ';
  });
  return is_name ? name : std::string_view{};
}

Error constraint_error(std::string_view kind, std::string_view name) {
  std::string detail(kind);
  if (!name.empty()) detail.append(": ").append(name);
  return failure(ErrorCode::kConflict, std::move(detail));
}

// Held for as long as the database is open, so that a second process fails clearly instead of sharing the file.
class Database::LockFile {
 public:
  static Result<std::unique_ptr<LockFile>> acquire(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return failure(ErrorCode::kInternal, "cannot open the database's lock file");
    auto lock = std::make_unique<LockFile>(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) return failure(ErrorCode::kConflict, "another process has the database open");
    return failure(ErrorCode::kInternal, "cannot lock the database's lock file");
  }
  explicit LockFile(int fd) : fd_(fd) {}
  ~LockFile() { ::close(fd_); }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

 private:
  int fd_;
};

Transaction::Transaction(Connection& connection) : connection_(connection) {}
Transaction::~Transaction() { connection_.roll_back(); }

bool Transaction::has_failed() const { return fault_ != nullptr; }

Dialect Transaction::dialect() const { return connection_.dialect(); }

Result<Outcome> Transaction::run(Sql sql, std::span<const Value> parameters) {
  if (fault_) return failure(ErrorCode::kInternal, "the transaction has already failed");
  for (const Value& value : parameters) {
    if (value.type() == Value::Type::kText && !value.is_null() && !is_clean_utf8(value.text())) {
      fault_ = std::make_unique<Fault>(Fault{invalid("", "a text parameter is not clean UTF-8")});
      return fault_->error;
    }
  }
  auto outcome = connection_.run(sql.text(), parameters);
  if (!outcome) {
    fault_ = std::make_unique<Fault>(std::move(outcome).error());
    return fault_->error;
  }
  return *std::move(outcome);
}

Status Transaction::run_script(std::string_view script) {
  if (auto fault = connection_.run_script(script)) {
    fault_ = std::make_unique<Fault>(*std::move(fault));
    return fault_->error;
  }
  return {};
}

Result<Rows> Transaction::query(Sql sql, std::span<const Value> parameters) {
  PARASOL_TRY(auto outcome, run(sql, parameters));
  return std::move(outcome.rows);
}

Result<Rows> Transaction::query(Sql sql, std::initializer_list<Value> parameters) {
  return query(sql, std::span(parameters.begin(), parameters.size()));
}

Result<std::optional<Row>> Transaction::query_row(Sql sql, std::initializer_list<Value> parameters) {
  PARASOL_TRY(auto rows, query(sql, parameters));
  if (rows.size() > 1) return failure(ErrorCode::kInternal, "a statement for one row gave several");
  if (rows.empty()) return std::optional<Row>{};
  return std::optional<Row>(std::move(rows.front()));
}

Result<std::int64_t> Transaction::execute(Sql sql, std::span<const Value> parameters) {
  PARASOL_TRY(auto outcome, run(sql, parameters));
  return outcome.affected;
}

Result<std::int64_t> Transaction::execute(Sql sql, std::initializer_list<Value> parameters) {
  return execute(sql, std::span(parameters.begin(), parameters.size()));
}

Database::Database(Dialect dialect) : dialect_(dialect) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
  const std::string_view url = options.url;
  if (options.connections == 0) return invalid("connections", "at least one database connection is needed");

  if (url.starts_with(kPostgresScheme)) {
    std::unique_ptr<Database> database(new Database(Dialect::kPostgres));
    database->writers_ = std::make_unique<Pool>(options.connections, options.lease_timeout,
                                                [options] { return connect_postgres(options); });
    PARASOL_TRY([[maybe_unused]] auto first, database->writers_->lease());
    return database;
  }

  if (url.starts_with(kSqliteScheme) && url.size() > kSqliteScheme.size()) {
    const std::string path(url.substr(kSqliteScheme.size()));
    std::unique_ptr<Database> database(new Database(Dialect::kSqlite));
    PARASOL_TRY(database->lock_file_, LockFile::acquire(path + ".lock"));
    PARASOL_CHECK_OK(create_private_file(path));
    database->writers_ = std::make_unique<Pool>(1, options.lease_timeout,
                                                [path, options] { return connect_sqlite(path, false, options); });
    database->readers_ = std::make_unique<Pool>(options.connections, options.lease_timeout,
                                                [path, options] { return connect_sqlite(path, true, options); });
    // The writer comes first: it turns write-ahead logging on and repairs the log of a crashed process.
    PARASOL_TRY([[maybe_unused]] auto first, database->writers_->lease());
    return database;
  }

  return invalid("url", "a database is sqlite:/path/to/file or postgresql://…");
}

Status Database::attempt(Access access, const std::function<bool(Transaction&)>& work) {
  const NestingGuard guard;
  Pool& pool = access == Access::kRead && readers_ ? *readers_ : *writers_;
  PARASOL_TRY(auto lease, pool.lease());
  bool has_reconnected = false;
  for (int run = 1;; ++run) {
    std::optional<Fault> fault = lease.connection().begin(access);
    bool has_value = true;
    if (!fault) {
      Transaction transaction(lease.connection());
      has_value = work(transaction);
      if (transaction.fault_) {
        fault = *transaction.fault_;
      } else if (!has_value || access == Access::kRead) {
        return {};
      } else {
        fault = lease.connection().commit();
        if (!fault) return {};
      }
    }
    if (fault->remedy == Fault::Remedy::kRunAgain && run < kMaxRuns) {
      pause_before_run(run);
    } else if (fault->remedy == Fault::Remedy::kReconnect && !has_reconnected) {
      has_reconnected = true;
      PARASOL_CHECK_OK(lease.reconnect());
    } else {
      // An error that work saw, it has answered in its own words.
      if (!has_value) return {};
      return std::move(fault->error);
    }
  }
}

Status Database::checkpoint() {
  const NestingGuard guard;
  PARASOL_TRY(auto lease, writers_->lease());
  return lease.connection().checkpoint();
}

Status Database::scrub() {
  const NestingGuard guard;
  PARASOL_TRY(auto lease, writers_->lease());
  PARASOL_CHECK_OK(lease.connection().vacuum());
  malloc_trim(0);  // the whole file was in memory; the allocator would keep it
  return lease.connection().checkpoint();
}

Result<std::vector<ConnectionSettings>> Database::settings_report() {
  const NestingGuard guard;
  // One report at a time: two of them could each hold half of the connections.
  const std::lock_guard lock(report_mutex_);
  std::vector<ConnectionSettings> report;
  for (Pool* pool : {writers_.get(), readers_.get()}) {
    if (pool == nullptr) continue;
    std::vector<Pool::Lease> leases;
    while (leases.size() < pool->size()) {
      PARASOL_TRY(auto lease, pool->lease());
      leases.push_back(std::move(lease));
      PARASOL_TRY(auto settings, leases.back().connection().settings());
      report.push_back(std::move(settings));
    }
  }
  return report;
}

}  // namespace parasol::db
