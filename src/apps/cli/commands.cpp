#include "apps/cli/commands.h"

#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>

#include "api/json.h"
#include "apps/cli/supervisor.h"
#include "apps/daemon/daemon.h"
#include "base/check.h"
#include "base/file.h"
#include "crypto/primitives.h"
#include "crypto/records.h"
#include "db/database.h"
#include "directory/index.h"
#include "domain/audit.h"
#include "net/frame_socket.h"
#include "storage/migrations.h"
#include "storage/unit_of_work.h"

namespace parasol::cli {
namespace {

constexpr std::uint8_t kStatusOperation = 1;  // of both daemons
constexpr std::size_t kLoginsFile = 65536;

bool answers(const fs::path& socket) {
  net::FrameClient client({socket});
  const auto reply = client.call(records::encode(records::DaemonCall{kStatusOperation, {}}));
  if (!reply) return false;
  const auto decoded = records::decode_daemon_reply(*reply);
  return decoded && decoded->status == 0;
}

// Starts the two daemons, then the server; returns when the server listens and the list is lit.
Result<Supervisor> start_all(const fs::path& where, const fs::path& web, std::optional<std::uint16_t> port) {
  const fs::path bin = program_folder(), folder = fs::absolute(where);
  const fs::path ready = folder / "run" / "ready";
  std::error_code ignored;
  fs::remove(ready, ignored);
  PARASOL_TRY(const auto config, server::load_config(folder / "serve/config.toml"));
  Supervisor supervisor;
  PARASOL_CHECK_OK(supervisor.add({"parasol-keyd", {(bin / "parasol-keyd").string(), "--data", (folder / "keyd").string()}}));
  PARASOL_CHECK_OK(supervisor.add({"parasol-listd", {(bin / "parasol-listd").string(), "--data", (folder / "listd").string()}}));
  PARASOL_CHECK_OK(supervisor.wait_until([&] { return answers(config.keyd_socket) && answers(config.listd_socket); }));
  ChildProgram serve{"parasol serve", {(bin / "parasol").string(), "serve", folder.string(), "--web", fs::absolute(web).string()}};
  if (port) {
    serve.command.push_back("--port");
    serve.command.push_back(std::to_string(*port));
  }
  PARASOL_CHECK_OK(supervisor.add(serve));
  PARASOL_CHECK_OK(supervisor.wait_until([&] { return fs::exists(ready, ignored) && fs::exists(config.list / "manifest", ignored); }));
  return supervisor;
}

Result<std::unique_ptr<db::Database>> open_database(const fs::path& folder) {
  PARASOL_TRY(const auto config, server::load_config(folder / "serve/config.toml"));
  return db::Database::open({config.database, 2});
}

std::string question(const std::string& text, const std::string& proposal) {
  std::cout << text;
  if (!proposal.empty()) std::cout << " [" << proposal << "]";
  std::cout << ": " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer.empty() ? proposal : answer;
}

void print(const Ceremony& made, bool as_json) {
  if (as_json) {
    api::JsonWriter json;
    json.object().text("root_private", paper_form(made.root_seed.expose())).text("root_fingerprint", made.root_fingerprint).key("invitations").list();
    for (const auto& invitation : made.invitations) json.object().text("role", vocabulary::code(invitation.role)).text("code", invitation.code).end();
    json.end().end();
    std::cout << json.take() << '\n';
    return;
  }
  std::cout << "\nThe root key. Print this page, keep it offline, and clear this screen: it is stored nowhere.\n\n    "
            << paper_form(made.root_seed.expose()) << "\n\nFingerprint of this installation: " << made.root_fingerprint
            << "\n\nInvitations. Give each to one person, not through this server. They last seven days.\n\n";
  for (const auto& invitation : made.invitations)
    std::cout << "    " << vocabulary::entry(invitation.role).label << "\n    " << invitation.code << "\n\n";
}

}  // namespace

fs::path program_folder() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  return failed ? fs::current_path() : program.parent_path();
}

int report(const Error& error) {
  std::string text = "parasol: " + std::string(error_code_name(error.code));
  for (const std::string& part : {error.field, error.detail})
    if (!part.empty()) text += ": " + part;
  std::fprintf(stderr, "%s\n", text.c_str());
  return 1;
}

Answers ask(const Answers& proposals) {
  Answers out;
  out.organisation = question("Name of the organisation", proposals.organisation);
  out.team = question("Name of the team that will read reports", proposals.team);
  out.member_url = question("Address of the members' site", proposals.member_url.empty() ? "http://127.0.0.1:8080" : proposals.member_url);
  out.staff_url = question("Address of the staff site (another host name)", proposals.staff_url.empty() ? "http://localhost:8081" : proposals.staff_url);
  out.database = question("Database", proposals.database);
  return out;
}

int init(const fs::path& folder, const Answers& answers, bool is_demo, bool as_json) {
  const auto clock = system_clock();
  const auto made = make_installation(folder, answers, is_demo, *clock);
  if (!made) return report(made.error());
  print(*made, as_json);
  return 0;
}

int migrate(const fs::path& folder) {
  const auto database = open_database(folder);
  if (!database) return report(database.error());
  const Status done = db::migrate(**database, storage::migrations());
  return done ? 0 : report(done.error());
}

