import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Invitation,
  type Keyring as KeyringRecord,
  type Link,
  type Signed,
  decodeIssuedInvitation,
  decodeLink,
  decodeSigned,
  encodeChain,
  encodeGroupEpoch,
  encodeInvitation,
  encodeIssuedInvitation,
  encodeRevocation,
  encodeSignInStatement,
} from "../generated/records.ts";
import { type Role, roles } from "../generated/vocabulary.ts";
import { type Account, type SignedIn, changePassphrase, lock, openAccount, saveVault, signIn, unlock } from "./account.ts";
import { ApiError, type Transport } from "./api.ts";
import type { InvitedRow, JoinBody, PersonRow } from "./api_types.ts";
import { type Bytes, base64url, equal, fromBase64url, hex, randomBytes, utf8 } from "./bytes.ts";
import { day } from "./clock.ts";
import { newestGroupKey, openGroupKeys, openTeamKeys } from "./epoch_keys.ts";
import { fetchPeople, giveGroupWraps, giveTeamWraps, makeGroupEpoch, makeTeamEpoch } from "./epochs.ts";
import { seal } from "./envelope.ts";
import { ClientError } from "./errors.ts";
import { coSign, inviteMember, inviteStaff, readAwaiting } from "./inviting.ts";
import { type InvitationCode, formatInvitationCode, generateInvitationCode, invitationKeys, keyMark } from "./invitation_code.ts";
import { join, lookUpInvitation, parseInvitation, prepareJoin } from "./join.ts";
import { sha256 } from "./kdf.ts";
import { type Keyring, verifyKeyring } from "./keyring.ts";
import { accountKeys } from "./keys.ts";
import { sign, verify } from "./signature.ts";
import { signStatement, signedFromText } from "./signed.ts";
import { TestOrganisation, seedOf, start } from "./test_installation.ts";
import { type Client, connect } from "./trust.ts";
import { emptyVault, mergedVault, sealVault } from "./vault.ts";

/** A `serve` of a few lines: it checks what this client's side of joining and signing in rests on, and nothing else. */
class FakeServe {
  readonly organisation = new TestOrganisation();
  readonly seed = seedOf("passphrase seed");
  readonly accounts: (JoinBody & { id: string; role: Role })[] = [];
  readonly invitations = new Map<string, { issued: string; sealing_key: string; group_wrap?: string | undefined }>();
  contentKeys: { reference: string; version: number; group_epoch: number; key_wrap: string }[] = [];
  /** Invitations that lack the group key. */
  readonly invited: InvitedRow[] = [];
  readonly groupWraps = new Map<string, string>();
  readonly teamWraps = new Map<string, string>();
  groupEpoch: string | null = null;
  teamEpoch: string | null = null;
  /** How often a warning is handed over while content keys are wrapped anew. */
  handOvers = 0;
  now = start;

  /** A client with a session of its own. */
  transport(): Transport {
    const session: { id: string | null } = { id: null };
    return async (method, path, body) => {
      if (method === "PUT" && this.isOvertaken(session.id, body as never)) return { status: 409, json: { error: "conflict", field: "replaces" } };
      if (path === "/api/group-epochs" && this.handOvers-- > 0) return { status: 409, json: { error: "conflict", field: "content_keys" } };
      const answer = this.answer(`${method} ${path}`, body as never, session);
      return answer === null ? { status: 404, json: { error: "not_found" } } : { status: 200, json: answer };
    };
  }

  /** What `init` makes. */
  inviteByRoot(name: string, role: Role): InvitationCode {
    const code = generateInvitationCode(this.organisation.root.publicKey, () => seedOf(`code ${name}`).slice(0, 16));
    const keys = invitationKeys(code);
    const invitation: Invitation = {
      deployment: this.organisation.deployment,
      invitation: keys.id,
      role: roles[role].wire,
      issuers: [this.organisation.root.publicKey],
      key: keys.sign.publicKey,
      sealingKeyHash: sha256(new Uint8Array(1216)),
      issued: start,
      expires: start + 7 * day,
    };
    const signature = sign(this.organisation.root, encodeInvitation(invitation));
    const issued = encodeIssuedInvitation({ invitation, signatures: [{ issuer: this.organisation.root.publicKey, signature }] });
    this.invitations.set(base64url(keys.id), { issued: base64url(issued), sealing_key: base64url(keys.seal.publicKey) });
    return code;
  }

