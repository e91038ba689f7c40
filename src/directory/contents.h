#pragma once
// A directory folder: services/*.json and organizations/*.json, one entry each, taxonomies.json and areas.json.
#include <filesystem>
#include <string>
#include <vector>

#include "directory/json.h"

namespace parasol::directory {

// What is wrong, and where: "services/night-owl.json", "phones[0].number", "is not a telephone number".
struct Fault {
  std::string file;
  std::string field;  // empty: the file as a whole
  std::string what;
  bool operator==(const Fault&) const = default;
};

// One entry's file.
struct Record {
  std::string slug;  // of the file's name
  Json value;
};

struct Contents {
  std::vector<Record> services, organizations;  // by slug
  Json taxonomies = Json::object();
  Json areas = Json::object();

  const Record* service(std::string_view id) const;
  const Record* organization(std::string_view id) const;
  bool has_term(std::string_view id) const;
  // What the taxonomy with that term is called here ("need"); empty if there is none, or it has no such name.
  std::string taxonomy_of(std::string_view term) const;
};

constexpr std::size_t kMostEntryBytes = 256U << 10;
constexpr std::size_t kMostEntries = 10'000;

// Reads the folder; what cannot be read is left out and added to `faults`. Files whose names end otherwise than in .json are
// not looked at. kNotFound if there is no such folder, kInternal if it cannot be listed.
Result<Contents> read_contents(const std::filesystem::path& folder, std::vector<Fault>& faults);

// Whether every entry has its shape, and what the entries say of each other is so.
void check(const Contents& contents, std::vector<Fault>& faults);

// The first of the faults, as one that stops what was asked for.
Error error_of(const Fault& fault);

// Services whose last check was more than 180 days before `today` (a day since 1970), or of which none is known; by slug.
constexpr std::int64_t kStaleDays = 180;
struct StaleService {
  std::string slug;
  std::optional<std::int64_t> assured;  // a day since 1970
};
std::vector<StaleService> stale_services(const Contents& contents, std::int64_t today);

}  // namespace parasol::directory
