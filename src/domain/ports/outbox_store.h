#pragma once
// What must reach listd, until it has answered; and serve's own copies of what listd must never forget.
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"

namespace parasol::domain {

using OutboxId = Id<struct OutboxTag>;

// Wire numbers; stored.
enum class OutboxKind : std::uint8_t { kPacket = 1, kStrike = 2, kHide = 3, kRestore = 4, kRevocation = 5, kTeamEpoch = 6, kGroupEpoch = 7 };

struct OutboxItem {
  OutboxId id = OutboxId::random();
  OutboxKind kind;
  Bytes payload;   // an encoded Signed or Restore; for kStrike the 32-byte secret, Entrusted until it is acknowledged
  ByteArray<32> key;  // SHA-256 of the payload: the name under which the answer is found
};

class OutboxStore {
 public:
  virtual ~OutboxStore() = default;
  virtual Status add(const OutboxItem& item) = 0;
  // Items without an answer: strikes first, in random order, then everything else as it was added.
  virtual Result<std::vector<OutboxItem>> pending(std::size_t limit) = 0;
  // Removes the item and keeps a copy for the replay: listd's acknowledgement for a strike, the payload itself for a hide, a
  // restore or a revocation, nothing for the others. `day` is the day of the copy.
  virtual Status complete(const OutboxItem& item, ByteView answer, std::int64_t day) = 0;
  // Removes an item that listd refused for good.
  virtual Status drop(const OutboxItem& item) = 0;
  // Of the items of this kind that wait, in order.
  virtual Result<std::vector<ByteArray<32>>> pending_keys(OutboxKind kind) = 0;
  // listd's signed answer to an item with this key, once there is one.
  virtual Result<std::optional<Bytes>> answer(const ByteArray<32>& key) = 0;
  virtual Result<bool> is_pending(const ByteArray<32>& key) = 0;
  // Every kept copy of one kind.
  virtual Result<std::vector<Bytes>> copies(OutboxKind kind) = 0;
};

}  // namespace parasol::domain
