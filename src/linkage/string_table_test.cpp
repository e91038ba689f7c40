#include "linkage/string_table.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "linkage/instruction_set.h"
#include "linkage/naive_jaro_winkler.h"

namespace {

// What the table keeps texts in is the only memory aligned like this.
struct Watch {
  std::map<const unsigned char*, std::size_t> memory;
  bool gave_back_text = false;
};
Watch* watch = nullptr;

bool is_text(unsigned char byte) { return byte != 0; }

}  // namespace

void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto aligned = static_cast<std::size_t>(alignment);
  void* memory = std::aligned_alloc(aligned, (size + aligned - 1) / aligned * aligned);
  if (memory == nullptr) std::abort();
  if (watch != nullptr) {
    std::fill_n(static_cast<unsigned char*>(memory), size, static_cast<unsigned char>(0));
    watch->memory[static_cast<unsigned char*>(memory)] = size;
  }
  return memory;
}

void operator delete(void* memory, std::align_val_t) noexcept {
  if (watch != nullptr) {
    const auto found = watch->memory.find(static_cast<unsigned char*>(memory));
    if (found != watch->memory.end()) {
      watch->gave_back_text |= std::any_of(found->first, found->first + found->second, is_text);
      watch->memory.erase(found);
    }
  }
  std::free(memory);
}

void operator delete(void* memory, std::size_t, std::align_val_t alignment) noexcept {
  operator delete(memory, alignment);
}

