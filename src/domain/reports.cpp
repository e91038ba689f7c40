#include "domain/reports.h"

#include <algorithm>

#include "base/check.h"
#include "crypto/envelope.h"
#include "crypto/primitives.h"
#include "crypto/signature.h"
#include "domain/linkage.h"
#include "domain/ports/trust_store.h"

namespace parasol::domain {
namespace {

using vocabulary::AuditAction;
using vocabulary::ReportState;

constexpr Millis kRequestWindow = 10 * kMinute;
constexpr std::size_t kMaxNonces = 100'000;
// Of one scope, in a day. A report has one; a phone that sends another one by mistake can still send the right one.
constexpr std::size_t kSecretsADay = 2;
constexpr ByteArray<16> kNobody{};

// The statement of a request by a report's key. A report and a key that do not belong together are found out later.
template <class Record>
Result<Record> verified(const records::Signed& request, Result<Record> (*decode)(ByteView), const ByteArray<16>& deployment) {
  if (!crypto::verify(request.signer, request.statement, request.signature)) return failure(ErrorCode::kUnauthorised);
  PARASOL_TRY(Record record, decode(request.statement));
  if (record.deployment != deployment) return invalid("deployment");
  return record;
}

Result<Report> find_owned(Stores& stores, const ByteArray<16>& id, const ByteArray<32>& signer) {
  PARASOL_TRY(auto report, stores.reports.find(ReportId{id}));
  if (!report || report->signing_key != signer) return failure(ErrorCode::kNotFound);
  return *std::move(report);
}

ConsentContext context_of(const Report& report, const ByteArray<16>& deployment) {
  return {deployment, report.id, report.signing_key, report.team};
}

bool is_receipt(const records::Signed& event) { return records::decode_consent_receipt(event.statement).has_value(); }

AuditAction action_of(const records::Signed& event) { return is_receipt(event) ? AuditAction::kConsentGranted : AuditAction::kConsentWithdrawn; }

// Unlike a withdrawal.
bool adds_something(const records::OwnerChange& wanted) {
  return wanted.message || !wanted.team_wraps.empty() || std::any_of(wanted.events.begin(), wanted.events.end(), is_receipt);
}

Result<bool> all_answered(Stores& stores, const std::vector<ByteArray<32>>& hashes) {
  for (const auto& hash : hashes) {
    PARASOL_TRY(const auto answer, stores.outbox.answer(hash));
    if (!answer) return false;
  }
  return true;
}

// Stores an event that consent has accepted.
Status store_event(Stores& stores, ReportId id, std::uint32_t sequence, const records::Signed& event) {
  PARASOL_CHECK_OK(stores.reports.add_event(id, sequence, records::encode(event)));
  const auto receipt = records::decode_consent_receipt(event.statement);
  if (!receipt || !receipt->commitment) return {};
  return stores.reports.add_approving_receipt(ReceiptId{receipt->receipt}, id);
}

// A receipt under which the team reads more than before.
bool lets_read(const records::Signed& event) {
  const auto receipt = records::decode_consent_receipt(event.statement);
  return receipt && (receipt->scope == static_cast<std::uint8_t>(Scope::kRead) || receipt->scope == static_cast<std::uint8_t>(Scope::kCase));
}

AuditEntry by_owner(AuditAction action, const Report& report) { return {action, std::nullopt, std::nullopt, report.id.value, std::nullopt, false}; }

// Hash of the desk key of a team's newest epoch, and the epoch's number. kConflict if the team has none yet.
struct DeskKey {
  std::uint32_t epoch;
  ByteArray<32> hash;
};
Result<DeskKey> newest_desk_key(Stores& stores, TeamId team) {
  PARASOL_TRY(const auto epoch, stores.trust.last_team_epoch(team));
  if (!epoch) return Error{ErrorCode::kConflict, "team_epoch", {}};
  PARASOL_TRY(const auto envelope, records::decode_signed(epoch->envelope));
  PARASOL_TRY(const auto statement, records::decode_team_epoch(envelope.statement));
  return DeskKey{epoch->number, crypto::sha256(statement.desk_key)};
}

Status move(Report& report, ReportEvent event) {
  PARASOL_TRY(report.state, next_state(report_lifecycle(), report.state, event, std::nullopt));
  return {};
}

}  // namespace

Result<bool> settle_read(Stores& stores, Report& report, const Consent& consent, Millis now) {
  const bool is_shared = report.state == ReportState::kTriage || report.state == ReportState::kActive || report.state == ReportState::kPrepared ||
                         report.state == ReportState::kClosedHeld;
  const bool is_readable = report.team && consent.permits(Scope::kRead, now);
  if (is_shared && !is_readable) {
    PARASOL_CHECK_OK(move(report, ReportEvent::kReadEnds));
    report.assigned.reset();
    PARASOL_CHECK_OK(stores.reports.delete_team_wraps(report.id));
    PARASOL_CHECK_OK(stores.reports.update(report));
    return true;
  }
  if (report.state == ReportState::kHeld && is_readable) {
    PARASOL_CHECK_OK(move(report, ReportEvent::kGrantRead));
    PARASOL_CHECK_OK(stores.reports.update(report));
    return true;
  }
  return false;
}

Reports::Reports(UnitOfWork& unit, const Clock& clock, ListCourier& courier, ByteArray<16> deployment, std::vector<TeamSettings> teams,
                 Limits limits)
    : unit_(unit), clock_(clock), courier_(courier), deployment_(deployment), teams_(std::move(teams)), limits_(limits) {}

bool Reports::is_known_team(TeamId team) const {
  return std::any_of(teams_.begin(), teams_.end(), [&](const TeamSettings& t) { return t.team == team; });
}

Status Reports::check_minute(std::uint32_t minute) const {
  const Millis stated = Millis{minute} * kMinute, now = clock_.now();
  if (stated > now + kRequestWindow || stated + kRequestWindow <= now) return invalid("minute");
  return {};
}

Status Reports::remember_nonce(const ByteArray<16>& nonce) {
  const std::lock_guard lock(mutex_);
  const Millis now = clock_.now();
  while (!nonce_order_.empty() && (nonce_order_.front().first + 2 * kRequestWindow < now || nonce_order_.size() >= kMaxNonces)) {
    nonces_.erase(nonce_order_.front().second);
    nonce_order_.pop_front();
  }
  if (!nonces_.insert(nonce).second) return failure(ErrorCode::kConflict, "sent before");
  nonce_order_.emplace_back(now, nonce);
  return {};
}

void Reports::forget_counts() {
  const std::int64_t today = day_of(clock_.now());
  if (counted_day_ == today) return;
  counted_day_ = today;
  submissions_.clear();
  changes_.clear();
}

Status Reports::count_submission(AccountId by) {
  const std::lock_guard lock(mutex_);
  forget_counts();
  if (submissions_[by] >= limits_.reports_a_day) return failure(ErrorCode::kRateLimited);
  ++submissions_[by];
  return {};
}

Status Reports::count_change(const records::OwnerChange& wanted, const std::vector<ByteArray<32>>& hashes) {
  const std::lock_guard lock(mutex_);
  forget_counts();
  Changes& changes = changes_[ReportId{wanted.report}];
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    auto& seen = changes.secrets[wanted.secrets[i].scope];
    if (!seen.contains(hashes[i]) && seen.size() >= kSecretsADay) return failure(ErrorCode::kRateLimited);
    seen.insert(hashes[i]);
  }
  if (!adds_something(wanted)) return {};
  const std::int64_t hour = clock_.now() / kHour;
  if (changes.hour != hour) {
    changes.hour = hour;
    changes.in_hour = 0;
  }
  if (changes.in_hour >= limits_.changes_an_hour || changes.in_day >= limits_.changes_a_day) return failure(ErrorCode::kRateLimited);
  ++changes.in_hour;
  ++changes.in_day;
  return {};
}

