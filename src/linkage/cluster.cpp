#include "linkage/cluster.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <unordered_map>

namespace parasol::linkage {
namespace {

// Two clusters larger than that together are compared by so many of their pairs.
constexpr std::size_t kMostPairs = 256;

class Clustering {
 public:
  Clustering(std::size_t records, const PairScore& score, std::span<const Pair> pairs, const ClusterOptions& options, std::span<const Decision> decisions)
      : score_(score), options_(options), members_(records), neighbours_(members_.size()), cluster_of_(members_.size()) {
    std::iota(cluster_of_.begin(), cluster_of_.end(), Row{0});
    for (Row row = 0; row < members_.size(); ++row) members_[row] = {row};
    known_.reserve(pairs.size());
    for (const Pair& pair : pairs) known_.emplace(packed(pair.a, pair.b), pair.total);
    for (const Decision& decision : decisions)
      decided_[packed(decision.a, decision.b)] = decision.same;
    for (const Decision& decision : decisions)
      if (decision.same) {
        const Row a = cluster_of_[decision.a], b = cluster_of_[decision.b];
        if (a != b) unite(std::min(a, b), std::max(a, b));
      }
    for (const Pair& pair : pairs) meet(cluster_of_[pair.a], cluster_of_[pair.b]);
  }

  std::vector<Row> run() {
    while (!queue_.empty()) {
      const Candidate next = queue_.top();
      queue_.pop();
      const auto found = neighbours_[next.a].find(next.b);
      if (found == neighbours_[next.a].end() || found->second != next.mean) continue;  // out of date
      const std::vector<Row> met = unite(next.a, next.b);
      for (const Row other : met) meet(next.a, other);
    }
    return cluster_of_;
  }

 private:
  struct Candidate {
    MilliBits mean;
    Row a, b;
    bool operator<(const Candidate& other) const {
      return mean != other.mean ? mean < other.mean : a != other.a ? a > other.a : b > other.b;
    }
  };

  // How much two records speak for being of one person.
  MilliBits voice(Row a, Row b) const {
    const std::uint64_t pair = packed(a, b);
    const auto found = known_.find(pair);
    const MilliBits total = found != known_.end() ? found->second : score_(a, b);
    return std::clamp(total - options_.line, -options_.most_against, options_.most_for);
  }

  bool are_apart(Row a, Row b) const {
    if (decided_.empty()) return false;
    for (const Row x : members_[a])
      for (const Row y : members_[b])
        if (const auto found = decided_.find(packed(x, y)); found != decided_.end() && !found->second) return true;
    return false;
  }

  // Two clusters that share a found pair: queued if on average their records speak for being one.
  void meet(Row a, Row b) {
    if (a == b) return;
    if (a > b) std::swap(a, b);
    if (neighbours_[a].contains(b)) return;
    const std::size_t all = members_[a].size() * members_[b].size();
    const std::size_t step = (all + kMostPairs - 1) / kMostPairs;
    std::int64_t sum = 0, count = 0;
    for (std::size_t i = 0; i < all; i += step, ++count) sum += voice(members_[a][i / members_[b].size()], members_[b][i % members_[b].size()]);
    const auto mean = static_cast<MilliBits>(sum / count);
    neighbours_[a].emplace(b, mean);
    neighbours_[b].emplace(a, mean);
    if (mean > 0 && !are_apart(a, b)) queue_.push({mean, a, b});
  }

  // `b` becomes part of `a`; returns the clusters that either had met, ascending.
  std::vector<Row> unite(Row a, Row b) {
    std::vector<Row> met;
    for (const Row one : {a, b})
      for (const auto& [other, mean] : neighbours_[one]) {
        neighbours_[other].erase(one);
        if (other != a && other != b) met.push_back(other);
      }
    neighbours_[a].clear();
    neighbours_[b].clear();
    for (const Row row : members_[b]) cluster_of_[row] = a;
    members_[a].insert(members_[a].end(), members_[b].begin(), members_[b].end());
    std::vector<Row>().swap(members_[b]);
    std::sort(members_[a].begin(), members_[a].end());
    std::sort(met.begin(), met.end());
    met.erase(std::unique(met.begin(), met.end()), met.end());
    return met;
  }

  const PairScore& score_;
  ClusterOptions options_;
  std::vector<std::vector<Row>> members_;  // by cluster
  std::vector<std::unordered_map<Row, MilliBits>> neighbours_;  // by cluster: those met, and what they say on average
  std::vector<Row> cluster_of_;
  std::unordered_map<std::uint64_t, MilliBits> known_;
  std::unordered_map<std::uint64_t, bool> decided_;
  std::priority_queue<Candidate> queue_;
};

// The rows that any pair or decision names, ascending: the others stand alone.
std::vector<Row> rows_in(std::span<const Pair> pairs, std::span<const Decision> decisions, std::size_t records) {
  std::vector<bool> is_named(records);
  for (const Pair& pair : pairs) is_named[pair.a] = is_named[pair.b] = true;
  for (const Decision& decision : decisions) is_named[decision.a] = is_named[decision.b] = true;
  std::vector<Row> rows;
  for (Row row = 0; row < records; ++row)
    if (is_named[row]) rows.push_back(row);
  return rows;
}

}  // namespace

std::vector<Row> cluster(std::size_t records, const PairScore& score, std::span<const Pair> pairs, const ClusterOptions& options,
                         std::span<const Decision> decisions) {
  // Among the named ones, in their order, everything is as among all.
  const std::vector<Row> rows = rows_in(pairs, decisions, records);
  std::vector<Row> places(records);
  for (Row place = 0; place < rows.size(); ++place) places[rows[place]] = place;
  std::vector<Pair> named_pairs(pairs.begin(), pairs.end());
  for (Pair& pair : named_pairs) pair.a = places[pair.a], pair.b = places[pair.b];
  std::vector<Decision> named_decisions(decisions.begin(), decisions.end());
  for (Decision& decision : named_decisions) decision.a = places[decision.a], decision.b = places[decision.b];
  const PairScore named_score = [&](Row a, Row b) { return score(rows[a], rows[b]); };
  const std::vector<Row> clusters = Clustering(rows.size(), named_score, named_pairs, options, named_decisions).run();
  std::vector<Row> out(records);
  std::iota(out.begin(), out.end(), Row{0});
  for (Row place = 0; place < rows.size(); ++place) out[rows[place]] = rows[clusters[place]];
  return out;
}

}  // namespace parasol::linkage
