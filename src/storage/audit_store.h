#pragma once
#include "db/database.h"
#include "domain/ports/audit_store.h"

namespace parasol::storage {

class SqlAuditStore final : public domain::AuditStore {
 public:
  explicit SqlAuditStore(db::Transaction& tx) : tx_(tx) {}
  Result<domain::ChainHead> head(const domain::ChainId& chain) override;
  Status append(const domain::ChainId& chain, std::uint64_t sequence, ByteView event, const ByteArray<32>& hash) override;
  Result<std::vector<Bytes>> events(const domain::ChainId& chain) override;
  Result<std::vector<domain::ChainId>> unchecked_chains(const domain::ChainId& after, std::size_t limit) override;
  Result<std::uint64_t> checked_sequence(const domain::ChainId& chain) override;
  Status mark_checked(const domain::ChainId& chain, std::uint64_t sequence) override;
  Result<std::vector<domain::ChainId>> chains() override;

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
