// linkage_module_bench REPORTS FOLDER: what a browser is asked when so many made-up reports are compared: FOLDER/requests and,
// as the native build answers them with the baseline's instructions, FOLDER/answers (each message with four bytes of length
// before it, little-endian). Prints the processor time that took as one line of JSON. See bench/linkage_module.ts.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "linkage/instruction_set.h"
#include "linkage/report_wire.h"
#include "processor_time.h"
#include "report_base/report_base.h"

namespace parasol::bench {
namespace {

using namespace linkage;
using namespace vocabulary;

constexpr std::size_t kQuestions = 200;
constexpr std::uint32_t kCandidates = 20;
constexpr std::size_t kAtOnce = 500;

std::string_view cell(const Report& report, std::string_view column) {
  return report[static_cast<std::size_t>(std::find(kReportColumns.begin(), kReportColumns.end(), column) - kReportColumns.begin())];
}

std::size_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return static_cast<std::size_t>(hash >> 20);
}

// The vocabulary has other words than the made-up reports: each of theirs stands for one of its.
DescriptorValue value_for(DescriptorKind kind, std::size_t which) {
  std::vector<DescriptorValue> all;
  for (const auto& entry : kDescriptorValues)
    if (entry.kind == kind) all.push_back(entry.value);
  return all[which % all.size()];
}

DescriptorValue band_for(DescriptorKind kind, int number) {
  DescriptorValue found = value_for(kind, 0);
  for (const auto& entry : kDescriptorValues)
    if (entry.kind == kind && number >= band_of(entry.value).low) found = entry.value;
  return found;
}

template <class Visit>
void for_each_part(std::string_view list, Visit&& visit) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    if (end > 0) visit(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

Extract extract_of(const Report& report) {
  Extract extract;
  for (const auto& [kind, column] : {std::pair(IdentifierKind::kPhone, "phone"), std::pair(IdentifierKind::kEmail, "email"), std::pair(IdentifierKind::kHandle, "handle"), std::pair(IdentifierKind::kPlate, "plate")})
    if (!cell(report, column).empty()) extract.identifiers.push_back({kind, static_cast<std::uint8_t>(kind == IdentifierKind::kHandle ? 1 : 0), std::string(cell(report, column))});
  for (const auto& [kind, column] : {std::pair(DescriptorKind::kBuild, "build"), std::pair(DescriptorKind::kHair, "hair"), std::pair(DescriptorKind::kEthnicity, "accent"), std::pair(DescriptorKind::kVehicle, "vehicle")})
    if (!cell(report, column).empty()) extract.descriptors.push_back(value_for(kind, hash_of(cell(report, column))));
  for (const auto& [kind, column] : {std::pair(DescriptorKind::kHeightBand, "height_cm"), std::pair(DescriptorKind::kAgeBand, "age")})
    if (!cell(report, column).empty()) extract.descriptors.push_back(band_for(kind, std::atoi(std::string(cell(report, column)).c_str())));
  for_each_part(cell(report, "marks"), [&](std::string_view mark) { extract.descriptors.push_back(value_for(DescriptorKind::kSkinMarks, hash_of(mark))); });
  for_each_part(cell(report, "mo"), [&](std::string_view tag) { extract.behaviours.push_back(kMoTags[hash_of(tag) % kMoTags.size()].value); });
  if (!cell(report, "lat").empty()) extract.area = kAreaBands[hash_of(cell(report, "lat").substr(0, 4)) % kAreaBands.size()].value;
  if (const std::string_view when = cell(report, "when"); when.size() >= 7)
    extract.month = static_cast<std::uint16_t>(12 * std::atoi(std::string(when.substr(0, 4)).c_str()) + std::atoi(std::string(when.substr(5, 2)).c_str()) - 1);
  return extract;
}

void write(std::ofstream& file, ByteView message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  file.write(reinterpret_cast<const char*>(&size), sizeof size);
  file.write(reinterpret_cast<const char*>(message.data()), static_cast<std::streamsize>(message.size()));
}

void run(std::size_t size, const std::string& folder) {
  set_instruction_set(InstructionSet::kBaseline);
  const ReportBase made({.reports = size, .seed = 20'261'122, .rates = {}});
  const auto name = [](std::size_t index) { return "entry " + std::to_string(index); };
  std::ofstream requests(folder + "/requests", std::ios::binary), answers(folder + "/answers", std::ios::binary);
  Reports reports;
  const auto ask = [&](const Bytes& request, double& seconds) {
    const double start = bench::processor_seconds(CLOCK_THREAD_CPUTIME_ID);
    const Bytes answer = answer_request(reports, request).value();
    seconds += bench::processor_seconds(CLOCK_THREAD_CPUTIME_ID) - start;
    write(requests, request);
    write(answers, answer);
  };
  double adding = 0, asking = 0, grouping = 0;
  for (std::size_t start = 0; start < size; start += kAtOnce) {
    std::vector<NamedExtract> some;
    for (std::size_t i = start; i < std::min(size, start + kAtOnce); ++i) some.push_back({name(i), extract_of(made.report(i))});
    ask(encode_add_request(some), adding);
  }
  for (std::size_t i = 0; i < kQuestions; ++i) ask(encode_candidates_request(name(i * (size / kQuestions)), kCandidates), asking);
  ask(Bytes{5}, grouping);

  // Who is who: not asked of the module.
  std::size_t linkable = 0, first = 0, among_ten = 0, likely = 0, wrong = 0;
  std::vector<std::size_t> reports_of(1, 0);
  for (std::size_t i = 0; i < size; ++i) {
    reports_of.resize(std::max<std::size_t>(reports_of.size(), made.offender(i) + std::size_t{1}), 0);
    ++reports_of[made.offender(i)];
  }
  for (std::size_t i = 0; i < kQuestions; ++i) {
    const std::size_t asked = i * (size / kQuestions);
    const ReportCandidates found = *reports.candidates(name(asked), kCandidates);
    linkable += reports_of[made.offender(asked)] > 1 ? 1 : 0;
    std::size_t place = 0, hit = kCandidates;
    for (const ReportCandidate& candidate : found.candidates) {
      const bool is_right = made.offender(std::stoul(candidate.entry.substr(6))) == made.offender(asked);
      if (is_right) hit = std::min(hit, place);
      if (candidate.explanation.total >= kReportLine) ++likely, wrong += is_right ? 0 : 1;
      ++place;
    }
    first += hit == 0 ? 1 : 0;
    among_ten += hit < 10 ? 1 : 0;
  }
  std::printf("{\"adding\": %.6g, \"asking\": %.6g, \"grouping\": %.6g, \"questions\": %zu, \"linkable\": %zu, \"first\": %zu, \"among_ten\": %zu, \"likely\": %zu, \"wrong\": %zu}\n", adding,
              asking, grouping, kQuestions, linkable, first, among_ten, likely, wrong);
}

}  // namespace
}  // namespace parasol::bench

int main(int argc, char** argv) {
  std::size_t reports = 0;
  if (argc == 3) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), reports);
  if (reports < 1'000) {
    std::fprintf(stderr, "usage: %s REPORTS FOLDER (1,000 or more)\n", argv[0]);
    return 2;
  }
  parasol::bench::run(reports, argv[2]);
  return 0;
}
