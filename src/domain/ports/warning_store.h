#pragma once
// Warnings until their hand-over, and what members are given afterwards. Nothing here leads to a report or a receipt: what
// the two have in common lies sealed to the editors. Days only.
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "domain/identifiers.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

struct WarningHead {
  WarningReference reference;
  std::uint16_t version = 1;
  TeamId team;  // whose editors it is sealed to
  vocabulary::WarningState state = vocabulary::WarningState::kScored;
  vocabulary::RecognitionLevel level = vocabulary::RecognitionLevel::kHigh;
  std::int64_t day = 0;  // of the last change
};

struct Warning : WarningHead {
  Bytes draft;        // encoded Signed DraftStatement
  Bytes recognition;  // encoded Signed RecognitionRecord
  std::optional<Bytes> lead;
  // Sealed to the editors; gone once the warning is abandoned or over.
  std::optional<Bytes> sealed;    // artefact and extract
  std::optional<Bytes> source;    // the reporter's approval
  std::optional<Bytes> fairness;  // why an editor passed it, or sent it back
};

// A warning that was handed over: its content key, wrapped for the members, and its days.
struct Publication {
  WarningReference reference;
  std::uint16_t version = 1;
  std::uint32_t group_epoch = 0;
  Bytes key_wrap;  // 72 bytes
  std::int64_t first_day = 0;
  std::int64_t last_day = 0;
};

// A content key wrapped anew, when the group's key changes.
struct KeyWrap {
  WarningReference reference;
  std::uint16_t version = 1;
  Bytes wrap;  // 72 bytes
};

// What a packet names of its sources: the SHA-256 of each one's withdrawal secret.
using WithdrawalHashes = std::vector<ByteArray<32>>;

struct WarningVersion {
  WarningReference reference;
  std::uint16_t version = 1;
};

// A row of the slot map, sealed to the editors: which identifier took which tag in this packet, or that it is the warning.
struct SlotRow {
  PacketId packet;
  TeamId team;
  Bytes sealed;
  std::int64_t last_day = 0;
};

// The first of the two signatures that a restore needs.
struct WaitingRestore {
  WarningReference reference;
  vocabulary::Role role = vocabulary::Role::kCaseLead;  // who has signed
  Bytes order;                                          // encoded Signed RestoreOrder
};

class WarningStore {
 public:
  virtual ~WarningStore() = default;

  // kConflict if this version is there.
  virtual Status add(const Warning& warning) = 0;
  // The newest version.
  virtual Result<std::optional<Warning>> find(WarningReference reference) = 0;
  // State, day, lead and what is sealed.
  virtual Status update(const Warning& warning) = 0;
  // Every version of every warning of a team, by reference and version.
  virtual Result<std::vector<WarningHead>> of_team(TeamId team) = 0;

  // kConflict if this version is there. `content` is the encrypted warning.
  virtual Status publish(const Publication& publication, ByteView content, const WithdrawalHashes& sources) = 0;
  virtual Status unpublish(WarningReference reference, std::uint16_t version) = 0;
  virtual Result<std::optional<Bytes>> content(WarningReference reference, std::uint16_t version) = 0;
  // By reference and version.
  virtual Result<std::vector<Publication>> publications() = 0;
  // For the next group epoch: replaces these wraps; what is not published here is passed over.
  virtual Status replace_key_wraps(std::uint32_t group_epoch, const std::vector<KeyWrap>& wraps) = 0;

  virtual Status add_slot_row(const SlotRow& row, const WithdrawalHashes& sources) = 0;
  virtual Status remove_slot_row(PacketId packet) = 0;
  // By packet.
  virtual Result<std::vector<SlotRow>> slot_rows(TeamId team) = 0;

  // Replaces an earlier one of this warning.
  virtual Status put_restore(const WaitingRestore& restore) = 0;
  virtual Result<std::optional<WaitingRestore>> find_restore(WarningReference reference) = 0;
  virtual Status remove_restore(WarningReference reference) = 0;

  // A source has withdrawn. Erases publications and slot rows that name no other source, with what was sealed of their
  // warnings, and answers whose publications they were; those that name others end on `last_day` at the latest.
  virtual Result<std::vector<WarningVersion>> strike(const ByteArray<32>& hash, std::int64_t last_day) = 0;
  // Erases what ended before this day: publications, slot rows, and what was sealed of handed-over warnings that have no
  // publication left.
  virtual Status purge(std::int64_t today) = 0;
};

}  // namespace parasol::domain
