// What bench/peers needs of the engine beyond the command line, as one line of JSON:
//   peers_kernel pairs TABLE.csv ID PAIRS.csv    how long given pairs of rows take (columns l and r, rows counted from 0)
//   peers_kernel names CASES.csv                 how alike the names in columns name1 and name2 are, for each row
//   peers_kernel vectors A B                     how long it takes to compare all vectors of 1024 bits in A with all in B
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "apps/cli/link/records.h"
#include "linkage/compare.h"
#include "linkage/dice.h"
#include "linkage/pair_scorer.h"
#include "processor_time.h"

namespace parasol::link {
namespace {

Status measure_pairs(const char* file, const char* id, const char* pairs_file) {
  PARASOL_TRY(Table table, Table::read(file));
  std::vector<NamedTable> tables;
  PARASOL_TRY(NamedTable named, name_rows(std::move(table), std::string(id)));
  tables.push_back(std::move(named));
  PARASOL_TRY(ModelFile model, suggested_model(suggest_fields(tables), file));
  PARASOL_TRY(Records records, Records::load(tables, std::move(model), [](double) {}));
  records.learn({}, {});
  PARASOL_TRY(const Table pairs, Table::read(pairs_file));
  PARASOL_TRY(const std::size_t left, pairs.column("l"));
  PARASOL_TRY(const std::size_t right, pairs.column("r"));
  std::vector<linkage::Pair> scored;
  const auto row_in = [&](std::size_t row, std::size_t column) { return records.row_of(std::strtoull(pairs.value(row, column).c_str(), nullptr, 10)); };
  for (std::size_t row = 0; row < pairs.size(); ++row) scored.push_back({row_in(row, left), row_in(row, right), 0});
  const linkage::Scorer scorer(records.base(), records.file().model);
  const double start = bench::processor_seconds();
  linkage::PairScorer(scorer).score(scored);
  const double seconds = bench::processor_seconds() - start;
  std::int64_t sum = 0;
  for (const linkage::Pair& pair : scored) sum += pair.total;
  std::printf("{\"pairs\": %zu, \"seconds\": %.6f, \"sum\": %lld}\n", scored.size(), seconds, static_cast<long long>(sum));
  return {};
}

Status measure_names(const char* file) {
  PARASOL_TRY(const Table table, Table::read(file));
  PARASOL_TRY(const std::size_t first, table.column("name1"));
  PARASOL_TRY(const std::size_t second, table.column("name2"));
  const auto similarity = [](const std::string& one, const std::string& other) {
    linkage::Value a = linkage::normalise(linkage::Kind::kName, one), b = linkage::normalise(linkage::Kind::kName, other);
    if (a.text == b.text) return 1'000'000U;
    if (b.text < a.text) std::swap(a, b);
    return linkage::name_similarity(linkage::words_of(a.text), linkage::words_of(b.text));
  };
  std::vector<std::pair<std::string, std::string>> names;
  for (std::size_t row = 0; row < table.size(); ++row) names.emplace_back(table.value(row, first), table.value(row, second));
  std::vector<std::uint32_t> found;
  constexpr std::size_t kTimes = 100;
  const double start = bench::processor_seconds();
  for (std::size_t i = 0; i < kTimes; ++i) {
    found.clear();
    for (const auto& [one, other] : names) found.push_back(similarity(one, other));
  }
  const double seconds = (bench::processor_seconds() - start) / kTimes;
  std::printf("{\"seconds\": %.9f, \"similarities\": [", seconds);
  for (std::size_t i = 0; i < found.size(); ++i) std::printf("%s%u", i == 0 ? "" : ", ", found[i]);
  std::printf("]}\n");
  return {};
}

Status measure_vectors(const char* file, const char* other_file) {
  constexpr std::size_t kBytes = 128;
  const auto vectors_of = [](const std::string& bytes) {
    std::vector<linkage::BitVector> out;
    for (std::size_t at = 0; at + kBytes <= bytes.size(); at += kBytes) {
      const std::string_view vector = std::string_view(bytes).substr(at, kBytes);
      out.push_back({vector, linkage::bits_set(vector)});
    }
    return out;
  };
  PARASOL_TRY(const std::string asking, read_whole(file));
  PARASOL_TRY(const std::string asked, read_whole(other_file));
  const std::vector<linkage::BitVector> questions = vectors_of(asking), values = vectors_of(asked);
  std::size_t alike = 0;
  std::vector<std::vector<linkage::Level>> levels(linkage::kAskedTogether, std::vector<linkage::Level>(values.size()));
  std::vector<linkage::BitQuestion> together;
  const double start = bench::processor_seconds();
  for (std::size_t first = 0; first < questions.size(); first += together.size()) {
    together.clear();
    for (std::size_t i = 0; i < std::min(linkage::kAskedTogether, questions.size() - first); ++i) together.push_back({questions[first + i], levels[i].data()});
    linkage::bit_levels(together, values);
    for (const linkage::BitQuestion& one : together)
      alike += values.size() - static_cast<std::size_t>(std::count(one.levels, one.levels + values.size(), linkage::kDifferent));
  }
  std::printf("{\"pairs\": %zu, \"seconds\": %.6f, \"alike\": %zu}\n", questions.size() * values.size(), bench::processor_seconds() - start, alike);
  return {};
}

}  // namespace
}  // namespace parasol::link

int main(int argc, char** argv) {
  using namespace parasol;
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (!(mode == "pairs" && argc == 5) && !(mode == "names" && argc == 3) && !(mode == "vectors" && argc == 4)) {
    std::fprintf(stderr, "usage: %s pairs TABLE.csv ID PAIRS.csv | names CASES.csv | vectors A B\n", argv[0]);
    return 2;
  }
  const Status status = mode == "pairs" ? link::measure_pairs(argv[2], argv[3], argv[4]) : mode == "names" ? link::measure_names(argv[2]) : link::measure_vectors(argv[2], argv[3]);
  if (status) return 0;
  std::fprintf(stderr, "%s: %s: %s\n", argv[0], status.error().field.c_str(), status.error().detail.c_str());
  return 1;
}
