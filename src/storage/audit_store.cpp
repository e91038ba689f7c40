#include "storage/audit_store.h"

namespace parasol::storage {
namespace {

std::vector<domain::ChainId> chain_ids(const db::Rows& rows) {
  std::vector<domain::ChainId> out;
  for (const auto& row : rows) out.push_back(row.array<16>(0));
  return out;
}

}  // namespace

Result<domain::ChainHead> SqlAuditStore::head(const domain::ChainId& chain) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT next_sequence, head FROM audit_chain WHERE chain = $1", {chain}));
  if (!row) return domain::ChainHead{};
  return domain::ChainHead{static_cast<std::uint64_t>(row->int64(0)), row->array<32>(1)};
}

Status SqlAuditStore::append(const domain::ChainId& chain, std::uint64_t sequence, ByteView event, const ByteArray<32>& hash) {
  const auto number = static_cast<std::int64_t>(sequence);
  // The head first: whoever loses a race for it runs again, but one who loses a race for a key is refused.
  PARASOL_CHECK_OK(tx_.execute(
      "INSERT INTO audit_chain (chain, next_sequence, head, checked_sequence) VALUES ($1, $2, $3, 0) "
      "ON CONFLICT (chain) DO UPDATE SET next_sequence = excluded.next_sequence, head = excluded.head",
      {chain, number + 1, hash}));
  PARASOL_CHECK_OK(tx_.execute("INSERT INTO audit_event (chain, sequence, event) VALUES ($1, $2, $3)", {chain, number, event}));
  return {};
}

Result<std::vector<Bytes>> SqlAuditStore::events(const domain::ChainId& chain) {
  PARASOL_TRY(const auto rows, tx_.query("SELECT event FROM audit_event WHERE chain = $1 ORDER BY sequence", {chain}));
  std::vector<Bytes> out;
  for (const auto& row : rows) out.push_back(row.bytes(0));
  return out;
}

Result<std::vector<domain::ChainId>> SqlAuditStore::unchecked_chains(const domain::ChainId& after, std::size_t limit) {
  // The organisation's own chain, zero, comes before every other.
  PARASOL_TRY(const auto rows, tx_.query("SELECT chain FROM audit_chain WHERE checked_sequence < next_sequence AND chain > $1 ORDER BY chain LIMIT $2",
                                         {after, static_cast<std::int64_t>(limit)}));
  return chain_ids(rows);
}

Result<std::uint64_t> SqlAuditStore::checked_sequence(const domain::ChainId& chain) {
  PARASOL_TRY(const auto row, tx_.query_row("SELECT checked_sequence FROM audit_chain WHERE chain = $1", {chain}));
  return row ? static_cast<std::uint64_t>(row->int64(0)) : 0;
}

Status SqlAuditStore::mark_checked(const domain::ChainId& chain, std::uint64_t sequence) {
  PARASOL_CHECK_OK(tx_.execute("UPDATE audit_chain SET checked_sequence = $2 WHERE chain = $1", {chain, static_cast<std::int64_t>(sequence)}));
  return {};
}

Result<std::vector<domain::ChainId>> SqlAuditStore::chains() {
  PARASOL_TRY(const auto rows, tx_.query("SELECT chain FROM audit_chain ORDER BY chain"));
  return chain_ids(rows);
}

}  // namespace parasol::storage
