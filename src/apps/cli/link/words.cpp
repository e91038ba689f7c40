#include "apps/cli/link/words.h"

#include <array>
#include <charconv>
#include <cmath>

#include "apps/cli/link/model_file.h"
#include "apps/cli/link/table.h"

namespace parasol::link {
namespace {

using linkage::Comparison;
using linkage::Evidence;
using linkage::MilliBits;

std::string fixed(double number, int decimals) {
  std::array<char, 64> room{};
  return {room.data(), std::to_chars(room.data(), room.data() + room.size(), number, std::chars_format::fixed, decimals).ptr};
}

// What a field's evidence is, without what it is worth.
std::string words_of(const linkage::Scorer& scorer, std::size_t field, const Evidence& evidence) {
  const linkage::Model& model = scorer.model();
  const linkage::Field& known = model.fields[field];
  if (evidence.level == linkage::kMissing) return std::string("no evidence: missing on one side or both") + (known.kind == linkage::Kind::kLongTermKey ? ", or not of one length" : "");
  const linkage::KindTraits& traits = linkage::traits_of(known.kind);
  std::string out(traits.levels[evidence.level - 1U].name);
  if (evidence.uses > 0) {
    const double share = static_cast<double>(scorer.base().dictionary(field).uses()) / evidence.uses;
    out += "; 1 in " + about(share) + (evidence.level == linkage::top_level(known.kind) ? " have that value" : " have the more usual of the two values");
  }
  if (evidence.is_crossed) {
    const std::size_t other = field == model.crossing->first ? model.crossing->second : model.crossing->first;
    out += "; compared with the other record's " + printable(model.fields[other].name);
  }
  return out;
}

// The comparison as if a field were empty in both records.
Comparison without(const linkage::Model& model, Comparison comparison, std::size_t field) {
  comparison.straight[field] = {};
  if (model.crossing && (model.crossing->first == field || model.crossing->second == field)) comparison.crossed = {};
  return comparison;
}

}  // namespace

std::string about(double number) {
  if (number < 9.95) {
    std::string text = fixed(number, 1);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
  }
  double unit = 1;
  while (number / unit >= 99.5) unit *= 10;
  std::string text = fixed(std::round(number / unit) * unit, 0);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string probability_text(double probability) { return fixed(probability, 6); }

std::string signed_bits(MilliBits bits) { return (bits < 0 ? "" : "+") + bits_text(bits); }

namespace {

// The fields that speak with one voice with this one.
std::string others_of_its_group(const linkage::Model& model, const linkage::Explanation& explained, std::size_t field) {
  std::string out;
  for (std::size_t other = 0; other < model.fields.size(); ++other) {
    const bool is_beside = other != field && model.fields[other].group == model.fields[field].group && !model.is_crossing_field(other);
    if (!is_beside || (explained.fields[other].bits > 0) != (explained.fields[field].bits > 0) || explained.fields[other].bits == 0) continue;
    out += (out.empty() ? "" : ", ") + printable(model.fields[other].name);
  }
  return out;
}

}  // namespace

Words in_words(const linkage::Scorer& scorer, const Comparison& comparison, MilliBits line) {
  const linkage::Model& model = scorer.model();
  const linkage::Explanation explained = scorer.weigh(comparison);
  Words out;
  out.total = explained.total;
  out.line = line;
  out.probability = scorer.model().probability(explained.total);
  out.verdict = explained.total >= line ? "likely" : "not likely";
  out.items.push_back({"any two records", "1 pair in " + about(1 / linkage::probability_of(explained.prior)) + " is of one person", explained.prior, explained.prior});
  const bool is_likely = explained.total >= line;
  // How much an item speaks for the verdict.
  const auto voice = [&](std::size_t item) { return is_likely ? out.items[item].counted : -out.items[item].counted; };
  for (std::size_t field = 0; field < explained.fields.size(); ++field) {
    const Evidence& one = explained.fields[field];
    std::string words = words_of(scorer, field, one);
    if (one.counted != one.bits) words += "; of " + signed_bits(one.bits) + " this counts beside " + others_of_its_group(model, explained, field);
    out.items.push_back({printable(model.fields[field].name), std::move(words), one.bits, one.counted});
    const std::size_t item = out.items.size() - 1;
    if (voice(item) > 0 && (!out.top || voice(item) > voice(*out.top))) out.top = item;
    if (voice(item) < 0 && (!out.contrary || voice(item) < voice(*out.contrary))) out.contrary = item;
  }
  if (explained.crossing != 0) {
    const auto name = [&](std::size_t field) { return printable(model.fields[field].name); };
    out.items.push_back({"swapped", name(model.crossing->first) + " and " + name(model.crossing->second) + " fit better the other way round", explained.crossing, explained.crossing});
  }
  if (out.top) out.without_top = scorer.weigh(without(model, comparison, *out.top - 1)).total;
  return out;
}

std::vector<std::string> remarks(const Words& words) {
  std::vector<std::string> out;
  const auto what = [](const Item& item) { return item.field + " (" + item.words + "), " + signed_bits(item.counted) + " bits."; };
  const std::string verdict = words.total >= words.line ? "Against it speaks most: " : "For it speaks most: ";
  out.push_back(words.contrary ? verdict + what(words.items[*words.contrary]) : std::string("Nothing speaks ") + (words.total >= words.line ? "against it." : "for it."));
  if (words.top)
    out.push_back("Without " + words.items[*words.top].field + " the total would be " + bits_text(words.without_top) + " bits, " +
                  ((words.without_top >= words.line) == (words.total >= words.line) ? "still " : "") + (words.without_top >= words.line ? "likely" : "not likely") + ".");
  return out;
}

}  // namespace parasol::link
