#pragma once
// The extracts of reports, by their pseudonyms: which others may be about the same person, how strongly, and why. A weight is
// that of the model (report_model.h), moved by how many of the reports at hand have the same value: a number that thirty
// reports state says less than one that two state, a rare word more than a common one.
//
// Nothing depends on the order in which reports came, or on reports that were forgotten.
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/cluster.h"
#include "linkage/decisions.h"
#include "linkage/dictionary.h"
#include "linkage/report_model.h"

namespace parasol::linkage {

// One field's part in what speaks for and against two reports being about one person.
struct ReportEvidence {
  Level level = kMissing;   // by the field's traits
  std::uint32_t uses = 0;   // reports with what they agree on, and
  std::uint32_t of = 0;     // reports that say anything there; 0 if frequency plays no part
  MilliBits bits = 0;       // what it says by itself
  MilliBits counted = 0;    // what counts of it beside the others of its group
};

struct ReportExplanation {
  std::array<ReportEvidence, kReportFields> fields;
  MilliBits total = 0;      // kReportPrior + every field's `counted`, exactly
  MilliBits behaviour = 0;  // of that, the fields of ReportGroup::kBehaviour: a similar pattern
};

struct ReportCandidate {
  std::string entry;
  ReportExplanation explanation;
  MilliBits without_strongest = 0;     // the total that would be left if the field that says most were missing
  std::optional<ReportField> against;  // the field that says most against it
  std::optional<Decisions::Said> said;
};

struct ReportCandidates {
  MilliBits self = 0;  // what another report with the very same values would reach
  std::vector<ReportCandidate> candidates;  // strongest first, then by entry
};

class Reports {
 public:
  static constexpr std::size_t kMostReports = 100'000;

  Reports();

  // Adds a report, or puts its new extract in place of the one it had. False, and nothing has changed, if there is no room.
  bool add(std::string_view entry, const Extract& extract);
  // Nothing of its values stays in memory that no other report has, and nothing that was decided about it.
  void forget(std::string_view entry);
  std::size_t size() const { return entries_.size(); }

  // Takes a decision (nothing: takes it back), about any two entries. If it contradicts what was decided before, nothing
  // changes, and the answer is the chain of entries that contradicts it (Decisions); empty if it was taken.
  std::vector<std::string> decide(std::string_view one, std::string_view other, std::optional<bool> same);

  // Nothing if there is no such report.
  std::optional<ReportCandidates> candidates(std::string_view entry, std::size_t count);
  // What speaks for and against two reports; both must be there.
  ReportExplanation explain(std::string_view one, std::string_view other);
  // Those of more than one report, each ascending, by their first entry. Every pair whose total reaches the line was found,
  // of a report's not more than its hundred strongest.
  std::vector<std::vector<std::string>> clusters();

 private:
  static constexpr std::size_t kIdentifiers = 4;
  static constexpr std::size_t kTagFields = 6;
  // The words of a list as bits, by their place in it.
  struct Tags {
    std::array<std::uint64_t, 2> bits{};
    bool any() const { return (bits[0] | bits[1]) != 0; }
  };
  struct Stated {
    ValueId value;
    std::uint8_t platform;
  };
  struct Entry {
    RecordKey key;
    std::array<std::vector<Stated>, kIdentifiers> identifiers;
    std::array<std::uint8_t, kReportFields> words{};  // choices and bands: the vocabulary's number; 0 if nothing was said
    std::array<Tags, kTagFields> tags{};
    std::array<Tags, kTagFields> answered{};          // tags that would have been said if they were so
    std::optional<std::uint16_t> month;
  };
  struct Known {
    std::string name;
    std::optional<Row> row;
  };
  // Numbers of reports, and what follows from them.
  struct ChoiceCounts {
    std::array<std::uint32_t, 256> uses{};
    std::uint32_t of = 0;
    std::array<MilliBits, 256> same{};
  };
  struct TagCounts {
    std::array<std::uint32_t, 128> uses{};
    std::array<std::uint32_t, 128> of{};
    std::array<MilliBits, 128> both{};
    std::array<MilliBits, 128> one{};
  };

  RecordKey key_of(std::string_view entry);
  void drop_unused(RecordKey key);
  Entry read(RecordKey key, const Extract& extract);
  void count(const Entry& entry, std::uint32_t change);
  void remove_row(Row row);
  void refresh();
  const Dictionary& dictionary(std::size_t identifier) const { return dictionaries_[identifier]; }
  MilliBits worth(std::size_t identifier, Level level, std::uint32_t uses) const;
  template <class LevelOf>
  ReportExplanation compare(const Entry& a, const Entry& b, LevelOf&& level_of) const;
  template <class LevelOf>
  ReportEvidence compare_identifiers(std::size_t identifier, const Entry& a, const Entry& b, LevelOf&& level_of) const;
  ReportEvidence compare_choices(ReportField field, const Entry& a, const Entry& b) const;
  ReportEvidence compare_bands(ReportField field, const Entry& a, const Entry& b) const;
  ReportEvidence compare_tags(ReportField field, const Entry& a, const Entry& b) const;
  ReportExplanation compare_rows(Row a, Row b) const;
  std::vector<Pair> linked_pairs(std::span<const Row> rows) const;
  std::vector<std::vector<ValueId>> alike_values(std::size_t identifier) const;

  std::vector<Dictionary> dictionaries_;
  std::vector<Entry> entries_;  // by row; forgetting one gives its row to the last
  std::map<std::string, RecordKey, std::less<>> keys_;
  std::map<RecordKey, Known> known_;
  RecordKey next_key_ = 1;
  Decisions decisions_;
  std::array<ChoiceCounts, kReportFields> choices_;
  std::array<TagCounts, kTagFields> tags_;
  bool is_fresh_ = false;  // what follows from the numbers fits them
};

}  // namespace parasol::linkage
