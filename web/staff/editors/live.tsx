/** What members see now, from the list's own signed index. One signature takes a warning down; two bring it back. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, formatTime, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Details, Empty, Field, Form, List, LoadFailed, Loading, Notice, Page, useLoad } from "../../shared/ui/index.ts";
import { areaText, LevelTag, periodText, titleOf, WarningFacts } from "../../member/screens/warning_parts.tsx";
import { ActFailed, Chips, Confirm, Mark, useAct } from "../parts.tsx";
import { useDesk, type LiveEntry } from "../services.ts";

type View = "live" | "pending" | "absent" | "ended";
/** Views of who has the slot map. */
const kMore = ["pending", "absent", "ended"] as const satisfies readonly View[];

function viewOf({ state }: LiveEntry): View {
  return state === "hidden" || state === "gone" || state === "missing" ? "absent" : state;
}

/** What became of an order: "asked" to hide, or "both" to show again: stored, but not yet acknowledged by the list. */
type Done = "hidden" | "asked" | "waiting" | "both" | "restored";

function restored(state: "waiting" | "asked" | "restored"): Done {
  return state === "asked" ? "both" : state;
}

export function LiveScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.live(), [desk]);
  const [view, setView] = useState<View>("live");
  const [said, setSaid] = useState<Done | null>(null);
  const entries = load.state === "ready" ? load.value.entries : [];
  const rows = entries.filter((entry) => viewOf(entry) === view);
  const count = (wanted: View): number => entries.filter((entry) => viewOf(entry) === wanted).length;
  const gaps = load.state === "ready" ? load.value.gaps : null;
  return (
    <Page key="live" heading={t("live.heading")} title={ts("live.tab")} lead={t("live.lead")}>
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("live.failed")} onRetry={again} />}
      {load.state === "ready" && (
        <>
          {gaps !== null && gaps.length > 0 && (
            <Notice kind="live" title={t("live.gap_title")}>
              <p>{t("live.gap_text")}</p>
              <ul>{gaps.map(({ reference, kind }) => <li key={reference}><Mark id={reference} />: {t(`live.gap_${kind}`)}</li>)}</ul>
            </Notice>
          )}
          {gaps !== null && gaps.length === 0 && <p class="note">{t("live.no_gap")}</p>}
          {said && (
            <Notice kind={said === "asked" || said === "both" ? "caution" : "done"} spoken title={t(`live.said_${said}`)}>
              <p>{t(`live.said_${said}_text`)}</p>
              {(said === "asked" || said === "both") && <Button kind="secondary" onClick={again}>{t("queue.look_again")}</Button>}
            </Notice>
          )}
          <p class="note">{t("live.signed", { day: formatDay(new Date(load.value.issued)), time: formatTime(new Date(load.value.issued)) })}</p>
          <Chips label={ts("live.views")} value={view} onChange={setView} options={[
            { value: "live", label: t("live.view_live", { number: count("live") }) },
            ...(gaps === null ? [] : kMore.map((state) => ({ value: state, label: t(`live.view_${state}`, { number: count(state) }) }))),
          ]} />
          {rows.length === 0 && <Empty text={t(`live.empty_${view}`)}><Button kind="secondary" onClick={again}>{t("queue.look_again")}</Button></Empty>}
          {rows.length > 0 && <List>
            {rows.map((entry) => <li key={entry.reference}><Row entry={entry} onDone={(what) => {
              setSaid(what);
              again();
            }} /></li>)}
          </List>}
          {desk.role === "data_protection_officer" && <RestoreByReference onDone={(what) => {
            setSaid(what);
            again();
          }} />}
        </>
      )}
    </Page>
  );
}

function Row({ entry, onDone }: { entry: LiveEntry; onDone: (what: Done) => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  const { body } = entry;
  const mayHide = desk.role === "alert_editor" || desk.role === "case_lead" || desk.role === "data_protection_officer";
  const mayRestore = desk.role === "case_lead" || desk.role === "data_protection_officer";
  return (
    <>
      <p class="list-title">{body !== null ? titleOf(body) : entry.state === "live" ? t("live.sealed") : t("drafts.warning")} <Mark id={entry.reference} /></p>
      {body !== null && (
        <>
          <p class="soft"><LevelTag level={body.level} /> {areaText(body.area)}{body.period && <>, {periodText(body.period)}</>}</p>
          <Details summary={t("live.read")}><WarningFacts body={body} /></Details>
        </>
      )}
      <ActFailed act={act} title={t("live.act_failed")} />
      {entry.state === "live" && mayHide && (
        <Confirm label={<>{t("live.hide")}<span class="unseen"> <Mark id={entry.reference} /></span></>} question={t("live.hide_question")} action={t("live.hide_action")} busy={act.busy && t("live.hiding")}
          onConfirm={() => act.run("hide", async () => {
            onDone(await desk.hide(entry.reference) ? "hidden" : "asked");
          })} />
      )}
      {entry.state === "pending" && entry.notBefore !== null && (
        <p class="soft">{t("live.from", { day: formatDay(new Date(entry.notBefore)), time: formatTime(new Date(entry.notBefore)) })}</p>
      )}
      {viewOf(entry) === "absent" && <p class="soft">{t(`live.why_${entry.state as "hidden" | "gone" | "missing"}`)}</p>}
      {entry.state === "hidden" && mayRestore && <Restore reference={entry.reference} onDone={onDone} />}
    </>
  );
}

/** The first or the second of two signatures; the server says which it was. */
function Restore({ reference, onDone }: { reference: string; onDone: (what: Done) => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  return (
    <>
      <p class="note">{t("live.restore_text")} {t("live.reference")}: <span class="mark whole" translate={false}>{reference}</span></p>
      <ActFailed act={act} title={t("live.act_failed")} />
      <Actions>
        <Button kind="secondary" busy={act.busy && t("live.restoring_busy")} onClick={() => act.run("restore", async () => onDone(restored(await desk.restore(reference))))}>
          {t("live.restore")}<span class="unseen"> <Mark id={reference} /></span>
        </Button>
      </Actions>
    </>
  );
}

/** For the second person, who does not have the slot map. */
function RestoreByReference({ onDone }: { onDone: (what: Done) => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const send = (): void => {
    const reference = typed.replace(/\s/g, "").toLowerCase();
    const fits = /^[0-9a-f]{32}$/.test(reference);
    setWrong(!fits);
    if (fits) act.run("restore", async () => onDone(restored(await desk.restore(reference))));
  };
  return (
    <>
      <h2>{t("live.by_reference")}</h2>
      <p>{t("live.restore_text")}</p>
      <ActFailed act={act} title={t("live.act_failed")} />
      <Form onSubmit={send}>
        <Field name="reference" label={t("live.reference")} hint={t("live.by_reference_hint")} value={typed} onInput={setTyped} error={wrong && t("live.by_reference_wrong")} />
        <Actions><Button type="submit" kind="secondary" busy={act.busy && t("live.restoring_busy")}>{t("live.restore")}</Button></Actions>
      </Form>
    </>
  );
}
