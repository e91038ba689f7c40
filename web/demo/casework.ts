/** What happens to one report: its owner's part, the desk's and the editors', each step through the real client. */
import type { Artefact } from "../shared/generated/records.ts";
import { amendArtefact, codedArtefact } from "../shared/client/artefact.ts";
import { base64url } from "../shared/client/bytes.ts";
import { day } from "../shared/client/clock.ts";
import {
  type DeskReport,
  abandonWarning,
  addNote,
  claim,
  draftWarning,
  moveReport,
  openReport,
  passSource,
  propose,
  writeToReporter,
} from "../shared/client/desk.ts";
import { makeLinkEntry } from "../shared/client/link.ts";
import type { List } from "../shared/client/list.ts";
import {
  type OwnReport,
  approveProposal,
  readReport,
  reviewProposal,
  withdrawEverything,
  withdrawScopes,
  writeToTeam,
} from "../shared/client/owner.ts";
import { type OpenDraft, handOver, hide, openDraft, review, sendBack, signLead, slotMap } from "../shared/client/publish.ts";
import { reportKeysOf } from "../shared/client/receipt_code.ts";
import { recogniser } from "../shared/client/recogniser.ts";
import { type Receipt, buildReport, sendReport, warnExpiry, withReport } from "../shared/client/report.ts";
import type { SlotMapRow } from "../shared/client/editors.ts";
import type { ReportContent } from "../shared/client/report_format.ts";
import type { Chance } from "./chance.ts";
import type { Network, Person } from "./people.ts";
import { type Story, contentOf, jurisdictionOf, scopesOf } from "./stories.ts";

export class Case {
  readonly story: Story;
  readonly receipt: Receipt;
  readonly reporter: Person;
  /** Whoever of the desk has it, and whoever of the editors decides. */
  readonly worker: Person;
  readonly editor: Person;
  /** Its entry among those that are compared, once the desk has offered it. */
  entry: string | null = null;
  private readonly network: Network;
  private readonly releasesAtOnce: boolean;
  private artefact: Artefact | null = null;

  constructor(network: Network, chance: Chance, story: Story, receipt: Receipt, reporter: Person) {
    this.network = network;
    this.story = story;
    this.receipt = receipt;
    this.reporter = reporter;
    this.worker = chance.pick(network.staff.caseworkers);
    this.editor = chance.pick(network.staff.editors);
    // A delay takes up to four days, which a late story does not have.
    this.releasesAtOnce = story.ending !== "scheduled" && (story.ago < 14 || chance.below(2) === 0);
  }

  // ---- Her own part ----

  async report(): Promise<void> {
    const { story, receipt, network } = this;
    const { client } = this.reporter;
    const content = contentOf(story, client.clock.now());
    const chosen = scopesOf(story);
    await this.reporter.saveVault((vault) => withReport(vault, receipt, client.clock.now()));
    const isCoded = chosen.includes("WARN") && !this.isProposed() && story.ending !== "scored" && story.ending !== "triage";
    const form = {
      content,
      chosen,
      team: chosen.length === 0 ? null : (client.installation.teams[0]?.id ?? null),
      urgency: story.urgency ?? "not_said",
      language: story.language,
      jurisdiction: jurisdictionOf(story),
      approved: isCoded ? { artefact: this.coded(content), releaseNow: this.releasesAtOnce } : null,
    };
    await sendReport(client, buildReport(client, network.keyring, receipt, form));
  }

  read(): Promise<OwnReport> {
    return readReport(this.reporter.client, this.receipt, this.network.keyring);
  }

  /** Approves what the desk has proposed. */
  private async approve(): Promise<void> {
    const { client } = this.reporter;
    const own = await this.read();
    const proposal = own.messages.flatMap((row) => (row.from === "team" && row.message.kind === "proposal" ? [row.message] : [])).at(-1);
    if (proposal === undefined) throw new Error("there is nothing to approve");
    const reviewed = await reviewProposal(client, own, proposal, recogniser);
    await approveProposal(client, this.network.keyring, own, reviewed, { check: true, releaseNow: this.releasesAtOnce });
  }

  // ---- The desk ----

  /** Takes it on, writes and is answered, closes, or proposes a text: as far as the story goes. */
  async support(): Promise<void> {
    const { story, network } = this;
    const { client } = this.worker;
    const account = await this.worker.account();
    await claim(client, this.id());
    const open = await this.open();
    if (scopesOf(story).includes("LINK")) this.entry = (await makeLinkEntry(client, account, network.keyring, open)).entry;
    for (const [from, text] of story.messages ?? []) {
      if (from === "team") await writeToReporter(client, account, open, text);
      else await writeToTeam(this.reporter.client, network.keyring, await this.read(), text);
    }
    if (story.messages !== undefined) {
      await addNote(client, account, network.keyring, open, { kind: "text", text: "Prefers messages here. Look again in a week." });
    }
    if (story.ending === "closed") await moveReport(client, open, "close");
    if (story.ending === "prepared") await moveReport(client, open, "prepare");
    if (this.isProposed()) {
      const text = amendArtefact(this.coded(open.content), { freeText: story.warning ?? "" }, client.random);
      await propose(client, account, open, text, "Is this right for you? Nothing is shown before you approve these words.");
    }
  }

