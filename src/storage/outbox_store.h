#pragma once
#include "db/database.h"
#include "domain/ports/outbox_store.h"

namespace parasol::storage {

class SqlOutboxStore final : public domain::OutboxStore {
 public:
  explicit SqlOutboxStore(db::Transaction& tx) : tx_(tx) {}
  Status add(const domain::OutboxItem& item) override;
  Result<std::vector<domain::OutboxItem>> pending(std::size_t limit) override;
  Status complete(const domain::OutboxItem& item, ByteView answer, std::int64_t day) override;
  Status drop(const domain::OutboxItem& item) override;
  Result<std::vector<ByteArray<32>>> pending_keys(domain::OutboxKind kind) override;
  Result<std::optional<Bytes>> answer(const ByteArray<32>& key) override;
  Result<bool> is_pending(const ByteArray<32>& key) override;
  Result<std::vector<Bytes>> copies(domain::OutboxKind kind) override;

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
