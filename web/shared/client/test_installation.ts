/** For tests only: an organisation in memory, whose people, keyring and list are made by the rules and can be spoilt. */
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import {
  type Invitation,
  type Keyring,
  type Link,
  type Manifest,
  type Membership,
  type Signed,
  type TrustStatement,
  decodeEvaluateRequest,
  decodeSigned,
  encodeCheckEpoch,
  encodeEvaluateReply,
  encodeGroupEpoch,
  encodeInvitation,
  encodeKeyring,
  encodeLiveIndex,
  encodeManifest,
  encodeMembership,
  encodeRevocation,
  encodeSigned,
  encodeTeamEpoch,
  encodeTrustStatement,
} from "../generated/records.ts";
import { type Role, roles } from "../generated/vocabulary.ts";
import { normaliseIdentifier, normaliserVersion } from "../identifier.ts";
import type { Transport, TransportAnswer } from "./api.ts";
import { type Bytes, base64url, fromBase64url, hex, randomBytes, utf8 } from "./bytes.ts";
import { evaluationInput, lookupOf, slowHash } from "./check.ts";
import { canaryIdentifier } from "./check_flow.ts";
import { day, minute } from "./clock.ts";
import { sealingKey } from "./envelope.ts";
import { rootFingerprint } from "./invitation_code.ts";
import { sha256 } from "./kdf.ts";
import { type AccountKeys, accountKeys } from "./keys.ts";
import { type SigningKey, sign, signingKey } from "./signature.ts";
import { signStatement } from "./signed.ts";
import { makeSlot, slotSize } from "./slot.ts";
import type { Client, Installation } from "./trust.ts";
import { groupKeyCheck } from "./wraps.ts";

/** 2026-01-01. */
export const start = 1_767_225_600_000;

/** The same name, the same bytes. */
export function seedOf(name: string): Bytes {
  return sha256(utf8(`test/${name}`));
}

export interface TestPerson {
  readonly role: Role;
  readonly keys: AccountKeys;
  readonly link: Link;
}

/** The pieces of a link, to be spoilt before they are signed. */
export interface LinkDraft {
  invitation: Invitation;
  membership: Membership;
  issuers: SigningKey[];
  invitationKey: SigningKey;
}

export function signLink({ invitation, membership, issuers, invitationKey }: LinkDraft): Link {
  const statement = encodeInvitation(invitation);
  return {
    issued: {
      invitation,
      signatures: issuers.map((key) => ({ issuer: key.publicKey, signature: sign(key, statement) })),
    },
    membership,
    signature: sign(invitationKey, encodeMembership(membership)),
  };
}

export class TestOrganisation {
  readonly root = signingKey(seedOf("root"));
  readonly list = signingKey(seedOf("list"));
  readonly system = signingKey(seedOf("system"));
  readonly deployment = seedOf("deployment").slice(0, 16);
  readonly team = seedOf("team").slice(0, 16);
  readonly trust: TrustStatement = {
    deployment: this.deployment,
    organisation: "Example organisation",
    rootKey: this.root.publicKey,
    listKey: this.list.publicKey,
    systemKey: this.system.publicKey,
    isDemo: false,
    created: start,
  };
  readonly installation: Installation = {
    deployment: this.deployment,
    trust: this.trust,
    rootKey: this.root.publicKey,
    fingerprint: rootFingerprint(this.root.publicKey),
    teams: [{ id: this.team, name: "Example team", region: "north_west" }],
  };

  trustFile(): Bytes {
    return encodeSigned(signStatement(this.root, encodeTrustStatement(this.trust)));
  }

  /** A link to be spoilt. */
  draft(name: string, role: Role, issuers: SigningKey[]): LinkDraft {
    const keys = accountKeys(seedOf(name));
    const invitationKey = signingKey(seedOf(`invitation of ${name}`));
    const id = seedOf(`id of ${name}`).slice(0, 16);
    return {
      invitation: {
        deployment: this.deployment,
        invitation: id,
        role: roles[role].wire,
        issuers: issuers.map((key) => key.publicKey),
        key: invitationKey.publicKey,
        sealingKeyHash: sha256(sealingKey(seedOf(`seal of ${name}`)).publicKey),
        issued: start,
        expires: start + 7 * day,
      },
      membership: {
        deployment: this.deployment,
        invitation: id,
        role: roles[role].wire,
        signingKey: keys.sign.publicKey,
        checkKey: keys.check.publicKey,
        sealingKeyHash: sha256(keys.seal.publicKey),
        joined: start,
      },
      issuers,
      invitationKey,
    };
  }

