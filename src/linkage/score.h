#pragma once
// What speaks for and against two records being of the same person, added up.
#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <span>
#include <vector>

#include "linkage/base.h"
#include "linkage/model.h"

namespace parasol::linkage {

// One field's part in a pair's evidence.
struct Evidence {
  Level level = kMissing;
  bool is_crossed = false;  // with the other field's content (given name and surname swapped)
  std::uint32_t uses = 0;   // of the value they agree on; 0 if frequency plays no part
  MilliBits bits = 0;       // what the field says by itself
  MilliBits counted = 0;    // what counts of it beside the others of its group
};

struct Explanation {
  std::vector<Evidence> fields;
  MilliBits prior = 0;
  MilliBits crossing = 0;   // what the swap of names costs, or 0
  MilliBits total = 0;      // prior + crossing + every field's `counted`, exactly
};

// A pair's levels and frequencies, whatever they are worth: with each field's own content, and the crossing's with each other's.
struct Comparison {
  std::vector<Evidence> straight;
  std::array<Evidence, 2> crossed;
};

struct Hit {
  Row row;
  MilliBits total;
  friend bool operator==(const Hit&, const Hit&) = default;
};

// What counts of a group that says `sum` together and `most` in one field, both for or both against: that one in full, and of the rest
// the share, in 1/1024.
[[gnu::always_inline]] constexpr MilliBits counted_of(MilliBits sum, MilliBits most, std::int32_t further_share) {
  const MilliBits rest = sum - most;
  return most + (rest >> 10) * further_share + ((rest & 1023) * further_share >> 10);
}

// A group's evidence, added up field by field: what speaks for a pair and what against it, and of each what one field says most.
[[gnu::always_inline]] constexpr void add_to_group(MilliBits bits, MilliBits& for_it, MilliBits& most_for, MilliBits& against, MilliBits& most_against) {
  for_it += std::max(bits, 0);
  most_for = std::max(most_for, bits);
  against += std::max(-bits, 0);
  most_against = std::max(most_against, -bits);
}

// Every total is at least this.
inline constexpr MilliBits kLeastOfAll = std::numeric_limits<MilliBits>::min();

// The order in which hits are given: strongest first, then by row.
inline bool is_before(const Hit& a, const Hit& b) { return a.total != b.total ? a.total > b.total : a.row < b.row; }

// Reads a base with a model of the same fields. Both must stay as they are while it is used.
class Scorer {
 public:
  Scorer(const Base& base, const Model& model);

  MilliBits score(Row a, Row b) const;
  Explanation explain(Row a, Row b) const;
  Explanation explain(const Record& record, Row row) const;

  Comparison compare(Row a, Row b) const;
  Comparison compare(const Record& record, Row row) const;
  // What a comparison, of this base, is worth under this model.
  Explanation weigh(Comparison comparison) const;

  // What every value of a field says, beside one record's.
  struct Weights {
    bool are_missing = false;           // the record has none; nothing else is filled then
    std::vector<Level> levels;          // by value; where these say all and the column is wide, `values` is empty
    bool are_compared = false;          // `levels` is filled, by compare_together
    std::vector<std::int16_t> values;   // by value
    MilliBits most = 0;                 // that one of them says for a record; 0 if all speak against it
  };
  // Room that one thread's queries reuse.
  struct Workspace {
    std::vector<Weights> fields;
    std::array<Weights, 2> crossed;
  };
  // Some fields are compared faster for several records at once, up to asked_together() of them. Done ahead, it is left out when
  // the base is next asked about the record with its workspace.
  std::size_t asked_together() const;
  void compare_together(std::span<const Record> records, std::span<Workspace> workspaces) const;
  // What all values of the base say beside the record's.
  void weigh_all(const Record& record, Workspace& workspace) const;

  // Every record whose total is at least `least`, but `but`, ascending.
  std::vector<Hit> above(const Record& record, MilliBits least, Workspace& workspace, Row but = ~Row{0}) const;
  // The `count` strongest, in order.
  std::vector<Hit> strongest(const Record& record, std::size_t count, Workspace& workspace, Row but = ~Row{0}) const;

  // Sets the hits' totals, as the above give them. Each record is compared by itself: for few of a large base.
  void score(const Record& record, std::span<Hit> hits) const;

  // What a level of a field says by itself; `uses` is how many records have the more common of its two values.
  MilliBits worth(std::size_t field, Level level, std::uint32_t uses) const;
  // What the crossing's fields say of a pair that has both, swapped, its cost taken off. The model has a crossing.
  MilliBits names_crossed(Row a, Row b) const;

  // Read from the base when it is first asked for: weighing alone wants none of it.
  const std::vector<MilliBits>& rarities(std::size_t field) const;
  const Base& base() const { return base_; }
  const Model& model() const { return model_; }

 private:
  void weigh(std::size_t field, Evidence& evidence) const;
  std::array<Evidence, 2> compare_crossed(Row a, Row b) const;
  void weigh_all(std::size_t field, const Value& value, std::uint32_t own_uses, Weights& out) const;
  // Of a value beside those of some records.
  void weigh(std::size_t field, const Value& value, std::uint32_t own_uses, std::span<const Hit> records, MilliBits* out) const;
  std::uint32_t uses_of(std::size_t field, const Value& value) const { return base_.dictionary(field).count(base_.dictionary(field).find(value)); }
  Evidence evidence(std::size_t field, Level level, std::uint32_t uses) const;

  const Base& base_;
  const Model& model_;
  mutable std::once_flag words_are_read_;
  mutable std::vector<std::vector<MilliBits>> rarities_;  // by field
  std::vector<MilliBits> usual_;  // by field: log2 of how many records have a value that two at random agree on
};

// How much is known of a record: the total that it and another one with the same values, in this base, would reach.
MilliBits self_score(const Scorer& scorer, const Record& record);

}  // namespace parasol::linkage
