#include "recognition/verbatim.h"

#include <algorithm>

namespace parasol::recognition {
namespace {

constexpr bool is_apostrophe(char32_t c) { return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x2bc; }
constexpr std::size_t kNoneSkipped = static_cast<std::size_t>(-1);

// The shortest run from `first`; empty if the words end before.
Run window_from(const std::vector<RunWord>& words, std::size_t first) {
  unsigned weight = 0;
  for (std::size_t at = first; at < words.size(); ++at) {
    weight += words[at].weight;
    if (weight >= kRunWeight) return {first, at + 1};
  }
  return {first, first};
}

std::uint64_t hash_of(const std::vector<RunWord>& words, const Run& window, std::size_t skipped) {
  std::uint64_t hash = window.last - window.first;
  const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL ^ (hash >> 29); };
  for (std::size_t at = window.first; at < window.last; ++at) {
    if (at - window.first == skipped) {
      mix(skipped + 1);
      continue;
    }
    for (const char32_t letter : words[at].letters) mix(letter);
    mix(0x110000);
  }
  return hash;
}

// Adds a run behind the others, joined with the last if they touch.
void join(std::vector<Run>& runs, const Run& run) {
  if (!runs.empty() && run.first <= runs.back().last) {
    runs.back().last = std::max(runs.back().last, run.last);
  } else {
    runs.push_back(run);
  }
}

}  // namespace

std::vector<RunWord> run_words(const Text& text) {
  std::vector<RunWord> words;
  for (const Token& token : text.tokens) {
    const bool is_joined = !words.empty() && token.kind == TokenKind::kWord && words.back().weight == 4 && is_apostrophe(token.joint);
    if (is_joined) {
      words.back().letters += text.word(token);
      words.back().end = token.end;
    } else {
      const std::uint8_t weight = token.kind == TokenKind::kHan ? 3 : 4;
      words.push_back({std::u32string(text.word(token)), weight, token.start, token.end});
    }
  }
  return words;
}

void Narratives::add(const Text& narrative) {
  const std::vector<RunWord> words = run_words(narrative);
  const std::size_t before = words_.size();
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Run window = window_from(words, at);
    const std::size_t count = window.last - window.first;
    if (count == 0) break;
    entries_.push_back({hash_of(words, window, kNoneSkipped), before + at, count});
    for (std::size_t skipped = 0; skipped < count; ++skipped)
      entries_.push_back({hash_of(words, window, skipped), before + at, count});
  }
  words_.insert(words_.end(), words.begin(), words.end());
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.hash < b.hash; });
}

bool Narratives::has_window(std::uint64_t hash, const std::vector<RunWord>& words, const Run& window, std::size_t skipped) const {
  const std::size_t count = window.last - window.first;
  auto entry = std::lower_bound(entries_.begin(), entries_.end(), hash, [](const Entry& a, std::uint64_t b) { return a.hash < b; });
  for (; entry != entries_.end() && entry->hash == hash; ++entry) {
    bool is_same = entry->count == count;
    for (std::size_t k = 0; is_same && k < count; ++k)
      is_same = k == skipped || words_[entry->first + k].letters == words[window.first + k].letters;
    if (is_same) return true;
  }
  return false;
}

Narratives::Runs Narratives::find(const std::vector<RunWord>& words) const {
  Runs runs;
  std::vector<Run> near;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const Run window = window_from(words, at);
    const std::size_t count = window.last - window.first;
    if (count == 0) break;
    if (has_window(hash_of(words, window, kNoneSkipped), words, window, kNoneSkipped)) {
      join(runs.verbatim, window);
      continue;
    }
    for (std::size_t skipped = 0; skipped < count; ++skipped) {
      if (!has_window(hash_of(words, window, skipped), words, window, skipped)) continue;
      near.push_back(window);
      break;
    }
  }
  std::size_t next = 0;
  for (const Run& run : near) {
    while (next < runs.verbatim.size() && runs.verbatim[next].last <= run.first) next += 1;
    const bool is_apart = next == runs.verbatim.size() || runs.verbatim[next].first >= run.last;
    if (is_apart) join(runs.near, run);
  }
  return runs;
}

}  // namespace parasol::recognition
