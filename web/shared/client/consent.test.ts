import { describe, expect, test } from "vitest";
import type { ConsentReceipt, Signed } from "../generated/records.ts";
import { decodeConsentReceipt, encodeConsentReceipt } from "../generated/records.ts";
import { scopes } from "../generated/vocabulary.ts";
import { day, hour } from "./clock.ts";
import {
  type ConsentChain,
  type Grant,
  commitmentOf,
  emptyChain,
  foldConsent,
  grant,
  live,
  permits,
  wasWithdrawn,
  withdraw,
} from "./consent.ts";
import { choose, consentTexts, nothingChosen, reportScopes } from "./consent_texts.ts";
import type { ClientErrorCode } from "./errors.ts";
import { signingKey } from "./signature.ts";
import { signStatement } from "./signed.ts";
import { seedOf, start } from "./test_installation.ts";
import { errorOf, flipped } from "./test_support.ts";

const key = signingKey(seedOf("report"));
const place = { deployment: seedOf("d").slice(0, 16), report: seedOf("r").slice(0, 16), signingKey: key.publicKey };
const team = seedOf("t").slice(0, 16);

class Story {
  chain: ConsentChain = emptyChain;
  readonly events: Signed[] = [];

  give(scope: Grant["scope"], changes: Partial<Grant> = {}): Uint8Array {
    const receipt = seedOf(`receipt ${this.chain.next}`).slice(0, 16);
    const base: Grant = {
      scope,
      receipt,
      sections: ["subject"],
      team,
      language: "en",
      jurisdiction: "scotland",
      commitment: null,
      supersedes: null,
      granted: start,
      ...changes,
    };
    const { chain, event } = grant(this.chain, place, key, base);
    this.chain = chain;
    this.events.push(event);
    return receipt;
  }

  end(receipt: Uint8Array): void {
    const { chain, event } = withdraw(this.chain, place, key, receipt, "stop", start + hour);
    this.chain = chain;
    this.events.push(event);
  }
}

describe("a chain of permissions", () => {
  test("says what holds, and until when", () => {
    const story = new Story();
    const read = story.give("READ");
    story.give("WARN");
    const folded = foldConsent(story.events, place);
    expect(folded).toEqual(story.chain);
    expect(permits(folded, "WARN", start)).toBe(true);
    expect(permits(folded, "CHECK", start)).toBe(false);
    // READ ends after 90 days, and WARN needs it.
    expect(live(folded, "READ", start + 90 * day)).toBe(null);
    expect(live(folded, "WARN", start + 90 * day)).not.toBe(null);
    expect(permits(folded, "WARN", start + 90 * day)).toBe(false);
    story.end(read);
    expect(permits(foldConsent(story.events, place), "WARN", start)).toBe(false);
  });

  test("a receipt says the words that were shown, to whom, and no finer than the day", () => {
    const story = new Story();
    story.give("READ");
    story.give("CHECK");
    const [read, check] = story.events.map((event) => decodeConsentReceipt(event.statement));
    expect(read?.textId).toBe(consentTexts.READ.id);
    expect(read?.recipient).toEqual(team);
    expect(check?.recipient).toEqual(new Uint8Array(16));
    expect(check?.scope).toBe(scopes.CHECK.wire);
    expect((check?.granted ?? 1) % day).toBe(0);
    expect((check?.expires ?? 1) % day).toBe(0);
  });

  test("an approval takes the place of the permission to draft", () => {
    const story = new Story();
    story.give("READ");
    const first = story.give("WARN");
    const second = story.give("WARN", { commitment: commitmentOf(seedOf("h"), seedOf("r")), supersedes: first });
    expect(live(story.chain, "WARN", start)?.receipt).toEqual(second);
    expect(wasWithdrawn(story.chain, "WARN")).toBe(false);
    story.end(second);
    expect(live(story.chain, "WARN", start)).toBe(null);
    expect(wasWithdrawn(story.chain, "WARN")).toBe(true);
    expect(wasWithdrawn(story.chain, "READ")).toBe(false);
  });

  const whole = (): Signed[] => {
    const story = new Story();
    story.give("READ");
    story.give("WARN");
    story.end(story.give("CHECK"));
    return story.events;
  };
  const changed = (event: Signed, changes: Partial<ConsentReceipt>, by = key): Signed =>
    signStatement(by, encodeConsentReceipt({ ...decodeConsentReceipt(event.statement), ...changes }));
  const at = (i: number, spoil: (event: Signed) => Signed) => (events: Signed[]) =>
    events.map((event, j) => (i === j ? spoil(event) : event));

  test.each<[string, (events: Signed[]) => Signed[], ClientErrorCode]>([
    ["one left out", (events) => [events[0], events[2]] as Signed[], "malformed"],
    ["the first left out", (events) => events.slice(1), "malformed"],
    ["two swapped", (events) => [events[1], events[0]] as Signed[], "malformed"],
    ["one twice", (events) => [events[0], events[0]] as Signed[], "malformed"],
    ["another's key", at(1, (event) => changed(event, {}, signingKey(seedOf("x")))), "signature"],
    ["a bent signature", at(1, (event) => ({ ...event, signature: flipped(event.signature, 3) })), "signature"],
    ["of another report", at(1, (event) => changed(event, { report: team })), "malformed"],
    ["of another deployment", at(1, (event) => changed(event, { deployment: team })), "malformed"],
    ["a scope that is none", at(1, (event) => changed(event, { scope: 99 })), "malformed"],
    ["superseding what is not there", at(1, (event) => changed(event, { supersedes: team })), "malformed"],
    ["neither receipt nor withdrawal", at(1, () => signStatement(key, seedOf("noise"))), "malformed"],
  ])("%s: not believed", (_, spoil, code) => {
    expect(errorOf(() => foldConsent(spoil(whole()), place))).toBe(code);
  });

  test("the end of an end", () => {
    const story = new Story();
    const read = story.give("READ");
    story.end(read);
    expect(errorOf(() => story.end(read))).toBe("malformed");
  });
});

describe("the switches", () => {
  test("all off; on brings what is needed, off takes along what needs it", () => {
    expect(nothingChosen).toEqual([]);
    for (const scope of reportScopes) {
      expect(choose([], scope, true)).toEqual(scope === "READ" ? ["READ"] : ["READ", scope]);
      expect(choose(choose([], scope, true), "READ", false)).toEqual([]);
    }
    expect(choose(["READ", "CASE", "WARN"], "WARN", false)).toEqual(["READ", "CASE"]);
  });

  test("the needs are those of the vocabulary", () => {
    for (const scope of reportScopes) expect(scopes[scope].needs).toBe(scope === "READ" ? "HOLD" : "READ");
    for (const scope of reportScopes) expect(scopes[scope].available).toBe(true);
  });
});