namespace parasol::linkage {
namespace {

using Levels = std::vector<std::uint8_t>;
constexpr std::uint8_t kUntouched = 99;

void with_each_instruction_set(auto&& body) {
  for (const InstructionSet set : available_instruction_sets()) {
    SCOPED_TRACE("instruction set " + std::to_string(static_cast<int>(set)));
    set_instruction_set(set);
    body();
  }
  set_instruction_set(available_instruction_sets().back());
}

std::uint8_t expected_level(std::uint32_t similarity, std::span<const std::uint32_t> thresholds) {
  std::uint8_t level = 0;
  for (const std::uint32_t threshold : thresholds)
    level = static_cast<std::uint8_t>(level + (similarity >= threshold ? 1 : 0));
  return level;
}

Levels levels_of(const StringTable& table, std::string_view query, std::span<const std::uint32_t> thresholds,
                 std::size_t ids) {
  Levels levels(ids, kUntouched);
  table.levels(query, thresholds, levels);
  return levels;
}

// Values that occur, values beside them, and any.
std::vector<std::uint32_t> difficult_thresholds(std::span<const std::uint32_t> similarities, Draw& draw) {
  std::vector<std::uint32_t> thresholds(draw.below(kMostThresholds + 1));
  for (std::uint32_t& threshold : thresholds) {
    threshold = static_cast<std::uint32_t>(draw.below(1'000'002));
    if (draw.below(4) == 0) continue;
    const std::uint32_t reachable = similarities[draw.below(similarities.size())];
    threshold = reachable + (draw.below(3) == 0 ? 1 : 0) - (reachable > 0 && draw.below(3) == 0 ? 1 : 0);
  }
  std::sort(thresholds.begin(), thresholds.end());
  return thresholds;
}

TEST(StringTable, LevelsCountTheThresholdsReached) {
  StringTable table;
  table.add(4, "MARHTA");
  table.add(0, "MARTHA");
  table.add(2, "BERTHA");
  const std::array<std::uint32_t, 4> thresholds{0, 961'111, 961'112, 1'000'000};
  EXPECT_EQ(levels_of(table, "MARTHA", thresholds, 5), (Levels{4, kUntouched, 1, kUntouched, 2}));
  EXPECT_EQ(levels_of(table, "", thresholds, 5), (Levels{1, kUntouched, 1, kUntouched, 1}));
  EXPECT_EQ(levels_of(table, "MARTHA", {}, 5), (Levels{0, kUntouched, 0, kUntouched, 0}));
}

// Killed by any other order of matching, a window that is one off, a bound on possible matches that is too low.
TEST(StringTable, EqualsTheDefinitionOnDifficultTexts) {
  Draw draw(2);
  for (int round = 0; round < rounds(2000); ++round) {
    std::vector<std::string> texts{difficult_text(draw)};
    const std::size_t size = 1 + draw.below(400);
    while (texts.size() < size) {
      const std::string& other = texts[draw.below(texts.size())];
      texts.push_back(draw.below(4) == 0 ? difficult_text(draw) : misspelt(other, draw));
    }
    StringTable table;
    for (std::uint32_t id = 0; id < texts.size(); ++id) table.add(id, texts[id]);
    for (int queries = 0; queries < 8; ++queries) {
      const std::string query =
          draw.below(2) == 0 ? difficult_text(draw) : misspelt(texts[draw.below(texts.size())], draw);
      std::vector<std::uint32_t> similarities;
      for (const std::string& text : texts) similarities.push_back(naive_jaro_winkler(query, text));
      for (int limits = 0; limits < 2; ++limits) {
        const auto thresholds = difficult_thresholds(similarities, draw);
        Levels expected;
        for (const std::uint32_t similarity : similarities) expected.push_back(expected_level(similarity, thresholds));
        with_each_instruction_set([&] {
          EXPECT_EQ(levels_of(table, query, thresholds, texts.size()), expected)
              << testing::PrintToString(query) << testing::PrintToString(thresholds);
        });
        if (HasFailure()) return;
      }
    }
  }
}

// Names of usual lengths against each other, so that blocks are full and some have much to settle.
TEST(StringTable, EqualsTheDefinitionOnManyNames) {
  Draw draw(3);
  std::vector<std::string> names;
  while (names.size() < 8000) {
    std::string name;
    for (std::uint64_t syllables = 2 + draw.below(3); syllables > 0; --syllables) {
      name += "bdglmnrst"[draw.below(9)];
      name += "aeio"[draw.below(4)];
      if (draw.below(3) == 0) name += "nrs"[draw.below(3)];
    }
    names.push_back(name);
  }
  StringTable table;
  for (std::uint32_t id = 0; id < names.size(); ++id) table.add(id, names[id]);
  const std::array<std::uint32_t, 4> thresholds{750'000, 850'000, 920'000, 1'000'000};
  for (int queries = 0; queries < rounds(1000); ++queries) {
    const std::string query = misspelt(names[draw.below(names.size())], draw);
    Levels expected;
    for (const std::string& name : names)
      expected.push_back(expected_level(naive_jaro_winkler(query, name), thresholds));
    with_each_instruction_set([&] { ASSERT_EQ(levels_of(table, query, thresholds, names.size()), expected) << query; });
  }
}

TEST(StringTable, AfterAnyHistoryItIsTheTableOfWhatIsLeft) {
  Draw draw(4);
  for (int round = 0; round < rounds(1000); ++round) {
    const std::size_t ids = 1 + draw.below(300);
    const std::size_t wanted = draw.below(ids + 1);  // about so many stay
    StringTable table;
    std::map<std::uint32_t, std::string> left;
    for (int step = 0; step < 800; ++step) {
      const auto id = static_cast<std::uint32_t>(draw.below(ids));
      if (const auto known = left.find(id); known == left.end()) {
        if (left.size() > wanted) continue;
        left[id] = difficult_text(draw);
        table.add(id, left[id]);
      } else {
        table.remove(id, known->second);
        left.erase(known);
      }
    }
    StringTable fresh;
    for (const auto& [id, text] : left) fresh.add(id, text);
    ASSERT_EQ(table.size(), left.size());
    const std::string query = left.empty() ? "query" : misspelt(left.begin()->second, draw);
    const std::array<std::uint32_t, 3> thresholds{400'000, 600'000, 800'000};
    Levels expected(ids, kUntouched);
    for (const auto& [id, text] : left) expected[id] = expected_level(naive_jaro_winkler(query, text), thresholds);
    ASSERT_EQ(levels_of(table, query, thresholds, ids), expected);
    ASSERT_EQ(levels_of(fresh, query, thresholds, ids), expected);
  }
}

TEST(StringTable, NothingOfARemovedTextIsLeft) {
  Watch watched;
  Draw draw(5);
  {
    StringTable table;
    watch = &watched;
    std::vector<std::string> texts(2000);
    for (std::uint32_t id = 0; id < texts.size(); ++id) {
      texts[id] = std::string(draw.below(70), static_cast<char>(id % 7 == 0 ? 200 : 'a' + id % 26));
      table.add(id, texts[id]);
    }
    EXPECT_FALSE(watched.gave_back_text);
    const auto count = [&](auto&& predicate) {
      std::size_t sum = 0;
      for (const auto& [memory, size] : watched.memory)
        sum += static_cast<std::size_t>(std::count_if(memory, memory + size, predicate));
      return sum;
    };
    const auto is_marked = [](unsigned char byte) { return byte == 200; };
    EXPECT_GT(count(is_marked), 5000U);
    std::size_t kept = 0;
    for (std::uint32_t id = 0; id < texts.size(); ++id) {
      if (id % 7 == 0) {
        table.remove(id, texts[id]);
      } else {
        kept += std::min<std::size_t>(texts[id].size(), kComparedBytes);
      }
    }
    EXPECT_EQ(count(is_marked), 0U);
    EXPECT_EQ(count(is_text), kept);
    for (std::uint32_t id = 0; id < texts.size(); ++id)
      if (id % 7 != 0) table.remove(id, texts[id]);
    EXPECT_EQ(count(is_text), 0U);
  }
  EXPECT_TRUE(watched.memory.empty());
  EXPECT_FALSE(watched.gave_back_text);
  watch = nullptr;
}

TEST(StringTableDeathTest, RefusesWhatItDoesNotHold) {
  StringTable table;
  table.add(1, "one");
  EXPECT_DEATH(table.remove(2, "two"), "invariant");
  EXPECT_DEATH(table.remove(1, "three"), "invariant");
  EXPECT_DEATH(table.add(1, "one"), "invariant");
}

}  // namespace
}  // namespace parasol::linkage
