/**
 * The second pair of eyes. Everything that was signed is verified here before anything is offered; then the fairness
 * record; then publishing. A case lead comes here for the third signature.
 */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, formatTime, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Details, Icon, LoadFailed, Loading, Notice, Page, SummaryList, TextArea, useLoad } from "../../shared/ui/index.ts";
import { LevelTag, WarningFacts } from "../../member/screens/warning_parts.tsx";
import { word } from "../../member/words.ts";
import { ActFailed, Mark, useAct } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import { useDesk, kFairnessQuestions, type Published, type PublishStep, type Review } from "../services.ts";
import { staffWord } from "../words.ts";
import { FairnessForm } from "./fairness.tsx";

export function ReviewScreen({ reference }: { reference: string }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.review(reference), [desk, reference]);
  const [published, setPublished] = useState<Published | null>(null);
  const heading = <>{t("review.heading")} <Mark id={reference} /></>;
  if (load.state !== "ready") {
    return (
      <Page key="opening" heading={heading} title={ts("review.tab")} onBack={goBack}>
        {load.state === "loading" ? <Loading text={t("review.opening")} /> : <LoadFailed title={t("review.failed")} onRetry={again} />}
      </Page>
    );
  }
  const review = load.value;
  if (published !== null) return <Done heading={heading} published={published} />;
  const broken = review.checks.some(({ result }) => result === "failed");
  return (
    <Page key="review" heading={heading} title={ts("review.tab")} onBack={goBack} lead={staffWord("warning_state", review.state)}>
      <Verified review={review} />
      {broken && <Notice kind="live" title={t("review.broken_title")}><p>{t("review.broken_text")}</p></Notice>}
      <h2>{t("review.members_see")}</h2>
      <div class="preview"><p><LevelTag level={review.body.level} /></p><WarningFacts body={review.body} /></div>
      <Details summary={t("review.short")}><p class="masked" translate={false}>{review.shortText}</p></Details>
      <h2>{t("review.identifiers")}</h2>
      <SummaryList rows={review.identifiers.length === 0 ? [{ key: t("review.identifiers"), value: t("review.identifiers_none") }]
        : review.identifiers.map((each) => ({ key: word("identifier", each.kind), value: <><strong translate={false}>{each.text}</strong>{"\n"}{t("draft.shown_as", { text: <span translate={false}>{each.masked}</span> })}</> }))} />
      <h2>{t("review.terms")}</h2>
      <SummaryList rows={[
        { key: t("review.release"), value: review.release === null ? t("review.release_unknown") : t(`review.release_${review.release}`) },
        { key: t("review.until"), value: review.until === null ? undefined : formatDay(new Date(review.until)) },
        { key: t("review.recognition"), value: <>{staffWord("likely", review.recognition)}. {t(`review.recognition_${review.recognition}`)}</> },
      ]} />
      {!broken && review.mayLead && <Third review={review} onDone={again} />}
      {review.mayReview && (
        <>
          {!broken && review.state === "member_ok" && <FairnessForm onSave={async (fairness) => {
            await review.approve(fairness);
            again();
          }} />}
          {!broken && review.state === "reviewed" && <Publish review={review} onPublished={setPublished} />}
          <Return review={review} />
        </>
      )}
      {!review.mayReview && !review.mayLead && <Notice title={t("review.not_yours_title")}><p>{t("review.not_yours_text")}</p></Notice>}
    </Page>
  );
}

/** What was verified here, line by line. */
function Verified({ review }: { review: Review }): JSX.Element {
  return (
    <>
      <h2>{t("review.verified")}</h2>
      <ul class="verified">
        {review.checks.map(({ check, result }) => (
          <li key={check} class={`is-${result}`}>
            <Icon name={result === "verified" ? "done" : result === "missing" ? "timer" : "live"} />
            <span>{t(`review.check_${check}`)} <strong>{t(`review.result_${result}`)}</strong></span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Third({ review, onDone }: { review: Review; onDone: () => void }): JSX.Element {
  const act = useAct();
  return (
    <>
      <h2>{t("review.lead_heading")}</h2>
      <p>{t("review.lead_text")}</p>
      <ActFailed act={act} title={t("review.lead_failed")} />
      <Actions>
        <Button busy={act.busy && t("review.lead_busy")} onClick={() => act.run("lead", async () => {
          await review.lead();
          onDone();
        })}>{t("review.lead_action")}</Button>
      </Actions>
    </>
  );
}

function Done({ heading, published }: { heading: ComponentChildren; published: Published }): JSX.Element {
  const when = new Date(published.notBefore);
  return (
    <Page key="published" heading={heading} title={ts("review.tab")}>
      <Notice kind={published.accepted ? "done" : "caution"} spoken title={published.accepted ? t("publish.done_title") : t("publish.waiting_title")}>
        <p>{published.accepted ? t("publish.done_text", { day: formatDay(when), time: formatTime(when) }) : t("publish.waiting_text")}</p>
        <p>{t("publish.down_text")}</p>
      </Notice>
      <Actions><Button onClick={() => router.reset({ name: "drafts" })}>{t("publish.back")}</Button></Actions>
    </Page>
  );
}

function Publish({ review, onPublished }: { review: Review; onPublished: (published: Published) => void }): JSX.Element {
  const act = useAct();
  const [step, setStep] = useState<PublishStep | null>(null);
  const lacksLead = review.checks.some(({ check, result }) => check === "lead" && result === "missing");
  return (
    <>
      {review.fairness && (
        <Details summary={t("fairness.show")}>
          <SummaryList rows={[
            ...kFairnessQuestions.map((question) => ({ key: t(`fairness.${question}`), value: <span translate={false}>{review.fairness?.[question]}</span> })),
            { key: t("fairness.basis"), value: t(`fairness.basis_${review.fairness.lawfulBasis}`) },
            { key: t("fairness.review_on"), value: formatDay(new Date(review.fairness.reviewOn)) },
          ]} />
        </Details>
      )}
      <h2>{t("publish.heading")}</h2>
      <p>{t(review.release === "delayed" ? "publish.text_delayed" : "publish.text_now")}</p>
      <ActFailed act={act} title={t("publish.failed")} />
      <Actions>
        <Button busy={act.busy && t("publish.busy")} {...(lacksLead ? { blocked: t("publish.lacks_lead") } : {})}
          onClick={() => act.run("publish", async () => onPublished(await review.publish(setStep)))}>{t("publish.action")}</Button>
      </Actions>
      {act.busy && (
        <div role="status">
          <ol class="progress">
            {(["preparing", "handing_over"] as const).map((each) => (
              <li key={each} aria-current={each === step ? "step" : undefined}>{t(`publish.${each}`)}</li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

function Return({ review }: { review: Review }): JSX.Element {
  const act = useAct();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const send = (): void => {
    setMissing(reason.trim() === "");
    if (reason.trim() === "") return;
    act.run("return", async () => {
      await review.return(reason.trim());
      router.reset({ name: "drafts" });
    });
  };
  return (
    <Details summary={t("return.heading")}>
      <ActFailed act={act} title={t("return.failed")} />
      <TextArea name="reason" label={t("return.reason")} hint={t("return.hint")} rows={3} value={reason} onInput={setReason} error={missing && t("return.missing")} />
      <Actions><Button kind="danger" onClick={send} busy={act.busy && t("return.busy")}>{t("return.action")}</Button></Actions>
    </Details>
  );
}
