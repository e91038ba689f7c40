/** Reports that wait, and those one has. Nothing of their content is known before one is taken and opened. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Empty, Link, List, LoadFailed, Loading, Notice, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import { ActFailed, Chips, Mark, Select, useAct } from "../parts.tsx";
import { router } from "../routes.ts";
import { useDesk, type PersonEntry, type QueueEntry } from "../services.ts";
import { staffWord } from "../words.ts";
import { isApi } from "../refusals.ts";

const kUrgencyOrder = { now: 0, soon: 1, not_said: 2, no_hurry: 3 } as const;

/** What wants somebody first: by urgency, then the oldest. */
export function inOrder(entries: readonly QueueEntry[]): QueueEntry[] {
  return [...entries].sort((a, b) => kUrgencyOrder[a.urgency] - kUrgencyOrder[b.urgency] || b.age - a.age);
}

type View = "open" | "mine" | "others";

function matches(entry: QueueEntry, view: View): boolean {
  if (view === "mine") return entry.assigned === "me";
  return view === "open" ? entry.assigned === null : entry.assigned === "other";
}

export function QueueScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.queue(), [desk]);
  const [keys] = useLoad(() => desk.teamKeys(), [desk]);
  const [chosen, setChosen] = useState<View | null>(null);
  const [taken, setTaken] = useState(false);
  const act = useAct();
  const entries = load.state === "ready" ? inOrder(load.value) : [];
  const count = (view: View): number => entries.filter((entry) => matches(entry, view)).length;
  const view = chosen ?? (count("mine") > 0 ? "mine" : "open");
  const rows = entries.filter((entry) => matches(entry, view));
  const next = entries.find((entry) => entry.assigned === null);

  const claim = (report: string): void => act.run(report, async () => {
    setTaken(false);
    try {
      await desk.claim(report);
    } catch (error) {
      if (!isApi(error, "conflict", "not_found")) throw error;
      setTaken(true);
      again();
      return;
    }
    router.go({ name: "file", report, step: "read" });
  });

  return (
    <Page key="queue" heading={t("queue.heading")} title={ts("queue.tab")} wide>
      {keys.state === "ready" && keys.value !== "ready" && <NoKeys state={keys.value} isLead={desk.role === "case_lead"} />}
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("queue.failed")} onRetry={again} />}
      {load.state === "ready" && (
        <>
          {taken && <Notice kind="caution" spoken title={t("queue.taken_title")}><p>{t("queue.taken_text")}</p></Notice>}
          <ActFailed act={act} title={t("queue.claim_failed")} />
          {next && (
            <Actions>
              <Button onClick={() => claim(next.report)} busy={act.busy === next.report && t("queue.taking")}>{t("queue.take_next")}</Button>
              <span class="note">{t("queue.take_next_hint")}</span>
            </Actions>
          )}
          <Chips label={ts("queue.views")} value={view} onChange={setChosen} options={[
            { value: "open", label: t("queue.view_open", { number: count("open") }) },
            { value: "mine", label: t("queue.view_mine", { number: count("mine") }) },
            { value: "others", label: t("queue.view_others", { number: count("others") }) },
          ]} />
          {rows.length === 0 && <Empty text={t(`queue.empty_${view}`)}><Button kind="secondary" onClick={again}>{t("queue.look_again")}</Button></Empty>}
          {rows.length > 0 && <List>
            {rows.map((entry) => (
              <li key={entry.report} class="queue-row">
                <Row entry={entry} />
                <RowAct entry={entry} busy={act.busy === entry.report} onClaim={() => claim(entry.report)} onAssigned={again} />
              </li>
            ))}
          </List>}
        </>
      )}
    </Page>
  );
}