Result<ReportState> Reports::submit(const records::Signed& request, AccountId by) {
  PARASOL_TRY(const auto sent, verified(request, records::decode_submit_report, deployment_));
  if (sent.signing_key != request.signer) return invalid("signing_key");
  Report report;
  report.id = ReportId{sent.report};
  report.request_hash = crypto::sha256(records::encode(request));
  report.signing_key = sent.signing_key;
  report.sealing_key = to_bytes(sent.sealing_key);
  const auto jurisdiction = vocabulary::jurisdiction_from_wire(sent.jurisdiction);
  const auto language = vocabulary::language_from_wire(sent.language);
  const auto urgency = vocabulary::urgency_from_wire(sent.urgency);
  if (!jurisdiction) return invalid("jurisdiction");
  if (!language) return invalid("language");
  if (!urgency) return invalid("urgency");
  report.jurisdiction = *jurisdiction;
  report.language = *language;
  report.urgency = *urgency;
  if (sent.team != kNobody) {
    report.team = TeamId{sent.team};
    if (!is_known_team(*report.team)) return invalid("team");
    report.team_epoch = sent.team_epoch;
  }
  if (sent.sections.empty()) return invalid("sections");

  const auto owner_key = crypto::sha256(report.sealing_key);
  return unit_.write([&](Stores& stores) -> Result<ReportState> {
    const Millis now = clock_.now();
    PARASOL_TRY(const auto known, stores.reports.find(report.id));
    if (known) {
      if (known->request_hash != report.request_hash) return Error{ErrorCode::kConflict, "report", {}};
      return known->state;  // the answer was lost and the phone sent it again, however late
    }
    PARASOL_CHECK_OK(check_minute(sent.minute));
    std::optional<ByteArray<32>> team_key;
    if (report.team) {
      PARASOL_TRY(const DeskKey desk, newest_desk_key(stores, *report.team));
      if (desk.epoch != report.team_epoch) return Error{ErrorCode::kConflict, "team_epoch", {}};
      team_key = desk.hash;
    }
    std::vector<Section> sections;
    std::set<std::uint8_t> seen;
    for (std::size_t i = 0; i < sent.sections.size(); ++i) {
      const auto& part = sent.sections[i];
      const std::string field = "sections." + std::to_string(i);
      const auto kind = vocabulary::report_section_from_wire(part.section);
      if (!kind || !seen.insert(part.section).second) return invalid(field + ".section");
      if (!crypto::check_sealed_body(part.body)) return invalid(field + ".body");
      if (!crypto::check_wrap(part.owner_wrap, owner_key)) return invalid(field + ".owner_wrap");
      Section section{*kind, part.body, to_bytes(part.owner_wrap), std::nullopt};
      if (part.team_wrap) {
        if (!team_key || !crypto::check_wrap(*part.team_wrap, *team_key)) return invalid(field + ".team_wrap");
        section.team_wrap = to_bytes(*part.team_wrap);
      }
      sections.push_back(std::move(section));
    }
    Consent consent;
    for (const auto& event : sent.events) PARASOL_CHECK_OK(consent.append(context_of(report, deployment_), event, now));
    // A wrap that no receipt permits must not be here at all.
    for (auto& section : sections)
      if (section.team_wrap && !consent.may_read(section.section, *report.team, now)) return invalid("sections", "wrap without a receipt");
    PARASOL_CHECK_OK(count_submission(by));
    report.day = day_of(now);
    PARASOL_CHECK_OK(stores.reports.add(report, sections));
    for (std::size_t i = 0; i < sent.events.size(); ++i)
      PARASOL_CHECK_OK(store_event(stores, report.id, static_cast<std::uint32_t>(i), sent.events[i]));
    PARASOL_CHECK_OK(settle_read(stores, report, consent, now));
    PARASOL_CHECK_OK(append_audit(stores, by_owner(AuditAction::kReportSubmitted, report), now));
    for (const auto& event : sent.events) PARASOL_CHECK_OK(append_audit(stores, by_owner(action_of(event), report), now));
    return report.state;
  });
}

