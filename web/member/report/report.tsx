/**
 * Walks through the questions. Every change stands in the session's draft at once, so that locking, a fault or a lost
 * connection takes nothing; it is written to the vault at every step.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Form, Notice, Page, type FieldError } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import { useSession } from "../services.ts";
import { changed, kNoAnswers, stepsFor, unanswered, type Answers, type Step } from "./answers.ts";
import { CheckAnswers } from "./check_answers.tsx";
import { kQuestions } from "./questions.tsx";
import { PreviewStep } from "./preview.tsx";

export interface StepProps {
  readonly answers: Answers;
  readonly set: (change: Partial<Answers>) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

export function ReportScreen({ step, changing }: { step: Step; changing: boolean }): JSX.Element {
  const session = useSession();
  // A draft of an earlier version may lack newer questions.
  const [answers, setAnswers] = useState<Answers>(() => ({ ...kNoAnswers, ...session.draft()?.answers }));
  const [unsaved, setUnsaved] = useState(false);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);

  const save = (now: Answers, at: Step): void => {
    session.saveDraft({ ...session.draft(), answers: now, step: at }).then(() => setUnsaved(false), () => setUnsaved(true));
  };
  const set = (change: Partial<Answers>): void => {
    const now = changed(answers, change);
    setAnswers(now);
    session.keepDraft({ ...session.draft(), answers: now, step });
  };
  const open = (next: Step): void => {
    setErrors([]);
    save(answers, next);
    // A change made from the summary leads back to it, past whatever the change has opened.
    router.replace({ name: "step", step: next, changing: changing && next !== "answers" });
  };
  const steps = stepsFor(answers);
  const at = steps.indexOf(step);
  const onBack = (): void => {
    const before = steps[at - 1];
    if (changing) open("answers");
    else if (before !== undefined) open(before);
    else router.reset({ name: "report" });
  };
  const onNext = (): void => open(changing ? (unanswered(answers) ?? "answers") : (steps[at + 1] ?? "answers"));
  const onStop = (): void => {
    save(answers, step);
    router.reset({ name: "report" });
  };

  const notSaved = unsaved && <Notice kind="caution" title={t("report.unsaved_title")}><p>{t("report.unsaved_text")}</p></Notice>;
  if (step === "preview") return <PreviewStep key="preview" answers={answers} set={set} onBack={onBack} onNext={onNext} />;
  if (step === "answers") {
    return <CheckAnswers key="answers" answers={answers} set={set} onBack={onBack} onNext={onNext}
      onChange={(wanted) => {
        save(answers, "answers");
        router.replace({ name: "step", step: wanted, changing: true });
      }} onStop={onStop} />;
  }
  const question = kQuestions[step];
  return (
    <Page key={step} heading={question.heading()} title={ts("report.tab")} lead={question.lead?.()} onBack={onBack} errors={errors}>
      {notSaved}
      <Form onSubmit={() => {
        const wrong = question.check?.(answers) ?? [];
        setErrors(wrong);
        if (wrong.length === 0) onNext();
      }}>
        <question.Body answers={answers} set={set} errors={errors} />
        <Actions>
          <Button type="submit">{t("page.continue")}</Button>
          <Button kind="quiet" onClick={onStop}>{t("report.stop")}</Button>
        </Actions>
      </Form>
      <p class="note">{t("report.place", { number: at + 1, count: steps.length })}</p>
    </Page>
  );
}
