/**
 * The stolen-installation drill: ten days and 5,000 reports, each made into a warning with one listed number or address
 * (theft_world.cpp says how). The thief comes in the night and takes everything at rest: each table of the database and its
 * raw files, listd's journal and list, keyd's ledger. He lacks keyd's keys; with them every number can be tried, which
 * docs/threat-model.md says. The ten days are the ten seeds.
 *
 * 1. Listed or not? 1,000 listed candidates and, drawn anew by each seed, 1,000 others. Of each he forms its text, token and
 *    masked form, each plain and under MD5, SHA-1, SHA-256, SHA-512 and BLAKE2b, and SHA-256 and HMAC with each public key or
 *    id of the installation; prefixes, tags and keys as if such a hash were the evaluation; each as bytes, in hex and in
 *    base64url. The feature is how many bytes of its beginning are found anywhere in the loot, so truncated hashes count.
 *    Also numbers about the hash itself.
 * 2. Whose report, and which report's warning? Of every row, journal and ledger entry that names a thing, or holds eight bytes
 *    of a hash of one of its names, he knows the place, every number in it and the sizes; of the raw files, where the names
 *    lie. Each such fact of the one is held against each of the other, by rank among the candidates of the day. What
 *    docs/threat-model.md says to be known is taken as known to him: the day, and for warnings the caseworker.
 *
 * The classifiers (support/classifier.ts) judge what they did not learn from. Each has a control: the same thief with a
 * deliberate leak must succeed.
 */
import { execFileSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookupOf } from "../../web/shared/client/check.ts";
import type { StatedIdentifier } from "../../web/shared/client/report_format.ts";
import { decodeConsentReceipt, decodeDraftStatement, decodePacket, decodeSigned } from "../../web/shared/generated/records.ts";
import { normaliseIdentifier } from "../../web/shared/identifier.ts";
import { build } from "../http/support/installation.ts";
import { type Feature, type Linked, type PairFeature, type Question, accuracyOf, linkage } from "./support/classifier.ts";
import { Finder, type Loot, type Row, longestFound, steal } from "./support/loot.ts";
import { diceOf } from "./support/random.ts";
import { email, phone } from "./support/road.ts";

interface Story {
  readonly report: string;
  readonly account: string;
  readonly login: string;
  readonly reference: string;
  readonly identifier: string;
  readonly drafter: string;
  readonly day: number;
  readonly time: number;
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const dayLength = 86_400_000;

// In memory if the system has such a place: waiting for a disk would only make it slow.
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(memory, "parasol-theft-"));
let stories: readonly Story[];
/** Public values that could serve as salt or key: first the deployment. */
let publicValues: readonly Buffer[];
let loot: Loot;

