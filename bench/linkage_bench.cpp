// linkage_bench PART REPORTS: measures one part of the linkage engine on a made-up report base, in processor time of one
// thread, and prints what it found as lines of JSON (bench/linkage.ts). Beside each speed stands that of a reference, which does the least
// that the work cannot do without, in plain code, measured in the same run: ratios to it can be compared between machines.
#include <malloc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <unordered_map>

#include "base/check.h"
#include "linkage/cluster.h"
#include "linkage/key_index.h"
#include "linkage/learn.h"
#include "linkage/pairs.h"
#include "linkage/parallel.h"
#include "processor_time.h"
#include "report_base/linkage.h"

namespace parasol::bench {
namespace {

using namespace linkage;

// ---- Measuring ----

template <class Work>
double seconds_of(Work&& work) {
  const double start = bench::processor_seconds(CLOCK_THREAD_CPUTIME_ID);
  work();
  return bench::processor_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
}

double quantile(std::vector<double> samples, double share) {
  PARASOL_CHECK(!samples.empty());
  std::sort(samples.begin(), samples.end());
  return samples[std::min(samples.size() - 1, static_cast<std::size_t>(share * static_cast<double>(samples.size())))];
}

// Megabytes, since the program started.
double most_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtod(line.c_str() + 6, nullptr) * 1024 / 1e6;
  return 0;
}

// Megabytes that were asked for and not given back.
double memory_in_use() {
  const auto info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

// What a promise is held against.
void row(const char* what, double value, const char* unit, double target, bool at_most) {
  std::printf("{\"what\": \"%s\", \"value\": %.6g, \"unit\": \"%s\", \"target\": %g, \"wanted\": \"%s\"}\n", what, value, unit, target, at_most ? "at_most" : "at_least");
  std::fflush(stdout);
}
void at_most(const char* what, double value, const char* unit, double target) { row(what, value, unit, target, true); }
void at_least(const char* what, double value, const char* unit, double target) { row(what, value, unit, target, false); }
// What is good to know.
template <class... Values>
void note(const char* format, Values... values) {
  char text[512];
  std::snprintf(text, sizeof text, format, values...);
  std::printf("{\"note\": \"%s\"}\n", text);
  std::fflush(stdout);
}

// ---- The base ----

// A learned base of `reports`, and the truth by row.
class Stage {
 public:
  explicit Stage(std::size_t reports, std::size_t held_out = 0)
      : made_({.reports = reports + held_out, .seed = 20'261'122, .rates = {}}), model_(new_model(report_fields())), base_(model_.fields) {
    double reading = 0, adding = 0;
    constexpr std::size_t kAtOnce = 1'024;
    for (std::size_t start = 0; start < reports; start += kAtOnce) {
      std::vector<std::vector<std::string>> raw;
      for (std::size_t i = start; i < std::min(reports, start + kAtOnce); ++i) raw.push_back(raw_of(made_.report(i)));
      std::vector<Record> records;
      reading += seconds_of([&] {
        for (const std::vector<std::string>& one : raw) records.push_back(read_record(model_.fields, one));
      });
      adding += seconds_of([&] {
        for (const Record& record : records) base_.add(record);
      });
    }
    double preparing = 0;
    std::vector<Row> order;
    preparing = seconds_of([&] {
      find_scales(base_, model_);
      order = base_.put_in_order();
    });
    truth_.reserve(reports);
    for (const Row row : order) truth_.push_back(made_.offender(row));
    learning_ = seconds_of([&] { model_ = learn(base_, model_, {}); });
    note("%zu reports: normalised in %.2f s, added in %.2f s, put in order in %.2f s, learned from in %.2f s", reports, reading, adding, preparing, learning_);
  }

  // Reports that were not in the base when it was made.
  std::vector<std::string> held_out(std::size_t i) const { return raw_of(made_.report(truth_.size() + i)); }

  const ReportBase& made() const { return made_; }
  Base& base() { return base_; }
  const Model& model() const { return model_; }
  double learning() const { return learning_; }
  std::uint32_t truth(Row row) const { return truth_[row]; }
  bool is_same(Row a, Row b) const { return truth_[a] == truth_[b]; }
  // By offender, how many reports.
  std::unordered_map<std::uint32_t, std::size_t> sizes() const {
    std::unordered_map<std::uint32_t, std::size_t> out;
    for (const std::uint32_t offender : truth_) ++out[offender];
    return out;
  }

 private:
  ReportBase made_;
  Model model_;
  Base base_;
  std::vector<std::uint32_t> truth_;
  double learning_ = 0;
};

// ---- References ----

// For each record and field one weight is fetched by the value's id, four bytes wide, and added up: seconds for one pass over the base.
double reference_pass(const Base& base) {
  std::vector<std::vector<MilliBits>> weights;
  std::vector<std::vector<ValueId>> columns;
  for (std::size_t field = 0; field < base.fields(); ++field) {
    std::vector<ValueId>& column = columns.emplace_back(base.size());
    for (Row row = 0; row < column.size(); ++row) column[row] = base.value_id(field, row);
    weights.emplace_back(base.dictionary(field).size());
    for (std::size_t id = 0; id < weights[field].size(); ++id) weights[field][id] = static_cast<MilliBits>(id % 7);
  }
  std::vector<MilliBits> totals(base.size());
  std::vector<double> passes;
  for (int i = 0; i < 9; ++i)
    passes.push_back(seconds_of([&] {
      std::fill(totals.begin(), totals.end(), 0);
      for (std::size_t field = 0; field < base.fields(); ++field) {
        const ValueId* ids = columns[field].data();
        for (std::size_t row = 0; row < totals.size(); ++row) totals[row] += weights[field][ids[row]];
      }
    }));
  PARASOL_CHECK(*std::max_element(totals.begin(), totals.end()) > 0);
  return quantile(passes, 0.5);
}

// Both records of a pair are fetched, and each field gives one of three weights: pairs a second.
double reference_pairs(const Base& base, std::span<const std::uint64_t> pairs) {
  std::int64_t sum = 0;
  const double seconds = seconds_of([&] {
    for (const std::uint64_t pair : pairs) {
      const Row a = static_cast<Row>(pair >> 32), b = static_cast<Row>(pair);
      for (std::size_t field = 0; field < base.fields(); ++field) {
        const ValueId x = base.value_id(field, a), y = base.value_id(field, b);
        sum += x == kNoValue || y == kNoValue ? 0 : x == y ? 5 : -1;
      }
    }
  });
  PARASOL_CHECK(sum != 1);
  return static_cast<double>(pairs.size()) / seconds;
}

// ---- The parts ----

// One report against all others, and an explanation of the twenty that fit best.
void measure_queries(std::size_t reports) {
  constexpr std::size_t kBest = 20;
  const std::size_t queries = reports > 200'000 ? 600 : 2'000;
  Stage stage(reports, queries);
  const Scorer scorer(stage.base(), stage.model());
  Scorer::Workspace workspace;
  std::vector<double> reading, searching, explaining, all;
  for (std::size_t i = 0; i < queries; ++i) {
    const std::vector<std::string> raw = stage.held_out(i);
    Record record;
    std::vector<Hit> hits;
    reading.push_back(1e3 * seconds_of([&] { record = read_record(stage.model().fields, raw); }));
    searching.push_back(1e3 * seconds_of([&] { hits = scorer.strongest(record, kBest, workspace); }));
    explaining.push_back(1e3 * seconds_of([&] {
      for (const Hit& hit : hits) PARASOL_CHECK(scorer.explain(record, hit.row).total == hit.total);
    }));
    all.push_back(reading.back() + searching.back() + explaining.back());
  }
  const double reference = 1e3 * reference_pass(stage.base());
  char what[128];
  std::snprintf(what, sizeof what, "a question over all of %zu reports, its %zu best explained: 99 of 100 within", reports, kBest);
  at_most(what, quantile(all, 0.99), "ms", reports <= 100'000 ? 2 : 15);
  note("of that half the time: reading %.3f, searching %.3f, explaining %.3f, together %.3f ms; one reference pass %.3f ms: median %.2f, p99 %.2f times that", quantile(reading, 0.5),
      quantile(searching, 0.5), quantile(explaining, 0.5), quantile(all, 0.5), reference, quantile(all, 0.5) / reference, quantile(all, 0.99) / reference);
}

// One report against those that share something rare with it.
void measure_indexed(std::size_t reports) {
  constexpr std::size_t kBest = 20, kQuestions = 10'000, kAlsoExhaustive = 1'000, kChanges = 5'000;
  Stage stage(reports, kQuestions);
  const double before = memory_in_use();
  std::optional<KeyIndex> index;
  const double building = seconds_of([&] { index.emplace(stage.base()); });
  note("the index: made in %.2f s, %.0f MB (base, dictionaries and what was learned: %.0f MB)", building, memory_in_use() - before, before);
  std::vector<double> reading, finding, all, explained, compared, crowds;
  {
    const Scorer scorer(stage.base(), stage.model());
    scorer.rarities(0);
    for (std::size_t i = 0; i < kQuestions; ++i) {
      const std::vector<std::string> raw = stage.held_out(i);
      Record record;
      KeyedAnswer answer;
      reading.push_back(1e6 * seconds_of([&] { record = read_record(stage.model().fields, raw); }));
      finding.push_back(1e6 * seconds_of([&] { answer = strongest(scorer, *index, record, kBest); }));
      all.push_back(reading.back() + finding.back());
      explained.push_back(all.back() + 1e6 * seconds_of([&] {
        for (const Hit& hit : answer.hits) PARASOL_CHECK(scorer.explain(record, hit.row).total == hit.total);
      }));
      compared.push_back(static_cast<double>(answer.compared));
      crowds.push_back(static_cast<double>(answer.crowds));
    }
    char what[128];
    std::snprintf(what, sizeof what, "an indexed question over %zu reports, its %zu best: half within", reports, kBest);
    // Of few reports more share a part with the one asked about, and scoring all is quick.
    at_most(what, quantile(all, 0.5), "µs", reports < 100'000 ? 40 : 20);
    at_most("the same, 99 of 100 within", quantile(all, 0.99), "µs", 500);
    note("reading %.1f, finding %.1f µs (half within); %.1f, %.1f (99 of 100); worst %.0f; the best explained, too: half within %.1f, 99 of 100 within %.0f µs", quantile(reading, 0.5),
        quantile(finding, 0.5), quantile(reading, 0.99), quantile(finding, 0.99), quantile(all, 1), quantile(explained, 0.5), quantile(explained, 0.99));
    note("records compared: median %.0f, p99 %.0f, most %.0f; crowds cut short: median %.0f", quantile(compared, 0.5), quantile(compared, 0.99), quantile(compared, 1), quantile(crowds, 0.5));

    // Reports about somebody who is in the base: is one of theirs among the best ten?
    const auto sizes = stage.sizes();
    Scorer::Workspace workspace;
    std::vector<double> searching;
    double asked = 0, by_all = 0, by_keys = 0;
    for (std::size_t i = 0; i < kAlsoExhaustive; ++i) {
      const std::uint32_t offender = stage.made().offender(reports + i);
      if (!sizes.contains(offender)) continue;
      const Record record = read_record(stage.model().fields, stage.held_out(i));
      const auto is_found = [&](std::span<const Hit> hits) {
        hits = hits.first(std::min<std::size_t>(hits.size(), 10));
        return std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) { return stage.truth(hit.row) == offender; });
      };
      std::vector<Hit> hits;
      searching.push_back(1e6 * seconds_of([&] { hits = scorer.strongest(record, kBest, workspace); }));
      ++asked;
      by_all += is_found(hits) ? 1 : 0;
      by_keys += is_found(strongest(scorer, *index, record, kBest).hits) ? 1 : 0;
    }
    note("another about the same offender is among the best ten, of %.0f reports: all scored %.3f, by keys %.3f; to score all takes %.0f times as long (half within %.2f ms)", asked, by_all / asked,
        by_keys / asked, quantile(searching, 0.5) / quantile(finding, 0.5), quantile(searching, 0.5) / 1e3);
  }

  std::vector<double> adding, removing;
  for (std::size_t i = 0; i < kChanges; ++i) {
    const Row row = stage.base().add(read_record(stage.model().fields, stage.held_out(i)));
    adding.push_back(1e6 * seconds_of([&] { index->add(row); }));
  }
  Draw draw(1);
  for (std::size_t i = 0; i < kChanges; ++i) {
    const Row row = static_cast<Row>(draw.below(stage.base().size()));
    removing.push_back(1e6 * seconds_of([&] { index->remove(row); }));
    stage.base().remove(row);
  }
  note("the index follows a report that is added: half within %.1f, 99 of 100 within %.1f µs; removed: %.1f, %.1f µs", quantile(adding, 0.5), quantile(adding, 0.99), quantile(removing, 0.5),
      quantile(removing, 0.99));
}

// Ten thousand questions, over all, while reports are added: one before every tenth question.
void measure_inserts(std::size_t reports) {
  constexpr std::size_t kBest = 20, kQuestions = 10'000, kBetween = 10;
  Stage stage(reports, kQuestions + kQuestions / kBetween);
  std::optional<Scorer> scorer;
  Scorer::Workspace workspace;
  std::vector<double> all, after, preparing;
  for (std::size_t i = 0; i < kQuestions; ++i) {
    const std::vector<std::string> raw = stage.held_out(i);
    double preparation = 0;
    if (i % kBetween == 0) {
      stage.base().add(read_record(stage.model().fields, stage.held_out(kQuestions + i / kBetween)));
      // What a question wants to know of the whole base is read anew.
      preparation = seconds_of([&] { scorer.emplace(stage.base(), stage.model()).rarities(0); });
      preparing.push_back(1e3 * preparation);
    }
    all.push_back(1e3 * (preparation + seconds_of([&] {
      const Record record = read_record(stage.model().fields, raw);
      for (const Hit& hit : scorer->strongest(record, kBest, workspace)) PARASOL_CHECK(scorer->explain(record, hit.row).total == hit.total);
    })));
    if (i % kBetween == 0) after.push_back(all.back());
  }
  char what[128];
  std::snprintf(what, sizeof what, "%zu questions over %zu reports and more, one added every %zu: 99 of 100 within", kQuestions, reports, kBetween);
  at_most(what, quantile(all, 0.99), "ms", reports <= 100'000 ? 2 : 15);
  note("half within %.2f ms, worst %.2f ms; after a change half within %.2f, 99 of 100 within %.2f ms, of that %.2f ms for reading what changed", quantile(all, 0.5), quantile(all, 1),
      quantile(after, 0.5), quantile(after, 0.99), quantile(preparing, 0.5));
}

// Reports that come and go.
void measure_changes(std::size_t reports) {
  const std::size_t added = 20'000, removed = 5'000;
  Stage stage(reports, added);
  std::vector<double> adding, removing;
  for (std::size_t i = 0; i < added; ++i) {
    const std::vector<std::string> raw = stage.held_out(i);
    adding.push_back(1e6 * seconds_of([&] { stage.base().add(read_record(stage.model().fields, raw)); }));
  }
  Draw draw(1);
  for (std::size_t i = 0; i < removed; ++i) {
    const Row row = static_cast<Row>(draw.below(stage.base().size()));
    removing.push_back(1e3 * seconds_of([&] { stage.base().remove(row); }));
  }
  char what[128];
  std::snprintf(what, sizeof what, "a report added to %zu: 99 of 100 within", reports);
  at_most(what, quantile(adding, 0.99), "µs", 50);
  std::snprintf(what, sizeof what, "a report removed from %zu: 99 of 100 within", reports);
  at_most(what, quantile(removing, 0.99), "ms", 1);
  note("adding: median %.1f, worst %.0f µs; removing: median %.3f, worst %.2f ms", quantile(adding, 0.5), quantile(adding, 1), quantile(removing, 0.5), quantile(removing, 1));
}

struct Quality {
  double precision, recall;
  double f1() const { return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall); }
};

Quality quality_of(const Stage& stage, std::span<const Pair> pairs, MilliBits line, double all) {
  double found = 0, right = 0;
  for (const Pair& pair : pairs) {
    if (pair.total < line) continue;
    ++found;
    right += stage.is_same(pair.a, pair.b) ? 1 : 0;
  }
  return {found == 0 ? 1 : right / found, right / all};
}

// From learning to clusters, without labels.
void measure_batch(std::size_t reports) {
  Stage stage(reports);
  const Scorer scorer(stage.base(), stage.model());
  note("memory with the base alone: %.0f MB", most_memory());
  PairOptions options;
  options.exhaustive_up_to = 0;
  std::vector<Pair> pairs;
  const double finding = seconds_of([&] { pairs = find_pairs(scorer, options); });
  const double before_clustering = most_memory();
  std::vector<Row> clusters;
  const double clustering = seconds_of([&] { clusters = cluster(scorer, pairs, {.line = cluster_line(stage.model().line)}); });
  const double memory = most_memory();
  const double together = stage.learning() + finding + clustering;

  double all = 0, within = 0, both = 0, precise = 0, complete = 0;
  std::map<Row, std::map<std::uint32_t, std::size_t>> parts;
  for (Row row = 0; row < clusters.size(); ++row) ++parts[clusters[row]][stage.truth(row)];
  auto sizes = stage.sizes();
  const auto pairs_in = [](std::size_t n) { return static_cast<double>(n) * static_cast<double>(n - 1) / 2; };
  for (const auto& [offender, count] : sizes) all += pairs_in(count);
  std::size_t largest = 0;
  for (const auto& [number, offenders] : parts) {
    std::size_t size = 0;
    for (const auto& [offender, count] : offenders) size += count;
    largest = std::max(largest, size);
    within += pairs_in(size);
    for (const auto& [offender, count] : offenders) {
      both += pairs_in(count);
      const auto squared = static_cast<double>(count) * static_cast<double>(count);
      precise += squared / static_cast<double>(size);
      complete += squared / static_cast<double>(sizes[offender]);
    }
  }
  const Quality at_line = quality_of(stage, pairs, stage.model().line, all);
  const Quality of_clusters{within == 0 ? 1 : both / within, both / all};
  const auto count = static_cast<double>(reports);
  const Quality b_cubed{precise / count, complete / count};
  note("pairs at the line: precision %.4f, recall %.4f; clusters: %zu, largest %zu, pairs %.4f / %.4f F1 %.4f, B-cubed %.4f / %.4f F1 %.4f", at_line.precision, at_line.recall,
      parts.size(), largest, of_clusters.precision, of_clusters.recall, of_clusters.f1(), b_cubed.precision, b_cubed.recall, b_cubed.f1());

  char what[128];
  std::snprintf(what, sizeof what, "%zu reports: learning, finding pairs, clustering", reports);
  at_most(what, together, "s", 5 * std::max(1.0, count / 1e6));
  std::snprintf(what, sizeof what, "%zu reports: most memory for that", reports);
  at_most(what, memory, "MB", 400);
  KeyedPairs keyed;
  const double keying = seconds_of([&] { keyed = keyed_pairs(stage.base(), options.keys); });
  std::size_t reached = 0;
  for (const std::uint64_t pair : keyed.pairs) reached += stage.is_same(static_cast<Row>(pair >> 32), static_cast<Row>(pair)) ? 1 : 0;
  note("learning %.2f s, finding pairs %.2f s (of that keys %.2f s), clustering %.2f s (memory before %.0f MB)", stage.learning(), finding, keying, clustering, before_clustering);
  note("%zu pairs share a key, %.4f of the true ones among them; %llu times a record met its neighbours only; %zu pairs kept", keyed.pairs.size(),
      static_cast<double>(reached) / all, static_cast<unsigned long long>(keyed.records_in_crowds), pairs.size());
  std::vector<Pair> scored;
  for (const std::uint64_t pair : keyed.pairs) scored.push_back({static_cast<Row>(pair >> 32), static_cast<Row>(pair), 0});
  const double scoring = seconds_of([&] { PairScorer(scorer).score(scored); });
  for (std::size_t i = 0; i < scored.size(); i += 101) PARASOL_CHECK(scored[i].total == scorer.score(scored[i].a, scored[i].b));
  const double speed = static_cast<double>(keyed.pairs.size()) / scoring;
  const double reference = reference_pairs(stage.base(), keyed.pairs);
  at_least("pairs with a key scored, each second", speed / 1e6, "million", 4);
  note("the reference: %.2f million pairs a second; scoring reaches %.3f of that", reference / 1e6, speed / reference);
}

// Candidates by equal values of one field at a time, as plain blocking has them: blocks of more than 200 are left out.
class EqualValues {
 public:
  explicit EqualValues(const Base& base) : base_(base) {
    for (const std::size_t field : kIdentifiers) {
      auto& rows = rows_.emplace_back(base.dictionary(field).size());
      for (Row row = 0; row < base.size(); ++row)
        if (const ValueId id = base.value_id(field, row); id != kNoValue) rows[id].push_back(row);
    }
  }
  std::vector<Row> candidates(Row row) const {
    std::vector<Row> out;
    for (std::size_t i = 0; i < kIdentifiers.size(); ++i) {
      const std::vector<Row>& rows = rows_[i][base_.value_id(kIdentifiers[i], row)];
      if (rows.size() <= 200) out.insert(out.end(), rows.begin(), rows.end());
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    std::erase(out, row);
    return out;
  }

 private:
  static constexpr std::array<std::size_t, 5> kIdentifiers{0, 1, 2, 3, 4};  // phone, e-mail, handle, alias, plate
  const Base& base_;
  std::vector<std::vector<std::vector<Row>>> rows_;  // by identifier and value
};

// Reports with at least one other about the same offender: is one of those among the best ten?
void measure_hits(std::size_t reports) {
  constexpr std::size_t kBest = 10;
  const std::size_t queries = 1'000;
  Stage stage(reports);
  const Scorer scorer(stage.base(), stage.model());
  const auto sizes = stage.sizes();
  std::vector<Row> asked;
  Draw draw(7);
  while (asked.size() < queries)
    if (const Row row = static_cast<Row>(draw.below(stage.base().size())); sizes.at(stage.truth(row)) > 1) asked.push_back(row);

  const KeyedPairs keyed = keyed_pairs(stage.base(), {});
  std::unordered_map<Row, std::vector<Row>> met;
  for (const Row row : asked) met.try_emplace(row);
  for (const std::uint64_t pair : keyed.pairs) {
    const Row a = static_cast<Row>(pair >> 32), b = static_cast<Row>(pair);
    if (const auto found = met.find(a); found != met.end()) found->second.push_back(b);
    if (const auto found = met.find(b); found != met.end()) found->second.push_back(a);
  }
  const EqualValues equal(stage.base());
  const auto best_of = [&](Row row, const std::vector<Row>& candidates) {
    std::vector<Hit> hits;
    for (const Row other : candidates) hits.push_back({other, scorer.score(row, other)});
    std::sort(hits.begin(), hits.end(), is_before);
    hits.resize(std::min(hits.size(), kBest));
    return hits;
  };

  struct Tally {
    double first = 0, ten = 0, reciprocal = 0;
  };
  const auto count = [&](Tally& tally, Row row, std::span<const Hit> hits) {
    const auto found = std::find_if(hits.begin(), hits.end(), [&](const Hit& hit) { return stage.is_same(row, hit.row); });
    if (found == hits.end()) return;
    tally.ten += 1.0 / queries;
    tally.first += found == hits.begin() ? 1.0 / queries : 0;
    tally.reciprocal += 1.0 / static_cast<double>(found - hits.begin() + 1) / queries;
  };
  Tally exhaustive, by_keys, by_equal_values;
  double linked = 0, wrongly = 0, candidates_by_keys = 0, candidates_by_values = 0;
  Scorer::Workspace workspace;
  for (const Row row : asked) {
    const Record record = stage.base().record(row);
    count(exhaustive, row, scorer.strongest(record, kBest, workspace, row));
    count(by_keys, row, best_of(row, met[row]));
    const std::vector<Row> candidates = equal.candidates(row);
    count(by_equal_values, row, best_of(row, candidates));
    candidates_by_keys += static_cast<double>(met[row].size()) / queries;
    candidates_by_values += static_cast<double>(candidates.size()) / queries;
    for (const Hit& hit : scorer.above(record, stage.model().line, workspace, row)) {
      ++linked;
      wrongly += stage.is_same(row, hit.row) ? 0 : 1;
    }
  }
  // Reports that have no other are linked wrongly, too.
  std::size_t alone = 0;
  for (std::size_t drawn = 0; drawn < queries / 4;) {
    const Row row = static_cast<Row>(draw.below(stage.base().size()));
    if (sizes.at(stage.truth(row)) > 1) continue;
    ++drawn;
    if (!scorer.above(stage.base().record(row), stage.model().line, workspace, row).empty()) ++alone;
  }
  char what[128];
  std::snprintf(what, sizeof what, "%zu reports: another about the same offender is among the best ten", reports);
  at_least(what, exhaustive.ten, "of all", 0.90);
  at_least("the same, above those found by equal values", exhaustive.ten - by_equal_values.ten, "of all", 0.20);
  at_most("wrong among the links that are called likely", linked == 0 ? 0 : wrongly / linked, "of all", 0.01);
  note("all scored: first %.3f, ten %.3f, mean reciprocal rank %.3f", exhaustive.first, exhaustive.ten, exhaustive.reciprocal);
  note("the engine's keys: first %.3f, ten %.3f, mean reciprocal rank %.3f, %.0f candidates each", by_keys.first, by_keys.ten, by_keys.reciprocal, candidates_by_keys);
  note("equal values: first %.3f, ten %.3f, mean reciprocal rank %.3f, %.0f candidates each", by_equal_values.first, by_equal_values.ten, by_equal_values.reciprocal, candidates_by_values);
  note("%.1f links at the line for each report asked about; of reports that have no other, %.3f are linked", linked / queries, static_cast<double>(alone) / (queries / 4.0));
}

}  // namespace
}  // namespace parasol::bench

int main(int argc, char** argv) {
  using namespace parasol::bench;
  std::size_t reports = 0;
  if (argc == 3) std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), reports);
  const std::string_view part = argc == 3 ? argv[1] : "";
  if (reports >= 1'000 && part == "queries") measure_queries(reports);
  else if (reports >= 1'000 && part == "indexed") measure_indexed(reports);
  else if (reports >= 1'000 && part == "inserts") measure_inserts(reports);
  else if (reports >= 1'000 && part == "changes") measure_changes(reports);
  else if (reports >= 1'000 && part == "batch") measure_batch(reports);
  else if (reports >= 1'000 && part == "hits") measure_hits(reports);
  else {
    std::fprintf(stderr, "usage: %s queries|changes|batch|hits REPORTS (1,000 or more)\n", argv[0]);
    return 2;
  }
  return 0;
}