  /** From her approval to the editors. */
  async draft(): Promise<void> {
    const { story, network } = this;
    const { client } = this.worker;
    await this.worker.account();
    if (this.isProposed()) await this.approve();
    const open = await this.open();
    const approval = open.approvals.at(-1);
    if (story.ending !== "scored" && approval === undefined) throw new Error("she has approved nothing");
    this.artefact = approval?.artefact ?? this.coded(open.content);
    await draftWarning(client, await this.worker.account(), network.keyring, open, this.artefact, recogniser);
    if (approval !== undefined) await passSource(client, network.keyring, open, approval);
    if (story.ending === "abandoned") await abandonWarning(client, this.artefact.reference);
    if (this.isHandedOver() && story.lapsed !== true) await moveReport(client, open, "close");
  }

  // ---- The editors ----

  /** Review, a case lead's signature where it is needed, hand-over: as far as the story goes. */
  async decide(list: List, rows: SlotMapRow[]): Promise<void> {
    const { editor, network, story } = this;
    const { client } = editor;
    const account = await editor.account();
    const { keyring } = list;
    const opened = (): Promise<OpenDraft> => this.openDraft(editor);
    if (story.ending === "returned") {
      await sendBack(client, account, keyring, await opened(), { text: "Please leave out the back way: few places have one." });
    }
    if (story.ending !== "reviewed" && !this.isHandedOver()) return;
    const draft = await opened();
    if (draft.problems.includes("lead_missing")) {
      const { lead } = network.staff;
      await signLead(lead.client, await lead.account(), await this.openDraft(lead));
    }
    await review(client, account, keyring, draft, { answers: fairness(client.clock.now()) });
    if (!this.isHandedOver()) return;
    const handed = await handOver(client, account, list, rows, await editor.group(keyring), await opened());
    rows.push(...handed.rows);
  }

  // ---- What comes later ----

  async end(): Promise<void> {
    const { client } = this.reporter;
    switch (this.story.ending) {
      case "withdrawn":
        await withdrawEverything(client, await this.read());
        break;
      case "stopped":
        await withdrawScopes(client, await this.read(), ["WARN", "CHECK"]);
        break;
      case "hidden":
        if (this.artefact === null) throw new Error("there is nothing to hide");
        await hide(this.editor.client, await this.editor.account(), this.artefact.reference);
        break;
      default:
        throw new Error(`a story that goes on: ${this.story.ending}`);
    }
  }

  /** Its text is the desk's; otherwise the coded answers were approved as they are. */
  private isProposed(): boolean {
    return this.story.warning !== undefined;
  }

  private isHandedOver(): boolean {
    return ["live", "expired", "withdrawn", "stopped", "hidden", "scheduled"].includes(this.story.ending);
  }

  private coded({ subject, event }: ReportContent): Artefact {
    if (subject === undefined || event === undefined) throw new Error("a report of nothing");
    const { client } = this.reporter;
    return codedArtefact(subject, event, warnExpiry(client), client.random);
  }

  private id(): string {
    return base64url(reportKeysOf(this.receipt.root).id);
  }

  private async open(): Promise<DeskReport> {
    const { keyring } = this.network;
    return openReport(this.worker.client, await this.worker.team(keyring), this.id(), keyring);
  }

  private async openDraft(person: Person): Promise<OpenDraft> {
    if (this.artefact === null) throw new Error("there is no draft");
    const { keyring } = this.network;
    const reference = base64url(this.artefact.reference);
    return openDraft(person.client, await person.account(), keyring, await person.team(keyring), reference);
  }
}

export async function wholeSlotMap(network: Network): Promise<SlotMapRow[]> {
  const [editor] = network.staff.editors;
  if (editor === undefined) throw new Error("nobody edits");
  await editor.account();
  return [...(await slotMap(editor.client, await editor.team(network.keyring)))];
}

/** As the staff app asks for it. */
function fairness(now: number): Readonly<Record<string, string>> {
  return {
    purpose: "Members may meet this person before they know.",
    necessity: "Without the warning nobody could find out in time.",
    lessIntrusive: "Answering checks alone would not reach those who are called from another number.",
    evidence: "First-hand, consistent, and told soon after.",
    harmIfWrong: "Somebody may be turned away without cause; nothing else about them is shown.",
    safeguards: "No name, the shortest identifiers, an end date, and a way to complain.",
    lawfulBasis: "safeguarding",
    reviewOn: new Date(now + 180 * day).toISOString().slice(0, 10),
  };
}
