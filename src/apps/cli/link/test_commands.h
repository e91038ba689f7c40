#pragma once
// For tests: `parasol link` as the command line has it, on files in a folder of its own.
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "apps/cli/link/link.h"
#include "apps/cli/link/table.h"
#include "base/test_support.h"

namespace parasol::link {

struct Outcome {
  int code;
  std::string out;
  std::string errors;
};

class LinkTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return path(name);
  }
  std::string read(const std::string& name) const { return *read_whole(folder_ / name); }
  Table table(const std::string& name) const { return *Table::read(folder_ / name); }

  // As the program would: 2 for what is no use of it.
  static Outcome run(std::vector<std::string> arguments, const std::string& input = "") {
    CLI::App app{"test", "parasol"};
    const Commands commands(app);
    std::reverse(arguments.begin(), arguments.end());
    arguments.push_back("link");
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError& error) {
      return {2, "", error.what()};
    }
    std::istringstream in(input);
    std::ostringstream out, errors;
    const int code = commands.run(in, out, errors, false);
    return {code, out.str(), errors.str()};
  }

  test_support::TemporaryFolder folder_;
};

}  // namespace parasol::link
