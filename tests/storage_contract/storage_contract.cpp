#include "storage_contract.h"

#include "storage/migrations.h"
#include "storage/unit_of_work.h"

namespace parasol::test_support {

void StorageContract::SetUp() {
  if (!is_testable(GetParam())) GTEST_SKIP() << kWhyNotTestable;
  auto files = TestDatabase::create(GetParam());
  ASSERT_TRUE(files) << files.error().detail;
  files_ = *std::move(files);
  auto database = db::Database::open({.url = files_->url()});
  ASSERT_TRUE(database) << database.error().detail;
  database_ = *std::move(database);
  const Status migrated = db::migrate(*database_, storage::migrations());
  ASSERT_TRUE(migrated) << migrated.error().detail;
  unit_ = storage::sql_unit_of_work(*database_);
}

}  // namespace parasol::test_support