  private links(issued: string): Link[] {
    const { issuers } = decodeIssuedInvitation(fromBase64url(issued)).invitation;
    return issuers.flatMap((key) => {
      const account = this.accounts.find(({ link }) => equal(decodeLink(fromBase64url(link)).membership.signingKey, key));
      if (account === undefined) return [];
      const link = decodeLink(fromBase64url(account.link));
      return [...this.links(base64url(encodeIssuedInvitation(link.issued))), link];
    });
  }

  private answer(endpoint: string, body: never, session: { id: string | null }): unknown {
    const sent = body as unknown as Record<string, string>;
    const own = this.accounts.find(({ id }) => id === session.id);
    switch (endpoint) {
      case "GET /api/trust":
        return { trust: base64url(this.organisation.trustFile()), teams: [], organisation: "", demo: false };
      case "POST /api/sign-in/start": {
        const { secretKey } = ristretto255_oprf.oprf.deriveKeyPair(this.seed, utf8(`parasol/pw/v1${sent["login"] as string}`));
        const element = ristretto255_oprf.oprf.blindEvaluate(secretKey, fromBase64url(sent["element"] as string));
        return { element: base64url(element), nonce: base64url(new Uint8Array(32).fill(7)) };
      }
      case "POST /api/sign-in/finish": {
        const account = this.accounts.find(({ login }) => login === sent["login"]);
        if (account === undefined || !this.hasSigned(account, sent)) return null;
        session.id = account.id;
        return { ...account, account: account.id, team: base64url(this.organisation.team) };
      }
      case "POST /api/passphrase/nonce":
        return { nonce: base64url(new Uint8Array(32).fill(8)) };
      case "POST /api/passphrase":
        if (own === undefined || !this.hasSigned(own, sent)) return null;
        Object.assign(own, { auth_key: sent["auth_key"], secret_wrap: sent["secret_wrap"] });
        return {};
      case "GET /api/vault":
        return { vault: own?.vault };
      case "PUT /api/vault":
        Object.assign(own as object, { vault: sent["vault"] });
        return sent;
      case "POST /api/join": {
        const join = body as unknown as JoinBody;
        const link = decodeLink(fromBase64url(join.link));
        const role = Object.values(roles).find(({ wire }) => wire === link.membership.role)?.code as Role;
        const id = base64url(link.membership.signingKey.slice(0, 16));
        this.accounts.push({ ...join, id, role });
        if (join.group_wrap !== undefined) this.groupWraps.set(id, join.group_wrap);
        return { account: id };
      }
      case "POST /api/invitations": {
        const { invitation } = decodeIssuedInvitation(fromBase64url(sent["issued"] as string));
        this.invitations.set(base64url(invitation.invitation), sent as never);
        return {
          invitation: base64url(invitation.invitation),
          state: invitation.issuers.length === 1 ? "open" : "needs_signature",
        };
      }
      case "GET /api/people":
        return { people: [...this.accounts.map((account) => this.row(account)), ...this.invited] };
      case "GET /api/group":
        return { epochs: this.groupEpoch === null ? [] : [{ epoch: this.groupEpoch, wrap: this.groupWraps.get(own?.id ?? "") }] };
      case "POST /api/group-epochs":
        this.groupEpoch = sent["epoch"] as string;
        this.keepGroupWraps(sent["wraps"]);
        return {};
      case "POST /api/group-wraps":
        this.keepGroupWraps(sent["wraps"]);
        return {};
      case "GET /api/content-keys":
        return { content_keys: this.contentKeys };
      case "GET /api/team":
        return { team: base64url(this.organisation.team), epochs: this.teamEpoch === null ? [] : [this.teamRow(own?.id ?? "")] };
      case "POST /api/team-epochs":
        this.teamEpoch = sent["epoch"] as string;
        this.keepTeamWraps(sent["wraps"]);
        return {};
      case "POST /api/team-wraps":
        this.keepTeamWraps(sent["wraps"]);
        return {};
    }
    const [, joined] = /^GET \/api\/join\/(.+)$/.exec(endpoint) ?? [];
    if (joined !== undefined) return this.offer(joined);
    const [, signed] = /^POST \/api\/invitations\/(.+)\/sign$/.exec(endpoint) ?? [];
    if (signed !== undefined) return this.sign(signed, sent as never);
    return null;
  }

