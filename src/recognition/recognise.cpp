#include "recognition/recognise.h"

#include <algorithm>
#include <tuple>

#include "recognition/lists.h"
#include "recognition/patterns.h"
#include "recognition/text.h"
#include "recognition/values.h"
#include "recognition/verbatim.h"

namespace parasol::recognition {
namespace {

Rule rule_of(Why why) {
  switch (why) {
    case Why::kIncidentDate: return Rule::kValue;
    case Why::kDay: case Why::kWeekday: case Why::kClock: case Why::kRecent: case Why::kPeriodForm: case Why::kStreet:
    case Why::kBuilding: case Why::kPostcode: case Why::kLandmark: case Why::kAreaForm:
      return Rule::kPrecision;
    default: return Rule::kContent;
  }
}

// small letters, digits and underscores
bool is_code(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// 2026-11, 2026-Q4, 2026-W45
bool is_period(std::string_view text) {
  const auto is_digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() < 7 || text[4] != '-' || !is_digit(0) || !is_digit(1) || !is_digit(2) || !is_digit(3)) return false;
  if (text.size() == 7 && text[5] == 'Q') return text[6] >= '1' && text[6] <= '4';
  const std::string_view number = text.substr(text[5] == 'W' ? 6 : 5);
  if (number.size() != 2 || !is_digit(text.size() - 2) || !is_digit(text.size() - 1)) return false;
  const int value = (number[0] - '0') * 10 + (number[1] - '0');
  return value >= 1 && value <= (text[5] == 'W' ? 53 : 12);
}

bool is_target_code(std::string_view code) {
  for (std::string_view rest = lists::kTargetCodes; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == code) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

// Everything known of one reporter, ready to be held against texts.
class Recogniser {
 public:
  explicit Recogniser(const Input& input) : input_(input), values_(input) {
    for (const ReporterText& text : input.reporter)
      if (text.kind == ReporterKind::kNarrative || text.text.size() > kLongestValue) narratives_.add(read_text(text.text));
    for (const std::string& text : input.controlled) add_words(coded_words_, text);
    for (const ArtefactText& text : input.artefact)
      if (text.field == ArtefactField::kIdentifier) add_words(coded_words_, text.text);
  }

  void judge(const ArtefactText& artefact, std::uint16_t index) {
    index_ = index;
    const Text text = read_text(artefact.text);
    switch (artefact.field) {
      case ArtefactField::kArea:
        if (!is_code(artefact.text)) add(Rule::kPrecision, Why::kAreaForm, 0, text.length);
        return judge_if_not_code(text, artefact.text);
      case ArtefactField::kPeriod:
        if (is_period(artefact.text)) return;
        add(Rule::kPrecision, Why::kPeriodForm, 0, text.length);
        return judge_words(text, artefact.field);
      case ArtefactField::kCoded:
        if (input_.sources <= 1 && is_target_code(artefact.text)) add(Rule::kContent, Why::kTargetGroup, 0, text.length);
        return judge_if_not_code(text, artefact.text);
      case ArtefactField::kIdentifier: return judge_values(text);
      case ArtefactField::kFreeText: case ArtefactField::kShortText: case ArtefactField::kDescriptor:
        return judge_words(text, artefact.field);
    }
  }

  void judge_values(const Text& text) {
    for (const ValueHit& hit : values_.find(text)) add(hit.rule, hit.why, text.tokens[hit.first].start, text.tokens[hit.last].end);
  }

  void judge_runs(const Text& text) {
    const std::vector<RunWord> words = run_words(text);
    const Narratives::Runs runs = narratives_.find(words);
    for (const Run& run : runs.verbatim) add(Rule::kVerbatim, Why::kVerbatim, words[run.first].start, words[run.last - 1].end);
    for (const Run& run : runs.near) add(Rule::kVerbatim, Why::kNearVerbatim, words[run.first].start, words[run.last - 1].end);
  }

  const std::vector<Hit>& hits() const { return hits_; }

  // Hits in order; those of one reason that overlap or touch are one.
  Recognition finish() {
    const auto order = [](const Hit& hit) { return std::tuple(hit.text, hit.rule, hit.why, hit.start, hit.length); };
    std::sort(hits_.begin(), hits_.end(), [&](const Hit& a, const Hit& b) { return order(a) < order(b); });
    Recognition result;
    for (const Hit& hit : hits_) {
      result.level = std::max(result.level, hit.level);
      if (!result.hits.empty()) {
        Hit& last = result.hits.back();
        if (last.text == hit.text && last.rule == hit.rule && last.why == hit.why && hit.start < last.start + last.length) {
          last.length = std::max(last.start + last.length, hit.start + hit.length) - last.start;
          continue;
        }
      }
      result.hits.push_back(hit);
    }
    const auto place = [](const Hit& hit) { return std::tuple(hit.text, hit.start, hit.rule, hit.why); };
    std::sort(result.hits.begin(), result.hits.end(), [&](const Hit& a, const Hit& b) { return place(a) < place(b); });
    return result;
  }

 private:
  void add(Rule rule, Why why, std::uint32_t start, std::uint32_t end) {
    const bool is_high = rule <= Rule::kVerbatim && why != Why::kNearVerbatim;
    hits_.push_back({rule, why, is_high ? Level::kHigh : Level::kMedium, index_, start, end - start});
  }

  void judge_if_not_code(const Text& text, std::string_view original) {
    if (!is_code(original)) judge_words(text, ArtefactField::kFreeText);
  }

  void judge_words(const Text& text, ArtefactField field) {
    judge_values(text);
    judge_runs(text);
    for (const Found& found : find_patterns(text, input_.incident_date)) {
      // A descriptor in own words is about the other person, and may say where that person seems to be from.
      if (field == ArtefactField::kDescriptor && found.why == Why::kOrigin) continue;
      add(rule_of(found.why), found.why, found.start, found.end);
    }
    if (input_.sources <= 1) judge_single_source(text);
  }

  // From the first to the last word that is more than a coded fact.
  void judge_single_source(const Text& text) {
    const auto is_free = [&](const Token& token) {
      const std::u32string_view word = text.word(token);
      return token.kind != TokenKind::kNumber && !is_function_word(word) && !coded_words_.contains(word);
    };
    const auto first = std::find_if(text.tokens.begin(), text.tokens.end(), is_free);
    if (first == text.tokens.end()) return;
    const auto last = std::find_if(text.tokens.rbegin(), text.tokens.rend(), is_free);
    add(Rule::kSingleSource, Why::kSingleSource, first->start, last->end);
  }

  const Input& input_;
  const Values values_;
  Narratives narratives_;
  WordSet coded_words_;  // controlled words and the identifiers shown: what a single source may say
  std::uint16_t index_ = 0;
  std::vector<Hit> hits_;
};

}  // namespace

Recognition recognise(const Input& input) {
  Recogniser recogniser(input);
  for (std::size_t i = 0; i < input.artefact.size(); ++i) recogniser.judge(input.artefact[i], static_cast<std::uint16_t>(i));
  return recogniser.finish();
}

bool contains_reporter_value(const Input& input, std::string_view text) {
  Recogniser recogniser(input);
  recogniser.judge_values(read_text(text));
  return !recogniser.hits().empty();
}

bool contains_verbatim_run(const Input& input, std::string_view text) {
  Recogniser recogniser(input);
  recogniser.judge_runs(read_text(text));
  const auto& hits = recogniser.hits();
  return std::any_of(hits.begin(), hits.end(), [](const Hit& hit) { return hit.why == Why::kVerbatim; });
}

std::string_view why_name(Why why) {
  constexpr std::array<std::string_view, kWhys> kNames{"own_name", "own_working_name", "own_phone", "own_email", "own_handle",
      "own_place", "own_venue", "own_price", "own_service", "own_age", "own_other", "incident_date", "verbatim", "near_verbatim",
      "day", "weekday", "clock", "recent", "period_form", "street", "building", "postcode", "landmark", "area_form", "price",
      "service", "injury", "colleagues", "quotation", "first_person", "origin", "gender", "sector", "animal", "tattoo",
      "target_group", "single_source"};
  return kNames[static_cast<std::size_t>(why) - 1];
}

std::string_view rule_name(Rule rule) {
  constexpr std::array<std::string_view, 6> kNames{"value", "token", "verbatim", "precision", "content", "single_source"};
  return kNames[static_cast<std::size_t>(rule) - 1];
}

}  // namespace parasol::recognition
