// One session with a PostgreSQL server. Parameters and results travel in binary format. Messages of the server are
// dropped, because they quote values; SQLSTATE and the constraint's name are kept.
#include <endian.h>
#include <libpq-fe.h>

#include <charconv>
#include <unordered_map>

#include "db/connection.h"

namespace parasol::db {
namespace {

constexpr std::size_t kMaxCachedStatements = 500;

// pg_type.oid of the types this interface speaks.
constexpr Oid kBoolOid = 16;
constexpr Oid kByteaOid = 17;
constexpr Oid kNameOid = 19;
constexpr Oid kInt8Oid = 20;
constexpr Oid kInt2Oid = 21;
constexpr Oid kInt4Oid = 23;
constexpr Oid kTextOid = 25;
constexpr Oid kVarcharOid = 1043;
constexpr Oid kOidToInfer = 0;

constexpr int kBinaryFormat = 1;

// "parasol" in ASCII: the key of the advisory lock under which the schema changes.
constexpr std::int64_t kMigrationLock = 0x70617261736f6c;

// Questions about the database whose answer must be true, and what to do if it is not.
struct Requirement {
  const char* question;
  const char* advice;
};

constexpr Requirement kRequirements[] = {
    {"SELECT current_setting('server_encoding') = 'UTF8'",
     "create the database with ENCODING 'UTF8' TEMPLATE template0"},
    // SQLite sorts by bytes; with another collation the same SQL would page through text in another order.
    {"SELECT 'B' < '_' AND '_' < 'a' AND 'a' < 'b' AND 'b' < U&'\\00E9'",
     "create the database with LOCALE 'C' TEMPLATE template0"},
    {"SELECT current_setting('synchronous_commit') <> 'off'", "synchronous_commit must not be off"},
};

struct CloseSession {
  void operator()(PGconn* session) const { PQfinish(session); }
};
using Session = std::unique_ptr<PGconn, CloseSession>;

struct ClearAnswer {
  void operator()(PGresult* answer) const { PQclear(answer); }
};
using Answer = std::unique_ptr<PGresult, ClearAnswer>;

bool is_success(const Answer& answer) {
  const ExecStatusType status = PQresultStatus(answer.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

void ignore_notice(void*, const PGresult*) {}

Oid oid_of(Value::Type type) {
  switch (type) {
    case Value::Type::kInteger:
      return kInt8Oid;
    case Value::Type::kText:
      return kTextOid;
    case Value::Type::kBytes:
      return kByteaOid;
    case Value::Type::kUnknown:
      break;
  }
  return kOidToInfer;
}

// Big-endian two's complement of `size` bytes.
std::int64_t integer_of(const char* data, int size) {
  std::uint64_t value = (size > 0 && (data[0] & 0x80) != 0) ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < size; ++i) value = (value << 8) | static_cast<std::uint8_t>(data[i]);
  return static_cast<std::int64_t>(value);
}

tl::expected<Cell, Fault> cell_of(const PGresult* answer, int row, int column) {
  if (PQgetisnull(answer, row, column) != 0) return Cell{};
  const char* data = PQgetvalue(answer, row, column);
  const int size = PQgetlength(answer, row, column);
  switch (PQftype(answer, column)) {
    case kBoolOid:
    case kInt2Oid:
    case kInt4Oid:
    case kInt8Oid:
      return Cell{integer_of(data, size)};
    case kTextOid:
    case kVarcharOid:
    case kNameOid:
      return Cell{std::string(data, static_cast<std::size_t>(size))};
    case kByteaOid:
      return Cell{Bytes(data, data + size)};
    default:
      return tl::unexpected(
          Fault{failure(ErrorCode::kInternal, "a result column is neither integer, truth value, text nor bytes")});
  }
}

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(Session session) : session_(std::move(session)) {}

  Dialect dialect() const override { return Dialect::kPostgres; }

  std::optional<Fault> begin(Access access) override {
    if (access == Access::kRead) return run_plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (access == Access::kWrite) return run_plain("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
    // The lock belongs to the session and is taken first, so that the transaction's snapshot is not older than what
    // the process before us did. Closing the session gives back both the lock and the time limits.
    is_spent_ = true;
    if (auto fault = run_plain("SET statement_timeout = 0")) return fault;
    if (auto fault = run_plain("SET lock_timeout = 0")) return fault;
    if (auto fault = run_plain(("SELECT pg_advisory_lock(" + std::to_string(kMigrationLock) + ")").c_str())) {
      return fault;
    }
    return run_plain("BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE");
  }

  std::optional<Fault> commit() override {
    const Answer answer(PQexec(session_.get(), "COMMIT"));
    if (is_success(answer)) {
      // The server answers ROLLBACK if the transaction could not be kept.
      if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return std::nullopt;
      return Fault{failure(ErrorCode::kInternal, "PostgreSQL rolled back instead of committing")};
    }
    Fault fault = fault_of(answer);
    if (fault.remedy == Fault::Remedy::kReconnect) {
      fault = {failure(ErrorCode::kUnavailable, "connection lost while committing: it may or may not be stored")};
    }
    return fault;
  }

  void roll_back() override {
    if (PQtransactionStatus(session_.get()) != PQTRANS_IDLE) run_plain("ROLLBACK");
  }

  tl::expected<Outcome, Fault> run(std::string_view sql, std::span<const Value> parameters) override {
    auto prepared = prepare(sql, parameters);
    if (!prepared) return tl::unexpected(std::move(prepared).error());

    const std::size_t count = parameters.size();
    std::vector<std::uint64_t> integers(count);
    std::vector<const char*> values(count);
    std::vector<int> lengths(count);
    const std::vector<int> formats(count, kBinaryFormat);
    for (std::size_t i = 0; i < count; ++i) {
      const Value& value = parameters[i];
      if (value.is_null()) continue;  // a null pointer is NULL
      if (value.type() == Value::Type::kInteger) {
        integers[i] = htobe64(static_cast<std::uint64_t>(value.integer()));
        values[i] = reinterpret_cast<const char*>(&integers[i]);
        lengths[i] = sizeof(std::uint64_t);
      } else {
        const ByteView bytes = value.type() == Value::Type::kText ? as_bytes(value.text()) : value.bytes();
        if (bytes.size() > kLargestValue) {
          return tl::unexpected(Fault{failure(ErrorCode::kTooLarge, "a parameter over the database's limit")});
        }
        values[i] = bytes.empty() ? "" : reinterpret_cast<const char*>(bytes.data());
        lengths[i] = static_cast<int>(bytes.size());
      }
    }
    const Answer answer(PQexecPrepared(session_.get(), prepared->c_str(), static_cast<int>(count), values.data(),
                                       lengths.data(), formats.data(), kBinaryFormat));
    if (!is_success(answer)) return tl::unexpected(fault_of(answer));
    return outcome_of(answer.get());
  }

  std::optional<Fault> run_script(std::string_view script) override {
    if (auto fault = run_plain(std::string(script).c_str())) return fault;
    if (PQtransactionStatus(session_.get()) != PQTRANS_INTRANS) {
      return Fault{failure(ErrorCode::kInternal, "a script ended its transaction")};
    }
    return std::nullopt;
  }

  bool is_usable() const override {
    return !is_spent_ && PQstatus(session_.get()) == CONNECTION_OK &&
           PQtransactionStatus(session_.get()) == PQTRANS_IDLE;
  }

  Status checkpoint() override { return {}; }
  Status vacuum() override { return {}; }

  Result<ConnectionSettings> settings() override {
    ConnectionSettings report{"postgres", {}};
    for (const char* name : {"server_version", "server_encoding", "synchronous_commit", "fsync", "statement_timeout",
                             "lock_timeout", "idle_in_transaction_session_timeout", "log_statement",
                             "log_error_verbosity", "log_parameter_max_length", "log_parameter_max_length_on_error"}) {
      PARASOL_TRY(auto value, read_one(("SELECT current_setting('" + std::string(name) + "')").c_str()));
      report.settings.emplace_back(name, std::move(value));
    }
    return report;
  }

  Status configure(const Options& options) {
    PQsetNoticeReceiver(session_.get(), ignore_notice, nullptr);
    // No parameter in the server's log either. And a transaction that stopped talking (its process hangs) must not
    // keep its locks for ever.
    const Millis idle_timeout = options.statement_timeout * 2;
    const std::string limits = "SET log_parameter_max_length_on_error = 0"
                               "; SET statement_timeout = " + std::to_string(options.statement_timeout) +
                               "; SET lock_timeout = " + std::to_string(options.lock_timeout) +
                               "; SET idle_in_transaction_session_timeout = " + std::to_string(idle_timeout);
    if (auto fault = run_plain(limits.c_str())) return std::move(fault->error);

    for (const Requirement& requirement : kRequirements) {
      PARASOL_TRY(const std::string answer, read_one(requirement.question));
      if (answer != "t") return failure(ErrorCode::kInternal, requirement.advice);
    }
    return {};
  }

 private:
  // libpq counts lengths in int; the server refuses single values from 1 GiB anyway.
  static constexpr std::size_t kLargestValue = (std::size_t{1} << 30) - 1;

  // For fixed texts that carry no value.
  std::optional<Fault> run_plain(const char* sql) {
    const Answer answer(PQexec(session_.get(), sql));
    if (!is_success(answer)) return fault_of(answer);
    return std::nullopt;
  }

  Result<std::string> read_one(const char* sql) {
    const Answer answer(PQexec(session_.get(), sql));
    if (!is_success(answer)) return fault_of(answer).error;
    if (PQntuples(answer.get()) != 1) return failure(ErrorCode::kInternal, "PostgreSQL does not know a setting");
    return std::string(PQgetvalue(answer.get(), 0, 0));
  }

  // The name of the statement prepared for this text and these parameter types.
  tl::expected<std::string, Fault> prepare(std::string_view sql, std::span<const Value> parameters) {
    std::string key;
    std::vector<Oid> types;
    for (const Value& value : parameters) {
      key.push_back(static_cast<char>('0' + static_cast<int>(value.type())));
      types.push_back(oid_of(value.type()));
    }
    key.append(" ").append(sql);
    if (const auto found = statements_.find(key); found != statements_.end()) return found->second;

    if (statements_.size() >= kMaxCachedStatements) {
      if (auto fault = run_plain("DEALLOCATE ALL")) return tl::unexpected(*std::move(fault));
      statements_.clear();
    }
    std::string name = "s" + std::to_string(next_statement_++);
    const Answer answer(PQprepare(session_.get(), name.c_str(), std::string(sql).c_str(),
                                  static_cast<int>(types.size()), types.data()));
    if (!is_success(answer)) {
      Fault fault = fault_of(answer);
      // No value has reached the server yet, so its words can only be about the statement's text.
      const char* message = PQresultErrorField(answer.get(), PG_DIAG_MESSAGE_PRIMARY);
      const bool is_about_text = fault.error.code == ErrorCode::kInternal && message != nullptr;
      if (is_about_text) fault.error.detail.append(": ").append(message);
      return tl::unexpected(std::move(fault));
    }
    statements_.emplace(std::move(key), name);
    return name;
  }

  static tl::expected<Outcome, Fault> outcome_of(PGresult* answer) {
    Outcome outcome;
    const int rows = PQntuples(answer);
    const int columns = PQnfields(answer);
    outcome.rows.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
      std::vector<Cell> cells;
      cells.reserve(static_cast<std::size_t>(columns));
      for (int column = 0; column < columns; ++column) {
        auto cell = cell_of(answer, row, column);
        if (!cell) return tl::unexpected(std::move(cell).error());
        cells.push_back(*std::move(cell));
      }
      outcome.rows.emplace_back(std::move(cells));
    }
    // A SELECT also counts its rows; it has changed none.
    if (!std::string_view(PQcmdStatus(answer)).starts_with("SELECT")) {
      const std::string_view count = PQcmdTuples(answer);
      std::from_chars(count.data(), count.data() + count.size(), outcome.affected);
    }
    return outcome;
  }

  // PostgreSQL 15, appendix A (error codes).
  Fault fault_of(const Answer& answer) const {
    const char* raw_state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    const std::string_view state = raw_state == nullptr ? std::string_view{} : std::string_view(raw_state);
    const std::string_view name = constraint_name(PQresultErrorField(answer.get(), PG_DIAG_CONSTRAINT_NAME));
    if (state == "23505") return {constraint_error("unique constraint", name)};
    if (state == "23503") return {constraint_error("foreign key constraint", name)};
    if (state == "23514") return {constraint_error("check constraint", name)};
    if (state == "P0001") return {constraint_error("trigger", {})};

    const std::string detail = "PostgreSQL error " + std::string(state);
    if (state == "40001" || state == "40P01") {
      return {failure(ErrorCode::kUnavailable, detail + ": lost a conflict with other transactions"),
              Fault::Remedy::kRunAgain};
    }
    // 57P0x: the server ends our session or is not ready. 25P03: it ended an idle transaction.
    const bool is_lost =
        PQstatus(session_.get()) != CONNECTION_OK || state.starts_with("57P") || state == "25P03";
    if (is_lost) {
      return {failure(ErrorCode::kUnavailable, detail + ": connection lost"), Fault::Remedy::kReconnect};
    }
    // A primary that was demoted under our open connection. Our own read transactions cannot be told from it by the
    // state alone, but there the reconnection is merely of no use.
    if (state == "25006") {
      return {failure(ErrorCode::kInternal, detail + ": a write on a read-only server or transaction"),
              Fault::Remedy::kReconnect};
    }
    // Cancelled by a time limit; lock not available; out of connections, memory or disk.
    const bool is_passing = state == "57014" || state == "55P03" || state.starts_with("53");
    return {failure(is_passing ? ErrorCode::kUnavailable : ErrorCode::kInternal, detail)};
  }

  Session session_;
  std::unordered_map<std::string, std::string> statements_;
  std::uint64_t next_statement_ = 0;
  bool is_spent_ = false;  // has served a migration
};

}  // namespace

Result<std::unique_ptr<Connection>> connect_postgres(const Options& options) {
  // What stands before the URL it may override; what stands after it is ours.
  const std::string silence_limit = std::to_string(options.statement_timeout + 5 * kSecond);
  const char* names[] = {"connect_timeout", "tcp_user_timeout",    "fallback_application_name",
                         "dbname",          "client_encoding", nullptr};
  const char* values[] = {"5", silence_limit.c_str(), "parasol", options.url.c_str(), "UTF8", nullptr};
  constexpr int kExpandUrl = 1;
  Session session(PQconnectdbParams(names, values, kExpandUrl));
  if (!session || PQstatus(session.get()) != CONNECTION_OK) {
    return failure(ErrorCode::kUnavailable, "cannot connect to PostgreSQL");
  }
  auto connection = std::make_unique<PostgresConnection>(std::move(session));
  PARASOL_CHECK_OK(connection->configure(options));
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace parasol::db