  private isOvertaken(id: string | null, { replaces }: { replaces: string }): boolean {
    const stored = this.accounts.find((account) => account.id === id)?.vault ?? "";
    return base64url(sha256(fromBase64url(stored))) !== replaces;
  }

  private keepGroupWraps(wraps: unknown): void {
    for (const { account, wrap } of wraps as { account: string; wrap: string }[]) this.groupWraps.set(account, wrap);
  }

  private keepTeamWraps(wraps: unknown): void {
    for (const { account, purpose, wrap } of wraps as { account: string; purpose: number; wrap: string }[]) {
      this.teamWraps.set(`${account} ${purpose}`, wrap);
    }
  }

  private teamRow(id: string): unknown {
    const [desk_wrap, editors_wrap, link_wrap] = [1, 2, 6].map((purpose) => this.teamWraps.get(`${id} ${purpose}`));
    const wraps = { desk_wrap, editors_wrap, link_wrap };
    return { epoch: this.teamEpoch, ...wraps };
  }

  private row(account: JoinBody & { id: string; role: Role }): PersonRow {
    return {
      account: account.id,
      role: account.role,
      link: account.link,
      sealing_key: account.sealing_key,
      has_group_wrap: this.groupWraps.has(account.id),
      has_team_wraps: [1, 2, 6].some((purpose) => this.teamWraps.has(`${account.id} ${purpose}`)),
      status: "active",
    };
  }

  private offer(invitation: string): unknown {
    const stored = this.invitations.get(invitation);
    if (stored === undefined) return null;
    const role = decodeIssuedInvitation(fromBase64url(stored.issued)).invitation.role;
    return {
      issued: stored.issued,
      chain: base64url(encodeChain({ links: this.links(stored.issued) })),
      role: Object.values(roles).find(({ wire }) => wire === role)?.code,
      ...(stored.group_wrap === undefined ? {} : { group: { epoch: 1, wrap: stored.group_wrap } }),
    };
  }

  private sign(invitation: string, { issuer, signature }: { issuer: string; signature: string }): unknown {
    const stored = this.invitations.get(invitation) as { issued: string };
    const issued = decodeIssuedInvitation(fromBase64url(stored.issued));
    issued.signatures.push({ issuer: fromBase64url(issuer), signature: fromBase64url(signature) });
    stored.issued = base64url(encodeIssuedInvitation(issued));
    return { state: "open" };
  }

  private hasSigned(account: JoinBody, sent: Record<string, string>): boolean {
    const { deployment } = this.organisation;
    const nonce = fromBase64url(sent["nonce"] as string);
    const statement = encodeSignInStatement({ deployment, login: account.login, nonce });
    return verify(fromBase64url(account.auth_key), statement, fromBase64url(sent["signature"] as string));
  }
}

const serve = new FakeServe();
const clock = { now: () => serve.now };

async function newcomer(code: InvitationCode): Promise<{ client: Awaited<ReturnType<typeof connect>>["client"]; account: SignedIn; passphrase: string }> {
  const typed = parseInvitation(formatInvitationCode(code));
  if (!("code" in typed)) throw new Error(typed.problem);
  const offer = await lookUpInvitation({ transport: serve.transport() }, typed.code, clock);
  const prepared = await prepareJoin(offer);
  await join(prepared);
  return {
    client: offer.client,
    account: await signIn(offer.client, prepared.login, prepared.passphrase),
    passphrase: prepared.passphrase,
  };
}

