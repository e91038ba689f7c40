#pragma once
// What reports may be compared by, and what was decided about pairs of them. All of it sealed. Whose an entry is stands
// beside it, so that it goes in the transaction in which its permission ends. Days only.
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "domain/identifiers.h"

namespace parasol::domain {

struct LinkEntry {
  LinkEntryId id;
  ReportId report;
  TeamId team;
  std::uint32_t epoch = 0;               // whose link key it, or its segment, is sealed to
  std::optional<LinkSegmentId> segment;  // nothing: it stands alone
  Bytes sealed;                          // under a wrap of its own, or under its segment's key
  std::int64_t day = 0;                  // when it was made
  Millis expires = 0;                    // when LINK ends
};

// Entries under one key, so that many open quickly.
struct LinkSegment {
  LinkSegmentId id;
  TeamId team;
  std::uint32_t epoch = 0;
  Bytes wrap;  // 1225 bytes
};

struct LinkSegmentSize {
  LinkSegmentId id;
  std::size_t entries = 0;  // whose LINK has not ended
};

// About a pair: `one` is the smaller. Of one body two wraps.
struct LinkDecision {
  LinkDecisionId id;
  LinkEntryId one;
  LinkEntryId other;
  Bytes body;
  Bytes link_wrap;  // 1225 bytes
  Bytes desk_wrap;  // 1225 bytes
  std::int64_t day = 0;
};

class LinkStore {
 public:
  virtual ~LinkStore() = default;

  // A report's entry, new or in place of its former one, or moved into a segment. kConflict if the id is another
  // report's. A segment that it was the last of goes.
  virtual Status put_entry(const LinkEntry& entry) = 0;
  virtual Result<std::optional<LinkEntry>> find_entry(LinkEntryId id) = 0;
  virtual Result<std::optional<LinkEntry>> entry_of(ReportId report) = 0;
  // A team's that stand alone, by id, those after `after`; a segment's, by id.
  virtual Result<std::vector<LinkEntry>> single_entries(TeamId team, const std::optional<LinkEntryId>& after, std::size_t limit) = 0;
  virtual Result<std::vector<LinkEntry>> entries_of(LinkSegmentId segment) = 0;
  // A report's entry, every decision about it, and its segment if it was the last of it. True if there was one.
  virtual Result<bool> remove_entry(ReportId report) = 0;
  // LINK was given for another time.
  virtual Status set_expiry(ReportId report, Millis expires) = 0;
  // All that have an entry.
  virtual Result<std::vector<ReportId>> linked_reports() = 0;

  // kConflict if the id is taken.
  virtual Status add_segment(const LinkSegment& segment) = 0;
  virtual Result<std::optional<LinkSegment>> find_segment(LinkSegmentId id) = 0;
  // Those of a team in which something may be read at `now`, by id.
  virtual Result<std::vector<LinkSegmentSize>> segments(TeamId team, Millis now) = 0;

  // Replaces an earlier one about the same pair. kConflict if the id is that of another pair's.
  virtual Status put_decision(const LinkDecision& decision) = 0;
  // A team's, by id, those after `after`; those about an entry, by id.
  virtual Result<std::vector<LinkDecision>> decisions(TeamId team, const std::optional<LinkDecisionId>& after, std::size_t limit) = 0;
  virtual Result<std::vector<LinkDecision>> decisions_about(LinkEntryId entry) = 0;
};

}  // namespace parasol::domain
