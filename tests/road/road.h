#pragma once
// The main road on a fresh database: reporters with their own keys, a team, and listd itself in this process, so that what
// is live is what its signed index says. Keys follow from names; the clock stands still until it is told to go on.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "apps/server/daemon_clients.h"
#include "base/test_support.h"
#include "domain/desk.h"
#include "domain/list_replay.h"
#include "domain/publishing.h"
#include "domain/reports.h"
#include "listd/service.h"
#include "listd/test_support.h"
#include "support/test_database.h"

namespace parasol::test_support {

using vocabulary::RecognitionLevel;
using vocabulary::ReportSection;
using vocabulary::ReportState;
using vocabulary::Role;
using vocabulary::Scope;
using vocabulary::WarningState;

template <class T>
T expect(Result<T> result) {
  if (!result) ADD_FAILURE() << error_code_name(result.error().code) << " " << result.error().field << " " << result.error().detail;
  return *std::move(result);  // aborts if there is none
}

struct Person {
  domain::Principal principal;
  const trust::test::Member* keys;
  const crypto::SigningKey& signing() const { return keys->signing; }
};

// One version of a warning: its artefact is known by its hash only.
struct Text {
  domain::WarningReference reference;
  std::uint16_t version = 1;
  ByteArray<32> artefact{};
};
Text text_of(std::string_view name, std::uint16_t version = 1);

// The outside of something sealed to this X-Wing key.
Bytes sealed_to(ByteView key);

class Reporter;

class Road {
 public:
  Road();

  ManualClock clock{trust::test::kStart};
  const listd::test::Staff& staff;  // the same in every test
  const domain::Installation installation;
  const Bytes desk_key, editors_key, other_editors_key;
  const Person administrator, lead, second_lead, officer, worker, caseworker, second_caseworker, editor, second_editor;
  const Person stranger;  // another team's editor
  domain::Principal member;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<TestDatabase> files_;
  std::unique_ptr<db::Database> database_;

 public:
  std::unique_ptr<listd::ListService> list_service;
  bool is_listd_silent = false;
  std::unique_ptr<domain::UnitOfWork> unit;
  server::ListDaemonClient listd;
  domain::ListFolder list_folder;
  domain::LiveList live_list{list_folder, clock, installation, staff.trust.list_key};
  domain::ListCourier courier{*unit, listd, clock};
  domain::Reports reports;
  domain::Desk desk{*unit, clock};
  domain::Warnings warnings{*unit, clock, installation};
  domain::Publishing publishing{*unit, clock, courier, live_list, installation};

  // Starts listd again from its files; it is dark until light_list().
  void restart_listd();
  // Time passes, and with it listd and the hourly jobs.
  void wait(Millis time);
  db::Database& database() { return *database_; }
  std::filesystem::path database_file() const { return files_->file(); }
  const std::filesystem::path& list_path() const { return folder_; }  // listd's folder

  // ---- What browsers make ----
  domain::Warnings::Draft draft_of(const Person& drafter, const Reporter& source, const Text& text, RecognitionLevel level) const;
  Result<WarningState> draft(const Person& drafter, const Reporter& source, const Text& text, RecognitionLevel level = RecognitionLevel::kLow);
  Result<WarningState> add_source(const Person& by, const Reporter& source, const Text& text);
  Result<WarningState> review(const Person& by, const Text& text);
  Result<WarningState> lead_signs(const Person& by, const Text& text);
  // The warning (unless `only_slots`), and a slot for each tag; from now on, as long as all sources permit.
  domain::HandOver plan(const Person& by, const Text& text, const std::vector<const Reporter*>& sources, const std::vector<std::string>& tags = {},
                        bool only_slots = false);
  Result<domain::HandedOver> hand_over(const Person& by, const Text& text, const std::vector<const Reporter*>& sources,
                                       const std::vector<std::string>& tags = {});
  records::Signed hide_order(const Person& by, const Text& text) const;
  // Claimed, drafted, approved, reviewed and handed over by the usual people; all must succeed.
  void publish(Reporter& source, const Text& text, const std::vector<std::string>& tags = {});

  // ---- What shows ----
  using Version = std::pair<domain::WarningReference, std::uint16_t>;
  std::set<Version> live() const;
  bool is_live(const Text& text) const { return live().contains({text.reference, text.version}); }
  bool has_slot(std::string_view tag);
  domain::Showing showing(const Text& text);
  WarningState state(const Text& text);

  // ---- Audit ----
  std::vector<records::AuditEvent> audit(const ByteArray<16>& chain = {});
  std::size_t audit_size(const ByteArray<16>& chain = {}) { return audit(chain).size(); }

 private:
  std::unique_ptr<db::Database> begun_database() const;
  Status begin(domain::Stores& stores) const;
  records::Packet packet_of(const Text& text, const domain::Warning& warning) const;
};

// Somebody who reports, by the report's own keys alone.
class Reporter {
 public:
  Reporter(Road& road, const std::string& name);

  struct Grant {
    Scope scope;
    std::optional<ByteArray<32>> artefact{};  // what a WARN or CHECK receipt approves
    Millis life = 60 * kDay;  // from the start of today
  };
  static std::vector<Grant> usual() { return {{Scope::kHold}, {Scope::kRead}}; }

  Result<ReportState> submit(const std::vector<Grant>& grants = usual());
  // The same bytes as the last time.
  Result<ReportState> submit_again();
  // Takes the place of the live receipt of the scope; wraps go along for every section that may then be read.
  Result<domain::OwnerView> grant(const Grant& grant) { return grants({grant}); }
  Result<domain::OwnerView> grants(const std::vector<Grant>& grants);
  // For WARN and CHECK with the secret that strikes. Nothing live: only the secret goes.
  Result<domain::OwnerView> withdraw(Scope scope);
  Result<domain::OwnerView> erase();
  Result<domain::OwnerView> read();
  // Sends this as it is, with the chain as it stands.
  Result<domain::OwnerView> change(records::OwnerChange wanted);

  bool is_live(Scope scope) const;
  bool permits(Scope scope) const;
  domain::ReceiptId receipt(Scope scope) const;
  Millis expires(Scope scope) const;
  domain::Opening opening(Scope scope) const { return {receipt(scope), opening_}; }
  ByteArray<32> secret(Scope scope) const;
  const Bytes& sealing_key() const { return sealing_key_; }

  // The next event of the chain, signed by `signer` or by the report's own key.
  records::Signed receipt_event(const Grant& grant, const crypto::SigningKey* signer = nullptr);
  records::Signed withdrawal_event(Scope scope);

 private:
  struct Given {
    domain::ReceiptId id;
    Millis expires = 0;
    bool has_ended = false;
  };
  struct Chain {
    std::uint32_t sequence = 0;
    ByteArray<32> head{};
    std::map<Scope, Given> given;
  };
  void note_event(const records::Signed& event);

  Road& road_;
  crypto::SigningKey key_;
  Bytes sealing_key_;
  ByteArray<32> opening_;
  Chain chain_;
  records::Signed sent_;

 public:
  const domain::ReportId id;
  domain::AccountId account = domain::AccountId::random();  // known while it is sent, and forgotten
};

}  // namespace parasol::test_support