beforeAll(() => {
  execFileSync(join(build, "tests/drills/theft_world"), [folder], { env: { ...process.env, TMPDIR: memory }, stdio: "ignore" });
  const truth = JSON.parse(readFileSync(join(folder, "truth.json"), "utf8")) as { publicValues: string[]; reports: Story[] };
  rmSync(join(folder, "truth.json"));
  stories = truth.reports;
  publicValues = truth.publicValues.map((value) => Buffer.from(value, "hex"));
  loot = steal(folder);
}, 400_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function expectGuessing(accuracies: readonly number[], said: string): void {
  const mean = accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
  expect(accuracies).toHaveLength(seeds.length);
  expect(Math.max(...accuracies), said).toBeLessThanOrEqual(0.55);
  expect(mean, said).toBeLessThanOrEqual(0.52);
}

// ---- Listed or not ----

interface Candidate {
  readonly token: string;
  readonly texts: readonly string[];
}

function candidateOf(stated: StatedIdentifier): Candidate {
  const read = normaliseIdentifier(stated.kind === "phone" ? { kind: "phone", text: stated.text, region: "GB" } : { kind: "email", text: stated.text });
  if (!read.ok) throw new Error(stated.text);
  const canonical = read.token.slice(read.token.indexOf("\0") + 1);
  return { token: read.token, texts: [read.token, canonical, stated.text.replaceAll(" ", ""), stated.text] };
}

/** Every byte string under which the candidate could lie somewhere, by name. */
function shapesOf({ texts }: Candidate): [string, Buffer][] {
  const digests: [string, Buffer][] = [];
  texts.forEach((text, i) => {
    const plain = Buffer.from(text);
    digests.push([`text ${i}`, plain]);
    for (const algorithm of ["md5", "sha1", "sha256", "sha512", "blake2b512"]) digests.push([`${algorithm} ${i}`, createHash(algorithm).update(plain).digest()]);
    if (i > 1) return;
    publicValues.forEach((value, k) => {
      digests.push([`sha256 ${i} after ${k}`, createHash("sha256").update(value).update(plain).digest()]);
      digests.push([`hmac ${i} by ${k}`, createHmac("sha256", value).update(plain).digest()]);
    });
    if (i > 0) return;
    const asEvaluated = [createHash("sha512").update(plain).digest(), createHmac("sha512", publicValues[4] as Buffer).update(plain).digest()];
    asEvaluated.forEach((output, k) => {
      const { tags, keys } = lookupOf(new Uint8Array(output), 1);
      digests.push([`tag ${i} ${k}`, Buffer.from(tags[0] as Uint8Array)], [`key ${i} ${k}`, Buffer.from(keys[0] as Uint8Array)]);
    });
  });
  return digests.flatMap(([name, bytes]): [string, Buffer][] => [
    [name, bytes],
    [`${name} in hex`, Buffer.from(bytes.toString("hex"))],
    [`${name} in base64url`, Buffer.from(bytes.toString("base64url"))],
  ]);
}

interface Sought {
  readonly candidate: Candidate;
  /** Of each of its shapes, how much was found. */
  readonly found: ReadonlyMap<string, number>;
}

function seek(candidates: readonly Candidate[], files: Iterable<Buffer>): Sought[] {
  const shapes = candidates.map(shapesOf);
  const lengths = longestFound(shapes.flatMap((own) => own.map(([, bytes]) => bytes)), files);
  let next = 0;
  return candidates.map((candidate, i) => ({ candidate, found: new Map((shapes[i] as [string, Buffer][]).map(([name]) => [name, lengths[next++] as number])) }));
}

/** The classifier's features of candidates. */
function featuresOf(sought: readonly Sought[]): Feature[] {
  const candidates = sought.map(({ candidate }) => candidate);
  const names = Array.from((sought[0] as Sought).found.keys());
  const features = names.map((name): Feature => ({ name, values: Float64Array.from(sought, ({ found }) => found.get(name) as number) }));
  const digests = candidates.map(({ token }) => createHash("sha256").update(publicValues[0] as Buffer).update(token).digest());
  for (let byte = 0; byte < 8; byte += 1) features.push({ name: `byte ${byte}`, values: Float64Array.from(digests, (digest) => digest[byte] as number) });
  features.push({ name: "length", values: Float64Array.from(candidates, ({ token }) => token.length) });
  return features;
}

/** All phone numbers are Ofcom's drama numbers: the listed ones, and those that are left. */
const isPhone = (text: string): boolean => !text.includes("@");
const stated = (text: string): StatedIdentifier => (isPhone(text) ? phone(text) : email(text));

function listedOnes(): Candidate[] {
  const texts = stories.map(({ identifier }) => identifier);
  const phones = texts.filter(isPhone);
  return [...phones, ...texts.filter((text) => !isPhone(text)).slice(0, 1000 - phones.length)].map((text) => candidateOf(stated(text)));
}

function unlistedPhones(): Candidate[] {
  const listed = new Set(stories.map(({ identifier }) => identifier));
  const phones = Array.from({ length: 999 }, (_, i) => `07700 900${String(i).padStart(3, "0")}`);
  return phones.filter((text) => !listed.has(text)).map((text) => candidateOf(stated(text)));
}

/** `others` are those unlisted ones that are the same for every seed; it draws as many more as there are listed ones. */
function trial(seed: number, listed: readonly Sought[], others: readonly Sought[], files: readonly Buffer[]): number {
  const dice = diceOf(seed);
  const drawn = Array.from({ length: listed.length - others.length }, () => candidateOf(stated(`${dice.letters(9)}@example.org`)));
  const all = [...listed, ...others, ...seek(drawn, files)];
  return accuracyOf(featuresOf(all), all.map((_, i) => i < listed.length), diceOf(1000 + seed));
}

/** A file without what it holds twice: the server's own filling, mostly. The first four bytes of a page may link pages. */
function distinctPages(file: Buffer): Buffer {
  const seen = new Set<string>();
  const pages: Buffer[] = [];
  for (let at = 0; at < file.length; at += 4096) {
    const page = file.subarray(at, at + 4096);
    const key = createHash("sha1").update(page.subarray(4)).digest("hex");
    if (seen.has(key)) continue;
    seen.add(key);
    pages.push(page);
  }
  return Buffer.concat(pages);
}

describe("listed or not", () => {
  test("ten times, 1,000 listed and as many others: no better than guessing", () => {
    const files = Array.from(loot.files, ([path, file]) => (path.endsWith("parasol.sqlite") ? distinctPages(file) : file));
    const listed = seek(listedOnes(), files);
    const others = seek(unlistedPhones(), files);
    const accuracies = seeds.map((seed) => trial(seed, listed, others, files));
    expectGuessing(accuracies, accuracies.join(" "));
  });

  test("control: eight bytes of a salted hash of every listed number in one file more", () => {
    const known = listedOnes();
    const leak = Buffer.concat(known.map(({ token }) => createHmac("sha256", publicValues[0] as Buffer).update(token).digest().subarray(0, 8)));
    expect(trial(1, seek(known, [leak]), seek(unlistedPhones(), [leak]), [leak])).toBeGreaterThan(0.95);
  });
});

// ---- Linking ----

/** Numbers known of a thing. */
type Facts = Readonly<Record<string, number>>;

interface Things {
  /** Rows that name each. */
  readonly rows: readonly ReadonlySet<number>[];
  readonly facts: readonly Facts[];
}

/** Each name, and what could have been made of it. */
function tracesOf(names: readonly Buffer[]): Buffer[] {
  const salt = publicValues[0] as Buffer;
  return names.flatMap((name) => [
    name,
    ...["md5", "sha1", "sha256", "sha512"].map((algorithm) => createHash(algorithm).update(name).digest().subarray(0, 8)),
    createHmac("sha256", salt).update(name).digest().subarray(0, 8),
    createHash("sha256").update(salt).update(name).digest().subarray(0, 8),
  ]);
}

/** `names[i]` are the byte strings by which thing i is known, its id first; `counts` says which rows count for it. */
function thingsOf(names: readonly (readonly Buffer[])[], { rows, files }: Loot, counts: (thing: number, row: Row) => boolean = () => true): Things {
  const owners: number[] = [];
  const needles = names.flatMap((own, thing) => {
    const traces = tracesOf(own);
    for (const _ of traces) owners.push(thing);
    return traces;
  });
  const finder = new Finder(needles);
  const named = names.map(() => new Set<number>());
  for (const [i, row] of rows.entries()) {
    for (const cell of row.bytes) {
      finder.scan(cell, (needle, length) => {
        const thing = owners[needle] as number;
        if (length === (needles[needle] as Buffer).length && counts(thing, row)) named[thing]?.add(i);
      });
    }
  }
  const facts = named.map((own): Record<string, number> => {
    const known: Record<string, number> = {};
    for (const i of own) {
      const { table, place, numbers } = rows[i] as Row;
      known[`rows of ${table}`] = (known[`rows of ${table}`] ?? 0) + 1;
      for (const [name, value] of [["place", place], ...Object.entries(numbers)] as [string, number][]) {
        const [least, most] = [`least ${name} in ${table}`, `most ${name} in ${table}`];
        known[least] = Math.min(known[least] ?? value, value);
        known[most] = Math.max(known[most] ?? value, value);
      }
    }
    return known;
  });
  const ids = new Finder(names.map(([id]) => id as Buffer));
  for (const [path, file] of files) {
    ids.scan(file, (thing, length, at) => {
      if (length < 16) return;
      const known = facts[thing] as Record<string, number>;
      known[`first in ${path}`] ??= at;
      known[`last in ${path}`] = at;
    });
  }
  return { rows: named, facts };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, "hex");

/** The names that rows with this one hold besides. */
function reportNames(): Buffer[][] {
  const names = new Map(stories.map(({ report }) => [report, [bytes(report)]]));
  for (const { table, bytes: cells } of loot.rows) {
    const own = names.get((cells[0] as Buffer).toString("hex"));
    if (own === undefined) continue;
    if (table === "report") own.push(cells[1] as Buffer);
    if (table === "consent_event") {
      const { receipt, commitment } = decodeConsentReceipt(decodeSigned(cells[1] as Buffer).statement);
      own.push(Buffer.from(receipt), ...(commitment === null ? [] : [Buffer.from(commitment)]));
    }
  }
  return stories.map(({ report }) => names.get(report) as Buffer[]);
}

function warningNames(): Buffer[][] {
  const names = new Map(stories.map(({ reference }) => [reference, [bytes(reference)]]));
  const packets = loot.rows.flatMap(({ table, numbers, bytes: cells }) => (table === "journal" && numbers["operation"] === 6 ? [decodePacket(decodeSigned(cells[0] as Buffer).statement)] : []));
  for (const packet of packets) {
    const draft = decodeDraftStatement(packet.draft.statement);
    const own = names.get(Buffer.from(draft.reference).toString("hex")) as Buffer[];
    own.push(...[packet.packet, packet.artefactHash, ...packet.withdrawalHashes].map((name) => Buffer.from(name)));
  }
  return stories.map(({ reference }) => names.get(reference) as Buffer[]);
}

function accountNames(accounts: readonly Story[]): Buffer[][] {
  const rows = new Map(loot.rows.flatMap(({ table, bytes: cells }) => (table === "account" ? [[(cells[0] as Buffer).toString("hex"), cells] as const] : [])));
  return accounts.map(({ account, login }) => {
    const keys = (rows.get(account) as readonly Buffer[]).filter((cell) => cell.length === 32);
    return [bytes(account), Buffer.from(login), createHash("sha256").update(`parasol/login\n${login}`).digest(), ...keys];
  });
}

/** Of each thing its rank within its group, from 0 to 1; those without the fact in the middle. Nothing if none differs. */
function ranks(facts: readonly Facts[], name: string, groups: readonly string[]): Float64Array | null {
  const out = new Float64Array(facts.length).fill(0.5);
  const members = new Map<string, number[]>();
  for (const [i, group] of groups.entries()) {
    const same = members.get(group);
    if (same === undefined) members.set(group, [i]);
    else same.push(i);
  }
  let differs = false;
  for (const group of members.values()) {
    const known = group.filter((i) => facts[i]?.[name] !== undefined).sort((one, other) => (facts[one]?.[name] as number) - (facts[other]?.[name] as number));
    for (let from = 0; from < known.length; ) {
      let to = from;
      while (to < known.length && facts[known[to] as number]?.[name] === facts[known[from] as number]?.[name]) to += 1;
      for (let at = from; at < to; at += 1) out[known[at] as number] = (from + to) / 2 / known.length;
      if (to - from < group.length) differs = true;
      from = to;
    }
  }
  return differs ? out : null;
}

/** Every fact that tells things of a group apart, once. */
function rankings(facts: readonly Facts[], groups: readonly string[]): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  const seen = new Set<string>();
  for (const name of new Set(facts.flatMap((known) => Object.keys(known)))) {
    const ranked = ranks(facts, name, groups);
    const key = ranked === null ? "" : createHash("sha1").update(ranked).digest("hex");
    if (ranked === null || seen.has(key)) continue;
    seen.add(key);
    found.set(name, ranked);
  }
  return found;
}

