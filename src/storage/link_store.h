#pragma once
#include "db/database.h"
#include "domain/ports/link_store.h"

namespace parasol::storage {

class SqlLinkStore final : public domain::LinkStore {
 public:
  explicit SqlLinkStore(db::Transaction& tx) : tx_(tx) {}
  Status put_entry(const domain::LinkEntry& entry) override;
  Result<std::optional<domain::LinkEntry>> find_entry(domain::LinkEntryId id) override;
  Result<std::optional<domain::LinkEntry>> entry_of(domain::ReportId report) override;
  Result<std::vector<domain::LinkEntry>> single_entries(domain::TeamId team, const std::optional<domain::LinkEntryId>& after,
                                                        std::size_t limit) override;
  Result<std::vector<domain::LinkEntry>> entries_of(domain::LinkSegmentId segment) override;
  Result<bool> remove_entry(domain::ReportId report) override;
  Status set_expiry(domain::ReportId report, Millis expires) override;
  Result<std::vector<domain::ReportId>> linked_reports() override;
  Status add_segment(const domain::LinkSegment& segment) override;
  Result<std::optional<domain::LinkSegment>> find_segment(domain::LinkSegmentId id) override;
  Result<std::vector<domain::LinkSegmentSize>> segments(domain::TeamId team, Millis now) override;
  Status put_decision(const domain::LinkDecision& decision) override;
  Result<std::vector<domain::LinkDecision>> decisions(domain::TeamId team, const std::optional<domain::LinkDecisionId>& after,
                                                      std::size_t limit) override;
  Result<std::vector<domain::LinkDecision>> decisions_about(domain::LinkEntryId entry) override;

 private:
  Status remove_if_empty(const std::optional<domain::LinkSegmentId>& segment);

  db::Transaction& tx_;
};

}  // namespace parasol::storage
