import { describe, expect, it } from "vitest";
import { consentTexts, limitsText, reportScopes } from "../../shared/client/consent_texts.ts";
import { changed, contentOf, jurisdictionOf, kNoAnswers, stepsFor, unanswered, type Answers } from "./answers.ts";
import { readTexts } from "../../tools/catalogues.ts";
import { kLanguages } from "../../shared/i18n/languages.ts";
import * as vocabulary from "../../shared/generated/vocabulary_labels.ts";

const kFull: Answers = {
  ...kNoAnswers,
  incidents: ["robbery"], area: "london", month: "2026-11", descriptors: ["gender_man"], words: " He came late. ",
  identifiers: [{ kind: "phone", text: " 07700 900123 ", platform: "x" }, { kind: "email", text: " ", platform: "x" }],
  scopes: ["READ", "CASE", "WARN"], approval: "delayed", workingName: "Ruby",
};

describe("an approved text", () => {
  it("is no longer approved once something it is made of, or tested against, changes", () => {
    const changes: Partial<Answers>[] = [
      { incidents: [] }, { behaviours: ["text"] }, { month: null }, { area: "wales" }, { descriptors: [] }, { identifiers: [] },
      { words: "x" }, { workingName: "x" }, { around: "x" }, { vehicle: "x" }, { scopes: ["READ", "WARN", "CHECK"] },
    ];
    for (const change of changes) expect([change, changed(kFull, change).approval]).toEqual([change, null]);
  });

  it("stays approved when something beside it changes", () => {
    for (const change of [{ safe: "no" }, { urgency: "now" }, { contactWay: "phone", contact: "x" }] as const) {
      expect(changed(kFull, change).approval).toBe("delayed");
    }
    expect(changed({ ...kFull, approval: "later" }, { words: "x" }).approval).toBe("later");
    expect(changed(kFull, { approval: "now" }).approval).toBe("now");
  });
});

describe("questions", () => {
  it("come only where the switches open them, and are asked before sending", () => {
    expect(stepsFor(kNoAnswers)).not.toContain("reach");
    expect(stepsFor(kNoAnswers)).not.toContain("preview");
    expect(stepsFor(kFull)).toEqual(expect.arrayContaining(["reach", "preview"]));
    expect(unanswered(kFull)).toBeNull();
    expect(unanswered({ ...kFull, approval: null })).toBe("preview");
    expect(unanswered({ ...kFull, contactWay: "phone", approval: null })).toBe("reach");
    expect(unanswered({ ...kNoAnswers, incidents: ["theft"] })).toBeNull();
  });
});

describe("sections", () => {
  it("hold what was said, trimmed, and nothing else", () => {
    expect(contentOf(kFull)).toEqual({
      subject: { identifiers: [{ kind: "phone", text: "07700 900123", region: "GB", platform: null }], descriptors: ["gender_man"], spoken: {} },
      event: { types: ["robbery"], behaviours: [], area: "london", month: "2026-11", around: "" },
      words: { text: "He came late." },
      about_me: { workingName: "Ruby", pronouns: "" },
      contact: { way: "app", value: "" },
    });
    expect(Object.keys(contentOf({ ...kNoAnswers, incidents: ["theft"] }))).toEqual(["event"]);
  });

  it("tell nobody how to reach her unless a caseworker is wanted, and only by the way chosen", () => {
    const contact = { contactWay: "phone", contact: "07700 900456" } as const;
    expect(contentOf({ ...kFull, ...contact }).contact).toEqual({ way: "phone", value: "07700 900456" });
    expect(contentOf({ ...kFull, ...contact, contactWay: "app" }).contact).toEqual({ way: "app", value: "" });
    expect(contentOf({ ...kFull, ...contact, scopes: ["READ", "WARN"] }).contact).toBeUndefined();
  });

  it("name the law of the region", () => {
    expect([jurisdictionOf("scotland"), jurisdictionOf("northern_ireland"), jurisdictionOf("wales"), jurisdictionOf(null)])
      .toEqual(["scotland", "northern_ireland", "england_wales", "england_wales"]);
  });
});

describe("the catalogue", () => {
  const english = readTexts("en", "member");

  it("shows the very words that receipts name", () => {
    const shown = (text: string): string => text.replaceAll("{team}", "{{team}}");
    for (const scope of reportScopes) expect(english[consentTexts[scope].id]).toBe(shown(consentTexts[scope].english));
    expect(english["limits.text"]).toBe(limitsText.english);
  });

  it("has them in every language: a receipt says in which they were read", () => {
    for (const { id } of kLanguages) {
      const texts = readTexts(id, "member");
      const keys = [...reportScopes.map((scope) => consentTexts[scope].id), "limits.text"];
      expect([id, keys.filter((key) => !texts[key])]).toEqual([id, []]);
    }
  });

  it("calls everything what the vocabulary calls it", () => {
    const lists = {
      area: vocabulary.areaBandLabels, action: vocabulary.auditActionLabels, behaviour: vocabulary.moTagLabels, behaviour_group: vocabulary.moGroupLabels,
      descriptor_kind: vocabulary.descriptorKindLabels, identifier: vocabulary.identifierKindLabels, incident: vocabulary.incidentTypeLabels,
      incident_group: vocabulary.incidentGroupLabels, level: vocabulary.warningLevelLabels, role: vocabulary.roleLabels,
      state: vocabulary.reportStateLabels,
    };
    for (const [list, labels] of Object.entries(lists)) {
      for (const [code, label] of Object.entries(labels)) expect([list, code, english[`${list}.${code}`]]).toEqual([list, code, label]);
    }
    for (const [code, label] of Object.entries(vocabulary.descriptorValueLabels)) expect(english[`descriptor.${code}.word`]).toBe(label);
  });
});
