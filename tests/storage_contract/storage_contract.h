#pragma once
// The fixture of all contract suites: a fresh migrated database on each backend.
//
//   class AccountContract : public StorageContract {};
//   PARASOL_ON_EVERY_DATABASE(AccountContract);
//   TEST_P(AccountContract, KeepsWhatItWasGiven) {
//     ASSERT_TRUE(write([&](domain::Stores& stores) { return stores.accounts.add(account); }));
#include <gtest/gtest.h>

#include <memory>

#include "domain/ports/unit_of_work.h"
#include "support/test_database.h"

namespace parasol::test_support {

class StorageContract : public testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override;

  domain::UnitOfWork& unit() { return *unit_; }
  db::Database& database() { return *database_; }
  template <class Work>
  auto write(Work&& work) {
    return unit_->write(std::forward<Work>(work));
  }
  template <class Work>
  auto read(Work&& work) {
    return unit_->read(std::forward<Work>(work));
  }

 private:
  std::unique_ptr<TestDatabase> files_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<domain::UnitOfWork> unit_;
};

#define PARASOL_ON_EVERY_DATABASE(Suite)                                                   \
  INSTANTIATE_TEST_SUITE_P(Sqlite, Suite, testing::Values(parasol::db::Dialect::kSqlite)); \
  INSTANTIATE_TEST_SUITE_P(Postgres, Suite, testing::Values(parasol::db::Dialect::kPostgres))

}  // namespace parasol::test_support
