/** Changing the passphrase: to a generated one, or to her own words. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, Field, Form, Notice, Page, type FieldError } from "../../shared/ui/index.ts";
import { problemOf, problemText } from "../problems.ts";
import { goBack, router } from "../routes.ts";
import { useSession } from "../services.ts";

/** Shorter own passphrases are refused: four words or sixteen characters can't be tried out. */
const kShortest = 16;

export function PassphraseScreen(): JSX.Element {
  const session = useSession();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const suggest = (): void => void session.generatePassphrase().then(setWanted, setFailure);
  const send = (): void => {
    const wrong: FieldError[] = [
      ...(current.trim() ? [] : [{ field: "current", message: t("sign_in.passphrase_missing") }]),
      ...(wanted.trim().length >= kShortest ? [] : [{ field: "wanted", message: t("passphrase.short", { count: kShortest }) }]),
    ];
    setErrors(wrong);
    setFailure(null);
    if (wrong.length > 0 || busy) return;
    setBusy(true);
    session.changePassphrase(current, wanted).then(() => setDone(true), (error: unknown) => {
      if (problemOf(error) === "refused") setErrors([{ field: "current", message: t("passphrase.refused") }]);
      else setFailure(error);
    }).finally(() => setBusy(false));
  };
  if (done) {
    return (
      <Page key="done" heading={t("passphrase.done")} title={ts("passphrase.tab")}>
        <p>{t("passphrase.done_text")}</p>
        <Actions><Button onClick={() => router.reset({ name: "more" })}>{t("passphrase.back")}</Button></Actions>
      </Page>
    );
  }
  return (
    <Page key="ask" heading={t("passphrase.heading")} title={ts("passphrase.tab")} lead={t("passphrase.lead")} onBack={goBack} errors={errors}>
      {failure !== null && <Notice kind="failed" spoken title={t("passphrase.failed")}><p>{problemText(failure)}</p></Notice>}
      <Form onSubmit={send}>
        <Field name="current" kind="password" label={t("passphrase.current")} autoComplete="current-password" value={current} onInput={setCurrent} error={errorFor(errors, "current")} />
        <Field name="wanted" label={t("passphrase.wanted")} hint={t("passphrase.wanted_hint")} autoComplete="new-password" value={wanted} onInput={setWanted} error={errorFor(errors, "wanted")} />
        <Button kind="quiet" onClick={suggest}>{t("passphrase.suggest")}</Button>
        <Actions><Button type="submit" busy={busy && t("passphrase.busy")}>{t("passphrase.action")}</Button></Actions>
      </Form>
    </Page>
  );
}
