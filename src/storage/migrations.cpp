#include "storage/migrations.h"

namespace parasol::storage {
namespace {

constexpr db::Migration kMigrations[] = {
#include "storage/migration_rows.inc"
};

}  // namespace

std::span<const db::Migration> migrations() { return kMigrations; }

}  // namespace parasol::storage
