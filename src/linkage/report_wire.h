#pragma once
// Questions to the reports (reports.h) and their answers as bytes (base/wire.h), for the calls across the border of
// WebAssembly; web/shared/client/linkage_wire.ts is the other side. Every answer is at least one byte.
//
//   request  u8 what it is, then
//            1 add         list<{text entry, extract}>      answer: u32 reports that are held, u8 1 if all had room
//            2 forget      list<text entry>                 answer: u32 reports that are held
//            3 decide      text one, text other, u8 verdict answer: list<text entry> the chain that contradicts it
//            4 candidates  text entry, u32 how many         answer: u8 1 if it is held, then [i32 self, i32 line, i32 prior,
//                                                           list<candidate>]
//            5 clusters                                     answer: list<list<text entry>>
//   extract  list<{u8 kind, u8 platform, text}> identifiers, list<u8> descriptors, list<u8> types, list<u8> behaviours,
//            u8 area or 0, u16 month or 0
//   verdict  0 none, 1 the same person, 2 different people
//   candidate text entry, i32 total, u32 probability in millionths, text strength, i32 behaviour, i32 without the strongest,
//            text field that says most against it or nothing, u8 verdict, u8 1 if it follows from other decisions,
//            list<{text field, text level, u32 uses, u32 of, i32 bits, i32 counted}> of the fields that say anything
//
// Kinds, descriptors, types, behaviours and areas are the vocabulary's wire numbers. i32 is a u32 with two's complement.
#include "base/bytes.h"
#include "base/result.h"
#include "linkage/reports.h"

namespace parasol::linkage {

inline constexpr std::size_t kLongestEntry = 64;
inline constexpr std::size_t kLongestIdentifier = 320;
inline constexpr std::size_t kMostIdentifiers = 64;
inline constexpr std::size_t kMostWords = 128;
inline constexpr std::size_t kMostEntriesAtOnce = 4096;
inline constexpr std::size_t kMostCandidates = 1000;
inline constexpr std::size_t kLargestReportRequest = 4U << 20;

// Does what the request says. kInvalid with the part at fault if it is not of this form, or over a limit; then nothing has
// changed. kTooLarge over 4 MiB.
Result<Bytes> answer_request(Reports& reports, ByteView request);

// What `candidates` of an entry answers, told apart from how it is asked.
Bytes encode_candidates(const std::optional<ReportCandidates>& candidates);

struct NamedExtract {
  std::string entry;
  Extract extract;
};
Bytes encode_add_request(std::span<const NamedExtract> extracts);
Bytes encode_candidates_request(std::string_view entry, std::uint32_t count);

}  // namespace parasol::linkage
