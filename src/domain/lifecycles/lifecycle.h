#pragma once
// A lifecycle is one table: state, event, who, guard, next state, effect. The same table drives the code, the tests, the
// diagram in the docs and the buttons on the screen. What is not in the table is refused.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"
#include "vocabulary/vocabulary.h"

namespace parasol::domain {

// Who may cause an event: roles, the reporter, or the machinery (clock, listd's answer).
struct Actors {
  std::uint32_t roles = 0;  // bit r for the role with wire number r
  bool reporter = false;
  bool system = false;

  constexpr bool allows(vocabulary::Role role) const { return (roles >> static_cast<unsigned>(role) & 1U) != 0; }
};
constexpr Actors by(std::initializer_list<vocabulary::Role> roles) {
  Actors actors;
  for (auto r : roles) actors.roles |= 1U << static_cast<unsigned>(r);
  return actors;
}
constexpr Actors by_reporter() { return {0, true, false}; }
constexpr Actors by_system() { return {0, false, true}; }

template <class State, class Event>
struct Transition {
  State from;
  Event event;
  Actors who;
  std::string_view guard;   // what must hold besides, in words; the use case checks it
  State to;
  std::string_view effect;  // what it does to other things, in words
};

// The next state, or kConflict if the table has no such row for these actors.
template <class State, class Event>
Result<State> next_state(std::span<const Transition<State, Event>> table, State from, Event event,
                         std::optional<vocabulary::Role> role) {
  for (const auto& row : table) {
    if (row.from != from || row.event != event) continue;
    if (role ? row.who.allows(*role) : row.who.reporter || row.who.system) return row.to;
  }
  return failure(ErrorCode::kConflict);
}

}  // namespace parasol::domain
