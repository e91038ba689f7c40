#pragma once
// JSON lines to standard error. A field is a number or a fixed word of ours: there is deliberately no way to pass
// free text, an identifier or a Secret. Route templates, never paths; counts, never contents.
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace parasol::log {

enum class Level : std::uint8_t { kInfo, kWarning, kError };

// A word known at compile time.
struct Word {
  template <std::size_t N>
  consteval Word(const char (&text)[N]) : value(text, N - 1) {}
  // For values of closed lists (error code names, route templates) whose texts are constants of this program.
  static Word of_constant(std::string_view text) { return Word(text); }
  std::string_view value;

 private:
  explicit Word(std::string_view text) : value(text) {}
};

struct Field {
  Word name;
  std::variant<std::int64_t, Word> value;
};

// Writes one line. `event` names what happened. Thread-safe.
void write(Level level, Word event, std::initializer_list<Field> fields = {});
inline void info(Word event, std::initializer_list<Field> fields = {}) { write(Level::kInfo, event, fields); }
inline void warning(Word event, std::initializer_list<Field> fields = {}) { write(Level::kWarning, event, fields); }
inline void error(Word event, std::initializer_list<Field> fields = {}) { write(Level::kError, event, fields); }

}  // namespace parasol::log