function pairFeatures(ones: Things, onesGroups: readonly string[], others: Things, othersGroups: readonly string[]): PairFeature[] {
  const namedIn = new Map<number, number[]>();
  for (const [other, rows] of others.rows.entries()) for (const row of rows) namedIn.set(row, [...(namedIn.get(row) ?? []), other]);
  const common = ones.rows.map((rows) => {
    const count = new Map<number, number>();
    for (const row of rows) for (const other of namedIn.get(row) ?? []) count.set(other, (count.get(other) ?? 0) + 1);
    return count;
  });
  const features: PairFeature[] = [{ name: "rows that name both", score: (i, j) => common[i]?.get(j) ?? 0 }];
  const right = rankings(others.facts, othersGroups);
  for (const [one, left] of rankings(ones.facts, onesGroups)) {
    for (const [other, ranked] of right) features.push({ name: `${one} and ${other}`, score: (i, j) => -Math.abs((left[i] as number) - (ranked[j] as number)) });
  }
  return features;
}

/** A leak that tells the hour of a thing. */
const hourOf = ({ time }: Story): Facts => ({ hour: Math.floor(time / 3_600_000) });
const withFacts = (things: Things, more: readonly Facts[]): Things => ({ ...things, facts: things.facts.map((facts, i) => ({ ...facts, ...more[i] })) });
/** A leak: rows that hold an id and eight bytes of another id's hash. */
function leakOf(pairs: readonly (readonly [string, string])[]): Loot {
  const rows = pairs.map(([one, other], place) => ({ table: "leak", place, numbers: {}, bytes: [Buffer.concat([bytes(one), createHash("sha256").update(bytes(other)).digest().subarray(0, 8)])] }));
  return { rows, files: new Map() };
}

