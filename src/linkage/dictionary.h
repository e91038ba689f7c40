#pragma once
// The distinct values of one field, with how often each is used. One new value is compared with all of them at once; forgetting
// the last use of a value erases it.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "linkage/bits.h"
#include "linkage/dice.h"
#include "linkage/erasing.h"
#include "linkage/id_table.h"
#include "linkage/kind.h"
#include "linkage/letters.h"
#include "linkage/lists.h"
#include "linkage/normalise.h"
#include "linkage/string_table.h"

namespace parasol::linkage {

// A value's place in the dictionary; 0 is the missing value.
using ValueId = std::uint32_t;
inline constexpr ValueId kNoValue = 0;

class Dictionary {
 public:
  // `scale`: see compare_distances; other kinds do not use it.
  Dictionary(Kind kind, float scale) : kind_(kind), scale_(scale) {}

  // The value's id (kNoValue if it is missing), counting one more use.
  ValueId add(const Value& value);
  // One use less. After the last nothing of the value is left in memory, and its id is used again.
  void remove(ValueId id);
  // New ids, in the order in which `column`, which has all that are in use, names them: a pass over the column then finds what
  // belongs to them nearly in order.
  void renumber(std::span<ValueId> column);
  // The id of an identical value; kNoValue if there is none.
  ValueId find(const Value& value) const;

  Kind kind() const { return kind_; }
  // Whether its values are told apart by a code, not a text.
  bool has_code() const { return traits_of(kind_).family == Family::kDistance || kind_ == Kind::kDate || kind_ == Kind::kPhone; }
  // Whether they have a skeleton beside their text.
  bool has_skeleton() const;
  void set_scale(float scale) { scale_ = scale; }
  // Depends on the value alone.
  std::uint64_t hash_of(ValueId id) const;
  // Ids are below this.
  std::size_t size() const { return counts_.size(); }
  std::uint32_t count(ValueId id) const { return counts_[id]; }
  // Of all values together: records that have one, and ordered pairs of records with identical ones.
  std::uint64_t uses() const { return uses_; }
  std::uint64_t agreeing_pairs() const { return agreeing_pairs_; }
  // Of the kinds that have one; 0, or nothing, otherwise.
  std::uint64_t code(ValueId id) const { return has_code() ? codes_[id] : 0; }
  std::string_view text(ValueId id) const { return has_code() ? std::string_view() : view(texts_[id]); }

  // How alike two values are; the same in either order.
  Level compare(ValueId a, ValueId b) const;
  // What comparing many wants to know of every value of a dictionary compared by words; nothing of others. It stays right as long
  // as the dictionary stays as it is. How rare all words of a value are together, which names do not ask; and bit w if it has a
  // word whose id is w modulo 64.
  std::vector<MilliBits> rarities() const;
  std::vector<std::uint64_t> words_at_a_glance() const;
  // Of names, codes and what is compared by spelling: by value, what tells most pairs apart at a glance.
  ErasingVector<Letters> letters() const;
  // Values side by side, with what letters() and words_at_a_glance() say of them; null where they say nothing of this kind.
  struct Cells {
    const ValueId* ids;
    const Letters* letters;
    const std::uint64_t* has_word;
  };
  // compare(a.ids[i], b.ids[i]) for every i, in `levels`; faster than one by one, since the memory of many is waited for at once.
  // For kinds without a code.
  void compare(const Cells& a, const Cells& b, std::span<const MilliBits> rarities, std::span<Level> levels) const;
  // The same for kinds with one, of codes side by side; kNoCode where a value is missing.
  void compare(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels) const;
  static constexpr std::uint64_t kNoCode = ~std::uint64_t{0};
  Level compare(const Value& a, ValueId b) const { return compare(a, find(a), b); }
  // compare(a, ids[i]) for every i; faster than one by one, as above.
  void compare(const Value& a, std::span<const ValueId> ids, std::span<const MilliBits> rarities, std::span<Level> levels) const;
  // A value of this dictionary against one of another, both of names: compare(other.value(theirs), own).
  Level compare_across(ValueId own, const Dictionary& other, ValueId theirs) const;
  // compare(value, id) for every id in use, in `levels`, which has size() places; much faster than one by one.
  void levels(const Value& value, std::span<const MilliBits> rarities, std::span<Level> levels) const;
  void levels(const Value& value, std::span<Level> levels) const { this->levels(value, rarities(), levels); }
  // The same for several values. Up to asked_together() of them share one way through the dictionary.
  void levels(std::span<const Value> values, std::span<const MilliBits> rarities, std::span<const std::span<Level>> levels) const;
  std::size_t asked_together() const { return traits_of(kind_).family == Family::kBits ? kAskedTogether : 1; }

  Value value(ValueId id) const;
  // Of the kinds that have one (normalise.h).
  std::string_view skeleton(ValueId id) const { return view(skeletons_[id].empty() ? texts_[id] : skeletons_[id]); }
  // Of a dictionary compared by words: the ids of a value's, ascending; all are below words().
  std::span<const std::uint32_t> words_of(ValueId id) const { return words_of_[id]; }
  std::size_t words() const { return words_.size(); }

 private:
  using WordId = std::uint32_t;
  static std::string_view view(std::span<const char> text) { return {text.data(), text.size()}; }
  struct Word {
    ErasingString text;
    std::uint32_t uses = 0;       // records whose value has it
    std::vector<ValueId> values;  // that have it
  };
  // What a text is made of, for the kinds compared by words: its known words, ascending, and the rarity of all of its words.
  struct Words {
    std::span<const WordId> known;
    MilliBits rarity = 0;
  };
  bool keeps_code() const;  // beside a text, or for itself
  BitVector bits(ValueId id) const { return {view(texts_[id]), static_cast<std::uint32_t>(codes_[id])}; }
  WordId find_word(std::string_view text) const;
  MilliBits rarity(WordId word) const { return log_of_uses_ - log_of_word_[word]; }
  bool share_a_word(ValueId a, ValueId b) const;
  MilliBits rarity_of_shared(std::span<const WordId> a, std::span<const WordId> b) const;
  Words words_in(ValueId id) const;
  Words words_in(std::string_view text, std::vector<WordId>& known) const;
  // `known` is find(a).
  Level compare(const Value& a, ValueId known, ValueId b) const;
  Level level_of_spelling(std::string_view a, std::string_view b) const;
  Level level_of_words(Words a, Words b) const;
  Level level_of_shared(MilliBits shared, MilliBits a, MilliBits b) const;
  void count_use(ValueId id);
  void count_words(ValueId id, std::uint32_t change);
  void link_words(ValueId id);
  void unlink_words(ValueId id);

  Kind kind_;
  float scale_;
  std::uint64_t uses_ = 0;
  MilliBits log_of_uses_ = 0;  // of one more
  std::uint64_t agreeing_pairs_ = 0;
  // By value id; [0] is the missing value. Only what the kind has is filled.
  std::vector<std::uint32_t> counts_{0};
  ErasingVector<std::uint64_t> codes_{0};  // of vectors of bits, how many are set
  Lists<char> texts_;
  Lists<char> skeletons_;  // empty where it is the text itself
  Lists<WordId> words_of_;  // ascending
  std::vector<ValueId> free_;
  IdTable ids_;
  StringTable table_;  // of skeletons
  ErasingVector<Word> words_{Word()};
  std::vector<MilliBits> log_of_word_{0};  // by word: of its uses, or of one
  std::vector<WordId> free_words_;
  IdTable word_ids_;
};

}  // namespace parasol::linkage
