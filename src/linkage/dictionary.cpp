#include "linkage/dictionary.h"

#include <algorithm>
#include <bit>

#include "linkage/compare.h"
#include "linkage/distances.h"
#include "linkage/hash.h"
#include "linkage/instruction_set.h"
#include "linkage/phones.h"

namespace parasol::linkage {
namespace {

void erase_text(ErasingString& text) {
  std::fill(text.begin(), text.end(), '\0');
  ErasingString().swap(text);
}

// A spelling's level from the thresholds its skeleton reaches.
Level spelling_level(std::uint32_t similarity) {
  Level level = kDifferent;
  for (const std::uint32_t threshold : kSpellingThresholds)
    if (similarity >= threshold) ++level;
  return level;
}

// The same in either order, which Jaro's greedy matching is not quite for texts of one length.
std::uint32_t similarity_of(std::string_view a, std::string_view b) {
  const bool differ_in_length = a.size() != b.size() && std::min(a.size(), b.size()) < kComparedBytes;
  return differ_in_length || a < b ? jaro_winkler(a, b) : jaro_winkler(b, a);
}

// Addresses with different numbers in them are different, however alike the street.
bool have_other_numbers(std::string_view a, std::string_view b) {
  const auto next_number = [](std::string_view& text) {
    const std::size_t start = text.find_first_of("0123456789");
    if (start == std::string_view::npos) return std::string_view();
    const std::size_t end = std::min(text.find_first_not_of("0123456789", start), text.size());
    const std::string_view number = text.substr(start, end - start);
    text.remove_prefix(end);
    return number;
  };
  bool a_has = false, b_has = false;
  for (std::string_view x = next_number(a); !x.empty(); x = next_number(a)) {
    a_has = true;
    b_has = false;
    std::string_view rest = b;
    for (std::string_view y = next_number(rest); !y.empty(); y = next_number(rest)) {
      b_has = true;
      if (x == y) return false;
    }
  }
  return a_has && b_has;
}
constexpr Level kOtherNumbers = 3;

bool have_a_common_word(std::string_view a, std::string_view b) {
  const auto x = linkage::words_of(a), y = linkage::words_of(b);
  return std::any_of(x.begin(), x.end(), [&](std::string_view word) { return std::find(y.begin(), y.end(), word) != y.end(); });
}

// Whole names are compared word by word only where they share one or look alike as a whole.
constexpr std::uint32_t kNameGlance = kSpellingThresholds[0];

template <class ShareAWord>
Level level_of_names(std::string_view a, std::string_view b, std::string_view a_skeleton, std::string_view b_skeleton, ShareAWord&& share_a_word) {
  const std::uint32_t glance = similarity_of(a_skeleton, b_skeleton);
  if (glance < kNameGlance && !share_a_word()) return kDifferent;
  const auto x = linkage::words_of(a), y = linkage::words_of(b);
  const std::uint32_t similarity = a < b ? name_similarity(x, y) : name_similarity(y, x);
  return std::max(name_level(similarity), glance >= 960'000 ? Level{4} : kDifferent);
}

// Of which kind of comparison pairs may turn out to be more than different.
struct Glance {
  Kind kind;
  std::span<const Letters> a, b;
  bool* may_be;
};

[[gnu::always_inline]] inline void glance_over(const Glance& glance) {
  const auto each = [&](auto&& may_be) {
    for (std::size_t i = 0; i < glance.a.size(); ++i) glance.may_be[i] = may_be(glance.a[i], glance.b[i]);
  };
  if (glance.kind == Kind::kCode) each([](Letters a, Letters b) { return may_have_in_common(a, b, kOfCodes); });
  else if (glance.kind == Kind::kPostcode) each([](Letters a, Letters b) { return may_have_in_common(a, b, kOfPostcodes); });
  else each([](Letters a, Letters b) { return may_be_similar(a, b); });
}

void glance_baseline(const Glance& glance) { glance_over(glance); }
PARASOL_AVX2 void glance_avx2(const Glance& glance) { glance_over(glance); }
PARASOL_AVX512 void glance_avx512(const Glance& glance) { glance_over(glance); }

}  // namespace

bool Dictionary::has_skeleton() const {
  return traits_of(kind_).family == Family::kSpelling || kind_ == Kind::kName || kind_ == Kind::kPlate;
}

bool Dictionary::keeps_code() const { return has_code() || traits_of(kind_).family == Family::kBits; }

std::uint64_t Dictionary::hash_of(ValueId id) const { return !has_code() ? hash_of_text(text(id)) : mixed(codes_[id]); }

ValueId Dictionary::find(const Value& value) const {
  if (value.is_missing) return kNoValue;
  if (!has_code()) return ids_.find(hash_of_text(value.text), [&](ValueId id) { return text(id) == value.text; });
  return ids_.find(mixed(value.code), [&](ValueId id) { return codes_[id] == value.code; });
}

ValueId Dictionary::add(const Value& value) {
  if (value.is_missing) return kNoValue;
  ValueId id = find(value);
  if (id == kNoValue) {
    if (free_.empty()) {
      id = static_cast<ValueId>(counts_.size());
      counts_.push_back(0);
      if (!has_code()) texts_.grow();
      if (keeps_code()) codes_.push_back(0);
      if (has_skeleton()) skeletons_.grow();
      if (traits_of(kind_).family == Family::kWords) words_of_.grow();
    } else {
      id = free_.back();
      free_.pop_back();
    }
    if (!has_code()) texts_.set(id, value.text);
    if (keeps_code()) codes_[id] = value.code;
    if (has_skeleton()) {
      if (value.skeleton != value.text) skeletons_.set(id, value.skeleton);
      if (kind_ != Kind::kPlate) table_.add(id, skeleton(id));
    }
    ids_.add(id, [&](ValueId other) { return hash_of(other); });
    if (traits_of(kind_).family == Family::kWords) link_words(id);
  }
  count_use(id);
  return id;
}

void Dictionary::count_use(ValueId id) {
  ++uses_;
  agreeing_pairs_ += 2ULL * counts_[id];
  ++counts_[id];
  count_words(id, 1);
}

// One use more, or with ~0 one less, of each of its words.
void Dictionary::count_words(ValueId id, std::uint32_t change) {
  if (traits_of(kind_).family != Family::kWords) return;
  log_of_uses_ = log2_of_count(static_cast<std::uint32_t>(uses_ + 1));
  for (const WordId word : words_of_[id]) {
    words_[word].uses += change;
    log_of_word_[word] = log2_of_count(std::max<std::uint32_t>(words_[word].uses, 1));
  }
}

void Dictionary::remove(ValueId id) {
  if (id == kNoValue) return;
  --uses_;
  --counts_[id];
  agreeing_pairs_ -= 2ULL * counts_[id];
  count_words(id, ~std::uint32_t{0});
  if (counts_[id] > 0) return;
  ids_.remove(id, [&](ValueId other) { return hash_of(other); });
  if (traits_of(kind_).family == Family::kWords) unlink_words(id);
  if (has_skeleton()) {
    if (kind_ != Kind::kPlate) table_.remove(id, skeleton(id));
    skeletons_.clear(id);
  }
  if (!has_code()) texts_.clear(id);
  if (keeps_code()) codes_[id] = 0;
  free_.push_back(id);
}

void Dictionary::renumber(std::span<ValueId> column) {
  Dictionary ordered(kind_, scale_);
  std::vector<ValueId> renamed(size(), kNoValue);
  for (ValueId& id : column) {
    if (id == kNoValue) continue;
    if (renamed[id] == kNoValue) {
      renamed[id] = ordered.add(value(id));
    } else {
      ordered.count_use(renamed[id]);
    }
    id = renamed[id];
  }
  *this = std::move(ordered);
}

Dictionary::WordId Dictionary::find_word(std::string_view text) const {
  return word_ids_.find(hash_of_text(text), [&](WordId id) { return words_[id].text == text; });
}

void Dictionary::link_words(ValueId id) {
  std::vector<WordId> words;
  for (const std::string_view text : linkage::words_of(text(id))) {
    WordId word = find_word(text);
    if (word == 0) {
      if (free_words_.empty()) {
        word = static_cast<WordId>(words_.size());
        words_.emplace_back();
        log_of_word_.push_back(0);
      } else {
        word = free_words_.back();
        free_words_.pop_back();
      }
      words_[word].text = text;
      word_ids_.add(word, [&](WordId other) { return hash_of_text(words_[other].text); });
    }
    words.push_back(word);
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  words_of_.set(id, words);
  for (const WordId word : words) words_[word].values.push_back(id);
}

void Dictionary::unlink_words(ValueId id) {
  for (const WordId word : words_of_[id]) {
    std::vector<ValueId>& values = words_[word].values;
    *std::find(values.begin(), values.end(), id) = values.back();
    values.pop_back();
    if (!values.empty()) continue;
    word_ids_.remove(word, [&](WordId other) { return hash_of_text(words_[other].text); });
    erase_text(words_[word].text);
    free_words_.push_back(word);
  }
  words_of_.clear(id);
}

Dictionary::Words Dictionary::words_in(ValueId id) const {
  Words out{words_of_[id], 0};
  for (const WordId word : out.known) out.rarity += rarity(word);
  return out;
}

Dictionary::Words Dictionary::words_in(std::string_view text, std::vector<WordId>& known) const {
  MilliBits sum = 0;
  for (const std::string_view one : linkage::words_of(text)) {
    const WordId word = find_word(one);
    if (word != 0) known.push_back(word);
    else sum += log_of_uses_;
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  for (const WordId word : known) sum += rarity(word);
  return {known, sum};
}

namespace {

// Rare things in common speak for the same person; what only one of them has speaks half as loud against it.
[[gnu::always_inline]] inline Level level_of_sets(MilliBits shared, MilliBits a, MilliBits b) {
  const MilliBits balance = shared - (a + b - 2 * shared) / 8;
  return static_cast<Level>(kDifferent + (balance >= 500) + (balance >= 2'500) + (balance >= 5'000) + (balance >= 8'000) + (balance >= 12'000));
}

}  // namespace

Level Dictionary::level_of_shared(MilliBits shared, MilliBits a, MilliBits b) const {
  if (kind_ == Kind::kSet) return level_of_sets(shared, a, b);
  Level level = kDifferent;
  // Thousandths of what both say together.
  for (const std::int64_t line : {150, 350, 550, 800})
    if (shared > 0 && std::int64_t{2'000} * shared >= line * (a + b)) ++level;
  return level;
}

MilliBits Dictionary::rarity_of_shared(std::span<const WordId> a, std::span<const WordId> b) const {
  MilliBits shared = 0;
  if (a.size() * b.size() <= 16) {  // few words: without a branch that the processor must guess
    for (const WordId x : a) {
      bool is_shared = false;
      for (const WordId y : b) is_shared |= x == y;
      shared += is_shared ? rarity(x) : 0;
    }
    return shared;
  }
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x < *y) ++x;
    else if (*y < *x) ++y;
    else shared += rarity(*x), ++x, ++y;
  }
  return shared;
}

bool Dictionary::share_a_word(ValueId a, ValueId b) const {
  const std::span<const WordId> one = words_of_[a], other = words_of_[b];
  return std::any_of(one.begin(), one.end(), [&](WordId word) { return std::binary_search(other.begin(), other.end(), word); });
}

Level Dictionary::level_of_words(Words a, Words b) const { return level_of_shared(rarity_of_shared(a.known, b.known), a.rarity, b.rarity); }

Level Dictionary::level_of_spelling(std::string_view a, std::string_view b) const {
  const Level level = spelling_level(similarity_of(a, b));
  return kind_ == Kind::kPlace && level > kOtherNumbers && have_other_numbers(a, b) ? kOtherNumbers : level;
}

Level Dictionary::compare(ValueId a, ValueId b) const {
  if (a == kNoValue || b == kNoValue) return kMissing;
  const KindTraits& traits = traits_of(kind_);
  switch (traits.family) {
    case Family::kEquality: return a == b ? 2 : kDifferent;
    case Family::kDistance: return compare_distances(kind_, scale_, codes_[a], codes_[b]);
    case Family::kSpelling: return a == b ? 6 : level_of_spelling(skeleton(a), skeleton(b));
    case Family::kWords:
      if (a == b && kind_ != Kind::kSet) return 6;
      if (kind_ == Kind::kName) return level_of_names(text(a), text(b), skeleton(a), skeleton(b), [&] { return share_a_word(a, b); });
      return level_of_words(words_in(a), words_in(b));
    case Family::kBits: return compare_bits(bits(a), bits(b));
    case Family::kDigits: break;
  }
  if (kind_ == Kind::kPlate) return compare_plates(text(a), text(b), skeleton(a), skeleton(b));
  if (a == b && kind_ != Kind::kPhone) return 5;
  if (kind_ == Kind::kDate) return compare_dates(codes_[a], codes_[b]);
  if (kind_ == Kind::kPhone) return compare_phones(codes_[a], codes_[b]);
  return kind_ == Kind::kPostcode ? compare_postcodes(text(a), text(b)) : compare_codes(text(a), text(b));
}

// Word by word: how many of them a value has would surprise the processor again and again.
std::vector<MilliBits> Dictionary::rarities() const {
  if (traits_of(kind_).family != Family::kWords || kind_ == Kind::kName) return {};
  std::vector<MilliBits> out(size());
  for (WordId word = 1; word < words_.size(); ++word) {
    const MilliBits rarity_of_it = rarity(word);
    for (const ValueId id : words_[word].values) out[id] += rarity_of_it;
  }
  return out;
}

std::vector<std::uint64_t> Dictionary::words_at_a_glance() const {
  if (traits_of(kind_).family != Family::kWords) return {};
  std::vector<std::uint64_t> out(size());
  for (WordId word = 1; word < words_.size(); ++word)
    for (const ValueId id : words_[word].values) out[id] |= std::uint64_t{1} << word % 64;
  return out;
}

ErasingVector<Letters> Dictionary::letters() const {
  const bool is_code = kind_ == Kind::kCode || kind_ == Kind::kPostcode;
  if (traits_of(kind_).family != Family::kSpelling && kind_ != Kind::kName && !is_code) return {};
  ErasingVector<Letters> out(size());
  for (ValueId id = 1; id < size(); ++id) out[id] = is_code ? beginning_of(text(id)) : letters_of(skeleton(id));
  return out;
}

void Dictionary::compare(const Cells& a, const Cells& b, std::span<const MilliBits> rarities, std::span<Level> levels) const {
  constexpr std::size_t kAtOnce = 256;
  PARASOL_CHECK(levels.size() <= kAtOnce);
  const std::size_t count = levels.size();
  const Family family = traits_of(kind_).family;
  // What both values being there is worth; multiplied with, since no processor guesses which are.
  const auto are_there = [&](std::size_t i) { return static_cast<Level>((a.ids[i] != kNoValue) & (b.ids[i] != kNoValue)); };
  if (family == Family::kEquality) {
    Level* const out = levels.data();
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<Level>(are_there(i) * (kDifferent + (a.ids[i] == b.ids[i])));
    return;
  }
  // Most are told apart at a glance. Those that may be more than different are looked at again, what they are read from being
  // fetched before.
  std::array<bool, kAtOnce> is_open;
  const bool is_by_words = family == Family::kWords && kind_ != Kind::kName;
  if (a.letters != nullptr) version_in_use(glance_baseline, glance_avx2, glance_avx512)({kind_, {a.letters, count}, {b.letters, count}, is_open.data()});
  else is_open.fill(!is_by_words);
  if (family == Family::kWords)
    for (std::size_t i = 0; i < count; ++i) is_open[i] |= (a.has_word[i] & b.has_word[i]) != 0;
  std::array<std::uint16_t, kAtOnce> open;
  std::size_t opened = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Level both = are_there(i);
    levels.data()[i] = static_cast<Level>(both * kDifferent);
    open[opened] = static_cast<std::uint16_t>(i);
    opened += both & (is_open[i] | (a.ids[i] == b.ids[i]));
  }
  const auto each_open = [&](auto&& work) {
    for (std::size_t k = 0; k < opened; ++k) work(open[k], a.ids[open[k]], b.ids[open[k]]);
  };
  if (is_by_words) {
    // The ids of up to 64 words are themselves the bits.
    const bool is_exact = words_.size() <= 64;
    each_open([&](std::size_t, ValueId, ValueId y) {
      __builtin_prefetch(&rarities[y]);
      if (!is_exact) words_of_.fetch_place(y);
    });
    if (!is_exact) each_open([&](std::size_t, ValueId, ValueId y) { words_of_.fetch_items(y); });
    each_open([&](std::size_t i, ValueId x, ValueId y) {
      MilliBits shared = 0;
      if (is_exact)
        for (std::uint64_t left = a.has_word[i] & b.has_word[i]; left != 0; left &= left - 1) shared += rarity(static_cast<WordId>(std::countr_zero(left)));
      else
        shared = rarity_of_shared(words_of_[x], words_of_[y]);
      const bool is_identical = x == y && kind_ == Kind::kText;
      levels[i] = is_identical ? Level{6} : shared == 0 ? kDifferent : level_of_shared(shared, rarities[x], rarities[y]);
    });
    return;
  }
  const bool by_skeleton = has_skeleton();
  each_open([&](std::size_t, ValueId, ValueId y) {
    texts_.fetch_place(y);
    if (by_skeleton) skeletons_.fetch_place(y);
  });
  each_open([&](std::size_t, ValueId x, ValueId y) {
    if (x == y) return;
    const std::string_view read = by_skeleton ? skeleton(y) : text(y);
    for (std::size_t at = 0; at <= read.size(); at += 64) __builtin_prefetch(read.data() + at);
  });
  each_open([&](std::size_t i, ValueId x, ValueId y) {
    if (kind_ != Kind::kName || x == y) levels[i] = compare(x, y);
    else levels[i] = level_of_names(text(x), text(y), skeleton(x), skeleton(y), [&] { return share_a_word(x, y); });
  });
}

void Dictionary::compare(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b, std::span<Level> levels) const {
  if (traits_of(kind_).family == Family::kDistance) distance_levels(kind_, scale_, a, b, levels);
  else if (kind_ == Kind::kPhone) phone_levels(a, b, levels);
  else std::transform(a.begin(), a.end(), b.begin(), levels.begin(), compare_dates);
  const std::uint64_t *of_a = a.data(), *of_b = b.data();
  Level* const out = levels.data();
  for (std::size_t i = 0; i < levels.size(); ++i) out[i] = static_cast<Level>(out[i] * ((of_a[i] != kNoCode) & (of_b[i] != kNoCode)));
}

Level Dictionary::compare(const Value& a, ValueId known, ValueId b) const {
  if (a.is_missing || b == kNoValue) return kMissing;
  if (traits_of(kind_).family != Family::kSpelling && traits_of(kind_).family != Family::kBits && known != kNoValue) return compare(known, b);
  const std::string_view a_skeleton = a.skeleton.empty() ? a.text : a.skeleton;
  switch (traits_of(kind_).family) {
    case Family::kEquality: return kDifferent;
    case Family::kDistance: return compare_distances(kind_, scale_, a.code, codes_[b]);
    case Family::kSpelling: return a.text == text(b) ? 6 : level_of_spelling(a_skeleton, skeleton(b));
    case Family::kWords:
      if (kind_ == Kind::kName) return level_of_names(a.text, text(b), a_skeleton, skeleton(b), [&] { return have_a_common_word(a.text, text(b)); });
      {
        std::vector<WordId> known_words;
        return level_of_words(words_in(a.text, known_words), words_in(b));
      }
    case Family::kBits: return compare_bits({a.text, static_cast<std::uint32_t>(a.code)}, bits(b));
    case Family::kDigits: break;
  }
  if (kind_ == Kind::kPlate) return compare_plates(a.text, text(b), a_skeleton, skeleton(b));
  if (kind_ == Kind::kDate) return compare_dates(a.code, codes_[b]);
  if (kind_ == Kind::kPhone) return compare_phones(a.code, codes_[b]);
  return kind_ == Kind::kPostcode ? compare_postcodes(a.text, text(b)) : compare_codes(a.text, text(b));
}

void Dictionary::compare(const Value& a, std::span<const ValueId> ids, std::span<const MilliBits> rarities, std::span<Level> levels) const {
  std::fill(levels.begin(), levels.end(), kMissing);
  if (a.is_missing) return;
  const ValueId known = find(a);
  const auto each = [&](auto&& work) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (ids[i] != kNoValue) work(i, ids[i]);
  };
  if (traits_of(kind_).family == Family::kWords && kind_ != Kind::kName) {
    std::vector<WordId> known_words;
    const Words own = known != kNoValue ? words_in(known) : words_in(a.text, known_words);
    each([&](std::size_t, ValueId id) {
      words_of_.fetch_place(id);
      __builtin_prefetch(&rarities[id]);
    });
    each([&](std::size_t, ValueId id) { words_of_.fetch_items(id); });
    each([&](std::size_t i, ValueId id) {
      levels[i] = id == known && kind_ == Kind::kText ? Level{6} : level_of_shared(rarity_of_shared(own.known, words_of_[id]), own.rarity, rarities[id]);
    });
    return;
  }
  if (has_code()) {
    each([&](std::size_t, ValueId id) { __builtin_prefetch(&codes_[id]); });
  } else if (traits_of(kind_).family != Family::kEquality) {
    each([&](std::size_t, ValueId id) {
      texts_.fetch_place(id);
      if (has_skeleton()) skeletons_.fetch_place(id);
    });
    each([&](std::size_t, ValueId id) {
      texts_.fetch_items(id);
      if (has_skeleton()) skeletons_.fetch_items(id);
    });
  }
  each([&](std::size_t i, ValueId id) { levels[i] = compare(a, known, id); });
}

Level Dictionary::compare_across(ValueId own, const Dictionary& other, ValueId theirs) const {
  if (own == kNoValue || theirs == kNoValue) return kMissing;
  if (text(own) == other.text(theirs)) return 6;
  return spelling_level(similarity_of(skeleton(own), other.skeleton(theirs)));
}

void Dictionary::levels(const Value& value, std::span<const MilliBits> rarities, std::span<Level> levels) const {
  if (value.is_missing) {
    std::fill(levels.begin(), levels.end(), kMissing);
    return;
  }
  if (traits_of(kind_).family == Family::kBits) return this->levels(std::span(&value, 1), rarities, std::span(&levels, 1));
  levels[kNoValue] = kMissing;
  const ValueId known = find(value);
  const KindTraits& traits = traits_of(kind_);
  const std::string_view skeleton_of_it = value.skeleton.empty() ? value.text : value.skeleton;
  const auto one_by_one = [&](auto&& level_with) {
    for (ValueId id = 1; id < size(); ++id) levels[id] = counts_[id] == 0 ? kMissing : level_with(id);
  };
  if (traits.family == Family::kEquality) {
    std::fill(levels.begin() + 1, levels.end(), kDifferent);
    if (known != kNoValue) levels[known] = 2;
  } else if (traits.family == Family::kDistance) {
    distance_levels(kind_, scale_, value.code, std::span(codes_).subspan(1), levels.subspan(1));
  } else if (traits.family == Family::kSpelling) {
    table_.levels(skeleton_of_it, kSpellingThresholds, levels);
    for (ValueId id = 1; id < size(); ++id) {
      levels[id] = counts_[id] == 0 ? kMissing : static_cast<Level>(levels[id] + kDifferent);  // the table knows nothing of unused ids
      if (kind_ == Kind::kPlace && levels[id] > kOtherNumbers) levels[id] = compare(value, id);
    }
    if (known != kNoValue) levels[known] = 6;
  } else if (kind_ == Kind::kName) {
    // Only names that look alike or share a word are compared word by word.
    const std::array<std::uint32_t, 1> glance{kNameGlance};
    table_.levels(skeleton_of_it, glance, levels);
    for (const std::string_view text : linkage::words_of(value.text))
      if (const WordId word = find_word(text); word != 0)
        for (const ValueId id : words_[word].values) levels[id] = 1;
    const auto compare_names = [&](ValueId id) {
      return id == known ? Level{6} : level_of_names(value.text, text(id), skeleton_of_it, skeleton(id), [&] { return have_a_common_word(value.text, text(id)); });
    };
    for (ValueId id = 1; id < size(); ++id) levels[id] = counts_[id] == 0 ? kMissing : levels[id] == 0 ? kDifferent : compare_names(id);
  } else if (traits.family == Family::kWords) {
    std::vector<WordId> known_words;
    const Words own = known != kNoValue ? words_in(known) : words_in(value.text, known_words);
    std::vector<MilliBits> shared(size(), 0);
    for (const WordId word : own.known) {
      const MilliBits rarity_of_it = rarity(word);
      for (const ValueId id : words_[word].values) shared[id] += rarity_of_it;
    }
    if (kind_ == Kind::kSet)
      for (ValueId id = 1; id < size(); ++id) levels[id] = level_of_sets(shared[id], own.rarity, rarities[id]);
    else
      for (ValueId id = 1; id < size(); ++id) levels[id] = shared[id] == 0 ? kDifferent : level_of_shared(shared[id], own.rarity, rarities[id]);
    if (known != kNoValue && kind_ == Kind::kText) levels[known] = 6;
  } else if (kind_ == Kind::kPhone) {
    phone_levels(value.code, std::span(codes_).subspan(1), levels.subspan(1));
  } else if (kind_ == Kind::kDate) {
    one_by_one([&](ValueId id) { return compare_dates(value.code, codes_[id]); });
  } else if (kind_ == Kind::kPlate) {
    one_by_one([&](ValueId id) { return compare_plates(value.text, text(id), skeleton_of_it, skeleton(id)); });
  } else if (kind_ == Kind::kPostcode) {
    one_by_one([&](ValueId id) { return compare_postcodes(value.text, text(id)); });
  } else {
    one_by_one([&](ValueId id) { return compare_codes(value.text, text(id)); });
  }
}

void Dictionary::levels(std::span<const Value> values, std::span<const MilliBits> rarities, std::span<const std::span<Level>> levels) const {
  std::vector<BitQuestion> questions;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (traits_of(kind_).family != Family::kBits || values[i].is_missing) this->levels(values[i], rarities, levels[i]);
    else questions.push_back({{values[i].text, static_cast<std::uint32_t>(values[i].code)}, levels[i].data()});
  }
  constexpr std::size_t kBlock = 1024;
  std::vector<BitVector> block;
  for (std::size_t start = 0; start < size() && !questions.empty(); start += kBlock) {
    block.clear();
    for (std::size_t id = start; id < std::min(start + kBlock, size()); ++id) block.push_back(bits(static_cast<ValueId>(id)));
    bit_levels(questions, block);
    for (BitQuestion& question : questions) question.levels += kBlock;
  }
}

Value Dictionary::value(ValueId id) const {
  Value out;
  if (id == kNoValue) return out;
  out.is_missing = false;
  if (!has_code()) out.text = text(id);
  if (keeps_code()) out.code = codes_[id];
  if (has_skeleton()) out.skeleton = skeleton(id);
  return out;
}

}  // namespace parasol::linkage
