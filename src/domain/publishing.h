#pragma once
// From a reviewed warning to the list, and what members and staff are shown of it. What is live, only listd's signed index
// tells; what may become live, the receipts at the moment of hand-over, shown here in memory and not kept.
#include "domain/list_courier.h"
#include "domain/live_list.h"
#include "domain/warnings.h"

namespace parasol::domain {

// A warning and its source's key to it: that the receipt commits to the artefact.
struct Opening {
  ReceiptId receipt;
  ByteArray<32> opening;
};

struct HandOver {
  std::vector<records::Signed> packets;  // by the caller: the warning, and a slot for each identifier
  std::uint32_t group_epoch = 0;
  Bytes key_wrap;               // content key under the group key
  std::vector<Bytes> slot_map;  // one sealed row for each packet, in their order
  std::vector<Opening> warn;    // every source
  std::vector<Opening> check;   // those of them whose identifiers may be checked
};

struct HandedOver {
  WarningState state = WarningState::kReviewed;
  bool is_accepted = false;  // listd has acknowledged every packet; otherwise it has not answered yet, or has refused
};

// Where a version stands with the members.
enum class Showing : std::uint8_t {
  kNo,       // not handed over
  kPending,  // listd has not answered yet
  kWaiting,  // for its time
  kLive,
  kHidden,
  kGone,     // withdrawn by its sources, or replaced
  kMissing,  // nobody has withdrawn, replaced or hidden it, and the list does not show it
  kExpired,
};
std::string_view name_of(Showing showing);

struct DeskWarning {
  WarningHead head;
  Showing showing = Showing::kNo;
};

struct LiveWarning {
  Publication publication;
  Bytes content;
};
struct LiveWarnings {
  std::vector<LiveWarning> warnings;
  std::size_t missing = 0;  // live in the list, but their bytes are not here
};

enum class RestoreState : std::uint8_t {
  kWaiting,   // for the other signature
  kAsked,     // both have signed; listd has not acknowledged it
  kRestored,  // listd has
};

class Publishing {
 public:
  static constexpr Millis kLongestDelay = 96 * kHour;

  Publishing(UnitOfWork& unit, const Clock& clock, ListCourier& courier, const LiveList& list, const Installation& installation)
      : unit_(unit), clock_(clock), courier_(courier), list_(list), installation_(installation) {}

  // Checks everything that can be seen from outside, that every source permits exactly this artefact now, and takes the
  // packets to listd. The same again answers as the first time. If a slot was refused before, the warning is in the list
  // already: then only slots are handed over.
  // kNotFound, kInvalid (field), kUnauthorised (signature), kConflict (state, her own draft, or a source).
  Result<HandedOver> hand_over(const Principal& who, WarningReference reference, const HandOver& wanted);

  // Hides a warning that we or the list know, at once. True if listd has acknowledged. kNotFound, kInvalid, kUnauthorised.
  Result<bool> hide(const Principal& who, WarningReference reference, const records::Signed& order);

  // Undoes hides: case lead and data-protection officer sign the same order. The second signature takes it to listd; a new
  // order replaces one that waits. The same signature again answers as the first time. Errors as above.
  Result<RestoreState> restore(const Principal& who, WarningReference reference, const records::Signed& order);
  // The order that waits for the second signature; after that, to whoever was one of the two, the other's, unless the warning
  // was hidden again: so whoever lost the answer signs the same once more.
  Result<std::optional<Bytes>> restore_to_sign(const Principal& who, WarningReference reference);

  // kNotFound for somebody without a team, or without the editors' key.
  Result<std::vector<SlotRow>> slot_map(const Principal& who);
  Result<std::vector<DeskWarning>> list(const Principal& who);
  // kUnavailable while the list cannot be read.
  Result<LiveWarnings> live(const Principal& who);
  // Every content key that the next group epoch must cover, of live and of pending warnings. kNotFound unless a case lead asks.
  Result<std::vector<Publication>> publications(const Principal& who);

 private:
  Result<bool> is_known(WarningReference reference);
  Result<RestoreState> deliver(const records::Restore& both);

  UnitOfWork& unit_;
  const Clock& clock_;
  ListCourier& courier_;
  const LiveList& list_;
  const Installation installation_;
};

// listd will never take this packet: its warning goes back to the editor. For the courier, in the transaction that drops it.
Status note_refused(Stores& stores, const OutboxItem& item, Millis now);
// listd has acknowledged a withdrawal: what was made of that source alone is erased here, too; what has others left, when
// listd will drop it. For the courier, in the transaction that keeps the acknowledgement.
Status note_struck(Stores& stores, const OutboxItem& item, ByteView acknowledgement, Millis now);

}  // namespace parasol::domain
