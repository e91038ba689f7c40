/**
 * One report, opened by whoever it is assigned to: what was said, what may be done with it, and what came of it. It stays
 * open while its steps change, since every opening leaves a trace that the reporter can read.
 */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { kDayMs } from "../dates.ts";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { isCode, descriptorKinds, descriptorValues } from "../../shared/generated/vocabulary.ts";
import { Actions, Button, Details, Empty, LoadFailed, Loading, Notice, Page, SummaryList, Tag, TextArea, useLoad } from "../../shared/ui/index.ts";
import { periodText, titleOf, WarningFacts } from "../../member/screens/warning_parts.tsx";
import { word } from "../../member/words.ts";
import { ActFailed, Confirm, Mark, useAct } from "../parts.tsx";
import { goBack, router, type ReportStep } from "../routes.ts";
import { useDesk, type DeskReport, type DraftForm, type Fact, type ReportDraft, type TestedDraft } from "../services.ts";
import { staffWord } from "../words.ts";
import { isApi } from "../refusals.ts";
import { AdoptStep } from "./adopt.tsx";
import { ConsentPanel, isLive } from "./consent.tsx";
import { CheckStep } from "./draft_check.tsx";
import { DraftStep, firstForm, formAgain } from "./draft_form.tsx";
import { LinkSection } from "../link/flag.tsx";

export interface StepProps {
  readonly report: DeskReport;
  readonly onReport: (report: DeskReport) => void;
}

export function ReportScreen({ report: id, step }: { report: string; step: ReportStep }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.open(id), [desk, id]);
  const [changed, setChanged] = useState<DeskReport | null>(null);
  const [form, setForm] = useState<DraftForm | null>(() => desk.form(id));
  const [tested, setTested] = useState<TestedDraft | null>(null);
  const report = changed ?? (load.state === "ready" ? load.value : null);
  const keep = (next: DraftForm | null): void => {
    setForm(next);
    desk.keepForm(id, next);
  };
  if (report === null) {
    const gone = load.state === "failed" && isApi(load.error, "not_found");
    return (
      <Page key="opening" heading={<>{t("case.heading")} <Mark id={id} /></>} title={ts("case.tab")} onBack={goBack} wide>
        {load.state === "loading" && <Loading text={t("case.opening")} />}
        {load.state === "failed" && (gone
          ? <Empty text={t("case.gone")}><p>{t("case.gone_text")}</p></Empty>
          : <LoadFailed title={t("case.failed")} onRetry={again} />)}
      </Page>
    );
  }
  const props: StepProps = { report, onReport: setChanged };
  const revise = (next: DraftForm): void => {
    keep(next);
    router.go({ name: "file", report: id, step: "form" });
  };
  switch (step) {
    case "form":
      return <DraftStep key="form" {...props} form={form ?? firstForm(report.content)} onForm={keep} onTested={(draft) => {
        setTested(draft);
        router.go({ name: "file", report: id, step: "check" });
      }} />;
    case "check":
      if (tested !== null) return <CheckStep key="check" {...props} draft={tested} onSent={(sent) => {
        setChanged(sent);
        keep(null);
        setTested(null);
        router.reset({ name: "queue" });
        router.go({ name: "file", report: id, step: "read" });
      }} />;
      return <ReadStep key="read" {...props} onAgain={revise} />;
    case "adopt":
      return <AdoptStep key="adopt" {...props} />;
    case "read":
      return <ReadStep key="read" {...props} onAgain={revise} />;
  }
}

/** Beside every step: what the reporter permits. On a narrow screen it comes first. */
export function WithConsent({ report, children }: { report: DeskReport; children: ComponentChildren }): JSX.Element {
  return (
    <div class="columns">
      <aside class="permits" aria-label={ts("permits.heading")}><ConsentPanel permissions={report.permissions} /></aside>
      <div>
        {report.sealed.length > 0 && (
          <Notice kind="unknown" title={t("case.sealed_title")}>
            <p>{t("case.sealed_text")}</p>
            <ul>{report.sealed.map((section) => <li key={section}>{staffWord("section", section)}</li>)}</ul>
          </Notice>
        )}
        {children}
      </div>
    </div>
  );
}

