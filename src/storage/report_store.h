#pragma once
#include "db/database.h"
#include "domain/ports/report_store.h"

namespace parasol::storage {

class SqlReportStore final : public domain::ReportStore {
 public:
  explicit SqlReportStore(db::Transaction& tx) : tx_(tx) {}
  Status add(const domain::Report& report, const std::vector<domain::Section>& sections) override;
  Result<std::optional<domain::Report>> find(domain::ReportId id) override;
  Result<std::vector<domain::Section>> sections(domain::ReportId id) override;
  Status update(const domain::Report& report) override;
  Status set_team_wrap(domain::ReportId id, vocabulary::ReportSection section, const std::optional<Bytes>& wrap) override;
  Status delete_team_wraps(domain::ReportId id) override;
  Status delete_content(domain::ReportId id) override;
  Status add_event(domain::ReportId id, std::uint32_t sequence, ByteView event) override;
  Result<std::vector<Bytes>> events(domain::ReportId id) override;
  Status add_approving_receipt(domain::ReceiptId receipt, domain::ReportId id) override;
  Result<std::optional<domain::ReportId>> find_by_receipt(domain::ReceiptId receipt) override;
  Status add_message(domain::ReportId id, const domain::Message& message) override;
  Result<std::vector<domain::Message>> messages(domain::ReportId id) override;
  Result<std::size_t> message_bytes(domain::ReportId id, bool from_team) override;
  Status add_note(domain::ReportId id, const domain::Note& note) override;
  Result<std::vector<domain::Note>> notes(domain::ReportId id) override;
  Result<std::vector<domain::Report>> page(domain::TeamId team, vocabulary::ReportState state, const std::optional<domain::ReportId>& after,
                                           std::size_t limit) override;
  Result<std::vector<domain::ReportId>> in_state(vocabulary::ReportState state) override;
  Result<std::vector<domain::ReportId>> shared_with_teams() override;

 private:
  db::Transaction& tx_;
};

}  // namespace parasol::storage
