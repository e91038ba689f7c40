// One suite over both databases: what differs between them must not be visible through the interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <latch>
#include <limits>
#include <thread>

#include "db/database.h"
#include "db/migrator.h"
#include "support/test_database.h"

namespace parasol::db {
namespace {

using test_support::TestDatabase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Migration kSchema[] = {
    {1, "start",
     "CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0,"
     "  CONSTRAINT team_size CHECK (size >= 0)) STRICT;"
     "CREATE TABLE member (id INTEGER PRIMARY KEY, team INTEGER NOT NULL REFERENCES team (id)) STRICT;",
     "CREATE TABLE team (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, size BIGINT NOT NULL DEFAULT 0,"
     "  CONSTRAINT team_size CHECK (size >= 0));"
     "CREATE TABLE member (id BIGINT PRIMARY KEY, team BIGINT NOT NULL REFERENCES team (id));"},
    {2, "values",
     "CREATE TABLE thing (id INTEGER PRIMARY KEY, number INTEGER, text TEXT, bytes BLOB) STRICT;",
     "CREATE TABLE thing (id BIGINT PRIMARY KEY, number BIGINT, text TEXT, bytes BYTEA);"},
};

struct ThingTag;
using ThingId = Id<ThingTag>;

class DatabaseTest : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!test_support::is_testable(GetParam())) GTEST_SKIP() << test_support::kWhyNotTestable;
    auto place = TestDatabase::create(GetParam());
    ASSERT_TRUE(place) << place.error().detail;
    place_ = *std::move(place);
    options_.url = place_->url();
    options_.connections = 4;
    open();
    const Status migrated = migrate(*database_, kSchema);
    ASSERT_TRUE(migrated) << migrated.error().detail;
  }

  void open() {
    database_.reset();
    auto opened = Database::open(options_);
    ASSERT_TRUE(opened) << opened.error().detail;
    database_ = *std::move(opened);
  }

  // Runs one statement in its own transaction.
  Status run(Sql sql, std::vector<Value> parameters = {}) {
    return database_->write([&](Transaction& tx) -> Status {
      PARASOL_CHECK_OK(tx.execute(sql, parameters));
      return {};
    });
  }

  std::int64_t number(Sql sql) {
    auto result = database_->read([&](Transaction& tx) -> Result<std::int64_t> {
      PARASOL_TRY(auto rows, tx.query(sql));
      return rows.at(0).int64(0);
    });
    EXPECT_TRUE(result) << result.error().detail;
    return result.value_or(-1);
  }

  std::unique_ptr<TestDatabase> place_;
  Options options_;
  std::unique_ptr<Database> database_;
};

TEST_P(DatabaseTest, values_come_back_as_they_went_in) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  const Bytes every_byte = [] {
    Bytes bytes(256);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
    return bytes;
  }();
  const std::string text = "Ana \xE2\x98\x82 'quoted' $1 \\x00";
  const Status status = database_->write([&](Transaction& tx) -> Status {
    constexpr Sql kInsert = "INSERT INTO thing (id, number, text, bytes) VALUES ($1, $2, $3, $4)";
    PARASOL_CHECK_OK(tx.execute(kInsert, {1, kLowest, text, every_byte}));
    PARASOL_CHECK_OK(tx.execute(kInsert, {2, -1, "", Bytes{}}));
    PARASOL_CHECK_OK(tx.execute(kInsert, {3, nullptr, nullptr, nullptr}));
    PARASOL_CHECK_OK(
        tx.execute(kInsert, {4, std::optional<int>{}, std::optional<std::string>{}, std::optional<Bytes>{}}));
    PARASOL_CHECK_OK(tx.execute(kInsert, {5, true, std::string(70'000, 'x'), Bytes(70'000, 7)}));
    PARASOL_TRY(auto rows, tx.query("SELECT number, text, bytes FROM thing ORDER BY id"));
    EXPECT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0].size(), 3U);
    EXPECT_EQ(rows[0].int64(0), kLowest);
    EXPECT_EQ(rows[0].text(1), text);
    EXPECT_EQ(rows[0].bytes(2), every_byte);
    EXPECT_EQ(rows[1].int64(0), -1);
    EXPECT_EQ(rows[1].optional_text(1), "");
    EXPECT_EQ(rows[1].optional_bytes(2), Bytes{});
    for (const std::size_t i : {2U, 3U}) {
      EXPECT_TRUE(rows[i].is_null(0));
      EXPECT_EQ(rows[i].optional_int64(0), std::nullopt);
      EXPECT_EQ(rows[i].optional_text(1), std::nullopt);
      EXPECT_EQ(rows[i].optional_bytes(2), std::nullopt);
    }
    EXPECT_TRUE(rows[4].boolean(0));
    EXPECT_EQ(rows[4].text(1).size(), 70'000U);
    EXPECT_EQ(rows[4].bytes(2), Bytes(70'000, 7));
    return {};
  });
  ASSERT_TRUE(status) << status.error().detail;
}

