#pragma once
// What a command writes: files that appear when they are complete, and how far it has come.
#include <cstdio>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parasol::link {

// A file that only its owner may read, under its name when commit() has been called; or, without a name, a stream.
class Output {
 public:
  static Result<Output> open(const std::filesystem::path& file, std::ostream& otherwise);
  Output(Output&& other) noexcept;
  Output& operator=(Output&&) = delete;
  ~Output();

  void write(std::string_view text);
  // What was written so far is there to read, if it goes to a stream, a device or a pipe.
  void flush();
  Status commit();

 private:
  explicit Output(std::ostream* stream) : stream_(stream) {}
  Error fault() const;

  std::ostream* stream_;             // or
  std::FILE* file_ = nullptr;
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty if the file is written in place: a device, a pipe
  std::string waiting_;
};

// A value in a file of comma-separated values.
std::string quoted_value(std::string_view value);

// Says on a stream, if at all, which part of the work is done and how much of it.
class Progress {
 public:
  // A terminal's line is written over, anything else gets a line for each tenth.
  Progress(std::ostream& stream, bool is_shown, bool is_terminal) : stream_(stream), is_shown_(is_shown), is_terminal_(is_terminal) {}
  ~Progress() { end(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(std::string_view part);
  void at(double share);
  void end();

 private:
  std::ostream& stream_;
  bool is_shown_;
  bool is_terminal_;
  std::string part_;
  int shown_ = -1;  // per cent
};

}  // namespace parasol::link
