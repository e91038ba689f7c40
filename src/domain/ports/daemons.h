#pragma once
// The two daemons as the domain sees them. Both are other processes: every call can fail with kUnavailable, and may then
// have happened or not; all operations may be repeated.
#include "base/bytes.h"
#include "base/result.h"

namespace parasol::domain {

// parasol-keyd (docs/protocol.md §2). Errors besides kUnavailable: those of the daemon.
class KeyDaemon {
 public:
  virtual ~KeyDaemon() = default;
  virtual Status enrol(ByteView chain) = 0;               // encoded Chain
  virtual Status revoke(ByteView signed_revocation) = 0;  // encoded Signed
  virtual Result<Bytes> evaluate(ByteView signed_request) = 0;  // → encoded EvaluateReply
  virtual Result<Bytes> budget(ByteView signed_request) = 0;    // → encoded BudgetReply
  virtual Result<ByteArray<32>> harden(std::string_view login, const ByteArray<32>& element) = 0;
};

// What listd says of itself.
struct ListStatus {
  bool is_dark = true;     // nothing shows until the replay after its start has ended
  std::uint64_t seq = 0;   // of the newest manifest; 0 if none
};

// parasol-listd.
class ListDaemon {
 public:
  virtual ~ListDaemon() = default;
  virtual Status enrol(ByteView chain) = 0;
  virtual Status revoke(ByteView signed_revocation) = 0;
  virtual Status team_epoch(ByteView signed_epoch) = 0;
  virtual Status group_epoch(ByteView signed_epoch) = 0;
  virtual Result<Bytes> accept(ByteView signed_packet) = 0;       // → encoded Signed PacketAcceptance
  virtual Result<Bytes> strike(const ByteArray<32>& secret) = 0;  // → encoded Signed StrikeAcknowledgement
  virtual Status hide(ByteView signed_order) = 0;
  virtual Status restore(ByteView restore) = 0;  // encoded Restore
  virtual Status canary(ByteView signed_report) = 0;
  virtual Result<ListStatus> status() = 0;
  virtual Status remember(ByteView chain) = 0;  // encoded Chain of somebody whose enrolment has run out
  // An encoded Replay, as often as needed. kConflict: the rest is stored, but a hide or a revocation was refused.
  virtual Status replay(ByteView replay) = 0;
  virtual Status replay_done() = 0;
};

}  // namespace parasol::domain
