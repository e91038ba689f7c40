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

// Whether AVX-512 counts set bits here (VPOPCNTDQ): not all processors that have kAvx512 do.
bool has_avx512_popcount();

// The one of three versions of a function that the instruction set in use asks for.
template <class Function>
Function version_in_use(Function baseline, [[maybe_unused]] Function avx2, [[maybe_unused]] Function avx512) {
#if defined(__x86_64__)
  switch (instruction_set()) {
    case InstructionSet::kBaseline: break;
    case InstructionSet::kAvx2: return avx2;
    case InstructionSet::kAvx512: return avx512;
  }
#endif
  return baseline;
}

// What functions written for them begin with; on other processors they are the baseline's, and nobody calls them. Without being
// told, g++ keeps to half of AVX-512's width; clang cannot be told.
#if !defined(__x86_64__)
#define PARASOL_AVX2
#define PARASOL_AVX512
#else
#define PARASOL_AVX2 [[gnu::target("avx2")]]
#if defined(__clang__)
#define PARASOL_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq")]]
#define PARASOL_AVX512_POPCOUNT [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq")]]
#else
#define PARASOL_AVX512 [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,prefer-vector-width=512")]]
#define PARASOL_AVX512_POPCOUNT [[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,prefer-vector-width=512")]]
#endif
#endif

}  // namespace parasol::linkage