  person(name: string, role: Role, ...issuers: SigningKey[]): TestPerson {
    return { role, keys: accountKeys(seedOf(name)), link: signLink(this.draft(name, role, issuers)) };
  }

  byRoot(name: string, role: Role): TestPerson {
    return this.person(name, role, this.root);
  }

  teamEpoch(by: SigningKey, epoch: number, notBefore = start): Signed {
    const statement = encodeTeamEpoch({
      deployment: this.deployment,
      team: this.team,
      epoch,
      deskKey: sealingKey(seedOf(`desk ${epoch}`)).publicKey,
      editorsKey: sealingKey(seedOf(`editors ${epoch}`)).publicKey,
      linkKey: sealingKey(seedOf(`link ${epoch}`)).publicKey,
      notBefore,
      notAfter: notBefore + 90 * day,
    });
    return signStatement(by, statement);
  }

  groupEpoch(by: SigningKey, epoch: number, notBefore = start): Signed {
    const keyCheck = groupKeyCheck(seedOf(`group ${epoch}`));
    const times = { notBefore, notAfter: notBefore + 90 * day };
    return signStatement(by, encodeGroupEpoch({ deployment: this.deployment, epoch, keyCheck, ...times }));
  }

  revocation(by: SigningKey, key: Uint8Array): Signed {
    return signStatement(by, encodeRevocation({ deployment: this.deployment, key, revoked: start }));
  }
}

/** A small organisation with somebody in each role. */
export class TestStaff extends TestOrganisation {
  readonly administrator = this.byRoot("administrator", "administrator");
  readonly lead = this.byRoot("lead", "case_lead");
  readonly officer = this.byRoot("officer", "data_protection_officer");
  readonly worker = this.byBoth("worker", "project_worker");
  readonly caseworker = this.byBoth("caseworker", "caseworker");
  readonly editor = this.byBoth("editor", "alert_editor");
  readonly analyst = this.byBoth("analyst", "analyst");
  readonly member = this.person("member", "member", this.worker.keys.sign);

  byBoth(name: string, role: Role): TestPerson {
    return this.person(name, role, this.administrator.keys.sign, this.lead.keys.sign);
  }

  keyring(changes: Partial<Keyring> = {}): Keyring {
    const people = [this.administrator, this.lead, this.officer, this.worker, this.caseworker, this.editor, this.analyst];
    return {
      deployment: this.deployment,
      links: people.map(({ link }) => link),
      teamEpochs: [this.teamEpoch(this.lead.keys.sign, 1)],
      groupEpochs: [this.groupEpoch(this.lead.keys.sign, 1)],
      checkEpochs: [],
      revocations: [],
      ...changes,
    };
  }
}

/** A warning's entry in the list. */
export interface TestEntry {
  readonly token: string;
  readonly tagIndex: number;
  readonly reference: Bytes;
  readonly level: "information" | "caution" | "danger";
  readonly kind?: "warning" | "canary";
  readonly signer: SigningKey;
}

// Of the one test deployment.
const slowHashes = new Map<string, Promise<Bytes>>();

/** keyd and listd in memory, and a transport that answers as `serve` would. Everything may be spoilt. */
export class TestList {
  readonly staff = new TestStaff();
  readonly epoch = 1;
  readonly pair = ristretto255_oprf.voprf.deriveKeyPair(seedOf("check seed"), utf8("parasol/chk/epoch/1"));
  now = start + day;
  seq = start;
  entries: TestEntry[] = [];
  /** Whole slots, as packets hold them. */
  slots: Uint8Array[] = [];
  live: Bytes[] = [];
  /** SHA-256 of a live warning's bytes. */
  hashOf: (reference: Bytes) => Bytes = sha256;
  files = new Map<string, Bytes>();
  manifest: Bytes | null = null;
  remaining = 30;
  /** What was asked, in order: "POST /api/check 132" with the sizes of body and answer. */
  readonly asked: string[] = [];
  /** Set in place of an answer. */
  answerTo: (method: string, path: string) => TransportAnswer | null = () => null;

  token(text: string): string {
    const identifier = normaliseIdentifier({ kind: "phone", text, region: "GB" });
    if (!identifier.ok) throw new Error(identifier.error);
    return identifier.token;
  }

  /** What an honest check of this token ends with. */
  async output(token: string): Promise<Bytes> {
    const input = evaluationInput(token, await this.slowHash(token));
    const { blind, blinded } = ristretto255_oprf.voprf.blind(input);
    const { secretKey, publicKey } = this.pair;
    const { evaluated, proof } = ristretto255_oprf.voprf.blindEvaluate(secretKey, publicKey, blinded);
    return ristretto255_oprf.voprf.finalize(input, blind, evaluated, blinded, publicKey, proof);
  }

