#pragma once
// Reports, sections, consent events, messages.

namespace parasol::domain {

class ReportStore {
 public:
  virtual ~ReportStore() = default;
};

}  // namespace parasol::domain
