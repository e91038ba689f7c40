/** bench/linkage_module: see there. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, isMet, type Row, save, textOf } from "./results.ts";

const program = join(process.env["PARASOL_BUILD"] ?? join(import.meta.dirname, "../build/test"), "bench/linkage_module_bench");
const size = Number(process.argv[2] ?? 20_000);
if (!Number.isInteger(size) || size < 1000 || process.argv.length > 3) {
  console.error("usage: bench/linkage_module [REPORTS], 1,000 or more");
  process.exit(2);
}

interface Native {
  readonly adding: number;
  readonly asking: number;
  readonly grouping: number;
  readonly questions: number;
  readonly linkable: number;
  readonly first: number;
  readonly among_ten: number;
  readonly likely: number;
  readonly wrong: number;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  request_buffer(size: number): number;
  respond(): number;
}

function messagesIn(file: string): Buffer[] {
  const bytes = readFileSync(file);
  const messages = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) messages.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at)));
  return messages;
}

const folder = mkdtempSync(join(tmpdir(), "parasol-linkage-"));
try {
  const native = JSON.parse(execFileSync(program, [String(size), folder], { encoding: "utf8" })) as Native;
  const requests = messagesIn(join(folder, "requests"));
  const answers = messagesIn(join(folder, "answers"));

  const code = readFileSync(join(import.meta.dirname, "../build/wasm/linkage.wasm"));
  const { instance } = await WebAssembly.instantiate(code);
  const exports = instance.exports as unknown as Exports;
  exports._initialize();
  const seconds = new Map<number, number>();
  let different = 0;
  requests.forEach((request, index) => {
    const operation = request[0] as number;
    const before = process.cpuUsage();
    const room = exports.request_buffer(request.length);
    new Uint8Array(exports.memory.buffer, room, request.length).set(request);
    const at = exports.respond();
    const length = new DataView(exports.memory.buffer).getUint32(at);
    const answer = Buffer.from(exports.memory.buffer, at + 4, length);
    const { user, system } = process.cpuUsage(before);
    seconds.set(operation, (seconds.get(operation) ?? 0) + (user + system) / 1e6);
    if (!answer.equals(answers[index] as Buffer)) different += 1;
  });

  const [adding, asking, grouping] = [seconds.get(1) ?? NaN, seconds.get(4) ?? NaN, seconds.get(5) ?? NaN];
  const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
  console.log(`${size.toLocaleString("en")} reports; native: adding ${native.adding.toFixed(2)} s, a question ${((1000 * native.asking) / native.questions).toFixed(1)} ms, clusters ${native.grouping.toFixed(2)} s`);
  console.log(`of ${native.linkable} questions about people with other reports, one of these came first in ${share(native.first, native.linkable)}, among the first ten in ${share(native.among_ten, native.linkable)}; of ${native.likely} that were called likely ${native.wrong} are about somebody else`);
  const rows: Row[] = [
    atMost("answers that differ from the native build's", different, "", 0),
    atMost(`adding ${size.toLocaleString("en")} reports in WebAssembly`, adding, "s", (10 * size) / 20_000),
    atMost("adding, WebAssembly to native", adding / native.adding, "", 3),
    atMost("a question, with 20 explained answers, in WebAssembly", (1000 * asking) / native.questions, "ms", (100 * size) / 20_000),
    atMost("questions, WebAssembly to native", asking / native.asking, "", 3),
    atMost("clusters of all in WebAssembly", grouping, "s", 60),
    atMost("clusters, WebAssembly to native", grouping / native.grouping, "", 3),
    atMost("the module's memory", exports.memory.buffer.byteLength / 1e6, "MB", 128),
  ];
  save("linkage_module", rows);
  console.log(`\n${textOf(rows)}`);
  process.exitCode = rows.every(isMet) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
