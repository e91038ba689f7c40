#pragma once
// Which of the processor's vector instructions the engine's loops use. All give the same results to the last digit.
#include <cstdint>
#include <vector>

namespace parasol::linkage {

enum class InstructionSet : std::uint8_t { kBaseline, kAvx2, kAvx512 };  // kAvx512: F, BW, VL and DQ

// Those this processor has, kBaseline first.
std::vector<InstructionSet> available_instruction_sets();

// The one in use: the last available one, unless a test or benchmark chose another.
InstructionSet instruction_set();

// Uses `chosen`, which must be available, from here on in every thread.
void set_instruction_set(InstructionSet chosen);

}  // namespace parasol::linkage
