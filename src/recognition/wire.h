#pragma once
// The recogniser's input and answer as bytes, for the one call across the border of WebAssembly. The form is that of
// the canonical encodings (integers big-endian; text and lists with a 4-byte length before them), so that
// web/shared/client/encoding.ts writes and reads it; web/shared/client/recogniser.ts is the other side.
//
//   request  u8 has a date [u16 year, u8 month, u8 day], text exact place, u8 sources, list<text> controlled,
//            list<{u8 reporter kind, text}> reporter, list<{u8 artefact field, text}> artefact
//   answer   u16 recogniser version, u8 level,
//            list<{u8 rule, u8 why, u8 level, u16 text, u32 start, u32 length}> hits
//
// Limits: 64 KiB a text; 64 texts of the reporter, 128 of the artefact, 4,096 controlled words; 1 MiB in all.
#include "base/bytes.h"
#include "base/result.h"
#include "recognition/recognise.h"

namespace parasol::recognition {

constexpr std::size_t kLongestText = 65536;
constexpr std::size_t kMostReporterTexts = 64;
constexpr std::size_t kMostArtefactTexts = 128;
constexpr std::size_t kMostControlled = 4096;
constexpr std::size_t kLargestRequest = 1U << 20;

Bytes encode_request(const Input& input);
// kInvalid with the field at fault: not this form, over a limit, an unknown kind or field, or text that is not clean
// UTF-8; kTooLarge over 1 MiB.
Result<Input> decode_request(ByteView request);

Bytes encode_answer(const Recognition& recognition);

}  // namespace parasol::recognition