TEST_P(DatabaseTest, identifiers_and_computed_truth_values_come_back) {
  const auto id = ThingId::random();
  const Status status = database_->write([&](Transaction& tx) -> Status {
    PARASOL_CHECK_OK(tx.execute("INSERT INTO thing (id, bytes) VALUES (1, $1)", {id}));
    PARASOL_TRY(auto row, tx.query_row("SELECT bytes, EXISTS (SELECT 1 FROM thing), 1 = 2, length(bytes), number "
                                       "FROM thing WHERE bytes = $1", {id}));
    EXPECT_TRUE(row.has_value());
    EXPECT_EQ(row->id<ThingId>(0), id);
    EXPECT_TRUE(row->boolean(1));
    EXPECT_FALSE(row->boolean(2));
    EXPECT_EQ(row->int64(3), 16);
    EXPECT_EQ(row->optional_id<ThingId>(4), std::nullopt);
    PARASOL_TRY(auto none, tx.query_row("SELECT id FROM thing WHERE bytes = $1", {ThingId::random()}));
    EXPECT_FALSE(none.has_value());
    return {};
  });
  ASSERT_TRUE(status) << status.error().detail;
}

TEST_P(DatabaseTest, parameters_go_by_number_not_by_order) {
  const auto result = database_->read([](Transaction& tx) -> Result<std::int64_t> {
    PARASOL_TRY(auto rows, tx.query("SELECT $2 * 100 + $1 * 10 + $2", {1, 2}));
    return rows.at(0).int64(0);
  });
  ASSERT_TRUE(result) << result.error().detail;
  EXPECT_EQ(*result, 212);
}

TEST_P(DatabaseTest, returning_upsert_and_counts) {
  const Status status = database_->write([](Transaction& tx) -> Status {
    PARASOL_TRY(const auto inserted, tx.execute("INSERT INTO team (id, name) VALUES (1, $1), (2, $2)", {"a", "b"}));
    EXPECT_EQ(inserted, 2);
    PARASOL_TRY(const auto ignored,
                tx.execute("INSERT INTO team (id, name) VALUES (3, $1) ON CONFLICT (name) DO NOTHING", {"a"}));
    EXPECT_EQ(ignored, 0);
    PARASOL_TRY(auto upserted, tx.query("INSERT INTO team (id, name) VALUES (3, $1) "
                                        "ON CONFLICT (name) DO UPDATE SET size = team.size + 5 RETURNING id, size",
                                        {"a"}));
    EXPECT_EQ(upserted.at(0).int64(0), 1);
    EXPECT_EQ(upserted.at(0).int64(1), 5);
    PARASOL_TRY(const auto selected, tx.execute("SELECT id FROM team"));
    EXPECT_EQ(selected, 0);
    PARASOL_TRY(const auto deleted, tx.execute("DELETE FROM team WHERE size >= $1", {0}));
    EXPECT_EQ(deleted, 2);
    PARASOL_TRY(const auto none, tx.execute("DELETE FROM team"));
    EXPECT_EQ(none, 0);
    return {};
  });
  ASSERT_TRUE(status) << status.error().detail;
}

TEST_P(DatabaseTest, text_sorts_by_bytes) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'b'), (2, 'B'), (3, 'a'), (4, '\xC3\xA9'), (5, '_')"));
  const auto names = database_->read([](Transaction& tx) -> Result<std::vector<std::string>> {
    PARASOL_TRY(auto rows, tx.query("SELECT name FROM team ORDER BY name"));
    std::vector<std::string> result;
    for (const Row& row : rows) result.push_back(row.text(0));
    return result;
  });
  ASSERT_TRUE(names);
  EXPECT_THAT(*names, ElementsAre("B", "_", "a", "b", "\xC3\xA9"));
}

