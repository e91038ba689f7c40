#pragma once
// How the linkage engine reads reports.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "linkage/base.h"
#include "report_base/report_base.h"

namespace parasol::bench {

struct ReportField {
  std::string_view column, second;
  linkage::Kind kind;
};
inline constexpr std::array<ReportField, 15> kReportFields{{{"phone", "", linkage::Kind::kPhone}, {"email", "", linkage::Kind::kEmail}, {"handle", "", linkage::Kind::kHandle},
    {"alias", "", linkage::Kind::kName}, {"plate", "", linkage::Kind::kPlate}, {"vehicle", "", linkage::Kind::kText}, {"height_cm", "", linkage::Kind::kNumber},
    {"age", "", linkage::Kind::kNumber}, {"build", "", linkage::Kind::kCategory}, {"hair", "", linkage::Kind::kCategory}, {"accent", "", linkage::Kind::kCategory},
    {"marks", "", linkage::Kind::kSet}, {"mo", "", linkage::Kind::kSet}, {"lat", "lon", linkage::Kind::kPoint}, {"when", "", linkage::Kind::kTime}}};

inline std::size_t column_of(std::string_view name) {
  return static_cast<std::size_t>(std::find(kReportColumns.begin(), kReportColumns.end(), name) - kReportColumns.begin());
}

inline std::vector<linkage::Field> report_fields() {
  std::vector<linkage::Field> fields;
  for (const ReportField& one : kReportFields) {
    std::vector<std::string> columns{std::string(one.column)};
    if (!one.second.empty()) columns.emplace_back(one.second);
    fields.push_back(linkage::new_field(std::string(one.column), std::move(columns), one.kind));
  }
  return fields;
}

inline std::vector<std::string> raw_of(const Report& report) {
  std::vector<std::string> raw;
  for (const ReportField& one : kReportFields) {
    raw.push_back(report[column_of(one.column)]);
    if (!one.second.empty() && !raw.back().empty()) raw.back() += linkage::kPartSeparator + report[column_of(one.second)];
  }
  return raw;
}

}  // namespace parasol::bench
