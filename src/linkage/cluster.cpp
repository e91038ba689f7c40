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
      : score_(score), options_(options), members_(records), neighbours_(members_.size()), cluster_of_(members_.size()), known_(pairs), first_known_(records + 1, 0) {
    std::iota(cluster_of_.begin(), cluster_of_.end(), Row{0});
    for (Row row = 0; row < members_.size(); ++row) members_[row] = {row};
    for (const Pair& pair : pairs) ++first_known_[pair.a + 1];
    std::partial_sum(first_known_.begin(), first_known_.end(), first_known_.begin());
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
      const auto found = place_of(next.b, neighbours_[next.a]);
      if (found == neighbours_[next.a].end() || *found != Neighbour{next.b, next.mean}) continue;  // out of date
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

  // A cluster that another has met, and what their records say on average.
  struct Neighbour {
    Row cluster;
    MilliBits mean;
    friend bool operator==(const Neighbour&, const Neighbour&) = default;
  };
  using Neighbours = std::vector<Neighbour>;  // ascending

  // Where `cluster` is among them, or belongs.
  static Neighbours::iterator place_of(Row cluster, Neighbours& neighbours) {
    return std::lower_bound(neighbours.begin(), neighbours.end(), cluster, [](const Neighbour& one, Row other) { return one.cluster < other; });
  }

  // How much two records speak for being of one person.
  MilliBits voice(Row a, Row b) const {
    if (a > b) std::swap(a, b);
    const std::span<const Pair> of_a = known_.subspan(first_known_[a], first_known_[a + 1] - first_known_[a]);
    const auto found = std::lower_bound(of_a.begin(), of_a.end(), b, [](const Pair& pair, Row other) { return pair.b < other; });
    const MilliBits total = found != of_a.end() && found->b == b ? found->total : score_(a, b);
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
    const auto in_a = place_of(b, neighbours_[a]);
    if (in_a != neighbours_[a].end() && in_a->cluster == b) return;
    const std::size_t all = members_[a].size() * members_[b].size();
    const std::size_t step = (all + kMostPairs - 1) / kMostPairs;
    std::int64_t sum = 0, count = 0;
    for (std::size_t i = 0; i < all; i += step, ++count) sum += voice(members_[a][i / members_[b].size()], members_[b][i % members_[b].size()]);
    const auto mean = static_cast<MilliBits>(sum / count);
    neighbours_[a].insert(in_a, {b, mean});
    neighbours_[b].insert(place_of(a, neighbours_[b]), {a, mean});
    if (mean > 0 && !are_apart(a, b)) queue_.push({mean, a, b});
  }

  // `b` becomes part of `a`; returns the clusters that either had met, ascending.
  std::vector<Row> unite(Row a, Row b) {
    std::vector<Row> met;
    for (const Row one : {a, b})
      for (const Neighbour& neighbour : neighbours_[one]) {
        if (neighbour.cluster == a || neighbour.cluster == b) continue;
        met.push_back(neighbour.cluster);
        neighbours_[neighbour.cluster].erase(place_of(one, neighbours_[neighbour.cluster]));
      }
    Neighbours().swap(neighbours_[a]);
    Neighbours().swap(neighbours_[b]);
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
  std::vector<Neighbours> neighbours_;     // by cluster
  std::vector<Row> cluster_of_;
  std::span<const Pair> known_;            // by a, then b
  std::vector<std::size_t> first_known_;   // by a
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
  const auto stands_before = [](const Pair& one, const Pair& other) { return packed(one.a, one.b) < packed(other.a, other.b); };
  if (!std::is_sorted(named_pairs.begin(), named_pairs.end(), stands_before)) std::sort(named_pairs.begin(), named_pairs.end(), stands_before);
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
