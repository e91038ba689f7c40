#include "apps/cli/link/truth.h"

#include <algorithm>
#include <numeric>

namespace parasol::link {

std::optional<bool> read_answer(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const char* yes : {"yes", "1", "true", "same"})
    if (text == yes) return true;
  for (const char* no : {"no", "0", "false", "different"})
    if (text == no) return false;
  return std::nullopt;
}

Result<Truth> Truth::from_tables(const std::vector<NamedTable>& tables, const std::string& column) {
  Truth out;
  out.is_join_ = tables.size() == 2;
  std::unordered_map<std::string, std::uint32_t> clusters;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Table& table = tables[i].table();
    PARASOL_TRY(const std::size_t at, table.column(column));
    for (std::size_t row = 0; row < table.size(); ++row) {
      const std::string cluster = table.value(row, at);
      const std::uint32_t person = cluster.empty() ? out.persons_++ : [&] {
        const auto [found, is_new] = clusters.emplace(cluster, out.persons_);
        if (is_new) ++out.persons_;
        return found->second;
      }();
      out.sides_[i].emplace(tables[i].name(row), person);
    }
  }
  return out;
}

Result<Truth> Truth::from_pairs(const Table& pairs, bool is_join) {
  PARASOL_TRY(const std::size_t left, pairs.column("id_l"));
  PARASOL_TRY(const std::size_t right, pairs.column("id_r"));
  const auto same = pairs.find_column("same");
  Truth out;
  out.is_join_ = is_join;
  out.is_complete_ = false;
  std::vector<std::uint32_t> joined;  // by number: one that it is joined with, in the end itself
  const auto end_of = [&](std::uint32_t one) {
    while (joined[one] != one) one = joined[one] = joined[joined[one]];
    return one;
  };
  std::vector<std::string> values;
  for (std::size_t row = 0; row < pairs.size(); ++row) {
    pairs.row(row, values);
    if (same) {
      const auto answer = read_answer(values[*same]);
      if (!answer) return pairs.fault(row, *same, "should be yes or no, 1 or 0");
      if (!*answer) continue;
    }
    const auto number = [&](unsigned which, const std::string& id) {
      const auto [found, is_new] = out.sides_[is_join ? which : 0].emplace(id, static_cast<std::uint32_t>(joined.size()));
      if (is_new) joined.push_back(found->second);
      return found->second;
    };
    const std::uint32_t a = end_of(number(0, values[left])), b = end_of(number(1, values[right]));
    joined[std::max(a, b)] = std::min(a, b);
  }
  for (Persons& persons : out.sides_)
    for (auto& [id, person] : persons) person = end_of(person);
  out.persons_ = static_cast<std::uint32_t>(joined.size());
  return out;
}

std::optional<std::uint32_t> Truth::person(unsigned which, const std::string& id) const {
  const auto found = side(which).find(id);
  return found == side(which).end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t Truth::true_pairs() const {
  std::vector<std::uint64_t> left(persons_), right(persons_);
  for (const auto& [id, person] : side(0)) ++left[person];
  for (const auto& [id, person] : side(1)) ++right[person];
  std::uint64_t pairs = 0;
  for (std::uint32_t person = 0; person < persons_; ++person) pairs += is_join_ ? left[person] * right[person] : left[person] * (left[person] - (left[person] > 0 ? 1 : 0)) / 2;
  return pairs;
}

}  // namespace parasol::link
