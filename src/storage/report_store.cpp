#include "storage/report_store.h"

namespace parasol::storage {
namespace {

using domain::Report;
using domain::ReportId;
using vocabulary::ReportState;
using vocabulary::Urgency;

template <class Enum>
std::int64_t wire(Enum value) {
  return static_cast<std::int64_t>(value);
}

// Place in the queue.
std::int64_t rank(Urgency urgency) {
  switch (urgency) {
    case Urgency::kNow: return 0;
    case Urgency::kSoon: return 1;
    case Urgency::kNotSaid: return 2;
    case Urgency::kNoHurry: return 3;
  }
  return 3;
}

#define REPORT_COLUMNS "id, signing_key, sealing_key, state, team, team_epoch, jurisdiction, language, urgency, day, request_hash, assigned"

Report report_of(const db::Row& row) {
  Report report;
  report.id = row.id<ReportId>(0);
  report.signing_key = row.array<32>(1);
  report.sealing_key = row.bytes(2);
  report.state = static_cast<ReportState>(row.int64(3));
  report.team = row.optional_id<domain::TeamId>(4);
  report.team_epoch = static_cast<std::uint32_t>(row.int64(5));
  report.jurisdiction = static_cast<vocabulary::Jurisdiction>(row.int64(6));
  report.language = static_cast<vocabulary::Language>(row.int64(7));
  report.urgency = static_cast<Urgency>(row.int64(8));
  report.day = row.int64(9);
  report.request_hash = row.array<32>(10);
  report.assigned = row.optional_id<domain::AccountId>(11);
  return report;
}

std::vector<ReportId> ids_of(const db::Rows& rows) {
  std::vector<ReportId> out;
  for (const auto& row : rows) out.push_back(row.id<ReportId>(0));
  return out;
}

}  // namespace

Status SqlReportStore::add(const Report& report, const std::vector<domain::Section>& sections) {
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO report (" REPORT_COLUMNS ", urgency_rank) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {report.id, report.signing_key, report.sealing_key, wire(report.state), report.team, report.team_epoch, wire(report.jurisdiction),
       wire(report.language), wire(report.urgency), report.day, report.request_hash, report.assigned, rank(report.urgency)}));
  for (const auto& section : sections)
    PARASOL_CHECK_OK(tx_.execute("INSERT INTO report_section (report, section, body, owner_wrap, team_wrap) VALUES ($1, $2, $3, $4, $5)",
                                 {report.id, wire(section.section), section.body, section.owner_wrap, section.team_wrap}));
  return {};
}

Result<std::optional<Report>> SqlReportStore::find(ReportId id) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT " REPORT_COLUMNS " FROM report WHERE id = $1", {id}));
  if (!row) return std::optional<Report>();
  return std::optional(report_of(*row));
}

Result<std::vector<domain::Section>> SqlReportStore::sections(ReportId id) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT section, body, owner_wrap, team_wrap FROM report_section WHERE report = $1 ORDER BY section", {id}));
  std::vector<domain::Section> out;
  for (const auto& row : rows)
    out.push_back({static_cast<vocabulary::ReportSection>(row.int64(0)), row.bytes(1), row.bytes(2), row.optional_bytes(3)});
  return out;
}

Status SqlReportStore::update(const Report& report) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE report SET state = $2, team = $3, team_epoch = $4, assigned = $5 WHERE id = $1",
                               {report.id, wire(report.state), report.team, report.team_epoch, report.assigned}));
  return {};
}

Status SqlReportStore::set_team_wrap(ReportId id, vocabulary::ReportSection section, const std::optional<Bytes>& wrap) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE report_section SET team_wrap = $3 WHERE report = $1 AND section = $2", {id, wire(section), wrap}));
  return {};
}

Status SqlReportStore::delete_team_wraps(ReportId id) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE report_section SET team_wrap = NULL WHERE report = $1", {id}));
  return {};
}

Status SqlReportStore::delete_content(ReportId id) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM report_section WHERE report = $1", {id}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM report_message WHERE report = $1", {id}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM report_note WHERE report = $1", {id}));
  return {};
}

Status SqlReportStore::add_event(ReportId id, std::uint32_t sequence, ByteView event) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO consent_event (report, sequence, event) VALUES ($1, $2, $3)", {id, sequence, event}));
  return {};
}

