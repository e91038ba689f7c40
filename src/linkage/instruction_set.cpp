#include "linkage/instruction_set.h"

#include <atomic>

namespace parasol::linkage {
namespace {

std::atomic<InstructionSet>& chosen() {
  static std::atomic<InstructionSet> set{available_instruction_sets().back()};
  return set;
}

}  // namespace

std::vector<InstructionSet> available_instruction_sets() {
  std::vector<InstructionSet> sets{InstructionSet::kBaseline};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) sets.push_back(InstructionSet::kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq"))
    sets.push_back(InstructionSet::kAvx512);
#endif
  return sets;
}

InstructionSet instruction_set() { return chosen().load(std::memory_order_relaxed); }

bool has_avx512_popcount() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vpopcntdq");
#else
  return false;
#endif
}

void set_instruction_set(InstructionSet set) { chosen().store(set, std::memory_order_relaxed); }

}  // namespace parasol::linkage
