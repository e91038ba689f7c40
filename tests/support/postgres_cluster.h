#pragma once
// A throw-away PostgreSQL server for tests: own temporary folder, Unix socket only, nothing synced to disk, gone at
// the end of the object's life (or when the process dies). As root it runs under an unprivileged account, because
// PostgreSQL refuses root.
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>

#include "base/result.h"

namespace parasol::test_support {

class PostgresCluster {
 public:
  // Takes a second or two. Errors: kUnavailable (no /usr/lib/postgresql/*/bin/postgres), kInternal (it does not
  // start; detail says at which step, the server's own words go to standard error).
  static Result<std::unique_ptr<PostgresCluster>> start();
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  // Of the database "postgres", as its superuser; encoding UTF8, locale C.
  const std::string& url() const { return url_; }

 private:
  PostgresCluster() = default;
  std::filesystem::path folder_;
  std::string url_;
  pid_t server_ = -1;
};

}  // namespace parasol::test_support
