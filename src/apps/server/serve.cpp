#include "apps/server/serve.h"

#include <cstdlib>
#include <limits>

#include "api/accounts.h"
#include "api/audit.h"
#include "api/check.h"
#include "api/desk.h"
#include "api/directory.h"
#include "api/epochs.h"
#include "api/invitations.h"
#include "api/join.h"
#include "api/linkage.h"
#include "api/list_files.h"
#include "api/openapi.h"
#include "api/people.h"
#include "api/reports.h"
#include "api/sign_in.h"
#include "api/trust.h"
#include "api/warnings.h"
#include "apps/daemon/daemon.h"
#include "apps/server/canary.h"
#include "apps/server/config.h"
#include "apps/server/daemon_clients.h"
#include "apps/server/demo_clock.h"
#include "apps/server/site.h"
#include "base/file.h"
#include "base/log.h"
#include "crypto/primitives.h"
#include "domain/live_list.h"
#include "jobs/schedule.h"
#include "net/http_server.h"
#include "net/stop_signals.h"
#include "storage/migrations.h"
#include "storage/unit_of_work.h"

namespace parasol::server {
namespace {

// Most of their time is waiting for a disk: the daemons' and the database's. Those who wait together share one write.
constexpr std::size_t kWorkers = 16;

domain::Reports::Limits report_limits() {
#ifdef PARASOL_TEST_HOOKS
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  if (std::getenv("PARASOL_TEST_RAISED_LIMITS") != nullptr) return {kNone, kNone, kNone};
#endif
  return {};
}

std::uint32_t open_limit() {
#ifdef PARASOL_TEST_HOOKS
  if (std::getenv("PARASOL_TEST_RAISED_LIMITS") != nullptr) return std::numeric_limits<std::uint32_t>::max();
#endif
  return api::kOpenRequestsPerMinute;
}

// Everything that lives as long as the server, in the order of its making: what stands lower uses what stands higher.
struct Services {
  Services(const Config& config, const daemon::Folder& folder, std::unique_ptr<domain::UnitOfWork> data)
      : clock(*folder.clock),
        installation{folder.trust.deployment, folder.trust.root_key, config.team},
        unit(std::move(data)),
        keyd(socket_transport(config.keyd_socket, kWorkers)),
        listd(socket_transport(config.listd_socket, kWorkers)),
        list_folder(config.list),
        live_list(list_folder, clock, installation, folder.trust.list_key),
        courier(*unit, listd, clock),
        sign_in(*unit, clock, keyd, installation),
        accounts(*unit, keyd, installation.deployment),
        joining(*unit, clock, keyd, listd, installation),
        invitations(*unit, clock, installation),
        office(*unit, clock, keyd, courier, installation),
        reports(*unit, clock, courier, installation.deployment, {{config.team, config.team_name}}, report_limits()),
        desk(*unit, clock),
        linkage(*unit, clock),
        warnings(*unit, clock, installation),
        publishing(*unit, clock, courier, live_list, installation),
        open_limiter(clock, open_limit()) {}

