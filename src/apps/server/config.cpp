#include "apps/server/config.h"

#include <charconv>
#include <set>
#include <sstream>
#include <toml++/toml.h>

#include "base/file.h"

namespace parasol::server {

Result<Config> load_config(const std::filesystem::path& file) {
  PARASOL_TRY(const Bytes content, read_file(file, 65536));
  toml::table table;
  try {
    table = toml::parse(as_text(content), file.string());
  } catch (const toml::parse_error& error) {
    std::ostringstream place;
    place << error.source().begin;
    return invalid("config", "not TOML at " + place.str());
  }
  std::set<std::string, std::less<>> known;
  std::optional<Error> fault;
  const auto text = [&](std::string_view key, bool is_optional = false) -> std::string {
    known.emplace(key);
    const auto value = table[key].value<std::string>();
    if (!value && !(is_optional && !table.contains(key)) && !fault) fault = invalid(std::string(key), "a text is missing");
    return value.value_or("");
  };
  const std::filesystem::path folder = std::filesystem::absolute(file).parent_path();
  const auto path = [&](std::string_view key) { return (folder / text(key)).lexically_normal(); };

  Config config;
  config.member_url = text("member_url");
  config.staff_url = text("staff_url");
  config.member_listen = text("member_listen");
  config.staff_listen = text("staff_listen");
  config.database = text("database", true);
  config.database_file = text("database_file", true);
  config.list = path("list");
  if (const std::string directory = text("directory", true); !directory.empty()) config.directory = (folder / directory).lexically_normal();
  config.keyd_socket = path("keyd_socket");
  config.listd_socket = path("listd_socket");
  config.team_name = text("team_name");
  const auto team = from_hex(text("team"));
  if (fault) return *fault;
  const auto team_id = team ? domain::TeamId::from(*team) : std::nullopt;
  if (!team_id) return invalid("team", "32 hexadecimal digits");
  config.team = *team_id;
  for (const auto& [key, value] : table)
    if (!known.contains(key.str())) return invalid(std::string(key.str()), "unknown key");
  if (config.database.empty() == config.database_file.empty()) return invalid("database", "one of database and database_file");
  if (!config.database_file.empty()) {
    PARASOL_TRY(const Bytes secret, read_file(folder / config.database_file, 4096));
    config.database = as_text(secret);
    while (!config.database.empty() && config.database.back() == '\n') config.database.pop_back();
  }
  constexpr std::string_view kSqlite = "sqlite:";
  if (config.database.starts_with(kSqlite))
    config.database = std::string(kSqlite) + (folder / config.database.substr(kSqlite.size())).lexically_normal().string();
  for (const auto& [key, url] : {std::pair("member_url", config.member_url), std::pair("staff_url", config.staff_url)})
    if (!host_of(url)) return invalid(key, "http:// or https:// and a host, nothing more");
  PARASOL_CHECK_OK(parse_listen(config.member_listen));
  PARASOL_CHECK_OK(parse_listen(config.staff_listen));
  return config;
}

Status save_config(const std::filesystem::path& file, const Config& config) {
  const toml::table table{{"member_url", config.member_url},     {"staff_url", config.staff_url},
                          {"member_listen", config.member_listen}, {"staff_listen", config.staff_listen},
                          {"database", config.database},           {"list", config.list.string()},
                          {"keyd_socket", config.keyd_socket.string()}, {"listd_socket", config.listd_socket.string()},
                          {"team", to_hex(config.team.value)},     {"team_name", config.team_name}};
  std::ostringstream out;
  out << table << '\n';
  return write_file(file, as_bytes(out.str()), 0600);
}

void use_loopback(Config& config, std::uint16_t port) {
  const std::string member = std::to_string(port), staff = std::to_string(port + 1);
  config.member_url = "http://127.0.0.1:" + member;
  config.staff_url = "http://localhost:" + staff;
  config.member_listen = "127.0.0.1:" + member;
  config.staff_listen = "127.0.0.1:" + staff;
}

Result<ListenAddress> parse_listen(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return invalid("listen");
  ListenAddress out{std::string(text.substr(0, colon)), 0};
  const auto digits = text.substr(colon + 1);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  if (failed != std::errc{} || end != digits.data() + digits.size() || out.address.empty()) return invalid("listen");
  return out;
}

Result<std::string> host_of(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    const auto host = url.substr(scheme.size());
    if (host.empty() || host.find_first_of("/?#@ ") != std::string_view::npos) break;
    return std::string(host);
  }
  return invalid("url");
}

}  // namespace parasol::server
