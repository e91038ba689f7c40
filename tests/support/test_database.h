#pragma once
// An empty database for one test, gone afterwards: a file in a temporary folder, or a new database on the PostgreSQL
// server that PARASOL_TEST_POSTGRES names (run the tests under with_postgres). For suites over both:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, ThingTest, testing::Values(db::Dialect::kSqlite));
//   INSTANTIATE_TEST_SUITE_P(Postgres, ThingTest, testing::Values(db::Dialect::kPostgres));
//   void SetUp() override {
//     if (!test_support::is_testable(GetParam())) GTEST_SKIP() << test_support::kWhyNotTestable;
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/test_support.h"
#include "db/database.h"

namespace parasol::test_support {

constexpr const char* kWhyNotTestable = "PARASOL_TEST_POSTGRES is not set: run under with_postgres";

// SQLite always; PostgreSQL if PARASOL_TEST_POSTGRES is set.
bool is_testable(db::Dialect dialect);

class TestDatabase {
 public:
  // kUnavailable or kInternal.
  static Result<std::unique_ptr<TestDatabase>> create(db::Dialect dialect);
  ~TestDatabase();  // close every db::Database on it first
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // For db::Options.
  const std::string& url() const { return url_; }
  // SQLite: the database file. PostgreSQL: empty.
  std::filesystem::path file() const;

 private:
  TestDatabase() = default;
  std::string url_;
  std::optional<TemporaryFolder> folder_;  // SQLite
  std::string name_;                       // PostgreSQL
};

}  // namespace parasol::test_support