Result<std::vector<Bytes>> SqlReportStore::events(ReportId id) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT event FROM consent_event WHERE report = $1 ORDER BY sequence", {id}));
  std::vector<Bytes> out;
  for (const auto& row : rows) out.push_back(row.bytes(0));
  return out;
}

Status SqlReportStore::add_approving_receipt(domain::ReceiptId receipt, ReportId id) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO approving_receipt (receipt, report) VALUES ($1, $2)", {receipt, id}));
  return {};
}

Result<std::optional<ReportId>> SqlReportStore::find_by_receipt(domain::ReceiptId receipt) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT report FROM approving_receipt WHERE receipt = $1", {receipt}));
  if (!row) return std::optional<ReportId>();
  return std::optional(row->id<ReportId>(0));
}

Status SqlReportStore::add_message(ReportId id, const domain::Message& message) {
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO report_message (report, sequence, from_team, body, day) "
      "SELECT $1, COALESCE(MAX(sequence), -1) + 1, $2, $3, $4 FROM report_message WHERE report = $1",
      {id, message.from_team, message.body, message.day}));
  return {};
}

Result<std::vector<domain::Message>> SqlReportStore::messages(ReportId id) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT from_team, body, day FROM report_message WHERE report = $1 ORDER BY sequence", {id}));
  std::vector<domain::Message> out;
  for (const auto& row : rows) out.push_back({row.boolean(0), row.bytes(1), row.int64(2)});
  return out;
}

Result<std::size_t> SqlReportStore::message_bytes(ReportId id, bool from_team) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT CAST(COALESCE(SUM(length(body)), 0) AS BIGINT) FROM report_message WHERE report = $1 AND from_team = $2", {id, from_team}));
  return static_cast<std::size_t>(row->int64(0));
}

Status SqlReportStore::add_note(ReportId id, const domain::Note& note) {
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO report_note (report, sequence, body, day) "
      "SELECT $1, COALESCE(MAX(sequence), -1) + 1, $2, $3 FROM report_note WHERE report = $1",
      {id, note.body, note.day}));
  return {};
}

Result<std::vector<domain::Note>> SqlReportStore::notes(ReportId id) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT body, day FROM report_note WHERE report = $1 ORDER BY sequence", {id}));
  std::vector<domain::Note> out;
  for (const auto& row : rows) out.push_back({row.bytes(0), row.int64(1)});
  return out;
}

Result<std::vector<Report>> SqlReportStore::page(domain::TeamId team, ReportState state, const std::optional<ReportId>& after, std::size_t limit) {
  const auto count = static_cast<std::int64_t>(limit);
  const auto first = [&] {
    return tx_.query("SELECT " REPORT_COLUMNS " FROM report WHERE team = $1 AND state = $2 ORDER BY urgency_rank, day, id LIMIT $3",
                     {team, wire(state), count});
  };
  const auto next = [&] {
    return tx_.query("SELECT " REPORT_COLUMNS
                     " FROM report WHERE team = $1 AND state = $2 AND (urgency_rank, day, id) > "
                     "(SELECT urgency_rank, day, id FROM report WHERE id = $4) ORDER BY urgency_rank, day, id LIMIT $3",
                     {team, wire(state), count, *after});
  };
  PARASOL_TRY(const auto rows, after ? next() : first());
  std::vector<Report> out;
  for (const auto& row : rows) out.push_back(report_of(row));
  return out;
}

Result<std::vector<ReportId>> SqlReportStore::in_state(ReportState state) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT id FROM report WHERE state = $1", {wire(state)}));
  return ids_of(rows);
}

Result<std::vector<ReportId>> SqlReportStore::shared_with_teams() {
  PARASOL_TRY(const auto rows, tx_.query("SELECT id FROM report WHERE state IN ($1, $2, $3) OR (state = $4 AND EXISTS "
                                         "(SELECT 1 FROM report_section WHERE report = report.id AND team_wrap IS NOT NULL))",
                                         {wire(ReportState::kTriage), wire(ReportState::kActive), wire(ReportState::kPrepared),
                                          wire(ReportState::kClosedHeld)}));
  return ids_of(rows);
}

#undef REPORT_COLUMNS

}  // namespace parasol::storage
