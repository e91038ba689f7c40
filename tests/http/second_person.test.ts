/** What the second of two people has decided stands, through the real client: a draft sent back, a warning shown again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Transport, isApiError } from "../../web/shared/client/api.ts";
import { base64url } from "../../web/shared/client/bytes.ts";
import { abandonWarning, draftWarning, passSource } from "../../web/shared/client/desk.ts";
import { drafts, handOver, hide, openDraft, restore, review, sendBack, signLead } from "../../web/shared/client/publish.ts";
import { builtInRecogniser } from "../../web/shared/client/recognition.ts";
import type { Artefact } from "../../web/shared/generated/records.ts";
import { type Editor, type Worker, codeless, contentOf, draftFrom, editorOf, phone, publish, reportApproved, workerOf } from "../drills/support/road.ts";
import { type RunningInstallation, makeInstallation } from "./support/installation.ts";
import { type Network, type Person, makeNetwork } from "./support/people.ts";

let installation: RunningInstallation;
let network: Network;
let worker: Worker;
let editor: Editor;

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: true });
  network = await makeNetwork(installation, 1);
  worker = await workerOf(network.caseworker);
  editor = await editorOf(network.editor);
});
afterAll(async () => {
  await installation?.remove();
});

const conflict = (error: unknown): unknown => (isApiError(error, "conflict") ? "conflict" : error);

/** A member reports and approves a text about this number. */
async function approved(number: string): Promise<{ report: string; artefact: Artefact }> {
  const { client } = network.members[0] as Person;
  return reportApproved(client, worker.list, codeless(client), contentOf([phone(number)], "He locked the door."));
}

test("a draft that was sent back is given up: nothing signed before or after brings it out", async () => {
  const { report, artefact } = await approved("07700 900456");
  const open = await draftFrom(worker, report);
  const { person, list, keys, group } = editor;
  const { client, account } = person;
  const reference = base64url(artefact.reference);
  const opened = () => openDraft(client, account, list.keyring, keys, reference);
  await review(client, account, list.keyring, await opened(), { answers: { purpose: "warn" } });
  const ready = await opened();
  expect(ready).toMatchObject({ state: "reviewed", problems: [] });
  expect(await sendBack(client, account, list.keyring, ready, { text: "Leave out the month." })).toBe("returned");

  const lead = network.lead;
  const approval = open.approvals[0];
  if (approval === undefined) throw new Error("no approval");
  const givenUp = async (state: string): Promise<void> => {
    const tries = [
      handOver(client, account, list, [], group, ready),
      review(client, account, list.keyring, ready, { answers: { purpose: "warn" } }),
      signLead(lead.client, lead.account, ready),
      passSource(worker.person.client, worker.list.keyring, open, approval),
      draftWarning(worker.person.client, worker.person.account, worker.list.keyring, open, artefact, builtInRecogniser),
    ];
    expect(await Promise.all(tries.map((one) => one.catch(conflict)))).toEqual(tries.map(() => "conflict"));
    expect((await drafts(client)).find((row) => row.reference === reference)).toMatchObject({ state, showing: "no" });
  };
  await givenUp("returned");
  expect(await abandonWarning(worker.person.client, artefact.reference)).toBe("abandoned");
  await givenUp("abandoned");
});

/** What is sent to this path arrives; its answer does not. */
function losingAnswer(person: Person, path: string): Person {
  const transport: Transport = async (method, asked, body, options) => {
    const answer = await person.client.api.transport(method, asked, body, options);
    if (method === "POST" && asked === path) throw new Error("connection lost");
    return answer;
  };
  return { ...person, client: { ...person.client, api: { transport } } };
}

test("whoever lost the answer to the second signature signs again, and has shown it again", async () => {
  const { report, artefact } = await approved("07700 900457");
  await draftFrom(worker, report);
  await publish(editor, artefact.reference, []);
  expect(await hide(editor.person.client, editor.person.account, artefact.reference)).toBe(true);
  const { lead, officer } = network;
  const path = `/api/desk/warnings/${base64url(artefact.reference)}/restore`;
  const by = ({ client, account }: Person) => restore(client, account, worker.list.keyring, artefact.reference);
  expect(await by(lead)).toBe("waiting");
  await expect(by(losingAnswer(officer, path))).rejects.toThrow("unreachable");
  expect(await by(officer)).toBe("restored");
  expect(await by(lead)).toBe("restored");
  const rows = await drafts(editor.person.client);
  expect(rows.find((row) => row.reference === base64url(artefact.reference))?.showing).toBe("waiting");
});
