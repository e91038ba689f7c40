#include "storage/warning_store.h"

namespace parasol::storage {
namespace {

using domain::Publication;
using domain::Warning;
using domain::WarningHead;
using domain::WarningReference;

template <class Enum>
std::int64_t wire(Enum value) {
  return static_cast<std::int64_t>(value);
}

#define HEAD_COLUMNS "reference, version, team, state, level, day"

WarningHead head_of(const db::Row& row) {
  WarningHead head;
  head.reference = row.id<WarningReference>(0);
  head.version = static_cast<std::uint16_t>(row.int64(1));
  head.team = row.id<domain::TeamId>(2);
  head.state = static_cast<vocabulary::WarningState>(row.int64(3));
  head.level = static_cast<vocabulary::RecognitionLevel>(row.int64(4));
  head.day = row.int64(5);
  return head;
}

}  // namespace

Status SqlWarningStore::add(const Warning& warning) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO warning (" HEAD_COLUMNS ", draft, recognition, lead, sealed, source, fairness) "
                               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                               {warning.reference, warning.version, warning.team, wire(warning.state), wire(warning.level), warning.day,
                                warning.draft, warning.recognition, warning.lead, warning.sealed, warning.source, warning.fairness}));
  return {};
}

Result<std::optional<Warning>> SqlWarningStore::find(WarningReference reference) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT " HEAD_COLUMNS ", draft, recognition, lead, sealed, source, fairness FROM warning "
                                            "WHERE reference = $1 ORDER BY version DESC LIMIT 1", {reference}));
  if (!row) return std::optional<Warning>();
  Warning warning;
  static_cast<WarningHead&>(warning) = head_of(*row);
  warning.draft = row->bytes(6);
  warning.recognition = row->bytes(7);
  warning.lead = row->optional_bytes(8);
  warning.sealed = row->optional_bytes(9);
  warning.source = row->optional_bytes(10);
  warning.fairness = row->optional_bytes(11);
  return std::optional(std::move(warning));
}

Status SqlWarningStore::update(const Warning& warning) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE warning SET state = $3, day = $4, lead = $5, sealed = $6, source = $7, fairness = $8 "
                               "WHERE reference = $1 AND version = $2",
                               {warning.reference, warning.version, wire(warning.state), warning.day, warning.lead, warning.sealed,
                                warning.source, warning.fairness}));
  return {};
}

Result<std::vector<WarningHead>> SqlWarningStore::of_team(domain::TeamId team) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT " HEAD_COLUMNS " FROM warning WHERE team = $1 ORDER BY reference, version", {team}));
  std::vector<WarningHead> out;
  for (const auto& row : rows) out.push_back(head_of(row));
  return out;
}

Status SqlWarningStore::publish(const Publication& publication, ByteView content, const domain::WithdrawalHashes& sources) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO published_warning (reference, version, content, group_epoch, key_wrap, first_day, last_day) "
                               "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                               {publication.reference, publication.version, content, publication.group_epoch, publication.key_wrap,
                                publication.first_day, publication.last_day}));
  for (const auto& hash : sources)
    PARASOL_CHECK_OK(tx_.execute("INSERT INTO publication_source (hash, reference, version) VALUES ($1, $2, $3)",
                                 {hash, publication.reference, publication.version}));
  return {};
}

Status SqlWarningStore::unpublish(WarningReference reference, std::uint16_t version) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM published_warning WHERE reference = $1 AND version = $2", {reference, version}));
  return {};
}

Result<std::optional<Bytes>> SqlWarningStore::content(WarningReference reference, std::uint16_t version) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT content FROM published_warning WHERE reference = $1 AND version = $2", {reference, version}));
  if (!row) return std::optional<Bytes>();
  return std::optional(row->bytes(0));
}

Result<std::vector<Publication>> SqlWarningStore::publications() {
  PARASOL_TRY(const auto rows, tx_.query("SELECT reference, version, group_epoch, key_wrap, first_day, last_day FROM published_warning "
                                         "ORDER BY reference, version"));
  std::vector<Publication> out;
  for (const auto& row : rows)
    out.push_back({row.id<WarningReference>(0), static_cast<std::uint16_t>(row.int64(1)), static_cast<std::uint32_t>(row.int64(2)),
                   row.bytes(3), row.int64(4), row.int64(5)});
  return out;
}

Status SqlWarningStore::replace_key_wraps(std::uint32_t group_epoch, const std::vector<domain::KeyWrap>& wraps) {
  for (const auto& wrap : wraps)
    PARASOL_CHECK_OK(tx_.execute("UPDATE published_warning SET group_epoch = $3, key_wrap = $4 WHERE reference = $1 AND version = $2",
                                 {wrap.reference, wrap.version, group_epoch, wrap.wrap}));
  return {};
}

