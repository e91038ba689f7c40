/** bench/linkage: see there. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { isMet, type Row, save, textOf } from "./results.ts";

const programs = join(process.env["PARASOL_BUILD"] ?? join(import.meta.dirname, "../build/test"), "bench");
const sizes = (process.argv.length > 2 ? process.argv.slice(2) : ["100000", "1000000"]).map(Number).sort((a, b) => a - b);
if (!sizes.every((size) => Number.isInteger(size) && size >= 1000)) {
  console.error("usage: bench/linkage [REPORTS…], each 1,000 or more");
  process.exit(2);
}

const rows: Row[] = [];
/** Each part is a process of its own, so that none sees another's memory. */
function measure(part: string, size: number): void {
  console.log(`${part}, ${size.toLocaleString("en")} reports`);
  run("linkage_bench", part, String(size));
}

function run(program: string, ...args: readonly string[]): void {
  const lines = execFileSync(join(programs, program), args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim().split("\n");
  for (const line of lines.map((text) => JSON.parse(text) as Row | { readonly note: string })) {
    if ("note" in line) console.log(`  ${line.note}`);
    else rows.push(line);
  }
}

const smallest = sizes[0] as number;
const largest = sizes.at(-1) as number;
console.log("names");
run("jaro_winkler_bench");
console.log("encoded people");
run("dice_bench");
measure("hits", smallest);
for (const size of sizes) measure("queries", size);
for (const part of ["indexed", "inserts", "changes"]) measure(part, largest);
for (const size of sizes) measure("batch", size);
save("linkage", rows);
console.log(`\n${textOf(rows)}`);
process.exit(rows.every(isMet) ? 0 : 1);
