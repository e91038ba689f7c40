#pragma once
// What the two drivers implement; private to src/db. A connection is used by one thread at a time and keeps its
// prepared statements.
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "db/database.h"

namespace parasol::db {

// A failure, and what can be done about it.
struct Fault {
  enum class Remedy : std::uint8_t {
    kNone,
    kRunAgain,   // lost a serialisation conflict or a deadlock: the same transaction may succeed
    kReconnect,  // the connection is gone, or leads to a server that no longer accepts writes
  };
  Error error;
  Remedy remedy = Remedy::kNone;
};

struct Outcome {
  Rows rows;
  std::int64_t affected = 0;
};

class Connection {
 public:
  virtual ~Connection() = default;

  virtual Dialect dialect() const = 0;
  virtual std::optional<Fault> begin(Access access) = 0;
  virtual std::optional<Fault> commit() = 0;
  // Ends a transaction that may or may not be open. If that fails, is_usable() says so.
  virtual void roll_back() = 0;
  virtual tl::expected<Outcome, Fault> run(std::string_view sql, std::span<const Value> parameters) = 0;
  // Several statements without parameters, inside the open transaction and without ending it.
  virtual std::optional<Fault> run_script(std::string_view script) = 0;
  // Alive, outside a transaction and fit for the next user.
  virtual bool is_usable() const = 0;
  virtual Status checkpoint() = 0;
  virtual Status vacuum() = 0;
  virtual Result<ConnectionSettings> settings() = 0;
};

// The part of a database's message that names a constraint, if it looks like names of our schema; otherwise nothing.
std::string_view constraint_name(const char* text);

// kConflict with a detail such as "unique constraint: member.name".
Error constraint_error(std::string_view kind, std::string_view name);

// `path` is an existing file; `is_reader` makes a connection that refuses writes. Errors as for Database::open.
Result<std::unique_ptr<Connection>> connect_sqlite(const std::string& path, bool is_reader, const Options& options);
// `options.url` says where. Errors as for Database::open.
Result<std::unique_ptr<Connection>> connect_postgres(const Options& options);

}  // namespace parasol::db
