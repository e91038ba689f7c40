/** A warning in an editor's or case lead's hands, as the screens see it. */
import { equal } from "../../shared/client/bytes.ts";
import { identifierOf, warningBodyOf } from "../../shared/client/artefact.ts";
import { newestGroupKey } from "../../shared/client/epoch_keys.ts";
import { ClientError } from "../../shared/client/errors.ts";
import { handOver, openDraft, review, sendBack, signLead, slotMap, type DraftProblem, type OpenDraft } from "../../shared/client/publish.ts";
import { fromWire, identifierKinds } from "../../shared/generated/vocabulary.ts";
import { kFairnessQuestions, kLawfulBases, type Check, type Fairness, type Review, type SubjectIdentifier } from "../services.ts";
import type { Workplace } from "./desk.ts";

/** Which line of what was verified a problem belongs to. A problem of a later version of the client counts against the text. */
const kLine: Readonly<Record<DraftProblem, Check | "own">> = {
  other_text: "text",
  draft_signature: "drafter",
  drafter_role: "drafter",
  own_draft: "own",
  recognition_signature: "recognition",
  recogniser_role: "recognition",
  source_missing: "approval",
  source_signature: "approval",
  source_expired: "approval",
  lead_missing: "lead",
  lead_signature: "lead",
  lead_role: "lead",
  lead_not_third: "lead",
};
const kNotYet: readonly DraftProblem[] = ["source_missing", "lead_missing"];

export async function openReview(place: Workplace, reference: string): Promise<Review> {
  const { client, account } = place;
  const { keyring } = await place.list();
  const opened = await openDraft(client, account, keyring, await place.teamKeys(), reference);
  const isHigh = opened.level === "high";
  const isOwn = opened.problems.includes("own_draft");
  const own = account.keys.sign.publicKey;
  const hasTested = equal(opened.recognition.signer, own);
  const open = opened.state === "member_ok" || opened.state === "reviewed";
  const lines: readonly Check[] = isHigh ? ["text", "drafter", "recognition", "approval", "lead"] : ["text", "drafter", "recognition", "approval"];
  return {
    reference,
    state: opened.state,
    body: warningBodyOf(opened.artefact),
    shortText: opened.artefact.shortText,
    identifiers: identifiersOf(opened),
    recognition: opened.level,
    checks: lines.map((check) => ({ check, result: resultOf(check, opened.problems) })),
    release: opened.sources.length === 0 ? null : opened.sources.every(({ releaseNow }) => releaseNow) ? "now" : "delayed",
    until: opened.sources.length === 0 ? null : Math.min(...opened.sources.map(({ warnExpires }) => warnExpires)),
    fairness: fairnessOf(opened),
    mayLead: account.role === "case_lead" && isHigh && open && opened.lead === null && !isOwn && !hasTested,
    mayReview: account.role === "alert_editor" && open && !isOwn,
    lead: async () => void (await signLead(client, account, opened)),
    return: async (text) => void (await sendBack(client, account, (await place.list()).keyring, opened, { text })),
    approve: async (fairness) => void (await review(client, account, (await place.list()).keyring, opened, { answers: { ...fairness } })),
    publish: async (onProgress) => {
      onProgress("preparing");
      const [list, keys] = [await place.list(), await place.teamKeys()];
      const [map, group] = [await slotMap(client, keys), newestGroupKey(await place.groupKeys(), list.keyring)];
      if (group === null) throw new ClientError("recipient", "no group key at hand");
      onProgress("handing_over");
      const { accepted, rows } = await handOver(client, account, list, map, group, opened);
      return { accepted, notBefore: Math.min(...rows.map(({ notBefore }) => notBefore)) };
    },
  };
}

function resultOf(check: Check, problems: readonly DraftProblem[]): "verified" | "missing" | "failed" {
  const found = problems.filter((problem) => (kLine[problem] ?? "text") === check);
  if (found.length === 0) return "verified";
  return found.every((problem) => kNotYet.includes(problem)) ? "missing" : "failed";
}

/** Those of the text, as the reporter wrote them where the extract tells. */
function identifiersOf(opened: OpenDraft): SubjectIdentifier[] {
  return opened.artefact.identifiers.map(({ type, canonical, shown }, index) => {
    const stated = opened.extract.identifiers.find((each) => {
      const identifier = identifierOf(each);
      return identifier !== null && identifier.type === type && identifier.canonical === canonical;
    });
    return { kind: fromWire(identifierKinds, type) ?? "phone", text: stated?.text ?? canonical, masked: shown, key: String(index) };
  });
}

function fairnessOf({ fairness }: OpenDraft): Fairness | null {
  if (fairness === null) return null;
  const text = (name: string): string => String(fairness.answers[name] ?? "");
  const answers = Object.fromEntries(kFairnessQuestions.map((question) => [question, text(question)])) as Record<(typeof kFairnessQuestions)[number], string>;
  return { ...answers, lawfulBasis: kLawfulBases.find((basis) => basis === text("lawfulBasis")) ?? kLawfulBases[0], reviewOn: text("reviewOn") };
}
