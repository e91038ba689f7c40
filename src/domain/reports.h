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

class Reports {
 public:
  static constexpr std::size_t kReportsADay = 20;  // of one account; counted in memory only

  Reports(UnitOfWork& unit, const Clock& clock, ListCourier& courier, ByteArray<16> deployment, std::vector<TeamSettings> teams,
          std::size_t reports_a_day = kReportsADay);

  // Stores a new report. `by` is counted and forgotten.
  // kInvalid (field), kUnauthorised (signature), kConflict (field "report": other bytes were sent under this id before; or
  // "team_epoch": not the team's current one), kRateLimited, kUnavailable. The same bytes again answer how it stands now.
  Result<vocabulary::ReportState> submit(const records::Signed& request, AccountId by);

  // Everything about the report. kNotFound for an unknown report and for another key, alike.
  Result<OwnerView> read(const records::Signed& request);

  // Appends consent events, takes withdrawal secrets to listd, stores a message or new wraps, or withdraws everything.
  // All or nothing. kNotFound as above; kConflict if it was sent before or the consent chain has moved on.
  Result<OwnerView> change(const records::Signed& request);

  // Hourly: settles reports whose READ lapsed or whose withdrawal listd has acknowledged. Returns how many changed.
  Result<std::size_t> settle_all();

 private:
  Status check_minute(std::uint32_t minute) const;
  Status remember_nonce(const ByteArray<16>& nonce);
  Status count_submission(AccountId by);
  bool is_known_team(TeamId team) const;
  Result<OwnerView> view(Stores& stores, const Report& report, const std::vector<ByteArray<32>>& withdrawals) const;
  Status withdraw_everything(Stores& stores, Report& report, Consent& consent, Millis now) const;

  UnitOfWork& unit_;
  const Clock& clock_;
  ListCourier& courier_;
  const ByteArray<16> deployment_;
  const std::vector<TeamSettings> teams_;
  const std::size_t reports_a_day_;

  std::mutex mutex_;
  std::set<ByteArray<16>> nonces_;  // of the last two windows
  std::deque<std::pair<Millis, ByteArray<16>>> nonce_order_;
  std::int64_t submissions_day_ = 0;
  std::map<AccountId, std::size_t> submissions_;
};

}  // namespace parasol::domain
