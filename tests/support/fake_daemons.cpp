#include "support/fake_daemons.h"

#include "crypto/primitives.h"
#include "crypto/records.h"
#include "crypto/voprf.h"

namespace parasol::test_support {

Status FakeKeyDaemon::enrol(ByteView chain) {
  if (fails_with) return *fails_with;
  chains.push_back(to_bytes(chain));
  return {};
}

Status FakeKeyDaemon::revoke(ByteView signed_revocation) {
  if (fails_with) return *fails_with;
  revocations.push_back(to_bytes(signed_revocation));
  return {};
}

Result<Bytes> FakeKeyDaemon::evaluate(ByteView signed_request) {
  if (fails_with) return *fails_with;
  PARASOL_TRY(const auto envelope, records::decode_signed(signed_request));
  PARASOL_TRY(const auto request, records::decode_evaluate_request(envelope.statement));
  evaluations.push_back(to_bytes(signed_request));
  records::EvaluateReply reply;
  reply.epoch = request.epoch;
  reply.elements = request.elements;
  reply.remaining_day = 29;
  reply.remaining_period = 199;
  return records::encode(reply);
}

Result<Bytes> FakeKeyDaemon::budget(ByteView signed_request) {
  if (fails_with) return *fails_with;
  budgets.push_back(to_bytes(signed_request));
  records::BudgetReply reply;
  reply.remaining_day = 30;
  reply.remaining_period = 200;
  return records::encode(reply);
}

Result<ByteArray<32>> FakeKeyDaemon::harden(std::string_view login, const ByteArray<32>& element) {
  if (fails_with) return *fails_with;
  PARASOL_TRY(const crypto::Element blinded, crypto::Element::decode(element));
  const Secret<32> seed(ByteArray<32>{1});
  Bytes info = to_bytes(as_bytes("parasol/pw/v1"));
  append(info, as_bytes(login));
  PARASOL_TRY(const crypto::Scalar key, crypto::derive_private_key(crypto::OprfMode::kOprf, seed, info));
  PARASOL_TRY(const crypto::Element evaluated, crypto::blind_evaluate(key, blinded));
  hardened_logins.emplace_back(login);
  return evaluated.encoding();
}

Status FakeListDaemon::keep(std::vector<Bytes>& list, ByteView value) {
  if (fails_with) return *fails_with;
  list.push_back(to_bytes(value));
  return {};
}

Bytes FakeListDaemon::sign(Bytes statement) const {
  records::Signed answer;
  answer.signature = list_key_.sign(statement);
  answer.signer = list_key_.public_key();
  answer.statement = std::move(statement);
  return records::encode(answer);
}

Status FakeListDaemon::enrol(ByteView chain) { return keep(chains, chain); }
Status FakeListDaemon::revoke(ByteView signed_revocation) { return keep(revocations, signed_revocation); }
Status FakeListDaemon::team_epoch(ByteView signed_epoch) { return keep(team_epochs, signed_epoch); }
Status FakeListDaemon::group_epoch(ByteView signed_epoch) { return keep(group_epochs, signed_epoch); }
Status FakeListDaemon::hide(ByteView signed_order) { return keep(hides, signed_order); }
Status FakeListDaemon::restore(ByteView restore) { return keep(restores, restore); }
Status FakeListDaemon::canary(ByteView signed_report) { return keep(canaries, signed_report); }
Status FakeListDaemon::remember(ByteView chain) { return keep(remembered, chain); }
Status FakeListDaemon::replay(ByteView replay) { return keep(replays, replay); }

Result<domain::ListStatus> FakeListDaemon::status() {
  if (fails_with) return *fails_with;
  return domain::ListStatus{is_dark, packets.size()};
}

Status FakeListDaemon::replay_done() {
  if (fails_with) return *fails_with;
  is_dark = false;
  return {};
}

Result<Bytes> FakeListDaemon::accept(ByteView signed_packet) {
  if (fails_with) return *fails_with;
  PARASOL_TRY(const auto envelope, records::decode_signed(signed_packet));
  PARASOL_TRY(const auto packet, records::decode_packet(envelope.statement));
  if (const auto known = accepted_.find(packet.packet); known != accepted_.end()) {
    if (known->second.first != to_bytes(signed_packet))
      return failure(ErrorCode::kConflict, "another packet has this id");
    return known->second.second;
  }
  records::PacketAcceptance acceptance;
  acceptance.deployment = deployment_;
  acceptance.packet = packet.packet;
  acceptance.packet_hash = crypto::sha256(envelope.statement);
  acceptance.accepted = static_cast<std::uint64_t>(clock_.now());
  Bytes answer = sign(records::encode(acceptance));
  accepted_.emplace(packet.packet, std::pair(to_bytes(signed_packet), answer));
  packets.push_back(to_bytes(signed_packet));
  return answer;
}

Result<Bytes> FakeListDaemon::strike(const ByteArray<32>& secret) {
  if (fails_with) return *fails_with;
  const ByteArray<32> hash = crypto::sha256(secret);
  if (const auto known = struck_.find(hash); known != struck_.end()) return known->second;
  records::StrikeAcknowledgement acknowledgement;
  acknowledgement.deployment = deployment_;
  acknowledgement.hash = hash;
  acknowledgement.struck_at = static_cast<std::uint64_t>(clock_.now());
  acknowledgement.gone_by = acknowledgement.struck_at;
  Bytes answer = sign(records::encode(acknowledgement));
  struck_.emplace(hash, answer);
  strikes.push_back(secret);
  return answer;
}

}  // namespace parasol::test_support
