#pragma once
// The reporter's side of a report: send it, read it, change what is permitted, take it back. She is known by the report's own
// key, made from the receipt code, and by nothing else.
#include <deque>
#include <mutex>
#include <set>
#include <unordered_map>

#include "domain/audit.h"
#include "domain/consent.h"
#include "domain/lifecycles/report.h"
#include "domain/list_courier.h"
#include "domain/ports/report_store.h"

namespace parasol::domain {

struct TeamSettings {
  TeamId team;
  std::string name;
};

struct OwnerView {
  Report report;
  std::vector<Section> sections;
  std::vector<Bytes> events;
  std::vector<Message> messages;
  std::vector<AccessEvent> accesses;
  struct Withdrawal {
    ByteArray<32> hash;
    std::optional<Bytes> acknowledgement;  // listd's Signed StrikeAcknowledgement; nothing while it has not answered
  };
  std::vector<Withdrawal> withdrawals;
};

// Everything that a READ receipt's end, or a withdrawal, does to the stored report. Used by the owner's side, the desk and the
// daily job, so that a lapsed permission never depends on who looks first. Returns true if it changed anything.
Result<bool> settle_read(Stores& stores, Report& report, const Consent& consent, Millis now);

// What one side of a report may store in messages, so that the whole report can always be delivered.
constexpr std::size_t kMessagesHold = 4U << 20;
// Receipts of one report, ended or not. Withdrawals are not counted: there are no more of them than receipts.
constexpr std::size_t kMaxReceipts = 200;

class Reports {
 public:
  // Counted in memory only. A withdrawal is not counted; of withdrawal secrets a report has one for each scope, and sends it as
  // often as it likes.
  struct Limits {
    std::size_t reports_a_day = 20;  // of one account
    std::size_t changes_an_hour = 20, changes_a_day = 60;  // of one report
  };

  Reports(UnitOfWork& unit, const Clock& clock, ListCourier& courier, ByteArray<16> deployment, std::vector<TeamSettings> teams, Limits limits);

  // Stores a new report. `by` is counted and forgotten.
  // kInvalid (field), kUnauthorised (signature), kConflict (field "report": other bytes were sent under this id before; or
  // "team_epoch": not the team's current one), kRateLimited, kUnavailable. The same bytes again answer how it stands now.
  Result<vocabulary::ReportState> submit(const records::Signed& request, AccountId by);

  // Everything about the report. kNotFound for an unknown report and for another key, alike.
  Result<OwnerView> read(const records::Signed& request);

  // Appends consent events, takes withdrawal secrets to listd, stores a message or new wraps, or withdraws everything.
  // All or nothing. kNotFound as above; kConflict if it was sent before or the consent chain has moved on; kRateLimited, and
  // kTooLarge (field "message" or "events"), but for no withdrawal.
  Result<OwnerView> change(const records::Signed& request);

  // Hourly: settles reports whose READ or LINK lapsed or whose withdrawals listd has acknowledged, after asking it. Returns how many changed.
  Result<std::size_t> settle_all();

 private:
  Status check_minute(std::uint32_t minute) const;
  Status remember_nonce(const ByteArray<16>& nonce);
  Status count_submission(AccountId by);
  Status count_change(const records::OwnerChange& wanted, const std::vector<ByteArray<32>>& hashes);
  void forget_counts();  // of another day; with the lock held
  bool is_known_team(TeamId team) const;
  Result<OwnerView> view(Stores& stores, const Report& report, const std::vector<ByteArray<32>>& withdrawals) const;
  Status withdraw_everything(Stores& stores, Report& report, Consent& consent, Millis now) const;

  // Reports that wait for listd, and every strike that waited when they were looked for: theirs are among them, for no table
  // says whose a strike is.
  struct Withdrawing {
    std::vector<ReportId> reports;
    std::vector<ByteArray<32>> strikes;  // hashes, in order
  };
  static Result<Withdrawing> withdrawing(Stores& stores, std::vector<ReportId> reports);
  // Settles them if none of those strikes waits any more. Returns how many.
  Result<std::size_t> settle(const Withdrawing& withdrawing);

  UnitOfWork& unit_;
  const Clock& clock_;
  ListCourier& courier_;
  const ByteArray<16> deployment_;
  const std::vector<TeamSettings> teams_;
  const Limits limits_;

  std::mutex mutex_;
  std::set<ByteArray<16>> nonces_;  // of the last two windows
  std::deque<std::pair<Millis, ByteArray<16>>> nonce_order_;
  std::int64_t counted_day_ = 0;
  std::map<AccountId, std::size_t> submissions_;
  struct Changes {
    std::int64_t hour = 0;
    std::size_t in_hour = 0, in_day = 0;
    std::map<std::uint8_t, std::set<ByteArray<32>>> secrets;  // hashes, by scope
  };
  std::map<ReportId, Changes> changes_;
};

}  // namespace parasol::domain
