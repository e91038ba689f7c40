#include "storage/outbox_store.h"

namespace parasol::storage {

using domain::OutboxItem;
using domain::OutboxKind;

Status SqlOutboxStore::add(const OutboxItem& item) {
  // The same bytes again are the same item.
  const auto add_strike = [&] {
    return tx_.execute("INSERT INTO outbox (id, kind, payload, key, sequence) VALUES ($1, $2, $3, $4, 0) ON CONFLICT DO NOTHING",
                       {item.id, static_cast<std::int64_t>(item.kind), item.payload, item.key});
  };
  const auto add_last = [&] {
    return tx_.execute(
        "INSERT INTO outbox (id, kind, payload, key, sequence) SELECT $1, $2, $3, $4, COALESCE(MAX(sequence), 0) + 1 FROM outbox WHERE TRUE "
        "ON CONFLICT DO NOTHING",
        {item.id, static_cast<std::int64_t>(item.kind), item.payload, item.key});
  };
  PARASOL_CHECK_OK(item.kind == OutboxKind::kStrike ? add_strike() : add_last());
  return {};
}

Result<std::vector<OutboxItem>> SqlOutboxStore::pending(std::size_t limit) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT id, kind, payload, key FROM outbox ORDER BY sequence, id LIMIT $1", {static_cast<std::int64_t>(limit)}));
  std::vector<OutboxItem> out;
  for (const auto& row : rows)
    out.push_back({row.id<domain::OutboxId>(0), static_cast<OutboxKind>(row.int64(1)), row.bytes(2), row.array<32>(3)});
  return out;
}

Status SqlOutboxStore::drop(const OutboxItem& item) {
  PARASOL_CHECK_OK(tx_.execute("DELETE FROM outbox WHERE id = $1", {item.id}));
  return {};
}

Result<std::vector<ByteArray<32>>> SqlOutboxStore::pending_keys(OutboxKind kind) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT key FROM outbox WHERE kind = $1 ORDER BY key", {static_cast<std::int64_t>(kind)}));
  std::vector<ByteArray<32>> out;
  for (const auto& row : rows) out.push_back(row.array<32>(0));
  return out;
}

Status SqlOutboxStore::complete(const OutboxItem& item, ByteView answer, std::int64_t day) {
  PARASOL_CHECK_OK(drop(item));
  const bool keeps_payload = item.kind == OutboxKind::kHide || item.kind == OutboxKind::kRestore || item.kind == OutboxKind::kRevocation;
  const bool keeps_answer = item.kind == OutboxKind::kStrike;
  if (!keeps_payload && !keeps_answer) return {};
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO list_copy (key, kind, content, day) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                               {item.key, static_cast<std::int64_t>(item.kind), keeps_answer ? answer : ByteView(item.payload), day}));
  return {};
}

Result<std::optional<Bytes>> SqlOutboxStore::answer(const ByteArray<32>& key) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT content FROM list_copy WHERE key = $1", {key}));
  if (!row) return std::optional<Bytes>();
  return std::optional<Bytes>(row->bytes(0));
}

Result<bool> SqlOutboxStore::is_pending(const ByteArray<32>& key) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT 1 FROM outbox WHERE key = $1", {key}));
  return row.has_value();
}

Result<std::vector<Bytes>> SqlOutboxStore::copies(OutboxKind kind) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT content FROM list_copy WHERE kind = $1 ORDER BY key", {static_cast<std::int64_t>(kind)}));
  std::vector<Bytes> out;
  for (const auto& row : rows) out.push_back(row.bytes(0));
  return out;
}

}  // namespace parasol::storage
