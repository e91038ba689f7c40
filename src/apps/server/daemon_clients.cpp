#include "apps/server/daemon_clients.h"

#include <memory>

#include "crypto/primitives.h"
#include "crypto/records.h"
#include "net/frame_socket.h"

namespace parasol::server {
namespace {

enum class KeydOperation : std::uint8_t { kEnrol = 2, kRevoke = 3, kEvaluate = 4, kBudget = 5, kHarden = 6 };
enum class ListdOperation : std::uint8_t {
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
  kRemember = 14,
};

template <class Operation>
Result<Bytes> call(const Transport& transport, Operation operation, ByteView body) {
  Bytes frame = records::encode(records::DaemonCall{static_cast<std::uint8_t>(operation), to_bytes(body)});
  const auto answer = transport(frame);
  crypto::wipe(frame);  // it may have held a withdrawal secret
  if (!answer) return answer.error();
  auto reply = records::decode_daemon_reply(*answer);
  if (!reply || reply->status > 1 + static_cast<std::uint8_t>(ErrorCode::kInternal))
    return failure(ErrorCode::kUnavailable, "daemon's answer is not known");
  if (reply->status != 0) return failure(static_cast<ErrorCode>(reply->status - 1), "daemon");
  return std::move(reply->body);
}

Status without_body(Result<Bytes> reply) {
  if (!reply) return std::move(reply).error();
  return {};
}

template <class Operation>
Status enrol_with(const Transport& transport, Operation operation, ByteView chain) {
  records::Enrolment enrolment;
  PARASOL_TRY(enrolment.chain, records::decode_chain(chain));
  return without_body(call(transport, operation, records::encode(enrolment)));
}

}  // namespace

Transport socket_transport(const std::filesystem::path& path, std::size_t connections) {
  net::FrameClientOptions options;
  options.path = path;
  options.max_connections = connections;
  auto client = std::make_shared<net::FrameClient>(std::move(options));
  return [client](ByteView frame) { return client->call(frame); };
}

Status KeyDaemonClient::enrol(ByteView chain) { return enrol_with(transport_, KeydOperation::kEnrol, chain); }
Status KeyDaemonClient::revoke(ByteView revocation) { return without_body(call(transport_, KeydOperation::kRevoke, revocation)); }
Result<Bytes> KeyDaemonClient::evaluate(ByteView request) { return call(transport_, KeydOperation::kEvaluate, request); }
Result<Bytes> KeyDaemonClient::budget(ByteView request) { return call(transport_, KeydOperation::kBudget, request); }

Result<ByteArray<32>> KeyDaemonClient::harden(std::string_view login, const ByteArray<32>& element) {
  const records::HardenRequest request{std::string(login), element};
  PARASOL_TRY(const Bytes body, call(transport_, KeydOperation::kHarden, records::encode(request)));
  const auto reply = records::decode_harden_reply(body);
  if (!reply) return failure(ErrorCode::kUnavailable, "daemon's answer is not known");
  return reply->element;
}

Status ListDaemonClient::enrol(ByteView chain) { return enrol_with(transport_, ListdOperation::kEnrol, chain); }
Status ListDaemonClient::revoke(ByteView revocation) { return without_body(call(transport_, ListdOperation::kRevoke, revocation)); }
Status ListDaemonClient::team_epoch(ByteView epoch) { return without_body(call(transport_, ListdOperation::kTeamEpoch, epoch)); }
Status ListDaemonClient::group_epoch(ByteView epoch) { return without_body(call(transport_, ListdOperation::kGroupEpoch, epoch)); }
Result<Bytes> ListDaemonClient::accept(ByteView packet) { return call(transport_, ListdOperation::kAccept, packet); }
Result<Bytes> ListDaemonClient::strike(const ByteArray<32>& secret) { return call(transport_, ListdOperation::kStrike, secret); }
Status ListDaemonClient::hide(ByteView order) { return without_body(call(transport_, ListdOperation::kHide, order)); }
Status ListDaemonClient::restore(ByteView restore) { return without_body(call(transport_, ListdOperation::kRestore, restore)); }
Status ListDaemonClient::canary(ByteView report) { return without_body(call(transport_, ListdOperation::kCanary, report)); }
Status ListDaemonClient::remember(ByteView chain) { return enrol_with(transport_, ListdOperation::kRemember, chain); }
Status ListDaemonClient::replay(ByteView replay) { return without_body(call(transport_, ListdOperation::kReplay, replay)); }
Status ListDaemonClient::replay_done() { return without_body(call(transport_, ListdOperation::kReplayDone, {})); }

Result<domain::ListStatus> ListDaemonClient::status() {
  PARASOL_TRY(const Bytes body, call(transport_, ListdOperation::kStatus, {}));
  const auto status = records::decode_listd_status(body);
  if (!status) return failure(ErrorCode::kUnavailable, "daemon's answer is not known");
  return domain::ListStatus{status->is_dark, status->seq};
}

}  // namespace parasol::server
