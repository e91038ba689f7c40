import { expect, test } from "vitest";
import { reporterTexts } from "./recognition.ts";
import type { ReportContent } from "./report_format.ts";

test("what is hers is compared, what is his is not", () => {
  const content: ReportContent = {
    subject: {
      identifiers: [{ kind: "phone", text: "07700 900123", region: "GB", platform: null }],
      descriptors: ["gender_man"],
      spoken: { names_given: "called himself Example" },
    },
    event: { types: ["assault"], behaviours: [], area: "london", month: "2026-01", around: "after the late bus" },
    words: { text: "He came at ten." },
    about_me: { workingName: "Robin", pronouns: "she" },
    contact: { way: "phone", value: "07700 900456" },
  };
  expect(reporterTexts(content)).toEqual([
    { kind: "narrative", text: "called himself Example" },
    { kind: "narrative", text: "after the late bus" },
    { kind: "narrative", text: "He came at ten." },
    { kind: "working_name", text: "Robin" },
    { kind: "phone", text: "07700 900456" },
  ]);
  expect(reporterTexts({ contact: { way: "app", value: " " } })).toEqual([]);
});
