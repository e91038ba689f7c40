#pragma once
// Warnings until hand-over, packets, content keys, slot map.

namespace parasol::domain {

class WarningStore {
 public:
  virtual ~WarningStore() = default;
};

}  // namespace parasol::domain
