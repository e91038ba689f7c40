#include "apps/cli/link/picture.h"

#include <algorithm>
#include <cstdint>

#include "apps/cli/link/model_file.h"
#include "apps/cli/link/table.h"

namespace parasol::link {
namespace {

using linkage::MilliBits;

constexpr std::int64_t kWidth = 1000, kLeft = 500, kRight = 900, kRowHeight = 44, kTop = 84;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

// Tenths of a unit, so that no picture depends on how a machine prints fractions.
std::string tenths(std::int64_t number) {
  return (number < 0 ? "-" : "") + std::to_string(std::abs(number) / 10) + "." + std::to_string(std::abs(number) % 10);
}

class Drawing {
 public:
  Drawing(MilliBits least, MilliBits most) : least_(least), span_(std::max<std::int64_t>(std::int64_t{most} - least, 1)) {}

  // Where a sum of bits stands, in tenths.
  std::int64_t x(MilliBits bits) const { return kLeft * 10 + (std::int64_t{bits} - least_) * (kRight - kLeft) * 10 / span_; }

  void text(std::int64_t x, std::int64_t y, std::string_view style, std::string_view words) {
    out += "<text x=\"" + tenths(x) + "\" y=\"" + std::to_string(y) + "\"" + std::string(style) + ">" + escaped(words) + "</text>\n";
  }
  void bar(MilliBits from, MilliBits to, std::int64_t y, std::string_view fill) {
    const std::int64_t start = x(std::min(from, to)), end = x(std::max(from, to));
    out += "<rect x=\"" + tenths(start) + "\" y=\"" + std::to_string(y) + "\" width=\"" + tenths(std::max<std::int64_t>(end - start, 5)) +
           "\" height=\"18\" fill=\"" + std::string(fill) + "\" stroke=\"#000\"/>\n";
  }
  void upright(MilliBits at, std::int64_t from, std::int64_t to, std::string_view style) {
    out += "<path d=\"M" + tenths(x(at)) + " " + std::to_string(from) + "V" + std::to_string(to) + "\" stroke=\"#000\"" + std::string(style) + "/>\n";
  }

  std::string out;

 private:
  std::int64_t least_;
  std::int64_t span_;
};

}  // namespace

std::string waterfall(const Words& words, const std::string& title) {
  MilliBits least = std::min({0, words.line, words.total}), most = std::max({0, words.line, words.total}), sum = 0;
  for (const Item& item : words.items) {
    sum += item.counted;
    least = std::min(least, sum);
    most = std::max(most, sum);
  }
  const auto rows = static_cast<std::int64_t>(words.items.size());
  const std::int64_t total_at = kTop + rows * kRowHeight, bottom = total_at + 40;
  const std::vector<std::string> beneath = remarks(words);
  const std::int64_t height = bottom + 44 + static_cast<std::int64_t>(beneath.size()) * 20;

  Drawing drawing(least, most);
  const std::string summary = words.verdict + ": " + bits_text(words.total) + " bits, probability " + probability_text(words.probability);
  drawing.out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(height) +
                "\" font-family=\"sans-serif\" font-size=\"14\" role=\"img\">\n<title>" + escaped(title) + "</title>\n<desc>" + escaped(summary) + "</desc>\n" +
                "<defs><pattern id=\"against\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"#fff\"/>"
                "<path d=\"M0 6L6 0\" stroke=\"#000\"/></pattern></defs>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  drawing.text(200, 28, " font-size=\"18\" font-weight=\"bold\"", title);
  drawing.text(200, 52, "", summary);
  drawing.upright(0, kTop - 8, bottom, "");
  drawing.upright(words.line, kTop - 8, bottom, " stroke-dasharray=\"4 4\"");

  sum = 0;
  std::int64_t y = kTop;
  for (const Item& item : words.items) {
    drawing.text(200, y + 14, " font-weight=\"bold\"", printable(item.field, 40));
    drawing.text(200, y + 31, " font-size=\"12\"", printable(item.words, 76));
    if (item.counted != 0) drawing.bar(sum, sum + item.counted, y, item.counted > 0 ? "#999" : "url(#against)");
    drawing.text((kWidth - 10) * 10, y + 14, " text-anchor=\"end\"", item.counted == 0 ? "0" : signed_bits(item.counted));
    sum += item.counted;
    drawing.upright(sum, y + 18, y + kRowHeight, " stroke-width=\"0.5\"");
    y += kRowHeight;
  }
  drawing.text(200, total_at + 14, " font-weight=\"bold\"", "total");
  drawing.bar(0, words.total, total_at, "#000");
  drawing.text((kWidth - 10) * 10, total_at + 14, " text-anchor=\"end\" font-weight=\"bold\"", bits_text(words.total));
  drawing.text(drawing.x(0), bottom + 16, " font-size=\"12\" text-anchor=\"middle\"", "0");
  if (words.line != 0) drawing.text(drawing.x(words.line), bottom + 30, " font-size=\"12\" text-anchor=\"middle\"", "line " + bits_text(words.line));
  for (std::size_t i = 0; i < beneath.size(); ++i) drawing.text(200, bottom + 56 + static_cast<std::int64_t>(i) * 20, "", printable(beneath[i], 140));
  return drawing.out + "</svg>\n";
}

}  // namespace parasol::link
