/** Reports that may be compared, as the desk and those who compare make them with the real client. */
import { call } from "../../../web/shared/client/api.ts";
import { base64url, fromBase64url } from "../../../web/shared/client/bytes.ts";
import { sealSmall, wrapKey } from "../../../web/shared/client/envelope.ts";
import { openTeamKeys } from "../../../web/shared/client/epoch_keys.ts";
import { currentTeamEpoch } from "../../../web/shared/client/keyring.ts";
import { type Links, readLinks } from "../../../web/shared/client/link.ts";
import { encodeLinkEntryContext } from "../../../web/shared/generated/records.ts";
import { type Person, listOf } from "./people.ts";

/** What she may compare now. */
export async function linksOf(reader: Person): Promise<Links> {
  const { keyring } = await listOf(reader);
  return readLinks(reader.client, reader.account, await openTeamKeys(reader.client, reader.account, keyring), keyring);
}

/** Seals all entries that stand alone into one segment, as a reader's browser does once there are many. Returns its id. */
export async function sealTogether(reader: Person, { alone }: Links): Promise<string> {
  const { client, account } = reader;
  const { deployment } = client.installation;
  const { keyring } = await listOf(reader);
  const epoch = account.team === null ? null : currentTeamEpoch(keyring, account.team, client.clock.now());
  if (epoch === null) throw new Error("no team keys");
  const segment = client.random(16);
  const key = client.random(32);
  const context = (entry: Uint8Array): Uint8Array => encodeLinkEntryContext({ deployment, segment, entry });
  const entries = [...alone].map(([replaces, { entry: { entry }, plain }]) => ({
    entry,
    replaces,
    sealed: base64url(sealSmall(key, plain, context(fromBase64url(entry)), client.random)),
  }));
  const wrap = base64url(wrapKey(epoch.linkKey, key, context(new Uint8Array(16)), client.random));
  await call(client.api, "POST /api/link/segments", { body: { segment: base64url(segment), epoch: epoch.epoch, wrap, entries } });
  return base64url(segment);
}
