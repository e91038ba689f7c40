#pragma once
// Services in a table of comma-separated values, one to a row, as a feed. docs/parasol-directory.1 has the columns.
#include "apps/cli/link/table.h"
#include "directory/feed.h"

namespace parasol::cli {

// Errors: a column that is none of ours, no column "name", more than 10,000 rows. A row that cannot be a service is among the
// unreadable. `source` is what identifiers are made from where the table has none: the same table brings the same ones again.
Result<directory::Feed> read_feed_table(const link::Table& table, const std::string& source, const directory::KnowsTerm& knows_term);

}  // namespace parasol::cli
