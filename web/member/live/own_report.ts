/** A report in its owner's hands, as the screens see it. */
import { openList } from "../../shared/client/list.ts";
import type { Keyring } from "../../shared/client/keyring.ts";
import { live } from "../../shared/client/consent.ts";
import { equal, wipe } from "../../shared/client/bytes.ts";
import { reportScopes } from "../../shared/client/consent_texts.ts";
import {
  approveProposal, approvedUnder, closeReport, confirmedState, grantScope, isGone, isOver, readReport, reviewProposal, withdrawEverything, withdrawScopes, writeToTeam,
  type OwnReport as Opened, type ReviewedProposal,
} from "../../shared/client/owner.ts";
import { lackingSections } from "../../shared/client/recognition.ts";
import type { Receipt } from "../../shared/client/report.ts";
import type { Client } from "../../shared/client/trust.ts";
import { warningBodyOf } from "../../shared/client/artefact.ts";
import { fromWire, identifierKinds } from "../../shared/generated/vocabulary.ts";
import type { OwnReport, OwnView, Permission, Proposal, Withdrawal } from "../services.ts";
import { loadRecogniser } from "./recogniser.ts";

export interface OwnReportOptions {
  /** Nothing was pinned before: show the fingerprint. */
  readonly isNew: boolean;
  readonly onForget: () => void;
  /** The keyring at hand; without it the list is fetched when it is needed. */
  readonly keyring?: () => Promise<Keyring>;
}

/** Fetches and opens it. ApiError "not_found": no report has this code. */
export async function ownReport(client: Client, receipt: Receipt, options: OwnReportOptions): Promise<OwnReport> {
  const hold = holdOf(receipt);
  try {
    return shown(client, receipt, options, hold, await hold.keep(read(client, receipt, options)));
  } catch (error) {
    hold.forget();
    throw error;
  }
}

function keyringOf(client: Client, { keyring }: OwnReportOptions): () => Promise<Keyring> {
  return keyring ?? (async () => (await openList(client, null, null)).keyring);
}

/** Without a list it opens as well; then nobody can tell whether what is shown as the team's is. */
function read(client: Client, receipt: Receipt, options: OwnReportOptions): Promise<Opened> {
  return readReport(client, receipt, keyringOf(client, options)().catch(() => null));
}

/** All that was ever opened of one report: none of its keys outlives its screen, whatever was done there. */
interface Hold {
  /** What is still on its way when the report is forgotten is forgotten when it comes. */
  keep(act: Promise<Opened>): Promise<Opened>;
  forget(): void;
}

function holdOf(receipt: Receipt): Hold {
  const kept: Opened[] = [];
  let isForgotten = false;
  return {
    keep: async (act) => {
      const opened = await act;
      if (isForgotten) {
        closeReport(opened);
        throw new Error("the report was forgotten");
      }
      kept.push(opened);
      return opened;
    },
    forget: () => {
      isForgotten = true;
      wipe(receipt.root);
      for (const opened of kept.splice(0)) closeReport(opened);
    },
  };
}

function shown(client: Client, receipt: Receipt, options: OwnReportOptions, hold: Hold, opened: Opened): OwnReport {
  const { installation } = client;
  const keyring = keyringOf(client, options);
  const after = async (act: Promise<Opened>): Promise<OwnReport> => shown(client, receipt, options, hold, await hold.keep(act));
  return {
    view: viewOf(client, opened),
    code: receipt.code,
    firstUse: options.isNew ? { organisation: installation.trust.organisation, fingerprint: installation.fingerprint } : null,
    reload: () => after(read(client, receipt, options)),
    write: async (text) => after(writeToTeam(client, await keyring(), opened, text)),
    grant: async (scope) => after(grantScope(client, await keyring(), opened, scope)),
    withdraw: (scopes) => after(scopes === "everything" ? withdrawEverything(client, opened) : withdrawScopes(client, opened, scopes)),
    review: async (message) => {
      const own = opened.messages[Number(message.id)];
      if (own?.from !== "team" || own.message.kind !== "proposal") throw new TypeError("not a proposal");
      const reviewed = await reviewProposal(client, opened, own.message, await loadRecogniser());
      const { artefact, recognition, foreign } = reviewed;
      return {
        body: warningBodyOf(artefact),
        shortText: artefact.shortText,
        foreign: foreign.map(({ type, canonical }) => ({ kind: fromWire(identifierKinds, type) ?? null, text: canonical })),
        recognition: recognition?.level ?? null,
        handle: reviewed,
      } satisfies Proposal;
    },
    approve: async (proposal, { check, now }) =>
      after(approveProposal(client, await keyring(), opened, proposal.handle as ReviewedProposal, { check, releaseNow: now })),
    forget: () => {
      hold.forget();
      options.onForget();
    },
  };
}

function viewOf(client: Client, opened: Opened): OwnView {
  const { team } = opened;
  const now = client.clock.now();
  return {
    state: confirmedState(opened, now),
    day: opened.day,
    isWhole: lackingSections(opened, now).length === 0,
    team: team === null ? null : (client.installation.teams.find(({ id }) => equal(id, team))?.name ?? client.installation.trust.organisation),
    permissions: reportScopes.map((scope): Permission => {
      const receipt = live(opened.chain, scope, now);
      return {
        scope,
        expires: receipt?.expires ?? null,
        approved: receipt !== null && receipt.commitment !== null,
        over: isOver(opened, scope),
      };
    }),
    accesses: [...opened.accesses].reverse(),
    messages: opened.messages.map((own, index) => ({
      // The list only grows, so that a place in it is a name.
      id: String(index),
      from: own.from,
      day: own.day,
      text: (own.from === "team" || own.from === "me") && (own.message?.kind === "text" || own.message?.kind === "proposal") ? own.message.text : null,
      isProposal: own.from === "team" && own.message.kind === "proposal",
      approvedUnder: own.from === "team" && own.message.kind === "proposal" ? approvedUnder(client, opened, own.message) : [],
      isApproval: own.from === "me" && own.message?.kind === "approval",
      isDisplaced: own.from === "team" && own.isDisplaced,
    })),
    withdrawals: (["WARN", "CHECK"] as const).flatMap((scope): Withdrawal[] => {
      const withdrawal = opened.withdrawals[scope];
      if (withdrawal.kind === "not_asked") return [];
      if (withdrawal.kind === "asked") return [{ scope, gone: null, goneBy: null }];
      const { struckAt, goneBy } = withdrawal;
      return [{ scope, gone: isGone(withdrawal, now) ? Math.max(struckAt, goneBy) : null, goneBy }];
    }),
  };
}
