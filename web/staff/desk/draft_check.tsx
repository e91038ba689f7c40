/** The text as others would see it, and every place that could tell him who told. Then it goes to the reporter. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Link, List, Notice, Page, TextArea } from "../../shared/ui/index.ts";
import { WarningFacts, LevelTag } from "../../member/screens/warning_parts.tsx";
import { ActFailed, useAct } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import type { DeskReport, Hit, TestedDraft } from "../services.ts";
import { whyText } from "../words.ts";
import { WithConsent, type StepProps } from "./report.tsx";

export function CheckStep({ report, draft, onSent }: StepProps & { draft: TestedDraft; onSent: (report: DeskReport) => void }): JSX.Element {
  const act = useAct();
  const [message, setMessage] = useState("");
  return (
    <Page heading={t("draft_check.heading")} title={ts("draft.tab")} lead={t("draft_check.lead")} onBack={goBack} wide>
      <WithConsent report={report}>
        <Recognition draft={draft} />
        <h2>{t("draft_check.preview")}</h2>
        <div class="preview">
          <p><LevelTag level={draft.body.level} /></p>
          <WarningFacts body={draft.body} />
          <h3>{t("draft_check.short")}</h3>
          <p class="masked" translate={false}>{draft.shortText}</p>
          <p class="note">{t("draft_check.short_length", { count: draft.shortText.length })}</p>
        </div>
        <ActFailed act={act} title={t("draft_check.failed")} />
        <TextArea name="covering" label={t("draft_check.message")} hint={t("draft_check.message_hint")} rows={3} value={message} onInput={setMessage} />
        <p>{t("draft_check.next")}</p>
        <Actions>
          <Button busy={act.busy && t("draft_check.sending")} onClick={() => act.run("send", async () => onSent(await report.send(draft, message.trim())))}>{t("draft_check.send")}</Button>
          <Button kind="secondary" onClick={() => router.back()}>{t("draft_check.change")}</Button>
        </Actions>
      </WithConsent>
    </Page>
  );
}

/** What the recognition test says of a text, with every place it objects to. */
export function Recognition({ draft }: { draft: Pick<TestedDraft, "level" | "hits" | "body"> }): JSX.Element {
  const kind = draft.level === "high" ? "live" : draft.level === "medium" ? "caution" : "info";
  return (
    <>
      <Notice kind={kind} title={t(`draft_check.level_${draft.level}`)}>
        <p>{t(`draft_check.level_${draft.level}_text`)}</p>
        {draft.level === "high" && <p>{t("draft_check.level_high_more")}</p>}
      </Notice>
      {draft.hits.length > 0 && (
        <>
          <h2>{t("draft_check.hits", { count: draft.hits.length })}</h2>
          <List>
            {draft.hits.map((hit, index) => <li key={index}><HitRow hit={hit} text={draft.body.freeText} /></li>)}
          </List>
        </>
      )}
    </>
  );
}

/** How much of the text around a hit is shown. */
const kAround = 40;

function HitRow({ hit, text }: { hit: Hit; text: string }): JSX.Element {
  const start = hit.isTyped ? text.indexOf(hit.excerpt) : -1;
  const end = start + hit.excerpt.length;
  const before = start < 0 ? "" : `${start > kAround ? "…" : ""}${text.slice(Math.max(0, start - kAround), start)}`;
  const after = start < 0 ? "" : `${text.slice(end, end + kAround)}${end + kAround < text.length ? "…" : ""}`;
  return (
    <div class="hit">
      <p translate={false}>{before}<mark>{hit.excerpt}</mark>{after}</p>
      <p class="soft">{whyText(hit.reason)}</p>
      <p><Link onFollow={() => router.back()}>{t("draft_check.change_this")}<span class="unseen"> {hit.excerpt}</span></Link></p>
    </div>
  );
}