Result<OwnerView> Reports::view(Stores& stores, const Report& report, const std::vector<ByteArray<32>>& withdrawals) const {
  OwnerView out;
  out.report = report;
  PARASOL_TRY(out.sections, stores.reports.sections(report.id));
  PARASOL_TRY(out.events, stores.reports.events(report.id));
  PARASOL_TRY(out.messages, stores.reports.messages(report.id));
  PARASOL_TRY(out.accesses, accesses_of(stores, report.id));
  for (const auto& hash : withdrawals) {
    PARASOL_TRY(auto answer, stores.outbox.answer(hash));
    out.withdrawals.push_back({hash, std::move(answer)});
  }
  return out;
}

Result<OwnerView> Reports::read(const records::Signed& request) {
  PARASOL_TRY(const auto asked, verified(request, records::decode_owner_read, deployment_));
  PARASOL_CHECK_OK(check_minute(asked.minute));
  return unit_.read([&](Stores& stores) -> Result<OwnerView> {
    PARASOL_TRY(const Report report, find_owned(stores, asked.report, request.signer));
    return view(stores, report, asked.withdrawals);
  });
}

Status Reports::withdraw_everything(Stores& stores, Report& report, Consent& consent, Millis now) const {
  for (const auto& receipt : consent.receipts())
    if (consent.is_live(receipt, now)) return invalid("events", "a receipt is still live");
  if (report.state != ReportState::kWithdrawing && report.state != ReportState::kWithdrawn) {
    PARASOL_CHECK_OK(move(report, ReportEvent::kWithdraw));
    PARASOL_CHECK_OK(append_audit(stores, by_owner(AuditAction::kReportWithdrawn, report), now));
  }
  report.assigned.reset();
  PARASOL_CHECK_OK(settle_link(stores, report.id, consent, now));
  PARASOL_CHECK_OK(stores.reports.delete_content(report.id));
  return stores.reports.update(report);
}