  const Clock& clock;
  const domain::Installation installation;
  const std::unique_ptr<domain::UnitOfWork> unit;
  KeyDaemonClient keyd;
  ListDaemonClient listd;
  domain::ListFolder list_folder;
  domain::LiveList live_list;
  domain::ListCourier courier;
  domain::SignIn sign_in;
  domain::Accounts accounts;
  domain::Joining joining;
  domain::Invitations invitations;
  domain::TrustOffice office;
  domain::Reports reports;
  domain::Desk desk;
  domain::Linkage linkage;
  domain::Warnings warnings;
  domain::Publishing publishing;
  api::RateLimiter open_limiter;
};

std::vector<api::Endpoint> endpoints(Services& services, const directory::Index& directory, const std::string& member_url, const api::TrustSettings& trust,
                                     const std::filesystem::path& data, bool is_secure) {
  std::vector<api::Endpoint> all;
  const auto add = [&](std::vector<api::Endpoint> more) { std::move(more.begin(), more.end(), std::back_inserter(all)); };
  all.push_back({http::Method::kGet, "/api/health", api::Access::anyone(),
                 [](const api::Call&) -> Result<api::Reply> { return api::Reply{R"({"status":"ok"})"}; }});
  add(api::openapi_endpoints());
  add(api::trust_endpoints(trust));
  add(api::list_file_endpoints(services.list_folder));
  add(api::sign_in_endpoints(services.sign_in, services.accounts, is_secure));
  add(api::account_endpoints(services.accounts));
  add(api::join_endpoints(services.joining));
  add(api::invitation_endpoints(services.invitations, services.clock));
  add(api::people_endpoints(services.office));
  add(api::epoch_endpoints(services.office));
  add(api::check_endpoints(services.accounts));
  add(api::report_endpoints(services.reports));
  add(api::desk_endpoints(services.desk));
  add(api::linkage_endpoints(services.linkage));
  add(api::warning_endpoints(services.warnings, services.publishing));
  add(api::audit_endpoints(*services.unit));
  add(api::directory_endpoints(directory, services.open_limiter, member_url));
  if (trust.is_demo) add(demo_clock_endpoints(data / "clock", [&services](std::int64_t minutes) { return services.sign_in.carry_sessions(minutes); }));
  return all;
}

jobs::Worker jobs_of(Services& s, const Canary& canary, db::Database& database) {
  return jobs::Worker(jobs::schedule({database, *s.unit, s.clock, s.installation, s.keyd, s.listd, s.courier, s.reports, s.warnings, s.sign_in,
                                      [&canary] { return canary.run(); }}));
}

Result<crypto::SigningKey> read_system_key(const std::filesystem::path& file) {
  PARASOL_TRY(Bytes content, read_file(file, 64));
  const auto seed = Secret<32>::from(content);
  crypto::wipe(content);
  if (!seed) return invalid("system.key");
  return crypto::SigningKey(*seed);
}

// Refuses to serve when a setting differs from what is promised.
Status check_settings(db::Database& database) {
  PARASOL_CHECK_OK(db::check_schema(database, storage::migrations()));
  PARASOL_TRY(const auto report, database.settings_report());
  if (database.dialect() != db::Dialect::kSqlite) return {};
  for (const auto& connection : report)
    for (const auto& [name, value] : connection.settings)
      if (name == "secure_delete" && value != "1") return failure(ErrorCode::kInternal, "secure_delete is off");
  return {};
}

// The services that everybody may look up: beside the web pages, if the configuration names no other folder. Without one there
// are none; one with a fault is not served in part, and stops nothing else: reports and checks do not need it. `parasol doctor` and `parasol
// directory check` say what the fault is.
directory::Index load_directory(const Config& config, const std::filesystem::path& web) {
  auto index = directory::Index::load(config.directory.empty() ? web / "directory" : config.directory);
  if (index) return *std::move(index);
  if (index.error().code == ErrorCode::kNotFound) log::warning("no_directory");
  else log::warning("faulty_directory");
  return directory::Index();
}

std::string hash_text(ByteView bytes) { return to_hex(crypto::sha256(bytes)); }

// Stands in for stored state where rows are listed and never called.
class NoData final : public domain::UnitOfWork {
  Status attempt(Mode, const std::function<Status(domain::Stores&)>&) override { return failure(ErrorCode::kUnavailable); }
};

}  // namespace

std::string routes() {
  const daemon::Folder folder{.path = {}, .trust = {}, .clock = system_clock()};
  Services services(Config{}, folder, std::make_unique<NoData>());
  api::TrustSettings trust;
  trust.is_demo = true;
  return api::route_table(endpoints(services, directory::Index(), "", trust, {}, false));
}

Status serve(const ServeOptions& options) {
  PARASOL_CHECK_OK(daemon::harden_process());
  PARASOL_TRY(const daemon::Folder folder, daemon::open_folder(options.data / "serve"));
  PARASOL_TRY(Config config, load_config(options.data / "serve" / "config.toml"));
  if (options.port) use_loopback(config, *options.port);
  PARASOL_TRY(const auto database, db::Database::open({config.database}));
  PARASOL_CHECK_OK(check_settings(*database));
  PARASOL_TRY(const auto member_pages, http::StaticFiles::load(options.web / "member", hash_text));
  PARASOL_TRY(const auto staff_pages, http::StaticFiles::load(options.web / "staff", hash_text));
  const directory::Index directory = load_directory(config, options.web);
  PARASOL_TRY(const Bytes trust_file, read_file(options.data / "trust", 65536));

  Services services(config, folder, storage::sql_unit_of_work(*database));
  const api::TrustSettings trust{trust_file, {{config.team, config.team_name, ""}}, folder.trust.organisation, folder.trust.is_demo};
  const auto make_site = [&](api::Origin origin, const std::string& url, const http::StaticFiles& pages) -> Result<std::unique_ptr<Site>> {
    const bool is_secure = url.starts_with("https://");
    PARASOL_TRY(const std::string host, host_of(url));
    return Site::create({origin, url, host, is_secure}, endpoints(services, directory, config.member_url, trust, options.data, is_secure),
                        api::session_resolver(services.sign_in), pages);
  };
  PARASOL_TRY(const auto member, make_site(api::Origin::kMember, config.member_url, member_pages));
  PARASOL_TRY(const auto staff, make_site(api::Origin::kStaff, config.staff_url, staff_pages));

  net::HttpServerOptions http;
  http.worker_threads = kWorkers;
  for (const auto& [listen, site] : {std::pair(config.member_listen, member.get()), std::pair(config.staff_listen, staff.get())}) {
    PARASOL_TRY(const auto address, parse_listen(listen));
    net::HttpListener listener;
    listener.address = address.address;
    listener.port = address.port;
    listener.handler = [site = site](const http::Request& request) { return site->answer(request); };
    listener.body_limit = [site = site](const http::Request& head) { return site->body_limit(head); };
    listener.refusal = [site = site](std::uint16_t status, const http::Request* request) { return site->refusal(status, request); };
    http.listeners.push_back(std::move(listener));
  }
  PARASOL_TRY(const auto server, net::HttpServer::create(std::move(http)));
  PARASOL_TRY(const crypto::SigningKey system_key, read_system_key(options.data / "serve" / "system.key"));
  const Canary canary({services.clock, services.keyd, services.listd, services.list_folder, services.live_list}, services.installation, system_key);
  const jobs::WorkerThread worker(jobs_of(services, canary, *database), services.clock);
  const net::StopSignals signals([&] { server->stop(); });
  PARASOL_CHECK_OK(write_file(options.data / "run" / "ready", as_bytes("ready\n"), 0644));
  log::info("serve_ready");
  server->run();
  log::info("serve_stopped");
  return {};
}

}  // namespace parasol::server
