#pragma once
// What people decided about pairs: confirmed (one person) or refuted (two). Kept apart from everything learned, so that
// learning again, adding and removing records never touch it.
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace parasol::linkage {

// A record's name outside the engine, which it keeps while its row changes.
using RecordKey = std::uint64_t;

class Decisions {
 public:
  // Records of which somebody said in a chain that they are one person: from the first to the last.
  using Path = std::vector<RecordKey>;

  // Empty if the decision was taken. Otherwise it contradicts what was decided before and nothing has changed: for a
  // refutation the chain of confirmations that makes the two one, for a confirmation the chain to and from the pair that was
  // refuted (which stands in it side by side).
  Path confirm(RecordKey a, RecordKey b);
  Path refute(RecordKey a, RecordKey b);
  // Takes back what was said of this very pair, if anything.
  void undo(RecordKey a, RecordKey b);
  // Forgets every decision about a record.
  void forget(RecordKey record);

  bool are_one(RecordKey a, RecordKey b) const { return !path_between(a, b).empty(); }
  // What is decided about two records: by somebody who said it of this very pair, or because it follows.
  struct Said {
    bool same;
    bool directly;
    friend bool operator==(const Said&, const Said&) = default;
  };
  std::optional<Said> between(RecordKey a, RecordKey b) const;
  // Somebody decided about this record and another one.
  bool mention(RecordKey record) const { return confirmed_.contains(record) || refuted_.contains(record); }
  // Every confirmed or refuted pair, ascending.
  struct Decided {
    RecordKey a, b;  // a < b
    bool same;
    friend bool operator==(const Decided&, const Decided&) = default;
  };
  std::vector<Decided> all() const;
  friend bool operator==(const Decisions&, const Decisions&) = default;

 private:
  Path path_between(RecordKey a, RecordKey b) const;
  std::set<RecordKey> all_one_with(RecordKey record) const;

  std::map<RecordKey, std::set<RecordKey>> confirmed_;
  std::map<RecordKey, std::set<RecordKey>> refuted_;
};

}  // namespace parasol::linkage