int up(const fs::path& folder, const fs::path& web, std::optional<std::uint16_t> port) {
  auto config = server::load_config(folder / "serve/config.toml");
  if (!config) return report(config.error());
  if (port) server::use_loopback(*config, *port);
  auto supervisor = start_all(folder, web, port);
  if (!supervisor) return report(supervisor.error());
  std::cout << "Parasol is running. Ctrl-C stops it.\n\nMembers  " << config->member_url << "/\nStaff    " << config->staff_url << "/\n";
  if (const auto logins = read_file(folder / "logins.txt", kLoginsFile)) std::cout << '\n' << as_text(*logins);
  std::cout << std::flush;
  const bool was_asked = supervisor->wait_for_signal();
  const bool ended_well = supervisor->stop();
  return was_asked && ended_well ? 0 : 1;
}

int verify_audit(const fs::path& folder) {
  if (const Status ready = crypto::initialise(); !ready) return report(ready.error());
  const auto database = open_database(folder);
  if (!database) return report(database.error());
  const auto unit = storage::sql_unit_of_work(**database);
  const auto summary = domain::verify_audit(*unit);
  if (!summary) return report(summary.error());
  std::cout << summary->chains << " chains, " << summary->events << " events: every link holds\n";
  return 0;
}

int doctor(const fs::path& folder, const fs::path& web) {
  int faults = 0;
  const auto line = [&](bool is_good, std::string_view text) {
    std::cout << (is_good ? "good   " : "WRONG  ") << text << '\n';
    faults += is_good ? 0 : 1;
  };
  if (const Status hardened = daemon::harden_process(); !hardened) return report(hardened.error());
  line(true, "cryptography answers as it must");
  const auto trust = daemon::open_folder(folder / "serve");
  line(trust.has_value(), "trust file is signed by its root");
  const auto config = server::load_config(folder / "serve/config.toml");
  line(config.has_value(), "configuration reads");
  for (const char* secret : {"keyd/keys", "listd/list.key", "serve/system.key"}) {
    struct stat info {};
    const bool is_private = stat((folder / secret).c_str(), &info) == 0 && (info.st_mode & 077) == 0;
    line(is_private, std::string(secret) + " can be read by its owner only");
  }
  if (config) {
    line(answers(config->keyd_socket), "parasol-keyd answers");
    line(answers(config->listd_socket), "parasol-listd answers");
    if (trust && !trust->trust.is_demo) {
      const bool is_secure = config->member_url.starts_with("https://") && config->staff_url.starts_with("https://");
      line(is_secure, "both sites use https");
    }
    const auto directory = directory::Index::load(config->directory.empty() ? web / "directory" : config->directory);
    line(directory || (config->directory.empty() && directory.error().code == ErrorCode::kNotFound), "directory of services has no faults");
  }
  std::cout << "\nWhat browsers are given (SHA-256). Compare with the hashes published for this version.\n";
  std::vector<fs::path> files;
  std::error_code failed;
  for (const char* app : {"member", "staff"})
    for (const auto& entry : fs::recursive_directory_iterator(web / app, failed))
      if (entry.is_regular_file() && entry.path().extension() != ".br" && entry.path().extension() != ".gz") files.push_back(entry.path());
  line(!files.empty(), "web apps are built");
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto content = read_file(file);
    if (content) std::cout << to_hex(crypto::sha256(*content)) << "  " << fs::relative(file, web).string() << '\n';
  }
  return faults == 0 ? 0 : 1;
}

int demo(const DemoOptions& options) {
  // Two years of permissions, and four weeks more in which some have ended.
  constexpr Millis kHistory = 758 * kDay;
  const Answers answers{"Parasol demo", "North team", "http://127.0.0.1:8080", "http://localhost:8081", "sqlite:parasol.sqlite"};
  const auto now = system_clock();
  const ManualClock start(now->now() - kHistory);
  const auto made = make_installation(options.folder, answers, true, start);
  if (!made) return report(made.error());
  if (const Status set = write_file(options.folder / "clock", as_bytes(std::to_string(-kHistory)), 0644); !set) return report(set.error());

  // Stays until the demo is finished: where it is found, it was not.
  const fs::path codes = options.folder / "demo-invitations.json";
  {
    api::JsonWriter json;
    json.object().key("invitations").list();
    for (const auto& invitation : made->invitations) json.object().text("role", vocabulary::code(invitation.role)).text("code", invitation.code).end();
    json.end().end();
    if (const Status written = write_file(codes, as_bytes(json.take())); !written) return report(written.error());
  }
  auto daemons = start_all(options.folder, options.web, options.port);
  if (!daemons) return report(daemons.error());
  // The client tells the two years' story, moving the clock file as it goes, and writes the demo logins beside it.
  Supervisor client;
  const Status started = client.add({"demo client",
                                     {options.node.string(), options.script.string(), "--data", fs::absolute(options.folder).string(), "--port",
                                      std::to_string(options.port), "--seed", options.seed, "--scale", options.scale},
                                     true});
  if (!started) return report(started.error());
  client.wait_for_signal();
  client.stop();
  daemons->stop();
  std::error_code ignored;
  if (!fs::exists(options.folder / "logins.txt", ignored)) return report(failure(ErrorCode::kInternal, "the demo was not finished"));
  fs::remove(codes, ignored);
  if (const Status set = write_file(options.folder / "clock", as_bytes("0"), 0644); !set) return report(set.error());
  return 0;
}

}  // namespace parasol::cli