/** The staff's keyring as listd would publish it. */
function keyringOf({ installation }: Client, parts: Partial<Pick<KeyringRecord, "groupEpochs" | "revocations">> = {}): Keyring {
  const links = serve.accounts.map(({ link }) => decodeLink(fromBase64url(link))).filter(({ membership }) => membership.role !== roles.member.wire);
  const { deployment } = serve.organisation;
  return verifyKeyring({ deployment, links, teamEpochs: [], groupEpochs: [], checkEpochs: [], revocations: [], ...parts }, installation);
}

describe("from the root's invitations to a member who can read", () => {
  let administrator: Awaited<ReturnType<typeof newcomer>>;
  let lead: Awaited<ReturnType<typeof newcomer>>;

  beforeAll(async () => {
    administrator = await newcomer(serve.inviteByRoot("administrator", "administrator"));
    lead = await newcomer(serve.inviteByRoot("lead", "case_lead"));
  });

  test("keys, wraps and the second signature", async () => {
    const team = await makeTeamEpoch(lead.client, lead.account, null, []);
    serve.handOvers = 2;
    await expect(makeGroupEpoch(lead.client, lead.account, null, new Map())).rejects.toMatchObject({ code: "conflict", field: "content_keys" });
    serve.handOvers = 1;
    const group = await makeGroupEpoch(lead.client, lead.account, null, new Map());
    expect(group.epoch).toBe(1);

    const { sign: leadKey } = lead.account.keys;
    const issued = await inviteStaff(administrator.client, administrator.account, "caseworker", leadKey.publicKey, null);
    expect(issued.state).toBe("needs_signature");
    await expect(newcomer(issued.code)).rejects.toBeInstanceOf(ClientError);
    const stored = serve.invitations.get(base64url(issued.invitation)) as { issued: string };
    const row = { invitation: base64url(issued.invitation), issued: stored.issued, role: "caseworker", state: "needs_signature", expires: 0 } as const;
    const { roleOf } = await fetchPeople(lead.client, null);
    const awaiting = readAwaiting(lead.client, lead.account, row, roleOf);
    expect(() => readAwaiting(lead.client, lead.account, { ...row, role: "member" }, roleOf)).toThrow(ClientError);
    expect(() => readAwaiting(lead.client, lead.account, row, () => null)).toThrow(ClientError);
    expect(() => readAwaiting(lead.client, lead.account, row, () => "caseworker")).toThrow(ClientError);
    expect(await coSign(lead.client, lead.account, awaiting)).toBe("open");

    const caseworker = await newcomer(issued.code);
    expect(await giveTeamWraps(lead.client, null, [team], [keyMark(leadKey.publicKey)])).toBe(0);
    expect(serve.teamWraps.size).toBe(3);
    expect(await giveTeamWraps(lead.client, null, [team], [keyMark(caseworker.account.keys.sign.publicKey)])).toBe(1);
    expect(await giveGroupWraps(lead.client, null, group)).toBe(1);
    const keyring = keyringOf(lead.client);
    const [keys] = await openTeamKeys(caseworker.client, caseworker.account, keyring);
    expect(hex(keys?.desk?.seed ?? new Uint8Array())).toBe(hex(team.desk?.seed ?? new Uint8Array(1)));
    expect(keys?.editors).toBe(null);
    expect((await openGroupKeys(caseworker.client, caseworker.account, keyring)).get(1)).toEqual(group.key);
    expect((await openGroupKeys(administrator.client, administrator.account, keyring)).size).toBe(0);

    const invitation = await inviteMember(lead.client, lead.account, group);
    const member = await newcomer(invitation.code);
    expect((await openGroupKeys(member.client, member.account, keyring)).get(1)).toEqual(group.key);
    expect(decodeSigned(fromBase64url(serve.groupEpoch ?? "")).signer).toEqual(leadKey.publicKey);
    expect(signedFromText(serve.teamEpoch ?? "").signer).toEqual(leadKey.publicKey);
  });

  test("a group key is the one that listd published, or newer and by a case lead who may act", async () => {
    const { deployment } = serve.organisation;
    const { client, account } = lead;
    const revocation = encodeRevocation({ deployment, key: account.keys.sign.publicKey, revoked: start });
    const revocations = [signStatement(administrator.account.keys.sign, revocation)];
    const first = signedFromText(serve.groupEpoch ?? "");
    const unpublished = keyringOf(client);
    const published = keyringOf(client, { groupEpochs: [first] });
    const keys = await openGroupKeys(client, account, unpublished);
    expect(newestGroupKey(keys, unpublished)?.epoch).toBe(1);
    expect(newestGroupKey(await openGroupKeys(client, account, published), published)?.epoch).toBe(1);
    // Published before she was revoked: it holds until the next. Not published: it never held.
    expect((await openGroupKeys(client, account, keyringOf(client, { groupEpochs: [first], revocations }))).size).toBe(1);
    expect((await openGroupKeys(client, account, keyringOf(client, { revocations }))).size).toBe(0);

    const ofNumber = (epoch: number, keyCheck: Uint8Array): Signed =>
      signStatement(account.keys.sign, encodeGroupEpoch({ deployment, epoch, keyCheck, notBefore: start, notAfter: start + day }));
    const otherFirst = keyringOf(client, { groupEpochs: [ofNumber(1, randomBytes(32))] });
    expect((await openGroupKeys(client, account, otherFirst)).size).toBe(0);
    // The server keeps the newest from her: she has no key to seal under, and is not given an old one.
    const second = keyringOf(client, { groupEpochs: [first, ofNumber(2, randomBytes(32))] });
    expect(newestGroupKey(await openGroupKeys(client, account, second), second)).toBe(null);
  });

  test("new team keys go to nobody who was not compared, whatever the server says she has", async () => {
    const caseworker = serve.accounts.find(({ role }) => role === "caseworker");
    expect(caseworker && serve.teamWraps.has(`${caseworker.id} 1`)).toBe(true);
    const { signingKey } = decodeLink(fromBase64url(caseworker?.link ?? "")).membership;
    for (const [marks, wraps] of [[[], 3], [[keyMark(signingKey)], 4]] as const) {
      serve.teamWraps.clear();
      await makeTeamEpoch(lead.client, lead.account, keyringOf(lead.client), marks);
      expect(serve.teamWraps.size).toBe(wraps);
    }
  });

  test("a content key that does not open is left behind and stops no new group key", async () => {
    const keys = new Map([[1, randomBytes(32)]]);
    serve.contentKeys = [{ reference: base64url(randomBytes(16)), version: 1, group_epoch: 1, key_wrap: base64url(randomBytes(72)) }];
    await expect(makeGroupEpoch(lead.client, lead.account, keyringOf(lead.client), new Map())).rejects.toMatchObject({ code: "sealed" });
    expect(await makeGroupEpoch(lead.client, lead.account, keyringOf(lead.client), keys)).toMatchObject({ epoch: 2, lost: 1 });
    serve.contentKeys = [];
  });

  test("nobody gets the group key on an invitation by somebody who was revoked", async () => {
    const { deployment } = serve.organisation;
    const { client, account } = lead;
    const issued = await inviteMember(client, account, null);
    const invitation = base64url(issued.invitation);
    serve.invited.push({ status: "invited", invitation, role: "member", has_group_wrap: false, ...(serve.invitations.get(invitation) as { issued: string; sealing_key: string }) });
    const revocation = encodeRevocation({ deployment, key: account.keys.sign.publicKey, revoked: start });
    const revocations = [signStatement(administrator.account.keys.sign, revocation)];
    expect((await fetchPeople(client, keyringOf(client))).invitations).toHaveLength(1);
    expect((await fetchPeople(client, keyringOf(client, { revocations }))).invitations).toHaveLength(0);
    serve.invited.length = 0;
  });

  test("nobody whose link does not verify gets a wrap", async () => {
    const stranger = new FakeServe();
    const [own] = serve.accounts;
    if (own === undefined) throw new Error("nobody has joined");
    const impostor = { ...own, id: "impostor", sealing_key: base64url(randomBytes(1216)) };
    stranger.accounts.push(own, impostor);
    const client = { ...lead.client, api: { transport: stranger.transport() } };
    const people = await fetchPeople(client, null);
    expect(people.people.map(({ row }) => row.account)).toEqual([own.id]);
    expect(people.refused).toEqual(["impostor"]);
  });

  test("an invitation by strangers to the root is no invitation", async () => {
    const code = serve.inviteByRoot("somebody", "case_lead");
    const foreign = { ...code, fingerprint: "0".repeat(20) };
    const looked = lookUpInvitation({ transport: serve.transport() }, foreign, clock);
    await expect(looked).rejects.toMatchObject({ code: "signature" });
    const unknown = { ...code, secret: "0".repeat(25) };
    await expect(lookUpInvitation({ transport: serve.transport() }, unknown, clock)).rejects.toBeInstanceOf(ApiError);
  });
});

