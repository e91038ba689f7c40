/** One installation that serves many histories: its people, its clock, and what its list shows. */
import { call } from "../../../web/shared/client/api.ts";
import { setWorkerFactory } from "../../../web/shared/client/argon2.ts";
import type { WorkerRequest } from "../../../web/shared/client/argon2.ts";
import { runArgon2 } from "../../../web/shared/client/argon2_core.ts";
import { type Bytes, hex } from "../../../web/shared/client/bytes.ts";
import { type CheckResult, type CheckState, check, freshCheckState } from "../../../web/shared/client/check_flow.ts";
import { type Clock, day, hour } from "../../../web/shared/client/clock.ts";
import { revoke } from "../../../web/shared/client/inviting.ts";
import type { Keyring } from "../../../web/shared/client/keyring.ts";
import { CouldNotCheck, type List, openList } from "../../../web/shared/client/list.ts";
import { Browser } from "../../http/support/browser.ts";
import { stored } from "../../http/support/database.ts";
import { type RunningInstallation, makeInstallation } from "../../http/support/installation.ts";
import { type Person, joinStaff, makeNetwork } from "../../http/support/people.ts";
import { type Editor, editorOf, tokenOfPhone } from "../../drills/support/road.ts";
import type { Actor } from "./history.ts";

export interface World {
  readonly installation: RunningInstallation;
  /** As they are now: there is another leaver each time. */
  readonly people: Readonly<Record<Actor, Person>>;
  /** With the keys of the team and the group. */
  readonly editor: Editor;
  readonly lead: Editor;
  /** Somebody joins who is to leave at noon. */
  morning(): Promise<void>;
  /** She leaves, and every daemon is killed and starts again. */
  noon(): Promise<void>;
  /** A day passes; what may show by then is shown, and checks are answered. */
  night(): Promise<void>;
  list(): Promise<List>;
  /** That of the list as it was last read. */
  keyring(): Keyring;
  check(number: string): Promise<CheckResult>;
  /** Everything that the server has stored, where that can be looked into (SQLite). */
  stored(): ReadonlyMap<string, readonly string[]>;
  remove(): Promise<void>;
}

/** The slow hash of a number is made once: the same numbers are handed over and checked again and again. */
function rememberSlowHashes(): void {
  const known = new Map<string, Promise<Bytes>>();
  let last: Promise<unknown> = Promise.resolve();
  const hash = (job: WorkerRequest): Promise<Bytes> => {
    const name = [job.password, job.salt].map(hex).join(" ") + ` ${job.passes} ${job.mib} ${job.length}`;
    const found = known.get(name) ?? last.then(() => runArgon2(job));
    known.set(name, found);
    last = found;
    return found;
  };
  setWorkerFactory(() => {
    const worker = {
      onmessage: null as ((event: { data: { id: number; hash: Bytes } }) => void) | null,
      postMessage: (job: WorkerRequest) => {
        void hash({ ...job, password: job.password.slice() }).then((made) => worker.onmessage?.({ data: { id: job.id, hash: made.slice() } }));
      },
      terminate: () => undefined,
    };
    return worker as unknown as Worker;
  });
}

export async function makeWorld(database?: string): Promise<World> {
  rememberSlowHashes();
  const environment = { PARASOL_TEST_RAISED_LIMITS: "1" };
  const installation = await makeInstallation({ isDemo: true, environment, ...(database === undefined ? {} : { database }) });
  try {
    // Early in the day, so that no day ends by itself.
    const time = Date.now();
    installation.setClock((Math.floor(time / day) + 1) * day + hour - time);
    return await peopled(installation, database === undefined);
  } catch (error) {
    await installation.remove();
    throw error;
  }
}

async function peopled(installation: RunningInstallation, isFile: boolean): Promise<World> {
  const network = await makeNetwork(installation, 1);
  let { offset } = await call(network.lead.client.api, "GET /api/demo/clock", {});
  const clock: Clock = { now: () => Date.now() + offset };
  const following = (person: Person): Person => ({ ...person, client: { ...person.client, clock } });
  const signedOut = { ...network.caseworker.client, api: { transport: new Browser(installation.staffUrl).transport } };
  const administrators = [following(network.administrators[0]), following(network.administrators[1])] as const;
  const lead = following(network.lead);
  const member = following(network.members[0] as Person);
  const caseworker = following(network.caseworker);
  const people: Record<Actor, Person> = {
    caseworker,
    lead,
    // Until the first one joins.
    leaver: caseworker,
    editor: following(network.editor),
    officer: following(network.officer),
    administrator: administrators[0],
    member,
    nobody: following({ ...caseworker, client: signedOut }),
  };
  const { api } = member.client;
  const editor = await editorOf(people.editor);

  let { list } = editor;
  let checks: CheckState = freshCheckState;
  const advance = async (step: "day" | "quarter_hour"): Promise<void> => {
    ({ offset } = await call(api, "POST /api/demo/clock", { body: { advance: step } }));
  };
  /** The daemons notice in their own time. */
  const until = async (isEnough: (list: List) => boolean): Promise<void> => {
    const read = await current().catch((error: unknown) => {
      if (error instanceof CouldNotCheck) return null;
      throw error;
    });
    if (read !== null && isEnough(read)) return;
    await new Promise((resolve) => setImmediate(resolve));
    return until(isEnough);
  };
  const current = async (): Promise<List> => (list = await openList(member.client, null, list));
  return {
    installation,
    people,
    editor,
    lead: await editorOf(lead),
    morning: async () => {
      people.leaver = following(await joinStaff({ installation, administrators, lead }, "caseworker", null));
      await current();
    },
    noon: async () => {
      const { client, account } = people.administrator;
      await revoke(client, account, people.leaver.account.keys.sign.publicKey);
      const { seq } = (await current()).manifest;
      await installation.stop("SIGKILL");
      await installation.start();
      // Until then it is the list of before.
      await until(({ manifest }) => manifest.seq > seq);
    },
    night: async () => {
      await advance("day");
      await until(({ manifest }) => manifest.issued + hour > clock.now());
      // A test entry that was looked for before there was a new list is looked for again a little later.
      await advance("quarter_hour");
      await until(({ manifest }) => manifest.canaryAt + hour > clock.now());
    },
    list: current,
    keyring: () => list.keyring,
    check: async (number) => {
      const { result, state } = await check(member.client, member.account.keys.check, checks, tokenOfPhone(number));
      checks = state;
      return result;
    },
    stored: () => (isFile ? stored(installation) : new Map()),
    remove: () => installation.remove(),
  };
}
