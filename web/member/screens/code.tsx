/** "I have a code": opens one report on any phone, without an account. A wrong code gets one answer for every cause. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, Field, Form, Page, type FieldError } from "../../shared/ui/index.ts";
import { problemOf } from "../problems.ts";
import { goBack, router } from "../routes.ts";
import { useServices } from "../services.ts";

export function CodeScreen(): JSX.Element {
  const services = useServices();
  const [code, setCode] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const isHere = useRef(true);
  useEffect(() => () => void (isHere.current = false), []);
  const send = (): void => {
    const wrong = (message: FieldError["message"]): void => setErrors([{ field: "code", message }]);
    if (!code.trim()) return wrong(t("code.missing"));
    if (busy) return;
    setBusy(true);
    setErrors([]);
    services.openCode(code).then((answer) => {
      if ("problem" in answer) wrong(t(`code.${answer.problem}`));
      else if (isHere.current) router.replace({ name: "opened", report: answer });
      else answer.forget();
    }, (error: unknown) => {
      const problem = problemOf(error);
      wrong(problem === "refused" ? t("code.refused") : t(`problem.${problem}`));
    }).finally(() => setBusy(false));
  };
  return (
    <Page heading={t("code.heading")} title={ts("code.tab")} lead={t("code.lead")} onBack={goBack} errors={errors}>
      <Form onSubmit={send}>
        <Field name="code" kind="number" label={t("code.label")} hint={t("code.hint")} value={code} onInput={setCode} error={errorFor(errors, "code")} />
        <Actions><Button type="submit" busy={busy && t("code.busy")}>{t("code.action")}</Button></Actions>
      </Form>
      <p class="note">{t("code.note")}</p>
    </Page>
  );
}