Status SqlWarningStore::add_slot_row(const domain::SlotRow& row, const domain::WithdrawalHashes& sources) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO slot_map (packet, team, sealed, last_day) VALUES ($1, $2, $3, $4)",
                               {row.packet, row.team, row.sealed, row.last_day}));
  for (const auto& hash : sources) PARASOL_CHECK_OK(tx_.execute("INSERT INTO slot_source (hash, packet) VALUES ($1, $2)", {hash, row.packet}));
  return {};
}

Status SqlWarningStore::remove_slot_row(domain::PacketId packet) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM slot_map WHERE packet = $1", {packet}));
  return {};
}

Result<std::vector<domain::SlotRow>> SqlWarningStore::slot_rows(domain::TeamId team) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT packet, team, sealed, last_day FROM slot_map WHERE team = $1 ORDER BY packet", {team}));
  std::vector<domain::SlotRow> out;
  for (const auto& row : rows) out.push_back({row.id<domain::PacketId>(0), row.id<domain::TeamId>(1), row.bytes(2), row.int64(3)});
  return out;
}

Status SqlWarningStore::put_restore(const domain::WaitingRestore& restore) {
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO waiting_restore (reference, role, restore_order) VALUES ($1, $2, $3) "
                               "ON CONFLICT (reference) DO UPDATE SET role = excluded.role, restore_order = excluded.restore_order",
                               {restore.reference, wire(restore.role), restore.order}));
  return {};
}

Result<std::optional<domain::WaitingRestore>> SqlWarningStore::find_restore(WarningReference reference) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT role, restore_order FROM waiting_restore WHERE reference = $1", {reference}));
  if (!row) return std::optional<domain::WaitingRestore>();
  return std::optional(domain::WaitingRestore{reference, static_cast<vocabulary::Role>(row->int64(0)), row->bytes(1)});
}

Status SqlWarningStore::remove_restore(WarningReference reference) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM waiting_restore WHERE reference = $1", {reference}));
  return {};
}

Result<std::vector<domain::WarningVersion>> SqlWarningStore::strike(const ByteArray<32>& hash, std::int64_t last_day) {
  // Once the struck source is no longer named, what names none has none left.
  PARASOL_TRY(const auto named, tx_.query("SELECT reference, version FROM publication_source WHERE hash = $1 ORDER BY reference, version", {hash}));
  PARASOL_TRY(const auto packets, tx_.query("SELECT packet FROM slot_source WHERE hash = $1", {hash}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM publication_source WHERE hash = $1", {hash}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM slot_source WHERE hash = $1", {hash}));
  std::vector<domain::WarningVersion> erased;
  for (const auto& row : named) {
    const domain::WarningVersion version{row.id<WarningReference>(0), static_cast<std::uint16_t>(row.int64(1))};
    PARASOL_TRY(const auto other, tx_.query_row("SELECT 1 FROM publication_source WHERE reference = $1 AND version = $2 LIMIT 1", {version.reference, version.version}));
    if (!other) {
      PARASOL_CHECK_OK(unpublish(version.reference, version.version));
      erased.push_back(version);
    } else {
      PARASOL_CHECK_OK(tx_.execute("UPDATE published_warning SET last_day = $3 WHERE reference = $1 AND version = $2 AND last_day > $3",
                                   {version.reference, version.version, last_day}));
    }
  }
  for (const auto& row : packets) {
    const auto packet = row.id<domain::PacketId>(0);
    PARASOL_TRY(const auto other, tx_.query_row("SELECT 1 FROM slot_source WHERE packet = $1 LIMIT 1", {packet}));
    if (!other) {
      PARASOL_CHECK_OK(remove_slot_row(packet));
    } else {
      PARASOL_CHECK_OK(tx_.execute("UPDATE slot_map SET last_day = $2 WHERE packet = $1 AND last_day > $2", {packet, last_day}));
    }
  }
  PARASOL_CHECK_OK(erase_sealed_of_unpublished());
  return erased;
}

Status SqlWarningStore::purge(std::int64_t today) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM published_warning WHERE last_day < $1", {today}));
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM slot_map WHERE last_day < $1", {today}));
  return erase_sealed_of_unpublished();
}

Status SqlWarningStore::erase_sealed_of_unpublished() {
  PARASOL_CHECK_OK(tx_.execute("UPDATE warning SET sealed = NULL, source = NULL, fairness = NULL WHERE state = $1 AND NOT EXISTS "
                               "(SELECT 1 FROM published_warning p WHERE p.reference = warning.reference AND p.version = warning.version)",
                               {wire(vocabulary::WarningState::kHandedOver)}));
  return {};
}

#undef HEAD_COLUMNS

}  // namespace parasol::storage
