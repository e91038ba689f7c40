#pragma once
// The two daemons over their Unix sockets: docs/protocol.md §2.
#include <filesystem>
#include <functional>

#include "domain/ports/daemons.h"

namespace parasol::server {

// An encoded DaemonCall to an encoded DaemonReply. kUnavailable if there is no answer.
using Transport = std::function<Result<Bytes>(ByteView call)>;
// Over at most so many connections to the socket at a time; further calls wait.
Transport socket_transport(const std::filesystem::path& path, std::size_t connections);

// Errors of every call: what the daemon answered; kUnavailable if it did not, or not in words that are known.
class KeyDaemonClient final : public domain::KeyDaemon {
 public:
  explicit KeyDaemonClient(Transport transport) : transport_(std::move(transport)) {}
  Status enrol(ByteView chain) override;
  Status revoke(ByteView signed_revocation) override;
  Result<Bytes> evaluate(ByteView signed_request) override;
  Result<Bytes> budget(ByteView signed_request) override;
  Result<ByteArray<32>> harden(std::string_view login, const ByteArray<32>& element) override;

 private:
  const Transport transport_;
};

class ListDaemonClient final : public domain::ListDaemon {
 public:
  explicit ListDaemonClient(Transport transport) : transport_(std::move(transport)) {}
  Status enrol(ByteView chain) override;
  Status revoke(ByteView signed_revocation) override;
  Status team_epoch(ByteView signed_epoch) override;
  Status group_epoch(ByteView signed_epoch) override;
  Result<Bytes> accept(ByteView signed_packet) override;
  Result<Bytes> strike(const ByteArray<32>& secret) override;
  Status hide(ByteView signed_order) override;
  Status restore(ByteView restore) override;
  Status canary(ByteView signed_report) override;
  Result<domain::ListStatus> status() override;
  Status remember(ByteView chain) override;
  Status replay(ByteView replay) override;
  Status replay_done() override;

 private:
  const Transport transport_;
};

}  // namespace parasol::server
