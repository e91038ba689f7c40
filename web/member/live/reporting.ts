/** Her own reports in a session: the text that others would see, sending, and looking at what became of each. */
import type { Account } from "../../shared/client/account.ts";
import { ApiError } from "../../shared/client/api.ts";
import { canWarn, codedArtefact, warningBodyOf } from "../../shared/client/artefact.ts";
import { fromBase64url } from "../../shared/client/bytes.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import { closeReport, confirmedState, isReportOf, readReport } from "../../shared/client/owner.ts";
import { buildReport, newReceipt, receiptOf, reviewArtefact, sendReport, warnExpiry, withReport, type Receipt, type ReportForm } from "../../shared/client/report.ts";
import type { Client } from "../../shared/client/trust.ts";
import type { Vault } from "../../shared/client/vault.ts";
import type { Artefact, Signed } from "../../shared/generated/records.ts";
import { languages, isCode, type ReportState } from "../../shared/generated/vocabulary.ts";
import { language } from "../../shared/i18n/index.ts";
import { contentOf, jurisdictionOf } from "../report/answers.ts";
import type { OwnReport, Proposal, Session } from "../services.ts";
import { draftOf, withDraft } from "./draft.ts";
import { ownReport } from "./own_report.ts";
import { loadRecogniser } from "./recogniser.ts";

/** What of the session it stands on. */
export interface Holder {
  readonly client: Client;
  /** As it is now. */
  account(): Account;
  /** Keeps a vault in memory; `save` brings it to the server. */
  put(vault: Vault): void;
  save(): Promise<void>;
  keyring(): Promise<Keyring>;
}

/** The codes are those of the vault. */
export interface Reporting extends Pick<Session, "preview" | "submit"> {
  open(code: string): Promise<OwnReport>;
  /** Its state, and how many messages are in it. */
  look(code: string): Promise<{ readonly state: ReportState; readonly count: number }>;
}

export function openReporting({ client, account, put, save, keyring }: Holder): Reporting {
  // The last form sent, until an answer comes; and whether another may have been sent with the same code before.
  let pending: { readonly form: string; readonly receipt: Receipt; readonly request: Signed; readonly mayDiffer: boolean } | null = null;
  let reviewed: { readonly form: string; readonly proposal: Proposal } | null = null;

  const { teams } = client.installation;
  const receiptFor = (code: string): Receipt => {
    const row = account().vault.reports.find((report) => report.code === code);
    if (row === undefined) throw new TypeError("not one of her reports");
    return receiptOf(row);
  };

  return {
    preview: async (answers) => {
      const content = contentOf(answers);
      const form = JSON.stringify(content);
      if (reviewed?.form === form) return reviewed.proposal;
      if (content.event === undefined || !canWarn(content.event)) return "nothing_to_warn_of";
      const subject = content.subject ?? { identifiers: [], descriptors: [], spoken: {} };
      const artefact = codedArtefact(subject, content.event, warnExpiry(client), client.random);
      // A test that could not run is shown as such; the next look tries again.
      const recognition = await loadRecogniser().then((recogniser) => reviewArtefact(content, artefact, recogniser)).catch(() => null);
      const proposal: Proposal = {
        body: warningBodyOf(artefact), shortText: artefact.shortText, foreign: [], recognition: recognition?.level ?? null, handle: artefact,
      };
      if (recognition !== null) reviewed = { form, proposal };
      return proposal;
    },

    submit: async (answers, approved, release) => {
      const draft = draftOf(account().vault) ?? { answers, step: "answers" as const };
      const report: ReportForm = {
        content: contentOf(answers),
        chosen: answers.scopes,
        team: answers.team !== null ? fromBase64url(answers.team) : (teams[0]?.id ?? null),
        urgency: answers.urgency,
        language: isCode(languages, language()) ? (language() as keyof typeof languages) : "en",
        jurisdiction: jurisdictionOf(answers.area),
        approved: approved === null ? null : { artefact: approved.handle as Artefact, releaseNow: release === "now" },
      };
      const form = JSON.stringify([report.content, report.chosen, answers.team, report.urgency, report.language, release, approved !== null]);
      // The code stands in the vault before anything is sent, so that no report is ever without its owner.
      const known = account().vault.reports.find(({ code }) => code === draft.code);
      const mayDiffer = pending === null ? known !== undefined : pending.mayDiffer || pending.form !== form;
      const receipt = pending?.receipt ?? (known ? receiptOf(known) : await newReceipt(client));
      put(withDraft(withReport(account().vault, receipt, client.clock.now()), { ...draft, code: receipt.code }, client.clock));
      await save();
      const build = async (): Promise<Signed> => buildReport(client, await keyring(), receipt, report);
      const deliver = async (request: Signed, isNew: boolean): Promise<"arrived" | "another"> => {
        pending = { form, receipt, request, mayDiffer };
        try {
          await sendReport(client, request);
          return "arrived";
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.code === "conflict" && error.field === "report") return "another";
          // Too old, or to keys that the team has changed: it has not arrived, and is made anew.
          const isOld = (error.code === "conflict" && error.field === "team_epoch") || (error.code === "invalid" && error.field === "minute");
          if (!isOld || isNew) throw error;
          return deliver(await build(), true);
        }
      };
      const delivered = pending?.form === form ? await deliver(pending.request, false) : await deliver(await build(), true);
      const isEarlier = (delivered === "another" || mayDiffer) && !isReportOf(client, report, await readReport(client, receipt));
      pending = null;
      reviewed = null;
      // What stands is not what she has here: that becomes a draft of a report of its own.
      const { code: _spent, ...rest } = draft;
      put(withDraft(account().vault, isEarlier ? rest : null, client.clock));
      // The report is with the server; a draft that stays for now does no harm and goes with the next write.
      await save().catch(() => undefined);
      return { code: receipt.code, isEarlier };
    },

    open: (code) => ownReport(client, receiptFor(code), { isNew: false, onForget: () => undefined, keyring }),
    look: async (code) => {
      const report = await readReport(client, receiptFor(code));
      const state = confirmedState(report, client.clock.now());
      closeReport(report);
      return { state, count: report.messages.length };
    },
  };
}
