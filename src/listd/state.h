#pragma once
// What listd knows, and every rule by which it shows something: docs/protocol.md §2 and §8. A deterministic state
// machine without clock, keys or files: `apply` with the same calls and times gives the same state, so the journal is
// replayed through the function that accepted it. What shows is a pure function of this state and the time; a clock
// that was wrong therefore does no lasting harm once it is right. Not thread-safe.
#include <limits>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "listd/ceremony.h"
#include "trust/registry.h"

namespace parasol::listd {

using trust::Added;
using trust::Deployment;
using trust::Key;
using Hash = ByteArray<32>;
using PacketId = ByteArray<16>;
using Reference = ByteArray<16>;

// The numbers of docs/protocol.md §2.
enum class Operation : std::uint8_t {
  kStatus = 1,
  kEnrol = 2,
  kRevoke = 3,
  kTeamEpoch = 4,
  kGroupEpoch = 5,
  kAccept = 6,
  kStrike = 7,
  kHide = 8,
  kRestore = 9,
  kCanary = 10,
  kReplay = 11,
  kReplayDone = 12,
  kPackets = 13,
  kRemember = 14,
};

inline constexpr Millis kLongestWindow = 800 * kDay;
// How long what has several sources may outlive a strike at one of them.
inline constexpr Millis kGraceAfterStrike = 24 * kHour;
inline constexpr Millis kNever = std::numeric_limits<Millis>::max();
// What PacketIds and LiveIndex can hold.
inline constexpr std::size_t kMaxPackets = 131072;
inline constexpr std::size_t kMaxWarnings = 65536;

enum class PacketKind : std::uint8_t { kSlot = 1, kWarning = 2 };

// What is kept of an accepted packet. Warnings are published by hash only, so their bytes are not kept.
struct Packet {
  PacketId id{};
  Hash envelope_hash{};  // of the encoded Signed
  Hash packet_hash{};    // of the encoded Packet
  PacketKind kind = PacketKind::kSlot;
  std::uint32_t epoch = 0;
  std::uint32_t prefix = 0;
  Reference reference{};  // of the warning, by its draft: also for slots
  std::uint16_t version = 0;
  std::optional<Slot> slot;
  Hash payload_hash{};
  Millis not_before = 0;
  Millis not_after = 0;
  std::vector<Hash> sources;
  std::optional<PacketId> replaces;
  std::string normaliser;
  Millis accepted = 0;
  Millis superseded_from = kNever;  // from when a packet that replaces this one may show
};

// What became of a call. `refused` counts the items of a Replay that were passed over, `refused_removals` the hides and
// revocations among them.
struct Applied {
  Added added = Added::kAlready;
  std::size_t refused = 0;
  std::size_t refused_removals = 0;
};

class ListState {
 public:
  // Both were verified: trust::verify_trust, verify_ceremonies (not empty).
  ListState(const records::TrustStatement& trust, std::vector<CheckEpoch> check_epochs);

  // Applies one of the operations 2 to 6, 8 to 11 and 14 with its body as in docs/protocol.md §2; for kStrike the body is the
  // Signed StrikeAcknowledgement, so that no withdrawal secret is ever stored. `now` in milliseconds since 1970.
  // Must be stored if it answers kNew. kInvalid (with the field), kUnauthorised (a signature or the signer's role),
  // kConflict (field), kTooLarge; errors of trust::Registry.
  Result<Applied> apply(Operation operation, ByteView body, Millis now);

  // The answer to whoever hands in the secret behind `hash` now. Unknown hashes get what single sources get. Applying
  // it strikes the source; a source that is struck already gets its first answer again.
  records::StrikeAcknowledgement acknowledgement(const Hash& hash, Millis now) const;
  // Nothing if the packet is not known.
  std::optional<records::PacketAcceptance> acceptance(const PacketId& id) const;

  // What should show at `now`: as indices of packets(), the later packet alone where two claim one slot tag or one
  // reference.
  std::vector<std::size_t> shown_at(Millis now) const;
  // True if what shows must go at once, rather than at the next turn of the list.
  bool is_gone(const Packet& packet, Millis now) const;
  // When a strike will end a packet that has other sources left; kNever if none does.
  Millis grace_end(const Packet& packet) const;
  bool is_hidden(const Reference& reference) const;
  bool is_struck(const Hash& hash) const { return strikes_.contains(hash); }

  const std::vector<Packet>& packets() const { return packets_; }
  const trust::Registry& registry() const { return registry_; }
  const CheckEpoch& current_epoch() const { return check_epochs_.back(); }
  // When the canary of the current epoch was last found; 0 if never.
  Millis canary_at() const;
  records::Keyring keyring() const;

 private:
  struct HashOfBytes {
    template <std::size_t N>
    std::size_t operator()(const ByteArray<N>& bytes) const {
      std::size_t value;
      std::memcpy(&value, bytes.data(), sizeof value);
      return value;
    }
  };
  template <class Array, class Value>
  using Map = std::unordered_map<Array, Value, HashOfBytes>;
  template <class Array>
  using Set = std::unordered_set<Array, HashOfBytes>;
  using SlotTag = ByteArray<16>;
  // Times of the orders. The latest wins; a tie hides.
  struct Orders {
    std::set<std::uint64_t> hides;
    std::set<std::uint64_t> restores;
    bool is_hidden() const {
      return !hides.empty() && (restores.empty() || *hides.rbegin() >= *restores.rbegin());
    }
  };
  // Copies that come back after the file was set back are judged by what was true when they were accepted.
  enum class Source : std::uint8_t { kCall, kCopy };

  Result<Added> accept(const records::Signed& envelope, Millis now);
  Status check_form(const records::Packet& packet, Millis now) const;
  Result<Reference> check_signers(const records::Signed& envelope, const records::Packet& packet) const;
  Status check_place(const records::Packet& packet, const Reference& reference, Millis now) const;
  bool replaces(const std::optional<PacketId>& first, std::size_t index) const;
  Status require_role(const Key& signer, std::initializer_list<trust::Role> allowed, Source source,
                      std::string_view field) const;
  Result<Added> strike(const records::Signed& acknowledgement);
  Result<Added> hide(const records::Signed& order, Millis now, Source source);
  Result<Added> restore(const records::Restore& restore, Millis now, Source source);
  Result<Added> note_canary(const records::Signed& report, Millis now);
  Applied replay(const records::Replay& copies, Millis now);
  bool may_still_show(const Packet& packet, Millis now) const;
  bool is_struck_out(const Packet& packet) const;

  Deployment deployment_;
  Key list_key_;
  Key system_key_;
  std::vector<CheckEpoch> check_epochs_;
  trust::Registry registry_;

  std::vector<Packet> packets_;
  std::size_t warnings_ = 0;
  Map<PacketId, std::size_t> index_of_;
  Map<SlotTag, std::vector<std::size_t>> packets_of_tag_;
  Map<Reference, std::vector<std::size_t>> warnings_of_reference_;
  Map<Hash, std::vector<std::size_t>> packets_of_source_;
  Map<Hash, records::StrikeAcknowledgement> strikes_;
  Map<Reference, Orders> orders_;
  std::map<std::uint32_t, std::uint64_t> canary_at_;  // by check epoch
};

}  // namespace parasol::listd
