/** What others would see, before it is sent: the coded warning, how likely he is to know who told, and her decision. */
import type { ComponentChild, JSX } from "preact";
import { useState } from "preact/hooks";
import type { RecognitionLevel } from "../../shared/generated/vocabulary.ts";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, Form, LoadFailed, Loading, Notice, Page, RadioGroup, useLoad, type FieldError } from "../../shared/ui/index.ts";
import { LevelTag, periodText, WarningFacts } from "../screens/warning_parts.tsx";
import { useSession, type Proposal } from "../services.ts";
import type { Answers } from "./answers.ts";
import type { StepProps } from "./report.tsx";

/** The plain risk line. It never says that a text is safe. */
export function RecognitionNotice({ level, next }: { level: RecognitionLevel | null; next: ComponentChild }): JSX.Element {
  const code = level ?? "untested";
  return (
    <Notice kind={level === "low" ? "info" : level === null ? "unknown" : "caution"} title={t(`recognition.${code}`)}>
      <p>{t(`recognition.${code}_text`)}</p>
      {level !== "low" && <p>{next}</p>}
    </Notice>
  );
}

/** All that her yes is for, as others get it. `next`: what she can do about a risk here. */
export function WarningPreview({ proposal, next }: { proposal: Proposal; next: ComponentChild }): JSX.Element {
  const { body, shortText } = proposal;
  return (
    <>
      <section class="preview" aria-label={ts("preview.label")}>
        <p><LevelTag level={body.level} /></p>
        <WarningFacts body={body} />
        <p class="note">{t("warning.until", { month: <>{periodText(body.expiresMonth)}</> })}</p>
        {shortText && <p class="note">{t("preview.short")} <span translate={false}>{shortText}</span></p>}
      </section>
      <RecognitionNotice level={proposal.recognition} next={next} />
    </>
  );
}

/** What is risky or untested comes back to her through the team: it is not approved with the report. */
export function mayApprove({ recognition }: Proposal): boolean {
  return recognition === "low" || recognition === "medium";
}

export function PreviewStep({ answers, set, onBack, onNext }: StepProps): JSX.Element {
  const session = useSession();
  const [load, again] = useLoad(() => session.preview(answers), [session]);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const proposal = load.state === "ready" && load.value !== "nothing_to_warn_of" ? load.value : null;
  const approvable = proposal !== null && mayApprove(proposal);
  // An earlier yes to what has turned out risky since is none.
  const decided = approvable || answers.approval === "later" ? answers.approval : null;
  const send = (): void => {
    const wrong = decided === null ? [{ field: "approval", message: t("preview.missing") }] : [];
    setErrors(wrong);
    if (wrong.length === 0) onNext();
  };
  return (
    <Page heading={t("preview.heading")} title={ts("report.tab")} lead={t("preview.lead")} onBack={onBack} errors={errors}>
      {load.state === "loading" && <Loading text={t("preview.busy")} />}
      {load.state === "failed" && <LoadFailed title={t("preview.failed")} onRetry={again} />}
      {load.state === "ready" && load.value === "nothing_to_warn_of" && <Notice title={t("preview.nothing")}><p>{t("preview.nothing_text")}</p></Notice>}
      {proposal && <WarningPreview proposal={proposal} next={<>{t("preview.untick")} {!approvable && t("preview.asked_again")}</>} />}
      <Form onSubmit={send}>
        <RadioGroup<NonNullable<Answers["approval"]>> name="approval" label={t("preview.decide")} hint={t("preview.decide_hint")} value={decided}
          onChange={(approval) => set({ approval })} error={errorFor(errors, "approval")} options={[
            ...(approvable ? [
              { value: "delayed" as const, label: t("preview.delayed"), hint: t("preview.delayed_hint") },
              { value: "now" as const, label: t("preview.now"), hint: t("preview.now_hint") },
            ] : []),
            { value: "later" as const, label: t("preview.later"), hint: t("preview.later_hint") },
          ]} />
        <Actions><Button type="submit">{t("page.continue")}</Button></Actions>
      </Form>
    </Page>
  );
}
