/**
 * What a check costs the two processes that answer it, against the curve operations that it cannot do without. Server and
 * reference take turns, so that both see the same machine; the client's own time does not count.
 */
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { fromBase64url, randomBelow, randomBytes } from "../web/shared/client/bytes.ts";
import { minuteOf } from "../web/shared/client/clock.ts";
import { type Blinded, blindVerifiable, finalizeVerifiable } from "../web/shared/client/oprf.ts";
import { signStatement, signedText } from "../web/shared/client/signed.ts";
import { decodeEvaluateReply, encodeEvaluateRequest } from "../web/shared/generated/records.ts";
import { build } from "../tests/http/support/installation.ts";
import { listOf, type Person } from "../tests/http/support/people.ts";
import { atLeast, quantile, type Row, sum } from "./results.ts";
import { processorTime, type Stage } from "./stage.ts";
import { sendAll } from "./traffic.ts";

const rounds = 16;
const clients = 32;
/** Blinded elements that the requests are made of; with another minute the same element is another request. */
const stock = 240;
const minutes = 10;

interface Prepared {
  readonly body: string;
  readonly blinded: readonly Blinded[];
}

export async function measureChecks(stage: Stage): Promise<Row[]> {
  const person = stage.members[0] as Person;
  const { manifest } = await listOf(person);
  const elements = Array.from({ length: stock }, () => blindVerifiable(randomBytes(51)));
  const rows: Row[] = [];
  for (const [size, count] of [[1, 200], [16, 30]] as const) {
    const kernel: number[] = [];
    const serve: number[] = [];
    const keyd: number[] = [];
    const seconds: number[] = [];
    const latencies: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const requests = Array.from({ length: count }, (_, index) => {
        const first = size === 1 ? index % stock : randomBelow(stock);
        const step = 1 + randomBelow(stock / size);
        const blinded = Array.from({ length: size }, (_, i) => elements[(first + i * step) % stock] as Blinded);
        const minute = minuteOf(person.client.clock) - 4 + ((round + Math.floor(index / stock) * rounds) % minutes);
        return prepare(person, manifest.epoch, blinded, minute);
      });
      kernel.push(await reference(size, count));
      const pids = stage.installation.pids();
      const used = (name: string): number => processorTime(pids[name] as number) / count;
      const before = { serve: used("serve"), keyd: used("parasol-keyd") };
      const sent = await sendAll(person, "/api/check", requests.map(({ body }) => body), clients);
      serve.push(used("serve") - before.serve);
      keyd.push(used("parasol-keyd") - before.keyd);
      seconds.push(sent.seconds);
      latencies.push(...sent.latencies);
      sent.replies.forEach((reply, index) => judge(reply.status, reply.body, requests[index] as Prepared, manifest.checkKey, index < 3));
    }
    const what = size === 1 ? "single checks" : `batches of ${size}`;
    rows.push(atLeast(`${what}: share of curve operations in the processor time`, sum(kernel) / (sum(serve) + sum(keyd)), "", 0.7));
    console.log(
      `  ${what}: ${micro(sum(kernel) / rounds)} of curve operations, serve ${micro(sum(serve) / rounds)}, keyd ${micro(sum(keyd) / rounds)}; ` +
        `${((count * rounds) / sum(seconds)).toFixed(0)} requests/s with ${clients} clients, median ${quantile(latencies, 0.5).toFixed(1)} ms`,
    );
  }
  return rows;
}

function micro(nanoseconds: number): string {
  return `${(nanoseconds / 1000).toFixed(0)} µs`;
}

/**
 * Nanoseconds of one request's curve operations; long enough for the first, slow, calls not to show. On every processor at
 * once, as the server's are: one that is busy may slow down its neighbour.
 */
async function reference(size: number, repetitions: number): Promise<number> {
  const run = promisify(execFile);
  const program = join(build, "bench/check_kernel");
  const outputs = await Promise.all(Array.from({ length: availableParallelism() }, () => run(program, [String(size), String(repetitions)])));
  return sum(outputs.map(({ stdout }) => Number(stdout))) / outputs.length;
}

function prepare(person: Person, epoch: number, blinded: readonly Blinded[], minute: number): Prepared {
  const { deployment } = person.client.installation;
  const key = person.account.keys.check;
  const request = encodeEvaluateRequest({ deployment, epoch, key: key.publicKey, minute, elements: blinded.map(({ element }) => element) });
  return { body: JSON.stringify({ request: signedText(signStatement(key, request)) }), blinded };
}

/** Throws unless it is an answer; of some the proof is verified as well. */
function judge(status: number, body: string, request: Prepared, checkKey: Uint8Array, isProofWanted: boolean): void {
  if (status !== 200) throw new Error(`a check was answered with ${status}: ${body}`);
  const reply = decodeEvaluateReply(fromBase64url((JSON.parse(body) as { reply: string }).reply));
  if (reply.elements.length !== request.blinded.length) throw new Error("a check was answered with another number of elements");
  if (isProofWanted) finalizeVerifiable(request.blinded, reply.elements, reply.proof, checkKey);
}