function Row({ entry }: { entry: QueueEntry }): JSX.Element {
  const name = <>{t("queue.report")} <Mark id={entry.report} /></>;
  return (
    <div>
      <p class="list-title">
        {entry.assigned === "me" ? <Link onFollow={() => router.go({ name: "file", report: entry.report, step: "read" })}>{name}</Link> : name}
        {entry.urgency !== "not_said" && <>{" "}<Tag kind={entry.urgency === "now" ? "live" : entry.urgency === "soon" ? "strong" : "plain"}>{staffWord("urgency", entry.urgency)}</Tag></>}
        {entry.state !== "triage" && <>{" "}<Tag>{t(`queue.state_${entry.state === "prepared" ? "prepared" : entry.state === "active" ? "active" : "closed"}`)}</Tag></>}
      </p>
      <p class="soft">
        {entry.age === 0 ? t("queue.today") : t("queue.days", { count: entry.age })}{" · "}{staffWord("tongue", entry.language)}{" · "}{staffWord("jurisdiction", entry.jurisdiction)}
      </p>
      <p class="soft">{t("queue.permits")}{" "}
        {entry.scopes.filter((scope) => scope !== "HOLD").map((scope, index) => <span key={scope}>{index > 0 && ", "}{staffWord("permit", scope)}</span>)}
      </p>
    </div>
  );
}

function RowAct({ entry, busy, onClaim, onAssigned }: { entry: QueueEntry; busy: boolean; onClaim: () => void; onAssigned: () => void }): JSX.Element {
  const desk = useDesk();
  const [assigning, setAssigning] = useState(false);
  return (
    <div class="row-act">
      {entry.assigned === null && <Button kind="secondary" onClick={onClaim} busy={busy && t("queue.taking")}>{t("queue.take")}<Of entry={entry} /></Button>}
      {entry.assigned === "me" && (
        <Button kind="secondary" onClick={() => router.go({ name: "file", report: entry.report, step: "read" })}>{t("queue.open")}<Of entry={entry} /></Button>
      )}
      {desk.role === "case_lead" && !assigning && <Button kind="quiet" onClick={() => setAssigning(true)}>{t("queue.assign")}<Of entry={entry} /></Button>}
      {assigning && <Assign report={entry.report} onDone={() => {
        setAssigning(false);
        onAssigned();
      }} />}
    </div>
  );
}

// Tells equal buttons apart for who can't see the row.
function Of({ entry }: { entry: QueueEntry }): JSX.Element {
  return <span class="unseen"> <Mark id={entry.report} /></span>;
}

function Assign({ report, onDone }: { report: string; onDone: () => void }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.people(), [desk]);
  const [account, setAccount] = useState("");
  const act = useAct();
  if (load.state === "loading") return <Loading />;
  if (load.state === "failed") return <LoadFailed onRetry={again} />;
  const able = load.value.filter((person) => (person.role === "caseworker" || person.role === "case_lead"));
  return (
    <div class="assign">
      <ActFailed act={act} title={t("queue.assign_failed")} />
      <Select name={`assign-${report}`} label={t("queue.assign_to")} value={account} onChange={setAccount}
        options={[{ value: "", label: ts("queue.assign_choose") }, ...able.map((person) => ({ value: person.account, label: personLabel(person) }))]} />
      <Actions>
        <Button kind="secondary" busy={act.busy && t("queue.assigning")} {...(account === "" ? { blocked: t("queue.assign_choose") } : {})}
          onClick={() => act.run("assign", async () => {
            await desk.assign(report, account);
            onDone();
          })}>{t("queue.assign_action")}</Button>
      </Actions>
    </div>
  );
}

function personLabel(person: PersonEntry): string {
  return `${ts(`role.${person.role}` as Parameters<typeof ts>[0])} ${person.mark}${person.isMe ? ` (${ts("people.me")})` : ""}`;
}

/** Reports can't be opened without the team's keys; says who has to do what. */
export function NoKeys({ state, isLead }: { state: "not_made" | "awaited"; isLead: boolean }): JSX.Element {
  return (
    <Notice kind="caution" title={t(`no_keys.${state}_title`)}>
      <p>{isLead ? t(`no_keys.${state}_lead`) : t(`no_keys.${state}_text`)}</p>
      {isLead && <Button kind="secondary" onClick={() => router.go({ name: "keys" })}>{t("no_keys.action")}</Button>}
    </Notice>
  );
}
