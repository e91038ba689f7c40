#include "linkage/decisions.h"

#include <algorithm>
#include <deque>

namespace parasol::linkage {
namespace {

using Pairs = std::map<RecordKey, std::set<RecordKey>>;

void add(Pairs& pairs, RecordKey a, RecordKey b) {
  pairs[a].insert(b);
  pairs[b].insert(a);
}

void take_out(Pairs& pairs, RecordKey a, RecordKey b) {
  for (const auto& [one, other] : {std::pair(a, b), std::pair(b, a)}) {
    const auto found = pairs.find(one);
    if (found == pairs.end()) continue;
    found->second.erase(other);
    if (found->second.empty()) pairs.erase(found);
  }
}

}  // namespace

// The shortest chain of confirmations, both ends included; empty if there is none.
Decisions::Path Decisions::path_between(RecordKey a, RecordKey b) const {
  if (a == b) return {a};
  std::map<RecordKey, RecordKey> from{{a, a}};
  std::deque<RecordKey> next{a};
  while (!next.empty() && !from.contains(b)) {
    const RecordKey at = next.front();
    next.pop_front();
    if (const auto found = confirmed_.find(at); found != confirmed_.end())
      for (const RecordKey other : found->second)
        if (from.emplace(other, at).second) next.push_back(other);
  }
  if (!from.contains(b)) return {};
  Path path{b};
  while (path.back() != a) path.push_back(from.at(path.back()));
  std::reverse(path.begin(), path.end());
  return path;
}

std::set<RecordKey> Decisions::all_one_with(RecordKey record) const {
  std::set<RecordKey> seen{record};
  std::deque<RecordKey> next{record};
  while (!next.empty()) {
    const auto found = confirmed_.find(next.front());
    next.pop_front();
    if (found == confirmed_.end()) continue;
    for (const RecordKey other : found->second)
      if (seen.insert(other).second) next.push_back(other);
  }
  return seen;
}

Decisions::Path Decisions::confirm(RecordKey a, RecordKey b) {
  if (a == b) return {};
  const std::set<RecordKey> with_b = all_one_with(b);
  for (const RecordKey one : all_one_with(a))
    if (const auto found = refuted_.find(one); found != refuted_.end())
      for (const RecordKey other : found->second)
        if (with_b.contains(other)) {
          Path path = path_between(a, one);
          const Path rest = path_between(other, b);
          path.insert(path.end(), rest.begin(), rest.end());
          return path;
        }
  add(confirmed_, a, b);
  return {};
}

Decisions::Path Decisions::refute(RecordKey a, RecordKey b) {
  if (Path path = path_between(a, b); !path.empty()) return path;
  add(refuted_, a, b);
  return {};
}

void Decisions::undo(RecordKey a, RecordKey b) {
  take_out(confirmed_, a, b);
  take_out(refuted_, a, b);
}

void Decisions::forget(RecordKey record) {
  for (Pairs* pairs : {&confirmed_, &refuted_})
    if (const auto found = pairs->find(record); found != pairs->end())
      for (const RecordKey other : std::set<RecordKey>(found->second)) take_out(*pairs, record, other);
}

std::optional<Decisions::Said> Decisions::between(RecordKey a, RecordKey b) const {
  const auto said = [&](const Pairs& pairs, RecordKey one, RecordKey other) {
    const auto found = pairs.find(one);
    return found != pairs.end() && found->second.contains(other);
  };
  if (said(confirmed_, a, b)) return Said{true, true};
  if (said(refuted_, a, b)) return Said{false, true};
  const std::set<RecordKey> with_a = all_one_with(a), with_b = all_one_with(b);
  if (with_a.contains(b)) return Said{true, false};
  for (const RecordKey one : with_a)
    for (const RecordKey other : with_b)
      if (said(refuted_, one, other)) return Said{false, false};
  return std::nullopt;
}

std::vector<Decisions::Decided> Decisions::all() const {
  std::vector<Decided> out;
  for (const auto& [pairs, same] : {std::pair(&confirmed_, true), std::pair(&refuted_, false)})
    for (const auto& [a, others] : *pairs)
      for (const RecordKey b : others)
        if (a < b) out.push_back({a, b, same});
  std::sort(out.begin(), out.end(), [](const Decided& x, const Decided& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return out;
}

}  // namespace parasol::linkage