Result<OwnerView> Reports::change(const records::Signed& request) {
  PARASOL_TRY(const auto wanted, verified(request, records::decode_owner_change, deployment_));
  PARASOL_CHECK_OK(check_minute(wanted.minute));
  if (wanted.message && (wanted.message->size() <= crypto::kWrapSize || !crypto::check_sealed_body(ByteView(*wanted.message).subspan(crypto::kWrapSize))))
    return invalid("message");
  std::vector<ByteArray<32>> hashes;
  for (const auto& secret : wanted.secrets) {
    const auto scope = vocabulary::scope_from_wire(secret.scope);
    if (scope != Scope::kWarn && scope != Scope::kCheck) return invalid("secrets");
    hashes.push_back(crypto::sha256(secret.secret));
  }
  // A report that is not hers must not use up nonces; hers is known from here on. What listd has answered is not asked again.
  PARASOL_TRY(const bool is_repeat, unit_.read([&](Stores& stores) -> Result<bool> {
    PARASOL_TRY(const Report report, find_owned(stores, wanted.report, request.signer));
    if (report.state == ReportState::kWithdrawing) return false;  // it may be settled by now
    if (hashes.empty() || wanted.erase || !wanted.events.empty() || adds_something(wanted)) return false;
    return all_answered(stores, hashes);
  }));
  PARASOL_CHECK_OK(remember_nonce(wanted.nonce));
  if (!is_repeat) PARASOL_CHECK_OK(count_change(wanted, hashes));

  const auto store = [&](Stores& stores) -> Status {
    const Millis now = clock_.now();
    PARASOL_TRY(Report report, find_owned(stores, wanted.report, request.signer));
    // What was withdrawn takes secrets again, and nothing else.
    const bool is_over = report.state == ReportState::kWithdrawing || report.state == ReportState::kWithdrawn || report.state == ReportState::kErased;
    if (is_over && !(wanted.events.empty() && wanted.team_wraps.empty() && !wanted.message)) return failure(ErrorCode::kConflict, "withdrawn");
    PARASOL_TRY(const auto stored, stores.reports.events(report.id));
    PARASOL_TRY(Consent consent, Consent::fold(stored));
    // What ran out before, a new permission does not bring back, whether the hourly job has noticed or not.
    PARASOL_CHECK_OK(settle_link(stores, report.id, consent, now));
    for (const auto& event : wanted.events) {
      const std::uint32_t sequence = consent.next_sequence();
      PARASOL_CHECK_OK(consent.append(context_of(report, deployment_), event, now));
      PARASOL_CHECK_OK(store_event(stores, report.id, sequence, event));
      PARASOL_CHECK_OK(append_audit(stores, by_owner(action_of(event), report), now));
      // After each: what one of them ends, the next does not bring back.
      PARASOL_CHECK_OK(settle_link(stores, report.id, consent, now));
    }
    const bool is_granting = std::any_of(wanted.events.begin(), wanted.events.end(), is_receipt);
    if (is_granting && consent.receipts().size() > kMaxReceipts) return Error{ErrorCode::kTooLarge, "events", {}};
    for (const auto& secret : wanted.secrets) {
      // A part that is struck must not stay permitted.
      if (consent.live(static_cast<Scope>(secret.scope), now) != nullptr) return invalid("secrets", "its receipt is still live");
      PARASOL_CHECK_OK(stores.outbox.add(outbox_item(OutboxKind::kStrike, secret.secret)));
    }
    if (wanted.erase) return withdraw_everything(stores, report, consent, now);

    if (!wanted.team_wraps.empty()) {
      if (!report.team) return invalid("team_wraps");
      PARASOL_TRY(const DeskKey desk, newest_desk_key(stores, *report.team));
      for (const auto& part : wanted.team_wraps) {
        const auto section = vocabulary::report_section_from_wire(part.section);
        if (!section || !crypto::check_wrap(part.wrap, desk.hash) || !consent.may_read(*section, *report.team, now)) return invalid("team_wraps");
        PARASOL_CHECK_OK(stores.reports.set_team_wrap(report.id, *section, to_bytes(part.wrap)));
      }
      report.team_epoch = desk.epoch;
      PARASOL_CHECK_OK(stores.reports.update(report));
    }
    PARASOL_CHECK_OK(settle_read(stores, report, consent, now));
    // Wraps of sections that no receipt names any more go at once.
    PARASOL_TRY(const auto sections, stores.reports.sections(report.id));
    for (const auto& section : sections)
      if (section.team_wrap && !(report.team && consent.may_read(section.section, *report.team, now)))
        PARASOL_CHECK_OK(stores.reports.set_team_wrap(report.id, section.section, std::nullopt));
    if (wanted.message) {
      if (!report.team || !consent.permits(Scope::kRead, now)) return failure(ErrorCode::kConflict, "nobody reads this report");
      PARASOL_TRY(const std::size_t stored_bytes, stores.reports.message_bytes(report.id, false));
      if (stored_bytes + wanted.message->size() > kMessagesHold) return Error{ErrorCode::kTooLarge, "message", {}};
      PARASOL_CHECK_OK(stores.reports.add_message(report.id, {false, *wanted.message, day_of(now)}));
    }
    // Nobody has a closed report: what she gives it now must not lie there unseen.
    const bool is_granted = std::any_of(wanted.events.begin(), wanted.events.end(), lets_read);
    if (report.state == ReportState::kClosedHeld && (is_granted || wanted.message) && consent.permits(Scope::kRead, now)) {
      PARASOL_CHECK_OK(move(report, is_granted ? ReportEvent::kGrantRead : ReportEvent::kWrite));
      PARASOL_CHECK_OK(stores.reports.update(report));
    }
    return {};
  };
  if (!is_repeat) PARASOL_CHECK_OK(unit_.write(store));

  // Withdrawals do not wait for a job: with listd running, the answer below already holds its acknowledgement.
  if (!is_repeat && (!hashes.empty() || wanted.erase)) {
    PARASOL_TRY(const auto before, unit_.read([&](Stores& stores) { return withdrawing(stores, {ReportId{wanted.report}}); }));
    PARASOL_CHECK_OK(courier_.deliver());
    PARASOL_CHECK_OK(settle(before));
  }
  return unit_.read([&](Stores& stores) -> Result<OwnerView> {
    PARASOL_TRY(const Report report, find_owned(stores, wanted.report, request.signer));
    return view(stores, report, hashes);
  });
}

