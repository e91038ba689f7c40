// parasol-listd: the list daemon. Shows, expires and removes what two people signed beforehand, and signs the list.
// Ends on SIGTERM or SIGINT; exit status 1 if it could not start or its journal can no longer be written.
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <string>
#include <thread>

#include "apps/daemon/daemon.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/primitives.h"
#include "listd/service.h"
#include "net/frame_socket.h"
#include "net/stop_signals.h"

namespace parasol {
namespace {

constexpr std::size_t kMaxCeremonyFile = 1U << 20;
constexpr std::size_t kKeyFile = 64;  // list seed, dummy seed

// ceremony-1, ceremony-2 and so on, as far as there are any.
Result<std::vector<records::Ceremony>> read_ceremonies(const std::filesystem::path& folder) {
  std::vector<records::Ceremony> ceremonies;
  for (int number = 1;; ++number) {
    const auto content = read_file(folder / ("ceremony-" + std::to_string(number)), kMaxCeremonyFile);
    if (!content && content.error().code == ErrorCode::kNotFound) return ceremonies;
    if (!content) return content.error();
    PARASOL_TRY(ceremonies.emplace_back(), records::decode_ceremony(*content));
  }
}

Result<std::unique_ptr<listd::ListService>> open_service(const daemon::Folder& folder) {
  PARASOL_TRY(Bytes keys, read_file(folder.path / "list.key", kKeyFile));
  auto list_seed = Secret<32>::from(ByteView(keys).first(std::min(keys.size(), kKeyFile / 2)));
  auto dummy_seed = Secret<32>::from(ByteView(keys).subspan(std::min(keys.size(), kKeyFile / 2)));
  crypto::wipe(keys);
  if (!list_seed || !dummy_seed) return invalid("list.key");
  PARASOL_TRY(auto ceremonies, read_ceremonies(folder.path));
  return listd::ListService::open({.folder = folder.path,
                                   .trust = folder.trust,
                                   .list_seed = *std::move(list_seed),
                                   .dummy_seed = *std::move(dummy_seed),
                                   .ceremonies = std::move(ceremonies),
                                   .clock = folder.clock.get()});
}

// Lets the service look at its clock once a second of real time: a demo's clock may jump.
class Ticker {
 public:
  Ticker(listd::ListService& service, net::FrameServer& server)
      : thread_([this, &service, &server] { run(service, server); }) {}
  ~Ticker() {
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    changed_.notify_one();
    thread_.join();
  }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void run(listd::ListService& service, net::FrameServer& server) {
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, std::chrono::seconds(1), [this] { return is_stopped_; })) {
      service.tick();
      if (service.has_failed()) server.stop();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopped_ = false;
  std::thread thread_;
};

Status run(const daemon::Arguments& arguments) {
  PARASOL_CHECK_OK(daemon::harden_process());
  PARASOL_TRY(const daemon::Folder folder, daemon::open_folder(arguments.data));
  PARASOL_TRY(const auto service, open_service(folder));

  net::FrameServerOptions options;
  options.path = arguments.socket;
  options.handler = [&](ByteView call) { return service->handle(call); };
  options.allowed_peers = std::nullopt;  // the socket's folder and mode decide
  PARASOL_TRY(const auto server, net::FrameServer::create(std::move(options)));
  const net::StopSignals signals([&] { server->stop(); });
  const Ticker ticker(*service, *server);
  log::info("listd_ready");
  server->run();
  log::info("listd_stopped");
  if (service->has_failed()) return failure(ErrorCode::kInternal, "journal");
  return {};
}

}  // namespace
}  // namespace parasol

int main(int argc, char** argv) {
  const auto arguments = parasol::daemon::parse_arguments(argc, argv, "listd.sock");
  if (!arguments) return 2;
  if (const parasol::Status status = parasol::run(*arguments); !status) {
    std::fprintf(stderr, "parasol-listd: %s %s %s\n",
                 std::string(parasol::error_code_name(status.error().code)).c_str(), status.error().field.c_str(),
                 status.error().detail.c_str());
    return 1;
  }
  return 0;
}
