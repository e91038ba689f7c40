#pragma once
#include "db/database.h"
#include "domain/ports/warning_store.h"

namespace parasol::storage {

class SqlWarningStore final : public domain::WarningStore {
 public:
  explicit SqlWarningStore(db::Transaction& tx) : tx_(tx) {}
  Status add(const domain::Warning& warning) override;
  Result<std::optional<domain::Warning>> find(domain::WarningReference reference) override;
  Status update(const domain::Warning& warning) override;
  Result<std::vector<domain::WarningHead>> of_team(domain::TeamId team) override;
  Status publish(const domain::Publication& publication, ByteView content, const domain::WithdrawalHashes& sources) override;
  Status unpublish(domain::WarningReference reference, std::uint16_t version) override;
  Result<std::optional<Bytes>> content(domain::WarningReference reference, std::uint16_t version) override;
  Result<std::vector<domain::Publication>> publications() override;
  Status replace_key_wraps(std::uint32_t group_epoch, const std::vector<domain::KeyWrap>& wraps) override;
  Status add_slot_row(const domain::SlotRow& row, const domain::WithdrawalHashes& sources) override;
  Status remove_slot_row(domain::PacketId packet) override;
  Result<std::vector<domain::SlotRow>> slot_rows(domain::TeamId team) override;
  Status put_restore(const domain::WaitingRestore& restore) override;
  Result<std::optional<domain::WaitingRestore>> find_restore(domain::WarningReference reference) override;
  Status remove_restore(domain::WarningReference reference) override;
  Result<std::vector<domain::WarningVersion>> strike(const ByteArray<32>& hash, std::int64_t last_day) override;
  Status purge(std::int64_t today) override;

 private:
  Status erase_sealed_of_unpublished();
  db::Transaction& tx_;
};

}  // namespace parasol::storage