Result<std::size_t> Reports::settle_all() {
  PARASOL_TRY(const std::size_t lapsed, unit_.write([&](Stores& stores) -> Result<std::size_t> {
    const Millis now = clock_.now();
    std::size_t changed = 0;
    PARASOL_TRY(const auto shared, stores.reports.shared_with_teams());
    for (const ReportId id : shared) {
      PARASOL_TRY(auto report, stores.reports.find(id));
      PARASOL_TRY(const auto events, stores.reports.events(id));
      PARASOL_TRY(const Consent consent, Consent::fold(events));
      PARASOL_TRY(const bool has_changed, settle_read(stores, *report, consent, now));
      if (!has_changed) continue;
      ++changed;
      PARASOL_CHECK_OK(append_audit(stores, by_owner(AuditAction::kConsentExpired, *report), now));
    }
    PARASOL_TRY(const auto linked, stores.links.linked_reports());
    for (const ReportId id : linked) {
      PARASOL_TRY(const auto events, stores.reports.events(id));
      PARASOL_TRY(const Consent consent, Consent::fold(events));
      PARASOL_TRY(const bool has_ended, settle_link(stores, id, consent, now));
      if (!has_ended) continue;
      ++changed;
      PARASOL_CHECK_OK(append_audit(stores, {AuditAction::kConsentExpired, std::nullopt, std::nullopt, id.value, std::nullopt, false}, now));
    }
    return changed;
  }));
  PARASOL_TRY(const auto before, unit_.read([](Stores& stores) -> Result<Withdrawing> {
    PARASOL_TRY(auto reports, stores.reports.in_state(ReportState::kWithdrawing));
    return withdrawing(stores, std::move(reports));
  }));
  if (!before.strikes.empty()) PARASOL_CHECK_OK(courier_.deliver());
  PARASOL_TRY(const std::size_t settled, settle(before));
  return lapsed + settled;
}

