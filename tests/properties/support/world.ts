/** One installation that serves many histories: its people, its clock, and what its list shows. */
import { call } from "../../../web/shared/client/api.ts";
import { setWorkerFactory } from "../../../web/shared/client/argon2.ts";
import type { WorkerRequest } from "../../../web/shared/client/argon2.ts";
import { runArgon2 } from "../../../web/shared/client/argon2_core.ts";
import { type Bytes, base64url, hex } from "../../../web/shared/client/bytes.ts";
import { type CheckResult, type CheckState, check, freshCheckState } from "../../../web/shared/client/check_flow.ts";
import { type Clock, day, hour } from "../../../web/shared/client/clock.ts";
import { revoke } from "../../../web/shared/client/inviting.ts";
import { CouldNotCheck, type List, openList } from "../../../web/shared/client/list.ts";
import { Browser } from "../../http/support/browser.ts";
import { stored } from "../../http/support/database.ts";
import { type RunningInstallation, makeInstallation } from "../../http/support/installation.ts";
import { type Person, joinStaff, makeNetwork } from "../../http/support/people.ts";
import { type Editor, editorOf, tokenOfPhone } from "../../drills/support/road.ts";
import type { Actor } from "./history.ts";

export interface World {
  readonly installation: RunningInstallation;
  readonly people: Readonly<Record<Actor, Person>>;
  /** With the keys of the team and the group, and the keyring. */
  readonly editor: Editor;
  readonly lead: Editor;
  /** Names of the two accounts that may take reports. */
  readonly accounts: Readonly<Record<"caseworker" | "lead", string>>;
  now(): number;
  /** A day passes; what may show by then is shown, and checks are answered. */
  night(): Promise<void>;
  list(): Promise<List>;
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
  const administrator = network.administrators[0];
  const former = await joinStaff(network, "caseworker", null);
  await revoke(administrator.client, administrator.account, former.account.keys.sign.publicKey);

  let { offset } = await call(network.lead.client.api, "GET /api/demo/clock", {});
  const clock: Clock = { now: () => Date.now() + offset };
  const following = (person: Person): Person => ({ ...person, client: { ...person.client, clock } });
  const signedOut = { ...network.caseworker.client, api: { transport: new Browser(installation.staffUrl).transport } };
  const people = {
    caseworker: following(network.caseworker),
    lead: following(network.lead),
    editor: following(network.editor),
    officer: following(network.officer),
    administrator: following(administrator),
    member: following(network.members[0] as Person),
    former: following(former),
    nobody: following({ ...network.caseworker, client: signedOut }),
  };
  const { member } = people;
  const { api } = member.client;
  const editor = await editorOf(people.editor);

  let list: List | null = null;
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
    lead: await editorOf(people.lead),
    accounts: { caseworker: base64url(people.caseworker.account.id), lead: base64url(people.lead.account.id) },
    now: () => clock.now(),
    night: async () => {
      await advance("day");
      await until(({ manifest }) => manifest.issued + hour > clock.now());
      // A test entry that was looked for before there was a new list is looked for again a little later.
      await advance("quarter_hour");
      await until(({ manifest }) => manifest.canaryAt + hour > clock.now());
    },
    list: current,
    check: async (number) => {
      const { result, state } = await check(member.client, member.account.keys.check, checks, tokenOfPhone(number));
      checks = state;
      return result;
    },
    stored: () => (isFile ? stored(installation) : new Map()),
    remove: () => installation.remove(),
  };
}