function ReadStep({ report, onReport, onAgain }: StepProps & { readonly onAgain: (form: DraftForm) => void }): JSX.Element {
  const { content } = report;
  const go = (step: ReportStep): void => router.go({ name: "file", report: report.report, step });
  const open = report.state === "active" || report.state === "prepared";
  const lacks = report.sealed.length > 0 ? t("case.sealed_blocks") : null;
  const why = !isLive(report.permissions, "WARN") ? t("case.no_warn") : lacks !== null ? lacks : content.incidents.length === 0 && content.words === "" ? t("case.nothing_to_warn") : null;
  // What the reporter said yes to comes first: it waits for us.
  const awaited = open && (report.approved !== null || report.drafts.some(({ approval }) => approval === "approved"));
  const warning = (
    <>
      <h2>{t("case.warning_heading")}</h2>
      <Drafts report={report} onReport={onReport} onAgain={onAgain} blocked={open ? why : t("case.not_open")} />
      {open && (
        <Actions>
          {report.approved !== null && <Button onClick={() => go("adopt")} {...(lacks === null ? {} : { blocked: lacks })}>{t("case.adopt")}</Button>}
          <Button kind={awaited ? "secondary" : "primary"} onClick={() => go("form")} {...(why === null ? {} : { blocked: why })}>{t("case.draft")}</Button>
        </Actions>
      )}
    </>
  );
  return (
    <Page heading={<>{t("case.heading")} <Mark id={report.report} /></>} title={ts("case.tab")} onBack={goBack} wide
      lead={<>{t("case.came", { day: formatDay(new Date(report.day * kDayMs)) })} {report.urgency !== "not_said" && <Tag kind={report.urgency === "now" ? "live" : "plain"}>{staffWord("urgency", report.urgency)}</Tag>}</>}>
      <WithConsent report={report}>
        {awaited && warning}
        <Content report={report} />
        {!awaited && warning}
        <LinkSection report={report} onReport={onReport} />
        <Messages report={report} onReport={onReport} />
        <Notes report={report} onReport={onReport} />
        <Close report={report} onReport={onReport} />
      </WithConsent>
    </Page>
  );
}

function own(text: string): ComponentChildren {
  return text === "" ? undefined : <span translate={false}>{text}</span>;
}

function factText({ kind, value }: Fact): ComponentChildren {
  if (isCode(descriptorValues, value)) return word("descriptor", value);
  return <span translate={false}>{isCode(descriptorKinds, kind) && <>{word("descriptor_kind", kind)}: </>}{value}</span>;
}

function each<T>(items: readonly T[], draw: (item: T) => ComponentChildren): ComponentChildren {
  return items.length === 0 ? undefined : <ul class="plain">{items.map((item, index) => <li key={index}>{draw(item)}</li>)}</ul>;
}

/** The sections as they were sent. Nothing here can be changed. */
function Content({ report }: { report: DeskReport }): JSX.Element {
  const { content } = report;
  return (
    <>
      <h2>{t("case.happened_heading")}</h2>
      <SummaryList rows={[
        { key: t("case.what"), value: each(content.incidents, (code) => word("incident", code)) },
        { key: t("case.how"), value: each(content.behaviours, (code) => word("behaviour", code)) },
        { key: t("case.when"), value: content.month === null ? own(content.around) : <>{periodText(content.month)}{content.around && <> ({own(content.around)})</>}</> },
        { key: t("case.where"), value: content.area === null ? undefined : word("area", content.area) },
      ]} />
      <h2>{t("case.person_heading")}</h2>
      <SummaryList rows={[
        { key: t("case.identifiers"), value: each(content.identifiers, (identifier) => <>
          {word("identifier", identifier.kind)}: <strong translate={false}>{identifier.text}</strong>
          {identifier.key === null && <> <Tag kind="unknown">{t("case.unreadable")}</Tag></>}
        </>) },
        { key: t("case.looks"), value: each(content.facts, factText) },
      ]} />
      <h2>{t("case.words_heading")}</h2>
      {content.words === "" ? <p class="soft">{t("summary.none")}</p> : (
        <>
          <blockquote class="words" translate={false} lang={report.language}>{content.words}</blockquote>
          <p class="note">{t("case.words_note", { language: <>{staffWord("tongue", report.language)}</> })}</p>
        </>
      )}
      <h2>{t("case.reporter_heading")}</h2>
      {content.aboutMe === null && content.contact === null ? <p class="soft">{t("case.reporter_none")}</p> : (
        <Details summary={t("case.reporter_show")}>
          <SummaryList rows={[
            { key: t("case.working_name"), value: own(content.aboutMe?.workingName ?? "") },
            { key: t("case.pronouns"), value: own(content.aboutMe?.pronouns ?? "") },
            { key: t("case.contact"), value: content.contact === null ? undefined : <>{t(content.contact.way === "other" ? "case.contact_another" : `case.contact_${content.contact.way}`)} {own(content.contact.text)}</> },
          ]} />
        </Details>
      )}
    </>
  );
}

