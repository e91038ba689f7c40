/** An unlocked account: its keys, its vault, the list, and what the screens do with them. */
import { changePassphrase, lock, putVault, saveVault, seenOf, type Account, type Unlocked } from "../../shared/client/account.ts";
import { isApiError } from "../../shared/client/api.ts";
import { base64url, equal, hex } from "../../shared/client/bytes.ts";
import { check, freshCheckState, ownCanarySlowHash, remainingChecks, type CheckState, type Remaining } from "../../shared/client/check_flow.ts";
import { orNull } from "../../shared/client/errors.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import { openList, type List } from "../../shared/client/list.ts";
import type { Client } from "../../shared/client/trust.ts";
import { mergedVault, openVault, sealVault, type Vault } from "../../shared/client/vault.ts";
import { liveWarnings, type LiveWarnings } from "../../shared/client/warnings.ts";
import { openGroupKeys, wipeGroupKeys, type GroupKeys } from "../../shared/client/epoch_keys.ts";
import type { News, ReportRow, Session, Warning, Warnings } from "../services.ts";
import { draftOf, withDraft } from "./draft.ts";
import type { Reporting } from "./reporting.ts";

/** Vaults, sealed, that a lock could not bring to the server, each with the one it was made from. */
export type Kept = Map<string, { readonly base: Uint8Array; readonly vault: Uint8Array }>;

/** What another application builds on besides: small texts that it keeps in the vault under names of its own. */
export interface LiveSession extends Session {
  setting(name: string): string | null;
  /** Kept in memory; it goes to the server with the next write, at the latest when the screen locks. Null forgets it. */
  putSetting(name: string, value: string | null): void;
}

/** Writes the vault, as every unlock does: the screens need not wait for it. */
export async function openSession(client: Client, unlocked: Unlocked, kept: Kept): Promise<LiveSession> {
  let account: Account = unlocked.account;
  let list: List | null = unlocked.list;
  // What keeps a phone busy for a moment waits until the first screen stands there.
  const shown = new Promise((resolve) => setTimeout(resolve));
  // Every check needs it, so that it is made before there is one.
  const canary = shown.then(() => ownCanarySlowHash(client)).catch(() => null);
  let state: CheckState = { ...freshCheckState, seen: seenOf(account.vault), list };
  // Writes of the vault go one after the other: each takes the newest content.
  let lastWrite: Promise<unknown> = shown;
  let sent: Vault | null = null;
  let reporting: Promise<Reporting> | null = null;
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
  }
  // If it fails, the next write brings what this one would have.
  void save().then(() => kept.delete(account.login), () => undefined);

  const forgetGroupKeys = (): void => {
    if (groupKeys !== null) wipeGroupKeys(groupKeys);
    groupKeys = null;
  };
  const forget = (): void => {
    forgetGroupKeys();
    reporting = null;
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
  // Its code is fetched when it is first wanted: a check needs none of it.
  const ownReports = (): Promise<Reporting> => {
    reporting ??= import("./reporting.ts").then(
      ({ openReporting }) => openReporting({ client, account: () => account, put, save, keyring }),
      (error: unknown) => {
        reporting = null;
        throw error;
      });
    return reporting;
  };
  const unreadIn = (code: string): number => Math.max(0, (messages.get(code) ?? 0) - readCount(code));
  const unread = (): News => ({
    warnings: lastWarnings()?.warnings.filter(({ isNew }) => isNew).length ?? 0,
    messages: account.vault.reports.reduce((sum, { code }) => sum + unreadIn(code), 0),
  });
  const rowOf = async (code: string, made: number): Promise<ReportRow> => {
    try {
      const { state, count } = await (await ownReports()).look(code);
      messages.set(code, count);
      return { code, made, state, unread: unreadIn(code) };
    } catch (error) {
      return { code, made, state: isApiError(error, "not_found") ? "missing" : null, unread: 0 };
    }
  };
  const reports = (): Promise<ReportRow[]> => Promise.all(account.vault.reports.map(({ code, made }) => rowOf(code, made)));

  return {
    login: account.login,
    organisation: trust.organisation,
    fingerprint,
    awaitsKeys: account.awaitsKeys,
    teams: teams.map(({ id, name }) => ({ id: base64url(id), name })),

    check: async (token) => {
      const canarySlowHash = state.canarySlowHash ?? (await canary);
      const checked = await check(client, account.keys.check, { ...state, canarySlowHash }, token);
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
      // In no hurry, unlike a check: on a slow line and phone one would wait for the other.
      await lastWrite;
      await Promise.all([fetchWarnings().catch(() => null), reports()]);
      return unread();
    },
    unread,

    draft: () => draftOf(account.vault),
    keepDraft: (draft) => put(withDraft(account.vault, draft, client.clock)),
    saveDraft: (draft) => {
      put(withDraft(account.vault, draft, client.clock));
      return save();
    },

    preview: async (answers) => (await ownReports()).preview(answers),
    submit: async (...report) => (await ownReports()).submit(...report),

    reports,
    report: async (code) => (await ownReports()).open(code),
    markMessagesRead: (code, count) => {
      if (readCount(code) !== count) setting(`read ${code}`, count);
    },

    changePassphrase: (current, wanted) => changePassphrase(client, account, current, wanted),
    generatePassphrase: async () => (await import("../../shared/client/generate.ts")).generatePassphrase(client.random),
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
