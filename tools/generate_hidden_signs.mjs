// Writes what content/hidden_signs.json lists as a table for C++.
//
//   node tools/generate_hidden_signs.mjs FILE
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = join(dirname(fileURLToPath(import.meta.url)), "../content/hidden_signs.json");
const { signs } = JSON.parse(readFileSync(source, "utf8"));
const rows = signs.map(({ first, last, what }) => `    {0x${first}, 0x${last}},  // ${what}\n`);
const [, , file] = process.argv;
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `#pragma once
// Generated from content/hidden_signs.json by tools/generate_hidden_signs.mjs: signs that nobody sees, in rising order.
#include <array>

namespace parasol::directory {

struct HiddenSigns {
  char32_t first;
  char32_t last;
};
inline constexpr std::array<HiddenSigns, ${rows.length}> kHiddenSigns{{
${rows.join("")}}};

}  // namespace parasol::directory
`);
