#include "domain/desk.h"

#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "domain/ports/account_store.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::ReportState;
using vocabulary::Role;

// A message is a wrap and a sealed body.
bool is_sealed_message(ByteView body) {
  return body.size() > crypto::kWrapSize && crypto::check_sealed_body(body.subspan(crypto::kWrapSize)).has_value();
}

Result<Report> find_of_team(Stores& stores, const Principal& who, ReportId id, Millis now) {
  PARASOL_TRY(auto report, stores.reports.find(id));
  if (!report || !who.team || report->team != who.team) return failure(ErrorCode::kNotFound);
  // What she keeps for herself is not known here, whatever it was before.
  PARASOL_TRY(const Consent consent, consent_of(stores, id));
  if (!consent.permits(Scope::kRead, now)) return failure(ErrorCode::kNotFound);
  return *std::move(report);
}

}  // namespace

Result<Consent> consent_of(Stores& stores, ReportId id) {
  PARASOL_TRY(const auto events, stores.reports.events(id));
  return Consent::fold(events);
}

Result<Report> find_assigned(Stores& stores, const Principal& who, ReportId id, Millis now) {
  PARASOL_TRY(Report report, find_of_team(stores, who, id, now));
  if (report.assigned != who.account) return failure(ErrorCode::kNotFound);
  return report;
}

Result<QueuePage> Desk::queue(const Principal& who, ReportState state, std::optional<ReportId> after) {
  if (!who.team) return failure(ErrorCode::kNotFound);
  return unit_.read([&](Stores& stores) -> Result<QueuePage> {
    PARASOL_TRY(auto reports, stores.reports.page(*who.team, state, after, kPage));
    QueuePage page;
    // What is left out below has its place in the order all the same.
    if (reports.size() == kPage) page.next = reports.back().id;
    for (auto& report : reports) {
      PARASOL_TRY(const Consent consent, consent_of(stores, report.id));
      if (!consent.permits(Scope::kRead, clock_.now())) continue;
      QueueRow row;
      for (const auto& receipt : consent.receipts())
        if (consent.is_live(receipt, clock_.now())) row.scopes.push_back(receipt.scope);
      row.is_mine = report.assigned == who.account;
      row.report = std::move(report);
      page.rows.push_back(std::move(row));
    }
    return page;
  });
}

Result<ReportState> Desk::claim(const Principal& who, ReportId id) {
  return with_audit(unit_, audit_by(who, AuditAction::kReportClaimed, id.value), clock_.now(), [&](Stores& stores) -> Result<ReportState> {
    PARASOL_TRY(Report report, find_of_team(stores, who, id, clock_.now()));
    if (report.assigned == who.account) return report.state;
    if (report.assigned) return failure(ErrorCode::kConflict, "assigned");
    PARASOL_TRY(report.state, next_state(report_lifecycle(), report.state, ReportEvent::kClaim, who.role));
    report.assigned = who.account;
    PARASOL_CHECK_OK(stores.reports.update(report));
    return report.state;
  });
}

Result<ReportState> Desk::assign(const Principal& who, ReportId id, AccountId to) {
  return with_audit(unit_, audit_by(who, AuditAction::kReportAssigned, id.value), clock_.now(), [&](Stores& stores) -> Result<ReportState> {
    PARASOL_TRY(Report report, find_of_team(stores, who, id, clock_.now()));
    PARASOL_TRY(const auto account, stores.accounts.find(to));
    const bool may_take = account && account->state == AccountState::kActive && account->team == who.team &&
                          (account->role == Role::kCaseworker || account->role == Role::kCaseLead);
    if (!may_take) return invalid("account");
    PARASOL_TRY(report.state, next_state(report_lifecycle(), report.state, ReportEvent::kAssign, who.role));
    report.assigned = to;
    PARASOL_CHECK_OK(stores.reports.update(report));
    return report.state;
  });
}

Result<DeskView> Desk::open(const Principal& who, ReportId id) {
  return with_audit(unit_, audit_by(who, AuditAction::kReportOpened, id.value), clock_.now(), [&](Stores& stores) -> Result<DeskView> {
    DeskView view;
    PARASOL_TRY(view.report, find_assigned(stores, who, id, clock_.now()));
    PARASOL_TRY(view.events, stores.reports.events(id));
    PARASOL_TRY(const Consent consent, Consent::fold(view.events));
    PARASOL_TRY(auto sections, stores.reports.sections(id));
    for (auto& section : sections)
      if (section.team_wrap && consent.may_read(section.section, *who.team, clock_.now())) view.sections.push_back(std::move(section));
    PARASOL_TRY(view.messages, stores.reports.messages(id));
    PARASOL_TRY(view.notes, stores.reports.notes(id));
    PARASOL_TRY(view.link, link_of(stores, id, consent, clock_.now()));
    return view;
  });
}

Status Desk::send_message(const Principal& who, ReportId id, Bytes body) {
  return with_audit(unit_, audit_by(who, AuditAction::kMessageSent, id.value), clock_.now(), [&](Stores& stores) -> Status {
    PARASOL_TRY(const Report report, find_assigned(stores, who, id, clock_.now()));
    if (!is_sealed_message(body) || !crypto::check_wrap(ByteView(body).first(crypto::kWrapSize), crypto::sha256(report.sealing_key))) return invalid("body");
    PARASOL_TRY(const std::size_t stored, stores.reports.message_bytes(id, true));
    if (stored + body.size() > kMessagesHold) return Error{ErrorCode::kTooLarge, "body", {}};
    return stores.reports.add_message(id, {true, body, day_of(clock_.now())});
  });
}

Status Desk::write_note(const Principal& who, ReportId id, Bytes body) {
  return with_audit(unit_, audit_by(who, AuditAction::kNoteWritten, id.value), clock_.now(), [&](Stores& stores) -> Status {
    PARASOL_CHECK_OK(find_assigned(stores, who, id, clock_.now()));
    if (!is_sealed_message(body)) return invalid("body");
    return stores.reports.add_note(id, {body, day_of(clock_.now())});
  });
}

Result<ReportState> Desk::transition(const Principal& who, ReportId id, ReportEvent event) {
  const auto action = event == ReportEvent::kPrepare ? AuditAction::kReportPrepared : AuditAction::kReportClosed;
  if (event != ReportEvent::kPrepare && event != ReportEvent::kClose) return invalid("event");
  return with_audit(unit_, audit_by(who, action, id.value), clock_.now(), [&](Stores& stores) -> Result<ReportState> {
    PARASOL_TRY(Report report, find_assigned(stores, who, id, clock_.now()));
    PARASOL_TRY(report.state, next_state(report_lifecycle(), report.state, event, who.role));
    if (event == ReportEvent::kClose) report.assigned.reset();
    PARASOL_CHECK_OK(stores.reports.update(report));
    return report.state;
  });
}

}  // namespace parasol::domain
