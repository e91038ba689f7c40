/**
 * Tells many random histories through the real client and, if one goes wrong, looks for the shortest that does.
 *
 * Invariants (numbers as in docs/architecture.md) and changes of the code that make this fail:
 *    1 gate            Desk's find_assigned() for whoever asks; Consent::live() without `expires`; SignIn::leave() that ends
 *                      nothing; TrustOffice::revoke() without accounts.revoke(); Desk::assign() to whoever once had an account;
 *                      Linkage::put_entry() that does not ask for LINK
 *    4 exact text      Consent::opens() that ignores the commitment; the client's checkArtefact() or verifyApproval() that
 *                      takes any text
 *    5 no implication  Consent::permits() without what a scope needs
 *    6 withdrawal      Reports::change() puts no secret into the outbox, or the client sends none; ListState shows what is
 *                      struck out; Reports::change() without settle_link()
 *   12 two people      Warnings::lead() without has_worked_on(); the client's handOver without "own_draft" or "lead_missing"
 *   15 check privacy   Accounts::evaluate() leaves an audit event; a hit on a slot whose warning does not show
 *   22 audit           Desk::open() without with_audit()
 *   23 expiry          Consent::live() without `expires`
 *      after a kill    ListService::answer_changing() that writes no packet into the journal
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { hex } from "../../../web/shared/client/bytes.ts";
import { changes } from "../../http/support/database.ts";
import { build } from "../../http/support/installation.ts";
import { type History, anyHistory } from "./history.ts";
import { type Findings, Story } from "./story.ts";
import type { World } from "./world.ts";

/** They share a night. */
const together = 50;
/** Told at once: no more, or the server gives up those whose turn does not come. */
const atOnce = 6;

/** The first that went wrong. */
interface Failure {
  readonly history: History;
  readonly error: unknown;
}

async function tellAll(world: World, histories: readonly History[]): Promise<Failure | null> {
  const stories = histories.map((history, i) => ({ history, story: new Story(world, history, i) }));
  let failure: Failure | null = null;
  const each = async <T>(tell: (story: Story) => Promise<T>): Promise<(T | null)[]> => {
    const answers: (T | null)[] = stories.map(() => null);
    const rest = stories.entries();
    const teller = async (): Promise<void> => {
      for (const [i, { history, story }] of rest) {
        if (failure !== null) return;
        try {
          answers[i] = await tell(story);
        } catch (error) {
          failure ??= { history, error };
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, teller));
    return answers;
  };
  await world.morning();
  await each((story) => story.begin());
  await world.noon();
  await each((story) => story.middle());
  await world.night();
  const findings = await each((story) => story.goOn());
  failure ??= await checked(world, stories, findings);
  failure ??= await leavesNothing(world, stories, findings);
  await each((story) => story.end());
  // Whatever went wrong, nothing of it may show when the next are told.
  if (failure !== null) for (const { story } of stories) await story.clear().catch(() => undefined);
  return failure;
}

type Told = readonly { readonly history: History; readonly story: Story }[];
/** Of each number. */
type Expected = readonly (Findings | null)[];

/** A check finds exactly what answers for the number; what was handed over a moment ago may. */
async function checked(world: World, stories: Told, expected: Expected): Promise<Failure | null> {
  for (const [i, { history, story }] of stories.entries()) {
    const result = await world.check(story.number);
    const found = result.kind === "hit" ? result.warnings.map(({ reference }) => hex(reference)) : [];
    const { least, most } = expected[i] ?? { least: [], most: found };
    if (result.kind === "could_not_check" || !least.every((one) => found.includes(one)) || !found.every((one) => most.includes(one))) {
      return { history, error: new Error(`a check says ${result.kind} ${found.join()}, expected ${least.join() || "nothing"} to ${most.join() || "nothing"}`) };
    }
  }
  return null;
}

/** Whatever a check finds, nothing is stored. Jobs write too, now and then: so it must be seen once. */
async function leavesNothing(world: World, stories: Told, expected: Expected): Promise<Failure | null> {
  const isHit = (i: number): boolean => (expected[i]?.least ?? []).length > 0;
  const some = [true, false].flatMap((wanted) => stories.filter((_, i) => isHit(i) === wanted).slice(0, 3));
  let stored = {};
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const before = world.stored();
    for (const { story } of some) await world.check(story.number);
    stored = changes(before, world.stored());
    if (Object.keys(stored).length === 0) return null;
  }
  const { history } = stories[0] as Told[number];
  return { history, error: new Error(`checks are stored: ${JSON.stringify(stored)}`) };
}

export async function tellHistories(world: World, count: number, seed: number): Promise<void> {
  const histories = fc.sample(anyHistory, { numRuns: count, seed });
  for (let at = 0; at < count; at += together) {
    const failure = await tellAll(world, histories.slice(at, at + together));
    if (failure === null) continue;
    // Alone it goes wrong in the same way, or it did only in company.
    const alone = fc.asyncProperty(anyHistory, async (history) => {
      const again = await tellAll(world, [history]);
      if (again !== null) throw again.error;
    });
    console.error("went wrong:", (failure.error as Error).message, JSON.stringify(failure.history));
    await fc.assert(alone, { examples: [[failure.history]], numRuns: 1, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true });
    throw new Error(`only among others: ${JSON.stringify(failure.history)}`, { cause: failure.error });
  }
}

/** What `parasol verify-audit` says of the chains of a stopped installation. */
export async function verifiedAudit({ installation }: World): Promise<string> {
  await installation.stop();
  return execFileSync(join(build, "parasol"), ["verify-audit", installation.folder], { encoding: "utf8" });
}