TEST_P(DatabaseTest, an_error_rolls_back) {
  const Status refused = database_->write([](Transaction& tx) -> Status {
    PARASOL_CHECK_OK(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    return invalid("name", "our own");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "name");
  EXPECT_EQ(number("SELECT count(*) FROM team"), 0);
}

TEST_P(DatabaseTest, an_exception_rolls_back) {
  const auto throwing = [](Transaction& tx) -> Status {
    EXPECT_TRUE(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    throw std::runtime_error("from a caller");
  };
  EXPECT_THROW(static_cast<void>(database_->write(throwing)), std::runtime_error);
  EXPECT_EQ(number("SELECT count(*) FROM team"), 0);
}

TEST_P(DatabaseTest, nothing_commits_after_a_failed_statement) {
  const Status status = database_->write([](Transaction& tx) -> Status {
    EXPECT_TRUE(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    EXPECT_FALSE(tx.execute("INSERT INTO team (id, name) VALUES (2, 'a')"));
    EXPECT_TRUE(tx.has_failed());
    EXPECT_FALSE(tx.execute("INSERT INTO team (id, name) VALUES (3, 'c')"));
    return {};  // swallows the error
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kConflict);
  EXPECT_EQ(number("SELECT count(*) FROM team"), 0);
}

TEST_P(DatabaseTest, work_may_answer_a_conflict_in_its_own_words) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  const Status status = database_->write([](Transaction& tx) -> Status {
    if (!tx.execute("INSERT INTO team (id, name) VALUES (2, 'a')")) return invalid("team.name");
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().field, "team.name");
}

TEST_P(DatabaseTest, constraints_are_conflicts_that_quote_no_value) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES ($1, $2)", {1, "canary"}));
  const struct {
    Status status;
    const char* kind;
  } kCases[] = {
      {run("INSERT INTO team (id, name) VALUES ($1, $2)", {2, "canary"}), "unique constraint: team"},
      {run("INSERT INTO team (id, name) VALUES ($1, $2)", {1, "canary-2"}), "unique constraint: team"},
      {run("INSERT INTO member (id, team) VALUES ($1, $2)", {1, 77007}), "foreign key constraint"},
      {run("UPDATE team SET size = $1", {-77007}), "check constraint: team_size"},
  };
  for (const auto& [status, kind] : kCases) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kConflict);
    EXPECT_THAT(status.error().detail, HasSubstr(kind));
    EXPECT_THAT(status.error().detail, Not(HasSubstr("canary")));
    EXPECT_THAT(status.error().detail, Not(HasSubstr("77007")));
  }
}

TEST_P(DatabaseTest, wrong_statements_are_internal_errors_that_quote_no_value) {
  const Status kCases[] = {
      run("INSERT INTO team (id, name) VALUES (1, $1)", {nullptr}),
      run("INSERT INTO nowhere (name) VALUES ($1)", {"canary"}),
      run("INSERT INTO team (id, name) VALUES ($1, $2)", {1}),
      run("SELECT 1; SELECT 2"),
      run("SELECT 1.5"),
      run("nonsense"),
      run(""),
  };
  for (const Status& status : kCases) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInternal) << status.error().detail;
    EXPECT_THAT(status.error().detail, Not(HasSubstr("canary")));
  }
  EXPECT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
}

TEST_P(DatabaseTest, unclean_text_is_refused) {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"a\0b"sv, "\xFF"sv, "\xC0\x80"sv}) {
    const Status status = run("INSERT INTO team (id, name) VALUES (1, $1)", {text});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(number("SELECT count(*) FROM team"), 0);
}

