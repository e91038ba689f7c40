#pragma once
// Which fields of a table say the same thing twice: where the town is known, the county adds nothing, and two people of one town
// would pass for one. Found without labels, in records that agree in one field and are surely of different people.
#include <cstdint>

#include "linkage/base.h"
#include "linkage/model.h"

namespace parasol::linkage {

// Puts fields that depend on another one into a group with it, of whose further evidence only the share counts that is new. Fields
// that somebody put elsewhere than their kind is usual stay there. `model` has its `random` counted.
void group_dependent(const Base& base, Model& model, std::uint64_t seed = 1);

}  // namespace parasol::linkage