describe("an account", () => {
  let person: Awaited<ReturnType<typeof newcomer>>;
  beforeAll(async () => {
    person = await newcomer(serve.inviteByRoot("officer", "data_protection_officer"));
  });

  test("opens its vault, writes it at every unlock at one size, and keeps what is put in", async () => {
    const stored = (): string => serve.accounts.find(({ login }) => login === person.account.login)?.vault ?? "";
    const first = stored();
    const unlocked = await unlock(person.client, person.account);
    expect(unlocked.list).toBe(null);
    expect(unlocked.couldNotCheck).toBe("list_missing");
    expect(stored()).not.toBe(first);
    expect(stored().length).toBe(first.length);
    const draft = { id: "1", saved: 20000, answers: { words: "x".repeat(30000) } };
    const saved: Account = await saveVault(person.client, unlocked.account, { ...unlocked.account.vault, drafts: [draft] });
    expect(stored().length).toBe(first.length);
    expect((await unlock(person.client, saved)).account.vault.drafts).toEqual([draft]);
    const tooMuch = Array.from({ length: 3 }, () => draft);
    const full = saveVault(person.client, saved, { ...saved.vault, drafts: tooMuch });
    await expect(full).rejects.toMatchObject({ code: "malformed" });
  });

  test("can be opened first and written afterwards", async () => {
    const stored = (): string => serve.accounts.find(({ login }) => login === person.account.login)?.vault ?? "";
    const before = stored();
    const { account } = await openAccount(person.client, person.account, Promise.resolve(null), "nothing");
    expect(stored()).toBe(before);
    await saveVault(person.client, account, account.vault);
    expect(stored()).not.toBe(before);
  });

  test("neither signs in nor unlocks under another root, whatever vault the server shows", async () => {
    const own = serve.accounts.find(({ login }) => login === person.account.login) as { vault: string };
    const genuine = own.vault;
    const installation = { ...person.client.installation, rootKey: seedOf("another root") };
    const other = { ...person.client, installation };
    await expect(signIn(other, person.account.login, person.passphrase)).rejects.toMatchObject({ code: "signature" });
    await expect(unlock(other, person.account)).rejects.toMatchObject({ code: "signature" });
    // All that a server knows of her is public; with it, nothing can be made that opens, under any root.
    const { keys } = person.account;
    const guesses = [accountKeys(seedOf("the server's own")).vault, keys.sign.publicKey, sha256(keys.seal.publicKey), new Uint8Array(32).fill(1)];
    for (const home of [installation, person.client.installation]) {
      for (const guess of guesses) {
        own.vault = base64url(sealVault({ ...keys, vault: guess as Bytes }, home, emptyVault, randomBytes));
        await expect(unlock({ ...person.client, installation: home }, person.account)).rejects.toMatchObject({ code: "signature" });
      }
    }
    // Sealed to her public key, which anybody can do.
    own.vault = base64url(seal(keys.seal.publicKey, new Uint8Array(65532).fill(0x20), new Uint8Array(4), randomBytes));
    await expect(unlock(person.client, person.account)).rejects.toMatchObject({ code: "signature" });
    own.vault = genuine;
    expect((await unlock(person.client, person.account)).account.login).toBe(person.account.login);
  });

  test("never seals under a key that a lock has wiped", async () => {
    const signed = await signIn(person.client, person.account.login, person.passphrase);
    const { account } = await unlock(person.client, signed);
    const own = serve.accounts.find(({ login }) => login === account.login) as { vault: string };
    const before = own.vault;
    lock(account);
    await expect(saveVault(person.client, account, account.vault)).rejects.toMatchObject({ code: "sealed" });
    expect(own.vault).toBe(before);
  });

  test("two sessions keep what both wrote", async () => {
    const { client, passphrase } = person;
    const report = (code: string, made: number) => ({ code, made, root: base64url(seedOf(code)) });
    const draft = (id: string, words: string) => ({ id, saved: 1, answers: { words } });
    const opened = async () => (await unlock(client, await signIn(client, person.account.login, passphrase))).account;
    const newer = { seq: 9, hash: base64url(seedOf("a manifest")) };
    const start = await opened();
    await saveVault(client, start, { ...emptyVault, drafts: [draft("left", "a"), draft("sent", "b")], settings: { both: 1, first: 1, gone: 1 } });
    const [first, second] = [await opened(), await opened()];
    const one = await saveVault(client, second, {
      ...second.vault, seen: newer, reports: [report("1", 5)], drafts: [draft("left", "a")], settings: { both: 2, first: 1 },
    });
    const both = await saveVault(client, first, {
      ...first.vault, seen: { ...newer, seq: 7 }, reports: [report("2", 4)], drafts: [draft("left", "c"), draft("sent", "b")], settings: { both: 3, first: 2, gone: 1, new: 1 },
    });
    expect(both.vault).toEqual({
      version: 1, seen: newer, reports: [report("1", 5), report("2", 4)], drafts: [draft("left", "c")], settings: { both: 3, first: 2, new: 1 },
    });
    // The one that was overtaken goes on from what it knows.
    const again = await saveVault(client, one, { ...one.vault, reports: [report("3", 6), ...one.vault.reports] });
    expect(again.vault.reports.map(({ code }) => code)).toEqual(["3", "1", "2"]);
    expect(again.vault.settings).toEqual({ both: 3, first: 2, new: 1 });
    expect((await opened()).vault.reports).toEqual(again.vault.reports);
  });

  test("a draft thrown away in one session and changed in another stays", () => {
    const draft = { id: "d", saved: 1, answers: "a" };
    const base = { ...emptyVault, drafts: [draft] };
    const changed = { ...emptyVault, drafts: [{ ...draft, answers: "b" }] };
    expect(mergedVault(base, emptyVault, changed)).toEqual(changed);
    expect(mergedVault(base, changed, emptyVault)).toEqual(changed);
    expect(mergedVault(base, base, emptyVault)).toEqual(emptyVault);
    expect(mergedVault(base, emptyVault, base)).toEqual(emptyVault);
  });

  test("changes its passphrase and keeps its keys", async () => {
    const { client, account, passphrase } = person;
    await expect(changePassphrase(client, account, "not the one", "a new one")).rejects.toBeInstanceOf(ApiError);
    await changePassphrase(client, account, passphrase, "a quite new one");
    await expect(signIn(client, account.login, passphrase)).rejects.toBeInstanceOf(ApiError);
    const again = await signIn(client, account.login.toUpperCase(), " A quite  new ONE ");
    expect(hex(again.keys.sign.publicKey)).toBe(hex(account.keys.sign.publicKey));
    lock(again);
    expect([again.secret, again.keys.sign.seed, again.keys.check.seed, again.keys.seal.seed, again.keys.vault].every((one) => one.every((byte) => byte === 0))).toBe(true);
  });
});