TEST_P(DatabaseTest, a_read_sees_one_snapshot_and_cannot_write) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  const auto counts = database_->read([&](Transaction& tx) -> Result<std::pair<std::int64_t, std::int64_t>> {
    PARASOL_TRY(auto before, tx.query("SELECT count(*) FROM team"));
    std::thread([&] { EXPECT_TRUE(run("INSERT INTO team (id, name) VALUES (2, 'b')")); }).join();
    PARASOL_TRY(auto after, tx.query("SELECT count(*) FROM team"));
    return std::pair(before.at(0).int64(0), after.at(0).int64(0));
  });
  ASSERT_TRUE(counts) << counts.error().detail;
  EXPECT_EQ(*counts, std::pair(std::int64_t{1}, std::int64_t{1}));

  const Status written = database_->read([](Transaction& tx) -> Status {
    PARASOL_CHECK_OK(tx.execute("DELETE FROM team"));
    return {};
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kInternal);
  EXPECT_EQ(number("SELECT count(*) FROM team"), 2);
}

TEST_P(DatabaseTest, no_update_is_lost_between_threads) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 200;
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        const Status status = database_->write([](Transaction& tx) -> Status {
          PARASOL_TRY(auto rows, tx.query("SELECT size FROM team WHERE id = 1"));
          PARASOL_CHECK_OK(tx.execute("UPDATE team SET size = $1 WHERE id = 1", {rows.at(0).int64(0) + 1}));
          return {};
        });
        if (!status) ++failures;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(number("SELECT size FROM team"), kThreads * kRounds);
}

// Two transactions each check what the other changes. Under anything weaker than serialisable both would commit.
TEST_P(DatabaseTest, a_rule_checked_by_reading_holds) {
  constexpr int kRounds = 20;
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_TRUE(run("DELETE FROM team"));
    ASSERT_TRUE(run("INSERT INTO team (id, name, size) VALUES (1, 'on call 1', 1), (2, 'on call 2', 1)"));
    std::latch both_ready(2);
    const auto leave = [&](std::int64_t id) {
      both_ready.arrive_and_wait();
      EXPECT_TRUE(database_->write([&](Transaction& tx) -> Status {
        PARASOL_TRY(auto rows, tx.query("SELECT CAST(sum(size) AS BIGINT) FROM team"));
        if (rows.at(0).int64(0) < 2) return {};
        PARASOL_CHECK_OK(tx.execute("UPDATE team SET size = 0 WHERE id = $1", {id}));
        return {};
      }));
    };
    std::thread first(leave, 1);
    std::thread second(leave, 2);
    first.join();
    second.join();
    ASSERT_EQ(number("SELECT CAST(sum(size) AS BIGINT) FROM team"), 1);
  }
}

TEST_P(DatabaseTest, a_full_pool_is_unavailable_not_a_wait_for_ever) {
  options_.connections = 1;
  options_.lease_timeout = 1;
  open();
  const Status outer = database_->write([&](Transaction&) -> Status {
    std::thread([&] {
      const Status inner = run("SELECT 1");
      ASSERT_FALSE(inner);
      EXPECT_EQ(inner.error().code, ErrorCode::kUnavailable);
    }).join();
    return {};
  });
  EXPECT_TRUE(outer);
  EXPECT_TRUE(run("SELECT 1"));
}

TEST_P(DatabaseTest, more_statements_than_the_cache_holds) {
  std::vector<std::string> texts;
  for (int i = 0; i < 1200; ++i) texts.push_back("SELECT CAST($1 AS BIGINT) + " + std::to_string(i));
  const Status status = database_->read([&](Transaction& tx) -> Status {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      PARASOL_TRY(auto rows, tx.query(Sql::of_constant(texts[i]), {1}));
      EXPECT_EQ(rows.at(0).int64(0), static_cast<std::int64_t>(i) + 1);
    }
    return {};
  });
  EXPECT_TRUE(status) << status.error().detail;
}