describe("whose report", () => {
  /** Everybody who was there on a day: account and day. */
  let present: Story[];
  let questions: Question[];
  const days = (those: readonly Story[]): string[] => those.map(({ day }) => String(day));
  const linked = (reports: Things, accounts: Things): Linked => linkage(pairFeatures(reports, days(stories), accounts, days(present)), questions, seeds.length);
  let reports: Things;
  let accounts: Things;
  beforeAll(() => {
    present = Array.from(new Map(stories.map((story) => [`${story.day} ${story.account}`, story])).values());
    questions = stories.map(({ account, day }, one) => {
      const candidates = present.flatMap((story, i) => (story.day === day ? [i] : []));
      const partner = candidates.find((i) => present[i]?.account === account) as number;
      return { one, partner, others: candidates.filter((i) => i !== partner), group: day };
    });
    reports = thingsOf(reportNames(), loot);
    // Of the ledger he looks at that day's part.
    const firstDay = Math.floor((stories[0] as Story).time / dayLength);
    const ofDay = (thing: number, { table, numbers }: Row): boolean => table !== "ledger" || Math.floor((numbers["time"] as number) / dayLength) - firstDay === present[thing]?.day;
    accounts = thingsOf(accountNames(present), loot, ofDay);
  }, 240_000);

  test("among those who were there that day: no better than guessing", () => {
    const { accuracies, said } = linked(reports, accounts);
    expectGuessing(accuracies, said);
  });

  test("control: a row with eight bytes of the account's hash, or the hour of each", () => {
    const leak = leakOf(stories.map(({ report, account }) => [report, account]));
    expect(linked(thingsOf(reportNames(), leak), thingsOf(accountNames(present), leak)).mean).toBeGreaterThan(0.95);
    expect(linked(withFacts(reports, stories.map(hourOf)), withFacts(accounts, present.map(hourOf))).mean).toBeGreaterThan(0.8);
  });
});

