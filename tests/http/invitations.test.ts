/** An invitation that was taken back, through the real client: its code finds nothing, and brings nobody in. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { isApiError } from "../../web/shared/client/api.ts";
import { base64url } from "../../web/shared/client/bytes.ts";
import { cancelInvitation, inviteMember, inviteStaff, invitations } from "../../web/shared/client/inviting.ts";
import { generateInvitationCode } from "../../web/shared/client/invitation_code.ts";
import { join, lookUpInvitation, prepareJoin } from "../../web/shared/client/join.ts";
import { Browser } from "./support/browser.ts";
import { type RunningInstallation, makeInstallation } from "./support/installation.ts";
import { type Network, makeNetwork } from "./support/people.ts";

let installation: RunningInstallation;
let network: Network;

beforeAll(async () => {
  installation = await makeInstallation({ isDemo: false });
  network = await makeNetwork(installation, 0);
});
afterAll(async () => {
  await installation?.remove();
});

const stranger = () => ({ transport: new Browser(installation.memberUrl).transport });
const codeOf = (error: unknown): unknown => (isApiError(error, "not_found") ? "not_found" : isApiError(error, "conflict") ? "conflict" : error);
const stateOf = async (whose: Network["lead"], id: Uint8Array) =>
  (await invitations(whose.client)).find(({ invitation }) => invitation === base64url(id))?.state;

test("a code that was taken back is one that never was, even to whoever had looked it up before", async () => {
  const { lead } = network;
  const issued = await inviteMember(lead.client, lead.account, null);
  const newcomer = await prepareJoin(await lookUpInvitation(stranger(), issued.code));
  expect(await cancelInvitation(lead.client, issued.invitation)).toBe("cancelled");
  expect(await cancelInvitation(lead.client, issued.invitation)).toBe("cancelled");
  expect(await stateOf(lead, issued.invitation)).toBe("cancelled");
  const never = generateInvitationCode(lead.client.installation.rootKey, lead.client.random);
  for (const code of [issued.code, never]) expect(await lookUpInvitation(stranger(), code).catch(codeOf)).toBe("not_found");
  expect(await join(newcomer).catch(codeOf)).toBe("not_found");
});

test("administrators see what is open and take it back; nobody takes back what was used", async () => {
  const { lead, administrators, caseworker } = network;
  const [first, second] = administrators;
  const member = await inviteMember(lead.client, lead.account, null);
  const staff = await inviteStaff(first.client, first.account, "alert_editor", lead.account.keys.sign.publicKey, null);
  expect([await stateOf(second, member.invitation), await stateOf(second, staff.invitation)]).toEqual(["open", "needs_signature"]);
  expect(await cancelInvitation(second.client, staff.invitation)).toBe("cancelled");
  expect(await stateOf(lead, staff.invitation)).toBe("cancelled");
  await join(await prepareJoin(await lookUpInvitation(stranger(), member.code)));
  expect(await cancelInvitation(second.client, member.invitation).catch(codeOf)).toBe("conflict");
  expect(await cancelInvitation(caseworker.client, member.invitation).catch(codeOf)).toBe("not_found");
});
