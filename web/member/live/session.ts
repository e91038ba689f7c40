/** An unlocked account: its keys, its vault, the list, and what the screens do with them. */
import { changePassphrase, lock, putVault, saveVault, seenOf, type Account, type Unlocked } from "../../shared/client/account.ts";
import { ApiError, isApiError } from "../../shared/client/api.ts";
import { base64url, equal, fromBase64url, hex } from "../../shared/client/bytes.ts";
import { codedArtefact, canWarn, warningBodyOf } from "../../shared/client/artefact.ts";
import { check, freshCheckState, remainingChecks, type CheckState, type Remaining } from "../../shared/client/check_flow.ts";
import { day } from "../../shared/client/clock.ts";
import { orNull } from "../../shared/client/errors.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import { openList, type List } from "../../shared/client/list.ts";
import { generatePassphrase } from "../../shared/client/passphrase.ts";
import { buildReport, newReceipt, receiptOf, reviewArtefact, sendReport, warnExpiry, withReport, type Receipt, type ReportForm } from "../../shared/client/report.ts";
import { closeReport, confirmedState, isReportOf, readReport } from "../../shared/client/owner.ts";
import type { Client } from "../../shared/client/trust.ts";
import { mergedVault, openVault, sealVault, type Vault } from "../../shared/client/vault.ts";
import { liveWarnings, type LiveWarnings } from "../../shared/client/warnings.ts";
import { openGroupKeys, wipeGroupKeys, type GroupKeys } from "../../shared/client/epoch_keys.ts";
import type { Artefact, Signed } from "../../shared/generated/records.ts";
import { languages, isCode } from "../../shared/generated/vocabulary.ts";
import { language } from "../../shared/i18n/index.ts";
import { contentOf, jurisdictionOf, kNoAnswers, type Answers, type Draft } from "../report/answers.ts";
import type { News, Proposal, ReportRow, Session, Warning, Warnings } from "../services.ts";
import { ownReport } from "./own_report.ts";
import { loadRecogniser } from "./recogniser.ts";

/** Vaults, sealed, that a lock could not bring to the server, each with the one it was made from. */
export type Kept = Map<string, { readonly base: Uint8Array; readonly vault: Uint8Array }>;

const kDraft = "report";

/** What another application builds on besides: small texts that it keeps in the vault under names of its own. */
export interface LiveSession extends Session {
  setting(name: string): string | null;
  /** Kept in memory; it goes to the server with the next write, at the latest when the screen locks. Null forgets it. */
  putSetting(name: string, value: string | null): void;
}

