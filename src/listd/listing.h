#pragma once
// What is in the list just now. It changes at a turn, every quarter of an hour, when everything due comes and goes
// together; in between things only go. So the time at which a new version appears does not tell when something was
// written, and a withdrawal does not wait.
#include "listd/layout.h"
#include "listd/state.h"

namespace parasol::listd {

inline constexpr Millis kTurn = 15 * kMinute;

// Which turn a time belongs to.
inline std::int64_t turn_of(Millis now) { return now / kTurn; }

class Listing {
 public:
  // Takes up and drops whatever is due.
  void turn(const ListState& state, Millis now);
  // Drops what must not wait for the next turn.
  void drop_gone(const ListState& state, Millis now);
  void clear() { packets_.clear(); }

  // Indices of state.packets(), rising.
  const std::vector<std::size_t>& packets() const { return packets_; }
  // When the grace of a listed packet ends next, as of now; kNever if none was struck.
  Millis next_grace_end(const ListState& state) const;

  // The slots to be found in the buckets: of listed packets, and the canaries.
  std::vector<SlotEntry> slots(const ListState& state) const;
  // The listed warnings, sorted by reference.
  records::LiveIndex live_index(const ListState& state) const;
  // The newest normaliser version among listed slots; empty if none.
  std::string normaliser(const ListState& state) const;

 private:
  std::vector<std::size_t> packets_;
};

// True if version text `left` is older than `right`: numbers in it are compared as numbers.
bool is_older_version(std::string_view left, std::string_view right);

}  // namespace parasol::listd
