/** Why this warning is fair to the person it is about. Sealed to the editors, and part of what a complaint is answered with. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, ErrorSummary, Field, Form, RadioGroup, TextArea, type FieldError } from "../../shared/ui/index.ts";
import { kDayMs } from "../dates.ts";
import { ActFailed, useAct } from "../parts.tsx";
import { kFairnessQuestions, kLawfulBases, type Fairness, type FairnessQuestion, type LawfulBasis } from "../services.ts";

type Answers = Readonly<Record<FairnessQuestion, string>>;

const kNoAnswers: Answers = { purpose: "", necessity: "", lessIntrusive: "", evidence: "", harmIfWrong: "", safeguards: "" };
/** A warning is looked at again after at most half a year. */
const kReviewDays = 182;

function dateText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

export function fairnessFaults(answers: Answers, basis: LawfulBasis | null, reviewOn: string, now: number): FieldError[] {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(reviewOn) ? Date.parse(reviewOn) : NaN;
  const inTime = date > now && date <= now + kReviewDays * kDayMs;
  return [
    ...kFairnessQuestions.filter((question) => answers[question].trim() === "").map((question) => ({ field: question, message: t(`fairness.${question}_missing`) })),
    ...(basis === null ? [{ field: "basis", message: t("fairness.basis_missing") }] : []),
    ...(inTime ? [] : [{ field: "review-on", message: t("fairness.review_on_wrong") }]),
  ];
}

export function FairnessForm({ onSave, now = Date.now() }: { onSave: (fairness: Fairness) => Promise<void>; now?: number }): JSX.Element {
  const [answers, setAnswers] = useState<Answers>(kNoAnswers);
  const [basis, setBasis] = useState<LawfulBasis | null>(null);
  const [reviewOn, setReviewOn] = useState(() => dateText(now + (kReviewDays - 1) * kDayMs));
  const [errors, setErrors] = useState<FieldError[]>([]);
  const act = useAct();
  const save = (): void => {
    const wrong = fairnessFaults(answers, basis, reviewOn, now);
    setErrors(wrong);
    if (wrong.length > 0 || basis === null) return;
    act.run("save", () => onSave({ ...answers, lawfulBasis: basis, reviewOn }));
  };
  return (
    <>
      <h2>{t("fairness.heading")}</h2>
      <p>{t("fairness.lead")}</p>
      {errors.length > 0 && <ErrorSummary errors={errors} />}
      <ActFailed act={act} title={t("fairness.failed")} />
      <Form onSubmit={save}>
        {kFairnessQuestions.map((question) => (
          <TextArea key={question} name={question} label={t(`fairness.${question}`)} hint={t(`fairness.${question}_hint`)} rows={2} value={answers[question]}
            onInput={(text) => setAnswers({ ...answers, [question]: text })} error={errorFor(errors, question)} />
        ))}
        <RadioGroup name="basis" label={t("fairness.basis")} value={basis} onChange={setBasis} error={errorFor(errors, "basis")}
          options={kLawfulBases.map((value) => ({ value, label: t(`fairness.basis_${value}`), hint: t(`fairness.basis_${value}_hint`) }))} />
        <Field name="review-on" kind="date" short label={t("fairness.review_on")} hint={t("fairness.review_on_hint")} value={reviewOn} onInput={setReviewOn} error={errorFor(errors, "review-on")} />
        <Actions><Button type="submit" busy={act.busy && ts("fairness.busy")}>{t("fairness.action")}</Button></Actions>
      </Form>
    </>
  );
}