  canarySlowHash(): Promise<Bytes> {
    return this.slowHash(this.token(canaryIdentifier.text));
  }

  private slowHash(token: string): Promise<Bytes> {
    const known = slowHashes.get(token) ?? slowHash(token, this.staff.deployment);
    slowHashes.set(token, known);
    return known;
  }

  /** Makes keyring, live index, bucket and manifest; the changes spoil what is signed. */
  async publish(changes: { manifest?: Partial<Manifest>; keyring?: Partial<Keyring>; by?: SigningKey } = {}): Promise<void> {
    const { staff } = this;
    const canarySlowHash = await this.canarySlowHash();
    const times = { notBefore: start, notAfter: start + 400 * day };
    const checkEpoch = encodeCheckEpoch({
      deployment: staff.deployment,
      epoch: this.epoch,
      key: this.pair.publicKey,
      canarySlowHash,
      ...times,
    });
    const keyring = encodeKeyring(staff.keyring({ checkEpochs: [signStatement(staff.root, checkEpoch)], ...changes.keyring }));
    const entries = this.live.map((reference) => ({ reference, version: 1, hash: this.hashOf(reference) }));
    const liveIndex = encodeLiveIndex({ deployment: staff.deployment, entries });
    const bucket = await this.bucket();
    this.seq += 1;
    const manifest: Manifest = {
      deployment: staff.deployment,
      epoch: this.epoch,
      checkKey: this.pair.publicKey,
      bits: 0,
      slots: bucket.length / slotSize,
      seq: this.seq,
      issued: this.now,
      previous: new Uint8Array(32),
      buckets: [this.put(bucket)],
      keyring: this.put(keyring),
      liveIndex: this.put(liveIndex),
      normaliser: normaliserVersion,
      canaryAt: this.now - 60 * minute,
      canarySlowHash,
      ...changes.manifest,
    };
    this.manifest = encodeSigned(signStatement(changes.by ?? staff.list, encodeManifest(manifest)));
  }

  put(content: Bytes): Bytes {
    const hash = sha256(content);
    this.files.set(hex(hash), content);
    return hash;
  }

  client(): Client {
    return {
      api: { transport: this.transport() },
      installation: this.staff.installation,
      clock: { now: () => this.now },
      random: randomBytes,
    };
  }

  private async bucket(): Promise<Bytes> {
    const slots = Array.from({ length: 16 }, (_, i) => Array.from({ length: 8 }, (__, j) => seedOf(`dummy ${i} ${j}`)));
    const bucket = new Uint8Array(slots.flat(2).flatMap((bytes) => Array.from(bytes)));
    for (const [i, entry] of this.entries.entries()) {
      const lookup = lookupOf(await this.output(entry.token), this.epoch);
      const fields = { kind: entry.kind ?? ("warning" as const), level: entry.level, reference: entry.reference };
      bucket.set(makeSlot(lookup, entry.tagIndex, fields, entry.signer), (3 * i + 1) * slotSize);
    }
    for (const [i, slot] of this.slots.entries()) bucket.set(slot, (3 * i + 2) * slotSize);
    return bucket;
  }

  private transport(): Transport {
    return async (method, path, body) => {
      const answer = this.answerTo(method, path) ?? this.answer(method, path, body);
      const size = answer.bytes?.length ?? JSON.stringify(answer.json ?? null).length;
      this.asked.push(`${method} ${path} ${JSON.stringify(body ?? null).length} ${size}`);
      return answer;
    };
  }

  private answer(method: string, path: string, body: unknown): TransportAnswer {
    if (path === "/list/manifest") return this.manifest === null ? { status: 404 } : { status: 200, bytes: this.manifest };
    if (path.startsWith("/list/")) {
      const content = this.files.get(path.slice("/list/".length));
      return content === undefined ? { status: 404 } : { status: 200, bytes: content };
    }
    if (method === "POST" && path === "/api/check") return { status: 200, json: this.evaluate(body as { request: string }) };
    return { status: 404, json: { error: "not_found" } };
  }

  private evaluate({ request }: { request: string }): unknown {
    const asked = decodeEvaluateRequest(decodeSigned(fromBase64url(request)).statement);
    const { secretKey, publicKey } = this.pair;
    const batch = ristretto255_oprf.voprf.blindEvaluateBatch(secretKey, publicKey, asked.elements);
    this.remaining -= asked.elements.length;
    const reply = encodeEvaluateReply({
      epoch: asked.epoch,
      elements: batch.evaluated,
      proof: batch.proof,
      remainingDay: this.remaining,
      remainingPeriod: 200,
    });
    return { reply: base64url(reply) };
  }
}
