#include "apps/cli/directory/command.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "base/file.h"
#include "base/test_support.h"
#include "directory/index.h"
#include "directory/invented.h"

namespace parasol::cli {
namespace {

namespace fs = std::filesystem;
using directory::file_text;
using directory::Json;
namespace invented = directory::invented;

class DirectoryCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto contents = invented::contents();
    write("services/night-owl.json", file_text(contents.services[0].value));
    write("organizations/harbour-trust.json", file_text(contents.organizations[0].value));
    write("taxonomies.json", file_text(contents.taxonomies));
  }
  void write(const fs::path& file, std::string_view text) {
    fs::create_directories((folder / file).parent_path());
    ASSERT_TRUE(write_file(folder / file, as_bytes(text)));
  }
  // The exit status; what was said is in `out` and `errors`. 2: not understood.
  int run(std::vector<std::string> arguments) {
    CLI::App app;
    app.require_subcommand(1);
    const DirectoryCommands commands(app);
    std::reverse(arguments.begin(), arguments.end());
    try {
      app.parse(arguments);
    } catch (const CLI::ParseError&) {
      return 2;
    }
    EXPECT_TRUE(commands.is_chosen());
    std::ostringstream written, complaints;
    const int status = commands.run(written, complaints, now);
    out = written.str();
    errors = complaints.str();
    return status;
  }
  const Millis now = *directory::read_time("2026-11-22T20:00:00Z");
  test_support::TemporaryFolder folder;
  const std::string path = static_cast<const fs::path&>(folder).string();
  std::string out, errors;
};

// Break: cut off what is long; then the end of a text goes live unseen.
TEST_F(DirectoryCommandTest, NothingThatCanBeAcceptedIsCutOff) {
  Json service = invented::service("Sunrise", "Other Trust");
  service["organization"] = invented::organization("Other Trust");
  service["description"] = std::string(590, 'a') + " the end";
  service["url"] = "https://example.org/" + std::string(1970, 'b') + "?last";
  write("feed.json", file_text(service));
  ASSERT_EQ(run({"directory", "import", "--directory", path, path + "/feed.json"}), 0) << errors;
  ASSERT_EQ(run({"directory", "review", "--directory", path}), 0) << errors;
  EXPECT_NE(out.find("a the end\n"), std::string::npos);
  EXPECT_NE(out.find("b?last\n"), std::string::npos);
}

TEST_F(DirectoryCommandTest, FromAFeedToTheDirectory) {
  Json service = invented::service("Sunrise", "Other Trust");
  service["organization"] = invented::organization("Other Trust");
  write("feed.json", file_text({{"contents", Json::array({service, {{"id", "7"}, {"name", "Bad\x1b[2J"}}})}}));
  EXPECT_EQ(run({"directory", "import", (folder / "feed.json").string(), "--directory", path, "--source", "https://other.example.org"}), 1);
  EXPECT_EQ(out, "1 new, 0 changed, 0 gone: in the queue\n0 as they are, 0 refused before\n");
  EXPECT_EQ(errors, "parasol directory: feed.json: contents[1]: id: is not a UUID in lower case\nparasol directory: feed.json: 1 of 2 cannot be read\n");

  const std::string id = invented::uuid("service Sunrise");
  EXPECT_EQ(run({"directory", "review", "--directory", path}), 0);
  EXPECT_TRUE(out.starts_with(id + "  new  Sunrise\n    from https://other.example.org, contents[0], 2026-11-22\n    + id: " + id + "\n")) << out;
  EXPECT_NE(out.find("    + phones[0].number: 07700 900123\n"), std::string::npos);
  EXPECT_NE(out.find("    + organization.name: Other Trust\n"), std::string::npos);
  EXPECT_TRUE(out.ends_with("\n1 in the queue\n"));

  EXPECT_EQ(run({"directory", "review", "accept", id, "--directory", path}), 0) << errors;
  EXPECT_EQ(directory::Index::load(folder)->size(directory::Resource::kServices), 2U);
  EXPECT_EQ(run({"directory", "review", "--directory", path, "accept", id}), 1);
  EXPECT_EQ(errors, "parasol directory: not_found\n");
  EXPECT_EQ(run({"directory", "review", "--directory", path}), 0);
  EXPECT_EQ(out, "0 in the queue\n");
}

