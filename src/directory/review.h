#pragma once
// The queue between another directory's feed and ours: DIR/review/ID.json, one file for each entry that is new, would change, or
// has gone. Nothing in it is published. Somebody accepts or refuses entry by entry; what was refused is not proposed again until
// it says something else.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "directory/contents.h"
#include "directory/feed.h"

namespace parasol::directory {

// Where a proposal came from.
struct Provenance {
  std::string file;    // the feed's name, without its folder
  std::string source;  // the address it was taken from; may be empty
  std::string place;   // in the feed
  Millis imported = 0;
};

enum class ProposalKind : std::uint8_t { kNew, kChanged, kGone };

// One leaf of an entry: "phones[0].number", and what stands there before and after. Nothing where there is none.
struct Change {
  std::string field;
  std::optional<std::string> before, after;
};

struct Proposal {
  std::string id;
  ProposalKind kind = ProposalKind::kNew;
  std::string name;
  Provenance provenance;
  std::vector<Change> changes;         // of the service, then of "organization."
  std::vector<std::string> left_out;
  std::vector<Fault> faults;           // why it cannot be accepted as it is
};

struct Imported {
  std::size_t added = 0, changed = 0, gone = 0;  // proposed
  std::size_t unchanged = 0;                     // says what we say
  std::size_t refused_before = 0;                // says what somebody has refused
};

class Review {
 public:
  // The folder need not have a queue yet. Errors of read_contents().
  static Result<Review> open(std::filesystem::path folder);

  // What the directory held when it was opened.
  const Contents& contents() const { return contents_; }

  // Puts a feed's entries into the queue; an earlier proposal for the same entry makes way. kInternal if a file cannot be written.
  Result<Imported> import(const Feed& feed, const Provenance& provenance);

  // The queue, by identifier. A file of it that is damaged is a fault with its name.
  Result<std::vector<Proposal>> proposals(std::vector<Fault>& damaged) const;

  // Makes the proposal part of the directory, each file in one step, and takes it out of the queue. kNotFound: no such proposal;
  // kInvalid: it, or the directory, has the fault that is named.
  Status accept(std::string_view id, Millis now);
  // Takes it out of the queue and remembers what was refused. kNotFound; kInvalid (field "because") for an empty text.
  Status refuse(std::string_view id, std::string_view because, Millis now);

 private:
  struct Queued;
  explicit Review(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path queue_file(std::string_view id) const { return folder_ / "review" / (std::string(id) + ".json"); }
  std::filesystem::path refused_file(std::string_view id) const { return folder_ / "review" / "refused" / (std::string(id) + ".json"); }
  Result<Queued> read_queued(std::string_view id) const;
  Proposal describe(const Queued& queued) const;
  Contents surroundings(const Queued& queued) const;
  Contents applied(Contents before, const Queued& queued, std::optional<Millis> now) const;
  bool was_refused(const Queued& queued) const;

  std::filesystem::path folder_;
  Contents contents_;
};

}  // namespace parasol::directory
