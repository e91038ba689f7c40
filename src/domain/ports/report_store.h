#pragma once
// Reports, their sealed sections, consent events, messages and notes. Nothing here leads to an account but the caseworker to
// whom an open report is assigned.
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "domain/identifiers.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

struct Report {
  ReportId id;
  ByteArray<32> signing_key{};
  Bytes sealing_key;  // X-Wing public key, 1216 bytes
  vocabulary::ReportState state = vocabulary::ReportState::kHeld;
  std::optional<TeamId> team;
  std::uint32_t team_epoch = 0;
  vocabulary::Jurisdiction jurisdiction = vocabulary::Jurisdiction::kEnglandWales;
  vocabulary::Language language = vocabulary::Language::kEn;
  vocabulary::Urgency urgency = vocabulary::Urgency::kNotSaid;
  std::int64_t day = 0;  // of submission
  // SHA-256 of the encoded request, its signature included: so no guess at its minute can be tried.
  ByteArray<32> request_hash{};
  std::optional<AccountId> assigned;
};

struct Section {
  vocabulary::ReportSection section;
  Bytes body;
  Bytes owner_wrap;
  std::optional<Bytes> team_wrap;
};

struct Message {
  bool from_team = false;
  Bytes body;  // sealed to the other side
  std::int64_t day = 0;
};

struct Note {
  Bytes body;  // sealed to the desk
  std::int64_t day = 0;
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;
  // kConflict if the id is taken.
  virtual Status add(const Report& report, const std::vector<Section>& sections) = 0;
  virtual Result<std::optional<Report>> find(ReportId id) = 0;
  virtual Result<std::vector<Section>> sections(ReportId id) = 0;
  // State, assignment, team and its epoch.
  virtual Status update(const Report& report) = 0;
  virtual Status set_team_wrap(ReportId id, vocabulary::ReportSection section, const std::optional<Bytes>& wrap) = 0;
  virtual Status delete_team_wraps(ReportId id) = 0;
  // Sections, messages and notes.
  virtual Status delete_content(ReportId id) = 0;

  virtual Status add_event(ReportId id, std::uint32_t sequence, ByteView event) = 0;
  virtual Result<std::vector<Bytes>> events(ReportId id) = 0;  // in order

  // Remembers whose receipt this is, for receipts that approve an artefact. kConflict if the id is taken.
  virtual Status add_approving_receipt(ReceiptId receipt, ReportId id) = 0;
  virtual Result<std::optional<ReportId>> find_by_receipt(ReceiptId receipt) = 0;

  virtual Status add_message(ReportId id, const Message& message) = 0;
  virtual Result<std::vector<Message>> messages(ReportId id) = 0;  // oldest first
  // Of one side's, together.
  virtual Result<std::size_t> message_bytes(ReportId id, bool from_team) = 0;
  virtual Status add_note(ReportId id, const Note& note) = 0;
  virtual Result<std::vector<Note>> notes(ReportId id) = 0;

  // A team's reports in one state: soonest wanted first, then oldest day, then id; those after `after`.
  virtual Result<std::vector<Report>> page(TeamId team, vocabulary::ReportState state, const std::optional<ReportId>& after, std::size_t limit) = 0;
  virtual Result<std::vector<ReportId>> in_state(vocabulary::ReportState state) = 0;
  // Reports with team wraps or an open desk state: those whose READ may lapse.
  virtual Result<std::vector<ReportId>> shared_with_teams() = 0;
};

}  // namespace parasol::domain
