#pragma once
// DIR/serve/config.toml: what one installation needs to know of itself. Unknown keys are errors.
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "domain/identifiers.h"

namespace parasol::server {

struct Config {
  std::string member_url;       // "https://member.example" or "http://127.0.0.1:8080"
  std::string staff_url;
  std::string member_listen;    // "127.0.0.1:8080"
  std::string staff_listen;
  std::string database;         // "sqlite:parasol.sqlite" (relative to this folder) or "postgresql://…"
  std::string database_file;    // instead of `database`: a file that holds it, for a connection text with a password
  std::filesystem::path list;   // listd's public folder
  std::filesystem::path directory;  // of services; empty: the one beside the web apps
  std::filesystem::path keyd_socket;
  std::filesystem::path listd_socket;
  domain::TeamId team;
  std::string team_name;
};

// Paths become absolute, relative ones counted from the file's folder.
// kNotFound, kInvalid (field: the key at fault).
Result<Config> load_config(const std::filesystem::path& file);
Status save_config(const std::filesystem::path& file, const Config& config);

// For `--port N`: members at http://127.0.0.1:N, staff at http://localhost:N+1, both on loopback.
void use_loopback(Config& config, std::uint16_t port);

// "127.0.0.1:8080" → address and port. kInvalid (field "listen").
struct ListenAddress {
  std::string address;
  std::uint16_t port;
};
Result<ListenAddress> parse_listen(std::string_view text);
// The Host value that belongs to an origin: "https://a.example" → "a.example". kInvalid (field "url").
Result<std::string> host_of(std::string_view url);

}  // namespace parasol::server
