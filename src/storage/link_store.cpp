#include "storage/link_store.h"

namespace parasol::storage {
namespace {

using domain::LinkDecision;
using domain::LinkEntry;
using domain::LinkEntryId;
using domain::LinkSegmentId;

#define ENTRY_COLUMNS "entry, report, team, epoch, segment, sealed, day, expires"
#define DECISION_COLUMNS "d.decision, d.one, d.other, d.body, d.link_wrap, d.desk_wrap, d.day"

LinkEntry entry_of_row(const db::Row& row) {
  return {.id = row.id<LinkEntryId>(0),
          .report = row.id<domain::ReportId>(1),
          .team = row.id<domain::TeamId>(2),
          .epoch = static_cast<std::uint32_t>(row.int64(3)),
          .segment = row.optional_id<LinkSegmentId>(4),
          .sealed = row.bytes(5),
          .day = row.int64(6),
          .expires = row.int64(7)};
}

Result<std::optional<LinkEntry>> entry_of_row(Result<std::optional<db::Row>> row) {
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<LinkEntry>();
  return std::optional(entry_of_row(**row));
}

Result<std::vector<LinkEntry>> entries_of_rows(Result<db::Rows> rows) {
  if (!rows) return std::move(rows).error();
  std::vector<LinkEntry> out;
  for (const auto& row : *rows) out.push_back(entry_of_row(row));
  return out;
}

Result<std::vector<LinkDecision>> decisions_of_rows(Result<db::Rows> rows) {
  if (!rows) return std::move(rows).error();
  std::vector<LinkDecision> out;
  for (const auto& row : *rows)
    out.push_back({.id = row.id<domain::LinkDecisionId>(0),
                   .one = row.id<LinkEntryId>(1),
                   .other = row.id<LinkEntryId>(2),
                   .body = row.bytes(3),
                   .link_wrap = row.bytes(4),
                   .desk_wrap = row.bytes(5),
                   .day = row.int64(6)});
  return out;
}

// Ids are random; none is all zeros.
template <class IdType>
IdType from(const std::optional<IdType>& after) {
  return after.value_or(IdType{});
}

}  // namespace

Status SqlLinkStore::remove_if_empty(const std::optional<LinkSegmentId>& segment) {
  if (!segment) return {};
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM link_segment WHERE segment = $1 AND NOT EXISTS (SELECT 1 FROM link_entry WHERE segment = $1)", {*segment}));
  return {};
}

Status SqlLinkStore::put_entry(const LinkEntry& entry) {
  PARASOL_TRY(const auto former, entry_of(entry.report));
  if (!former) {
    PARASOL_CHECK_OK(tx_.execute("INSERT INTO link_entry (" ENTRY_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                                 {entry.id, entry.report, entry.team, entry.epoch, entry.segment, entry.sealed, entry.day, entry.expires}));
    return {};
  }
  if (former->id != entry.id) return failure(ErrorCode::kConflict, "entry");
  PARASOL_CHECK_OK(tx_.execute("UPDATE link_entry SET team = $2, epoch = $3, segment = $4, sealed = $5, day = $6, expires = $7 WHERE entry = $1",
                               {entry.id, entry.team, entry.epoch, entry.segment, entry.sealed, entry.day, entry.expires}));
  return remove_if_empty(former->segment);
}

Result<std::optional<LinkEntry>> SqlLinkStore::find_entry(LinkEntryId id) {
  return entry_of_row(tx_.query_row("SELECT " ENTRY_COLUMNS " FROM link_entry WHERE entry = $1", {id}));
}

Result<std::optional<LinkEntry>> SqlLinkStore::entry_of(domain::ReportId report) {
  return entry_of_row(tx_.query_row("SELECT " ENTRY_COLUMNS " FROM link_entry WHERE report = $1", {report}));
}

Result<std::vector<LinkEntry>> SqlLinkStore::single_entries(domain::TeamId team, const std::optional<LinkEntryId>& after, std::size_t limit) {
  return entries_of_rows(tx_.query("SELECT " ENTRY_COLUMNS " FROM link_entry WHERE team = $1 AND segment IS NULL AND entry > $2 ORDER BY entry LIMIT $3",
                                   {team, from(after), static_cast<std::int64_t>(limit)}));
}

Result<std::vector<LinkEntry>> SqlLinkStore::entries_of(LinkSegmentId segment) {
  return entries_of_rows(tx_.query("SELECT " ENTRY_COLUMNS " FROM link_entry WHERE segment = $1 ORDER BY entry", {segment}));
}

Result<bool> SqlLinkStore::remove_entry(domain::ReportId report) {
  PARASOL_TRY(const auto entry, entry_of(report));
  if (!entry) return false;
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM link_decision WHERE one = $1 OR other = $1", {entry->id}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM link_entry WHERE entry = $1", {entry->id}));
  PARASOL_CHECK_OK(remove_if_empty(entry->segment));
  return true;
}

