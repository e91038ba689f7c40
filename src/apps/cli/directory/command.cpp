#include "apps/cli/directory/command.h"

#include <CLI/CLI.hpp>

#include "apps/cli/directory/feed_table.h"
#include "base/file.h"
#include "directory/forms.h"
#include "directory/review.h"

namespace parasol::cli {
namespace {

using directory::Contents;
using directory::Fault;
using directory::Proposal;
using directory::ProposalKind;
using directory::Review;

constexpr std::size_t kMostShown = 2000;  // characters of a value: as many as any may have that can be accepted, so that nothing is accepted unseen

std::string text_of(const Fault& fault) { return fault.file + (fault.field.empty() ? "" : ": " + fault.field) + ": " + fault.what; }
// What was read from files and feeds, so that it cannot write over the terminal.
std::string shown(std::string_view text) { return link::printable(text, kMostShown); }

Result<directory::Feed> read_file_of_feed(const std::filesystem::path& file, const std::string& source, const directory::KnowsTerm& knows_term) {
  const std::string name = file.filename().string();
  auto content = read_file(file, directory::kMostJsonBytes);
  if (!content) return Error{content.error().code, name, content.error().detail};
  if (file.extension() == ".csv") {
    PARASOL_TRY(const link::Table table, link::Table::parse(name, std::string(as_text(*content))));
    return read_feed_table(table, source.empty() ? name : source, knows_term);
  }
  auto json = directory::parse_json(as_text(*content));
  if (!json) return Error{json.error().code, name, json.error().detail};
  return directory::read_feed(*json, knows_term);
}

Status import(const std::filesystem::path& folder, const std::filesystem::path& file, const std::string& source, Millis now, std::ostream& out, std::ostream& errors) {
  if (!source.empty() && !directory::is_web_address(source)) return invalid("--source", "is not an address that begins with https:// or http://");
  PARASOL_TRY(Review review, Review::open(folder));
  const auto feed = read_file_of_feed(file, source, [&](std::string_view id) { return review.contents().has_term(id); });
  if (!feed) return feed.error();
  const std::string name = file.filename().string();
  PARASOL_TRY(const auto done, review.import(*feed, {link::printable(name, 100), source, "", now}));
  out << done.added << " new, " << done.changed << " changed, " << done.gone << " gone: in the queue\n"
      << done.unchanged << " as they are, " << done.refused_before << " refused before\n";
  for (const std::string& one : feed->unreadable) errors << "parasol directory: " << shown(name) << ": " << shown(one) << '\n';
  if (!feed->unreadable.empty()) return invalid(shown(name), std::to_string(feed->unreadable.size()) + " of " + std::to_string(feed->unreadable.size() + feed->entries.size()) + " cannot be read");
  return {};
}

void show(const Proposal& proposal, std::ostream& out) {
  const char* kind = proposal.kind == ProposalKind::kNew ? "new" : proposal.kind == ProposalKind::kChanged ? "changed" : "gone";
  const auto& from = proposal.provenance;
  out << proposal.id << "  " << kind << "  " << shown(proposal.name) << "\n    from " << shown(from.source.empty() ? from.file : from.source);
  if (!from.place.empty()) out << ", " << shown(from.place);
  out << ", " << directory::date_text(day_of(from.imported)) << '\n';
  for (const auto& [field, before, after] : proposal.changes) {
    out << "    " << (!before ? '+' : !after ? '-' : '~') << ' ' << shown(field) << ": ";
    if (before) out << shown(*before);
    if (before && after) out << " → ";
    if (after) out << shown(*after);
    out << '\n';
  }
  for (const std::string& one : proposal.left_out) out << "    not taken over: " << shown(one) << '\n';
  for (const Fault& fault : proposal.faults) out << "    CANNOT BE ACCEPTED: " << shown(fault.field + " " + fault.what) << '\n';
}

Status list(const std::filesystem::path& folder, std::ostream& out, std::ostream& errors) {
  PARASOL_TRY(const Review review, Review::open(folder));
  std::vector<Fault> damaged;
  PARASOL_TRY(const auto proposals, review.proposals(damaged));
  for (const Proposal& proposal : proposals) show(proposal, out);
  out << proposals.size() << " in the queue\n";
  for (const Fault& fault : damaged) errors << "parasol directory: " << shown(text_of(fault)) << '\n';
  return damaged.empty() ? Status() : directory::error_of(damaged.front());
}

Status check(const std::filesystem::path& folder, Millis now, std::ostream& out, std::ostream& errors) {
  std::vector<Fault> faults;
  PARASOL_TRY(const Contents contents, directory::read_contents(folder, faults));
  directory::check(contents, faults);
  const std::int64_t today = day_of(now);
  for (const auto& [slug, assured] : directory::stale_services(contents, today)) {
    out << "stale: services/" << slug << ".json: ";
    if (assured) out << "last checked " << directory::date_text(*assured) << ", " << today - *assured << " days ago\n";
    else out << "nobody says when it was checked\n";
  }
  out << contents.services.size() << " services, " << contents.organizations.size() << " organisations, " << faults.size() << " faults\n";
  for (const Fault& fault : faults) errors << "parasol directory: " << shown(text_of(fault)) << '\n';
  return faults.empty() ? Status() : invalid(folder.string(), "has faults");
}

}  // namespace

DirectoryCommands::DirectoryCommands(CLI::App& program)
    : directory_(program.add_subcommand("directory", "look after the directory of services")),
      import_(directory_->add_subcommand("import", "put another directory's services into the queue")),
      review_(directory_->add_subcommand("review", "list the queue, with what would change")),
      accept_(review_->add_subcommand("accept", "make one entry of the queue part of the directory")),
      refuse_(review_->add_subcommand("refuse", "take one entry out of the queue")),
      check_(directory_->add_subcommand("check", "name every fault, and what was checked long ago")) {
  directory_->require_subcommand(1);
  for (CLI::App* command : {import_, review_}) command->add_option("--directory", folder_, "the directory's folder")->required();
  import_->add_option("FILE", feed_, "a feed of Open Referral UK as JSON, or a table (.csv)")->required();
  import_->add_option("--source", source_, "the address it was taken from");
  review_->require_subcommand(0, 1);
  for (CLI::App* command : {accept_, refuse_}) {
    command->fallthrough();
    command->add_option("ID", id_, "as the list names it")->required();
  }
  refuse_->add_option("--because", because_, "why, for whoever meets it next")->required();
  check_->add_option("DIR", folder_, "the directory's folder")->required();
}

bool DirectoryCommands::is_chosen() const { return directory_->parsed(); }

int DirectoryCommands::run(std::ostream& out, std::ostream& errors, Millis now) const {
  const auto decided = [&](auto decide) -> Status {
    PARASOL_TRY(Review review, Review::open(folder_));
    return decide(review);
  };
  const Status status = [&] {
    if (import_->parsed()) return import(folder_, feed_, source_, now, out, errors);
    if (accept_->parsed()) return decided([&](Review& review) { return review.accept(id_, now); });
    if (refuse_->parsed()) return decided([&](Review& review) { return review.refuse(id_, because_, now); });
    if (review_->parsed()) return list(folder_, out, errors);
    return check(folder_, now, out, errors);
  }();
  if (status) return 0;
  const Error& error = status.error();
  errors << "parasol directory";
  if (error.code != ErrorCode::kInvalid) errors << ": " << error_code_name(error.code);
  for (const std::string& part : {error.field, error.detail})
    if (!part.empty()) errors << ": " << shown(part);
  errors << std::endl;
  return 1;
}

}  // namespace parasol::cli
