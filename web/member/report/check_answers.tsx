/** All answers before they are sent, each with a way to change it; then the one button that sends. */
import type { ComponentChild, JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Notice, Page, SummaryList, type SummaryRow } from "../../shared/ui/index.ts";
import { reportScopes } from "../../shared/client/consent_texts.ts";
import { isRefusal, problemText } from "../problems.ts";
import { router } from "../routes.ts";
import { list } from "../screens/warning_parts.tsx";
import { useSession } from "../services.ts";
import { word } from "../words.ts";
import { teamName } from "./consent.ts";
import { kSpokenKinds, stepsFor, unanswered, type Answers, type Step } from "./answers.ts";
import { monthText, readSubject } from "./questions.tsx";
import { mayApprove } from "./preview.tsx";
import type { StepProps } from "./report.tsx";

function value(answers: Answers, step: Step, team: string): ComponentChild | undefined {
  const own = (text: string): ComponentChild | undefined => (text.trim() ? <span translate={false}>{text}</span> : undefined);
  const lines = (items: readonly ComponentChild[]): ComponentChild | undefined =>
    (items.length > 0 ? <ul class="plain">{items.map((item, index) => <li key={index}>{item}</li>)}</ul> : undefined);
  switch (step) {
    case "safe":
      return answers.safe ? <>{t(`q.safe_${answers.safe}`)} {answers.urgency !== "not_said" && t(`q.urgency_${answers.urgency}`)}</> : answers.urgency !== "not_said" ? t(`q.urgency_${answers.urgency}`) : undefined;
    case "what":
      return lines([...answers.incidents.map((code) => word("incident", code)), ...answers.behaviours.map((code) => word("behaviour", code))]);
    case "when":
      return answers.month || answers.around.trim() ? <>{answers.month && monthText(answers.month)} {own(answers.around)}</> : undefined;
    case "where":
      return answers.area ? word("area", answers.area) : undefined;
    case "who":
      return lines([
        ...answers.descriptors.map((code) => word("descriptor", code)),
        ...(answers.vehicle.trim() ? [own(answers.vehicle)] : []),
        ...kSpokenKinds.filter((kind) => answers.spoken[kind].trim()).map((kind) => <>{word("descriptor_kind", kind)}: {own(answers.spoken[kind])}</>),
      ]);
    case "identifiers":
      return lines(answers.identifiers.filter(({ text }) => text.trim()).map((row) => <>{word("identifier", row.kind)}: {own(readSubject(row) ?? row.text)}</>));
    case "words":
      return own(answers.words);
    case "about":
      return answers.workingName.trim() || answers.pronouns.trim() ? list([answers.workingName, answers.pronouns].filter((text) => text.trim()).map(own)) : undefined;
    case "use":
      return answers.scopes.length > 0
        ? lines(reportScopes.filter((scope) => answers.scopes.includes(scope)).map((scope) => t(`use.${scope}`, { team })))
        : t("use.nothing");
    case "reach":
      return <>{t(`q.way_${answers.contactWay}`)} {answers.contactWay !== "app" && own(answers.contact)}</>;
    case "preview":
      return answers.approval ? t(`preview.${answers.approval}`) : undefined;
    case "answers":
      return undefined;
  }
}

export function CheckAnswers({ answers, onBack, onChange, onStop }: StepProps & {
  onChange: (step: Step) => void; onStop: () => void;
}): JSX.Element {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const team = teamName(session, answers);
  const rows: SummaryRow[] = stepsFor(answers).filter((step) => step !== "answers").map((step) => {
    const shown = value(answers, step, team);
    return {
      key: t(`answers.${step}`), what: ts(`answers.${step}`), onChange: () => onChange(step),
      ...(shown === undefined ? {} : { value: shown }),
    };
  });
  const send = async (): Promise<void> => {
    const open = unanswered(answers);
    if (open !== null) return onChange(open);
    setBusy(true);
    setFailure(null);
    try {
      const approves = answers.scopes.includes("WARN") && (answers.approval === "now" || answers.approval === "delayed");
      const proposal = approves ? await session.preview(answers) : null;
      // Tested anew after a lock: what cannot be approved any more is not, and she sees why.
      if (proposal === "nothing_to_warn_of" || (proposal !== null && !mayApprove(proposal))) return onChange("preview");
      const { code, isEarlier } = await session.submit(answers, proposal, answers.approval === "now" ? "now" : "later");
      if (!isEarlier) return router.reset({ name: "sent", code });
      router.reset({ name: "mine" });
      router.go({ name: "own", code, isEarlier: true });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Page heading={t("answers.heading")} title={ts("report.tab")} lead={t("answers.lead")} onBack={onBack}>
      {failure !== null && (isRefusal(failure)
        ? <Notice kind="failed" spoken title={t("answers.failed")}><p>{problemText(failure)}</p><p>{t("answers.kept")}</p></Notice>
        : <Notice kind="unknown" spoken title={t("unsure.title")}><p>{problemText(failure)}</p><p>{t("answers.unsure")}</p></Notice>)}
      <SummaryList rows={rows} />
      <p>{answers.scopes.length === 0 ? t("answers.private") : t("answers.consent", { team })}</p>
      <Actions>
        <Button onClick={() => void send()} busy={busy && t("answers.busy")}>{t("answers.send")}</Button>
        <Button kind="quiet" onClick={onStop}>{t("report.stop")}</Button>
      </Actions>
    </Page>
  );
}