TEST_P(DatabaseTest, migrating_twice_changes_nothing) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  ASSERT_TRUE(migrate(*database_, kSchema));
  EXPECT_TRUE(check_schema(*database_, kSchema));
  EXPECT_EQ(number("SELECT count(*) FROM team"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM schema_migration"), 2);
}

TEST_P(DatabaseTest, a_changed_newer_or_missing_migration_is_refused) {
  std::vector<Migration> changed(std::begin(kSchema), std::end(kSchema));
  const std::string other_text = std::string(kSchema[1].sqlite_sql) + " ";
  changed[1].sqlite_sql = changed[1].postgres_sql = other_text;
  const Status refused = migrate(*database_, changed);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().detail, HasSubstr("migration 2"));
  EXPECT_FALSE(check_schema(*database_, changed));

  const std::span older(kSchema, 1);
  ASSERT_FALSE(migrate(*database_, older));
  EXPECT_THAT(check_schema(*database_, older).error().detail, HasSubstr("newer"));

  std::vector<Migration> longer(std::begin(kSchema), std::end(kSchema));
  longer.push_back({3, "more", "CREATE TABLE more (id INTEGER) STRICT", "CREATE TABLE more (id BIGINT)"});
  EXPECT_THAT(check_schema(*database_, longer).error().detail, HasSubstr("lacks 1"));
  EXPECT_TRUE(migrate(*database_, longer));
  EXPECT_TRUE(check_schema(*database_, longer));
  EXPECT_EQ(number("SELECT count(*) FROM more"), 0);
}

TEST_P(DatabaseTest, a_failing_migration_leaves_nothing_behind) {
  std::vector<Migration> longer(std::begin(kSchema), std::end(kSchema));
  longer.push_back({3, "good", "CREATE TABLE good (id INTEGER) STRICT", "CREATE TABLE good (id BIGINT)"});
  constexpr std::string_view kHalfBroken = "CREATE TABLE half (id BIGINT); CREATE TABLE team (id BIGINT);";
  longer.push_back({4, "broken", kHalfBroken, kHalfBroken});
  const Status failed = migrate(*database_, longer);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().detail, HasSubstr("migration 4"));
  EXPECT_TRUE(check_schema(*database_, kSchema));
  EXPECT_FALSE(run("SELECT id FROM good"));
  EXPECT_FALSE(run("SELECT id FROM half"));

  longer.back().sqlite_sql = longer.back().postgres_sql = "COMMIT; SELECT 1";
  EXPECT_FALSE(migrate(*database_, longer));
}

