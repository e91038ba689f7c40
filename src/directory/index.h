#pragma once
// A directory as it is published: every answer's parts written out once, and what finds them. Never changes, so any number of
// threads may ask.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "directory/contents.h"

namespace parasol::directory {

enum class Resource : std::uint8_t { kServices = 0, kServiceAtLocations = 1, kTaxonomies = 2, kTaxonomyTerms = 3 };
constexpr std::size_t kResources = 4;

// What is asked of a list. Conditions add up.
struct Query {
  std::size_t page = 1;      // counted from 1
  std::size_t per_page = 20; // 1 to 100
  bool full = false;         // entries with everything in them
  std::string search{};      // its words, each somewhere in the entry; case, accents and punctuation do not count
  std::optional<Millis> modified_after{};
  std::string taxonomy_term_id{}, taxonomy_id{}, organization_id{};  // empty: any
};

class Index {
 public:
  // Of contents without faults (see check()). Active services are published, and what belongs to them; others only in lists of what was
  // modified.
  static Index build(const Contents& contents);
  // Reads, checks and builds. kNotFound if there is no such folder; kInvalid (field: file and field, detail: what is wrong) for
  // the first fault.
  static Result<Index> load(const std::filesystem::path& folder);

  // One page in the envelope of the specification. Entries are in the order of their names. A page behind the last is empty.
  std::string list(Resource resource, const Query& query) const;
  // One entry with everything in it; null if there is none.
  const std::string* find(Resource resource, std::string_view id) const;

  std::size_t size(Resource resource) const { return of(resource).size(); }
  // 64 hexadecimal digits that differ whenever anything that is published does.
  const std::string& version() const { return version_; }

 private:
  struct Entry {
    std::string id, name;
    std::string brief, full;  // JSON
    std::string words;        // folded
    Millis modified = 0;
    std::vector<std::string> terms, taxonomies;
    std::string organization;
  };
  class Builder;
  const std::vector<Entry>& of(Resource resource) const { return entries_[static_cast<std::size_t>(resource)]; }
  static bool is_before(const Entry& a, const Entry& b);
  static bool fits(const Entry& entry, const Query& query, const std::vector<std::string>& words);

  std::array<std::vector<Entry>, kResources> entries_;
  std::vector<Entry> ended_;  // services that are not active
  std::array<std::map<std::string, std::size_t, std::less<>>, kResources> by_id_;
  std::string version_;
};

}  // namespace parasol::directory
