// parasol-keyd: the key daemon. Holds the OPRF keys, answers evaluations within budgets over one Unix socket.
// Ends on SIGTERM or SIGINT; exit status 1 if it could not start or its ledger can no longer be written.
#include <cstdlib>

#include "apps/daemon/daemon.h"
#include "apps/keyd/system_calls.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/primitives.h"
#include "keyd/service.h"
#include "net/frame_socket.h"
#include "net/stop_signals.h"

namespace parasol {
namespace {

keyd::Limits limits() {
#ifdef PARASOL_TEST_HOOKS
  if (std::getenv("PARASOL_TEST_RAISED_LIMITS") != nullptr) return keyd::Limits::raised();
#endif
  return {};
}

Status run(const daemon::Arguments& arguments) {
  PARASOL_CHECK_OK(daemon::harden_process());
  PARASOL_TRY(daemon::Folder folder, daemon::open_folder(arguments.data));
  PARASOL_TRY(Bytes key_file, read_file(arguments.data / "keys", 65536));
  auto keys = keyd::ServiceKeys::load(key_file);
  crypto::wipe(key_file);
  if (!keys) return keys.error();
  PARASOL_TRY(const auto service, keyd::Service::create({folder.trust, arguments.data / "ledger", limits()}, *std::move(keys), *folder.clock));

  net::FrameServer* running = nullptr;
  net::FrameServerOptions options;
  options.path = arguments.socket;
  options.handler = [&](ByteView call) {
    Bytes reply = service->answer(call);
    if (service->has_failed()) running->stop();
    return reply;
  };
  options.allowed_peers = std::nullopt;  // the socket's folder and mode decide
  PARASOL_TRY(const auto server, net::FrameServer::create(std::move(options)));
  running = server.get();
  const net::StopSignals signals([&] { server->stop(); });
  PARASOL_CHECK_OK(keyd::restrict_system_calls());
  log::info("keyd_ready");
  server->run();
  log::info("keyd_stopped");
  if (service->has_failed()) return failure(ErrorCode::kUnavailable, "ledger");
  return {};
}

}  // namespace
}  // namespace parasol

int main(int argc, char** argv) {
  const auto arguments = parasol::daemon::parse_arguments(argc, argv, "keyd.sock");
  if (!arguments) return 2;
  const parasol::Status status = parasol::run(*arguments);
  if (!status) {
    std::fprintf(stderr, "parasol-keyd: %s %s %s\n", std::string(parasol::error_code_name(status.error().code)).c_str(), status.error().field.c_str(),
                 status.error().detail.c_str());
    return 1;
  }
  return 0;
}
