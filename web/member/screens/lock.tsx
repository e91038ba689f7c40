/** Locked: the keys are gone, what was typed is kept sealed. The passphrase opens the same place again. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Field, Form } from "../../shared/ui/form.tsx";
import { Icon } from "../../shared/ui/icons.tsx";
import { errorFor, Link, Page, type FieldError } from "../../shared/ui/page.tsx";
import { problemOf, type Problem } from "../problems.ts";
import { useServices, type Session } from "../services.ts";
import { missing, SignInProblem } from "./sign_in.tsx";

export interface LockScreenProps {
  readonly login: string;
  readonly reason: "locked" | "expired";
  readonly onUnlock: (session: Session) => void;
  readonly onForget: () => void;
  readonly onHelp: () => void;
}

export function LockScreen({ login, reason, onUnlock, onForget, onHelp }: LockScreenProps): JSX.Element {
  const services = useServices();
  const [passphrase, setPassphrase] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    const wrong = missing(login, passphrase);
    setErrors(wrong);
    setProblem(null);
    if (wrong.length > 0 || busy) return;
    setBusy(true);
    services.signIn(login, passphrase).then(onUnlock, (error: unknown) => {
      setProblem(problemOf(error));
      setBusy(false);
    });
  };
  return (
    <Page heading={<><Icon name="lock" /> {reason === "expired" ? t("locked.expired_heading") : t("locked.heading")}</>} title={ts("locked.tab")}
      lead={reason === "expired" ? t("locked.expired_lead") : t("locked.lead")} errors={errors}>
      <SignInProblem problem={problem} />
      <Form onSubmit={send} onInput={() => services.prepare()}>
        <Field name="passphrase" kind="password" label={t("sign_in.passphrase")} autoComplete="current-password"
          value={passphrase} onInput={setPassphrase} error={errorFor(errors, "passphrase")} />
        <Actions><Button type="submit" busy={busy && t("sign_in.busy")}>{t("locked.action")}</Button></Actions>
      </Form>
      <ul class="links">
        <li><Link onFollow={onHelp}>{t("sign_in.help")}</Link></li>
        <li><Link onFollow={onForget}>{t("locked.forget")}</Link></li>
      </ul>
    </Page>
  );
}
