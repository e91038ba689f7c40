/**
 * One history, told through the real client: every step is tried, and must be done or refused as the model says. What was
 * opened earlier is used again where somebody dishonest would: old copies must open no door.
 */
import { isDeepStrictEqual } from "node:util";
import { type Approval, type Artefact, encodeArtefact, encodeConsentReceipt, encodeOwnerChange } from "../../../web/shared/generated/records.ts";
import type { ReportSection } from "../../../web/shared/generated/vocabulary.ts";
import { leave, signIn } from "../../../web/shared/client/account.ts";
import { ApiError, call } from "../../../web/shared/client/api.ts";
import type { Answer } from "../../../web/shared/client/api_types.ts";
import { amendArtefact, codedArtefact } from "../../../web/shared/client/artefact.ts";
import { base64url, concat, hex } from "../../../web/shared/client/bytes.ts";
import { day, minuteOf, startOfDay } from "../../../web/shared/client/clock.ts";
import { live } from "../../../web/shared/client/consent.ts";
import type { ReportScope } from "../../../web/shared/client/consent_texts.ts";
import { type DeskReport, assign, claim, draftWarning, openReport, passSource } from "../../../web/shared/client/desk.ts";
import type { SlotMapRow } from "../../../web/shared/client/editors.ts";
import { wrapKey } from "../../../web/shared/client/envelope.ts";
import { ClientError } from "../../../web/shared/client/errors.ts";
import { currentTeamEpoch } from "../../../web/shared/client/keyring.ts";
import { type OwnReport, approveProposal, grantScope, readReport, reviewProposal, withdrawEverything, withdrawScopes } from "../../../web/shared/client/owner.ts";
import { type OpenDraft, handOver, hide, openDraft, review, signLead } from "../../../web/shared/client/publish.ts";
import { reportKeysOf } from "../../../web/shared/client/receipt_code.ts";
import type { Recogniser } from "../../../web/shared/client/recognition.ts";
import { type Receipt, buildReport, sendReport, warnExpiry } from "../../../web/shared/client/report.ts";
import type { ReportContent } from "../../../web/shared/client/report_format.ts";
import { signStatement, signedText } from "../../../web/shared/client/signed.ts";
import { codeless, contentOf, phone } from "../../drills/support/road.ts";
import { Browser } from "../../http/support/browser.ts";
import type { Person } from "../../http/support/people.ts";
import { type Actor, type History, type Step, type Taker, actors, texts } from "./history.ts";
import { Model, type Text, isTaker } from "./model.ts";
import type { World } from "./world.ts";

/** Says what it is told to: what the real one finds is tested where it is. */
const recogniserSaying = (level: "low" | "high"): Recogniser => ({ version: 1, recognise: () => Promise.resolve({ level, hits: [] }) });

const refusals: readonly string[] = ["not_found", "conflict", "invalid", "unauthorised"];