describe("which report's warning", () => {
  let groups: string[];
  let questions: Question[];
  const linked = (ones: Things, others: Things): Linked => linkage(pairFeatures(ones, groups, others, groups), questions, seeds.length);
  let reports: Things;
  let warnings: Things;
  beforeAll(() => {
    groups = stories.map(({ day, drafter }) => `${day} ${drafter}`);
    const candidates = new Map(groups.map((group) => [group, groups.flatMap((other, i) => (other === group ? [i] : []))]));
    questions = stories.map(({ day }, one) => ({ one, partner: one, others: (candidates.get(groups[one] as string) as number[]).filter((i) => i !== one), group: day }));
    reports = thingsOf(reportNames(), loot);
    warnings = thingsOf(warningNames(), loot);
  }, 240_000);

  test("among those of one day and one caseworker: no better than guessing", () => {
    const { accuracies, said } = linked(reports, warnings);
    expectGuessing(accuracies, said);
  });

  test("control: a row with eight bytes of the warning's hash, or the hour of the report", () => {
    const leak = leakOf(stories.map(({ report, reference }) => [report, reference]));
    expect(linked(thingsOf(reportNames(), leak), thingsOf(warningNames(), leak)).mean).toBeGreaterThan(0.95);
    expect(linked(withFacts(reports, stories.map(hourOf)), warnings).mean).toBeGreaterThan(0.8);
  });
});