Status SqlLinkStore::set_expiry(domain::ReportId report, Millis expires) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE link_entry SET expires = $2 WHERE report = $1 AND expires <> $2", {report, expires}));
  return {};
}

Result<std::vector<domain::ReportId>> SqlLinkStore::linked_reports() {
  PARASOL_TRY(const auto rows, tx_.query("SELECT report FROM link_entry ORDER BY report"));
  std::vector<domain::ReportId> out;
  for (const auto& row : rows) out.push_back(row.id<domain::ReportId>(0));
  return out;
}

Status SqlLinkStore::add_segment(const domain::LinkSegment& segment) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO link_segment (segment, team, epoch, wrap) VALUES ($1, $2, $3, $4)",
                               {segment.id, segment.team, segment.epoch, segment.wrap}));
  return {};
}

Result<std::optional<domain::LinkSegment>> SqlLinkStore::find_segment(LinkSegmentId id) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT segment, team, epoch, wrap FROM link_segment WHERE segment = $1", {id}));
  if (!row) return std::optional<domain::LinkSegment>();
  return std::optional(domain::LinkSegment{row->id<LinkSegmentId>(0), row->id<domain::TeamId>(1), static_cast<std::uint32_t>(row->int64(2)), row->bytes(3)});
}

Result<std::vector<domain::LinkSegmentSize>> SqlLinkStore::segments(domain::TeamId team, Millis now) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT s.segment, COUNT(e.entry) FROM link_segment s JOIN link_entry e ON e.segment = s.segment "
                                         "WHERE s.team = $1 AND e.expires > $2 GROUP BY s.segment ORDER BY s.segment",
                                         {team, now}));
  std::vector<domain::LinkSegmentSize> out;
  for (const auto& row : rows) out.push_back({row.id<LinkSegmentId>(0), static_cast<std::size_t>(row.int64(1))});
  return out;
}

Status SqlLinkStore::put_decision(const LinkDecision& decision) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM link_decision WHERE one = $1 AND other = $2", {decision.one, decision.other}));
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO link_decision (decision, one, other, body, link_wrap, desk_wrap, day) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                               {decision.id, decision.one, decision.other, decision.body, decision.link_wrap, decision.desk_wrap, decision.day}));
  return {};
}

Result<std::vector<LinkDecision>> SqlLinkStore::decisions(domain::TeamId team, const std::optional<domain::LinkDecisionId>& after, std::size_t limit) {
  return decisions_of_rows(tx_.query("SELECT " DECISION_COLUMNS " FROM link_decision d JOIN link_entry e ON e.entry = d.one "
                                     "WHERE e.team = $1 AND d.decision > $2 ORDER BY d.decision LIMIT $3",
                                     {team, from(after), static_cast<std::int64_t>(limit)}));
}

Result<std::vector<LinkDecision>> SqlLinkStore::decisions_about(LinkEntryId entry) {
  return decisions_of_rows(tx_.query("SELECT " DECISION_COLUMNS " FROM link_decision d WHERE d.one = $1 OR d.other = $1 ORDER BY d.decision", {entry}));
}

#undef ENTRY_COLUMNS
#undef DECISION_COLUMNS

}  // namespace parasol::storage