function assert(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

function assertEqual(actual: unknown, expected: unknown, what: string): void {
  assert(isDeepStrictEqual(actual, expected), `${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
}

/** What a check of a number finds: these at least, and at most those. */
export interface Findings {
  readonly least: readonly string[];
  readonly most: readonly string[];
}

export class Story {
  readonly number: string;
  readonly references: readonly string[];
  private readonly world: World;
  private readonly history: History;
  private readonly model = new Model();
  private readonly content: ReportContent;
  private readonly artefacts: readonly Artefact[];
  private readonly receipt: Receipt;
  private readonly id: string;
  /** Under which the report may be compared. */
  private readonly entry: string;
  private readonly opened = new Map<Taker, { readonly report: DeskReport; readonly warn: number | null }>();
  private readonly drafted = new Map<number, Artefact>();
  private readonly passed = new Map<number, Approval>();
  /** Of those who signed in or out in this story, the session that they have or had. */
  private readonly sessions = new Map<Actor, Person>();
  private own: OwnReport | null = null;
  private rows: readonly SlotMapRow[] = [];

  /** `at`: its place among the stories that are told at once, of which each has a number of its own. */
  constructor(world: World, history: History, at: number) {
    this.world = world;
    this.history = history;
    this.number = `07700 ${900000 + at}`;
    const { client } = world.people.member;
    const { subject, event } = contentOf([phone(this.number)], "");
    this.content = { subject, event, about_me: { workingName: "Robin Example", pronouns: "" } };
    this.artefacts = texts.map(() => codedArtefact(subject, event, warnExpiry(client), client.random));
    this.references = this.artefacts.map(({ reference }) => hex(reference));
    this.receipt = codeless(client);
    this.id = base64url(reportKeysOf(this.receipt.root).id);
    this.entry = base64url(client.random(16));
  }

  /** Submission, and the steps of the first day. */
  async begin(): Promise<void> {
    const { chosen, isApproved } = this.history;
    const { client } = this.world.people.member;
    const approved = isApproved && chosen.includes("WARN") ? { artefact: this.artefacts[0] as Artefact, releaseNow: true } : null;
    const team = client.installation.teams[0]?.id ?? null;
    const form = { content: this.content, chosen, team, urgency: "soon", language: "en", jurisdiction: "england_wales", approved } as const;
    const state = await sendReport(client, buildReport(client, this.keyring, this.receipt, form));
    assertEqual(state, chosen.includes("READ") ? "triage" : "held", "state of a new report");
    for (const scope of chosen) if (approved === null || (scope !== "WARN" && scope !== "CHECK")) this.model.granted(scope, false);
    if (approved !== null) this.model.approved(0, chosen.includes("CHECK"));
    const first = Array.from({ length: this.history.start }, (): Step => ({ kind: "next", actor: "caseworker", scope: "READ", text: 0, to: "caseworker", flag: true }));
    await this.tell([...first, ...this.history.before]);
    await this.offer(this.history.taker);
  }

  /** Still the first day; somebody has left, and every daemon has failed and started again. */
  async middle(): Promise<void> {
    this.model.hasLeft = true;
    await this.tell(this.history.between);
  }

  /** A day later: the other steps, and the last. */
  async goOn(): Promise<Findings> {
    this.model.isLater = true;
    for (const text of this.model.texts) text.isDue = text.state === "handed_over";
    await this.look();
    await this.compare();
    await this.tell(this.history.after);
    await this.withdraw(this.history.last);
    // A permission that is given anew brings nothing back.
    await this.grant("LINK");
    await this.everybodyTries();
    const most = this.model.texts.filter((text) => this.model.mayAnswer(text));
    return { least: this.referencesOf(most.filter(({ isDue }) => isDue)), most: this.referencesOf(most) };
  }

  /** The owner reads what was done with her report, and takes everything back. */
  async end(): Promise<void> {
    const { client } = this.world.people.member;
    const own = await readReport(client, this.receipt);
    this.own = own;
    const ofTeam = own.accesses.filter(({ role }) => role !== null);
    const used = ofTeam.filter(({ action }) => action === "source_used");
    assertEqual(
      ofTeam.filter((row) => !used.includes(row)).map(({ action, role, refused }) => `${action} ${role} ${refused ? "refused" : "done"}`),
      this.model.accesses,
      "accesses that the owner sees",
    );
    assertEqual(used.length > 0, this.model.isUsed, "that the report was used");
    if (!this.model.isErased) {
      assertEqual(this.plain(own.content), this.plain(this.written()), "what the owner reads");
      await this.erase();
    }
    const { live: shown } = await this.world.list();
    assert(!this.references.some((reference) => shown.has(reference)), "a warning shows after its only source took everything back");
  }

  async clear(): Promise<void> {
    const { client } = this.world.people.member;
    await withdrawEverything(client, await readReport(client, this.receipt));
  }

  private async tell(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      const { kind, actor } = step.kind === "next" ? this.model.next(step, this.history.taker) : step;
      try {
        if (step.kind === "next" && kind === "draft" && step.text === 0) await this.draft(actor, 0, this.history.draft === "high", this.history.draft === "otherwise");
        else await this.take({ ...step, kind, actor });
        if (this.model.isLater) await this.look();
      } catch (error) {
        throw new Error(`${kind} by ${actor} (${step.scope}, text ${step.text}): ${(error as Error).message}`, { cause: error });
      }
    }
  }

  private async take(step: Step): Promise<void> {
    switch (step.kind) {
      case "next":
        return;
      case "grant":
        return this.grant(step.scope);
      case "grant_briefly":
        return this.grantBriefly(step.scope);
      case "approve":
        return this.approve(step.text, step.flag);
      case "withdraw":
        return this.withdraw(step.scope);
      case "erase":
        return this.model.isErased ? undefined : this.erase();
      case "pretend":
        return this.pretend(step.scope);
      case "claim":
        return this.claim(step.actor);
      case "assign":
        return this.assign(step.actor, step.to);
      case "open":
        return this.open(step.actor);
      case "offer":
        return this.offer(step.actor);
      case "draft":
        return this.draft(step.actor, step.text, !step.flag, false);
      case "draft_otherwise":
        return this.draft(step.actor, step.text, !step.flag, true);
      case "source":
        return this.source(step.actor, step.text);
      case "review":
        return this.review(step.actor, step.text);
      case "lead":
        return this.lead(step.actor, step.text);
      case "hand_over":
        return this.handOver(step.actor, step.text, !step.flag);
      case "hide":
        return this.hide(step.actor, step.text);
      case "sign_out":
        return this.signOut(step.actor);
      case "sign_in":
        return this.signIn(step.actor);
    }
  }

  // ---- The owner ----

  private async grant(scope: ReportScope): Promise<void> {
    // Whether an hourly job has noticed that READ ran out must make no difference that could be told here.
    if (this.model.hasRunOut("READ")) return;
    const { client } = this.world.people.member;
    const own = await this.report();
    const changed = await this.must(this.model.mayGrant(scope), () => grantScope(client, this.keyring, own, scope));
    if (changed === null) return;
    this.own = changed;
    this.model.granted(scope, false);
    if (scope === "LINK") await this.compare();
  }

  /** As the client does it, with an earlier end. */
  private async grantBriefly(scope: ReportScope): Promise<void> {
    if (this.model.hasRunOut("READ") || !this.model.mayGrant(scope) || this.model.isLater) return;
    const { client } = this.world.people.member;
    // Its sections are wrapped for the team by the usual grant, which comes first.
    await this.grant(scope);
    const { keys, chain } = await this.report();
    const usual = live(chain, scope, client.clock.now());
    assert(usual !== null, "a permission that was given");
    const brief = encodeConsentReceipt({
      ...usual,
      receipt: client.random(16),
      sequence: chain.next,
      previous: chain.head,
      supersedes: usual.receipt,
      expires: startOfDay(client.clock.now()) + day,
    });
    const statement = encodeOwnerChange({
      deployment: client.installation.deployment,
      report: keys.id,
      minute: minuteOf(client.clock),
      nonce: client.random(16),
      events: [signStatement(keys.sign, brief)],
      secrets: [],
      message: null,
      teamWraps: [],
      erase: false,
    });
    await call(client.api, "POST /api/owner/change", { body: { request: signedText(signStatement(keys.sign, statement)) } });
    this.own = await readReport(client, this.receipt);
    this.model.granted(scope, true);
  }

  private async approve(text: number, check: boolean): Promise<void> {
    if (this.model.hasRunOut("READ")) return;
    const { client } = this.world.people.member;
    const own = await this.report();
    const proposal = { kind: "proposal", text: "", artefact: base64url(encodeArtefact(this.artefacts[text] as Artefact)) } as const;
    const reviewed = await reviewProposal(client, own, proposal, recogniserSaying("low"));
    const changed = await this.must(this.model.mayApprove(check), () => approveProposal(client, this.keyring, own, reviewed, { check, releaseNow: true }));
    if (changed === null) return;
    this.own = changed;
    this.model.approved(text, check);
  }

  private async withdraw(scope: ReportScope): Promise<void> {
    if (this.model.isErased) return;
    this.own = await withdrawScopes(this.world.people.member.client, await this.report(), [scope]);
    for (const struck of this.model.withdrawn([scope])) assertEqual(this.own.withdrawals[struck].kind, "confirmed", `the end of ${struck}`);
    await this.compare();
  }

  private async erase(): Promise<void> {
    this.own = await withdrawEverything(this.world.people.member.client, await this.report());
    this.model.erased();
    await this.compare();
    assertEqual(this.own.content, {}, "what is left of an erased report");
    for (const scope of ["WARN", "CHECK"] as const) assertEqual(this.own.withdrawals[scope].kind, "confirmed", `the end of ${scope}`);
  }

  private async pretend(scope: ReportScope): Promise<void> {
    const { client } = this.world.people.member;
    const others = reportKeysOf(codeless(client).root);
    const own = await this.report();
    await this.must(false, () => withdrawScopes(client, { ...own, keys: { ...others, id: own.keys.id } }, [scope]));
    await this.must(false, () => readReport(client, codeless(client)));
  }

  // ---- The desk ----

  private async claim(actor: Actor): Promise<void> {
    const may = this.model.mayTake(actor);
    await this.must(may, () => claim(this.person(actor).client, this.id));
    this.model.note("report_claimed", actor, may);
    if (may) this.model.assigned = actor as Taker;
  }

  private async assign(actor: Actor, to: Taker): Promise<void> {
    const may = this.model.mayAssign(actor, to);
    await this.must(may, () => assign(this.person(actor).client, this.id, base64url(this.person(to).account.id)));
    if (actor === "lead") this.model.note("report_assigned", actor, may);
    if (may) this.model.assigned = to;
  }

  private async open(actor: Actor): Promise<void> {
    const may = this.model.mayOpen(actor);
    const report = await this.must(may, () => openReport(this.person(actor).client, this.world.lead.keys, this.id));
    this.model.note("report_opened", actor, may);
    if (report === null) return;
    const delivered = this.model.delivered(this.sections());
    assertEqual(Object.keys(report.content).sort(), [...delivered].sort(), "sections delivered");
    assertEqual(this.plain(report.content), this.plain(this.written(delivered)), "what the team reads");
    assertEqual(report.unopened, [], "sections that do not open");
    const standing = this.model.approvals.filter((one) => this.model.stands(one)).map(({ text }) => this.references[text]);
    assertEqual(report.approvals.map(({ artefact }) => hex(artefact.reference)), standing, "texts that she approves");
    this.opened.set(actor as Taker, { report, warn: this.model.grantOf("WARN") });
  }

  private async offer(actor: Actor): Promise<void> {
    const { client } = this.person(actor);
    const team = client.installation.teams[0]?.id;
    const epoch = team === undefined ? null : currentTeamEpoch(this.keyring, team, client.clock.now());
    assert(epoch !== null, "keys of the team");
    // The server sees no more of an entry than this.
    const sealed = base64url(concat(wrapKey(epoch.linkKey, client.random(32), new Uint8Array(), client.random), client.random(2088)));
    const may = this.model.mayOffer(actor);
    const body = { entry: this.entry, epoch: epoch.epoch, sealed };
    await this.must(may, () => call(client.api, "PUT /api/desk/reports/{report}/link-entry", { path: { report: this.id }, body }));
    this.model.note("link_entry_made", actor, may);
    if (may) this.model.isOffered = true;
    await this.compare();
  }

  /** What this person has seen of the report, or somebody has left lying about. */
  private async seen(actor: Actor): Promise<{ readonly report: DeskReport; readonly warn: number | null } | null> {
    const own = isTaker(actor) ? this.opened.get(actor) : undefined;
    if (own === undefined && this.model.mayOpen(actor)) await this.open(actor);
    return (isTaker(actor) ? this.opened.get(actor) : undefined) ?? this.opened.values().next().value ?? null;
  }

  private async draft(actor: Actor, number: number, isHigh: boolean, isOther: boolean): Promise<void> {
    const seen = await this.seen(actor);
    if (seen === null) return;
    const text = this.model.texts[number] as Text;
    const may = this.model.mayDraft(actor, text, seen.warn);
    const { client, account } = this.person(actor);
    const recogniser = recogniserSaying(isHigh ? "high" : "low");
    const approvable = this.artefacts[number] as Artefact;
    const artefact = isOther ? amendArtefact(approvable, { advice: ["check_first"] }, client.random) : approvable;
    await this.must(may, () => draftWarning(client, account, this.keyring, seen.report, artefact, recogniser));
    if (!may) return;
    this.model.note("note_written", actor, true);
    this.model.isUsed = true;
    Object.assign(text, { state: "scored", drafter: actor, isHigh, isOther });
    this.drafted.set(number, artefact);
  }

  private async source(actor: Actor, number: number): Promise<void> {
    // The newest copy if there may be one, an old one otherwise.
    if (this.model.mayOpen(actor)) await this.open(actor);
    const seen = await this.seen(actor);
    const verified = seen?.report.approvals.find(({ artefact }) => hex(artefact.reference) === this.references[number]);
    if (seen === null || verified === undefined) return;
    const approved = this.model.approvals.findLast((one) => one.text === number && one.warn === seen.warn);
    assert(approved !== undefined, "an approval that was never given");
    const text = this.model.texts[number] as Text;
    const may = this.model.maySource(actor, text, approved);
    await this.must(may, () => passSource(this.person(actor).client, this.keyring, seen.report, verified));
    if (!may) return;
    this.model.isUsed = true;
    Object.assign(text, { state: "member_ok", source: approved });
    this.passed.set(number, verified.approval);
  }

  // ---- Editors ----

  private openDraft(actor: Actor, number: number): Promise<OpenDraft> {
    const { client, account } = this.person(actor);
    return openDraft(client, account, this.keyring, this.world.editor.keys, base64url((this.artefacts[number] as Artefact).reference));
  }

  private async review(actor: Actor, number: number): Promise<void> {
    const text = this.model.texts[number] as Text;
    const { client, account } = this.person(actor);
    const may = this.model.mayReview(actor, text);
    await this.must(may, async () => review(client, account, this.keyring, await this.openDraft(actor, number), { answers: { purpose: "warn" } }));
    if (may) text.state = "reviewed";
  }

  private async lead(actor: Actor, number: number): Promise<void> {
    const text = this.model.texts[number] as Text;
    if (text.state === "refused") return;
    const { client, account } = this.person(actor);
    const may = this.model.mayLead(actor, text);
    await this.must(may, async () => signLead(client, account, await this.openDraft(actor, number)));
    if (may) text.hasLead = true;
  }

  private async handOver(actor: Actor, number: number, isForgedFirst: boolean): Promise<void> {
    const text = this.model.texts[number] as Text;
    if (text.state === "refused") return;
    const isOpen = this.model.isIn(actor) && (actor === "editor" || actor === "lead") && text.state !== "none" && text.state !== "handed_over";
    if (!isOpen) return void (await this.must(false, async () => this.handed(actor, await this.openDraft(actor, number))));
    const draft = await this.openDraft(actor, number);
    assertEqual([...draft.problems].sort(), this.model.problems(actor, text).sort(), "what the approver's browser objects to");
    assertEqual(draft.artefact, this.drafted.get(number), "the text that the approver sees");
    if (draft.problems.length > 0) await this.must(false, () => this.handed(actor, draft));
    const passed = this.passed.get(number);
    if (passed === undefined) return;
    // A browser that objects to nothing gets no further.
    const careless: OpenDraft = { ...draft, sources: [passed], problems: [] };
    const { client } = this.person(actor);
    if (isForgedFirst) await this.must(false, () => this.handed(actor, { ...careless, artefact: amendArtefact(draft.artefact, {}, client.random) }));
    const done = await this.must(this.model.mayHandOver(actor, text), () => this.handed(actor, careless));
    if (done === null) return;
    text.state = this.model.handedOver(text);
    const isTaken = text.state === "handed_over";
    assertEqual(done, { state: isTaken ? "handed_over" : "reviewed", accepted: isTaken }, "the answer to a hand-over");
  }

  private async handed(actor: Actor, draft: OpenDraft): Promise<{ readonly state: string; readonly accepted: boolean }> {
    const { client, account } = this.person(actor);
    const { rows, ...answer } = await handOver(client, account, await this.world.list(), this.rows, this.world.editor.group, draft);
    this.rows = [...this.rows, ...rows];
    return answer;
  }

  private async hide(actor: Actor, number: number): Promise<void> {
    const text = this.model.texts[number] as Text;
    const { client, account } = this.person(actor);
    const may = this.model.mayHide(actor, text);
    await this.must(may, () => hide(client, account, (this.artefacts[number] as Artefact).reference));
    if (may) text.isHidden = true;
  }

  // ---- Sessions ----

  /** In a browser of this story alone: others are told with the same account at the same time. */
  private async signIn(actor: Actor): Promise<void> {
    if (actor === "nobody") return;
    const person = this.world.people[actor];
    const browser = new Browser(person.browser.origin);
    const client = { ...person.client, api: { transport: browser.transport } };
    if ((await this.must(this.model.isActive(actor), () => signIn(client, person.login, person.passphrase))) === null) return;
    this.sessions.set(actor, { ...person, browser, client });
    this.model.out.delete(actor);
  }

  private async signOut(actor: Actor): Promise<void> {
    if (!this.model.isIn(actor)) return;
    if (!this.sessions.has(actor)) await this.signIn(actor);
    const person = this.person(actor);
    const copy = new Browser(person.browser.origin, person.browser.cookies);
    await leave(person.client);
    this.sessions.set(actor, { ...person, browser: copy, client: { ...person.client, api: { transport: copy.transport } } });
    this.model.out.add(actor);
  }

  // ---- What is seen ----

  /** What the list shows of this story's warnings now. */
  private async look(): Promise<void> {
    const { live: shown } = await this.world.list();
    for (const [i, reference] of this.references.entries()) {
      const text = this.model.texts[i] as Text;
      const may = this.model.mayShow(text);
      if (shown.has(reference)) assert(may, `text ${i} shows, and must not`);
      else assert(!(may && text.isDue), `text ${i} does not show, and must`);
    }
  }

  /** Whether those who compare get the report's entry now. */
  private async compare(): Promise<void> {
    const { api } = this.world.people.lead.client;
    const delivered: string[] = [];
    let after: string | null = null;
    do {
      const page: Answer<"POST /api/link/entries/read"> = await call(api, "POST /api/link/entries/read", { body: after === null ? {} : { after } });
      delivered.push(...page.entries.map(({ entry }) => entry));
      after = page.next;
    } while (after !== null);
    assertEqual(delivered.includes(this.entry), this.model.mayCompare(), "that the report may be compared");
  }

  /** Each person in turn asks for the report and offers it for comparing, and an editor hands over what she can. */
  private async everybodyTries(): Promise<void> {
    for (const actor of actors) {
      await this.open(actor);
      await this.offer(actor);
    }
    for (const text of texts) await this.handOver("editor", text, false);
  }

  // ---- ----

  private get keyring() {
    return this.world.keyring();
  }

  private async report(): Promise<OwnReport> {
    return (this.own ??= await readReport(this.world.people.member.client, this.receipt));
  }

  /** That the report has. */
  private sections(): ReportSection[] {
    const { chosen, isApproved } = this.history;
    const own = Object.keys(this.content) as ReportSection[];
    return [...own, ...(chosen.includes("CASE") ? ["contact" as const] : []), ...(isApproved && chosen.includes("WARN") ? ["approval" as const] : [])];
  }

  private person(actor: Actor): Person {
    return this.sessions.get(actor) ?? this.world.people[actor];
  }

  private referencesOf(some: readonly Text[]): string[] {
    return this.references.filter((_, i) => some.includes(this.model.texts[i] as Text));
  }

  private written(sections: readonly ReportSection[] = this.sections()): ReportContent {
    const own = Object.entries(this.content).filter(([section]) => sections.includes(section as ReportSection));
    return Object.fromEntries(own) as ReportContent;
  }

  /** Without what the client itself adds. */
  private plain({ approval: _approval, contact: _contact, ...content }: ReportContent): unknown {
    return content;
  }

  /** The answer if it may be done; null if it must be refused, and was. */
  private async must<T>(may: boolean, action: () => Promise<T>): Promise<T | null> {
    try {
      const answer = await action();
      assert(may, "was done, and must be refused");
      return answer;
    } catch (error) {
      const isRefusal = error instanceof ClientError || (error instanceof ApiError && refusals.includes(error.code));
      if (!isRefusal || may) throw error;
      return null;
    }
  }
}
