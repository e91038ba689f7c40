#pragma once
// Made-up reports, as many as wanted, about made-up offenders, with mistakes at stated rates (README.md): what linkage is
// measured on. A pure function of the options: the same ones give the same bytes on any machine.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parasol::bench {

// Columns of a report. offender_id is the truth; the rest is what a caseworker would have.
inline constexpr std::array<std::string_view, 19> kReportColumns{"report_id", "offender_id", "phone", "email", "handle", "alias", "plate", "vehicle",
    "height_cm", "age", "build", "hair", "accent", "marks", "mo", "lat", "lon", "within_km", "when"};

struct Rates {
  // Who is reported.
  double one_off = 0.53;               // offenders with a single report
  double false_report = 0.02;          // reports about nobody
  double false_with_real_phone = 0.30;  // of those, with some offender's number in them
  double one_address = 0.06;           // offenders who live where another one does
  double one_car = 0.50;               // of those, in the same car
  // What offenders change from one report to the next.
  double new_phone = 0.38;
  double new_email = 0.20;
  double new_handle = 0.20;
  double new_alias = 0.15;
  double new_car = 0.08;
  double new_hair = 0.15;
  // What is written down otherwise than it was.
  double venue_phone = 0.04;           // a venue's number, not the offender's
  double phone_mistyped = 0.04;        // one digit wrong, or two changed places
  double phone_part = 0.06;            // its last four to seven digits only
  double phone_disguised = 0.03;       // letters for digits
  double email_misspelt = 0.06;
  double handle_misspelt = 0.08;
  double handle_disguised = 0.12;      // signs for letters, doubled letters, other separators
  double alias_misspelt = 0.18;
  double alias_disguised = 0.05;
  double plate_part = 0.45;            // "starts AB1", "AB1*", "ends XYZ", or with gaps
  double plate_misread = 0.12;         // one character
  double vehicle_misjudged = 0.12;     // make or colour
  double height_error_cm = 4;          // standard deviation
  double age_error = 4;                // standard deviation, in years
  double far_off = 0.10;               // height and age: errors three times as wide
  double build_misjudged = 0.22;
  double hair_misjudged = 0.12;
  double accent_misjudged = 0.15;
  double mark_noticed = 0.45;          // each of an offender's marks
  double mark_misplaced = 0.08;        // on another part of the body
  double habit_seen = 0.65;            // each of an offender's habits
  double other_behaviour = 1.2;        // further tags, on average
  double elsewhere = 0.15;             // in another town than the offender's
  double place_of_district = 0.40;     // known to about two kilometres
  double place_of_town = 0.30;         // known as the town only
  double time_of_day_unknown = 0.40;
  double date_wrong = 0.03;            // by up to three days
  // What is not known, or not said.
  double no_phone = 0.38;
  double no_email = 0.92;
  double no_handle = 0.72;
  double no_alias = 0.40;
  double no_plate = 0.85;
  double no_vehicle = 0.70;
  double no_height = 0.35;
  double no_age = 0.30;
  double no_build = 0.40;
  double no_hair = 0.45;
  double no_accent = 0.55;
  double no_mo = 0.15;
  double no_place = 0.20;
  double no_when = 0.02;
  double thin = 0.10;                  // reports that lack half of what they would have otherwise
};

// Every rate with its name on the command line.
struct NamedRate {
  std::string_view name;
  double Rates::* rate;
};
std::span<const NamedRate> named_rates();

struct ReportBaseOptions {
  std::size_t reports = 100'000;
  std::uint64_t seed = 1;
  Rates rates;
};

using Report = std::array<std::string, kReportColumns.size()>;

class ReportBase {
 public:
  explicit ReportBase(const ReportBaseOptions& options);

  std::size_t size() const { return slots_.size(); }
  // `index` is below size(). Neighbours have nothing to do with each other.
  Report report(std::size_t index) const;
  // The truth. Every false report has a number of its own.
  std::uint32_t offender(std::size_t index) const { return slots_[index].offender; }

 private:
  struct Slot {
    std::uint32_t offender;
    std::uint32_t ordinal;  // of the offender's reports
  };

  ReportBaseOptions options_;
  std::uint32_t offenders_ = 0;  // numbers from here on are of false reports
  std::vector<Slot> slots_;
};

// The header line or a report's, with line end.
std::string header_line();
std::string csv_line(const Report& report);

}  // namespace parasol::bench
