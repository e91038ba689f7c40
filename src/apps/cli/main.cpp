// parasol: one program for the server and for those who run it.
#include <CLI/CLI.hpp>
#include <iostream>
#include <unistd.h>

#include "apps/cli/commands.h"
#include "apps/cli/directory/command.h"
#include "apps/cli/link/link.h"
#include "apps/server/serve.h"

using namespace parasol;

int main(int argc, char** argv) {
  CLI::App app{"Parasol: a safety network that cannot read what it carries", "parasol"};
  app.require_subcommand(1);
  std::filesystem::path folder;
  std::filesystem::path web = cli::program_folder() / ".." / "web";
  std::optional<std::uint16_t> port;
  const auto with_folder = [&](CLI::App* command) { command->add_option("DIR", folder, "the installation's folder")->required(); };
  const auto with_web = [&](CLI::App* command) { command->add_option("--web", web, "folder of the built web apps"); };
  const auto with_port = [&](CLI::App* command) {
    command->add_option("--port", port, "members at http://127.0.0.1:N/, staff at http://localhost:N+1/")->check(CLI::Range(1, 65534));
  };

  CLI::App* init = app.add_subcommand("init", "make an installation: keys, folders, first invitations");
  cli::Answers answers{"", "", "", "", "sqlite:parasol.sqlite"};
  bool is_demo = false, as_json = false;
  with_folder(init);
  init->add_option("--organisation", answers.organisation);
  init->add_option("--team", answers.team);
  init->add_option("--member-url", answers.member_url);
  init->add_option("--staff-url", answers.staff_url);
  init->add_option("--database", answers.database);
  init->add_flag("--demo", is_demo, "a demo for ever: its clock can be moved, it can not be converted");
  init->add_flag("--json", as_json, "print one JSON object, ask nothing");

  CLI::App* serve = app.add_subcommand("serve", "the server: API, web pages, jobs");
  with_folder(serve);
  with_web(serve);
  with_port(serve);
  CLI::App* up = app.add_subcommand("up", "the three daemons together, until a signal");
  with_folder(up);
  with_web(up);
  with_port(up);
  CLI::App* migrate = app.add_subcommand("migrate", "bring the database to this program's schema");
  with_folder(migrate);
  CLI::App* verify_audit = app.add_subcommand("verify-audit", "check every audit chain");
  with_folder(verify_audit);
  CLI::App* doctor = app.add_subcommand("doctor", "check an installation and print the hashes of what browsers get");
  with_folder(doctor);
  with_web(doctor);
  CLI::App* demo = app.add_subcommand("demo", "make a demo installation full of invented people");
  // A program in build/NAME stands two folders below the repository's.
  const auto repository = cli::program_folder() / ".." / "..";
  cli::DemoOptions demo_options{{}, {}, repository / "tools" / "node", repository / "web" / "demo" / "main.ts", "parasol", "full", 18080};
  with_folder(demo);
  with_web(demo);
  demo->add_option("--node", demo_options.node, "Node 22")->check(CLI::ExistingFile);
  demo->add_option("--script", demo_options.script, "the demo client")->check(CLI::ExistingFile);
  demo->add_option("--seed", demo_options.seed, "the same seed tells the same story");
  demo->add_option("--scale", demo_options.scale, "how much of the story")->check(CLI::IsMember({"full", "small"}));
  demo->add_option("--port", demo_options.port, "where the server listens meanwhile: N and N+1")->check(CLI::Range(1, 65534));
  // For the tests, which compare it with api/openapi.yaml and walk it.
  CLI::App* routes = app.add_subcommand("routes", "print the router's own table as JSON")->group("");
  const link::Commands link_commands(app);
  const cli::DirectoryCommands directory_commands(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;  // help, or no use of it
  }

  if (link_commands.is_chosen()) return link_commands.run(std::cin, std::cout, std::cerr, isatty(STDERR_FILENO) == 1);
  if (directory_commands.is_chosen()) return directory_commands.run(std::cout, std::cerr, system_clock()->now());
  if (*init) return cli::init(folder, as_json ? answers : cli::ask(answers), is_demo, as_json);
  if (*serve) {
    const Status status = server::serve({folder, web, port});
    return status ? 0 : cli::report(status.error());
  }
  if (*up) return cli::up(folder, web, port);
  if (*migrate) return cli::migrate(folder);
  if (*verify_audit) return cli::verify_audit(folder);
  if (*doctor) return cli::doctor(folder, web);
  if (*routes) {
    std::cout << server::routes() << '\n';
    return 0;
  }
  demo_options.folder = folder;
  demo_options.web = web;
  return cli::demo(demo_options);
}