TEST_P(DatabaseTest, every_connection_reports_its_settings) {
  const auto report = database_->settings_report();
  ASSERT_TRUE(report) << report.error().detail;
  const bool is_sqlite = GetParam() == Dialect::kSqlite;
  EXPECT_EQ(report->size(), options_.connections + (is_sqlite ? 1 : 0));
  for (const ConnectionSettings& connection : *report) {
    const auto value = [&](std::string_view name) -> std::string {
      const auto found = std::ranges::find(connection.settings, name, [](const auto& pair) { return pair.first; });
      return found == connection.settings.end() ? "missing" : found->second;
    };
    if (is_sqlite) {
      EXPECT_EQ(value("secure_delete"), "1");
      EXPECT_EQ(value("journal_mode"), "wal");
      EXPECT_EQ(value("synchronous"), "2");
      EXPECT_EQ(value("foreign_keys"), "1");
      EXPECT_EQ(value("trusted_schema"), "0");
      EXPECT_EQ(value("query_only"), connection.connection == "reader" ? "1" : "0");
    } else {
      EXPECT_EQ(value("synchronous_commit"), "on");
      EXPECT_EQ(value("statement_timeout"), "15s");
      EXPECT_EQ(value("log_parameter_max_length_on_error"), "0");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseTest, testing::Values(Dialect::kSqlite));
INSTANTIATE_TEST_SUITE_P(Postgres, DatabaseTest, testing::Values(Dialect::kPostgres));

class PostgresTest : public DatabaseTest {
 protected:
  // Ends every session of this test's database but the caller's own.
  void end_sessions() {
    auto other = Database::open(options_);
    ASSERT_TRUE(other);
    const Status status = (*other)->write([](Transaction& tx) -> Status {
      PARASOL_CHECK_OK(tx.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()"));
      return {};
    });
    ASSERT_TRUE(status) << status.error().detail;
  }
};

TEST_P(PostgresTest, reconnects_after_its_session_was_ended) {
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  end_sessions();
  EXPECT_TRUE(run("INSERT INTO team (id, name) VALUES (2, 'b')"));
  EXPECT_EQ(number("SELECT count(*) FROM team"), 2);
}

TEST_P(PostgresTest, runs_again_when_the_session_ends_in_the_middle) {
  int runs = 0;
  const Status status = database_->write([&](Transaction& tx) -> Status {
    PARASOL_CHECK_OK(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    if (++runs == 1) std::thread([&] { end_sessions(); }).join();
    PARASOL_CHECK_OK(tx.execute("INSERT INTO team (id, name) VALUES (2, 'b')"));
    return {};
  });
  EXPECT_TRUE(status) << status.error().detail;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(number("SELECT count(*) FROM team"), 2);
}

TEST_P(PostgresTest, a_connection_lost_while_committing_is_not_run_again) {
  int runs = 0;
  const Status status = database_->write([&](Transaction& tx) -> Status {
    ++runs;
    PARASOL_CHECK_OK(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    std::thread([&] { end_sessions(); }).join();
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(status.error().detail, HasSubstr("may or may not"));
  EXPECT_EQ(runs, 1);
}

TEST_P(PostgresTest, reconnects_once_when_the_server_turns_read_only) {
  int runs = 0;
  const Status status = database_->write([&](Transaction& tx) -> Status {
    // Gives the error of a primary that was demoted.
    if (++runs == 1) PARASOL_CHECK_OK(tx.execute("SET TRANSACTION READ ONLY"));
    PARASOL_CHECK_OK(tx.execute("INSERT INTO team (id, name) VALUES (1, 'a')"));
    return {};
  });
  EXPECT_TRUE(status) << status.error().detail;
  EXPECT_EQ(runs, 2);
}

TEST_P(PostgresTest, several_migrators_at_once_agree) {
  std::vector<Migration> longer(std::begin(kSchema), std::end(kSchema));
  longer.push_back({3, "more", "", "CREATE TABLE more (id BIGINT)"});
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      auto own = Database::open(options_);
      ASSERT_TRUE(own);
      const Status status = migrate(**own, longer);
      EXPECT_TRUE(status) << status.error().detail;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(check_schema(*database_, longer));
}

TEST_P(PostgresTest, a_slow_statement_is_cut_off) {
  options_.statement_timeout = 50;
  open();
  const Status status = run("SELECT length(pg_sleep(60)::text)");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnavailable);
}

TEST_P(PostgresTest, a_database_that_forgets_what_it_answered_is_refused) {
  options_.url += "&options=-csynchronous_commit%3Doff";
  const auto opened = Database::open(options_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInternal);
  EXPECT_THAT(opened.error().detail, HasSubstr("synchronous_commit"));
}

TEST_P(PostgresTest, a_server_that_is_not_there_is_unavailable) {
  const auto opened = Database::open({.url = "postgresql://parasol@/postgres?host=/nonexistent"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
}

INSTANTIATE_TEST_SUITE_P(Postgres, PostgresTest, testing::Values(Dialect::kPostgres));

class SqliteTest : public DatabaseTest {
 protected:
  std::string raw_content() const {
    std::string all;
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::ifstream file(place_->file().string() + suffix, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  static std::string repeated(std::string_view word, std::size_t size) {
    std::string text;
    while (text.size() < size) text += word;
    return text;
  }
};

TEST_P(SqliteTest, a_second_opener_is_refused_until_the_first_has_closed) {
  const auto second = Database::open(options_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_THAT(second.error().detail, HasSubstr("another process"));
  database_.reset();
  EXPECT_TRUE(Database::open(options_));
}

TEST_P(SqliteTest, the_files_are_for_the_owner_only) {
  using std::filesystem::perms;
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    const auto mode = std::filesystem::status(place_->file().string() + suffix).permissions();
    EXPECT_EQ(mode & (perms::group_all | perms::others_all), perms::none) << suffix;
  }
}

TEST_P(SqliteTest, bytes_for_a_text_column_are_refused) {
  const Status status = run("INSERT INTO team (id, name) VALUES (1, $1)", {as_bytes("canary")});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInternal);
  EXPECT_THAT(status.error().detail, Not(HasSubstr("canary")));
}

TEST_P(SqliteTest, a_file_that_is_no_database_is_refused) {
  database_.reset();
  std::ofstream(place_->file(), std::ios::trunc) << std::string(10'000, 'x');
  const auto opened = Database::open(options_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInternal);
}

TEST_P(SqliteTest, a_deleted_blob_is_gone_after_a_checkpoint) {
  const std::string canary = "canary-07700900123";
  const Bytes blob = to_bytes(as_bytes(repeated(canary, 20'000)));
  ASSERT_TRUE(run("INSERT INTO thing (id, bytes) VALUES (1, $1), (2, $2), (3, $1)", {Bytes(500, 'x'), blob}));
  ASSERT_NE(raw_content().find(canary), std::string::npos) << "the search itself must work";
  ASSERT_TRUE(run("DELETE FROM thing WHERE id = 2"));
  ASSERT_TRUE(database_->checkpoint());
  EXPECT_EQ(std::filesystem::file_size(place_->file().string() + "-wal"), 0U);
  EXPECT_EQ(raw_content().find(canary), std::string::npos);
}

// Rows of many sizes come and go, so that their neighbours are moved between pages; half of them stay.
TEST_P(SqliteTest, not_a_byte_of_deleted_rows_is_left_after_scrubbing) {
  const std::string canary = "canary-07700900123";
  ASSERT_TRUE(run("CREATE INDEX thing_text ON thing (text)"));
  const Status filled = database_->write([&](Transaction& tx) -> Status {
    for (int count = 1; count <= 1200; ++count) {
      const int id = count * 7919 % 100'003;
      const bool is_canary = id % 2 == 0;
      const std::string word = is_canary ? canary : "innocent";
      const std::size_t size = std::array<std::size_t, 4>{40, 300, 1500, 9000}[static_cast<std::size_t>(count % 4)];
      PARASOL_CHECK_OK(tx.execute("INSERT INTO thing (id, number, text, bytes) VALUES ($1, $2, $3, $4)",
                                  {id, is_canary, std::to_string(id * 31 % 1000) + word,
                                   as_bytes(repeated(word, size))}));
      if (count % 12 == 0) PARASOL_CHECK_OK(tx.execute("DELETE FROM thing WHERE id % 15 = $1", {count % 15}));
    }
    return {};
  });
  ASSERT_TRUE(filled) << filled.error().detail;
  ASSERT_TRUE(run("DELETE FROM thing WHERE number = 1"));
  ASSERT_NE(raw_content().find(canary), std::string::npos) << "the search itself must work";
  ASSERT_TRUE(database_->scrub());
  EXPECT_GT(number("SELECT count(*) FROM thing WHERE number = 0"), 100);
  EXPECT_EQ(std::filesystem::file_size(place_->file().string() + "-wal"), 0U);
  EXPECT_EQ(raw_content().find(canary), std::string::npos);
}

TEST_P(SqliteTest, a_checkpoint_waits_for_readers_and_then_gives_up) {
  options_.lock_timeout = 20;
  open();
  ASSERT_TRUE(run("INSERT INTO team (id, name) VALUES (1, 'a')"));
  const Status read = database_->read([&](Transaction& tx) -> Status {
    PARASOL_CHECK_OK(tx.query("SELECT id FROM team"));
    std::thread([&] {
      EXPECT_TRUE(run("INSERT INTO team (id, name) VALUES (2, 'b')"));
      const Status checkpoint = database_->checkpoint();
      ASSERT_FALSE(checkpoint);
      EXPECT_EQ(checkpoint.error().code, ErrorCode::kUnavailable);
    }).join();
    return {};
  });
  EXPECT_TRUE(read);
  EXPECT_TRUE(database_->checkpoint());
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SqliteTest, testing::Values(Dialect::kSqlite));

TEST(DatabaseOpenTest, a_wrong_url_is_invalid) {
  for (const char* url : {"", "sqlite:", "mysql://host/db", "/path/to/file"}) {
    const auto opened = Database::open({.url = url});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(opened.error().field, "url");
  }
}

TEST(DatabaseDeathTest, transactions_do_not_nest) {
  auto place = TestDatabase::create(Dialect::kSqlite);
  ASSERT_TRUE(place);
  EXPECT_DEATH(
      {
        auto database = Database::open({.url = (*place)->url()});
        static_cast<void>((*database)->write([&](Transaction&) -> Status {
          return (*database)->read([](Transaction&) -> Status { return {}; });
        }));
      },
      "");
}

}  // namespace
}  // namespace parasol::db
