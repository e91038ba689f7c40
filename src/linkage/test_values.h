#pragma once
// Fields and texts that tests make up.
#include <string>
#include <vector>

#include "linkage/model.h"
#include "linkage/parallel.h"

namespace parasol::linkage {

inline std::string letters(Draw& draw, std::size_t count) {
  std::string out;
  while (out.size() < count) out.push_back(static_cast<char>('a' + draw.below(26)));
  return out;
}

// One field of every kind.
inline std::vector<Field> fields_of_every_kind() {
  std::vector<Field> fields;
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    const std::string name(traits_of(static_cast<Kind>(kind)).name);
    fields.push_back(new_field(name, {name}, static_cast<Kind>(kind)));
  }
  return fields;
}

}  // namespace parasol::linkage