export async function openSession(client: Client, unlocked: Unlocked, kept: Kept): Promise<LiveSession> {
  let account: Account = unlocked.account;
  let list: List | null = unlocked.list;
  let state: CheckState = { ...freshCheckState, seen: seenOf(account.vault), list };
  // Writes of the vault go one after the other: each takes the newest content.
  let lastWrite: Promise<unknown> = Promise.resolve();
  let sent: Vault | null = null;
  // The last form sent, until an answer comes; and whether another may have been sent with the same code before.
  let pending: { readonly form: string; readonly receipt: Receipt; readonly request: Signed; readonly mayDiffer: boolean } | null = null;
  let reviewed: { readonly form: string; readonly proposal: Proposal } | null = null;
  let groupKeys: GroupKeys | null = null;
  // The warnings of one live index: as long as it stands, asking for them costs a look at the manifest.
  let opened: { readonly index: Uint8Array; readonly issued: number; readonly read: LiveWarnings } | null = null;
  let left: Remaining | null = null;
  // Messages in each report, as they were counted last.
  const messages = new Map<string, number>();

  const { installation } = client;
  const { trust, fingerprint, teams } = installation;
  const put = (vault: Vault): void => {
    account = { ...account, vault };
  };
  const save = (): Promise<void> => {
    const write = lastWrite.then(async () => {
      const { vault } = account;
      sent = vault;
      const saved = await saveVault(client, account, vault);
      // With what another session wrote, and what was put in here meanwhile.
      account = { ...account, stored: saved.stored, vault: mergedVault(vault, account.vault, saved.vault) };
    });
    lastWrite = write.catch(() => undefined);
    return write;
  };
  const setting = (name: string, value: string | number): void => put({ ...account.vault, settings: { ...account.vault.settings, [name]: value } });
  const keyring = async (): Promise<Keyring> => (await refreshedList()).keyring;
  const refreshedList = async (): Promise<List> => {
    list = await openList(client, state.seen, list);
    state = { ...state, list };
    return list;
  };

  const before = kept.get(account.login);
  if (before !== undefined) {
    const [base, mine] = [before.base, before.vault].map((sealed) => openVault(account.keys, installation, sealed)) as [Vault, Vault];
    put(mergedVault(base, mine, account.vault));
    void save().then(() => kept.delete(account.login), () => undefined);
  }

  const draftOf = (vault: Vault): Draft | null => {
    const found = vault.drafts.find(({ id }) => id === kDraft)?.answers as Partial<Draft> | undefined;
    if (found?.answers === undefined || found.step === undefined) return null;
    // A draft of an earlier version may lack newer questions.
    return { ...(found as Draft), answers: { ...kNoAnswers, ...found.answers } };
  };
  const withDraft = (vault: Vault, draft: Draft | null): Vault => {
    const others = vault.drafts.filter(({ id }) => id !== kDraft);
    if (draft === null) return { ...vault, drafts: others };
    return { ...vault, drafts: [...others, { id: kDraft, saved: Math.floor(client.clock.now() / day), answers: draft }] };
  };

  const forgetGroupKeys = (): void => {
    if (groupKeys !== null) wipeGroupKeys(groupKeys);
    groupKeys = null;
  };
  const forget = (): void => {
    forgetGroupKeys();
    pending = null;
    reviewed = null;
    opened = null;
    lock(account);
  };
  const seenWarnings = (): Set<string> => new Set(String(account.vault.settings["warnings"] ?? "").split(" ").filter(Boolean));
  const nameOf = (reference: string, version: number): string => `${reference.slice(0, 12)}.${version}`;
  const fetchWarnings = async (): Promise<Warnings> => {
    const now = await refreshedList();
    const { liveIndex: index } = now.manifest;
    const known = opened !== null && opened.read.notLoaded.length === 0 && equal(opened.index, index) ? opened.read : null;
    const read = known ?? await liveWarnings(client, now, groupKeys ??= await openGroupKeys(client, account, now.keyring));
    opened = { index, issued: now.manifest.issued, read };
    // The missing key may have been handed over meanwhile: it is asked for at the next look.
    if (read.notLoaded.some(({ reason }) => reason === "no_key")) forgetGroupKeys();
    return shownOf(opened);
  };
  const shownOf = ({ issued, read }: NonNullable<typeof opened>): Warnings => {
    const seen = seenWarnings();
    return {
      issued,
      notLoaded: read.notLoaded.map(({ reference, reason }) => ({ reference: hex(reference), reason })),
      warnings: read.warnings.map((body) => {
        const reference = hex(body.reference);
        return { reference, version: body.version, body, isNew: !seen.has(nameOf(reference, body.version)) };
      }),
    };
  };
  const lastWarnings = (): Warnings | null => (opened === null ? null : shownOf(opened));
  const readCount = (code: string): number => Number(account.vault.settings[`read ${code}`] ?? 0);
  const receiptFor = (code: string): Receipt => {
    const row = account.vault.reports.find((report) => report.code === code);
    if (row === undefined) throw new TypeError("not one of her reports");
    return receiptOf(row);
  };
  const unreadIn = (code: string): number => Math.max(0, (messages.get(code) ?? 0) - readCount(code));
  const unread = (): News => ({
    warnings: lastWarnings()?.warnings.filter(({ isNew }) => isNew).length ?? 0,
    messages: account.vault.reports.reduce((sum, { code }) => sum + unreadIn(code), 0),
  });
  const rowOf = async (code: string, made: number): Promise<ReportRow> => {
    try {
      const report = await readReport(client, receiptFor(code));
      messages.set(code, report.messages.length);
      const state = confirmedState(report, client.clock.now());
      closeReport(report);
      return { code, made, state, unread: unreadIn(code) };
    } catch (error) {
      return { code, made, state: isApiError(error, "not_found") ? "missing" : null, unread: 0 };
    }
  };
  const reports = (): Promise<ReportRow[]> => Promise.all(account.vault.reports.map(({ code, made }) => rowOf(code, made)));

  const preview = async (answers: Answers): Promise<Proposal | "nothing_to_warn_of"> => {
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
  };

  return {
    login: account.login,
    organisation: trust.organisation,
    fingerprint,
    awaitsKeys: account.awaitsKeys,
    teams: teams.map(({ id, name }) => ({ id: base64url(id), name })),

    check: async (token) => {
      const checked = await check(client, account.keys.check, state, token);
      state = checked.state;
      list = state.list;
      left = checked.remaining ?? left;
      return { result: checked.result, remaining: checked.remaining };
    },
    remaining: async () => {
      if (left !== null) return left;
      const asked = await remainingChecks(client, account.keys.check);
      return (left ??= asked);
    },

    warnings: fetchWarnings,
    lastWarnings,
    markRead: (warning: Warning) => {
      const name = nameOf(warning.reference, warning.version);
      const seen = seenWarnings();
      if (seen.has(name)) return;
      // Only of what is still shown: the list of the seen does not grow for ever.
      const live = new Set([...(list?.live.keys() ?? [])].map((reference) => reference.slice(0, 12)));
      const remembered = [...seen].filter((each) => live.has(each.slice(0, 12)));
      setting("warnings", [...remembered, name].join(" "));
    },
    news: async () => {
      await Promise.all([fetchWarnings().catch(() => null), reports()]);
      return unread();
    },
    unread,

    draft: () => draftOf(account.vault),
    keepDraft: (draft) => put(withDraft(account.vault, draft)),
    saveDraft: (draft) => {
      put(withDraft(account.vault, draft));
      return save();
    },

    preview,
    submit: async (answers, approved, release) => {
      const draft = draftOf(account.vault) ?? { answers, step: "answers" as const };
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
      const known = account.vault.reports.find(({ code }) => code === draft.code);
      const mayDiffer = pending === null ? known !== undefined : pending.mayDiffer || pending.form !== form;
      const receipt = pending?.receipt ?? (known ? receiptOf(known) : await newReceipt(client));
      put(withDraft(withReport(account.vault, receipt, client.clock.now()), { ...draft, code: receipt.code }));
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
      put(withDraft(account.vault, isEarlier ? rest : null));
      // The report is with the server; a draft that stays for now does no harm and goes with the next write.
      await save().catch(() => undefined);
      return { code: receipt.code, isEarlier };
    },

    reports,
    report: (code) => ownReport(client, receiptFor(code), { isNew: false, onForget: () => undefined, keyring }),
    markMessagesRead: (code, count) => {
      if (readCount(code) !== count) setting(`read ${code}`, count);
    },

    changePassphrase: (current, wanted) => changePassphrase(client, account, current, wanted),
    generatePassphrase: async () => generatePassphrase(client.random),
    setting: (name) => {
      const value = account.vault.settings[name];
      return typeof value === "string" ? value : null;
    },
    putSetting: (name, value) => {
      const { [name]: _before, ...others } = account.vault.settings;
      put({ ...account.vault, settings: value === null ? others : { ...others, [name]: value } });
    },
    lock: () => {
      // Changed or not, so that a write tells nothing of what was read. Sealed while the key is there: what waits here
      // opens only with the passphrase. Too full to be sealed, it stays as it was written last.
      const { login, stored, vault } = account;
      const seal = (content: Vault): Uint8Array => sealVault(account.keys, installation, content, client.random);
      const last = orNull(() => ({ base: seal(stored.vault), vault: seal(vault) }));
      if (last !== null) {
        kept.set(login, last);
        // A write under way goes first. Had another session come between, only the next unlock can put the two together.
        lastWrite.then(async () => {
          if (account.stored !== stored && account.stored.vault !== sent) return;
          await putVault(client, last.vault, account.stored.hash);
          if (kept.get(login) === last) kept.delete(login);
        }).catch(() => undefined);
      }
      forget();
    },
    wipe: forget,
  };
}