Result<Reports::Withdrawing> Reports::withdrawing(Stores& stores, std::vector<ReportId> reports) {
  if (reports.empty()) return Withdrawing{};
  PARASOL_TRY(auto strikes, stores.outbox.pending_keys(OutboxKind::kStrike));
  return Withdrawing{std::move(reports), std::move(strikes)};
}

Result<std::size_t> Reports::settle(const Withdrawing& withdrawing) {
  if (withdrawing.reports.empty()) return std::size_t{0};
  return unit_.write([&](Stores& stores) -> Result<std::size_t> {
    std::size_t settled = 0;
    PARASOL_TRY(const auto waiting, stores.outbox.pending_keys(OutboxKind::kStrike));
    const auto waits = [&](const ByteArray<32>& hash) { return std::binary_search(waiting.begin(), waiting.end(), hash); };
    if (std::any_of(withdrawing.strikes.begin(), withdrawing.strikes.end(), waits)) return settled;
    for (const ReportId id : withdrawing.reports) {
      PARASOL_TRY(auto report, stores.reports.find(id));
      if (!report || report->state != ReportState::kWithdrawing) continue;
      PARASOL_CHECK_OK(move(*report, ReportEvent::kSettled));
      PARASOL_CHECK_OK(stores.reports.update(*report));
      PARASOL_CHECK_OK(append_audit(stores, by_owner(AuditAction::kReportSettled, *report), clock_.now()));
      ++settled;
    }
    return settled;
  });
}

}  // namespace parasol::domain
