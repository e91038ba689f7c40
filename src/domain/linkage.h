#pragma once
// Comparing reports whose owners permit it. The desk seals to the team's link key what a report may be compared by; case leads
// and analysts open that, compare in their browsers and seal what they decide. Here it is only checked that LINK is live,
// at every delivery, and that things are sealed to the right keys: nothing is compared, and no verdict is known.
#include "crypto/records.h"
#include "domain/audit.h"
#include "domain/consent.h"
#include "domain/ports/link_store.h"
#include "domain/ports/report_store.h"

namespace parasol::domain {

// Entries of one segment, and of one page.
inline constexpr std::size_t kLinkSegmentHolds = 256;
// About one entry.
inline constexpr std::size_t kMaxLinkDecisions = 200;

struct LinkEntryView {
  LinkEntry entry;
  bool may_name_report = false;  // the caller may know whose it is
};

struct LinkPage {
  std::vector<LinkEntryView> entries;     // those that stand alone
  std::vector<LinkSegmentSize> segments;  // all
  std::optional<LinkEntryId> next;        // where the following page begins; nothing at the end
};

struct LinkSegmentView {
  LinkSegment segment;
  std::vector<LinkEntryView> entries;
};

struct LinkDecisionPage {
  std::vector<LinkDecision> decisions;
  std::optional<LinkDecisionId> next;
};

// Of a report that somebody opens.
struct ReportLink {
  LinkEntry entry;
  std::vector<LinkDecision> decisions;
};

class Linkage {
 public:
  Linkage(UnitOfWork& unit, const Clock& clock) : unit_(unit), clock_(clock) {}

  // Stores what a report may be compared by, new or anew. kNotFound unless it is assigned to the caller; kConflict (LINK is not
  // live; field "epoch": not the newest; field "entry": the report has another, or it is another's); kInvalid (field "sealed").
  Status put_entry(const Principal& who, ReportId report, LinkEntryId entry, std::uint32_t epoch, Bytes sealed);

  // What the caller's team may compare at this moment. A page may hold fewer entries than it could, or none, and still have
  // a next one. Roles: those that receive the link key; kNotFound for others, and for another team's.
  Result<LinkPage> entries(const Principal& who, std::optional<LinkEntryId> after);
  Result<LinkSegmentView> segment(const Principal& who, LinkSegmentId id);

  // Entries that the caller has opened, sealed anew under one key. Leaves out what is not as she read it, what has gone, and
  // what lies in a segment that is at least half full. Returns how many it holds; with none there is no segment.
  // kConflict (field "epoch" or "segment"), kInvalid (field).
  struct Resealed {
    LinkEntryId entry;
    ByteArray<32> replaces;  // SHA-256 of what was sealed
    Bytes sealed;
  };
  Result<std::size_t> make_segment(const Principal& who, LinkSegmentId id, std::uint32_t epoch, Bytes wrap, const std::vector<Resealed>& entries);

  Result<LinkDecisionPage> decisions(const Principal& who, std::optional<LinkDecisionId> after);
  // Stores what was decided about a pair, in place of an earlier decision. Both owners see that their report was compared.
  // kNotFound (an entry), kConflict (its id is another pair's), kTooLarge (field "decision": as many about one of them as there may
  // be), kInvalid (field).
  Status decide(const Principal& who, LinkDecision decision);

 private:
  UnitOfWork& unit_;
  const Clock& clock_;
};

// What LINK's end, or another receipt of it, does to the stored report: its entry goes with every decision about it, unless a receipt
// still names all that is compared; then it ends with that. Used by the owner's side and the hourly job. Returns true if an entry went.
Result<bool> settle_link(Stores& stores, ReportId report, const Consent& consent, Millis now);

// A report's entry while LINK is live, and the decisions about it whose other entry's LINK is.
Result<std::optional<ReportLink>> link_of(Stores& stores, ReportId report, const Consent& consent, Millis now);

}  // namespace parasol::domain