function Drafts({ report, onReport, onAgain, blocked }: StepProps & {
  readonly onAgain: (form: DraftForm) => void; readonly blocked: ReturnType<typeof t> | null;
}): JSX.Element {
  const act = useAct();
  if (report.drafts.length === 0) return <p class="soft">{report.approved === null ? t("case.no_drafts") : t("case.approved_waits")}</p>;
  return (
    <>
      <ActFailed act={act} title={t("case.pass_failed")} />
      <ul class="list">
        {report.drafts.map((draft) => (
          <li key={draft.reference}>
            <p class="list-title">{draft.body === null ? <>{t("drafts.warning")} <Mark id={draft.reference} /></> : titleOf(draft.body)} <Tag kind={draft.approval === "approved" ? "strong" : "plain"}>{draftState(draft)}</Tag></p>
            <p class="soft">{t(draft.state === "returned" ? "case.draft_returned" : `case.draft_${draft.approval}`)}</p>
            {draft.body !== null && <Details summary={t("live.read")}><WarningFacts body={draft.body} /></Details>}
            {draft.state === "returned" && draft.body !== null && (
              <Actions>
                <Button kind="secondary" {...(blocked === null ? {} : { blocked })} onClick={() => draft.body !== null && onAgain(formAgain(report.content, draft.reference, draft.body))}>
                  {t("case.draft_again")}
                </Button>
              </Actions>
            )}
            {draft.approval === "approved" && (
              <Actions>
                <Button busy={act.busy && t("case.passing")} onClick={() => act.run(draft.reference, async () => onReport(await report.passOn(draft.reference)))}>
                  {t("case.pass_on")}
                </Button>
              </Actions>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function draftState(draft: ReportDraft): ComponentChildren {
  return draft.approval === "approved" ? t("case.approval_arrived") : staffWord("warning_state", draft.state);
}

function Messages({ report, onReport }: StepProps): JSX.Element {
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const act = useAct();
  const send = (): void => {
    setMissing(text.trim() === "");
    if (text.trim() === "") return;
    act.run("write", async () => {
      onReport(await report.write(text.trim()));
      setText("");
    });
  };
  return (
    <>
      <h2>{t("thread.heading")}</h2>
      {report.messages.length === 0 ? <p class="soft">{t("thread.none")}</p> : (
        <ol class="thread">
          {report.messages.map((message, index) => (
            <li key={index} class={message.from}>
              <p class="note">{t(`thread.from_${message.from}`)}, {formatDay(new Date(message.day * kDayMs))}</p>
              {message.kind === "text" ? <p translate={false}>{message.text}</p> : <p class="soft">{t(`thread.${message.kind}`)}</p>}
              {message.isDisplaced && <p class="soft">{t("thread.displaced")}</p>}
            </li>
          ))}
        </ol>
      )}
      <ActFailed act={act} title={t("thread.failed")} />
      <TextArea name="message" label={t("thread.label")} hint={t("thread.hint")} rows={4} value={text} onInput={setText} error={missing && t("thread.missing")} />
      <Actions><Button kind="secondary" onClick={send} busy={act.busy && t("thread.sending")}>{t("thread.send")}</Button></Actions>
    </>
  );
}

function Notes({ report, onReport }: StepProps): JSX.Element {
  const [text, setText] = useState("");
  const act = useAct();
  const save = (): void => {
    if (text.trim() === "") return;
    act.run("note", async () => {
      onReport(await report.note(text.trim()));
      setText("");
    });
  };
  return (
    <>
      <h2>{t("notes.heading")}</h2>
      {report.notes.map((note, index) => (
        <div class="note-row" key={index}><p class="note">{formatDay(new Date(note.day * kDayMs))}</p>{note.text === null ? <p class="soft">{t("notes.unsigned")}</p> : <p translate={false}>{note.text}</p>}</div>
      ))}
      <ActFailed act={act} title={t("notes.failed")} />
      <TextArea name="note" label={t("notes.label")} hint={t("notes.hint")} rows={3} value={text} onInput={setText} />
      <Actions><Button kind="secondary" onClick={save} busy={act.busy && t("notes.saving")}>{t("notes.save")}</Button></Actions>
    </>
  );
}

function Close({ report, onReport }: StepProps): JSX.Element | null {
  const act = useAct();
  if (report.state !== "active" && report.state !== "prepared") return null;
  return (
    <>
      <h2>{t("case.done_heading")}</h2>
      <ActFailed act={act} title={t("case.close_failed")} />
      <p>{t("case.close_text")}</p>
      {report.state === "active" && (
        <Actions><Button kind="secondary" busy={act.busy === "prepare" && t("case.preparing")} onClick={() => act.run("prepare", async () => onReport(await report.prepare()))}>{t("case.prepare")}</Button></Actions>
      )}
      <Confirm label={t("case.close")} question={t("case.close_question")} action={t("case.close_action")} busy={act.busy === "close" && t("case.closing")}
        onConfirm={() => act.run("close", async () => {
          await report.close();
          router.reset({ name: "queue" });
        })} />
    </>
  );
}
