/** Warnings on their way: what waits for an editor, for a third signature, for the reporter, or was sent back. */
import type { JSX } from "preact";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Empty, Link, List, LoadFailed, Loading, Notice, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import type { Role, WarningState } from "../../shared/generated/vocabulary.ts";
import { kDayMs } from "../dates.ts";
import { ActFailed, Confirm, Mark, useAct } from "../parts.tsx";
import { router } from "../routes.ts";
import { useDesk, type DraftEntry } from "../services.ts";
import { staffWord } from "../words.ts";

export type Group = "review" | "third" | "editors" | "waiting" | "back" | "handed";

/** In which part of the list a warning stands for this role; null: not shown. */
export function groupOf(state: WarningState, role: Role): Group | null {
  switch (state) {
    case "member_ok":
    case "reviewed":
      return role === "alert_editor" ? "review" : role === "case_lead" ? "third" : "editors";
    case "drafted":
    case "scored":
      return role === "alert_editor" ? null : "waiting";
    case "returned":
      return "back";
    case "handed_over":
      return "handed";
    case "abandoned":
      return null;
  }
}

const kGroups: readonly Group[] = ["review", "third", "back", "waiting", "editors", "handed"];

export function DraftsScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.drafts(), [desk]);
  const [compared] = useLoad(() => desk.gaps(), [desk]);
  const gaps = compared.state === "ready" ? (compared.value?.length ?? 0) : 0;
  const entries = load.state === "ready" ? load.value : [];
  const shown = kGroups.map((group) => ({ group, rows: entries.filter((entry) => groupOf(entry.state, desk.role) === group) })).filter(({ rows }) => rows.length > 0);
  const isEditor = desk.role === "alert_editor";
  return (
    <Page key="drafts" heading={isEditor ? t("drafts.heading_editor") : t("drafts.heading")} title={ts("drafts.tab")}
      lead={isEditor ? t("drafts.lead_editor") : t("drafts.lead")}>
      {gaps > 0 && (
        <Notice kind="live" title={t("live.gap_title")}>
          <p>{t("live.gap_text")}</p>
          <p><Link onFollow={() => router.reset({ name: "live" })}>{t("drafts.to_live")}</Link></p>
        </Notice>
      )}
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("drafts.failed")} onRetry={again} />}
      {load.state === "ready" && shown.length === 0 && <Empty text={isEditor ? t("drafts.empty_editor") : t("drafts.empty")} />}
      {shown.map(({ group, rows }) => (
        <section key={group}>
          <h2>{t(`drafts.group_${group}`)}</h2>
          <p class="soft">{t(`drafts.group_${group}_text`)}</p>
          <List>{rows.map((entry) => <li key={entry.reference}><Row entry={entry} onChanged={again} /></li>)}</List>
        </section>
      ))}
    </Page>
  );
}

function Row({ entry, onChanged }: { entry: DraftEntry; onChanged: () => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  const name = <>{t("drafts.warning")} <Mark id={entry.reference} /></>;
  const opens = desk.role === "alert_editor" || desk.role === "case_lead";
  const ended = entry.state === "handed_over";
  return (
    <>
      <p class="list-title">
        {opens && !ended ? <Link onFollow={() => router.go({ name: "review", reference: entry.reference })}>{name}</Link> : name}
        {entry.level !== "low" && <>{" "}<Tag kind={entry.level === "high" ? "live" : "strong"}>{t(`drafts.level_${entry.level}`)}</Tag></>}
        {" "}<Tag>{staffWord("warning_state", entry.state)}</Tag>
      </p>
      <p class="soft">{t("drafts.since", { day: formatDay(new Date(entry.day * kDayMs)) })}</p>
      <ActFailed act={act} title={t("drafts.abandon_failed")} />
      {!ended && <Confirm kind="quiet" label={<>{t("drafts.abandon")}<span class="unseen"> <Mark id={entry.reference} /></span></>} question={t("drafts.abandon_question")}
        action={t("drafts.abandon_action")} busy={act.busy && t("drafts.abandoning")} onConfirm={() => act.run("abandon", async () => {
          await desk.abandon(entry.reference);
          onChanged();
        })} />}
    </>
  );
}
