// @vitest-environment happy-dom
/** The rules behind the screens, without a browser. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readCatalogue, readTexts } from "../tools/catalogues.ts";
import type { Candidate } from "../shared/client/linkage_engine.ts";
import { recognitionReasons } from "../shared/client/recogniser.ts";
import {
  codes, jurisdictions, languages, linkVerdicts, recognitionLevels, reportSections, roles, scopes, urgencies, warningStates, type Role,
} from "../shared/generated/vocabulary.ts";
import { putTexts } from "../shared/i18n/index.ts";
import { monthsUpTo, quarterOf } from "./dates.ts";
import { isLive } from "./desk/consent.tsx";
import { faults, firstForm, formAgain, kFreeTextLimit } from "./desk/draft_form.tsx";
import { inOrder } from "./desk/queue.tsx";
import { groupOf } from "./editors/drafts.tsx";
import { fairnessFaults } from "./editors/fairness.tsx";
import { mayInvite } from "./people/invite.tsx";
import type { WarningBody } from "../shared/generated/records.ts";
import type { QueueEntry, ReportContent } from "./services.ts";
import { points, stepsOf } from "./link/waterfall.tsx";
import { isPattern, levelKey, reasonsFor } from "./link/words.tsx";
import { kWhys } from "./words.ts";

const kTexts = readTexts("en", "staff");
const kNow = Date.UTC(2026, 10, 22, 14);

beforeAll(() => putTexts("en", [readCatalogue("en", "common"), readCatalogue("en", "member"), readCatalogue("en", "staff")]));

describe("words", () => {
  it.each([
    ["jurisdiction", jurisdictions], ["likely", recognitionLevels], ["link_verdict", linkVerdicts], ["permit", scopes], ["section", reportSections], ["tongue", languages],
    ["urgency", urgencies], ["warning_state", warningStates],
  ] as const)("there is one for each code: %s", (list, table) => {
    const named = Object.keys(kTexts).filter((key) => key.startsWith(`${list}.`)).map((key) => key.slice(list.length + 1));
    expect(named.sort()).toEqual([...codes<string>(table)].sort());
  });

  it("there is one for each way in which the linkage engine finds two things alike", () => {
    const source = readFileSync(join(import.meta.dirname, "../../src/linkage/report_model.cpp"), "utf8");
    const levels = new Set([...source.matchAll(/\{"([a-z ]+)", -?\d/g)].map(([, level]) => levelKey(level ?? "")));
    expect(Object.keys(kTexts).filter((key) => key.startsWith("link_level.")).sort()).toEqual([...levels].sort());
  });

  it("there is a reason for everything that the recogniser objects to", () => {
    expect([...kWhys]).toEqual([...recognitionReasons]);
    expect(kWhys.filter((why) => !(`why.${why}` in kTexts))).toEqual([]);
  });
});

describe("the queue", () => {
  const entry = (report: string, urgency: QueueEntry["urgency"], age: number): QueueEntry =>
    ({ report, state: "triage", age, urgency, language: "en", jurisdiction: "scotland", scopes: [], assigned: null });

  it("puts the urgent first, then the oldest, and changes nothing it was given", () => {
    const given = [entry("old", "no_hurry", 40), entry("a", "not_said", 3), entry("b", "soon", 1), entry("c", "now", 0), entry("d", "soon", 2)];
    expect(inOrder(given).map(({ report }) => report)).toEqual(["c", "d", "b", "a", "old"]);
    expect(given[0]?.report).toBe("old");
  });
});

describe("a draft", () => {
  const content: ReportContent = {
    incidents: ["assault", "robbery"], behaviours: ["locks_door"], month: "2026-11", area: "london", around: "late",
    facts: [{ kind: "gender", value: "gender_man" }, { kind: "clothing", value: "grey coat" }],
    identifiers: [{ kind: "phone", text: "07700 900123", masked: "…0123", key: "0" }, { kind: "handle", text: "?", masked: "", key: null }],
    words: "He came late.", aboutMe: { workingName: "Ruby", pronouns: "" }, contact: null,
  };

  it("begins with what is coded and nothing in words, in the quarter instead of the month", () => {
    expect(firstForm(content)).toEqual({
      instead: null, level: "danger", area: "london", period: "2026-Q4", incidents: ["assault", "robbery"], behaviours: ["locks_door"],
      facts: [{ kind: "gender", value: "gender_man" }], identifiers: ["0"], freeText: "",
    });
    expect(firstForm({ ...content, incidents: [], month: null }).level).toBe("information");
    expect(firstForm({ ...content, month: null }).period).toBe("");
  });

  it("that was sent back is changed from what it said, as far as the report still says it", () => {
    const body: WarningBody = {
      reference: new Uint8Array(16), version: 1, level: 2, area: "south_west", period: "2026-Q3", incidentTypes: ["robbery", "unheard_of"], behaviours: [],
      descriptors: [{ kind: "gender", value: "gender_man" }, { kind: "gender", value: "unheard_of" }], advice: [], freeText: "He asks for a photo.",
      identifiers: [{ type: 1, shown: "…0123" }, { type: 2, shown: "…0123" }], expiresMonth: "2028-11",
    };
    expect(formAgain(content, "reference", body)).toEqual({
      instead: "reference", level: "danger", area: "south_west", period: "2026-Q3", incidents: ["robbery"], behaviours: [],
      facts: [{ kind: "gender", value: "gender_man" }], identifiers: ["0"], freeText: "He asks for a photo.",
    });
    expect(formAgain({ ...content, identifiers: [] }, "reference", body).identifiers).toEqual([]);
  });

  it("needs something that happened, a region and a short text", () => {
    const fields = (change: object): string[] => faults({ ...firstForm(content), ...change }).map(({ field }) => field);
    expect(fields({})).toEqual([]);
    expect(fields({ incidents: [], area: null })).toEqual(["incidents", "area"]);
    expect(fields({ freeText: "x".repeat(kFreeTextLimit) })).toEqual([]);
    expect(fields({ freeText: "x".repeat(kFreeTextLimit + 1) })).toEqual(["free-text"]);
  });

  it("is possible only while the permission lives", () => {
    const permission = (state: "live" | "withdrawn" | "expired") => [{ scope: "WARN" as const, state, expires: kNow }];
    expect([isLive(permission("live"), "WARN"), isLive(permission("withdrawn"), "WARN"), isLive(permission("expired"), "WARN"), isLive([], "WARN")])
      .toEqual([true, false, false, false]);
    expect(isLive(permission("live"), "CHECK")).toBe(false);
  });
});

describe("warnings on their way", () => {
  const order = (role: Role) => codes(warningStates).map((state) => groupOf(state, role));

  it("stand where this role has to act on them", () => {
    expect(codes(warningStates)).toEqual(["drafted", "scored", "member_ok", "reviewed", "handed_over", "returned", "abandoned"]);
    expect(order("alert_editor")).toEqual([null, null, "review", "review", "handed", "back", null]);
    expect(order("caseworker")).toEqual(["waiting", "waiting", "editors", "editors", "handed", "back", null]);
    expect(order("case_lead")).toEqual(["waiting", "waiting", "third", "third", "handed", "back", null]);
  });
});

describe("the fairness record", () => {
  const answers = { purpose: "a", necessity: "b", lessIntrusive: "c", evidence: "d", harmIfWrong: "e", safeguards: "f" };
  const fields = (...given: Parameters<typeof fairnessFaults>): string[] => fairnessFaults(...given).map(({ field }) => field);

  it("wants every answer, a basis, and a date within half a year", () => {
    expect(fields(answers, "safeguarding", "2027-05-01", kNow)).toEqual([]);
    expect(fields({ ...answers, evidence: "  " }, null, "2027-05-01", kNow)).toEqual(["evidence", "basis"]);
    for (const wrong of ["", "2026-11-22", "2027-06-01", "next week"]) expect(fields(answers, "safeguarding", wrong, kNow)).toEqual(["review-on"]);
  });
});

describe("inviting", () => {
  it("is offered as the certificates allow", () => {
    const staff = ["project_worker", "caseworker", "alert_editor", "analyst"];
    expect(mayInvite("administrator")).toEqual(staff);
    expect(mayInvite("case_lead")).toEqual(["member", ...staff]);
    expect(mayInvite("project_worker")).toEqual(["member"]);
    for (const role of codes(roles).filter((role) => !["administrator", "case_lead", "project_worker"].includes(role))) expect(mayInvite(role)).toEqual([]);
  });
});

describe("a comparison", () => {
  const candidate: Candidate = {
    entry: "other", total: 1600, probability: 0.8, prior: -9200, behaviour: 900, strength: "possible", withoutStrongest: -8500, against: "month", decision: null, decidedThrough: false,
    rows: [
      { field: "month", level: "far apart", oneIn: null, bits: -400, counted: -400 }, { field: "behaviours", level: "much in common", oneIn: 9, bits: 1800, counted: 900 },
      { field: "gender", level: "identical", oneIn: null, bits: 200, counted: 0 }, { field: "phone", level: "identical", oneIn: 4200, bits: 10_300, counted: 10_300 },
    ],
  };

  it("goes from what is known before to the sum without a gap", () => {
    const steps = stepsOf(candidate);
    expect(steps.map(({ kind }) => kind)).toEqual(["whole", "against", "for", "for", "whole"]);
    expect(steps.slice(1, -1).map(({ from }) => from)).toEqual(steps.slice(0, -2).map(({ to }) => to));
    expect([steps[0]?.to, steps.at(-2)?.to, steps.at(-1)?.to]).toEqual([-9200, 1600, 1600]);
    expect([points(-9200), points(0), points(10_340)]).toEqual(["-9.2", "0.0", "+10.3"]);
  });

  it("gives as reasons what speaks for it, the strongest first", () => {
    expect(reasonsFor(candidate).map(({ field }) => field)).toEqual(["phone", "behaviours"]);
  });

  it("is a mere pattern if without what they did it would be less likely than not", () => {
    const of = (total: number, behaviour: number): boolean => isPattern({ ...candidate, total, behaviour });
    expect([of(3000, 2900), of(3000, 3001), of(-500, 0), of(-500, 200)]).toEqual([false, true, false, true]);
  });
});

describe("months and quarters", () => {
  it("are counted back over the turn of a year", () => {
    expect(monthsUpTo("2026-02", 4)).toEqual(["2026-02", "2026-01", "2025-12", "2025-11"]);
    expect(["2026-01", "2026-03", "2026-04", "2026-12"].map(quarterOf)).toEqual(["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"]);
  });
});