TEST_F(DirectoryCommandTest, RefusingNeedsAReason) {
  write("list.csv", "name,organization_name,description\nSunrise,Other Trust,Tea.\n");
  EXPECT_EQ(run({"directory", "import", (folder / "list.csv").string(), "--directory", path}), 0) << errors;
  EXPECT_EQ(run({"directory", "review", "--directory", path}), 0);
  const std::string id = out.substr(0, 36);
  EXPECT_EQ(run({"directory", "review", "refuse", id, "--directory", path}), 2);
  EXPECT_EQ(run({"directory", "review", "refuse", id, "--directory", path, "--because", "Closed for good."}), 0);
  EXPECT_EQ(run({"directory", "import", (folder / "list.csv").string(), "--directory", path}), 0);
  EXPECT_EQ(out, "0 new, 0 changed, 0 gone: in the queue\n0 as they are, 1 refused before\n");
}

// Whatever stands in a feed, it cannot move the cursor.
TEST_F(DirectoryCommandTest, NothingFromAFeedReachesTheTerminalAsItIs) {
  Json service = invented::service("Sunrise", "Other Trust");
  write("review/" + service.at("id").get<std::string>() + ".json", file_text({{"service", {{"id", service.at("id")}, {"name", "a\x1b[2Jb"}, {"\x1b]0;x\x07", "y"}}}, {"left_out", {"\x1b[31m"}}}));
  EXPECT_EQ(run({"directory", "review", "--directory", path}), 0);
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
  EXPECT_EQ(out.find('\x07'), std::string::npos);
  EXPECT_NE(out.find("a·[2Jb"), std::string::npos);
  EXPECT_NE(out.find("CANNOT BE ACCEPTED: name has a character that nobody sees, U+001B"), std::string::npos);
}

TEST_F(DirectoryCommandTest, HostileFilesAreNamedAndChangeNothing) {
  const std::string before = directory::Index::load(folder)->version();
  const auto import = [&](const std::string& name, std::string_view content, const std::string& source = "") {
    write(name, content);
    std::vector<std::string> arguments{"directory", "import", (folder / name).string(), "--directory", path};
    if (!source.empty()) arguments.insert(arguments.end(), {"--source", source});
    return run(arguments);
  };
  EXPECT_EQ(import("a.json", "{"), 1);
  EXPECT_EQ(errors, "parasol directory: a.json: no JSON at byte 2\n");
  EXPECT_EQ(import("b.json", std::string(100'000, '[')), 1);
  EXPECT_EQ(errors, "parasol directory: too_large: b.json: nested deeper than 16\n");
  EXPECT_EQ(import("c.json", "\"text\""), 1);
  EXPECT_EQ(errors, "parasol directory: feed: neither a list of services nor one service\n");
  EXPECT_EQ(import("d.csv", "\xff\xfe"), 1);
  EXPECT_EQ(errors, "parasol directory: d.csv: this is UTF-16; save it as UTF-8\n");
  EXPECT_EQ(import("e.json", "[]", "javascript:alert(1)"), 1);
  EXPECT_EQ(errors, "parasol directory: --source: is not an address that begins with https:// or http://\n");
  EXPECT_EQ(import("f.json", R"([{"id":"../../../../../../../../../tmp/x/abcdef","name":"x"}])"), 1);
  EXPECT_EQ(run({"directory", "import", (folder / "nowhere.json").string(), "--directory", path}), 1);
  EXPECT_EQ(errors, "parasol directory: not_found: nowhere.json\n");
  EXPECT_FALSE(fs::exists(folder / "review"));
  EXPECT_EQ(directory::Index::load(folder)->version(), before);
}

TEST_F(DirectoryCommandTest, CheckNamesFaultsAndWhatIsStale) {
  EXPECT_EQ(run({"directory", "check", path}), 0) << errors;
  EXPECT_EQ(out, "1 services, 1 organisations, 0 faults\n");
  Json old = invented::service("Old");
  old["assured_date"] = "2026-05-25";
  write("services/old.json", file_text(old));
  EXPECT_EQ(run({"directory", "check", path}), 0);
  EXPECT_EQ(out, "stale: services/old.json: last checked 2026-05-25, 181 days ago\n2 services, 1 organisations, 0 faults\n");
  old["status"] = "open";
  old.erase("assured_date");
  write("services/old.json", file_text(old));
  EXPECT_EQ(run({"directory", "check", path}), 1);
  EXPECT_EQ(out, "stale: services/old.json: nobody says when it was checked\n2 services, 1 organisations, 1 faults\n");
  EXPECT_EQ(errors, "parasol directory: services/old.json: status: is none of active, inactive, defunct, temporarily closed\nparasol directory: " + path + ": has faults\n");
}

}  // namespace
}  // namespace parasol::cli
