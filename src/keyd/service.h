#pragma once
// The key daemon without its socket: what it answers to each operation (docs/protocol.md §2). It holds the OPRF keys and
// counters, sees blinded elements only, and decides by the member's own signature, never by what the server says of her.
//
// Order of one evaluation: signature of an enrolled, unrevoked check key → its budget is charged → the elements are
// decoded → they are evaluated with one proof → the charge is on disk → the answer. So a malformed element costs budget
// and no curve work, and nobody has an answer that a crash could have let go uncharged.
#include "base/clock.h"
#include "crypto/voprf.h"
#include "keyd/ledger.h"

namespace parasol::keyd {

struct CheckEpochKey {
  std::uint32_t epoch;
  crypto::OprfKeyPair keys;
};

struct ServiceKeys {
  std::vector<CheckEpochKey> epochs;  // oldest first; the last is current
  crypto::GuardedSecret<32> passphrase_seed;

  // From an encoded KeydKeys. kInvalid if it does not decode or holds no epoch.
  static Result<ServiceKeys> load(ByteView file);
};

// DeriveKeyPair(seed, "parasol/chk/epoch/" ‖ epoch in decimal) in mode 1: the public half is what the root certifies.
Result<crypto::OprfKeyPair> check_epoch_key(crypto::SecretView<32> seed, std::uint32_t epoch);

class Service {
 public:
  struct Options {
    records::TrustStatement trust;  // verified
    std::filesystem::path ledger;
    Limits limits;
    std::uint64_t ledger_room = Ledger::kRoom;
  };
  // Errors of Ledger::open.
  static Result<std::unique_ptr<Service>> create(Options options, ServiceKeys keys, const Clock& clock);

  // Answers an encoded DaemonCall with an encoded DaemonReply. Thread-safe.
  Bytes answer(ByteView call);

  // True once the ledger could not be written: what counts is refused, and the process should end.
  bool has_failed() const { return ledger_->has_failed(); }

 private:
  Service(Options options, ServiceKeys keys, const Clock& clock);
  Result<Bytes> perform(std::uint8_t operation, ByteView body);
  Result<Bytes> status() const;
  Result<Bytes> enrol(ByteView body);
  Result<Bytes> revoke(ByteView body);
  Result<Bytes> evaluate(ByteView body);
  Result<Bytes> budget(ByteView body);
  Result<Bytes> harden(ByteView body);
  std::optional<Bytes> remembered(const Key& request_hash, Millis now);
  void remember(const Key& request_hash, ByteView reply, Millis now);
  Status check_minute(std::uint32_t minute, Millis now) const;

  const records::TrustStatement trust_;
  const ServiceKeys keys_;
  const Clock& clock_;
  std::mutex mutex_;  // guards books_ and answers_
  Books books_;
  std::unique_ptr<Ledger> ledger_;
  struct Answer {
    Bytes reply;
    Millis until;
  };
  std::unordered_map<Key, Answer, KeyHash> answers_;  // replies of the last ten minutes, by request
};

}  // namespace parasol::keyd
