#pragma once
// The team's side of a report: the queue, taking it on, opening what its receipts permit, answering its reporter.
#include "domain/linkage.h"
#include "domain/reports.h"

namespace parasol::domain {

struct QueueRow {
  Report report;
  std::vector<Scope> scopes;  // live now
  bool is_mine = false;
};

struct QueuePage {
  std::vector<QueueRow> rows;
  std::optional<ReportId> next;  // where the following page begins; nothing at the end
};

struct DeskView {
  Report report;
  std::vector<Section> sections;  // only those that a live receipt lets this team read; owner wraps left out
  std::vector<Bytes> events;
  std::vector<Message> messages;
  std::vector<Note> notes;
  std::optional<ReportLink> link;
};

class Desk {
 public:
  static constexpr std::size_t kPage = 50;

  Desk(UnitOfWork& unit, const Clock& clock) : unit_(unit), clock_(clock) {}

  // The caller's team's reports in one state; a page may hold fewer than kPage rows, or none, and still have a next one.
  // Roles: caseworker, case lead; kNotFound without a team.
  Result<QueuePage> queue(const Principal& who, vocabulary::ReportState state, std::optional<ReportId> after);
  // Takes an unassigned report. kNotFound (another team's, unknown), kConflict (someone has it, or not in triage).
  Result<vocabulary::ReportState> claim(const Principal& who, ReportId id);
  // A case lead gives it to somebody of the team with the desk key. kNotFound, kConflict; kInvalid (field "account").
  Result<vocabulary::ReportState> assign(const Principal& who, ReportId id, AccountId to);
  // Opens it: everything the receipts permit at this moment. kNotFound unless it is assigned to the caller.
  Result<DeskView> open(const Principal& who, ReportId id);
  // Stores a message sealed to the reporter, or a note sealed to the desk. kNotFound; kInvalid, kTooLarge (field "body").
  Status send_message(const Principal& who, ReportId id, Bytes body);
  Status write_note(const Principal& who, ReportId id, Bytes body);
  // kPrepare or kClose. kNotFound, kConflict.
  Result<vocabulary::ReportState> transition(const Principal& who, ReportId id, ReportEvent event);

 private:
  UnitOfWork& unit_;
  const Clock& clock_;
};

// The consent of a stored report. For use cases that act on a report on somebody's behalf.
Result<Consent> consent_of(Stores& stores, ReportId id);

// A report that her team may read now, assigned to her. kNotFound.
Result<Report> find_assigned(Stores& stores, const Principal& who, ReportId id, Millis now);

}  // namespace parasol::domain
