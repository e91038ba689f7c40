#pragma once
// Both daemons in memory: they remember what they were handed and answer as the real ones do, without judging it. Set
// `fails_with` to see what happens when a daemon is down (kUnavailable) or refuses.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/signature.h"
#include "domain/ports/daemons.h"

namespace parasol::test_support {

class FakeKeyDaemon final : public domain::KeyDaemon {
 public:
  std::optional<Error> fails_with;
  std::vector<Bytes> chains, revocations, evaluations, budgets;  // every call that succeeded, in order
  std::vector<std::string> hardened_logins;

  Status enrol(ByteView chain) override;
  Status revoke(ByteView signed_revocation) override;
  // Answers as many elements as were asked: the same ones, with a proof of zeros.
  Result<Bytes> evaluate(ByteView signed_request) override;
  Result<Bytes> budget(ByteView signed_request) override;
  // Really hardens, under a fixed seed.
  Result<ByteArray<32>> harden(std::string_view login, const ByteArray<32>& element) override;
};

class FakeListDaemon final : public domain::ListDaemon {
 public:
  FakeListDaemon(const ByteArray<16>& deployment, const Clock& clock) : deployment_(deployment), clock_(clock) {}

  std::optional<Error> fails_with;
  bool is_dark = false;
  std::vector<Bytes> chains, revocations, team_epochs, group_epochs, packets, hides, restores, canaries, remembered, replays;
  std::vector<ByteArray<32>> strikes;  // secrets

  // Verifies the answers of accept() and strike().
  const crypto::PublicKey& list_key() const { return list_key_.public_key(); }

  Status enrol(ByteView chain) override;
  Status revoke(ByteView signed_revocation) override;
  Status team_epoch(ByteView signed_epoch) override;
  Status group_epoch(ByteView signed_epoch) override;
  // The same packet id and bytes: the same answer. Other bytes: kConflict.
  Result<Bytes> accept(ByteView signed_packet) override;
  // The same secret: the same answer; gone at once.
  Result<Bytes> strike(const ByteArray<32>& secret) override;
  Status hide(ByteView signed_order) override;
  Status restore(ByteView restore) override;
  Status canary(ByteView signed_report) override;
  Result<domain::ListStatus> status() override;
  Status remember(ByteView chain) override;
  Status replay(ByteView replay) override;
  Status replay_done() override;

 private:
  Status keep(std::vector<Bytes>& list, ByteView value);
  Bytes sign(Bytes statement) const;

  ByteArray<16> deployment_;
  const Clock& clock_;
  crypto::SigningKey list_key_ = crypto::SigningKey::generate();
  std::map<ByteArray<16>, std::pair<Bytes, Bytes>> accepted_;  // packet id → packet, answer
  std::map<ByteArray<32>, Bytes> struck_;
};

}  // namespace parasol::test_support
